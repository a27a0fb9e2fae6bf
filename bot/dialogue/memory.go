package dialogue

import (
	"daicho/bot/guidance"
)

// memory is a Reader that reads each record once, for a turn that goes through
// all people. Nothing may be written while it is used, and nobody changes what
// it returns.
type memory struct {
	guidance.Reader
	company  once[struct{}, guidance.Company]
	people   once[struct{}, []guidance.Person]
	person   once[guidance.PersonID, guidance.Person]
	became   once[guidance.PersonID, guidance.PersonID]
	services once[struct{}, []guidance.Service]
	checks   once[guidance.ServiceNo, guidance.Sheet]
	round    once[struct{}, guidance.Round]
	sheets   once[ownSheet, guidance.Sheet]
	changes  once[ownSheet, []guidance.Change]
	homework once[int, []guidance.Homework]
	measures once[struct{}, []guidance.Measure]
}

// ownSheet is whose answers of which round.
type ownSheet struct {
	person guidance.PersonID
	round  int
}

// once keeps what was read under a key, errors too.
type once[K comparable, V any] map[K]read[V]

type read[V any] struct {
	value V
	err   error
}

func (o *once[K, V]) get(key K, from func(K) (V, error)) (V, error) {
	if r, ok := (*o)[key]; ok {
		return r.value, r.err
	}
	if *o == nil {
		*o = once[K, V]{}
	}
	value, err := from(key)
	(*o)[key] = read[V]{value, err}
	return value, err
}

// getOne is get for what there is one of.
func getOne[V any](o *once[struct{}, V], from func() (V, error)) (V, error) {
	return o.get(struct{}{}, func(struct{}) (V, error) { return from() })
}

func (m *memory) Company() (guidance.Company, error) { return getOne(&m.company, m.Reader.Company) }
func (m *memory) People() ([]guidance.Person, error) { return getOne(&m.people, m.Reader.People) }
func (m *memory) Services() ([]guidance.Service, error) {
	return getOne(&m.services, m.Reader.Services)
}
func (m *memory) Round() (guidance.Round, error) { return getOne(&m.round, m.Reader.Round) }

func (m *memory) Measures() ([]guidance.Measure, error) {
	return getOne(&m.measures, m.Reader.Measures)
}

func (m *memory) Person(id guidance.PersonID) (guidance.Person, error) {
	return m.person.get(id, m.Reader.Person)
}

func (m *memory) Became(id guidance.PersonID) (guidance.PersonID, error) {
	return m.became.get(id, m.Reader.Became)
}

func (m *memory) ChecklistSheet(no guidance.ServiceNo) (guidance.Sheet, error) {
	return m.checks.get(no, m.Reader.ChecklistSheet)
}

func (m *memory) DiagnosisSheet(p guidance.PersonID, round int) (guidance.Sheet, error) {
	return m.sheets.get(ownSheet{p, round}, func(k ownSheet) (guidance.Sheet, error) { return m.Reader.DiagnosisSheet(k.person, k.round) })
}

func (m *memory) DiagnosisChanges(p guidance.PersonID, round int) ([]guidance.Change, error) {
	return m.changes.get(ownSheet{p, round}, func(k ownSheet) ([]guidance.Change, error) { return m.Reader.DiagnosisChanges(k.person, k.round) })
}

func (m *memory) Homework(plan int) ([]guidance.Homework, error) {
	return m.homework.get(plan, m.Reader.Homework)
}
