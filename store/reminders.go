package store

import (
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

type remindingRecord struct {
	Visits     []saidRecord `cbor:"1,keyasint,omitempty"`
	Checkpoint guidance.Day `cbor:"2,keyasint,omitempty"`
	Passed     guidance.Day `cbor:"3,keyasint,omitempty"`
	Month      string       `cbor:"4,keyasint,omitempty"`
}

type saidRecord struct {
	_      struct{} `cbor:",toarray"`
	Day    guidance.Day
	Before int
}

func (tx *Tx) remindingKey(plan int) key { return tx.key("f/").number(plan, roundDigits) }

// Reminding implements guidance.Reader.
func (tx *Tx) Reminding(plan int) (guidance.Reminding, error) {
	all := guidance.NewReminding(plan)
	r, found, err := load[remindingRecord](tx, tx.remindingKey(plan))
	if err != nil || !found {
		return all, err
	}
	if len(r.Visits) != len(all.Visits) {
		return all, fmt.Errorf("store: reminders of %d visits", len(r.Visits))
	}
	for i, s := range r.Visits {
		all.Visits[i] = guidance.Said{Day: s.Day, Before: s.Before}
	}
	all.Checkpoint, all.Passed, all.Month = r.Checkpoint, r.Passed, r.Month
	return all, nil
}

// PutReminding implements guidance.Tx.
func (tx *Tx) PutReminding(all guidance.Reminding) error {
	if all.Plan <= 0 {
		return tx.fail(fmt.Errorf("store: reminders of plan %d", all.Plan))
	}
	r := remindingRecord{Checkpoint: all.Checkpoint, Passed: all.Passed, Month: all.Month}
	for _, s := range all.Visits {
		r.Visits = append(r.Visits, saidRecord{Day: s.Day, Before: s.Before})
	}
	return tx.put(tx.remindingKey(all.Plan), r)
}

// Waiting implements guidance.Reader.
func (tx *Tx) Waiting(prefix string) (map[string]string, error) {
	all, err := loadAll(tx, tx.waitingKey(prefix), func(tail []byte, r *letterRecord) (bot.Letter, error) {
		return r.letter(prefix + string(tail)), nil
	})
	routes := map[string]string{}
	for _, l := range all {
		if !l.Dead {
			routes[l.Key] = string(l.Route)
		}
	}
	return routes, err
}

// DropLetter implements guidance.Tx.
func (tx *Tx) DropLetter(key string) error { return tx.drop(tx.waitingKey(key)) }
