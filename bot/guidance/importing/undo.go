package importing

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Undone is what undoing an import does to one service.
type Undone struct {
	Prepared guidance.Prepared
	// Kept are the cells that stay, since somebody has changed them after the
	// import; for a service that the import made, what stands in the way.
	Kept []string
	// Nothing is set where nothing is to be put back.
	Nothing bool
}

// Undo is what a service becomes when what an import did to it is put back.
func Undo(r guidance.Reader, m guidance.ImportMark, in *rubric.Instrument, who Actor) (Undone, error) {
	s, err := r.Service(m.No)
	if errors.Is(err, guidance.ErrNotFound) {
		return Undone{Nothing: true}, nil
	}
	sheet, sheetErr := r.ChecklistSheet(m.No)
	if err := errors.Join(err, sheetErr); err != nil {
		return Undone{}, fmt.Errorf("read service: %w", err)
	}
	u := Undone{Prepared: guidance.Prepared{Base: s.Rev, SheetBase: sheet.Rev, Service: s, Sheet: sheet}}
	if m.New {
		u.Prepared.Gone = true
		u.Kept, err = inUse(r, s, sheet, m)
		u.Nothing = len(u.Kept) > 0
		return u, err
	}
	if err := errors.Join(u.record(r, m, who), u.answers(r, m, in, who)); err != nil {
		return u, err
	}
	p := &u.Prepared
	u.Nothing = p.Service.Rev == p.Base && p.Sheet.Rev == p.SheetBase
	u.Prepared = finished(u.Prepared, sheet, in, who)
	return u, nil
}

// record puts the columns back that nobody has changed since.
func (u *Undone) record(r guidance.Reader, m guidance.ImportMark, who Actor) error {
	if m.Was == m.Is {
		return nil
	}
	was, err1 := r.ServiceVersion(m.No, m.Was)
	is, err2 := r.ServiceVersion(m.No, m.Is)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("read earlier version: %w", err)
	}
	s := &u.Prepared.Service
	renewed := false
	for _, c := range columns {
		switch {
		case c.text(was) == c.text(is):
		case c.text(*s) == c.text(is):
			c.set(s, was)
			renewed = true
		case c.text(*s) != c.text(was):
			u.Kept = append(u.Kept, c.name)
		}
	}
	if renewed {
		s.Rev, s.Changed, s.By, s.File = s.Rev+1, who.At, who.By, false
	}
	return nil
}

// answers puts the answers back that nobody has changed since.
func (u *Undone) answers(r guidance.Reader, m guidance.ImportMark, in *rubric.Instrument, who Actor) error {
	changes, err := r.ChecklistChanges(m.No)
	if err != nil {
		return fmt.Errorf("read changes: %w", err)
	}
	its := func(rev int) bool { return rev > m.SheetWas && rev <= m.SheetIs }
	before := map[string]string{} // what the import replaced
	for _, c := range changes {
		if its(c.Rev) {
			before[c.Was.Item] = c.Was.Label
		}
		if item, ok := in.Item(c.Was.Item); ok && its(c.Was.Rev) && !its(c.Rev) {
			u.Kept = append(u.Kept, fmt.Sprintf("項目%d %s", item.No, item.Title))
		}
	}
	for _, a := range u.Prepared.Sheet.Answers {
		if !its(a.Rev) {
			continue
		}
		var out guidance.Outcome
		p := &u.Prepared
		p.Sheet, out = p.Sheet.Give(a.Item, before[a.Item], who.By, who.At, p.Sheet.Rev)
		if out.Was != nil {
			p.Changes = append(p.Changes, *out.Was)
		}
	}
	return nil
}

// inUse says what stands in the way of taking a service away that an import made.
func inUse(r guidance.Reader, s guidance.Service, sheet guidance.Sheet, m guidance.ImportMark) (why []string, err error) {
	if s.Rev != m.Is {
		why = append(why, "台帳の内容")
	}
	if sheet.Rev != m.SheetIs {
		why = append(why, "安全利用チェックの答え")
	}
	evidence, err1 := r.Evidence(s.No)
	if len(evidence) > 0 {
		why = append(why, "根拠資料")
	}
	relays, err2 := r.Relays(s.No)
	if len(relays) > 0 {
		why = append(why, "人への確認")
	}
	end, err3 := r.EndingSheet(s.No)
	if len(end.Answers) > 0 {
		why = append(why, "利用終了の作業")
	}
	measures, err4 := r.Measures()
	if slices.ContainsFunc(measures, func(m guidance.Measure) bool { return m.Service == s.No }) {
		why = append(why, "対策")
	}
	suggestions, err5 := r.Suggestions()
	if slices.ContainsFunc(suggestions, func(x guidance.Suggestion) bool { return x.Service == s.No }) {
		why = append(why, "書き出してもらったサービスへの返事")
	}
	own, err6 := r.OwnSheet(s.No)
	if len(own.Answers) > 0 {
		why = append(why, "会社が加えた質問の答え")
	}
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return nil, fmt.Errorf("read what hangs on a service: %w", err)
	}
	return why, nil
}
