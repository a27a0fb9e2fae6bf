package store

import (
	"fmt"

	"daicho/bot/guidance"
)

type measureRecord struct {
	Service    guidance.ServiceNo `cbor:"1,keyasint,omitempty"`
	Item       string             `cbor:"2,keyasint,omitempty"`
	Text       string             `cbor:"3,keyasint,omitempty"`
	Approach   guidance.Approach  `cbor:"4,keyasint,omitempty"`
	Urgency    guidance.Level     `cbor:"5,keyasint,omitempty"`
	Importance guidance.Level     `cbor:"6,keyasint,omitempty"`
	Difficulty guidance.Level     `cbor:"7,keyasint,omitempty"`
	Obstacles  string             `cbor:"8,keyasint,omitempty"`
	Owner      guidance.PersonID  `cbor:"9,keyasint,omitempty"`
	Due        guidance.Day       `cbor:"10,keyasint,omitempty"`
	Consent    guidance.PersonID  `cbor:"11,keyasint,omitempty"`
	ConsentAt  int64              `cbor:"12,keyasint,omitempty"`
	Done       int64              `cbor:"13,keyasint,omitempty"`
	DoneBy     guidance.PersonID  `cbor:"14,keyasint,omitempty"`
	Rev        int                `cbor:"15,keyasint,omitempty"`
	Changed    int64              `cbor:"16,keyasint,omitempty"`
	By         guidance.PersonID  `cbor:"17,keyasint,omitempty"`
}

func keepMeasure(m guidance.Measure) *measureRecord {
	return &measureRecord{
		Service: m.Service, Item: m.Item, Text: m.Text, Approach: m.Approach, Urgency: m.Urgency, Importance: m.Importance, Difficulty: m.Difficulty,
		Obstacles: m.Obstacles, Owner: m.Owner, Due: m.Due, Consent: m.Consent.By, ConsentAt: seconds(m.Consent.At),
		Done: seconds(m.Done), DoneBy: m.DoneBy, Rev: m.Rev, Changed: seconds(m.Changed), By: m.By,
	}
}

func (r *measureRecord) measure(id string) guidance.Measure {
	return guidance.Measure{
		ID: id, Service: r.Service, Item: r.Item, Text: r.Text, Approach: r.Approach, Urgency: r.Urgency, Importance: r.Importance, Difficulty: r.Difficulty,
		Obstacles: r.Obstacles, Owner: r.Owner, Due: r.Due, Consent: guidance.Word{By: r.Consent, At: moment(r.ConsentAt)},
		Done: moment(r.Done), DoneBy: r.DoneBy, Rev: r.Rev, Changed: moment(r.Changed), By: r.By,
	}
}

// Measures implements guidance.Reader.
func (tx *Tx) Measures() ([]guidance.Measure, error) {
	return loadAll(tx, tx.key("M/"), func(tail []byte, r *measureRecord) (guidance.Measure, error) { return r.measure(string(tail)), nil })
}

// PutMeasure implements guidance.Tx. The id must be short enough to stand for
// itself.
func (tx *Tx) PutMeasure(m guidance.Measure) error {
	if m.ID == "" || len(m.ID) > maxTail || m.ID[0] == '#' {
		return tx.fail(fmt.Errorf("store: a measure under the id %q", m.ID))
	}
	return tx.put(tx.key("M/").plus(m.ID), keepMeasure(m))
}

// DropMeasure implements guidance.Tx.
func (tx *Tx) DropMeasure(id string) error { return tx.drop(tx.key("M/").tail(id, maxTail)) }
