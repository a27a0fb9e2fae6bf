package document

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/bot/guidance/guideline"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

var update = flag.Bool("update", false, "write what the documents say into testdata")

// monday is half past nine in Tokyo.
var monday = time.Date(2026, 11, 30, 0, 30, 0, 0, time.UTC)

// office is a company in a data file of its own.
type office struct {
	*store.Store
	t testing.TB
}

func newOffice(t testing.TB, name string) *office {
	t.Helper()
	engine, err := bolt.Open(filepath.Join(t.TempDir(), "daicho.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	s, err := store.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{s, t}
	_, err = s.CreateCompany(t.Context(), guidance.Company{Name: name, Homes: []string{"web"}, Zone: "Asia/Tokyo", Created: monday})
	if err != nil {
		t.Fatal(err)
	}
	o.turn(func(tx *store.Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Name: "山田 一郎", Role: guidance.Manager, Created: monday}),
			tx.PutPerson(guidance.Person{ID: "p2", Name: "鈴木 花子", Role: guidance.Employee, Created: monday}))
	})
	return o
}

func (o *office) turn(do func(*store.Tx) error) {
	o.t.Helper()
	if err := o.Turn(o.t.Context(), "web", do); err != nil {
		o.t.Fatal(err)
	}
}

// service adds one with the labels of its first items; a space leaves one out.
func (o *office) service(s guidance.Service, labels string) {
	o.t.Helper()
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	sheet := guidance.Sheet{Edition: in.Edition}
	for i, label := range strings.Split(labels, "") {
		if label != " " {
			sheet, _ = sheet.Give(in.Items[i].ID, label, "p1", monday.AddDate(0, 0, i), sheet.Rev)
		}
	}
	s.Rev, s.Changed, s.By, s.Created = 1, monday, "p1", monday
	o.turn(func(tx *store.Tx) (err error) {
		s.No, err = tx.NewServiceNo()
		return errors.Join(err, tx.PutService(s), tx.PutChecklistSheet(s.No, sheet))
	})
}

// made is a new version of the guideline.
func (o *office) made(by guidance.PersonID) (g Guideline) {
	o.t.Helper()
	o.turn(func(tx *store.Tx) error {
		v, _, err := guideline.Make(tx, rubric.MustEmbedded(), monday, by)
		if err == nil {
			g, err = ReadGuideline(tx, v.No)
		}
		return err
	})
	return g
}

func written(t testing.TB, g Guideline) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := g.Write(&out); err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("DAICHO_DOCUMENTS"); folder != "" {
		if err := os.WriteFile(folder+"/"+strings.ReplaceAll(t.Name(), "/", "-")+".docx", out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// offices are what the guideline is written for, by the name of the file of
// testdata that has every paragraph of it.
var offices = map[string]func(*office){
	"none": func(*office) {},
	"unknown": func(o *office) {
		o.service(guidance.Service{Name: "○○オンラインストレージ", Status: guidance.InUse}, strings.Repeat("0", 15))
	},
	"unanswered": func(o *office) {
		o.service(guidance.Service{Name: "○○オンラインストレージ", Status: guidance.InUse, Start: guidance.Undecided}, "")
	},
	"labels": everyLabel,
	"named":  named,
	"own":    ownItems,
	"other":  otherEditions,
}

// everyLabel is a service for each of the four answers, and one that is in part
// answered, with measures, an end and an operation plan.
func everyLabel(o *office) {
	for i, label := range []string{"3", "2", "1", "0"} {
		o.service(guidance.Service{Name: "サービス" + label, Department: "営業部", Summary: "顧客との書類の受け渡し", Status: guidance.Statuses[i%2], Information: "顧客名簿", Importance: guidance.High,
			InCharge: []guidance.Charge{{Person: "p2"}, {Name: "社外の佐藤さん", Scope: "技術やヘルプデスク"}}}, strings.Repeat(label, 15))
	}
	o.service(guidance.Service{Name: "途中のサービス", Status: guidance.InUse}, "3 3 1")
	o.service(guidance.Service{Name: "前の会計", Department: "財務部", Status: guidance.Ended, End: "2026-10-31"}, "3333")
	o.turn(func(tx *store.Tx) error {
		c, err := tx.Company()
		c.Operation = guidance.Operation{Months: 6, Keeper: "p2", Told: "毎年4月の全体会議で説明する"}
		return errors.Join(err, tx.PutCompany(c),
			tx.PutEndingSheet(6, guidance.Sheet{Rev: 1, Answers: []guidance.Answer{{Item: "returned", Label: guidance.EndDone, By: "p1", At: monday, Rev: 1}}}),
			tx.PutMeasure(guidance.Measure{ID: guidance.ServiceMeasure(3, "c10"), Service: 3, Item: "c10", Text: "週に1回、手元に写しを取る", Approach: guidance.Reduce, Due: "2027-01-31"}),
			tx.PutMeasure(guidance.Measure{ID: guidance.ServiceMeasure(4, "c09"), Service: 4, Item: "c09", Text: "2段階認証を入れる", Approach: guidance.Reduce, Done: monday}),
			tx.PutMeasure(guidance.Measure{ID: guidance.ServiceMeasure(4, "c15"), Service: 4, Item: "c15", Text: "個人情報を預けない", Approach: guidance.Avoid, Due: guidance.Undecided}))
	})
}

// ownItems are items of the company's own: one answered in three ways, one given
// up, and one whose words have changed since it was answered.
func ownItems(o *office) {
	for _, name := range []string{"会計", "メール", "名刺管理"} {
		o.service(guidance.Service{Name: name, Status: guidance.InUse}, "")
	}
	later := monday.AddDate(0, 0, 7)
	answer := func(item, label string) guidance.Answer {
		return guidance.Answer{Item: item, Label: label, By: "p1", At: monday, Rev: 1}
	}
	o.turn(func(tx *store.Tx) error {
		return errors.Join(
			tx.PutOwnItem(guidance.OwnItem{No: 1, Title: "支払いの名義", Question: "会社の名義で契約していますか？", Decides: "総務部長", Added: monday, Asked: monday, Rev: 1}),
			tx.PutOwnItem(guidance.OwnItem{No: 2, Title: "やめた項目", Question: "もう聞いていませんか？", Added: monday, Asked: monday, Retired: later, Rev: 1}),
			tx.PutOwnItem(guidance.OwnItem{No: 3, Title: "解約の<窓口>", Question: "連絡先がわかっていますか？", Added: monday, Asked: later, Rev: 2}),
			tx.PutOwnSheet(1, guidance.Sheet{Rev: 3, Answers: []guidance.Answer{answer("x1", "3"), answer("x2", "3"), answer("x3", "3")}}),
			tx.PutOwnSheet(2, guidance.Sheet{Rev: 1, Answers: []guidance.Answer{answer("x1", "1")}}))
	})
}

// otherEditions are a service whose answers are of an edition that is not loaded,
// and one beside it whose are.
func otherEditions(o *office) {
	o.service(guidance.Service{Name: "前の版で答えたサービス", Status: guidance.InUse}, "")
	o.service(guidance.Service{Name: "いまの版で答えたサービス", Status: guidance.InUse}, "33")
	o.turn(func(tx *store.Tx) error {
		return tx.PutChecklistSheet(1, guidance.Sheet{Edition: "cloud-2.0", Rev: 1, Answers: []guidance.Answer{{Item: "c01", Label: "3", By: "p1", At: monday, Rev: 1}}})
	})
}

// named are services whose names are all that a document could trip over.
func named(o *office) {
	for _, name := range []string{
		"<w:t>太字</w:t>", "A&B \"C\" 'D'", "]]><!--x-->&amp;&#x41;", "=1+1", "📁ストレージ👨‍👩‍👧", "خدمة سحابية", "שירות ענן", "{{.Name}} ${x} %s %d",
		"改行\nと\tタブ", "制御\u0007文\u0000字\uFFFE", "長" + strings.Repeat("い", 2998) + "名", "  前後の空白  ",
	} {
		o.service(guidance.Service{Name: name, Status: guidance.InUse, Summary: name}, "31")
	}
}

// TestGuideline compares every paragraph of the files with what stands in
// testdata.
func TestGuideline(t *testing.T) {
	for name, fill := range offices {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, "光陽精機株式会社")
			fill(o)
			got := dumped(t, written(t, o.made("p1")))
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("%v\n%s", err, firstDifference(string(want), got))
			}
		})
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nwant\n%s", i+1, b[i], strings.Join(a[min(i, len(a)):min(i+1, len(a))], ""))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

// TestManyServices: forty services stand in every clause, and the file stays
// small.
func TestManyServices(t *testing.T) {
	o := newOffice(t, "光陽精機株式会社")
	for i := range 40 {
		o.service(guidance.Service{Name: fmt.Sprintf("クラウド%02d", i+1), Status: guidance.InUse}, strings.Repeat(fmt.Sprint(i%4), 15))
	}
	data := written(t, o.made("p1"))
	text := dumped(t, data)
	for i := range 40 {
		if n := strings.Count(text, fmt.Sprintf("クラウド%02d", i+1)); n < 16 {
			t.Errorf("service %d stands in the file %d times", i+1, n)
		}
	}
	if len(data) > 100<<10 {
		t.Errorf("the file has %d bytes", len(data))
	}
	t.Logf("%d bytes, %d characters", len(data), len([]rune(text)))
}

// TestVersions: the same records make no second version; a changed answer does,
// and the first can still be had as it was.
func TestVersions(t *testing.T) {
	o := newOffice(t, "光陽精機株式会社")
	everyLabel(o)
	first := dumped(t, written(t, o.made("p1")))
	if g := o.made("p2"); g.No != 1 || g.By != "p1" {
		t.Errorf("nothing changed, and there is version %d by %s", g.No, g.By)
	}
	o.service(guidance.Service{Name: "新しいサービス", Status: guidance.InUse}, "333")
	second := o.made("")
	if text := dumped(t, written(t, second)); second.No != 2 || !strings.Contains(text, "新しいサービス") || !strings.Contains(text, operator) {
		t.Errorf("version %d does not name what was added, or who made it", second.No)
	}
	o.turn(func(tx *store.Tx) error {
		g, err := ReadGuideline(tx, 1)
		if again := dumped(t, written(t, g)); again != first {
			t.Error("the first version is not what it was:", firstDifference(first, again))
		}
		return err
	})
}

// TestErasedPeople: who is erased stays in no version by name.
func TestErasedPeople(t *testing.T) {
	o := newOffice(t, "光陽精機株式会社")
	everyLabel(o)
	o.made("p1")
	o.turn(func(tx *store.Tx) error { return tx.ErasePerson("p2") })
	o.turn(func(tx *store.Tx) error {
		g, err := ReadGuideline(tx, 1)
		if text := dumped(t, written(t, g)); strings.Contains(text, "鈴木") || !strings.Contains(text, nobody) {
			t.Error("an erased person stands in the file")
		}
		return err
	})
}
