// Package chats lists the chat platforms over fakes of their wires, for whoever
// holds whole talks on all of them without naming one.
package chats

import (
	"daicho/adapters/adaptertest"
	"daicho/adapters/discord/discordtalk"
	"daicho/adapters/slack/slacktalk"
)

// All opens each platform, by its name, with these people in it.
var All = map[string]func(t adaptertest.T, people []adaptertest.Member) adaptertest.Chat{
	"discord": func(t adaptertest.T, people []adaptertest.Member) adaptertest.Chat {
		return discordtalk.Open(t, people)
	},
	"slack": func(t adaptertest.T, people []adaptertest.Member) adaptertest.Chat { return slacktalk.Open(t, people) },
}
