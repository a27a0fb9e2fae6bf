package dialogue

import (
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

func companyFlow() flow {
	return flow{
		screens: map[string]screen{"company": drawCompany, "companysheet": drawCompanySheet},
		saves:   map[string]deed{"company": saveCompany},
		deeds:   map[string]deed{"company": doCompany},
		words:   map[string]bot.ActionID{"会社としての自社診断": "company", "会社の診断": "company"},
		tasks:   companyTasks,
	}
}

// companyTask is what the company's sheet is called in a list of tasks.
const companyTask = "会社としての自社診断"

func sheetRoute(r guidance.Round) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("companysheet/%d", r.No))
}

// companying is the company's own sheet of the open round, as it stands.
type companying struct {
	opened
	drawn int // the revision the page was drawn from
}

// mayFill reads a route company[/PAGE[/ROUND[/REVISION]]] and checks that this
// person fills in the sheet; otherwise it returns the view to show instead.
func (t *turn) mayFill(args []string) (companying, *bot.View, error) {
	instead := func(view bot.View, err error) (companying, *bot.View, error) { return companying{}, &view, err }
	d, ok, err := t.openDiagnosis()
	if err != nil {
		return companying{}, nil, err
	}
	switch {
	case !ok:
		return instead(t.refuse("自社診断は、まだ始まっていません。"))
	case !d.round.IsOpen():
		return instead(t.noFilling(d.round, roundName(d.round)+"は"+t.day(d.round.Closed)+"に締め切りました。会社の回答は、もう変わりません。"))
	case !d.round.Fills(t.me):
		return instead(t.noFilling(d.round, t.otherFiller(d.round)))
	}
	if d.sheet, err = t.CompanySheet(d.round.No); err != nil {
		return companying{}, nil, fmt.Errorf("read the company's sheet: %w", err)
	}
	c := companying{opened: d, drawn: d.sheet.Rev}
	c.page = pageOf(args, d.in)
	if len(args) > 2 {
		if c.drawn = revision(args[2]); c.drawn > d.sheet.Rev {
			c.drawn = 0 // no page was drawn in the future
		}
	}
	if len(args) > 1 && args[1] != strconv.Itoa(d.round.No) {
		c.page = 0
		view := t.companyPage(c, t.firstOpen(c))
		view.Problem = "前の回の画面でした。入力は保存していません。いま受け付けている" + roundName(d.round) + "の画面を出しました。"
		return instead(view, nil)
	}
	return c, nil, nil
}

// noFilling says why somebody cannot fill in the sheet: above the sheet, for
// those who may read it.
func (t *turn) noFilling(round guidance.Round, why string) (bot.View, error) {
	if !t.mayReadSheet(round) {
		return t.refuse(why)
	}
	view, err := t.draw(sheetRoute(round))
	view.Problem = why
	return view, err
}

func (t *turn) otherFiller(round guidance.Round) string {
	if round.Filler == "" {
		return "会社としての自社診断は、管理者が記入します。"
	}
	return "会社としての自社診断は、" + t.name(round.Filler) + "が記入します。記入する人は、管理者が「自社診断の回」から変えられます。"
}

// companyTasks ask the one who is named for it to fill in the sheet. While
// nobody is, managers are asked to name somebody instead.
func companyTasks(t *turn) ([]task, error) {
	d, ok, err := t.openDiagnosis()
	if err != nil || !ok || !d.round.IsOpen() || d.round.Filler != t.me.ID || !d.round.Fills(t.me) {
		return nil, err
	}
	sheet, err := t.CompanySheet(d.round.No)
	if err != nil {
		return nil, fmt.Errorf("read the company's sheet: %w", err)
	}
	k := task{text: companyTask, of: len(d.in.Items), route: "company"}
	k.done = k.of - sheet.Rest(d.in)
	if !k.open() {
		k.route = sheetRoute(d.round)
	}
	return []task{k}, nil
}

// drawCompany shows a page of the sheet; before the first question it says who
// will read the answers.
func drawCompany(t *turn, args []string) (bot.View, error) {
	c, instead, err := t.mayFill(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if c.page > 0 {
		return t.companyPage(c, c.page), nil
	}
	for _, a := range c.sheet.Answers {
		if a.By != t.me.ID {
			continue
		}
		if c.sheet.Rest(c.in) == 0 {
			return t.draw(sheetRoute(c.round))
		}
		return t.companyPage(c, t.firstOpen(c)), nil
	}
	return t.companyIntro(c), nil
}

// firstOpen is the first page with an open question, else the first.
func (t *turn) firstOpen(c companying) int {
	if missing := c.sheet.Missing(c.in); len(missing) > 0 {
		return missing[0].Page
	}
	return 1
}

func (t *turn) companyIntro(c companying) bot.View {
	view := bot.View{
		At:    "company",
		Title: "はじめる前に：会社としての自社診断",
		Body: []string{
			fmt.Sprintf("会社を代表して、%d問に答えていただきます。この点数が、会社の自社診断の正式な点数になります。", len(c.in.Items)),
			"この答えは、従業員一人ひとりの答えとは違い、記入した人の名前とともに、管理者と専門家に見えます。",
		},
		Actions: []bot.Action{
			{ID: companyRoute("company", c, t.firstOpen(c)), Label: "確認して記入する", Style: bot.Primary},
			{ID: "menu", Label: "今はやめておく"},
		},
		Watch: []string{roundTopic},
	}
	if c.round.Filler == t.me.ID {
		view.Body = append(view.Body, "この回では、あなたご自身としての答えはいただきません。わからないことは、社内で確かめてから答えてかまいません。")
	}
	return view
}

func companyRoute(verb string, c companying, page int) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d/%d", verb, page, c.round.No, c.sheet.Rev))
}

func (t *turn) companyPage(c companying, page int) bot.View {
	view := bot.View{
		At:       companyRoute("company", c, page),
		Title:    companyTask,
		Progress: progressOf(c.in, c.sheet),
		Submit:   bot.Action{ID: companyRoute("do/company", c, page), Label: "次へ進む", Style: bot.Primary},
		Footer:   []string{c.in.Attribution},
		Watch:    []string{roundTopic},
	}
	if page == c.in.Pages() {
		view.Submit.Label = "記入した内容を見る"
	}
	if page == 1 {
		view.Body = []string{"会社全体として、あてはまるものを選んでください。答えは選ぶたびに保存され、記入した人の名前とともに、管理者と専門家に見えます。"}
	}
	if page > 1 {
		view.Actions = append(view.Actions, bot.Action{ID: companyRoute("company", c, page-1), Label: "戻る"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "pause", Label: "あとで続ける"})
	for i, item := range c.in.PageItems(page) {
		field := t.questions.field(c.in, c.sheet, item, i == 0)
		if answer, ok := c.sheet.Answer(item.ID); ok {
			field.Remark = t.day(answer.At) + "に" + t.name(answer.By) + "が記入"
		}
		view.Fields = append(view.Fields, field)
	}
	return view
}

func saveCompany(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerCompany(args)
	return view, err
}

// doCompany ends a page: what was not saved yet is, and the next is shown.
func doCompany(a *acting, args []string) (bot.View, error) {
	view, c, err := a.answerCompany(args)
	if err != nil || c == nil {
		return view, err
	}
	if c.page < c.in.Pages() {
		view = a.companyPage(*c, c.page+1)
		view.Notice = leftBehind(c.in, c.sheet, c.page)
		return view, nil
	}
	return a.draw(sheetRoute(c.round))
}

// answerCompany keeps the answers given on a page and draws it again. It
// returns the sheet to go on with, or nil if the view says why not.
func (a *acting) answerCompany(args []string) (bot.View, *companying, error) {
	c, instead, err := a.mayFill(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	c.page = max(c.page, 1)
	c, wrong, err := a.giveCompany(c)
	if err != nil {
		return bot.View{}, nil, err
	}
	view := a.companyPage(c, c.page)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &c, nil
}

// giveCompany writes the answers that differ from what is there.
func (a *acting) giveCompany(c companying) (companying, problems, error) {
	sheet, replaced, wrong := a.giveAll(c.in, c.sheet, c.drawn)
	for _, was := range replaced {
		if err := a.tx.AddCompanyChange(c.round.No, was); err != nil {
			return c, nil, fmt.Errorf("keep replaced answer: %w", err)
		}
	}
	if sheet.Rev == c.sheet.Rev {
		return c, wrong, nil
	}
	c.sheet = sheet
	if err := a.tx.PutCompanySheet(c.round.No, c.sheet); err != nil {
		return c, nil, fmt.Errorf("write the company's sheet: %w", err)
	}
	a.changed = append(a.changed, roundTopic, personTopic(a.me.ID))
	if c.sheet.Rest(c.in) == 0 {
		return c, wrong, a.dropAsks(c.round, a.me.ID)
	}
	return c, wrong, nil
}

// mayReadSheet reports whether this person may read the company's sheet of a
// round: who looks after the rounds, and who fills it in.
func (t *turn) mayReadSheet(round guidance.Round) bool {
	return t.me.May(guidance.SeeRounds, nil) || round.Filler == t.me.ID && t.me.May(guidance.AnswerDiagnosis, nil)
}

// drawCompanySheet shows the company's sheet of a round to those who may read
// it.
func drawCompanySheet(t *turn, args []string) (bot.View, error) {
	round, in, err := t.roundAt(args)
	if err != nil {
		return bot.View{}, err
	}
	if !t.mayReadSheet(round) {
		return t.refuse("会社としての自社診断を見られるのは、管理者と専門家と、記入する人だけです。")
	}
	sheet, err := t.CompanySheet(round.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read the company's sheet: %w", err)
	}
	changes, err := t.CompanyChanges(round.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read changes: %w", err)
	}
	view := bot.View{
		At:       sheetRoute(round),
		Title:    fmt.Sprintf("第%d回　%s", round.No, companyTask),
		Progress: progressOf(in, sheet),
		Body:     []string{"この答えは、管理者と専門家に見えています。"},
		Table:    t.changeTable(in, changes, sheet),
		Sections: answerSections(in, sheet, func(a guidance.Answer) string {
			return "（" + t.name(a.By) + "、" + t.day(a.At) + "）"
		}),
		Footer: []string{in.Attribution},
		Watch:  []string{roundTopic},
	}
	if rest := sheet.Rest(in); rest > 0 {
		view.Body = append(view.Body, fmt.Sprintf("あと%d問残っています。点数は、すべての質問に答えると出ます。", rest))
	} else {
		score := in.ScoreSeq(sheet.Labels)
		view.Body = append(view.Body, fmt.Sprintf("%d点満点中 %d点です。「わからない」は1問につき−1点として数えています。", score.Max, score.Total))
	}
	view.Actions = t.sheetActions(round, sheet.Rest(in))
	return view, nil
}

// sheetActions lead on from the company's sheet.
func (t *turn) sheetActions(round guidance.Round, rest int) []bot.Action {
	var list []bot.Action
	if round.IsOpen() && round.Fills(t.me) {
		label := "答えを見直す"
		if rest > 0 {
			label = "続きを記入する"
		}
		route := bot.ActionID("company")
		if rest == 0 {
			route = "company/1"
		}
		list = append(list, bot.Action{ID: route, Label: label})
	}
	if t.me.May(guidance.SeeRounds, nil) {
		list = append(list, bot.Action{ID: roundRoute(round), Label: "この回の画面に戻る"})
	}
	return append(list, bot.Action{ID: "menu", Label: "メニューに戻る"})
}
