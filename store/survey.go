package store

import (
	"fmt"

	"daicho/bot/guidance"
)

type kindRecord struct {
	_     struct{} `cbor:",toarray"`
	Kind  string
	Use   guidance.Use
	Names string
}

type surveyRecord struct {
	No        int                  `cbor:"1,keyasint,omitempty"`
	By        guidance.PersonID    `cbor:"2,keyasint,omitempty"`
	Asked     int64                `cbor:"3,keyasint,omitempty"`
	Kinds     []kindRecord         `cbor:"4,keyasint,omitempty"`
	Apart     []string             `cbor:"5,keyasint,omitempty"`
	Added     []guidance.ServiceNo `cbor:"6,keyasint,omitempty"`
	Done      int64                `cbor:"7,keyasint,omitempty"`
	Withdrawn int64                `cbor:"8,keyasint,omitempty"`
}

func keepSurvey(s guidance.Survey) *surveyRecord {
	r := &surveyRecord{No: s.No, By: s.By, Asked: seconds(s.Asked), Apart: s.Apart, Added: s.Added, Done: seconds(s.Done), Withdrawn: seconds(s.Withdrawn)}
	for _, k := range s.Kinds {
		r.Kinds = append(r.Kinds, kindRecord{Kind: k.Kind, Use: k.Use, Names: k.Names})
	}
	return r
}

func (r *surveyRecord) survey() guidance.Survey {
	s := guidance.Survey{No: r.No, By: r.By, Asked: moment(r.Asked), Apart: r.Apart, Added: r.Added, Done: moment(r.Done), Withdrawn: moment(r.Withdrawn)}
	for _, k := range r.Kinds {
		s.Kinds = append(s.Kinds, guidance.KindAnswer{Kind: k.Kind, Use: k.Use, Names: k.Names})
	}
	return s
}

func (tx *Tx) surveysKey(p guidance.PersonID) key { return tx.personKey(p).plus("u/") }

// Survey implements guidance.Reader.
func (tx *Tx) Survey(p guidance.PersonID) (guidance.Survey, error) {
	all, err := tx.Surveys(p)
	if err == nil && len(all) == 0 {
		err = guidance.ErrNotFound
	}
	if err != nil {
		return guidance.Survey{}, err
	}
	return all[len(all)-1], nil
}

// Surveys implements guidance.Reader.
func (tx *Tx) Surveys(p guidance.PersonID) ([]guidance.Survey, error) {
	return loadAll(tx, tx.surveysKey(p), func(_ []byte, r *surveyRecord) (guidance.Survey, error) { return r.survey(), nil })
}

// PutSurvey implements guidance.Tx.
func (tx *Tx) PutSurvey(p guidance.PersonID, s guidance.Survey) error {
	if p == "" || s.No <= 0 {
		return tx.fail(fmt.Errorf("store: survey %d of %q", s.No, p))
	}
	return tx.put(tx.surveysKey(p).number(s.No, roundDigits), keepSurvey(s))
}

type suggestionRecord struct {
	Name       string             `cbor:"1,keyasint,omitempty"`
	Use        string             `cbor:"2,keyasint,omitempty"`
	Department string             `cbor:"3,keyasint,omitempty"`
	By         guidance.PersonID  `cbor:"4,keyasint,omitempty"`
	At         int64              `cbor:"5,keyasint,omitempty"`
	Decision   guidance.Decision  `cbor:"6,keyasint,omitempty"`
	DecidedBy  guidance.PersonID  `cbor:"7,keyasint,omitempty"`
	Decided    int64              `cbor:"8,keyasint,omitempty"`
	Service    guidance.ServiceNo `cbor:"9,keyasint,omitempty"`
	Reason     string             `cbor:"10,keyasint,omitempty"`
}

func (r *suggestionRecord) suggestion(key string) guidance.Suggestion {
	return guidance.Suggestion{
		Key: key, Name: r.Name, Use: r.Use, Department: r.Department, By: r.By, At: moment(r.At),
		Decision: r.Decision, DecidedBy: r.DecidedBy, Decided: moment(r.Decided), Service: r.Service, Reason: r.Reason,
	}
}

// Suggestion implements guidance.Reader.
func (tx *Tx) Suggestion(key string) (guidance.Suggestion, error) {
	r, err := need[suggestionRecord](tx, tx.key("u/").tail(key, maxTail))
	if err != nil {
		return guidance.Suggestion{}, err
	}
	return r.suggestion(key), nil
}

// Suggestions implements guidance.Reader.
func (tx *Tx) Suggestions() ([]guidance.Suggestion, error) {
	return loadAll(tx, tx.key("u/"), func(tail []byte, r *suggestionRecord) (guidance.Suggestion, error) {
		return r.suggestion(string(tail)), nil
	})
}

// PutSuggestion implements guidance.Tx. The key must be short enough
// to stand for itself.
func (tx *Tx) PutSuggestion(s guidance.Suggestion) error {
	if s.Key == "" || len(s.Key) > maxTail || s.Key[0] == '#' {
		return tx.fail(fmt.Errorf("store: a suggestion under the key %q", s.Key))
	}
	return tx.put(tx.key("u/").plus(s.Key), &suggestionRecord{
		Name: s.Name, Use: s.Use, Department: s.Department, By: s.By, At: seconds(s.At),
		Decision: s.Decision, DecidedBy: s.DecidedBy, Decided: seconds(s.Decided), Service: s.Service, Reason: s.Reason,
	})
}
