package store

import (
	"fmt"

	"daicho/bot/guidance"
)

type minutesRecord struct {
	Decided    string            `cbor:"1,keyasint,omitempty"`
	Comment    string            `cbor:"2,keyasint,omitempty"`
	Evaluation string            `cbor:"3,keyasint,omitempty"`
	Conclusion string            `cbor:"4,keyasint,omitempty"`
	Agreed     []agreedRecord    `cbor:"5,keyasint,omitempty"`
	Closed     int64             `cbor:"6,keyasint,omitempty"`
	ClosedBy   guidance.PersonID `cbor:"7,keyasint,omitempty"`
	Then       *standingsRecord  `cbor:"8,keyasint,omitempty"`
	Rev        int               `cbor:"9,keyasint,omitempty"`
	Changed    int64             `cbor:"10,keyasint,omitempty"`
	By         guidance.PersonID `cbor:"11,keyasint,omitempty"`
}

type agreedRecord struct {
	What      string            `cbor:"1,keyasint,omitempty"`
	Company   guidance.PersonID `cbor:"2,keyasint,omitempty"`
	CompanyAt int64             `cbor:"3,keyasint,omitempty"`
	Expert    guidance.PersonID `cbor:"4,keyasint,omitempty"`
	ExpertAt  int64             `cbor:"5,keyasint,omitempty"`
}

type standingsRecord struct {
	At       int64                   `cbor:"1,keyasint,omitempty"`
	Round    int                     `cbor:"2,keyasint,omitempty"`
	Total    int                     `cbor:"3,keyasint,omitempty"`
	Answered int                     `cbor:"4,keyasint,omitempty"`
	Of       int                     `cbor:"5,keyasint,omitempty"`
	Services []serviceStandingRecord `cbor:"6,keyasint,omitempty"`
}

type serviceStandingRecord struct {
	_        struct{} `cbor:",toarray"`
	No       guidance.ServiceNo
	Name     string
	Status   guidance.Status
	Edition  string
	Score    int
	Answered int
	Of       int
	Concerns int
}

func keepStandings(s guidance.Standings) *standingsRecord {
	if s.At.IsZero() {
		return nil
	}
	r := &standingsRecord{At: seconds(s.At), Round: s.Round, Total: s.Total, Answered: s.Answered, Of: s.Of}
	for _, x := range s.Services {
		r.Services = append(r.Services, serviceStandingRecord{No: x.No, Name: x.Name, Status: x.Status, Edition: x.Edition, Score: x.Score, Answered: x.Answered, Of: x.Of, Concerns: x.Concerns})
	}
	return r
}

func (r *standingsRecord) standings() (s guidance.Standings) {
	if r == nil {
		return s
	}
	s = guidance.Standings{At: moment(r.At), Round: r.Round, Total: r.Total, Answered: r.Answered, Of: r.Of}
	for _, x := range r.Services {
		s.Services = append(s.Services, guidance.ServiceStanding{No: x.No, Name: x.Name, Status: x.Status, Edition: x.Edition, Score: x.Score, Answered: x.Answered, Of: x.Of, Concerns: x.Concerns})
	}
	return s
}

func (tx *Tx) minutesKey(plan, visit int) key {
	return tx.key("c/").number(plan, roundDigits).plus("/").number(visit, 1)
}

// Minutes implements guidance.Reader.
func (tx *Tx) Minutes(plan, visit int) (guidance.Minutes, error) {
	r, _, err := load[minutesRecord](tx, tx.minutesKey(plan, visit))
	m := guidance.Minutes{
		Visit: visit, Decided: r.Decided, Comment: r.Comment, Evaluation: r.Evaluation, Conclusion: r.Conclusion,
		Closed: moment(r.Closed), ClosedBy: r.ClosedBy, Then: r.Then.standings(), Rev: r.Rev, Changed: moment(r.Changed), By: r.By,
	}
	for _, a := range r.Agreed {
		m.Agreed = append(m.Agreed, guidance.Agreed{What: a.What, Company: guidance.Word{By: a.Company, At: moment(a.CompanyAt)}, Expert: guidance.Word{By: a.Expert, At: moment(a.ExpertAt)}})
	}
	return m, err
}

// PutMinutes implements guidance.Tx.
func (tx *Tx) PutMinutes(plan int, m guidance.Minutes) error {
	if plan <= 0 || m.Visit <= 0 || m.Visit > guidance.VisitCount {
		return tx.fail(fmt.Errorf("store: minutes of visit %d of plan %d", m.Visit, plan))
	}
	r := minutesRecord{
		Decided: m.Decided, Comment: m.Comment, Evaluation: m.Evaluation, Conclusion: m.Conclusion,
		Closed: seconds(m.Closed), ClosedBy: m.ClosedBy, Then: keepStandings(m.Then), Rev: m.Rev, Changed: seconds(m.Changed), By: m.By,
	}
	for _, a := range m.Agreed {
		r.Agreed = append(r.Agreed, agreedRecord{What: a.What, Company: a.Company.By, CompanyAt: seconds(a.Company.At), Expert: a.Expert.By, ExpertAt: seconds(a.Expert.At)})
	}
	return tx.put(tx.minutesKey(plan, m.Visit), r)
}
