package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// linkOrder asks for a new personal link of somebody.
type linkOrder struct {
	Company    string            `json:"company,omitempty"`
	Name       string            `json:"name,omitempty"`
	Person     guidance.PersonID `json:"person,omitempty"` // instead of Name
	Role       guidance.Role     `json:"role,omitempty"`   // empty: as it is, or employee
	Department *string           `json:"department,omitempty"`
	New        bool              `json:"new,omitempty"`   // register even beside a similar name
	Renew      bool              `json:"renew,omitempty"` // older links end
}

// maxPerson is how long a name or department may be, in characters.
const maxPerson = 60

func (o *linkOrder) check() error {
	o.Name = strings.Join(strings.Fields(bot.Clean(o.Name)), " ")
	if o.Department != nil {
		tidy := strings.Join(strings.Fields(bot.Clean(*o.Department)), " ")
		o.Department = &tidy
	}
	switch {
	case (o.Name == "") == (o.Person == ""):
		return misused("say whose link: --name 山田, or --person p3")
	case utf8.RuneCountInString(o.Name) > maxPerson || o.Department != nil && utf8.RuneCountInString(*o.Department) > maxPerson:
		return misused("a name or department takes at most %d characters", maxPerson)
	case o.Role != "" && !slices.Contains([]guidance.Role{guidance.Manager, guidance.Employee, guidance.Expert}, o.Role):
		return misused("--role %q must be manager, employee or expert", string(o.Role))
	}
	return nil
}

// register finds the person of the order and notes what it says about them,
// or registers a new one. It returns what was done, a line each.
func (o *linkOrder) register(tx *store.Tx, home string, now time.Time) (guidance.Person, []string, error) {
	people, err := tx.People()
	if err != nil {
		return guidance.Person{}, nil, fmt.Errorf("read people: %w", err)
	}
	p, found, err := o.find(people)
	if err != nil {
		return p, nil, err
	}
	var done []string
	if !found {
		if p, err = newPerson(tx, o.Name, now); err != nil {
			return p, nil, err
		}
		done = append(done, fmt.Sprintf("registered %s as %s", p.Name, p.ID))
	}
	was := p
	p.Role = cmp.Or(o.Role, p.Role, guidance.Employee)
	if o.Department != nil {
		p.Department = *o.Department
	}
	if found && p.Role != was.Role {
		done = append(done, fmt.Sprintf("%s is now %s, before %s", p.ID, string(p.Role), string(was.Role)))
	}
	if !slices.ContainsFunc(p.Accounts, func(a guidance.Account) bool { return a.Home == home }) {
		p.Accounts = append(p.Accounts, guidance.Account{Home: home, ID: string(p.ID)})
	}
	if err := o.audit(tx, now, p.ID, found, was.Role, p.Role); err != nil {
		return p, nil, err
	}
	return p, done, tx.PutPerson(p)
}

func newPerson(tx *store.Tx, name string, now time.Time) (guidance.Person, error) {
	id, err := tx.NewPersonID()
	if err != nil {
		return guidance.Person{}, fmt.Errorf("number a person: %w", err)
	}
	return guidance.Person{ID: id, Name: name, Created: now}, nil
}

// audit notes a role that was given and a link that is about to be.
func (o *linkOrder) audit(tx *store.Tx, now time.Time, id guidance.PersonID, found bool, was, is guidance.Role) error {
	if !found || was != is {
		if err := tx.Audit(store.Entry{At: now, Did: "role", About: fmt.Sprintf("%s %s", id, string(is))}); err != nil {
			return fmt.Errorf("note a role: %w", err)
		}
	}
	about := string(id)
	if o.Renew {
		about += " renewed"
	}
	if err := tx.Audit(store.Entry{At: now, Did: "link", About: about}); err != nil {
		return fmt.Errorf("note a link: %w", err)
	}
	return nil
}

// find looks for the person of the order. A name that fits several, or only
// a part of one, is asked about: a second 山田 is made by nobody's mistake.
func (o *linkOrder) find(people []guidance.Person) (guidance.Person, bool, error) {
	var same, similar []guidance.Person
	want := plainName(o.Name)
	for _, p := range people {
		switch have := plainName(p.Name); {
		case o.Person != "" && p.ID == o.Person:
			return p, true, nil
		case o.Person != "":
		case have == want:
			same = append(same, p)
		case strings.HasPrefix(have, want) || strings.HasPrefix(want, have):
			similar = append(similar, p)
		}
	}
	switch {
	case o.Person != "":
		return guidance.Person{}, false, both(fmt.Sprintf("there is no person %q", o.Person), fmt.Sprintf("「%s」という人の番号はありません。", o.Person))
	case o.New || len(same)+len(similar) == 0:
		return guidance.Person{}, false, nil
	case len(same) == 1:
		return same[0], true, nil
	}
	list := peopleList(append(same, similar...))
	return guidance.Person{}, false, both(
		fmt.Sprintf("%q may be several people: %s. Choose one with --person, or register another with --new", o.Name, list),
		fmt.Sprintf("「%s」に当てはまりそうな人がいます：%s。--person で選ぶか、別の人なら --new を付けてください。", o.Name, list))
}

// plainName is a name without what people leave out or write differently.
func plainName(name string) string { return strings.ReplaceAll(guidance.Fold(name), " ", "") }

func peopleList(people []guidance.Person) string {
	var list []string
	for _, p := range people {
		text := fmt.Sprintf("%s %s", p.ID, p.Name)
		if p.Department != "" {
			text += "（" + p.Department + "）"
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}
