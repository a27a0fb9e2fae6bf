package store

import (
	"daicho/bot"
	"daicho/bot/guidance"
)

// The records as they are kept, and what turns them into the programme's
// types and back.

type accountRecord struct {
	_    struct{} `cbor:",toarray"`
	Home string
	ID   string
}

func keepAccount(a guidance.Account) accountRecord { return accountRecord{Home: a.Home, ID: a.ID} }

func (r accountRecord) account() guidance.Account { return guidance.Account{Home: r.Home, ID: r.ID} }

type companyRecord struct {
	Name     string          `cbor:"1,keyasint,omitempty"`
	Homes    []string        `cbor:"2,keyasint,omitempty"`
	Zone     string          `cbor:"3,keyasint,omitempty"`
	Created  int64           `cbor:"4,keyasint,omitempty"`
	Workdays *workdaysRecord `cbor:"5,keyasint,omitempty"`
	// Operation is nil while nothing was decided.
	Operation *operationRecord `cbor:"6,keyasint,omitempty"`
}

type operationRecord struct {
	Months  int               `cbor:"1,keyasint,omitempty"`
	Keeper  guidance.PersonID `cbor:"2,keyasint,omitempty"`
	Told    string            `cbor:"3,keyasint,omitempty"`
	Rev     int               `cbor:"4,keyasint,omitempty"`
	Changed int64             `cbor:"5,keyasint,omitempty"`
	By      guidance.PersonID `cbor:"6,keyasint,omitempty"`
}

func keepCompany(c guidance.Company) companyRecord {
	r := companyRecord{Name: c.Name, Homes: c.Homes, Zone: c.Zone, Created: seconds(c.Created), Workdays: keepWorkdays(c.Workdays)}
	if o := c.Operation; o != (guidance.Operation{}) {
		r.Operation = &operationRecord{o.Months, o.Keeper, o.Told, o.Rev, seconds(o.Changed), o.By}
	}
	return r
}

func (r companyRecord) company(id string) guidance.Company {
	c := guidance.Company{ID: id, Name: r.Name, Homes: r.Homes, Zone: r.Zone, Created: moment(r.Created), Workdays: r.Workdays.workdays()}
	if o := r.Operation; o != nil {
		c.Operation = guidance.Operation{Months: o.Months, Keeper: o.Keeper, Told: o.Told, Rev: o.Rev, Changed: moment(o.Changed), By: o.By}
	}
	return c
}

type personRecord struct {
	ID         guidance.PersonID `cbor:"1,keyasint,omitempty"`
	Name       string            `cbor:"2,keyasint,omitempty"`
	Department string            `cbor:"3,keyasint,omitempty"`
	Role       guidance.Role     `cbor:"4,keyasint,omitempty"`
	Accounts   []accountRecord   `cbor:"5,keyasint,omitempty"`
	NoticeRead int64             `cbor:"6,keyasint,omitempty"`
	Greeted    int64             `cbor:"7,keyasint,omitempty"`
	Created    int64             `cbor:"8,keyasint,omitempty"`
	Until      guidance.Day      `cbor:"9,keyasint,omitempty"`
	Unproven   []accountRecord   `cbor:"10,keyasint,omitempty"`
	Screens    []screenRecord    `cbor:"11,keyasint,omitempty"`
	NoticeOf   int               `cbor:"12,keyasint,omitempty"`
	Snoozed    guidance.Day      `cbor:"13,keyasint,omitempty"`
	Silent     bool              `cbor:"14,keyasint,omitempty"`
	Mail       string            `cbor:"15,keyasint,omitempty"`
}

type screenRecord struct {
	Account accountRecord     `cbor:"1,keyasint,omitempty"`
	Made    int64             `cbor:"2,keyasint,omitempty"`
	By      guidance.PersonID `cbor:"3,keyasint,omitempty"`
	Vouched bool              `cbor:"4,keyasint,omitempty"`
	From    int               `cbor:"5,keyasint,omitempty"`
}

func keepScreens(list []guidance.Screen) (kept []screenRecord) {
	for _, s := range list {
		kept = append(kept, screenRecord{keepAccount(s.Account), seconds(s.Made), s.By, s.Vouched, s.From})
	}
	return kept
}

func screens(kept []screenRecord) (list []guidance.Screen) {
	for _, r := range kept {
		list = append(list, guidance.Screen{Account: r.Account.account(), Made: moment(r.Made), By: r.By, Vouched: r.Vouched, From: r.From})
	}
	return list
}

func keepPerson(p guidance.Person) personRecord {
	return personRecord{
		ID: p.ID, Name: p.Name, Department: p.Department, Role: p.Role,
		NoticeRead: seconds(p.NoticeRead), NoticeOf: p.NoticeRound, Greeted: seconds(p.Greeted), Created: seconds(p.Created),
		Until: p.Until, Accounts: keepAccounts(p.Accounts), Unproven: keepAccounts(p.Unproven), Screens: keepScreens(p.Screens),
		Snoozed: p.Reminders.Snoozed, Silent: p.Reminders.Silent, Mail: p.Reminders.Mail,
	}
}

func keepAccounts(list []guidance.Account) (kept []accountRecord) {
	for _, a := range list {
		kept = append(kept, keepAccount(a))
	}
	return kept
}

func accounts(kept []accountRecord) (list []guidance.Account) {
	for _, a := range kept {
		list = append(list, a.account())
	}
	return list
}

func (r personRecord) person() guidance.Person {
	return guidance.Person{
		ID: r.ID, Name: r.Name, Department: r.Department, Role: r.Role,
		NoticeRead: moment(r.NoticeRead), NoticeRound: r.NoticeOf, Greeted: moment(r.Greeted), Created: moment(r.Created),
		Until: r.Until, Accounts: accounts(r.Accounts), Unproven: accounts(r.Unproven), Screens: screens(r.Screens),
		Reminders: guidance.Reminders{Snoozed: r.Snoozed, Silent: r.Silent, Mail: r.Mail},
	}
}

type chargeRecord struct {
	_      struct{} `cbor:",toarray"`
	Person guidance.PersonID
	Name   string
	Scope  string
}

type serviceRecord struct {
	No          guidance.ServiceNo `cbor:"1,keyasint,omitempty"`
	Name        string             `cbor:"2,keyasint,omitempty"`
	Written     guidance.Day       `cbor:"3,keyasint,omitempty"`
	WrittenBy   string             `cbor:"4,keyasint,omitempty"`
	Department  string             `cbor:"5,keyasint,omitempty"`
	Summary     string             `cbor:"6,keyasint,omitempty"`
	Status      guidance.Status    `cbor:"7,keyasint,omitempty"`
	Start       guidance.Day       `cbor:"8,keyasint,omitempty"`
	End         guidance.Day       `cbor:"9,keyasint,omitempty"`
	InCharge    []chargeRecord     `cbor:"10,keyasint,omitempty"`
	Information string             `cbor:"11,keyasint,omitempty"`
	Impact      string             `cbor:"12,keyasint,omitempty"`
	Importance  guidance.Level     `cbor:"13,keyasint,omitempty"`
	Rev         int                `cbor:"14,keyasint,omitempty"`
	Changed     int64              `cbor:"15,keyasint,omitempty"`
	By          guidance.PersonID  `cbor:"16,keyasint,omitempty"`
	Created     int64              `cbor:"17,keyasint,omitempty"`
	Leak        guidance.Effect    `cbor:"18,keyasint,omitempty"`
	Change      guidance.Effect    `cbor:"19,keyasint,omitempty"`
	Loss        guidance.Effect    `cbor:"20,keyasint,omitempty"`
	Stop        guidance.Effect    `cbor:"21,keyasint,omitempty"`
	Checked     int64              `cbor:"22,keyasint,omitempty"`
	File        bool               `cbor:"23,keyasint,omitempty"`
}

func keepService(s guidance.Service) serviceRecord {
	r := serviceRecord{
		No: s.No, Name: s.Name, Written: s.Written, WrittenBy: s.WrittenBy, Department: s.Department, Summary: s.Summary,
		Status: s.Status, Start: s.Start, End: s.End,
		Information: s.Information, Impact: s.Impact, Importance: s.Importance,
		Rev: s.Rev, Changed: seconds(s.Changed), By: s.By, Created: seconds(s.Created), Checked: seconds(s.Checked), File: s.File,
		Leak: s.Effects.Leak, Change: s.Effects.Change, Loss: s.Effects.Loss, Stop: s.Effects.Stop,
	}
	for _, c := range s.InCharge {
		r.InCharge = append(r.InCharge, chargeRecord{Person: c.Person, Name: c.Name, Scope: c.Scope})
	}
	return r
}

func (r *serviceRecord) service() guidance.Service {
	s := guidance.Service{
		No: r.No, Name: r.Name, Written: r.Written, WrittenBy: r.WrittenBy, Department: r.Department, Summary: r.Summary,
		Status: r.Status, Start: r.Start, End: r.End,
		Information: r.Information, Impact: r.Impact, Importance: r.Importance,
		Rev: r.Rev, Changed: moment(r.Changed), By: r.By, Created: moment(r.Created), Checked: moment(r.Checked), File: r.File,
		Effects: guidance.Effects{Leak: r.Leak, Change: r.Change, Loss: r.Loss, Stop: r.Stop},
	}
	for _, c := range r.InCharge {
		s.InCharge = append(s.InCharge, guidance.Charge{Person: c.Person, Name: c.Name, Scope: c.Scope})
	}
	return s
}

type noticeRecord struct {
	Text  string `cbor:"1,keyasint,omitempty"`
	Route string `cbor:"2,keyasint,omitempty"`
	At    int64  `cbor:"3,keyasint,omitempty"`
}

func keepNotice(n guidance.Notice) noticeRecord {
	return noticeRecord{n.Text, n.Route, seconds(n.At)}
}

func (r noticeRecord) notice(key string) guidance.Notice {
	return guidance.Notice{Key: key, Text: r.Text, Route: r.Route, At: moment(r.At)}
}

type letterRecord struct {
	Person    string       `cbor:"1,keyasint,omitempty"`
	Home      string       `cbor:"2,keyasint,omitempty"`
	Inside    string       `cbor:"3,keyasint,omitempty"`
	Route     bot.ActionID `cbor:"4,keyasint,omitempty"`
	NotBefore int64        `cbor:"5,keyasint,omitempty"`
	Expires   int64        `cbor:"6,keyasint,omitempty"`
	Tries     int          `cbor:"7,keyasint,omitempty"`
	Failed    string       `cbor:"8,keyasint,omitempty"`
	Dead      bool         `cbor:"9,keyasint,omitempty"`
}

func keepLetter(l bot.Letter) letterRecord {
	return letterRecord{
		Person: l.Person, Home: l.Place.Home, Inside: l.Place.Inside, Route: l.Route,
		NotBefore: seconds(l.NotBefore), Expires: seconds(l.Expires), Tries: l.Tries, Failed: l.Failed, Dead: l.Dead,
	}
}

func (r letterRecord) letter(key string) bot.Letter {
	return bot.Letter{
		Key: key, Person: r.Person, Place: bot.Place{Home: r.Home, Inside: r.Inside}, Route: r.Route,
		NotBefore: moment(r.NotBefore), Expires: moment(r.Expires), Tries: r.Tries, Failed: r.Failed, Dead: r.Dead,
	}
}
