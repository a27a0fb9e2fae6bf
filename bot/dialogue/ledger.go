package dialogue

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

func ledgerFlow() flow {
	return flow{
		screens: map[string]screen{"ledger": drawLedger, "filter": drawFilter, "concerns": drawConcerns, "found": drawFound},
		words: map[string]bot.ActionID{
			"ledger": "ledger", "台帳": "ledger", "クラウドサービス台帳": "ledger",
			"要注意": "concerns", "絞り込む": "filter", "絞り込み": "filter",
		},
		actions: func(t *turn) ([]bot.Action, error) { return []bot.Action{{ID: "ledger", Label: t.ledgerLabel()}}, nil },
	}
}

// meaning is what must be said beside every total.
const meaning = "点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。"

// filter is what a ledger is narrowed to; all of it where empty.
type filter struct {
	status     guidance.Status
	department string // departmentKey of its name
	page       int    // from 1
}

const all = "all"

// route is the filter as the route of a screen: ledger/in-use/all/2.
func (f filter) route(screen string) bot.ActionID {
	status, department := string(f.status), f.department
	if status == "" {
		status = all
	}
	if department == "" {
		department = all
	}
	return bot.ActionID(fmt.Sprintf("%s/%s/%s/%d", screen, status, department, max(f.page, 1)))
}

// to are the routes of the filter's pages.
func (f filter) to(screen string) func(page int) bot.ActionID {
	return func(page int) bot.ActionID {
		f.page = page
		return f.route(screen)
	}
}

func readFilter(args []string) filter {
	f := filter{page: 1}
	if len(args) > 0 && slices.Contains(guidance.Statuses, guidance.Status(args[0])) {
		f.status = guidance.Status(args[0])
	}
	if len(args) > 1 && args[1] != all && len(args[1]) <= maxDepartmentKey {
		f.department = args[1]
	}
	if len(args) > 2 {
		if n, err := strconv.Atoi(args[2]); err == nil && n > 0 {
			f.page = n
		}
	}
	return f
}

// maxDepartmentKey is how long a departmentKey can be, in characters: a route
// of ours must not become longer than an action id may be.
const maxDepartmentKey = 7

// departmentKey stands for a department's name in a route, which is ASCII.
func departmentKey(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

func (f filter) accepts(r guidance.Row) bool {
	return (f.status == "" || f.status == r.Service.Status) &&
		(f.department == "" || f.department == departmentKey(r.Service.Department))
}

// words says what the filter shows, with the department's name from the
// ledger.
func (f filter) words(l guidance.Ledger) string {
	var words []string
	if f.status != "" {
		words = append(words, f.status.String())
	}
	for _, name := range l.Departments() {
		if f.department == departmentKey(name) {
			words = append(words, name)
		}
	}
	return strings.Join(words, "・")
}

// visible reads the ledger as far as this person may see it: all of it, or
// the services in their charge.
func (t *turn) visible() (guidance.Ledger, error) {
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil || t.me.May(guidance.SeeLedger, nil) {
		return ledger, err
	}
	return ledger.Only(func(r guidance.Row) bool { return t.me.May(guidance.SeeService, &r.Service) }), nil
}

// ledgerPage is a page of the ledger, with what it is a page of.
type ledgerPage struct {
	whole guidance.Ledger
	rows  []guidance.Row // of all pages
	f     filter
	view  bot.View // without what can be done there
}

func (t *turn) ledgerPage(args []string) (ledgerPage, error) {
	whole, err := t.visible()
	if err != nil {
		return ledgerPage{}, err
	}
	f := readFilter(args)
	rows := whole.Only(f.accepts).Rows
	f.page = min(f.page, pagesOf(len(rows)))
	view := bot.View{
		At:    f.route("ledger"),
		Title: t.ledgerTitle(whole),
		Body:  t.ledgerLead(whole, f, rows),
	}
	if len(rows) > 0 {
		view.Table = t.ledgerTable(pageOfRows(rows, f.page), len(guidance.Editions(rows)) > 1)
		view.Attach = t.ledgerBars(rows, f.page)
		view.Footer = []string{meaning}
	}
	return ledgerPage{whole, rows, f, view}, nil
}

func drawLedger(t *turn, args []string) (bot.View, error) {
	page, err := t.ledgerPage(args)
	if err != nil {
		return bot.View{}, err
	}
	page.view.Watch = []string{ledgerTopic}
	page.view.Actions = t.ledgerActions(page.whole, page.rows, page.f)
	if whole := (filter{page: 1}); page.f != whole {
		return page.view, nil
	}
	lines, actions, err := t.sinceLast()
	page.view.Body = append(page.view.Body, lines...)
	page.view.Actions = append(actions, page.view.Actions...)
	return page.view, err
}

func (t *turn) ledgerTitle(whole guidance.Ledger) string {
	name := "クラウドサービス台帳"
	if !t.me.May(guidance.SeeLedger, nil) {
		name = "担当しているクラウドサービス"
	}
	if len(whole.Rows) == 0 {
		return name
	}
	return fmt.Sprintf("%s　%d件（利用中%d・調査中%d・利用終了%d）", name, len(whole.Rows),
		whole.Count(guidance.InUse), whole.Count(guidance.Surveying), whole.Count(guidance.Ended))
}

// ledgerLead says what is shown and what to do about it first.
func (t *turn) ledgerLead(whole guidance.Ledger, f filter, rows []guidance.Row) []string {
	if len(whole.Rows) == 0 {
		return []string{"まだ1件もありません。会社で使っているクラウドサービスを追加すると、ここに並びます。"}
	}
	var lead []string
	if words := f.words(whole); words != "" {
		lead = append(lead, fmt.Sprintf("%sの%d件を表示しています。", words, len(rows)))
	}
	concerns, missing := sums(rows)
	lead = append(lead, fmt.Sprintf("要注意は合わせて%d件、未回答は%d問です。", concerns, missing))
	lead = append(lead, t.looseEnds(rows)...)
	lead = append(lead, ledgerEditions(rows)...)
	if pages := pagesOf(len(rows)); pages > 1 {
		from := (f.page - 1) * pageRows
		lead = append(lead, fmt.Sprintf("%d件中 %d～%d件目です（%d／%dページ）。", len(rows), from+1, min(from+pageRows, len(rows)), f.page, pages))
	}
	return lead
}

// sums counts the answers that want attention and those still missing.
func sums(rows []guidance.Row) (concerns, missing int) {
	for _, r := range rows {
		concerns += r.Concerns
		missing += r.Score.Of - r.Score.Answered
	}
	return concerns, missing
}

// ledgerTable is one page of the ledger, with the edition of each row where
// the ledger has several.
func (t *turn) ledgerTable(rows []guidance.Row, several bool) *bot.Table {
	table := &bot.Table{
		Caption: "サービスの一覧（点数の低い順）",
		Head:    []string{"サービス", "確認の進み具合", "要注意", "未回答", "管理担当者", "ステータス", "最終更新"},
	}
	for _, r := range rows {
		s := r.Service
		table.Rows = append(table.Rows, bot.Row{
			Open: bot.ActionID(fmt.Sprintf("service/%d", s.No)),
			Cells: []bot.Cell{
				{Text: s.No.String() + " " + s.Name},
				editionCell(r, several),
				concernCell(r.Concerns),
				{Text: unansweredText(r)},
				t.chargeCell(s),
				statusCell(r),
				{Text: t.day(r.Changed)},
			},
		})
	}
	return table
}

func points(r guidance.Row) string { return fmt.Sprintf("%d／%d点", r.Score.Total, r.Score.Max) }

func (t *turn) ledgerActions(whole guidance.Ledger, rows []guidance.Row, f filter) []bot.Action {
	list := turnPages(f.to("ledger"), f.page, len(rows), "件")
	if slices.ContainsFunc(rows, func(r guidance.Row) bool { return r.Concerns > 0 }) {
		to := f
		to.page = 1
		list = append(list, bot.Action{ID: to.route("concerns"), Label: "要注意を見る"})
	}
	if len(whole.Rows) > 1 {
		list = append(list, bot.Action{ID: "filter", Label: "絞り込む"})
	}
	if f.status != "" || f.department != "" {
		list = append(list, bot.Action{ID: "ledger", Label: "すべて表示する"})
	}
	if len(rows) > 0 && t.me.May(guidance.SeeLedger, nil) {
		list = append(list, t.shareAction(f.route("ledger"))...)
		list = append(list, bot.Action{ID: "files", Label: "Excelファイルで受け取る"})
	}
	if t.me.MayImport() || slices.ContainsFunc(rows, func(r guidance.Row) bool { return t.me.May(guidance.ChangeService, &r.Service) }) {
		list = append(list, bot.Action{ID: "imports", Label: "Excelファイルから取り込む"})
	}
	if t.me.May(guidance.AddService, nil) {
		list = append(list, bot.Action{ID: newForm, Label: "クラウドサービスを追加する"})
	}
	return append(list, bot.Action{ID: "menu", Label: "メニューに戻る"})
}

// drawFilter offers what the ledger can be narrowed to, with how many there
// are of each.
func drawFilter(t *turn, args []string) (bot.View, error) {
	whole, err := t.visible()
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:      "filter",
		Title:   "台帳を絞り込む",
		Body:    []string{"見たいものを選んでください。"},
		Table:   &bot.Table{Caption: "絞り込み", Head: []string{"条件", "件数"}},
		Actions: []bot.Action{{ID: "ledger", Label: "すべて表示する"}, {ID: "menu", Label: "メニューに戻る"}},
		Watch:   []string{ledgerTopic},
	}
	add := func(label string, f filter) {
		if n := len(whole.Only(f.accepts).Rows); n > 0 {
			view.Table.Rows = append(view.Table.Rows, bot.Row{
				Cells: []bot.Cell{{Text: label}, {Text: fmt.Sprintf("%d件", n)}},
				Open:  f.route("ledger"),
			})
		}
	}
	for _, s := range guidance.Statuses {
		add("ステータス："+s.String(), filter{status: s})
	}
	for _, name := range whole.Departments() {
		add("所管部署："+name, filter{department: departmentKey(name)})
	}
	n := len(view.Table.Rows)
	page := pageAt(args, n)
	view.Table.Rows = pageOfRows(view.Table.Rows, page)
	view.Actions = append(turnPages(below("filter"), page, n, "件"), view.Actions...)
	if page > 1 {
		view.At = bot.ActionID(fmt.Sprintf("filter/%d", page))
	}
	return view, nil
}

// drawConcerns lists what wants attention across the services, worst first.
func drawConcerns(t *turn, args []string) (bot.View, error) {
	whole, err := t.visible()
	if err != nil {
		return bot.View{}, err
	}
	f := readFilter(args)
	list, err := guidance.ConcernsOf(t, t.lib, whole.Only(f.accepts).Rows)
	if err != nil {
		return bot.View{}, err
	}
	pages := pagesOf(len(list))
	f.page = min(f.page, pages)
	view := bot.View{
		At:     f.route("concerns"),
		Title:  fmt.Sprintf("要注意の答え　%d件", len(list)),
		Body:   []string{"問題がある、わからない、まだ確認していない、という答えの順です。上から順に、どうするかを相談してみてください。"},
		Table:  concernTable(pageOfRows(list, f.page)),
		Footer: []string{meaning},
		Watch:  []string{ledgerTopic},
	}
	if words := f.words(whole); words != "" {
		view.Title = fmt.Sprintf("要注意の答え（%s）　%d件", words, len(list))
	}
	if len(list) == 0 {
		view.Body, view.Table = []string{"いまのところ要注意の答えはありません。未回答が残っていないかも、あわせて確かめてください。"}, nil
	}
	if pages > 1 {
		view.Body = append(view.Body, fmt.Sprintf("%d／%dページです。", f.page, pages))
	}
	view.Actions = concernActions(f, len(list))
	if t.me.May(guidance.PlanVisits, nil) && len(list) > 0 {
		view.Actions = append([]bot.Action{{ID: "weak", Label: "対策を決める"}}, view.Actions...)
	}
	return view, nil
}

func concernTable(list []guidance.Concern) *bot.Table {
	table := &bot.Table{Caption: "要注意の答え", Head: []string{"サービス", "項目", "いまの答え"}}
	for _, c := range list {
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{
				{Text: c.Service.No.String() + " " + c.Service.Name + "（" + c.Service.Status.String() + "）"},
				{Text: fmt.Sprintf("%d　%s", c.Item.No, c.Item.Title)},
				{Text: c.Label.Text, Mark: bot.Caution},
			},
			Open: bot.ActionID(fmt.Sprintf("service/%d", c.Service.No)),
		})
	}
	return table
}

func concernActions(f filter, rows int) []bot.Action {
	list := turnPages(f.to("concerns"), f.page, rows, "件")
	f.page = 1
	return append(list, bot.Action{ID: f.route("ledger"), Label: "台帳に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
}
