package store

import (
	"errors"
	"fmt"

	"daicho/bot/guidance"
)

// maxAnswers bounds a sheet; the instruments have 25 and 15 items.
const maxAnswers = 10_000

// answers are the answers of a sheet, in columns.
type answers struct {
	Count  int    `cbor:"10,keyasint,omitempty"`
	Items  []byte `cbor:"11,keyasint,omitempty"`
	Labels []byte `cbor:"12,keyasint,omitempty"`
	Notes  []byte `cbor:"13,keyasint,omitempty"`
	By     []byte `cbor:"14,keyasint,omitempty"`
	At     []byte `cbor:"15,keyasint,omitempty"`
	Revs   []byte `cbor:"16,keyasint,omitempty"`
	Files  []byte `cbor:"17,keyasint,omitempty"` // 1 for one from a workbook; empty where none is
}

// flags is a column of yes and no.
type flags struct {
	numbers
	said bool
}

func (f *flags) set(yes bool) {
	if f.said = f.said || yes; yes {
		f.add(1)
	} else {
		f.add(0)
	}
}

func (f *flags) column() []byte {
	if !f.said {
		return nil
	}
	return f.bytes
}

func keepAnswers(list []guidance.Answer) (answers, error) {
	if len(list) > maxAnswers {
		return answers{}, fmt.Errorf("store: a sheet of %d answers", len(list))
	}
	room := make([]byte, 13*len(list)+16) // for all columns; one that needs more moves out
	room, items := newTexts(room, 4*len(list))
	room, labels := newTexts(room, 3*len(list))
	room, notes := newTexts(room, len(list))
	room, by := newTexts(room, len(list)+8)
	room, at := newNumbers(room, 2*len(list)+8)
	_, revs := newNumbers(room, 2*len(list))
	var files flags
	for _, a := range list {
		items.add(a.Item)
		labels.add(a.Label)
		notes.add(a.Note)
		by.add(string(a.By))
		at.add(seconds(a.At))
		revs.add(int64(a.Rev))
		files.set(a.File)
	}
	return answers{len(list), items.column(), labels.column(), notes.column(), by.column(), at.bytes, revs.bytes, files.column()}, nil
}

func (r *answers) list() ([]guidance.Answer, error) {
	if r.Count < 0 || r.Count > maxAnswers {
		return nil, errDamaged
	}
	if r.Count == 0 {
		return nil, nil
	}
	items, labels, notes, by := readTexts(r.Items), readTexts(r.Labels), readTexts(r.Notes), readTexts(r.By)
	at, revs, files := readNumbers(r.At), readNumbers(r.Revs), readNumbers(r.Files)
	list := make([]guidance.Answer, r.Count)
	for i := range list {
		item, err1 := items.next()
		label, err2 := labels.next()
		note, err3 := notes.next()
		person, err4 := by.next()
		when, err5 := at.next()
		rev, err6 := revs.next()
		file, err7 := files.next()
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil || err5 != nil || err6 != nil || err7 != nil {
			return nil, errDamaged
		}
		list[i] = guidance.Answer{Item: item, Label: label, Note: note, By: guidance.PersonID(person), At: moment(when), Rev: int(rev), File: file != 0}
	}
	return list, nil
}

type sheetRecord struct {
	Edition string `cbor:"1,keyasint,omitempty"`
	Rev     int    `cbor:"2,keyasint,omitempty"`
	answers
}

type setRecord struct {
	No      int    `cbor:"1,keyasint,omitempty"`
	Edition string `cbor:"2,keyasint,omitempty"`
	At      int64  `cbor:"3,keyasint,omitempty"`
	answers
}

type answerRecord struct {
	_     struct{} `cbor:",toarray"`
	Item  string
	Label string
	Note  string
	By    guidance.PersonID
	At    int64
	Rev   int
}

type changeRecord struct {
	Was     answerRecord      `cbor:"1,keyasint"`
	By      guidance.PersonID `cbor:"2,keyasint,omitempty"`
	At      int64             `cbor:"3,keyasint,omitempty"`
	Rev     int               `cbor:"4,keyasint,omitempty"`
	File    bool              `cbor:"5,keyasint,omitempty"`
	WasFile bool              `cbor:"6,keyasint,omitempty"`
}

func keepChange(c guidance.Change) changeRecord {
	a := c.Was
	was := answerRecord{Item: a.Item, Label: a.Label, Note: a.Note, By: a.By, At: seconds(a.At), Rev: a.Rev}
	return changeRecord{was, c.By, seconds(c.At), c.Rev, c.File, a.File}
}

func (r *changeRecord) change() guidance.Change {
	a := r.Was
	was := guidance.Answer{Item: a.Item, Label: a.Label, Note: a.Note, By: a.By, At: moment(a.At), Rev: a.Rev, File: r.WasFile}
	return guidance.Change{Was: was, By: r.By, At: moment(r.At), Rev: r.Rev, File: r.File}
}

func (tx *Tx) sheet(k key) (guidance.Sheet, error) {
	r, _, err := load[sheetRecord](tx, k)
	if err != nil {
		return guidance.Sheet{}, err
	}
	list, err := r.list()
	if err != nil {
		return guidance.Sheet{}, fmt.Errorf("%w: sheet %s", err, k)
	}
	return guidance.Sheet{Edition: r.Edition, Rev: r.Rev, Answers: list}, nil
}

func (tx *Tx) putSheet(k key, s guidance.Sheet) error {
	list, err := keepAnswers(s.Answers)
	if err != nil {
		return tx.fail(err)
	}
	return tx.put(k, &sheetRecord{s.Edition, s.Rev, list})
}

func (tx *Tx) addChange(k key, c guidance.Change) error {
	r := keepChange(c)
	_, err := tx.add(k, listDigits, func(int) any { return &r })
	return err
}

func (tx *Tx) changes(k key) ([]guidance.Change, error) {
	return loadAll(tx, k, func(_ []byte, r *changeRecord) (guidance.Change, error) { return r.change(), nil })
}

// DiagnosisSheet implements guidance.Reader.
func (tx *Tx) DiagnosisSheet(p guidance.PersonID, round int) (guidance.Sheet, error) {
	return tx.sheet(tx.diagnosisKey(p, round))
}

// PutDiagnosisSheet implements guidance.Tx.
func (tx *Tx) PutDiagnosisSheet(p guidance.PersonID, round int, s guidance.Sheet) error {
	return tx.putSheet(tx.diagnosisKey(p, round), s)
}

// DiagnosisChanges implements guidance.Reader.
func (tx *Tx) DiagnosisChanges(p guidance.PersonID, round int) ([]guidance.Change, error) {
	return tx.changes(tx.diagnosisKey(p, round).plus("c/"))
}

// AddDiagnosisChange implements guidance.Tx.
func (tx *Tx) AddDiagnosisChange(p guidance.PersonID, round int, c guidance.Change) error {
	return tx.addChange(tx.diagnosisKey(p, round).plus("c/"), c)
}

// ChecklistSheet implements guidance.Reader.
func (tx *Tx) ChecklistSheet(no guidance.ServiceNo) (guidance.Sheet, error) {
	switch p, ok, err := tx.coming(no); {
	case err != nil || ok && p.Gone:
		return guidance.Sheet{}, err
	case ok:
		return p.Sheet, nil
	}
	return tx.sheet(tx.serviceKey("k/", no))
}

// PutChecklistSheet implements guidance.Tx.
func (tx *Tx) PutChecklistSheet(no guidance.ServiceNo, s guidance.Sheet) error {
	if err := tx.settleFirst(no); err != nil {
		return err
	}
	return tx.putSheet(tx.serviceKey("k/", no), s)
}

// ChecklistChanges implements guidance.Reader.
func (tx *Tx) ChecklistChanges(no guidance.ServiceNo) ([]guidance.Change, error) {
	p, _, comingErr := tx.coming(no)
	if p.Gone {
		return nil, comingErr
	}
	list, err := tx.changes(tx.serviceKey("h/", no).plus("/c/"))
	return append(list, p.Changes...), errors.Join(comingErr, err)
}

// AddChecklistChange implements guidance.Tx.
func (tx *Tx) AddChecklistChange(no guidance.ServiceNo, c guidance.Change) error {
	if err := tx.settleFirst(no); err != nil {
		return err
	}
	return tx.addChange(tx.serviceKey("h/", no).plus("/c/"), c)
}

// ChecklistSets implements guidance.Reader.
func (tx *Tx) ChecklistSets(no guidance.ServiceNo) ([]guidance.Set, error) {
	p, _, comingErr := tx.coming(no)
	if p.Gone {
		return nil, comingErr
	}
	list, err := loadAll(tx, tx.serviceKey("h/", no).plus("/t/"), func(_ []byte, r *setRecord) (guidance.Set, error) {
		list, err := r.list()
		return guidance.Set{No: r.No, Edition: r.Edition, Answers: list, At: moment(r.At)}, err
	})
	for i, s := range p.Sets {
		s.No = len(list) + i + 1
		list = append(list, s)
	}
	return list, errors.Join(comingErr, err)
}

// AddChecklistSet implements guidance.Tx.
func (tx *Tx) AddChecklistSet(no guidance.ServiceNo, s guidance.Set) error {
	if err := tx.settleFirst(no); err != nil {
		return err
	}
	return tx.addSet(no, s)
}

func (tx *Tx) addSet(no guidance.ServiceNo, s guidance.Set) error {
	list, err := keepAnswers(s.Answers)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.add(tx.serviceKey("h/", no).plus("/t/"), listDigits, func(n int) any {
		if s.No == 0 {
			s.No = n
		}
		return &setRecord{s.No, s.Edition, seconds(s.At), list}
	})
	return err
}
