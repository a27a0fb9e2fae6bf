// Package importing decides what a workbook that was handed in changes in the
// ledger, cell by cell: what is newer in the ledger than in the file, what an
// import leaves of a service, and what undoing it puts back. It is pure but for
// what it reads.
package importing

import (
	"errors"
	"fmt"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Cell is one cell in which a row differs from what stands in the ledger.
type Cell struct {
	What    string // the column, or the item with its number
	Was, Is string // in words for people
	// Newer is set where the ledger learned what stands there after the moment of
	// the file, By whom and At when.
	Newer bool
	By    guidance.PersonID
	At    time.Time
	File  bool // with another file

	column *column // nil for an answer
	answer guidance.Answer
}

// column is one of those of a row that are no answers. The name is none of them:
// a service is known by it.
type column struct {
	name string
	text func(guidance.Service) string // empty where nothing stands there
	set  func(to *guidance.Service, from guidance.Service)
}

var columns = []column{
	{"作成日", func(s guidance.Service) string { return day(s.Written) }, func(to *guidance.Service, from guidance.Service) { to.Written = from.Written }},
	{"記入担当者氏名", func(s guidance.Service) string { return s.WrittenBy }, func(to *guidance.Service, from guidance.Service) { to.WrittenBy = from.WrittenBy }},
	{"所管部署", func(s guidance.Service) string { return s.Department }, func(to *guidance.Service, from guidance.Service) { to.Department = from.Department }},
	{"サービスの概要", func(s guidance.Service) string { return s.Summary }, func(to *guidance.Service, from guidance.Service) { to.Summary = from.Summary }},
	{"ステータス", func(s guidance.Service) string { return status(s.Status) }, func(to *guidance.Service, from guidance.Service) { to.Status = from.Status }},
	{"利用開始（予定）日", func(s guidance.Service) string { return day(s.Start) }, func(to *guidance.Service, from guidance.Service) { to.Start = from.Start }},
	{"利用終了（予定）日", func(s guidance.Service) string { return day(s.End) }, func(to *guidance.Service, from guidance.Service) { to.End = from.End }},
}

func day(d guidance.Day) string {
	if d == "" {
		return ""
	}
	return d.String()
}

func status(s guidance.Status) string {
	if s == "" {
		return ""
	}
	return s.String()
}

// Standing is what the ledger holds of the service that a row means.
type Standing struct {
	Service guidance.Service // zero for a new one
	Sheet   guidance.Sheet
	then    guidance.Service // as it stood at the moment of the file; zero where it was made later
	as      time.Time
}

// Stand reads what stands of the service that a row means, and stood at the moment
// of the file.
func Stand(r guidance.Reader, x guidance.ImportRow, as time.Time) (Standing, error) {
	s, err := r.Service(x.Match)
	if err != nil {
		return Standing{}, fmt.Errorf("read service: %w", err)
	}
	sheet, err := r.ChecklistSheet(x.Match)
	if err != nil {
		return Standing{}, fmt.Errorf("read checklist: %w", err)
	}
	then, err := standing(r, s, func(v guidance.Service) bool { return v.Rev <= x.Rev && !v.Changed.After(as) })
	return Standing{Service: s, Sheet: sheet, then: then, as: as}, err
}

// standing is the newest version of a service that is old enough; zero for none.
func standing(r guidance.Reader, s guidance.Service, old func(guidance.Service) bool) (guidance.Service, error) {
	v := s
	for rev := s.Rev - 1; !old(v); rev-- {
		if rev <= 0 {
			return guidance.Service{}, nil
		}
		was, err := r.ServiceVersion(s.No, rev)
		if errors.Is(err, guidance.ErrNotFound) {
			continue
		}
		if err != nil {
			return v, fmt.Errorf("read earlier version: %w", err)
		}
		v = was
	}
	return v, nil
}

// OtherEdition reports whether the answers that stand are of another edition than
// the file's: they are never mixed.
func (st Standing) OtherEdition(in *rubric.Instrument) bool {
	return len(st.Sheet.Answers) > 0 && st.Sheet.Edition != "" && st.Sheet.Edition != in.Edition
}

// Cells are those in which a row differs from what stands. What is empty in the
// row is none.
func Cells(x guidance.ImportRow, st Standing, in *rubric.Instrument) (list []Cell) {
	for i := range columns {
		c := &columns[i]
		was, is := c.text(st.Service), c.text(x.Service)
		if is == "" || is == was {
			continue
		}
		list = append(list, Cell{What: c.name, Was: was, Is: is, Newer: st.Service.No != 0 && c.text(st.then) != was,
			By: st.Service.By, At: st.Service.Changed, File: st.Service.File, column: c})
	}
	if st.OtherEdition(in) {
		return list
	}
	for _, a := range x.Answers {
		item, ok := in.Item(a.Item)
		if !ok {
			continue
		}
		was, _ := st.Sheet.Answer(a.Item)
		if was.Label == a.Label {
			continue
		}
		list = append(list, Cell{What: fmt.Sprintf("項目%d %s", item.No, item.Title), Was: words(item, was.Label), Is: words(item, a.Label),
			Newer: was.Label != "" && (was.At.After(st.as) || was.Rev > x.SheetRev), By: was.By, At: was.At, File: was.File, answer: a})
	}
	return list
}

func words(item *rubric.Item, label string) string {
	l, _ := item.Label(label)
	return l.Text
}

// mostCompared is how many pairs of names are compared, a second's work.
const mostCompared = 1_000_000

// Compare marks the new rows that are perhaps services of the ledger under another
// name, and says beside them which. It returns false, and marks nothing, where
// there are too many of them to tell.
func Compare(rows []guidance.ImportRow, services []guidance.Service, names *guidance.Names, found map[guidance.ImportClass]int) bool {
	if found[guidance.RowNew]*len(services) > mostCompared {
		return false
	}
	index := names.Index(services)
	for i := range rows {
		x := &rows[i]
		if x.Class != guidance.RowNew {
			continue
		}
		twins := index.Twins(x.Service.Name)
		if len(twins) == 0 {
			continue
		}
		x.Class = guidance.RowSimilar
		found[guidance.RowNew]--
		found[guidance.RowSimilar]++
		x.Remark += fmt.Sprintf("台帳の %s「%s」と同じサービスかもしれません（%s）。同じなら、取り込まずに、ファイルの名前を台帳に合わせて渡し直してください。", twins[0].Service.No, twins[0].Service.Name, twins[0].Why)
	}
	return true
}

// Classify says of each row what it is, for whoever handed it in, and how many
// there are of each class.
func Classify(r guidance.Reader, rows []guidance.ImportRow, as time.Time, in *rubric.Instrument, me guidance.Person) (map[guidance.ImportClass]int, error) {
	found := map[guidance.ImportClass]int{}
	for i := range rows {
		class, err := classOf(r, &rows[i], as, in, me)
		if err != nil {
			return nil, err
		}
		rows[i].Class = class
		found[class]++
	}
	return found, nil
}

func classOf(r guidance.Reader, x *guidance.ImportRow, as time.Time, in *rubric.Instrument, me guidance.Person) (guidance.ImportClass, error) {
	switch {
	case x.Unclear:
		return guidance.RowUnclear, nil
	case x.Match == 0 && me.MayImport():
		return guidance.RowNew, nil
	case x.Match == 0:
		return guidance.RowForeign, nil
	}
	s, err1 := r.Service(x.Match)
	sheet, err2 := r.ChecklistSheet(x.Match)
	if err := errors.Join(err1, err2); err != nil {
		return "", fmt.Errorf("read service: %w", err)
	}
	x.Rev, x.SheetRev = s.Rev, sheet.Rev
	st, err := Stand(r, *x, as)
	if err != nil {
		return "", err
	}
	switch cells := Cells(*x, st, in); {
	case !me.May(guidance.ChangeService, &st.Service):
		return guidance.RowForeign, nil
	case len(cells) == 0:
		return guidance.RowSame, nil
	case Newer(cells):
		return guidance.RowNewer, nil
	}
	return guidance.RowChanged, nil
}

// Newer reports whether the ledger is newer in any of the cells.
func Newer(list []Cell) bool {
	for _, c := range list {
		if c.Newer {
			return true
		}
	}
	return false
}

// Chosen are the cells that a verdict takes over.
func Chosen(list []Cell, v guidance.Verdict) (taken []Cell) {
	for _, c := range list {
		if v == guidance.Take || v == guidance.Keep && !c.Newer {
			taken = append(taken, c)
		}
	}
	return taken
}

// Moved reports whether one of the cells was changed since somebody decided about
// them, who had these revisions before them.
func Moved(r guidance.Reader, st Standing, taken []Cell, rev, sheetRev int) (bool, error) {
	seen, err := standing(r, st.Service, func(v guidance.Service) bool { return v.Rev <= rev })
	if err != nil {
		return false, err
	}
	for _, c := range taken {
		a, _ := st.Sheet.Answer(c.answer.Item)
		switch {
		case c.column != nil && c.column.text(seen) != c.Was, c.column == nil && a.Rev > sheetRev:
			return true, nil
		}
	}
	return false, nil
}

// Actor is who changes something, and when.
type Actor struct {
	By guidance.PersonID
	At time.Time
}

// Prepare is what a service becomes by the cells of a row that are taken over.
func Prepare(x guidance.ImportRow, st Standing, taken []Cell, in *rubric.Instrument, who Actor) guidance.Prepared {
	p := guidance.Prepared{Base: st.Service.Rev, SheetBase: st.Sheet.Rev, Service: st.Service, Sheet: st.Sheet}
	renewed := false
	for _, c := range taken {
		if c.column != nil {
			c.column.set(&p.Service, x.Service)
			renewed = true
			continue
		}
		var out guidance.Outcome
		p.Sheet, out = p.Sheet.Enter(c.answer.Item, c.answer.Label, who.By, who.At)
		if out.Was != nil {
			p.Changes = append(p.Changes, *out.Was)
		}
	}
	if renewed {
		p.Service.Rev, p.Service.Changed, p.Service.By, p.Service.File = p.Base+1, who.At, who.By, true
	}
	return finished(p, st.Sheet, in, who)
}

// finished gives answers that have changed their edition, and puts a whole set
// that has rested behind them.
func finished(p guidance.Prepared, was guidance.Sheet, in *rubric.Instrument, who Actor) guidance.Prepared {
	if p.Sheet.Rev == was.Rev {
		return p
	}
	if p.Sheet.Edition == "" {
		p.Sheet.Edition = in.Edition
	}
	if set, ok := was.Rested(in, who.At); ok {
		p.Sets = append(p.Sets, set)
	}
	return p
}

// New is the service that a row makes where the ledger has none of its name. It
// is in nobody's charge yet.
func New(x guidance.ImportRow, no guidance.ServiceNo, in *rubric.Instrument, who Actor) guidance.Prepared {
	st := Standing{}
	p := Prepare(x, st, Cells(x, st, in), in, who)
	s := &p.Service
	s.No, s.Name, s.Rev, s.Changed, s.By, s.File, s.Created = no, x.Service.Name, 1, who.At, who.By, true, who.At
	if s.Status == "" {
		s.Status = guidance.Surveying
	}
	return p
}
