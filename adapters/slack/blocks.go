package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// Slack's limits, as far as what is drawn here can meet them. Texts are
// counted in characters.
const (
	maxHeader     = 150
	maxSection    = 3000
	maxButton     = 75
	maxOption     = 75
	maxLabel      = 2000
	maxValue      = 150
	maxInput      = 3000
	maxTitle      = 24
	maxAlt        = 2000
	maxConfirm    = 300
	maxPerActions = 25
	maxRadio      = 10
	maxSelect     = 100

	messageBlocks = 50
	messageChars  = 12_500 // of the 13,000 or so of a message
	viewBlocks    = 100
	viewChars     = 60_000 // of the 250 KB of a view, in the worst case of three bytes a character
	ackBytes      = 20_480
	envelopeBytes = 300    // of these, for what stands around the payload
	ackRoom       = 19_000 // of these, for a view
)

// sheet collects the blocks of a message or a view, within the room there is.
// Text that finds none is cut, visibly; nothing else ever is.
type sheet struct {
	blocks []sdk.Block
	n      int // blocks named so far
	most   int // blocks
	room   int // characters
	cut    bool
	where  spot
	// card is what the buttons of documents carry along on a card that asks one
	// question: which.
	card string
}

// name is the block_id of the next block.
func (s *sheet) name() string {
	s.n++
	return fmt.Sprintf("b%d", s.n)
}

// add puts in what must not be left out, and takes its characters off the room.
func (s *sheet) add(b ...sdk.Block) {
	s.blocks = append(s.blocks, b...)
	s.room -= characters(b)
}

// characters are all that Slack counts in blocks: those of every text in them.
func characters(blocks []sdk.Block) int {
	text := written(blocks)
	var all any
	if err := json.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	return counted(all)
}

func counted(part any) (n int) {
	switch part := part.(type) {
	case []any:
		for _, one := range part {
			n += counted(one)
		}
	case map[string]any:
		for name, one := range part {
			if text, ok := one.(string); ok && name == "text" {
				n += size(text)
			} else {
				n += counted(one)
			}
		}
	}
	return n
}

// header is the first line.
func (s *sheet) header(title string) {
	if strings.TrimSpace(title) == "" {
		return
	}
	s.add(sdk.NewHeaderBlock(plain(title, maxHeader), sdk.HeaderBlockOptionBlockID(s.name())))
	if cut(title, maxHeader) != title {
		s.text(title)
	}
}

// text puts in a paragraph.
func (s *sheet) text(text string) {
	for _, piece := range asSent.Pieces(strings.Trim(text, "\n"), maxSection) {
		if strings.TrimSpace(piece) == "" || s.cut {
			continue
		}
		if len(s.blocks)+1 >= s.most || s.room < 10 {
			s.cut = true
			piece = "…"
		}
		if sent(piece) > s.room {
			s.cut = true
			piece = cut(piece, max(s.room, 1))
		}
		if !s.joined(piece) {
			s.add(sdk.NewSectionBlock(plain(piece, maxSection), nil, nil, sdk.SectionBlockOptionBlockID(s.name())))
		}
	}
}

// joined puts a paragraph into the block before it, where blocks become scarce
// and that one has room.
func (s *sheet) joined(text string) bool {
	if len(s.blocks) == 0 || len(s.blocks) < s.most/2 {
		return false
	}
	last, ok := s.blocks[len(s.blocks)-1].(*sdk.SectionBlock)
	if !ok || last.Accessory != nil || size(last.Text.Text)+sent(text)+2 > maxSection {
		return false
	}
	last.Text.Text += "\n\n" + escape(text)
	s.room -= sent(text) + 2
	return true
}

// lines puts in lines that belong together, as one paragraph.
func (s *sheet) lines(lines ...string) { s.text(strings.Join(lines, "\n")) }

// small puts in small print.
func (s *sheet) small(text string) {
	if strings.TrimSpace(text) == "" || s.cut || len(s.blocks)+1 >= s.most {
		return
	}
	text = cut(text, min(maxLabel, max(s.room, 1)))
	s.add(sdk.NewContextBlock(s.name(), plain(text, maxLabel)))
}

// element is a button before it has its number.
type element struct {
	verb    verb
	route   bot.ActionID
	value   string
	label   string
	aloud   string // instead of the label, for who cannot see beside what it stands
	style   bot.Style
	confirm string
	url     string
}

// pressing is an action as an element.
func pressing(a bot.Action) element {
	e := element{verb: press, route: a.ID, label: a.Label, style: a.Style, confirm: a.Confirm}
	if a.Vouch {
		e.verb = vouch
	}
	return e
}

// button draws the element as the n-th of its block.
func (e element) button(n int) *sdk.ButtonBlockElement {
	b := sdk.NewButtonBlockElement(e.verb.id(n, e.route), e.value, plain(e.label, maxButton))
	b.URL = e.url
	if e.aloud != "" {
		b.AccessibilityLabel = cut(e.aloud, maxButton)
	}
	switch e.style {
	case bot.Primary:
		b.Style = sdk.StylePrimary
	case bot.Danger:
		b.Style = sdk.StyleDanger
	}
	if e.confirm != "" {
		b.Confirm = asking(e.confirm, e.label)
	}
	return b
}

// asking is the question before a button is pressed, under what it does.
func asking(question, label string) *sdk.ConfirmationBlockObject {
	return sdk.NewConfirmationBlockObject(plain(label, 100), plain(question, maxConfirm), plain(label, 30), plain("やめる", 30))
}

// buttons puts in rows of buttons.
func (s *sheet) buttons(all []element) {
	for len(all) > 0 {
		row := all[:min(len(all), maxPerActions)]
		all = all[len(row):]
		var list []sdk.BlockElement
		for i, e := range row {
			list = append(list, e.button(i))
		}
		s.add(sdk.NewActionBlock(s.name(), list...))
	}
}

// row puts in a line that leads somewhere, with the button that does.
func (s *sheet) row(text string, e element) {
	if s.cut = s.cut || len(s.blocks)+1 >= s.most || s.room < sent(text)+2*maxButton; s.cut {
		return
	}
	section := sdk.NewSectionBlock(plain(text, maxSection), nil, sdk.NewAccessory(e.button(0)), sdk.SectionBlockOptionBlockID(s.name()))
	s.add(section)
}

// above returns a sheet for what stands above this one: it has what room and
// blocks this one leaves.
func (s *sheet) above() *sheet {
	return &sheet{where: s.where, n: s.n, most: s.most - len(s.blocks), room: s.room}
}
