package workbook

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// ErrNothing is returned where there is nothing yet that a workbook could hold.
var ErrNothing = errors.New("workbook: nothing to write")

// Plan is what the workbook of the measures 「対策の実施計画（案）」 holds (seed p. 10).
type Plan struct {
	Company  string
	At       time.Time // when it was read, in the company's time zone
	Measures []Planned // in the order in which they should be taken
}

// Planned is one measure, with what it is about in words.
type Planned struct {
	guidance.Measure
	About   string // a service, or the diagnosis
	Item    string // of the checklist, or the question
	Answer  string // what is answered to it now
	Owner   string
	Consent string // whose, and when
}

// ReadPlan reads all of it. The error is ErrNothing where no measure was decided.
func ReadPlan(r guidance.Reader, lib *rubric.Library, now time.Time) (Plan, error) {
	company, err := r.Company()
	if err != nil {
		return Plan{}, fmt.Errorf("read company: %w", err)
	}
	p := Plan{Company: company.Name, At: now.In(company.Location())}
	all, err := r.Measures()
	if err != nil {
		return p, fmt.Errorf("read measures: %w", err)
	}
	if len(all) == 0 {
		return p, ErrNothing
	}
	for _, m := range guidance.InOrder(all) {
		x := Planned{Measure: m}
		about, err := aboutOf(r, lib, m)
		if err != nil {
			return p, err
		}
		x.About, x.Item, x.Answer = about.where, about.item, about.answer
		x.Owner, err = nameOf(r, m.Owner)
		by, err2 := nameOf(r, m.Consent.By)
		if err := errors.Join(err, err2); err != nil {
			return p, err
		}
		if m.Consent.By != "" {
			x.Consent = fmt.Sprintf("%s（%s）", by, guidance.DayOf(m.Consent.At, p.At.Location()))
		}
		p.Measures = append(p.Measures, x)
	}
	return p, nil
}

// about is what a measure is about, in words.
type about struct{ where, item, answer string }

func aboutOf(r guidance.Reader, lib *rubric.Library, m guidance.Measure) (about, error) {
	switch {
	case m.Service != 0:
		return aboutService(r, lib, m)
	case m.Item != "":
		return aboutQuestion(r, lib, m)
	}
	return about{where: "会社全体"}, nil
}

func aboutService(r guidance.Reader, lib *rubric.Library, m guidance.Measure) (about, error) {
	s, err := r.Service(m.Service)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return about{}, fmt.Errorf("read service: %w", err)
	}
	sheet, err := r.ChecklistSheet(m.Service)
	if err != nil {
		return about{}, fmt.Errorf("read checklist of %s: %w", m.Service, err)
	}
	item, answer := answerIn(lib, cmp.Or(sheet.Edition, lib.Current(rubric.Checklist).Edition), sheet, m.Item)
	return about{m.Service.String() + " " + s.Name, item, answer}, nil
}

func aboutQuestion(r guidance.Reader, lib *rubric.Library, m guidance.Measure) (about, error) {
	round, err := r.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return about{where: "自社診断"}, nil
	}
	if err != nil {
		return about{}, fmt.Errorf("read round: %w", err)
	}
	sheet, err := r.CompanySheet(round.No)
	if err != nil {
		return about{}, fmt.Errorf("read the company's sheet: %w", err)
	}
	item, answer := answerIn(lib, round.Edition, sheet, m.Item)
	return about{"自社診断", item, answer}, nil
}

// answerIn is an item with its number, and what is answered to it in a sheet; both
// empty where its edition is not loaded.
func answerIn(lib *rubric.Library, edition string, sheet guidance.Sheet, id string) (title, answer string) {
	in, loaded := lib.Instrument(edition)
	if !loaded {
		return "", ""
	}
	item, ok := in.Item(id)
	if !ok {
		return "", ""
	}
	a, _ := sheet.Answer(id)
	label, _ := item.Label(a.Label)
	return fmt.Sprintf("%d　%s", item.No, item.Title), label.Text
}

// nameOf is what somebody is called now, also under whom they were joined to; empty
// for nobody.
func nameOf(r guidance.Reader, id guidance.PersonID) (string, error) {
	if id == "" {
		return "", nil
	}
	now, err := r.Became(id)
	if err != nil {
		return "", fmt.Errorf("read who somebody has become: %w", err)
	}
	p, err := r.Person(now)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return "", fmt.Errorf("read person: %w", err)
	}
	return cmp.Or(p.Name, "名簿にない人"), nil
}

const planSheet = "対策の実施計画（案）"

// Write writes the workbook.
func (p Plan) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	s := b.sheet(planSheet, []float64{5, 18, 22, 18, 36, 7, 7, 7, 7, 30, 12, 12, 16, 9}, func(s *sheet) { s.printed(true, "$4:$4") })
	s.title(planSheet+"　"+p.Company, fmt.Sprintf("%sの記録から作った案です。並びは、急ぐもの、重要なもの、取り組みやすいものの順です。すべてに手を付けなくてかまいません。会社の身の丈に合ったものから進めてください。", guidance.DayOf(p.At, p.At.Location())), 14)
	s.add()
	s.add(s.heads("順", "対象", "項目", "いまの答え", "対策", "回避・低減", "緊急度", "重要度", "難易度", "妨げになること", "担当", "期日", "経営者の同意", "状態")...)
	for i, m := range p.Measures {
		state := "まだ"
		if !m.Done.IsZero() {
			state = "済（" + guidance.DayOf(m.Done, p.At.Location()).String() + "）"
		}
		s.addWhole(cell(b.number, fmt.Sprint(i+1)), cell(b.text, m.About), cell(b.text, m.Item), cell(b.text, m.Answer), cell(b.text, m.Text),
			cell(b.text, approachText(m.Approach)), cell(b.text, levelText(m.Urgency)), cell(b.text, levelText(m.Importance)), cell(b.text, levelText(m.Difficulty)),
			cell(b.text, m.Obstacles), cell(b.text, m.Owner), b.dayCell(m.Due), cell(b.text, m.Consent), cell(b.text, state))
	}
	s.end()
	return b.finish(w, planSheet, p.Company, p.At)
}

func approachText(a guidance.Approach) string {
	if a == "" {
		return ""
	}
	return a.String()
}

func levelText(l guidance.Level) string {
	if l == "" {
		return ""
	}
	return l.String()
}
