package slack

import (
	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// headRoom is how many characters the head of a page may have in a modal, so
// that what is asked finds room in an acknowledgement.
const headRoom = 3500

// modal draws a view as a modal. What it carries of the page says which part
// of it is shown, and comes back with it.
func modal(v bot.View, p page) sdk.ModalViewRequest {
	p.At, p.Submit, p.Asks, p.Vouch = v.At, "", false, false
	if len(v.Fields) == 0 || v.Submit.ID == "" {
		return reading(v, p)
	}
	p.Asked, p.Frame = asked(v), frame(v)
	p.Submit, p.Asks, p.Vouch = v.Submit.ID, v.Submit.Confirm != "", v.Submit.Vouch
	parts := split(v)
	p.Part = min(p.Part, len(parts)-1)
	p.More = p.Part < len(parts)-1
	return framed(v, p, answering(v, p, parts[p.Part]))
}

// framed puts blocks between a title and the buttons of a modal.
func framed(v bot.View, p page, blocks []sdk.Block) sdk.ModalViewRequest {
	m := sdk.ModalViewRequest{
		Type: sdk.VTModal, Title: plain(shortTitle(v.Title), maxTitle), Close: plain("閉じる", maxTitle),
		Blocks: sdk.Blocks{BlockSet: blocks}, PrivateMetadata: p.metadata(), NotifyOnClose: p.Submit != "",
	}
	switch {
	case p.More:
		m.Submit = plain("次へ", maxTitle)
	case p.Submit != "":
		m.Submit = plain(v.Submit.Label, maxTitle)
	}
	return m
}

// shortTitle is the title of a modal: one that finds no room there stands as the
// first line of what is below.
func shortTitle(title string) string {
	if cut(title, maxTitle) != title {
		return "daicho"
	}
	return title
}

// reading is a view without questions.
func reading(v bot.View, p page) sdk.ModalViewRequest {
	tail := &sheet{where: inModal, most: viewBlocks, room: viewChars}
	tail.foot(v)
	head := tail.above()
	head.head(v, shortTitle(v.Title) != v.Title)
	return framed(v, p, append(head.blocks, tail.blocks...))
}

// answering is a part of a page with its questions.
func answering(v bot.View, p page, fields []bot.Field) []sdk.Block {
	tail := &sheet{where: inModal, most: viewBlocks, room: viewChars}
	for _, f := range fields {
		tail.input(v, f, f.ID == p.Help)
	}
	tail.foot(v)
	head := tail.above()
	head.room = min(head.room, headRoom)
	if p.Part > 0 || p.Sure {
		v.Body, v.Table, v.Attach, v.Sections = nil, nil, nil, nil
	}
	if p.Sure {
		v.Notice = v.Submit.Confirm + "\nまだ行っていません。よければ、もう一度「" + v.Submit.Label + "」を押してください。やめるときは「閉じる」を押してください。"
	}
	head.head(v, shortTitle(v.Title) != v.Title)
	return append(head.blocks, tail.blocks...)
}

// split divides a page's questions into parts, each of which finds room in one
// acknowledgement. Japanese weighs three bytes a character there.
func split(v bot.View) [][]bot.Field {
	empty := v
	empty.Fields = nil
	base := weight(answering(empty, page{}, nil))
	var parts [][]bot.Field
	bytes, blocks := 0, 0
	for _, f := range v.Fields {
		s := &sheet{most: viewBlocks, room: viewChars}
		s.input(v, f, true)
		w := weight(s.blocks)
		if len(parts) == 0 || base+bytes+w > ackRoom || blocks+len(s.blocks) > viewBlocks-30 {
			parts = append(parts, nil)
			bytes, blocks = 0, 0
		}
		last := len(parts) - 1
		parts[last] = append(parts[last], f)
		bytes, blocks = bytes+w, blocks+len(s.blocks)
	}
	return parts
}

// weight is how many bytes blocks take on the wire.
func weight(blocks []sdk.Block) int {
	return len(written(blocks))
}
