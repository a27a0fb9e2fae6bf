package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

const homeworkTopic = "homework"

// homeworkFlow is what is to be done before the visits 宿題 (seed pp. 8–11).
func homeworkFlow() flow {
	return flow{
		screens: map[string]screen{"homework": drawHomework, "hwall": drawAllHomework, "hw": drawOneHomework, "hwset": drawHomeworkSet, "hwadd": drawHomeworkAdd},
		saves:   map[string]deed{"hwset": saveHomeworkSet, "hwadd": saveHomeworkAdd},
		deeds:   map[string]deed{"hwdone": doHomeworkDone, "hwset": doHomeworkSet, "hwadd": doHomeworkAdd, "hwdrop": doHomeworkDrop},
		words: map[string]bot.ActionID{
			"homework": "homework", "宿題": "homework", "自分の宿題": "homework", "homework mine": "homework", "homework all": "hwall", "homework company": "hwall",
			"会社の宿題": "hwall", "宿題 会社": "hwall", "homework 会社": "hwall",
		},
		actions: homeworkActions,
	}
}

// homeworkActions lead to the homework and the visits, once there is a plan, and
// those who may to making one.
func homeworkActions(t *turn) ([]bot.Action, error) {
	_, planned, err := t.programme()
	switch {
	case err != nil || !planned && !t.me.May(guidance.PlanVisits, nil):
		return nil, err
	case !planned:
		return []bot.Action{{ID: "visits", Label: "訪問の予定を立てる"}}, nil
	}
	return []bot.Action{{ID: "homework", Label: "宿題を見る"}, {ID: "visits", Label: "訪問の予定を見る"}}, nil
}

func homeworkRoute(one assignment) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("hw/%d/%s", one.Visit, one.ID))
}

// comingVisit is the plan and the number of the visit that homework is done
// for: the next, or the last where all are over; 0 where nothing is planned.
func (t *turn) comingVisit() (guidance.Programme, int, error) {
	p, planned, err := t.programme()
	if err != nil || !planned {
		return p, 0, err
	}
	if n := p.Next(t.today()); n > 0 {
		return p, n, nil
	}
	i := slices.IndexFunc(p.Visits[:], func(v guidance.Visit) bool { _, set := v.Day.Time(); return !set })
	if i >= 0 {
		return p, i + 1, nil
	}
	return p, guidance.VisitCount, nil
}

// never is later than any day.
const never guidance.Day = "9999-12-31"

// open is something that somebody still has to do.
type open struct {
	task  string
	due   guidance.Day
	left  string // how much of it; empty where that is not known
	late  bool
	route bot.ActionID
}

// openOf are the things that this person still has to do: what the flows ask
// of them, and the homework of the coming visit that they see to; what is due
// first comes first.
func (t *turn) openOf(p guidance.Programme, n int, all []assignment) ([]open, error) {
	tasks, err := t.tasks(t)
	if err != nil {
		return nil, err
	}
	today := t.today()
	var list []open
	for _, k := range tasks {
		if k.open() {
			due, err := t.dueOfTask(k, all)
			if err != nil {
				return nil, err
			}
			list = append(list, open{k.text, due, k.row().Cells[1].Text, due != "" && due < today, k.route})
		}
	}
	for _, one := range all {
		if one.done || !t.mine(one) {
			continue
		}
		list = append(list, open{one.task, one.due, one.left, one.due != "" && one.due < today, one.route})
	}
	slices.SortStableFunc(list, func(a, b open) int { return cmp.Compare(cmp.Or(a.due, never), cmp.Or(b.due, never)) })
	return list, nil
}

// dueOfTask is by when what a flow asks is wanted: a measure, or what is part of
// the homework.
func (t *turn) dueOfTask(k task, all []assignment) (guidance.Day, error) {
	parts := k.route.Parts()
	if parts[0] == "measure" {
		m, err := t.measureOf(parts[1:])
		return m.Due, err
	}
	of := map[string]rubric.Seen{"diagnosis": rubric.SeenDiagnosis, "company": rubric.SeenDiagnosis, "check": rubric.SeenChecklist, "survey": rubric.SeenServices}
	seen, ok := of[parts[0]]
	for _, one := range all {
		if ok && one.step.Seen == seen {
			return one.due, nil
		}
	}
	return "", nil
}

// drawHomework shows what this person still has to do.
func drawHomework(t *turn, args []string) (bot.View, error) {
	p, n, err := t.comingVisit()
	if err != nil {
		return bot.View{}, err
	}
	var all []assignment
	if n > 0 {
		if all, err = t.assignments(p, n); err != nil {
			return bot.View{}, err
		}
	}
	list, err := t.openOf(p, n, all)
	if err != nil {
		return bot.View{}, err
	}
	return t.homeworkPage(p, n, list, args), nil
}

func (t *turn) homeworkPage(p guidance.Programme, n int, list []open, args []string) bot.View {
	view := bot.View{At: "homework", Title: t.me.Name + "さんの宿題", Watch: append(t.ownWatch(), visitsTopic, homeworkTopic, ledgerTopic, roundTopic)}
	switch {
	case len(list) == 0:
		view.Body = []string{"いま、あなたにお願いしている宿題はありません。"}
	default:
		view.Body = []string{fmt.Sprintf("残っているのは%d件です。選ぶと、続きからはじめられます。", len(list))}
		view.Actions = []bot.Action{{ID: list[0].route, Label: "続きをする", Style: bot.Primary}}
	}
	if n > 0 {
		view.Body = append([]string{t.nextVisit(p)}, view.Body...)
	}
	page := pageAt(args, len(list))
	if page > 1 {
		view.At = below("homework")(page)
	}
	view.Table = leftTable(t, pageOfRows(list, page))
	view.Actions = append(view.Actions, turnPages(below("homework"), page, len(list), "件")...)
	if n > 0 {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("visit/%d", n)), Label: "訪問の予定を見る"})
	}
	if t.me.May(guidance.PlanVisits, nil) {
		view.Actions = append(view.Actions, bot.Action{ID: "hwall", Label: "会社の宿題を見る"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

// leftTable lists what is still to be done; nil for nothing.
func leftTable(t *turn, list []open) *bot.Table {
	if len(list) == 0 {
		return nil
	}
	table := &bot.Table{Caption: "残っている宿題", Head: []string{"宿題", "期日", "いま"}}
	for _, o := range list {
		due := "—"
		if o.due != "" {
			if due = t.date(o.due) + "まで"; o.late {
				due += "（過ぎています）"
			}
		}
		table.Rows = append(table.Rows, bot.Row{Open: o.route, Cells: []bot.Cell{{Text: clip(o.task, 40)}, {Text: due}, {Text: cmp.Or(o.left, "まだ"), Mark: bot.Open}}})
	}
	return table
}

// mayLead lets those see all homework who may plan.
func (t *turn) mayLead() (*bot.View, error) {
	if t.me.May(guidance.PlanVisits, nil) {
		return nil, nil
	}
	view, err := drawHomework(t, nil)
	view.Problem = "会社全体の宿題を見られるのは、会社の管理者と専門家です。"
	return &view, err
}

// drawAllHomework shows all homework for a visit: hwall/N, of the coming one
// where the route names none.
func drawAllHomework(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayLead(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, n, err := t.comingVisit()
	if err != nil {
		return bot.View{}, err
	}
	if n == 0 {
		return drawVisits(t, nil)
	}
	if len(args) > 0 {
		if p, n, err = t.mayVisit(args); err != nil {
			return bot.View{}, err
		}
	}
	all, err := t.assignments(p, n)
	if err != nil {
		return bot.View{}, err
	}
	return t.allPage(p, n, all, beyond(args)), nil
}

func (t *turn) allPage(p guidance.Programme, n int, all []assignment, args []string) bot.View {
	route := fmt.Sprintf("hwall/%d", n)
	done := 0
	for _, one := range all {
		if one.done {
			done++
		}
	}
	page := pageAt(args, len(all))
	view := bot.View{
		At: bot.ActionID(route), Title: fmt.Sprintf("第%d回の訪問までの宿題", n), Body: []string{t.nextVisit(p)},
		Progress: &bot.Progress{Done: done, Of: len(all), Unit: "件"},
		Table:    &bot.Table{Caption: "会社と専門家の宿題", Head: []string{"宿題", "期日", "担当", "いま"}},
		Actions:  []bot.Action{{ID: bot.ActionID(fmt.Sprintf("hwadd/%d/%s", n, t.newFormKey())), Label: "宿題を加える"}},
		Watch:    []string{visitsTopic, homeworkTopic, ledgerTopic, roundTopic},
	}
	if page > 1 {
		view.At = below(route)(page)
	}
	for _, one := range pageOfRows(all, page) {
		view.Table.Rows = append(view.Table.Rows, t.homeworkRow(one, true))
	}
	view.Actions = append(view.Actions, turnPages(below(route), page, len(all), "件")...)
	for i := range guidance.VisitCount {
		if i+1 != n {
			view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("hwall/%d", i+1)), Label: fmt.Sprintf("第%d回までの宿題", i+1)})
		}
	}
	view.Actions = append(view.Actions, bot.Action{ID: "homework", Label: "自分の宿題に戻る"})
	return view
}
