package importing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/rubric"
)

var noon = time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)

// ledger is what is read here of one: a service with all its versions, and its
// answers.
type ledger struct {
	guidance.Reader
	versions []guidance.Service // the newest last
	sheet    guidance.Sheet
	changes  []guidance.Change
	measures []guidance.Measure
}

func (l ledger) Service(guidance.ServiceNo) (guidance.Service, error) {
	if len(l.versions) == 0 {
		return guidance.Service{}, guidance.ErrNotFound
	}
	return l.versions[len(l.versions)-1], nil
}

func (l ledger) ServiceVersion(_ guidance.ServiceNo, rev int) (guidance.Service, error) {
	i := slices.IndexFunc(l.versions, func(s guidance.Service) bool { return s.Rev == rev })
	if i < 0 {
		return guidance.Service{}, guidance.ErrNotFound
	}
	return l.versions[i], nil
}

func (l ledger) ChecklistSheet(guidance.ServiceNo) (guidance.Sheet, error) { return l.sheet, nil }
func (l ledger) ChecklistChanges(guidance.ServiceNo) ([]guidance.Change, error) {
	return l.changes, nil
}
func (l ledger) Evidence(guidance.ServiceNo) ([]guidance.Evidence, error) { return nil, nil }
func (l ledger) Relays(guidance.ServiceNo) ([]guidance.Relay, error)      { return nil, nil }
func (l ledger) EndingSheet(guidance.ServiceNo) (guidance.Sheet, error)   { return guidance.Sheet{}, nil }
func (l ledger) OwnSheet(guidance.ServiceNo) (guidance.Sheet, error)      { return guidance.Sheet{}, nil }
func (l ledger) Suggestions() ([]guidance.Suggestion, error)              { return nil, nil }
func (l ledger) Measures() ([]guidance.Measure, error)                    { return l.measures, nil }

// drive is a service whose department was changed an hour after noon, and whose
// first answer two hours after.
func drive() ledger {
	first := guidance.Service{No: 1, Name: "Google ドライブ", Department: "総務部", Status: guidance.InUse, Rev: 1, Changed: noon.Add(-time.Hour), By: "p1"}
	second := first
	second.Department, second.Rev, second.Changed, second.By = "営業部", 2, noon.Add(time.Hour), "p2"
	sheet, _ := guidance.Sheet{Edition: checklist().Edition}.Give("c01", "1", "p2", noon.Add(2*time.Hour), 0)
	sheet, _ = sheet.Give("c02", "1", "p1", noon.Add(-time.Hour), 1)
	return ledger{versions: []guidance.Service{first, second}, sheet: sheet}
}

func checklist() *rubric.Instrument { return rubric.MustEmbedded().Current(rubric.Checklist) }

func drawn(cells []importing.Cell) string {
	var all []string
	for _, c := range cells {
		newer := ""
		if c.Newer {
			newer = " newer by " + string(c.By)
		}
		what, _, _ := strings.Cut(c.What, " ")
		all = append(all, fmt.Sprintf("%s:%s→%s%s", what, c.Was, c.Is, newer))
	}
	return strings.Join(all, " | ")
}

// row is what a workbook says of the drive.
func row() guidance.ImportRow {
	return guidance.ImportRow{
		Match: 1, Rev: 2, SheetRev: 2, Service: guidance.Service{Name: "ｇｏｏｇｌｅドライブ", Department: "情報部", Summary: "ファイルの受け渡し"},
		Answers: []guidance.Answer{{Item: "c01", Label: "3"}, {Item: "c02", Label: "3"}, {Item: "c03", Label: "2"}},
	}
}

// TestCells: what differs, and in which of it the ledger is newer than the file:
// by the moment of the file, and by the revisions that were there when it was read.
func TestCells(t *testing.T) {
	in := checklist()
	for name, c := range map[string]struct {
		as            time.Time
		rev, sheetRev int
		want          string
	}{
		"before all":     {noon, 2, 2, "所管部署:営業部→情報部 newer by p2 | サービスの概要:→ファイルの受け渡し | 項目1:明確化できていない→すべて明確化できている newer by p2 | 項目2:まだ確認していない→確認した | 項目3:→確認中"},
		"in between":     {noon.Add(90 * time.Minute), 2, 2, "所管部署:営業部→情報部 | サービスの概要:→ファイルの受け渡し | 項目1:明確化できていない→すべて明確化できている newer by p2 | 項目2:まだ確認していない→確認した | 項目3:→確認中"},
		"after all":      {noon.Add(3 * time.Hour), 2, 2, "所管部署:営業部→情報部 | サービスの概要:→ファイルの受け渡し | 項目1:明確化できていない→すべて明確化できている | 項目2:まだ確認していない→確認した | 項目3:→確認中"},
		"read before it": {noon.Add(3 * time.Hour), 1, 1, "所管部署:営業部→情報部 newer by p2 | サービスの概要:→ファイルの受け渡し | 項目1:明確化できていない→すべて明確化できている | 項目2:まだ確認していない→確認した newer by p1 | 項目3:→確認中"},
	} {
		x := row()
		x.Rev, x.SheetRev = c.rev, c.sheetRev
		st, err := importing.Stand(drive(), x, c.as)
		if got := drawn(importing.Cells(x, st, in)); err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, c.want)
		}
	}
	st, err := importing.Stand(drive(), row(), noon)
	st.Sheet.Edition = "another"
	if got := drawn(importing.Cells(row(), st, in)); err != nil || strings.Contains(got, "項目") {
		t.Errorf("answers of another edition are mixed: %s, %v", got, err)
	}
}

// TestPrepare: the cells of each verdict, who and from where, and a whole set that
// has rested.
func TestPrepare(t *testing.T) {
	in, who := checklist(), importing.Actor{By: "p9", At: noon.Add(100 * time.Hour)}
	st, err := importing.Stand(drive(), row(), noon)
	if err != nil {
		t.Fatal(err)
	}
	cells := importing.Cells(row(), st, in)
	for v, want := range map[guidance.Verdict]string{guidance.Take: "情報部 3 3 2", guidance.Keep: "営業部 1 3 2", guidance.Leave: "営業部 1 1 ", guidance.NoVerdict: "営業部 1 1 "} {
		p := importing.Prepare(row(), st, importing.Chosen(cells, v), in, who)
		labels := p.Sheet.ByItem()
		if got := fmt.Sprintf("%s %s %s %s", p.Service.Department, labels["c01"], labels["c02"], labels["c03"]); got != want || p.Service.Name != "Google ドライブ" {
			t.Errorf("%q: %s of %s, want %s", v, got, p.Service.Name, want)
		}
		changed := v == guidance.Take || v == guidance.Keep
		if s := p.Service; changed != (s.By == "p9" && s.File && s.Rev == 3 && s.Changed.Equal(who.At)) || p.Base != 2 || p.SheetBase != 2 {
			t.Errorf("%q: %+v", v, p)
		}
		for _, c := range p.Changes {
			if !c.File || c.By != "p9" || c.Was.File {
				t.Errorf("%q: %+v", v, c)
			}
		}
	}
	whole := st
	for _, item := range in.Items {
		whole.Sheet, _ = whole.Sheet.Give(item.ID, item.Labels[0].ID, "p1", noon, whole.Sheet.Rev)
	}
	x := row()
	x.Answers = []guidance.Answer{{Item: "c01", Label: "0"}}
	if p := importing.Prepare(x, whole, importing.Cells(x, whole, in), in, who); len(p.Sets) != 1 || len(p.Sets[0].Answers) != len(in.Items) {
		t.Errorf("a whole set that has rested: %+v", p.Sets)
	}
}

// TestMoved: only what is taken over and was changed since is in the way.
func TestMoved(t *testing.T) {
	in := checklist()
	st, err := importing.Stand(drive(), row(), noon)
	if err != nil {
		t.Fatal(err)
	}
	all := importing.Cells(row(), st, in)
	only := func(what string) []importing.Cell {
		return slices.DeleteFunc(slices.Clone(all), func(c importing.Cell) bool { return !strings.HasPrefix(c.What, what) })
	}
	for _, c := range []struct {
		what          string
		rev, sheetRev int
		want          bool
	}{
		{"", 2, 2, false}, {"所管部署", 1, 2, true}, {"サービスの概要", 1, 2, false}, {"項目1", 2, 0, true}, {"項目2", 2, 1, true}, {"項目3", 0, 0, false},
	} {
		if got, err := importing.Moved(drive(), st, only(c.what), c.rev, c.sheetRev); err != nil || got != c.want {
			t.Errorf("%q since %d and %d: %v, %v", c.what, c.rev, c.sheetRev, got, err)
		}
	}
}

// TestUndo: what nobody has touched is put back, the rest is kept and named; a
// service that the import made goes only while nobody has worked with it.
func TestUndo(t *testing.T) {
	in, who := checklist(), importing.Actor{By: "p9", At: noon.Add(5 * time.Hour)}
	l := drive()
	st, err := importing.Stand(l, row(), noon)
	if err != nil {
		t.Fatal(err)
	}
	p := importing.Prepare(row(), st, importing.Cells(row(), st, in), in, who)
	mark := guidance.ImportMark{No: 1, Was: p.Base, Is: p.Service.Rev, SheetWas: p.SheetBase, SheetIs: p.Sheet.Rev}
	l.versions, l.sheet, l.changes = append(l.versions, p.Service), p.Sheet, p.Changes
	u, err := importing.Undo(l, mark, in, who)
	if got := u.Prepared; err != nil || len(u.Kept) > 0 || got.Service.Department != "営業部" || got.Service.Summary != "" || got.Service.File || fmt.Sprint(got.Sheet.ByItem()) != fmt.Sprint(drive().sheet.ByItem()) {
		t.Errorf("undone: %+v, %v", u, err)
	}
	later := p.Service
	later.Rev, later.Department = later.Rev+1, "経理部"
	l.versions = append(l.versions, later)
	sheet, out := l.sheet.Give("c02", "0", "p2", noon.Add(6*time.Hour), l.sheet.Rev)
	l.sheet, l.changes = sheet, append(l.changes, *out.Was)
	u, err = importing.Undo(l, mark, in, who)
	if got := u.Prepared; err != nil || strings.Join(u.Kept, "、") != "所管部署、項目2 クラウドサービスの種類を選ぶ" || got.Service.Department != "経理部" || got.Service.Summary != "" ||
		got.Sheet.ByItem()["c02"] != "0" || got.Sheet.ByItem()["c01"] != "1" {
		t.Errorf("undone after a change: %+v, %v", u, err)
	}
	fresh := importing.New(row(), 7, in, who)
	l = ledger{versions: []guidance.Service{fresh.Service}, sheet: fresh.Sheet}
	mark = guidance.ImportMark{No: 7, New: true, Is: 1, SheetIs: fresh.Sheet.Rev}
	if u, err = importing.Undo(l, mark, in, who); err != nil || !u.Prepared.Gone || u.Nothing {
		t.Errorf("a service that the import made: %+v, %v", u, err)
	}
	l.measures = []guidance.Measure{{Service: 7}}
	if u, err = importing.Undo(l, mark, in, who); err != nil || !u.Nothing || strings.Join(u.Kept, "") != "対策" {
		t.Errorf("with a measure about it: %+v, %v", u, err)
	}
	if u, err = importing.Undo(ledger{}, mark, in, who); err != nil || !u.Nothing {
		t.Errorf("one that is gone: %+v, %v", u, err)
	}
}
