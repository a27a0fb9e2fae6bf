package store

import (
	"fmt"
	"time"

	"daicho/bot/guidance"
)

type visitRecord struct {
	Day       guidance.Day        `cbor:"1,keyasint,omitempty"`
	Hours     string              `cbor:"2,keyasint,omitempty"`
	Place     string              `cbor:"3,keyasint,omitempty"`
	Equal     guidance.PersonID   `cbor:"4,keyasint,omitempty"`
	Agreed    guidance.PersonID   `cbor:"5,keyasint,omitempty"`
	Attendees []guidance.PersonID `cbor:"6,keyasint,omitempty"`
}

type programmeRecord struct {
	No         int               `cbor:"1,keyasint,omitempty"`
	Applied    guidance.Day      `cbor:"2,keyasint,omitempty"`
	Visits     []visitRecord     `cbor:"3,keyasint,omitempty"`
	Checkpoint guidance.Day      `cbor:"4,keyasint,omitempty"`
	Rev        int               `cbor:"5,keyasint,omitempty"`
	Changed    int64             `cbor:"6,keyasint,omitempty"`
	By         guidance.PersonID `cbor:"7,keyasint,omitempty"`
}

func keepProgramme(p guidance.Programme) programmeRecord {
	r := programmeRecord{No: p.No, Applied: p.Applied, Checkpoint: p.Checkpoint, Rev: p.Rev, Changed: seconds(p.Changed), By: p.By}
	for _, v := range p.Visits {
		r.Visits = append(r.Visits, visitRecord{v.Day, v.Hours, v.Place, v.Online.Equal, v.Online.Agreed, v.Attendees})
	}
	return r
}

func (r programmeRecord) programme() (guidance.Programme, error) {
	p := guidance.Programme{No: r.No, Applied: r.Applied, Checkpoint: r.Checkpoint, Rev: r.Rev, Changed: moment(r.Changed), By: r.By}
	if len(r.Visits) != len(p.Visits) {
		return p, fmt.Errorf("store: a plan of %d visits", len(r.Visits))
	}
	for i, v := range r.Visits {
		p.Visits[i] = guidance.Visit{Day: v.Day, Hours: v.Hours, Place: v.Place, Online: guidance.Online{Equal: v.Equal, Agreed: v.Agreed}, Attendees: v.Attendees}
	}
	return p, nil
}

// Programme implements guidance.Reader.
func (tx *Tx) Programme() (guidance.Programme, error) {
	var newest []byte
	tx.kv.Scan(tx.key("t/"), nil, func(_, value []byte) bool {
		newest = value
		return true
	})
	if newest == nil {
		return guidance.Programme{}, guidance.ErrNotFound
	}
	var r programmeRecord
	if err := decode(newest, &r); err != nil {
		return guidance.Programme{}, err
	}
	return r.programme()
}

// PutProgramme implements guidance.Tx.
func (tx *Tx) PutProgramme(p guidance.Programme) error {
	if p.No <= 0 {
		return tx.fail(fmt.Errorf("store: plan %d", p.No))
	}
	return tx.put(tx.key("t/").number(p.No, roundDigits), keepProgramme(p))
}

type workdaysRecord struct {
	Off    []time.Weekday `cbor:"1,keyasint,omitempty"`
	Yearly []seasonRecord `cbor:"2,keyasint,omitempty"`
	Closed []spanRecord   `cbor:"3,keyasint,omitempty"`
}

type seasonRecord struct {
	_              struct{} `cbor:",toarray"`
	Name, From, To string
}

type spanRecord struct {
	_        struct{} `cbor:",toarray"`
	From, To guidance.Day
}

func keepWorkdays(w *guidance.Workdays) *workdaysRecord {
	if w == nil {
		return nil
	}
	r := &workdaysRecord{Off: w.Off}
	for _, s := range w.Yearly {
		r.Yearly = append(r.Yearly, seasonRecord{Name: s.Name, From: s.From, To: s.To})
	}
	for _, s := range w.Closed {
		r.Closed = append(r.Closed, spanRecord{From: s.From, To: s.To})
	}
	return r
}

func (r *workdaysRecord) workdays() *guidance.Workdays {
	if r == nil {
		return nil
	}
	w := &guidance.Workdays{Off: r.Off}
	for _, s := range r.Yearly {
		w.Yearly = append(w.Yearly, guidance.Season{Name: s.Name, From: s.From, To: s.To})
	}
	for _, s := range r.Closed {
		w.Closed = append(w.Closed, guidance.Span{From: s.From, To: s.To})
	}
	return w
}
