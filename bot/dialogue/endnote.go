package dialogue

import (
	"fmt"
	"strings"

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
		At:      endNoteRoute("endnote", e, task.ID),
		Title:   "メモ：" + task.Short,
		Body:    []string{"誰に確かめたか、データをどこに置いたかなどを書いておくと、あとで説明できます。メモは、管理者・専門家・このサービスの管理担当者に見えます。"},
		Fields:  []bot.Field{noteField(answer)},
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
	sheet, was, refused := a.annotated(e.sheet, task.ID, text, e.drawn, "作業")
	if refused != "" {
		view := a.endNotePage(e, task)
		view.Fields[0].Value, view.Fields[0].Problem = text, refused
		return view, nil, nil
	}
	before := e.sheet.Rev
	e.sheet = sheet
	if err := a.keepEndChange(e, was); err != nil {
		return bot.View{}, nil, err
	}
	if err := a.writeEnding(e, before); err != nil {
		return bot.View{}, nil, err
	}
	return a.endNotePage(e, task), &e, nil
}
