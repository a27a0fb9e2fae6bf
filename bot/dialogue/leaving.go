package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot/guidance"
)

// erase drops a person and keeps, as text, the name under which the ledger has
// them in charge. What others wait for from them is not waited for any longer,
// and nobody's notices name them.
func (a *acting) erase(p guidance.Person) error {
	err := a.recharge(p.ID, func(c guidance.Charge) guidance.Charge {
		c.Person, c.Name = "", p.Name
		return c
	})
	relays, relayErr := a.OpenRelays(p.ID)
	err = cmp.Or(err, relayErr, a.refill(p.ID, ""), a.tx.ErasePerson(p.ID), a.audit(guidance.DidErase, string(p.ID)))
	if err = cmp.Or(err, a.unname(p)); err == nil {
		err = a.leaveRelays(p.ID, relays)
	}
	if err != nil {
		return fmt.Errorf("erase a person: %w", err)
	}
	a.changed = append(a.changed, peopleTopic, ledgerTopic, surveysTopic, suggestionsTopic, personTopic(p.ID))
	return nil
}

// leaveRelays takes back what somebody was asked who is gone, and tells those
// who wait for it. What they asked themselves goes on: the answer goes to
// whoever looks after the service now.
func (a *acting) leaveRelays(gone guidance.PersonID, relays []guidance.Relay) error {
	for _, r := range relays {
		a.changed = append(a.changed, serviceTopic(r.Service), personTopic(r.Asker), personTopic(r.Asked))
		next, waited := r.Withdraw(a.ev.At)
		if r.Asked != gone || !waited {
			continue
		}
		q, err := a.inquiryOf([]string{r.Key})
		if errors.Is(err, guidance.ErrNotFound) { // the question is no longer in the checklist
			if err := cmp.Or(a.tx.PutRelay(next), a.untell(r, r.Asker)); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		q.relay = next
		text := fmt.Sprintf("「%s」の質問%dを聞いていた人が、名簿からいなくなりました。ほかの人に聞くか、わかる範囲で答えてください。", q.service.Name, q.item.No)
		if err := a.settled(q, text); err != nil {
			return err
		}
	}
	return nil
}

// unname takes a person's name out of what others have not read yet, and takes
// away what leads to the person's own page.
func (a *acting) unname(gone guidance.Person) error {
	people, err := a.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	if slices.ContainsFunc(people, func(p guidance.Person) bool { return p.Name == gone.Name && p.ID != gone.ID }) {
		gone.Name = "" // it may be the other one who is meant
	}
	for _, p := range people {
		notices, err := a.Notices(p.ID)
		if err != nil {
			return fmt.Errorf("read notices: %w", err)
		}
		for _, n := range notices {
			if err := a.unnameIn(p.ID, n, gone); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *acting) unnameIn(whose guidance.PersonID, n guidance.Notice, gone guidance.Person) error {
	if slices.Contains(strings.Split(n.Route, "/"), string(gone.ID)) {
		a.changed = append(a.changed, personTopic(whose))
		return a.tx.DropNotice(whose, n.Key)
	}
	rest, named := strings.CutPrefix(n.Text, gone.Name+"さん")
	if !named || gone.Name == "" {
		return nil
	}
	n.Text = gonePerson + rest
	a.changed = append(a.changed, personTopic(whose))
	return a.tx.AddNotice(whose, n)
}
