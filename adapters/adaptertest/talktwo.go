package adaptertest

import (
	"context"
	"slices"

	"daicho/bot"
)

// Spread is a world whose people live on two surfaces: the paper, and one of
// pages.
type Spread interface {
	World
	// Paper is the paper, running. Restart ends and begins it with the rest.
	Paper() *Paper
	// Page takes to the surface of pages what somebody there does, and returns
	// what it shows them.
	Page(ctx context.Context, ev bot.Event) (bot.View, error)
}

// Speakers are those who do something in the talk in the file, in the order in
// which they first do.
func Speakers(t T, file string) []string {
	t.Helper()
	_, lines := readTalk(t, file)
	var all []string
	for _, line := range lines {
		if line.who != "" && !slices.Contains(all, line.who) {
			all = append(all, line.who)
		}
	}
	return all
}

// Chatting are those who do something in the talk in the file after it has
// gone to a surface of another name: they need the paper.
func Chatting(t T, file string) []string {
	t.Helper()
	_, lines := readTalk(t, file)
	var all []string
	own := true
	for _, line := range lines {
		if line.kind == surface {
			own = line.text == bot.OwnSurface
		}
		if !own && line.who != "" && !slices.Contains(all, line.who) {
			all = append(all, line.who)
		}
	}
	return all
}

// TalkOnTwo holds the talk with everybody on the surface they live on: on the
// paper, as TalkOnPaper does, whose account is of the paper's home, all others
// on pages, as Talk does. It compares nothing of what is said: the caller
// compares what is kept.
func TalkOnTwo(t T, file string, world Spread) {
	t.Helper()
	_, lines := readTalk(t, file)
	desk, page := newCards(world, world.Paper()), newPages(world, world.Page)
	for len(lines) > 0 {
		who, _ := world.Account(lines[0].who)
		n, where, step := 1, "on pages", func(line talkLine) error {
			_, err := page.step(t.Context(), line)
			return err
		}
		group := lines[:1]
		if lines[0].kind == surface || lines[0].who != "" && who.Home == world.Paper().home {
			n = desk.answers(lines)
			group, where, step = desk.ordered(lines[:n], desk.page), "on paper", desk.step
		}
		for _, line := range group {
			if err := step(line); err != nil {
				t.Fatalf("%s:%d: %s: %s\n%v", file, line.number, where, line.source, err)
			}
		}
		lines = lines[n:]
	}
}
