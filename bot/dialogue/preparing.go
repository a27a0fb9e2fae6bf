package dialogue

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// preparation is a step before a visit, and how far it is as far as that can be
// seen.
type preparation struct {
	step rubric.Step
	seen bool // it can be seen; else nothing is known
	done bool
	left string // what is left, or how far it is, in words
}

// preparations are what the company does before the n-th visit (seed pp. 8–11):
// the room only where somebody comes.
func (t *turn) preparations(p guidance.Programme, n int) ([]preparation, error) {
	var all []preparation
	for _, s := range t.lib.Steps(n, rubric.Prepare) {
		if s.Company == "" || s.Page == 11 && p.Visits[n-1].Online.Holds() {
			continue
		}
		one := preparation{step: s, seen: s.Seen != ""}
		var err error
		switch s.Seen {
		case rubric.SeenDiagnosis:
			one.done, one.left, err = t.diagnosisSeen()
		case rubric.SeenServices:
			one.done, one.left, err = t.servicesSeen()
		case rubric.SeenChecklist:
			one.done, one.left, err = t.checklistSeen()
		case rubric.SeenAttendees:
			count := len(p.Visits[n-1].Attendees)
			if one.done, one.left = count > 0, "出席する人がまだ決まっていません"; one.done {
				one.left = fmt.Sprintf("%d人", count)
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// diagnosisSeen reports whether everybody who is asked has answered, in the
// newest round.
func (t *turn) diagnosisSeen() (bool, string, error) {
	round, err := t.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return false, "まだはじまっていません", nil
	}
	if err != nil {
		return false, "", fmt.Errorf("read round: %w", err)
	}
	if !round.Closed.IsZero() {
		return true, "締め切りました", nil
	}
	in, ok := t.lib.Instrument(round.Edition)
	if !ok {
		return false, "答えの版を読めないため、わかりません", nil
	}
	far, err := guidance.TurnoutOf(t, in, round)
	if err != nil {
		return false, "", fmt.Errorf("read how far the round is: %w", err)
	}
	return far.Whole == far.Asked && far.Asked > 0, fmt.Sprintf("%d人中%d人が答え終えました", far.Asked, far.Whole), nil
}

func (t *turn) servicesSeen() (bool, string, error) {
	services, err := t.Services()
	if err != nil {
		return false, "", fmt.Errorf("read services: %w", err)
	}
	if len(services) == 0 {
		return false, "台帳にまだ1件もありません", nil
	}
	return true, fmt.Sprintf("台帳に%d件", len(services)), nil
}

// checklistSeen reports whether all items are answered of every service that is
// in use or being looked at: ended ones need not be.
func (t *turn) checklistSeen() (bool, string, error) {
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil {
		return false, "", fmt.Errorf("read ledger: %w", err)
	}
	open, services, of := 0, 0, 0
	for _, row := range ledger.Rows {
		if row.Service.Status == guidance.Ended {
			continue
		}
		if of++; row.Lost || row.Score.Answered < row.Score.Of {
			services++
			open += row.Score.Of - row.Score.Answered
		}
	}
	switch {
	case of == 0:
		return false, "台帳にまだ1件もありません", nil
	case services > 0:
		return false, fmt.Sprintf("%d件のサービスに、あと%d問", services, open), nil
	}
	return true, fmt.Sprintf("%d件とも答え終えました", of), nil
}

// preparing puts what is to be done before and on the day of a visit into its
// page. Who may plan sees how far the company is, and what the expert does.
func (t *turn) preparing(view *bot.View, p guidance.Programme, n int) error {
	all, err := t.preparations(p, n)
	if err != nil {
		return err
	}
	whole := t.me.May(guidance.PlanVisits, nil)
	view.Table = &bot.Table{Caption: "訪問までに会社が準備すること", Head: []string{"準備すること", "いま"}}
	for _, one := range all {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{{Text: one.step.Company}, one.cell(whole)}})
	}
	if whole {
		t.stepSection(view, n, rubric.Prepare, "訪問までに専門家が準備すること", expertDoes)
	}
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

func (one preparation) cell(whole bool) bot.Cell {
	switch {
	case !one.seen || !whole:
		return bot.Cell{Text: "—"}
	case one.done:
		return bot.Cell{Text: "済み（" + one.left + "）", Mark: bot.Done}
	}
	return bot.Cell{Text: one.left, Mark: bot.Open}
}

// expertDoes is what the expert does in a step: where the seed says only that
// something is handed out before, what that is.
func expertDoes(s rubric.Step) string {
	if s.Expert == "（事前配付）" {
		return s.Material + s.Expert
	}
	return s.Expert
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
