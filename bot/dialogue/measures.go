package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

const measuresTopic = "measures"

// measuresFlow decides what the company does about its weak items 対策, in which
// order, and follows it (seed pp. 9–10).
func measuresFlow() flow {
	return flow{
		screens: map[string]screen{"measures": drawMeasures, "weak": drawWeak, "measure": drawMeasure, "measureset": drawMeasureSet},
		saves:   map[string]deed{"measureset": saveMeasureSet},
		deeds:   map[string]deed{"measureset": doMeasureSet, "measuredone": doMeasureDone, "measuredrop": doMeasureDrop, "consent": doConsent},
		words:   map[string]bot.ActionID{"対策": "measures", "対策の一覧": "measures", "優先順位": "weak", "measures": "measures"},
		tasks:   measureTasks,
		actions: measureActions,
	}
}

// measureTasks are the measures that this person sees to.
func measureTasks(t *turn) ([]task, error) {
	all, err := t.Measures()
	if err != nil {
		return nil, fmt.Errorf("read measures: %w", err)
	}
	var tasks []task
	for _, m := range guidance.InOrder(all) {
		if m.Owner != "" && t.isMe(m.Owner) && m.Done.IsZero() {
			tasks = append(tasks, task{text: "対策：" + clip(m.Text, 40), of: 1, rest: "まだ", route: measureRoute(m.ID)})
		}
	}
	return tasks, nil
}

// untilText is by when, empty where nobody said.
func (t *turn) untilText(d guidance.Day) string {
	if !isSet(d) {
		return ""
	}
	return t.date(d) + "まで"
}

// measureActions lead to the measures those who decide them.
func measureActions(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.PlanVisits, nil) {
		return nil, nil
	}
	all, err := t.Measures()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return []bot.Action{{ID: "measures", Label: "対策を見る"}}, nil
}

func measureRoute(id string) bot.ActionID { return bot.ActionID("measure/" + id) }

func (t *turn) mayMeasure() (*bot.View, error) {
	if t.me.May(guidance.PlanVisits, nil) {
		return nil, nil
	}
	view, err := t.refuse("対策を決めるのは、会社の管理者と専門家です。")
	return &view, err
}

// measureState says how far a measure is.
func (t *turn) measureState(m guidance.Measure) bot.Cell {
	switch {
	case !m.Done.IsZero():
		return bot.Cell{Text: "済", Mark: bot.Done}
	case isSet(m.Due) && m.Due < t.today():
		return bot.Cell{Text: t.untilText(m.Due) + "（過ぎています）", Mark: bot.Caution}
	case isSet(m.Due):
		return bot.Cell{Text: t.untilText(m.Due), Mark: bot.Open}
	}
	return bot.Cell{Text: "期日はまだ", Mark: bot.Open}
}

// drawMeasures lists the measures in the order in which they should be taken:
// measures/PAGE.
func drawMeasures(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	all, err := t.Measures()
	if err != nil {
		return bot.View{}, fmt.Errorf("read measures: %w", err)
	}
	all = guidance.InOrder(all)
	page := pageAt(args, len(all))
	view := bot.View{
		At: "measures", Title: fmt.Sprintf("対策　%d件", len(all)),
		Body:    []string{"急ぐもの、重要なもの、取り組みやすいものの順に並べています。"},
		Table:   &bot.Table{Caption: "対策（取り組む順）", Head: []string{"対策", "緊急度・重要度・難易度", "担当", "いま"}},
		Actions: []bot.Action{{ID: "weak", Label: "対策を考えたいところを見る", Style: bot.Primary}, {ID: bot.ActionID("measureset/" + guidance.OwnHomework + t.newFormKey()), Label: "そのほかの対策を加える"}},
		Watch:   []string{measuresTopic, ledgerTopic},
	}
	if page > 1 {
		view.At = below("measures")(page)
	}
	for _, m := range pageOfRows(all, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Open: measureRoute(m.ID), Cells: []bot.Cell{
			{Text: clip(m.Text, 40)}, {Text: weights(m)}, {Text: t.measureOwner(m)}, t.measureState(m),
		}})
	}
	if len(all) == 0 {
		view.Title, view.Table = "対策は、まだ決まっていません", nil
		view.Body = []string{"チェックや自社診断で気になったところについて、何をするかを決めると、ここに並びます。"}
	}
	if len(all) > 0 {
		view.Actions = append(view.Actions, bookAction(guidance.PlanBook))
	}
	view.Actions = append(view.Actions, turnPages(below("measures"), page, len(all), "件")...)
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func weights(m guidance.Measure) string {
	if m.Urgency == "" && m.Importance == "" && m.Difficulty == "" {
		return "—"
	}
	one := func(l guidance.Level) string {
		if l == "" {
			return "—"
		}
		return l.String()
	}
	return one(m.Urgency) + "・" + one(m.Importance) + "・" + one(m.Difficulty)
}

func (t *turn) measureOwner(m guidance.Measure) string {
	if name, still := t.doing(m.Owner); m.Owner != "" && still {
		return name
	}
	return "まだ"
}

// measureOf is the measure that a route names, for those whom it concerns: who
// decides measures, and who sees to it.
func (t *turn) measureOf(args []string) (guidance.Measure, error) {
	all, err := t.Measures()
	if err != nil {
		return guidance.Measure{}, fmt.Errorf("read measures: %w", err)
	}
	i := slices.IndexFunc(all, func(m guidance.Measure) bool { return len(args) > 0 && m.ID == args[0] })
	if i < 0 || !t.me.May(guidance.PlanVisits, nil) && !t.isMe(all[i].Owner) {
		return guidance.Measure{}, guidance.ErrNotFound
	}
	return all[i], nil
}

// drawMeasure shows one.
func drawMeasure(t *turn, args []string) (bot.View, error) {
	m, err := t.measureOf(args)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At: measureRoute(m.ID), Title: clip(m.Text, 60),
		Table: &bot.Table{Head: []string{"項目", "内容"}, Rows: []bot.Row{
			words("種類", m.Approach.String()), words("緊急度・重要度・難易度", weights(m)), words("担当", t.measureOwner(m)), {Cells: []bot.Cell{{Text: "いま"}, t.measureState(m)}},
			words("妨げになること", orBlank(m.Obstacles)), {Cells: []bot.Cell{{Text: "経営者の同意"}, t.wordCell(m.Consent)}},
		}},
		Watch: []string{measuresTopic},
	}
	if view.Title != m.Text {
		view.Body = append(view.Body, m.Text)
	}
	about, err := t.aboutMeasure(m)
	if err != nil {
		return bot.View{}, err
	}
	if about != "" {
		view.Body = append(view.Body, about)
	}
	if !m.Done.IsZero() {
		view.Body = append(view.Body, t.day(m.Done)+"に、"+t.name(m.DoneBy)+"が済ませました。")
	}
	view.Actions, err = t.measureButtons(m)
	return view, err
}

// aboutMeasure says in a sentence what a measure is about.
func (t *turn) aboutMeasure(m guidance.Measure) (string, error) {
	list, err := t.weakItems()
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(list, func(x weakItem) bool { return x.id == m.ID }); i >= 0 {
		return fmt.Sprintf("%sの「%s」についての対策です。いまの答えは「%s」です。", list[i].where(), clip(list[i].item.Title, 40), list[i].label.Text), nil
	}
	if m.Service == 0 && m.Item == "" {
		return "", nil
	}
	s, there, err := ifThere(t.Service(m.Service))
	if there && s.Status == guidance.Ended {
		return s.No.String() + " " + s.Name + "は、利用を終了しています。", err
	}
	return "もとになった答えは、いまは要注意ではなくなっています。", err
}

func (t *turn) measureButtons(m guidance.Measure) ([]bot.Action, error) {
	var list []bot.Action
	if m.Done.IsZero() {
		list = append(list, bot.Action{ID: bot.ActionID("do/measuredone/" + m.ID + "/yes"), Label: "済ませた", Style: bot.Primary})
	} else {
		list = append(list, bot.Action{ID: bot.ActionID("do/measuredone/" + m.ID + "/no"), Label: "「済」を取り消す"})
	}
	if t.me.Role == guidance.Manager && m.Consent.By == "" {
		list = append(list, bot.Action{ID: bot.ActionID("do/consent/" + m.ID), Label: "経営者が同意したことを記録する"})
	}
	s, there, err := ifThere(t.Service(m.Service))
	if there && t.me.May(guidance.SeeService, &s) {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", m.Service)), Label: "サービスを見る"})
	}
	if !t.me.May(guidance.PlanVisits, nil) {
		return append(list, bot.Action{ID: "homework", Label: "宿題に戻る"}), err
	}
	return append(list, bot.Action{ID: bot.ActionID("measureset/" + m.ID), Label: "対策を直す"},
		bot.Action{ID: bot.ActionID("do/measuredrop/" + m.ID), Label: "この対策をやめる", Confirm: "「" + clip(m.Text, 30) + "」を対策から外します。よろしいですか。"},
		bot.Action{ID: "measures", Label: "対策の一覧に戻る"}), err
}
