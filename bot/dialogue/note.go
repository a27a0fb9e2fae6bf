package dialogue

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func noteRoute(verb string, c checking, item string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%s/%d", verb, c.service.No, item, c.sheet.Rev))
}

// mayNote reads a route note/SERVICE/ITEM[/REVISION].
func (t *turn) mayNote(args []string) (checking, *rubric.Item, *bot.View, error) {
	c, instead, err := t.mayCheck(args)
	if err != nil || instead != nil {
		return c, nil, instead, err
	}
	if len(args) < 2 {
		return c, nil, nil, guidance.ErrNotFound
	}
	item, ok := c.in.Item(args[1])
	if !ok {
		return c, nil, nil, guidance.ErrNotFound
	}
	c.page = item.Page
	return c, item, nil, nil
}

func drawNote(t *turn, args []string) (bot.View, error) {
	c, item, instead, err := t.mayNote(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.notePage(c, *item), nil
}

func (t *turn) notePage(c checking, item rubric.Item) bot.View {
	answer, _ := c.sheet.Answer(item.ID)
	view := bot.View{
		At:      noteRoute("note", c, item.ID),
		Title:   fmt.Sprintf("メモと根拠資料：%d　%s", item.No, item.Title),
		Body:    []string{"答えの根拠や範囲、例外を書いておくと、次に見直す人の助けになります。メモと根拠資料は、管理者・専門家・このサービスの管理担当者に見えます。"},
		Fields:  []bot.Field{noteField(answer)},
		Submit:  bot.Action{ID: noteRoute("do/note", c, item.ID), Label: "メモを保存して戻る", Style: bot.Primary},
		Actions: []bot.Action{{ID: checkRoute("check", c, item.Page), Label: "戻る"}},
		Watch:   []string{serviceTopic(c.service.No)},
	}
	t.withEvidence(&view, c, item)
	return view
}

func saveNote(a *acting, args []string) (bot.View, error) {
	view, _, err := a.annotate(args)
	return view, err
}

func doNote(a *acting, args []string) (bot.View, error) {
	view, next, err := a.annotate(args)
	if err == nil && next != nil {
		return a.checkPage(*next), nil
	}
	return view, err
}

// annotate writes the note. It returns the page to go on with, or nil if the
// note was not taken and the returned view says why.
func (a *acting) annotate(args []string) (bot.View, *checking, error) {
	c, item, instead, err := a.mayNote(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	view, ok, err := a.enterURL(&c, item)
	if err != nil {
		return bot.View{}, nil, err
	}
	text, noted := a.ev.Values["note"]
	if !noted {
		if !ok {
			return view, nil, nil
		}
		return view, &c, nil
	}
	notice := view.Notice
	text = strings.TrimSpace(text)
	before := c.sheet
	sheet, was, refused := a.annotated(c.sheet, item.ID, text, c.drawn, "項目")
	if refused != "" {
		view := a.notePage(c, *item)
		view.Fields[0].Value, view.Fields[0].Problem = text, refused
		return view, nil, nil
	}
	c.sheet = sheet
	if err := a.keepReplaced(c.service.No, was); err != nil {
		return bot.View{}, nil, err
	}
	if err := a.writeSheet(&c, before); err != nil {
		return bot.View{}, nil, err
	}
	if !ok {
		mended := a.notePage(c, *item)
		wrongURL(&mended, view)
		return mended, nil, nil
	}
	view = a.notePage(c, *item)
	view.Notice = notice
	return view, &c, nil
}

// noteField is where a note beside an answer is written.
func noteField(beside guidance.Answer) bot.Field {
	return bot.Field{
		ID: "note", Kind: bot.LongText, Label: "メモ", Value: beside.Note, Optional: true, Max: guidance.MaxNote,
		Hint: "空にするとメモは消えます。直す前のメモは履歴に残ります。",
	}
}

// annotated puts a note into a sheet that was drawn at a revision, and returns
// what it replaced; or it says why the note was not taken. what names what the
// note is about.
func (t *turn) annotated(s guidance.Sheet, item, text string, drawn int, what string) (_ guidance.Sheet, was *guidance.Change, refused string) {
	if n := utf8.RuneCountInString(text); n > guidance.MaxNote {
		return s, nil, fmt.Sprintf("メモは%d文字までです。いまは%d文字あり、まだ保存していません。短くしてください。", guidance.MaxNote, n)
	}
	sheet, out := s.Annotate(item, text, t.me.ID, t.ev.At, drawn)
	if theirs := out.Conflict; theirs != nil {
		return s, nil, fmt.Sprintf("%sに%sがこの%sを直しています。いまのメモは「%s」です。あなたのメモは、まだ保存していません。置き換えるときは、もう一度「メモを保存して戻る」を押してください。",
			t.moment(theirs.At), t.name(theirs.By), what, orBlank(clip(theirs.Note, 200)))
	}
	return sheet, out.Was, ""
}

// enterURL adds the address that was entered, if one was; ok is false where it
// was not taken and the view says why.
func (a *acting) enterURL(c *checking, item *rubric.Item) (view bot.View, ok bool, err error) {
	text := strings.TrimSpace(a.ev.Values["url"])
	if text == "" {
		return a.notePage(*c, *item), true, nil
	}
	address, sound := guidance.ParseURL(text)
	if !sound {
		view = a.notePage(*c, *item)
		view.Problem = "URLは加えていません。メモは保存してあります。"
		for i := range view.Fields {
			if f := &view.Fields[i]; f.ID == "url" {
				f.Value, f.Problem = text, urlProblem(text)
				view.Problem = ""
			}
		}
		return view, false, nil
	}
	view, err = a.addEvidence(c, item, guidance.Evidence{URL: address}, nil)
	return view, view.Problem == "", err
}

// wrongURL carries over what was said about an address.
func wrongURL(to *bot.View, from bot.View) {
	to.Problem = from.Problem
	for _, f := range from.Fields {
		for i := range to.Fields {
			if f.ID == "url" && to.Fields[i].ID == f.ID {
				to.Fields[i] = f
			}
		}
	}
}

func urlProblem(text string) string {
	if n := utf8.RuneCountInString(text); n > guidance.MaxURL {
		return fmt.Sprintf("URLは%d文字までです。いまは%d文字あり、まだ加えていません。", guidance.MaxURL, n)
	}
	return "ページのアドレスとして読めなかったため、まだ加えていません。https:// から始まる、名前やパスワードを含まないアドレスに直してください。入れた文字は残してあります。"
}
