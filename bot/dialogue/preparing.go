package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// preparing puts what is to be done before and on the day of a visit into its
// page. Who may plan sees how far both sides are.
func (t *turn) preparing(view *bot.View, p guidance.Programme, n int) error {
	all, err := t.assignments(p, n)
	if err != nil {
		return err
	}
	whole := t.me.May(guidance.PlanVisits, nil)
	t.homeworkTable(view, n, all, whole)
	side := func(s rubric.Step) string { return s.Company }
	if t.me.Role == guidance.Expert {
		side = expertDoes
	}
	t.stepSection(view, n, rubric.OnTheDay, "当日の進め方", side)
	if whole {
		t.stepSection(view, n, rubric.After, "終わったあとに専門家がすること", expertDoes)
		t.materials(view, n)
	}
	view.Footer = append(view.Footer, "IPA「セキュリティマネジメント指導」テーマ③の標準的な進め方をもとにしています。")
	view.Watch = append(view.Watch, ledgerTopic, roundTopic)
	return nil
}

// homeworkTable puts a page of the homework into a visit's page, and where there
// is more of it.
func (t *turn) homeworkTable(view *bot.View, n int, all []assignment, whole bool) {
	view.Table = &bot.Table{Caption: "訪問までの宿題", Head: []string{"宿題", "期日", "担当", "いま"}}
	for _, one := range all {
		if whole || !one.Expert {
			view.Table.Rows = append(view.Table.Rows, t.homeworkRow(one, whole))
		}
	}
	more := len(view.Table.Rows) - pageRows
	if more <= 0 {
		return
	}
	view.Table.Rows = pageOfRows(view.Table.Rows, 1)
	view.Body = append(view.Body, fmt.Sprintf("下の宿題のほかに、%d件の宿題があります。", more))
	if whole {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("hwall/%d", n)), Label: "宿題をすべて見る"})
	}
}

// homeworkRow is one of a table of homework. Who may not see how far the
// company is sees that of their own only.
func (t *turn) homeworkRow(one assignment, whole bool) bot.Row {
	row := bot.Row{Cells: []bot.Cell{{Text: clip(one.task, 40)}, {Text: t.dueText(one)}, {Text: t.ownerText(one)}, {Text: "—"}}}
	if whole || t.mine(one) {
		row.Cells[3] = t.state(one)
		row.Open = homeworkRoute(one)
	}
	return row
}

func (t *turn) stepSection(view *bot.View, n int, part rubric.Part, heading string, of func(rubric.Step) string) {
	section := bot.Section{Heading: heading}
	for _, s := range t.lib.Steps(n, part) {
		if text := of(s); text != "" {
			section.Points = append(section.Points, text)
		}
	}
	if len(section.Points) > 0 {
		view.Sections = append(view.Sections, section)
	}
}

// materials are what is handed out and delivered.
func (t *turn) materials(view *bot.View, n int) {
	section := bot.Section{Heading: "配るものと成果物"}
	for _, part := range []rubric.Part{rubric.Prepare, rubric.OnTheDay} {
		for _, s := range t.lib.Steps(n, part) {
			if s.Material != "" && !slices.Contains(section.Points, s.Material) {
				section.Points = append(section.Points, s.Material)
			}
		}
	}
	if len(section.Points) > 0 {
		view.Sections = append(view.Sections, section)
	}
}
