package slack

import (
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// card is a message: its blocks, and what a notification says of it.
type card struct {
	text   string
	blocks []sdk.Block
}

// drawn lays a view out as a message. Where it asks something and opens is set,
// the message leads to a modal; else it shows one question, the one that is
// asked for or the first that is still wanted.
func drawn(v bot.View, asked bot.FieldID, helped, opens bool) card {
	tail := &sheet{most: messageBlocks, room: messageChars}
	var over *bot.Field
	switch {
	case len(v.Fields) == 0:
		tail.foot(v)
	case opens:
		tail.foot(v, append([]element{{verb: open, route: v.At, value: standing(v), label: "画面を開いて答える", style: bot.Primary}}, oneByOne(v)...)...)
	default:
		if at := wantedField(v, asked); at >= 0 {
			over = &v.Fields[at]
			tail.answers(v, at, helped)
		} else {
			tail.ending(v)
		}
	}
	head := tail.above()
	head.head(v, true)
	switch {
	case over != nil:
		head.question(*over, helped)
	case !opens:
		head.summary(v)
	}
	return card{text: notification(v), blocks: append(head.blocks, tail.blocks...)}
}

// oneByOne leads on with one question a message, where the page can be answered
// so.
func oneByOne(v bot.View) []element {
	if !byCard(v) {
		return nil
	}
	return []element{{verb: onCard, route: v.At, label: "ここで1問ずつ答える"}}
}

// byCard reports whether a page can be answered one question a message. A
// channel or a member that was chosen is kept nowhere until the page is sent, so
// such a page is sent from a modal alone.
func byCard(v bot.View) bool {
	return !slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Kind == bot.PlaceField || f.Kind == bot.MemberField })
}

// notification is a message in a line: what notifications show, and screen
// readers where they do not read blocks.
func notification(v bot.View) string {
	text := v.Title
	for _, more := range []string{v.Problem, v.Notice} {
		if more != "" {
			text += "　" + more
			break
		}
	}
	return escape(cut(strings.Join(strings.Fields(text), " "), maxHeader*2))
}

// wantedField is the index of the field that is asked for, else of the first
// that a surface asks for which asks one by one; -1 for none.
func wantedField(v bot.View, asked bot.FieldID) int {
	if at := slices.IndexFunc(v.Fields, func(f bot.Field) bool { return f.ID == asked }); at >= 0 {
		return at
	}
	return slices.IndexFunc(v.Fields, wanted)
}

func wanted(f bot.Field) bool { return f.Problem != "" || !f.Optional && f.Value == "" }

// question is the text of the one question on a card.
func (s *sheet) question(f bot.Field, helped bool) {
	var lines []string
	if f.Heading != "" {
		lines = append(lines, "〈"+f.Heading+"〉")
	}
	title := fieldTitle(f)
	if f.Optional {
		title += "（任意）"
	}
	lines = append(lines, title)
	if f.Hint != "" {
		lines = append(lines, f.Hint)
	}
	if helped {
		for _, h := range f.Help {
			lines = append(lines, "解説："+h)
		}
	}
	if f.Value != "" && f.Kind != bot.Text && f.Kind != bot.LongText {
		lines = append(lines, "● "+valueText(f))
	}
	if f.Problem != "" {
		lines = append(lines, "！ "+f.Problem)
	}
	if f.Remark != "" {
		lines = append(lines, "… "+f.Remark)
	}
	s.lines(lines...)
}

// answers puts in what the question at this place can be answered with, and
// the buttons of its page.
func (s *sheet) answers(v bot.View, at int, helped bool) {
	f := v.Fields[at]
	s.answer(v, f)
	rest := beside(v, f, helped)
	if at > 0 {
		rest = append(rest, element{verb: ask, route: v.At, value: string(v.Fields[at-1].ID), label: "ひとつ前の問い"})
	}
	s.foot(v, rest...)
}

// fewButtons is up to how many answers are buttons.
const fewButtons = 10

func (s *sheet) answer(v bot.View, f bot.Field) {
	id := pick.id(0, v.At)
	switch {
	case f.Kind == bot.Text || f.Kind == bot.LongText:
		s.add(sdk.NewInputBlock(fieldBlock(f, wholePart), plain(fieldTitle(f), maxLabel), nil, typing(f)))
		s.buttons([]element{{verb: take, route: v.At, value: string(f.ID), label: "この内容で進む", style: bot.Primary}})
	case f.Kind == bot.Date:
		s.add(sdk.NewActionBlock(fieldBlock(f, wholePart), calendar(f, id)))
		s.picks(v, f)
	case f.Kind == bot.PlaceField || f.Kind == bot.MemberField:
		s.add(sdk.NewActionBlock(fieldBlock(f, wholePart), chooser(f, id)))
	case len(f.Options) > fewButtons:
		s.add(sdk.NewActionBlock(fieldBlock(f, wholePart), list(f, id)))
	default:
		s.picks(v, f)
	}
}

// picks puts in the options as buttons.
func (s *sheet) picks(v bot.View, f bot.Field) {
	var all []element
	for _, o := range f.Options {
		all = append(all, element{verb: pick, route: v.At, value: string(f.ID) + "=" + o.Value, label: o.Label})
	}
	s.buttons(all)
}

// summary shows what stands in the fields once none is wanted any more.
func (s *sheet) summary(v bot.View) {
	for _, f := range v.Fields {
		s.text(fieldTitle(f) + "：" + valueText(f))
	}
}

// ending has the buttons that mend what stands there, and send it.
func (s *sheet) ending(v bot.View) {
	var mends []element
	for _, f := range v.Fields {
		name := f.Number
		if name == "" {
			name = f.Label
		}
		mends = append(mends, element{verb: ask, route: v.At, value: string(f.ID), label: "直す：" + name})
	}
	if v.Submit.ID != "" {
		ending := element{verb: send, route: v.At, label: v.Submit.Label, style: bot.Primary, confirm: v.Submit.Confirm}
		mends = append([]element{ending}, mends...)
	}
	s.foot(v, mends...)
}

// valuesOf is what stands in a view's fields.
func valuesOf(v bot.View) map[bot.FieldID]string {
	values := map[bot.FieldID]string{}
	for _, f := range v.Fields {
		values[f.ID] = f.Value
	}
	return values
}

// samePage reports whether both views ask the same questions, whatever
// revision they were drawn from.
func samePage(a, b bot.View) bool {
	return a.Submit.ID != "" && b.Submit.ID != "" &&
		slices.EqualFunc(a.Fields, b.Fields, func(x, y bot.Field) bool { return x.ID == y.ID })
}
