// Package chats lists the chat platforms over fakes of their wires, for whoever
// holds whole talks on all of them without naming one.
package chats

import (
	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktalk"
)

// All opens each platform, by its name, with these people in it.
var All = map[string]func(t adaptertest.T, people []adaptertest.Member) adaptertest.Chat{
	"slack": func(t adaptertest.T, people []adaptertest.Member) adaptertest.Chat { return slacktalk.Open(t, people) },
}
