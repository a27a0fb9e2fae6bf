package guideline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// clauses writes the chapter with a clause for each item of the checklist. It
// speaks of the services in use and those being looked at.
func (w *writer) clauses() {
	w.section(rubric.ClausesSection, true)
	alive, other := w.of(guidance.InUse, guidance.Surveying), []string{}
	for _, s := range alive {
		if s.other {
			other = append(other, fmt.Sprintf("%s（版 %s）", s.name(), s.sheet.Edition))
		}
	}
	if len(other) > 0 {
		w.add(guidance.TextBlock, "次のサービスの答えは別の版のチェックのものなので、この章には書いていません。"+strings.Join(other, "、"))
	}
	all := alive
	alive = slices.DeleteFunc(slices.Clone(alive), func(s service) bool { return s.other })
	if len(alive) == 0 {
		w.add(guidance.TextBlock, "もとにするサービスがまだないため、決まりだけを書いています。")
	}
	for _, g := range w.in.Groups {
		w.addf(guidance.PartBlock, "%s．%s", g.Mark, cmp.Or(g.Card, g.Title))
		for _, item := range w.in.Items {
			if item.Group == g.ID {
				w.clause(item, alive)
			}
		}
	}
	w.ownClauses(all)
}

// ownClauses writes a clause for each of the company's own items, which stand
// outside the checklist.
func (w *writer) ownClauses(alive []service) {
	if len(w.own) == 0 {
		return
	}
	w.add(guidance.PartBlock, "会社独自の項目")
	w.add(guidance.TextBlock, "会社が加えた項目です。点数には入りません。")
	alive = slices.Clone(alive)
	for i := range alive {
		alive[i].sheet = alive[i].own
	}
	for _, i := range w.own {
		w.rule(i.Item())
		if i.Decides != "" {
			w.add(guidance.TextBlock, "決める人："+i.Decides)
		}
		w.answers(i.Item(), alive)
	}
}

func (w *writer) clause(item rubric.Item, alive []service) {
	w.rule(item)
	w.answers(item, alive)
	w.decided(item, alive)
}

// rule writes what is to be done, under the number of the next clause.
func (w *writer) rule(item rubric.Item) {
	w.articles++
	w.addf(guidance.ClauseBlock, "第%d条　%s", w.articles, item.Title)
	if len(item.Clause.Rule) == 0 {
		w.add(guidance.TextBlock, "次のことを確かめます。"+item.Question)
	}
	w.all(guidance.TextBlock, item.Clause.Rule)
}

// answers writes what the services' answers come to.
func (w *writer) answers(item rubric.Item, alive []service) {
	for _, label := range item.Labels {
		w.answered(item, label, alive)
	}
	w.unanswered(item, alive)
}

// answered names the services with an answer, each with its day.
func (w *writer) answered(item rubric.Item, label rubric.Label, alive []service) {
	var names []string
	for _, s := range alive {
		if a, _ := s.sheet.Answer(item.ID); a.Label == label.ID {
			names = append(names, s.name()+"（"+w.dayOf(a.At)+looked(s)+"）")
		}
	}
	if len(names) == 0 {
		return
	}
	sentence := cmp.Or(item.Clause.Of[label.ID], "次のサービスの答えは「"+label.Text+"」です。")
	if label.Concern != rubric.NoConcern {
		sentence = "▲ 要注意：" + sentence
	}
	w.add(guidance.TextBlock, sentence)
	w.addf(guidance.BasisBlock, "答え「%s」：%s", label.Text, strings.Join(names, "、"))
}

// looked says of a service that it is not in use yet.
func looked(s service) string {
	if s.Service.Status == guidance.Surveying {
		return "、" + guidance.Surveying.String()
	}
	return ""
}

// unanswered names the services of which nobody has answered the item.
func (w *writer) unanswered(item rubric.Item, alive []service) {
	var names []string
	for _, s := range alive {
		if a, _ := s.sheet.Answer(item.ID); a.Label == "" {
			names = append(names, s.name())
		}
	}
	if len(names) == 0 {
		return
	}
	w.add(guidance.TextBlock, "○ まだ："+cmp.Or(item.Clause.Of[rubric.Unanswered], "次のサービスは、まだ答えていません。"))
	w.add(guidance.BasisBlock, "未回答："+strings.Join(names, "、"))
}

// decided writes what measures were decided on about an item, and where none was
// though its answer wants attention.
func (w *writer) decided(item rubric.Item, alive []service) {
	var without []string
	for _, s := range alive {
		taken := false
		for _, m := range w.measures {
			if m.Service == s.Service.No && m.Item == item.ID {
				taken = true
				w.add(guidance.PointBlock, w.measure(m, s))
			}
		}
		a, _ := s.sheet.Answer(item.ID)
		if label, ok := item.Label(a.Label); ok && label.Concern != rubric.NoConcern && !taken {
			without = append(without, s.name())
		}
	}
	if len(without) == 0 {
		return
	}
	text := "まだ対策を決めていないサービス：" + strings.Join(without, "、")
	if item.Step != "" {
		text += "。次の一歩：" + item.Step
	}
	w.add(guidance.PointBlock, text)
}

func (w *writer) measure(m guidance.Measure, s service) string {
	if !m.Done.IsZero() {
		return fmt.Sprintf("済んだ対策（%s）：%s（%s、%s）", m.Approach, m.Text, s.name(), w.dayOf(m.Done))
	}
	due := "期限は未定"
	if _, set := m.Due.Time(); set {
		due = "期限 " + day(m.Due)
	}
	return fmt.Sprintf("決めた対策（%s）：%s（%s、%s）", m.Approach, m.Text, s.name(), due)
}
