package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/reminding"
)

// RemindTick is the Tick of an event on which it is looked who is to be reminded
// of what. It may come as often as it likes: once a day something is decided.
const RemindTick = "remind"

// remindKey begins the keys of the letters that remind; the person and the day
// follow: nobody gets two of one day.
const remindKey = "remind-"

func reminderKey(p guidance.PersonID, day guidance.Day) string {
	return remindKey + string(p) + "-" + string(day)
}

// keyParts are person and day of a letter's key.
func keyParts(key string) (p guidance.PersonID, day guidance.Day) {
	rest := strings.TrimPrefix(key, remindKey)
	if i := len(rest) - len(time.DateOnly) - 1; i > 0 {
		return guidance.PersonID(rest[:i]), guidance.Day(rest[i+1:])
	}
	return "", ""
}

// WithRules has the dialogue remind by these rules, which are reminding.Usual
// otherwise. It is called before the first turn.
func (d *Dialogue[T]) WithRules(r reminding.Rules) *Dialogue[T] {
	d.core.rules = r
	return d
}

// WithMail has reminders sent by mail to people who use nothing but the page of
// the company's own and have said at which address: to an Account of this home
// whose ID is the address. It is called before the first turn.
func (d *Dialogue[T]) WithMail(home string) *Dialogue[T] {
	d.core.mail = home
	return d
}

// tick does what falls due by the clock.
func (c *core) tick(tx guidance.Tx, ev bot.Event) (bot.Reply, error) {
	switch ev.Tick {
	case RemindTick:
	case bot.WorkTick:
		return c.workTick(tx, ev)
	default:
		return bot.Reply{}, fmt.Errorf("dialogue: there is no tick %q", ev.Tick)
	}
	a := &acting{turn: &turn{Reader: &memory{Reader: tx}, core: c, ev: ev}, tx: tx}
	err := errors.Join(a.remindAll(), a.fault)
	return bot.Reply{Post: a.post, Changed: a.changed}, err
}

// remindAll decides who is to be told what today, once a day.
func (a *acting) remindAll() error {
	p, planned, err := a.programme()
	if err != nil || !planned {
		return err
	}
	m, err := a.morning(p)
	if err != nil || m.Said.Passed == m.Today {
		return err
	}
	calls, said, err := a.rules.Decide(m)
	if err != nil || a.rules.Rest(m) != "" {
		return err
	}
	said.Passed = m.Today
	if err := a.takeBack(); err != nil {
		return err
	}
	for _, c := range calls {
		if err := a.call(c, m); err != nil {
			return err
		}
	}
	if err := a.tx.PutReminding(said); err != nil {
		return fmt.Errorf("note what was said: %w", err)
	}
	return nil
}

// call puts one person's letter into the outbox, if they get one.
func (a *acting) call(c reminding.Call, m reminding.Morning) error {
	if c.Woken {
		p, err := a.Person(c.Person)
		if err != nil {
			return fmt.Errorf("read person: %w", err)
		}
		p.Reminders.Snoozed = ""
		if err := a.tx.PutPerson(p); err != nil {
			return fmt.Errorf("wake a person: %w", err)
		}
	}
	if len(c.Reasons) == 0 {
		return nil
	}
	a.post = append(a.post, bot.Letter{Key: reminderKey(c.Person, m.Today), Person: string(c.Person), Route: reminderRoute(c.Reasons)})
	return a.putBefore(c, m)
}

// putBefore has a reminder wait in the menu of who uses nothing but the page,
// where a message is not seen by who is not there. It takes the place of
// earlier ones.
func (a *acting) putBefore(c reminding.Call, m reminding.Morning) error {
	p, err := a.Person(c.Person)
	if err != nil || !a.onPageOnly(p) {
		return err
	}
	old, err := a.tx.Notices(p.ID)
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	for _, n := range old {
		if strings.HasPrefix(n.Key, remindKey) {
			err = errors.Join(err, a.tx.DropNotice(p.ID, n.Key))
		}
	}
	a.changed = append(a.changed, personTopic(p.ID))
	n := guidance.Notice{Key: reminderKey(p.ID, m.Today), Text: a.inShort(m.Programme, c.Reasons), Route: string(reminderRoute(c.Reasons)), At: a.ev.At}
	return errors.Join(err, a.tx.AddNotice(p.ID, n))
}

// inShort is a reminder in a sentence.
func (t *turn) inShort(p guidance.Programme, why []reminding.Reason) string {
	for _, r := range inOrder(why) {
		switch r.Kind {
		case reminding.Agenda:
			return fmt.Sprintf("第%d回の訪問指導は、%sです。", r.Visit, t.date(p.Visits[r.Visit-1].Day))
		case reminding.Close:
			return fmt.Sprintf("第%d回の訪問指導で決まったことを、書き留めてください。", r.Visit)
		case reminding.Checkpoint:
			return "訪問指導のあとの確認の時期です。"
		case reminding.Recheck:
			return "見直しの時期になったサービスがあります。"
		case reminding.Digest:
			return fmt.Sprintf("第%d回の訪問までの、みなさんの宿題の進み具合です。", r.Visit)
		}
	}
	return "宿題が残っています。"
}

// stillSo reports whether what waits in the menu has still something to say: a
// reminder, or that somebody wants something which may have been dropped or given
// to somebody else.
func (t *turn) stillSo(n guidance.Notice) bool {
	parts := bot.ActionID(n.Route).Parts()
	ok, err := true, error(nil)
	switch parts[0] {
	case "remind":
		_, ok, err = t.reminder(reminding.Read(strings.Join(parts[1:], "/")))
	case "hw":
		_, _, err = t.homeworkOf(parts[1:])
	case "measure":
		_, err = t.measureOf(parts[1:])
	}
	if errors.Is(err, guidance.ErrNotFound) {
		return false
	}
	t.fault = cmp.Or(t.fault, err)
	return ok
}

func reminderRoute(why []reminding.Reason) bot.ActionID {
	return bot.ActionID("remind/" + reminding.Written(why))
}

// morning is what is known when it is decided whom to remind.
func (t *turn) morning(p guidance.Programme) (reminding.Morning, error) {
	now := t.ev.At.In(t.in())
	m := reminding.Morning{Programme: p, Today: t.today(), Minute: now.Hour()*60 + now.Minute(), Owed: map[guidance.PersonID][]reminding.Reason{}}
	var err1, err2, err3, err4 error
	m.Calendar, err1 = t.calendar()
	m.Said, err2 = t.Reminding(p.No)
	m.People, err3 = t.People()
	waiting, err4 := t.Waiting(remindKey)
	for key, route := range waiting {
		if id, _ := keyParts(key); id != "" {
			m.Owed[id] = append(m.Owed[id], reminding.Read(strings.TrimPrefix(route, "remind/"))...)
		}
	}
	open, err5 := t.opener()
	m.Open = func(who guidance.Person) (bool, error) {
		if len(who.Accounts) == 0 {
			return false, nil // there is nowhere to tell them
		}
		list, err := open(who)
		return len(list) > 0, err
	}
	rows, o, err6 := t.staleRows()
	if o.Months > 0 {
		m.Stale = func(who guidance.Person) (bool, error) {
			theirs := *t
			theirs.me = who
			return len(theirs.rechecks(rows, o)) > 0, theirs.fault
		}
	}
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return m, fmt.Errorf("read what reminders need: %w", err)
	}
	return m, nil
}

// opener says of each person what they still have to do before the coming
// visit.
func (t *turn) opener() (func(guidance.Person) ([]open, error), error) {
	p, n, err := t.comingVisit()
	if err != nil {
		return nil, err
	}
	var all []assignment
	if n > 0 {
		if all, err = t.assignments(p, n); err != nil {
			return nil, err
		}
	}
	return func(who guidance.Person) ([]open, error) {
		if who.Ended(t.today()) {
			return nil, nil
		}
		theirs := *t
		theirs.me, theirs.ev = who, bot.Event{At: t.ev.At}
		if len(who.Accounts) > 0 {
			theirs.ev.From = bot.Account(who.Main())
		}
		list, err := theirs.openOf(p, n, all)
		return list, errors.Join(err, theirs.fault)
	}, nil
}

// takeBack takes back the letters of earlier days that could not be sent: what
// they were to say is said today.
func (a *acting) takeBack() error {
	waiting, err := a.Waiting(remindKey)
	if err != nil {
		return fmt.Errorf("read letters that wait: %w", err)
	}
	for key := range waiting {
		if err := a.tx.DropLetter(key); err != nil {
			return fmt.Errorf("take back a letter: %w", err)
		}
	}
	return nil
}

// reminderPause is after how long a letter is tried again that found no time for
// itself.
const reminderPause = time.Hour

// reminderLetter draws a reminder for its reader. It is sent on its day and in
// its hours or not at all: on the next business morning what is still so then is
// said anew.
func (c *core) reminderLetter(r guidance.Reader, who guidance.Person, l bot.Letter, now time.Time) (to bot.Recipient, view bot.View, ok bool, err error) {
	t, err := c.begin(&memory{Reader: r}, bot.Event{At: now, From: bot.Account(who.Main())})
	if err != nil || who.Reminders.Silent {
		return to, view, false, err
	}
	cal, err := t.calendar()
	if err != nil {
		return to, view, false, err
	}
	at := now.In(t.in())
	_, day := keyParts(l.Key)
	m := reminding.Morning{Today: t.today(), Minute: at.Hour()*60 + at.Minute(), Calendar: cal}
	if day != m.Today || c.rules.Rest(m) != "" {
		return to, view, false, &bot.Limited{After: reminderPause}
	}
	view, ok, err = t.reminder(reminding.Read(strings.TrimPrefix(string(l.Route), "remind/")))
	return t.reachedAt(who), view, ok, errors.Join(err, t.fault)
}

// reachedAt is where somebody is reminded: in their chat, by mail where they have
// none, or in their page.
func (t *turn) reachedAt(who guidance.Person) bot.Recipient {
	if t.mail != "" && who.Reminders.Mail != "" && t.onPageOnly(who) {
		return bot.Recipient{Account: bot.Account{Home: t.mail, ID: who.Reminders.Mail}}
	}
	return bot.Recipient{Account: bot.Account(who.Main())}
}

// onPageOnly reports whether somebody uses nothing but the company's own page,
// where a message is only seen by who looks.
func (t *turn) onPageOnly(who guidance.Person) bool {
	home, err := t.linkHome()
	if err != nil || home == "" {
		return false
	}
	for _, a := range who.Accounts {
		if a.Home != home {
			return false
		}
	}
	return true
}
