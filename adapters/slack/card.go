package slack

import (
	"cmp"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// card is a message: its blocks, and what a notification says of it.
type card struct {
	text   string
	blocks []sdk.Block
}

// leading lays a view out as a message that leads to a modal, where it asks
// something.
func leading(v bot.View, where spot, carried string) card {
	tail := &sheet{where: where, most: messageBlocks, room: messageChars}
	var ways []element
	if len(v.Fields) > 0 {
		ways = waysToAnswer(v, carried)
	}
	tail.foot(v, ways...)
	return tail.under(v, func(head *sheet) { head.wrong(v) })
}

// oneQuestion lays a view out as a message that asks one question of it: the
// one that is asked for, or the first that is still wanted. Where none is, it
// shows what stands in all.
func oneQuestion(v bot.View, asked bot.FieldID, helped bool, where spot) card {
	tail := &sheet{where: where, card: "|" + string(asked), most: messageBlocks, room: messageChars}
	at := v.Asks(asked)
	switch {
	case len(v.Fields) == 0:
		tail.foot(v)
		return tail.under(v, func(*sheet) {})
	case at < 0:
		tail.ending(v)
		return tail.under(v, func(head *sheet) { head.summary(v) })
	}
	tail.answers(v, at, helped)
	return tail.under(v, func(head *sheet) { head.question(v.Fields[at], helped) })
}

// under is a message whose lower part is drawn: what stands above it has the
// room that it leaves.
func (s *sheet) under(v bot.View, more func(head *sheet)) card {
	head := s.above()
	head.head(v, true)
	more(head)
	return card{text: notification(v), blocks: append(head.blocks, s.blocks...)}
}

// oneByOne reports whether a page can be answered one question a message. A
// channel or a member that was chosen is kept nowhere until the page is sent, so
// such a page is sent from a modal alone.
func oneByOne(v bot.View) bool {
	return !slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Kind == bot.PlaceField || f.Kind == bot.MemberField })
}

// waysToAnswer are the buttons that lead to a page's questions: in a modal, and,
// where the page can be answered so, one a message. A form of which nothing is
// wanted any more is not gone through so.
func waysToAnswer(v bot.View, carried string) []element {
	modal, cards := "画面を開いて答える", "ここで1問ずつ答える"
	form := !chatkit.Numbered(v)
	if form {
		modal, cards = "入力をはじめる", "ここで1つずつ入れる"
	}
	ways := []element{{verb: open, route: v.At, value: carried, label: modal, style: bot.Primary}}
	if oneByOne(v) && !(form && v.Asks("") < 0) {
		ways = append(ways, element{verb: onCard, route: v.At, label: cards})
	}
	return ways
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

// question is the text of the one question on a card.
func (s *sheet) question(f bot.Field, helped bool) { s.lines(chatkit.QuestionLines(f, helped)...) }

// answers puts in what the question at this place can be answered with, and
// the buttons of its page.
func (s *sheet) answers(v bot.View, at int, helped bool) {
	f := v.Fields[at]
	s.answer(v, f)
	rest := beside(v, f, helped)
	back := "前の欄へ"
	if chatkit.Numbered(v) {
		back = "前の問いへ"
	}
	if at > 0 {
		rest = append(rest, element{verb: ask, route: v.At, value: string(v.Fields[at-1].ID), label: back})
	}
	s.foot(v, rest...)
}

// fewButtons is up to how many answers are buttons.
const fewButtons = 10

func (s *sheet) answer(v bot.View, f bot.Field) {
	id := pick.id(0, v.At)
	switch {
	case f.Typed():
		s.add(sdk.NewInputBlock(fieldBlock(f, wholePart), plain(chatkit.FieldTitle(f), maxLabel), nil, typing(f)))
		s.buttons([]element{{verb: take, route: v.At, value: string(f.ID), label: "この内容で進む", style: bot.Primary}})
	case f.Kind == bot.Date:
		s.add(sdk.NewActionBlock(fieldBlock(f, wholePart), calendar(f, id)))
		s.picks(v, f)
	case f.Kind == bot.PlaceField || f.Kind == bot.MemberField:
		s.add(sdk.NewActionBlock(fieldBlock(f, wholePart), chooser(f, id)))
	case chatkit.NothingToChoose(f) != "":
		s.text(chatkit.NothingToChoose(f))
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
		s.text(chatkit.FieldTitle(f) + "：" + cmp.Or(chatkit.ValueText(f), "まだ入れていません"))
	}
}

// ending has the buttons that mend what stands there, and send it.
func (s *sheet) ending(v bot.View) {
	var mends []element
	for _, f := range v.Fields {
		name := f.Label
		if f.Number != "" {
			name = f.Number + "問目"
		}
		mends = append(mends, element{verb: ask, route: v.At, value: string(f.ID), label: name + "を直す"})
	}
	if v.Submit.ID != "" {
		ending := element{verb: send, route: v.At, value: string(v.Submit.ID), label: v.Submit.Label, style: bot.Primary, confirm: v.Submit.Confirm}
		mends = append([]element{ending}, mends...)
	}
	s.foot(v, mends...)
}
