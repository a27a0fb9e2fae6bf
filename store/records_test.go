package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
)

// fill puts something in every field: awkward as often as not.
func fill(r *rand.Rand, v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		times := []time.Time{{}, time.Unix(0, 0).UTC(), noon, time.Unix(r.Int64N(1<<34), 0).UTC(), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}
		v.Set(reflect.ValueOf(times[r.IntN(len(times))]))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		if n := r.IntN(30); n > 4 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(r, v.Index(i))
			}
		}
	case v.Kind() == reflect.String:
		texts := []string{"", "", "c07", "3", "p12", "勤怠管理ＷＥＢ\n「範囲」", "broken \xff", "\x00", strings.Repeat("長い。", r.IntN(200))}
		v.SetString(texts[r.IntN(len(texts))])
	case v.Kind() == reflect.Int:
		v.SetInt([]int64{0, 1, -99, 1 << 40, int64(r.IntN(1000))}[r.IntN(5)])
	case v.Kind() == reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	}
}

func some[T any](r *rand.Rand) (v T) {
	fill(r, reflect.ValueOf(&v).Elem())
	return v
}

// TestRecordsComeBack writes every kind of record and reads it in another
// transaction.
func TestRecordsComeBack(t *testing.T) {
	s := newStore(t)
	for i := range 200 {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		for name, back := range records(r) {
			var want, got any
			turn(t, s, "home", func(tx *Tx) (err error) { want, err = back.put(tx); return err })
			read(t, s, "home", func(tx *Tx) (err error) { got, err = back.get(tx); return err })
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s, seed %d:\n got %#v\nwant %#v", name, i, got, want)
			}
		}
	}
}

// back is how one kind of record is written and read.
type back struct {
	put, get func(tx *Tx) (any, error)
}

func records(r *rand.Rand) map[string]back {
	company, person, service := some[guidance.Company](r), some[guidance.Person](r), some[guidance.Service](r)
	sheet, change, set := some[guidance.Sheet](r), some[guidance.Change](r), some[guidance.Set](r)
	round, notice := some[guidance.Round](r), some[guidance.Notice](r)
	company.ID, company.Homes = "c1", append([]string{"home"}, company.Homes...)
	person.ID, service.No, round.No = "p1", 4, 1+r.IntN(3)
	person.Accounts = append([]guidance.Account(nil), person.Accounts...)
	notice.Key, set.No = "n", set.No|1
	kept := func(v any, put func(*Tx) error) func(*Tx) (any, error) {
		return func(tx *Tx) (any, error) { return v, put(tx) }
	}
	return map[string]back{
		"company": {kept(company, func(tx *Tx) error { return tx.PutCompany(company) }),
			func(tx *Tx) (any, error) { return tx.Company() }},
		"person": {kept(person, func(tx *Tx) error { return tx.PutPerson(person) }),
			func(tx *Tx) (any, error) { return tx.Person("p1") }},
		"service": {kept(service, func(tx *Tx) error { return tx.PutService(service) }),
			func(tx *Tx) (any, error) { return tx.Service(4) }},
		"round": {kept(round, func(tx *Tx) error { return tx.PutRound(round) }), func(tx *Tx) (any, error) {
			r, _, err := load[roundRecord](tx, tx.key("r/").number(round.No, roundDigits))
			return r.round(), err
		}},
		"diagnosis": {kept(sheet, func(tx *Tx) error { return tx.PutDiagnosisSheet("p1", 1, sheet) }),
			func(tx *Tx) (any, error) { return tx.DiagnosisSheet("p1", 1) }},
		"checklist": {kept(sheet, func(tx *Tx) error { return tx.PutChecklistSheet(4, sheet) }),
			func(tx *Tx) (any, error) { return tx.ChecklistSheet(4) }},
		"diagnosis change": {kept(change, func(tx *Tx) error { return tx.AddDiagnosisChange("p1", 1, change) }),
			func(tx *Tx) (any, error) { return newest(tx.DiagnosisChanges("p1", 1)) }},
		"checklist change": {kept(change, func(tx *Tx) error { return tx.AddChecklistChange(4, change) }),
			func(tx *Tx) (any, error) { return newest(tx.ChecklistChanges(4)) }},
		"set": {kept(set, func(tx *Tx) error { return tx.AddChecklistSet(4, set) }),
			func(tx *Tx) (any, error) { return newest(tx.ChecklistSets(4)) }},
		"notice": {kept(notice, func(tx *Tx) error { return tx.AddNotice("p1", notice) }),
			func(tx *Tx) (any, error) { return newest(tx.Notices("p1")) }},
	}
}

func newest[T any](list []T, err error) (T, error) {
	if err != nil || len(list) == 0 {
		var none T
		return none, errors.Join(err, errors.New("an empty list"))
	}
	return list[len(list)-1], nil
}

func TestListsAreInOrder(t *testing.T) {
	s := newStore(t)
	for n := 1; n <= 12; n++ {
		turn(t, s, "home", func(tx *Tx) error {
			c := guidance.Change{Rev: n}
			return errors.Join(tx.AddChecklistChange(1, c), tx.AddDiagnosisChange("p1", 1, c), tx.PutRound(guidance.Round{No: n}),
				tx.AddChecklistSet(1, guidance.Set{}), tx.PutService(guidance.Service{No: guidance.ServiceNo(n * 100), Rev: 1}))
		})
	}
	read(t, s, "home", func(tx *Tx) error {
		a, err1 := tx.ChecklistChanges(1)
		b, err2 := tx.DiagnosisChanges("p1", 1)
		sets, err3 := tx.ChecklistSets(1)
		services, err4 := tx.Services()
		round, err5 := tx.Round()
		for i := range 12 {
			if a[i].Rev != i+1 || b[i].Rev != i+1 || sets[i].No != i+1 || services[i].No != guidance.ServiceNo(100*(i+1)) {
				t.Errorf("%d: %d %d %d %d", i, a[i].Rev, b[i].Rev, sets[i].No, services[i].No)
			}
		}
		if none, err := tx.ChecklistChanges(2); len(none) > 0 || err != nil || round.No != 12 {
			t.Errorf("round %d; of a service without changes: %v, %v", round.No, none, err)
		}
		return errors.Join(err1, err2, err3, err4, err5)
	})
}

func TestServiceVersions(t *testing.T) {
	s := newStore(t)
	for rev := 1; rev <= 3; rev++ {
		for range 2 { // the second changes nothing that is counted
			turn(t, s, "home", func(tx *Tx) error {
				return tx.PutService(guidance.Service{No: 1, Rev: rev, Impact: strings.Repeat("x", rev)})
			})
		}
	}
	read(t, s, "home", func(tx *Tx) error {
		for rev := 1; rev <= 3; rev++ {
			if v, err := tx.ServiceVersion(1, rev); err != nil || v.Rev != rev || len(v.Impact) != rev {
				t.Errorf("revision %d: %+v, %v", rev, v, err)
			}
		}
		for _, no := range []guidance.ServiceNo{1, 2} {
			if _, err := tx.ServiceVersion(no, 4); !errors.Is(err, guidance.ErrNotFound) {
				t.Errorf("a revision that never was: %v", err)
			}
		}
		return nil
	})
}

func TestDraftsNoticesAndCreations(t *testing.T) {
	s := newStore(t)
	long := strings.Repeat("k", 300)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutDraft("p1", long, map[string]string{"name": "Ａメール", "": ""}), tx.PutDraft("p2", "k", map[string]string{"a": "b"}),
			tx.AddNotice("p1", guidance.Notice{Key: "b", Text: "old"}), tx.AddNotice("p1", guidance.Notice{Key: "b", Text: "new"}),
			tx.AddNotice("p1", guidance.Notice{Key: "a"}), tx.PutMadeBy(long, 7))
	})
	turn(t, s, "home", func(tx *Tx) error {
		d, err := tx.Draft("p1", long)
		if err != nil || !reflect.DeepEqual(d, map[string]string{"name": "Ａメール", "": ""}) {
			t.Errorf("draft %v, %v", d, err)
		}
		n, err := tx.Notices("p1")
		if err != nil || len(n) != 2 || n[0].Key != "a" || n[1].Text != "new" {
			t.Errorf("notices %v, %v", n, err)
		}
		no, made, err := tx.MadeBy(long)
		if _, other, _ := tx.MadeBy(long + "k"); no != 7 || !made || err != nil || other {
			t.Errorf("made by: %v %v %v, %v", no, made, err, other)
		}
		return errors.Join(tx.PutDraft("p1", long, nil), tx.DropNotice("p1", "b"), tx.DropNotice("p1", "never"))
	})
	read(t, s, "home", func(tx *Tx) error {
		d, err := tx.Draft("p1", long)
		n, err2 := tx.Notices("p1")
		if other, _ := tx.Draft("p2", "k"); d != nil || len(n) != 1 || other["a"] != "b" {
			t.Errorf("after dropping: %v %v %v", d, n, other)
		}
		return errors.Join(err, err2)
	})
}

func TestDamagedRecordsAreSaid(t *testing.T) {
	s := newStore(t)
	whole, err := keepAnswers([]guidance.Answer{{Item: "c01", Label: "3", At: noon}, {Item: "c02", Note: "注"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(r *answers){
		"count":  func(r *answers) { r.Count = 3 },
		"absurd": func(r *answers) { r.Count = 1 << 40 },
		"items":  func(r *answers) { r.Items = r.Items[:2] },
		"notes":  func(r *answers) { r.Notes = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01} },
		"times":  func(r *answers) { r.At = r.At[:1] },
	} {
		r := whole
		spoil(&r)
		turn(t, s, "home", func(tx *Tx) error { return tx.put(tx.serviceKey("k/", 1), &sheetRecord{answers: r}) })
		read(t, s, "home", func(tx *Tx) error {
			if sheet, err := tx.ChecklistSheet(1); !errors.Is(err, errDamaged) {
				t.Errorf("%s: %v, %v", name, sheet, err)
			}
			return nil
		})
	}
}

func TestRecordsMayGrow(t *testing.T) {
	value, err := encoding.Marshal(map[int]any{1: "名前", 3: "Asia/Tokyo", 77: []string{"of a later time"}})
	var r companyRecord
	if err == nil {
		err = decode(value, &r)
	}
	if err != nil || r.Name != "名前" || r.Zone != "Asia/Tokyo" {
		t.Errorf("a record with a field of a later time: %+v, %v", r, err)
	}
}

func FuzzDecode(f *testing.F) {
	whole, _ := keepAnswers([]guidance.Answer{{Item: "c01", Label: "3", Note: "注", By: "p1", At: noon, Rev: 1}, {Item: "c02"}})
	seed, _ := encoding.Marshal(&sheetRecord{"cloud-3.1", 2, whole})
	f.Add(seed)
	f.Fuzz(func(t *testing.T, value []byte) {
		var sheet sheetRecord
		if decode(value, &sheet) == nil {
			if list, err := sheet.list(); err == nil && len(list) != sheet.Count {
				t.Errorf("%d answers of %d", len(list), sheet.Count)
			}
		}
		var service serviceRecord
		var link linkRecord
		_, _ = decode(value, &service), decode(value, &link)
	})
}

func TestDraftsAreBounded(t *testing.T) {
	s := newStore(t)
	for i := range guidance.MaxDrafts + 2 {
		for range 2 { // writing one again needs no room
			turn(t, s, "home", func(tx *Tx) error {
				return tx.PutDraft("p1", fmt.Sprintf("k%03d", i), map[string]string{"n": "1"})
			})
		}
	}
	read(t, s, "home", func(tx *Tx) error {
		keys, err := tx.Drafts("p1")
		if err != nil || len(keys) != guidance.MaxDrafts || keys[0] != "k002" {
			t.Errorf("drafts %v, %v", keys, err)
		}
		for i := range guidance.MaxDrafts + 2 {
			d, err := tx.Draft("p1", fmt.Sprintf("k%03d", i))
			if err != nil || (d != nil) != (i >= 2) {
				t.Errorf("draft %d: %v, %v", i, d, err)
			}
		}
		return nil
	})
}

// TestDraftsAreTheirPersons: one key in two people's hands is two drafts.
func TestDraftsAreTheirPersons(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutDraft("p1", "k", map[string]string{"name": "甲"}), tx.PutDraft("p2", "k", map[string]string{"name": "乙"}))
	})
	read(t, s, "home", func(tx *Tx) error {
		for p, want := range map[guidance.PersonID]string{"p1": "甲", "p2": "乙", "p3": ""} {
			if d, err := tx.Draft(p, "k"); err != nil || d["name"] != want {
				t.Errorf("%s has %v, %v", p, d, err)
			}
		}
		return nil
	})
}
