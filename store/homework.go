package store

import (
	"fmt"

	"daicho/bot/guidance"
)

type homeworkRecord struct {
	Visit   int               `cbor:"1,keyasint,omitempty"`
	Expert  bool              `cbor:"2,keyasint,omitempty"`
	Text    string            `cbor:"3,keyasint,omitempty"`
	Owner   guidance.PersonID `cbor:"4,keyasint,omitempty"`
	Due     guidance.Day      `cbor:"5,keyasint,omitempty"`
	Note    string            `cbor:"6,keyasint,omitempty"`
	Done    int64             `cbor:"7,keyasint,omitempty"`
	DoneBy  guidance.PersonID `cbor:"8,keyasint,omitempty"`
	Rev     int               `cbor:"9,keyasint,omitempty"`
	Changed int64             `cbor:"10,keyasint,omitempty"`
	By      guidance.PersonID `cbor:"11,keyasint,omitempty"`
}

func (r *homeworkRecord) homework(id string) guidance.Homework {
	return guidance.Homework{
		ID: id, Visit: r.Visit, Expert: r.Expert, Text: r.Text, Owner: r.Owner, Due: r.Due, Note: r.Note,
		Done: moment(r.Done), DoneBy: r.DoneBy, Rev: r.Rev, Changed: moment(r.Changed), By: r.By,
	}
}

func (tx *Tx) homeworkKey(plan int) key {
	return tx.key("d/").number(plan, roundDigits).plus("/")
}

// Homework implements guidance.Reader.
func (tx *Tx) Homework(plan int) ([]guidance.Homework, error) {
	return loadAll(tx, tx.homeworkKey(plan), func(tail []byte, r *homeworkRecord) (guidance.Homework, error) {
		return r.homework(string(tail)), nil
	})
}

// PutHomework implements guidance.Tx. The id must be short enough to stand for
// itself.
func (tx *Tx) PutHomework(plan int, h guidance.Homework) error {
	if plan <= 0 || h.ID == "" || len(h.ID) > maxTail || h.ID[0] == '#' {
		return tx.fail(fmt.Errorf("store: homework %q of plan %d", h.ID, plan))
	}
	return tx.put(tx.homeworkKey(plan).plus(h.ID), &homeworkRecord{
		Visit: h.Visit, Expert: h.Expert, Text: h.Text, Owner: h.Owner, Due: h.Due, Note: h.Note,
		Done: seconds(h.Done), DoneBy: h.DoneBy, Rev: h.Rev, Changed: seconds(h.Changed), By: h.By,
	})
}

// DropHomework implements guidance.Tx.
func (tx *Tx) DropHomework(plan int, id string) error {
	return tx.drop(tx.homeworkKey(plan).tail(id, maxTail))
}
