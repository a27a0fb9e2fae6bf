package store

import (
	"fmt"

	"daicho/bot/guidance"
)

type roundRecord struct {
	No       int               `cbor:"1,keyasint,omitempty"`
	Edition  string            `cbor:"2,keyasint,omitempty"`
	Opened   int64             `cbor:"3,keyasint,omitempty"`
	Closed   int64             `cbor:"4,keyasint,omitempty"`
	By       guidance.PersonID `cbor:"5,keyasint,omitempty"`
	Due      guidance.Day      `cbor:"6,keyasint,omitempty"`
	Filler   guidance.PersonID `cbor:"7,keyasint,omitempty"`
	K        int               `cbor:"8,keyasint,omitempty"`
	Notice   []string          `cbor:"9,keyasint,omitempty"`
	Fixed    int64             `cbor:"10,keyasint,omitempty"`
	ClosedBy guidance.PersonID `cbor:"11,keyasint,omitempty"`

	Key        string            `cbor:"12,keyasint,omitempty"`
	Rev        int               `cbor:"13,keyasint,omitempty"`
	Reminded   int64             `cbor:"14,keyasint,omitempty"`
	RemindedBy guidance.PersonID `cbor:"15,keyasint,omitempty"`
}

func keepRound(r guidance.Round) roundRecord {
	return roundRecord{
		No: r.No, Edition: r.Edition, Opened: seconds(r.Opened), Closed: seconds(r.Closed), By: r.By, Due: r.Due,
		Filler: r.Filler, K: r.K, Notice: r.Notice, Fixed: seconds(r.Fixed), ClosedBy: r.ClosedBy,
		Key: r.Key, Rev: r.Rev, Reminded: seconds(r.Reminded), RemindedBy: r.RemindedBy,
	}
}

func (r *roundRecord) round() guidance.Round {
	return guidance.Round{
		No: r.No, Edition: r.Edition, Opened: moment(r.Opened), Closed: moment(r.Closed), By: r.By, Due: r.Due,
		Filler: r.Filler, K: r.K, Notice: r.Notice, Fixed: moment(r.Fixed), ClosedBy: r.ClosedBy,
		Key: r.Key, Rev: r.Rev, Reminded: moment(r.Reminded), RemindedBy: r.RemindedBy,
	}
}

// Round implements guidance.Reader.
func (tx *Tx) Round() (guidance.Round, error) {
	var newest []byte
	tx.kv.Scan(tx.key("r/"), nil, func(_, value []byte) bool {
		newest = value
		return true
	})
	if newest == nil {
		return guidance.Round{}, guidance.ErrNotFound
	}
	var r roundRecord
	err := decode(newest, &r)
	return r.round(), err
}

// Rounds implements guidance.Reader.
func (tx *Tx) Rounds() ([]guidance.Round, error) {
	return loadAll(tx, tx.key("r/"), func(_ []byte, r *roundRecord) (guidance.Round, error) { return r.round(), nil })
}

// PutRound implements guidance.Tx.
func (tx *Tx) PutRound(r guidance.Round) error {
	return tx.put(tx.key("r/").number(r.No, roundDigits), keepRound(r))
}

func (tx *Tx) companyKey(round int) key {
	return tx.key("b/").number(round, roundDigits).plus("/")
}

// CompanySheet implements guidance.Reader.
func (tx *Tx) CompanySheet(round int) (guidance.Sheet, error) { return tx.sheet(tx.companyKey(round)) }

// PutCompanySheet implements guidance.Tx.
func (tx *Tx) PutCompanySheet(round int, s guidance.Sheet) error {
	return tx.putSheet(tx.companyKey(round), s)
}

// CompanyChanges implements guidance.Reader.
func (tx *Tx) CompanyChanges(round int) ([]guidance.Change, error) {
	return tx.changes(tx.companyKey(round).plus("c/"))
}

// AddCompanyChange implements guidance.Tx.
func (tx *Tx) AddCompanyChange(round int, c guidance.Change) error {
	return tx.addChange(tx.companyKey(round).plus("c/"), c)
}

type figuresRecord struct {
	Edition string         `cbor:"1,keyasint,omitempty"`
	At      int64          `cbor:"2,keyasint,omitempty"`
	K       int            `cbor:"3,keyasint,omitempty"`
	Asked   int            `cbor:"4,keyasint,omitempty"`
	Whole   int            `cbor:"5,keyasint,omitempty"`
	ByProxy int            `cbor:"6,keyasint,omitempty"`
	Company sheetRecord    `cbor:"7,keyasint"`
	People  []spreadRecord `cbor:"8,keyasint,omitempty"`
}

type spreadRecord struct {
	_     struct{} `cbor:",toarray"`
	Item  string
	Cells []cellRecord
}

type cellRecord struct {
	_      struct{} `cbor:",toarray"`
	Labels []string
	Count  int
}

func (tx *Tx) figuresKey(round int) key { return tx.key("g/").number(round, roundDigits) }

// Figures implements guidance.Reader.
func (tx *Tx) Figures(round int) (guidance.Figures, error) {
	r, err := need[figuresRecord](tx, tx.figuresKey(round))
	if err != nil {
		return guidance.Figures{}, err
	}
	company, err := r.Company.list()
	f := guidance.Figures{
		Round: round, Edition: r.Edition, At: moment(r.At), K: r.K, Asked: r.Asked, Whole: r.Whole, ByProxy: r.ByProxy,
		Company: guidance.Sheet{Edition: r.Company.Edition, Rev: r.Company.Rev, Answers: company},
	}
	for _, s := range r.People {
		spread := guidance.Spread{Item: s.Item}
		for _, c := range s.Cells {
			spread.Cells = append(spread.Cells, guidance.Cell{Labels: c.Labels, Count: c.Count})
		}
		f.People = append(f.People, spread)
	}
	return f, err
}

// PutFigures implements guidance.Tx.
func (tx *Tx) PutFigures(f guidance.Figures) error {
	k := tx.figuresKey(f.Round)
	if tx.kv.Get(k) != nil {
		return tx.fail(fmt.Errorf("store: the figures of round %d are published", f.Round))
	}
	company, err := keepAnswers(f.Company.Answers)
	if err != nil {
		return tx.fail(err)
	}
	r := figuresRecord{
		Edition: f.Edition, At: seconds(f.At), K: f.K, Asked: f.Asked, Whole: f.Whole, ByProxy: f.ByProxy,
		Company: sheetRecord{f.Company.Edition, f.Company.Rev, company},
	}
	for _, s := range f.People {
		spread := spreadRecord{Item: s.Item}
		for _, c := range s.Cells {
			spread.Cells = append(spread.Cells, cellRecord{Labels: c.Labels, Count: c.Count})
		}
		r.People = append(r.People, spread)
	}
	return tx.put(k, &r)
}
