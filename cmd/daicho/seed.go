package main

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// demoName is the example company. It does not exist.
const demoName = "光陽精機株式会社"

// The editions that the example was answered with. They are always there.
const (
	demoDiagnosis = "ipa-5min-3.1"
	demoChecklist = "cloud-3.1"
)

// The example company as tables: people, the services of the seed (pp. 6 and
// 17–19) with what they hold, notes, and one service's earlier answers.
//
//go:embed demo/*.csv
var demoFiles embed.FS

// demoRow is one row of a table by its column names.
type demoRow map[string]string

// readDemo reads a table of the example.
func readDemo[T any](name string, read func(demoRow) (T, error)) ([]T, error) {
	f, err := demoFiles.Open("demo/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("demo/%s.csv: %w", name, err)
	}
	var list []T
	for i, cells := range rows[1:] {
		row := demoRow{}
		for j, cell := range cells {
			row[rows[0][j]] = cell
		}
		one, err := read(row)
		if err != nil {
			return nil, fmt.Errorf("demo/%s.csv, row %d: %w", name, i+2, err)
		}
		list = append(list, one)
	}
	return list, nil
}

// seeding is the example on its way into the file.
type seeding struct {
	tx     *store.Tx
	lib    *rubric.Library
	home   string
	now    time.Time
	zone   *time.Location
	people map[string]guidance.PersonID // by name
}

// seed writes the example company, unless its people are there already.
func (h *house) seed(tx *store.Tx, home string) error {
	there, err := tx.People()
	if err != nil || len(there) > 0 {
		return err
	}
	c, err := tx.Company()
	if err != nil {
		return err
	}
	// The words of the tables are those of the editions that are built in.
	s := &seeding{tx: tx, lib: rubric.MustEmbedded(), home: home, now: h.now(), zone: c.Location(), people: map[string]guidance.PersonID{}}
	c.Created = s.ago(150, 9, 0)
	if err := errors.Join(tx.PutCompany(c), s.seedPeople(), s.seedRounds(), s.seedServices(), s.seedNotice()); err != nil {
		return fmt.Errorf("write the example company: %w", err)
	}
	return errors.Join(s.seedActs(), s.seedPlan(h))
}

// ago is a time of day so many days before today, or on the Friday before
// where that is a weekend.
func (s *seeding) ago(days, hour, minute int) time.Time {
	today := s.now.In(s.zone)
	at := time.Date(today.Year(), today.Month(), today.Day()-days, hour, minute, 0, 0, s.zone)
	switch at.Weekday() {
	case time.Saturday:
		return at.AddDate(0, 0, -1)
	case time.Sunday:
		return at.AddDate(0, 0, -2)
	}
	return at
}

// demoPerson is one of the eight people.
type demoPerson struct {
	guidance.Person
	link      bool     // the demo prints a link
	began     bool     // knows who sees what
	diagnosis []string // label ids of the first questions
}

func demoPersonOf(row demoRow) (demoPerson, error) {
	p := demoPerson{link: row["link"] == "yes", began: row["began"] == "yes", diagnosis: strings.Fields(row["diagnosis"])}
	p.Name, p.Role, p.Department = row["name"], guidance.Role(row["role"]), row["department"]
	return p, nil
}

func (s *seeding) seedPeople() error {
	list, err := readDemo("people", demoPersonOf)
	if err != nil {
		return err
	}
	for i, one := range list {
		p, err := newPerson(s.tx, one.Name, s.ago(150, 9, i))
		if err != nil {
			return err
		}
		p.Role, p.Department = one.Role, one.Department
		p.Accounts = []guidance.Account{{Home: s.home, ID: string(p.ID)}}
		if one.began {
			p.Greeted, p.NoticeRead = s.ago(18, 11, 50), s.ago(18, 11, 52)
		}
		s.people[p.Name] = p.ID
		if err := errors.Join(s.tx.PutPerson(p), s.seedDiagnosis(p.ID, one.diagnosis, s.ago(18-i, 12, 5))); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// seedDiagnosis answers the first questions of the open round.
func (s *seeding) seedDiagnosis(p guidance.PersonID, labels []string, at time.Time) error {
	if len(labels) == 0 {
		return nil
	}
	sheet, err := s.diagnosisSheet(p, labels, at)
	if err != nil {
		return err
	}
	return s.tx.PutDiagnosisSheet(p, openRound, sheet)
}

func personNamed(r guidance.Reader, name string) (guidance.Person, error) {
	people, err := r.People()
	if err != nil {
		return guidance.Person{}, err
	}
	for _, p := range people {
		if p.Name == name {
			return p, nil
		}
	}
	return guidance.Person{}, fmt.Errorf("%s: %w", name, guidance.ErrNotFound)
}
