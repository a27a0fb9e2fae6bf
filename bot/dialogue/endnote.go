package dialogue

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func endNoteRoute(verb string, e ending, task string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%s/%d", verb, e.service.No, task, e.sheet.Rev))
}

// mayEndNote reads a route endnote/SERVICE/TASK[/REVISION].
func (t *turn) mayEndNote(args []string) (ending, rubric.EndTask, *bot.View, error) {
	if len(args) < 2 {
		return ending{}, rubric.EndTask{}, nil, guidance.ErrNotFound
	}
	e, instead, err := t.mayEnding(append(args[:1:1], args[2:]...))
	if err != nil || instead != nil {
		return e, rubric.EndTask{}, instead, err
	}
	task, ok := t.lib.EndTask(args[1])
	if !ok {
		return e, task, nil, guidance.ErrNotFound
	}
	return e, task, nil, nil
}

func drawEndNote(t *turn, args []string) (bot.View, error) {
	e, task, instead, err := t.mayEndNote(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.endNotePage(e, task), nil
}

func (t *turn) endNotePage(e ending, task rubric.EndTask) bot.View {
	answer, _ := e.sheet.Answer(task.ID)
	return bot.View{
		At:    endNoteRoute("endnote", e, task.ID),
		Title: "メモ：" + task.Short,
		Body:  []string{"誰に確かめたか、データをどこに置いたかなどを書いておくと、あとで説明できます。メモは、管理者・専門家・このサービスの管理担当者に見えます。"},
		Fields: []bot.Field{{
			ID: "note", Kind: bot.LongText, Label: "メモ", Value: answer.Note, Optional: true, Max: guidance.MaxNote,
			Hint: "空にするとメモは消えます。直す前のメモは履歴に残ります。",
		}},
		Submit:  bot.Action{ID: endNoteRoute("do/endnote", e, task.ID), Label: "メモを保存して戻る", Style: bot.Primary},
		Actions: []bot.Action{{ID: e.route("ending"), Label: "戻る"}},
		Watch:   []string{serviceTopic(e.service.No)},
	}
}

func saveEndNote(a *acting, args []string) (bot.View, error) {
	view, _, err := a.annotateEnd(args)
	return view, err
}

func doEndNote(a *acting, args []string) (bot.View, error) {
	view, next, err := a.annotateEnd(args)
	if err == nil && next != nil {
		return a.endingPage(*next), nil
	}
	return view, err
}

// annotateEnd writes the note. It returns the page to go on with, or nil if
// the note was not taken and the returned view says why.
func (a *acting) annotateEnd(args []string) (bot.View, *ending, error) {
	e, task, instead, err := a.mayEndNote(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	text, ok := a.ev.Values["note"]
	if !ok {
		return a.endNotePage(e, task), &e, nil
	}
	text = strings.TrimSpace(text)
	refused := func(why string) (bot.View, *ending, error) {
		view := a.endNotePage(e, task)
		view.Fields[0].Value, view.Fields[0].Problem = text, why
		return view, nil, nil
	}
	if n := utf8.RuneCountInString(text); n > guidance.MaxNote {
		return refused(fmt.Sprintf("メモは%d文字までです。いまは%d文字あり、まだ保存していません。短くしてください。", guidance.MaxNote, n))
	}
	sheet, out := e.sheet.Annotate(task.ID, text, a.me.ID, a.ev.At, e.drawn)
	if out.Conflict != nil {
		return refused(fmt.Sprintf("%sに%sがこの作業を直しています。いまのメモは「%s」です。あなたのメモは、まだ保存していません。置き換えるときは、もう一度「メモを保存して戻る」を押してください。",
			a.moment(out.Conflict.At), a.name(out.Conflict.By), orBlank(clip(out.Conflict.Note, 200))))
	}
	before := e.sheet.Rev
	e.sheet = sheet
	if err := a.keepEndChange(e, out.Was); err != nil {
		return bot.View{}, nil, err
	}
	if err := a.writeEnding(e, before); err != nil {
		return bot.View{}, nil, err
	}
	return a.endNotePage(e, task), &e, nil
}
