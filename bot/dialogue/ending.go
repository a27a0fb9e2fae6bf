package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func endingFlow() flow {
	return flow{
		screens: map[string]screen{"end": drawEnd, "ending": drawEnding, "endnote": drawEndNote},
		saves:   map[string]deed{"end": saveEnd, "ending": saveEnding, "endnote": saveEndNote},
		deeds:   map[string]deed{"end": doEnd, "ending": doEnding, "endnote": doEndNote, "resume": doResume},
		tasks:   endingTasks,
	}
}

// endingTasks are the ends of use that this person has still to see to.
func endingTasks(t *turn) ([]task, error) {
	services, err := t.Services()
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, s := range services {
		if !s.Has(t.me.ID) || s.Status != guidance.Ended {
			continue
		}
		e, err := t.endingOf(s)
		if err != nil {
			return nil, err
		}
		if open := len(e.open()); open > 0 {
			of := len(t.lib.EndTasks())
			tasks = append(tasks, task{text: s.Name + "の利用終了の作業", done: of - open, of: of, unit: "件",
				route: bot.ActionID(fmt.Sprintf("ending/%d", s.No))})
		}
	}
	return tasks, nil
}

// ending is the end of use of one service, as far as it is.
type ending struct {
	service guidance.Service
	tasks   []rubric.EndTask
	sheet   guidance.Sheet
	drawn   int // the revision the page was drawn from
}

func (e ending) open() []rubric.EndTask { return guidance.OpenEndTasks(e.tasks, e.sheet) }

func (t *turn) endingOf(s guidance.Service) (ending, error) {
	sheet, err := t.EndingSheet(s.No)
	if err != nil {
		return ending{}, fmt.Errorf("read the end of use: %w", err)
	}
	return ending{service: s, tasks: t.lib.EndTasks(), sheet: sheet, drawn: sheet.Rev}, nil
}

// mayEnding reads a route ending/SERVICE[/REVISION].
func (t *turn) mayEnding(args []string) (ending, *bot.View, error) {
	s, instead, err := t.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return ending{}, instead, err
	}
	if s.Status != guidance.Ended {
		view, err := drawService(t, args[:1])
		view.Problem = "このサービスは「" + s.Status.String() + "」です。利用終了の作業は、利用終了にしたあとで答えられます。これまでの答えは残してあります。"
		return ending{}, &view, err
	}
	e, err := t.endingOf(s)
	if len(args) > 1 {
		if e.drawn = revision(args[1]); e.drawn > e.sheet.Rev {
			e.drawn = 0 // no page was drawn in the future
		}
	}
	return e, nil, err
}

func (e ending) route(verb string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d", verb, e.service.No, e.sheet.Rev))
}

func drawEnding(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayEnding(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.endingPage(e), nil
}

func (t *turn) endingPage(e ending) bot.View {
	s, of := e.service, len(e.tasks)
	view := bot.View{
		At:       e.route("ending"),
		Title:    s.No.String() + " " + s.Name + "の利用終了の作業",
		Progress: &bot.Progress{Done: of - len(e.open()), Of: of, Unit: "件"},
		Body: []string{
			"利用終了日：" + s.End.String(),
			"済んだかどうかを選んでください。答えは、選ぶたびに保存されます。答えとメモは、管理者・専門家・このサービスの管理担当者に、答えた人の名前とともに見えます。",
		},
		Submit: bot.Action{ID: e.route("do/ending"), Label: "このサービスの画面へ進む", Style: bot.Primary},
		Actions: []bot.Action{
			{ID: "pause", Label: "あとで続ける"},
			{ID: bot.ActionID(fmt.Sprintf("do/resume/%d/%d", s.No, s.Rev)), Label: "利用終了を取り消す",
				Confirm: "「" + s.Name + "」を、利用終了の前の状態に戻しますか？　利用終了の作業の答えは残ります。"},
		},
		Footer: []string{"IPA「クラウドサービスの安全利用」の、利用終了時のデータを確保する（確認項目13）の考え方をもとにしています。"},
		Watch:  []string{serviceTopic(s.No)},
	}
	for _, task := range e.tasks {
		view.Fields = append(view.Fields, t.endField(e, task))
	}
	return view
}

func (t *turn) endField(e ending, task rubric.EndTask) bot.Field {
	answer, ok := e.sheet.Answer(task.ID)
	f := bot.Field{ID: bot.FieldID(task.ID), Kind: bot.Choice, Label: task.Question, Hint: task.Short, Value: answer.Label}
	if task.Help != "" {
		f.Help = []string{task.Help}
	}
	for _, label := range guidance.EndLabels {
		f.Options = append(f.Options, bot.Option{Value: label, Label: guidance.EndWord(label)})
	}
	label := "メモを書く"
	if answer.Note != "" {
		f.Remark, label = "メモ："+answer.Note, "メモを直す"
	}
	if ok {
		f.Remark = joinLines(f.Remark, t.day(answer.At)+"に"+t.name(answer.By)+"が記入")
	}
	f.Actions = []bot.Action{{ID: endNoteRoute("endnote", e, task.ID), Label: label}}
	return f
}

func saveEnding(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerEnding(args)
	return view, err
}

// doEnding ends the page: what was not saved yet is, and the service's sheet
// says what is left.
func doEnding(a *acting, args []string) (bot.View, error) {
	view, e, err := a.answerEnding(args)
	if err != nil || e == nil {
		return view, err
	}
	view, err = drawService(a.turn, args[:1])
	view.Notice = fmt.Sprintf("利用終了の作業は、%d件すべて確かめ終わりました。", len(e.tasks))
	if rest := len(e.open()); rest > 0 {
		view.Notice = fmt.Sprintf("ここまでの答えを保存しました。利用終了の作業は、あと%d件です。", rest)
	}
	return view, err
}

// answerEnding keeps the answers given on the page and draws it again. It
// returns the end of use to go on with, or nil if the view says why not.
func (a *acting) answerEnding(args []string) (bot.View, *ending, error) {
	e, instead, err := a.mayEnding(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	e, wrong, err := a.giveEnding(e)
	if err != nil {
		return bot.View{}, nil, err
	}
	view := a.endingPage(e)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &e, nil
}

// giveEnding writes the answers that differ from what is there; what somebody
// else answered after the page was drawn is shown and not overwritten.
func (a *acting) giveEnding(e ending) (ending, problems, error) {
	wrong := problems{}
	before := e.sheet.Rev
	for _, task := range e.tasks {
		id := bot.FieldID(task.ID)
		v, ok := a.ev.Values[id]
		if !ok || v == "" {
			continue
		}
		i := slices.IndexFunc(guidance.EndLabels, func(l string) bool { return l == v || guidance.EndWord(l) == v })
		if i < 0 {
			wrong[id] = "「" + clip(v, 30) + "」は選択肢にありません。選び直してください。ほかの答えは保存してあります。"
			continue
		}
		sheet, out := e.sheet.Give(task.ID, guidance.EndLabels[i], a.me.ID, a.ev.At, e.drawn)
		if out.Conflict != nil {
			mine := guidance.EndWord(guidance.EndLabels[i])
			wrong[id] = fmt.Sprintf("%sに%sが「%s」と記入しています。あなたが選んだ「%s」は、まだ保存していません。「%s」に直すときは、もう一度選んでください。",
				a.moment(out.Conflict.At), a.name(out.Conflict.By), guidance.EndWord(out.Conflict.Label), mine, mine)
			continue
		}
		e.sheet = sheet
		if err := a.keepEndChange(e, out.Was); err != nil {
			return e, nil, err
		}
	}
	return e, wrong, a.writeEnding(e, before)
}

func (a *acting) keepEndChange(e ending, was *guidance.Change) error {
	if was == nil {
		return nil
	}
	if err := a.tx.AddEndingChange(e.service.No, *was); err != nil {
		return fmt.Errorf("keep replaced answer: %w", err)
	}
	return nil
}

func (a *acting) writeEnding(e ending, before int) error {
	if e.sheet.Rev == before {
		return nil
	}
	if err := a.tx.PutEndingSheet(e.service.No, e.sheet); err != nil {
		return fmt.Errorf("write the end of use: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic, serviceTopic(e.service.No), personTopic(a.me.ID))
	for _, c := range e.service.InCharge {
		a.changed = append(a.changed, personTopic(c.Person))
	}
	return nil
}

// endSection says on the service's sheet how far the end of use is: what is
// left first.
func (t *turn) endSection(s guidance.Service) (bot.Section, error) {
	e, err := t.endingOf(s)
	if err != nil {
		return bot.Section{}, err
	}
	of, open := len(e.tasks), e.open()
	section := bot.Section{Heading: fmt.Sprintf("利用終了の作業　%d／%d件", of-len(open), of)}
	var settled []string
	for _, task := range e.tasks {
		answer, _ := e.sheet.Answer(task.ID)
		line := task.Short
		if answer.Note != "" {
			line += "（メモ：" + clip(answer.Note, 60) + "）"
		}
		if answer.Label == guidance.EndDone || answer.Label == guidance.EndNone {
			settled = append(settled, fmt.Sprintf("● %s：%s　%s %s", guidance.EndWord(answer.Label), line, t.day(answer.At), t.name(answer.By)))
			continue
		}
		section.Points = append(section.Points, "○ まだ："+line)
	}
	section.Points = append(section.Points, settled...)
	return section, nil
}

// endingAction leads from the sheet of a service that has ended to its tasks.
func endingAction(s guidance.Service, row guidance.Row) bot.Action {
	action := bot.Action{ID: bot.ActionID(fmt.Sprintf("ending/%d", s.No)), Label: "利用終了の作業を見直す"}
	if row.EndOpen > 0 {
		action.Label, action.Style = "利用終了の作業を進める", bot.Primary
	}
	return action
}
