package dialogue

import (
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func checklistFlow() flow {
	return flow{
		screens: map[string]screen{"check": drawCheck, "note": drawNote},
		saves:   map[string]deed{"check": saveCheck, "note": saveNote},
		deeds:   map[string]deed{"check": doCheck, "note": doNote},
		tasks:   checklistTasks,
	}
}

// checklistTasks are the checklists of the services in this person's charge
// that are not ended.
func checklistTasks(t *turn) ([]task, error) {
	services, err := t.Services()
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, s := range services {
		if !s.Has(t.me.ID) || s.Status == guidance.Ended {
			continue
		}
		row, err := guidance.RowOf(t, t.lib, s)
		if err != nil {
			return nil, err
		}
		if row.Lost {
			continue
		}
		k := task{text: s.Name + "のチェック", done: row.Score.Answered, of: row.Score.Of}
		k.route = bot.ActionID(fmt.Sprintf("service/%d", s.No))
		if k.open() {
			k.route = bot.ActionID(fmt.Sprintf("check/%d", s.No))
		}
		tasks = append(tasks, k)
	}
	return tasks, nil
}

// checking is the checklist of one service, as it stands.
type checking struct {
	service guidance.Service
	in      *rubric.Instrument
	sheet   guidance.Sheet
	page    int // 0 if the route named none
	drawn   int // the revision the page was drawn from
	// What hangs beside the answers: what was asked of others, and evidence.
	relays   []guidance.Relay
	evidence []guidance.Evidence
}

// checkingOf reads the checklist of a service with all that hangs beside it.
func (t *turn) checkingOf(s guidance.Service) (c checking, err error) {
	c.service = s
	if c.sheet, err = t.ChecklistSheet(s.No); err != nil {
		return c, fmt.Errorf("read checklist: %w", err)
	}
	if c.relays, err = t.Relays(s.No); err != nil {
		return c, fmt.Errorf("read relays: %w", err)
	}
	if c.evidence, err = t.Evidence(s.No); err != nil {
		return c, fmt.Errorf("read evidence: %w", err)
	}
	c.in, c.drawn = guidance.EditionOf(t.lib, rubric.Checklist, c.sheet), c.sheet.Rev
	return c, nil
}

// mayCheck reads a route check/SERVICE[/PAGE[/REVISION]] and checks that this
// person may answer; otherwise it returns the view to show instead.
func (t *turn) mayCheck(args []string) (checking, *bot.View, error) {
	s, instead, err := t.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return checking{}, instead, err
	}
	c, err := t.checkingOf(s)
	if err != nil {
		return checking{}, nil, err
	}
	if guidance.Lost(t.lib, rubric.Checklist, c.sheet) {
		return checking{}, nil, &guidance.LostEditionError{Kind: rubric.Checklist, Edition: c.sheet.Edition}
	}
	c.page = pageOf(args[1:], c.in)
	if len(args) > 2 {
		if c.drawn = revision(args[2]); c.drawn > c.sheet.Rev {
			c.drawn = 0 // no page was drawn in the future
		}
	}
	return c, nil, nil
}

// revision reads a revision from a route. Anything else counts as drawn
// before all answers, so that nothing of somebody else's is overwritten.
func revision(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func drawCheck(t *turn, args []string) (bot.View, error) {
	c, instead, err := t.mayCheck(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if c.page == 0 {
		missing := c.sheet.Missing(c.in)
		if len(missing) == 0 {
			return drawService(t, args)
		}
		c.page = missing[0].Page
	}
	return t.checkPage(c), nil
}

func (t *turn) checkPage(c checking) bot.View {
	view := bot.View{
		At:       checkRoute("check", c, c.page),
		Title:    c.service.No.String() + " " + c.service.Name + "のチェック",
		Progress: progressOf(c.in, c.sheet),
		Submit:   bot.Action{ID: checkRoute("do/check", c, c.page), Label: "次へ進む", Style: bot.Primary},
		Footer:   []string{c.in.Attribution},
		Watch:    []string{serviceTopic(c.service.No)},
	}
	if c.page == c.in.Pages() {
		view.Submit.Label = "結果を見る"
	}
	if c.page > 1 {
		view.Actions = append(view.Actions, bot.Action{ID: checkRoute("check", c, c.page-1), Label: "戻る"})
	}
	view.Actions = append(view.Actions,
		bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", c.service.No)), Label: "このサービスの画面に戻る"},
		bot.Action{ID: bot.ActionID(fmt.Sprintf("pause/%d", c.service.No)), Label: "あとで続ける"})
	for i, item := range c.in.PageItems(c.page) {
		view.Fields = append(view.Fields, t.checkField(c, item, i == 0))
	}
	return view
}

func checkRoute(verb string, c checking, page int) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d/%d", verb, c.service.No, page, c.sheet.Rev))
}

func (t *turn) checkField(c checking, item rubric.Item, first bool) bot.Field {
	field := t.questions.field(c.in, c.sheet, item, first)
	field.Hint = titled(item)
	answer, ok := c.sheet.Answer(item.ID)
	label := "メモを書く"
	if ok && answer.Note != "" {
		field.Remark = "メモ：" + answer.Note
		label = "メモを直す"
	}
	if ok && !t.isMe(answer.By) && !c.relayed(answer) {
		field.Remark = joinLines(field.Remark, t.day(answer.At)+"に"+t.name(answer.By)+"が記入")
	}
	t.evidenceBeside(c, item.ID, &field)
	field.Actions = []bot.Action{{ID: noteRoute("note", c, item.ID), Label: label}}
	t.relayBeside(c, &item, &field)
	return field
}

func joinLines(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

func saveCheck(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerCheck(args)
	return view, err
}

// doCheck ends a page: what was not saved yet is, and the next is shown.
func doCheck(a *acting, args []string) (bot.View, error) {
	view, c, err := a.answerCheck(args)
	if err != nil || c == nil {
		return view, err
	}
	if c.page < c.in.Pages() {
		c.page++
		view := a.checkPage(*c)
		view.Notice = leftBehind(c.in, c.sheet, c.page-1)
		return view, nil
	}
	view, err = drawService(a.turn, args)
	if rest := c.sheet.Rest(c.in); rest > 0 {
		view.Notice = fmt.Sprintf("ここまでの答えを保存しました。あと%d問残っています。", rest)
	} else {
		view.Notice = fmt.Sprintf("%d項目すべての答えを保存しました。", len(c.in.Items))
	}
	return view, err
}

// answerCheck keeps the answers given on a page and draws it again. It returns
// the checklist to go on with, or nil if the view says why not.
func (a *acting) answerCheck(args []string) (bot.View, *checking, error) {
	c, instead, err := a.mayCheck(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	c.page = max(c.page, 1)
	c, wrong, err := a.giveCheck(c)
	if err != nil {
		return bot.View{}, nil, err
	}
	view := a.checkPage(c)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &c, nil
}

// giveCheck writes the answers that differ from what is there.
func (a *acting) giveCheck(c checking) (checking, problems, error) {
	before := c.sheet
	sheet, replaced, wrong := a.giveAll(c.in, c.sheet, c.drawn)
	for _, was := range replaced {
		if err := a.keepReplaced(c.service.No, &was); err != nil {
			return c, nil, err
		}
	}
	c.sheet = sheet
	return c, wrong, a.writeSheet(&c, before)
}

func (a *acting) keepReplaced(no guidance.ServiceNo, was *guidance.Change) error {
	if was == nil {
		return nil
	}
	if err := a.tx.AddChecklistChange(no, *was); err != nil {
		return fmt.Errorf("keep replaced answer: %w", err)
	}
	return nil
}

// writeSheet writes a sheet that has changed, and keeps the whole set that
// the change puts behind it.
func (a *acting) writeSheet(c *checking, before guidance.Sheet) error {
	if c.sheet.Rev == before.Rev {
		return nil
	}
	c.sheet.Edition = c.in.Edition
	if set, ok := before.Rested(c.in, a.ev.At); ok {
		if err := a.tx.AddChecklistSet(c.service.No, set); err != nil {
			return fmt.Errorf("keep set: %w", err)
		}
	}
	if err := a.tx.PutChecklistSheet(c.service.No, c.sheet); err != nil {
		return fmt.Errorf("write checklist: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic, serviceTopic(c.service.No), personTopic(a.me.ID))
	return nil
}
