package discordtalk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// Page implements adaptertest.Chat.
func (o *Office) Page(ctx context.Context, ev bot.Event) (bot.View, error) {
	user := o.ids[ev.From.ID]
	if before := o.sent[ev.ID]; before != nil {
		d, err := o.again(user, before, ev.Said != "" || ev.File != nil)
		if err != nil {
			return bot.View{}, err
		}
		return o.after(ctx, user, d)
	}
	d, err := o.does(ctx, user, ev)
	if err != nil {
		return bot.View{}, err
	}
	if d != nil {
		o.sent[ev.ID] = d
	}
	return o.after(ctx, user, d)
}

// after waits until what was done is dealt with, and returns what was shown.
func (o *Office) after(ctx context.Context, user string, d *discordtest.Delivery) (bot.View, error) {
	if err := o.hand.After(ctx, user, d); err != nil {
		return bot.View{}, err
	}
	for _, s := range slices.Backward(o.hand.Alone(user, discordtest.Office)) {
		if !slices.ContainsFunc(o.seen[user], func(old discordtest.Screen) bool { return old.Seq == s.Seq }) {
			o.seen[user] = append(o.seen[user], s)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if did := o.acted[user]; did != "" {
		o.ends[user+" "+alike(did)] = d
		delete(o.acted, user)
	}
	return o.shown[user], nil
}

// does has the person do what the event says.
func (o *Office) does(ctx context.Context, user string, ev bot.Event) (*discordtest.Delivery, error) {
	o.leave(user)
	switch {
	case ev.Said != "":
		return o.heard(user, func() *discordtest.Delivery { return o.fake.Say(user, o.fake.DM(user), ev.Said) })
	case ev.File != nil:
		return o.heard(user, func() *discordtest.Delivery {
			return o.fake.Drop(user, o.fake.DM(user), ev.File.Name, ev.File.Data, "")
		})
	case ev.Values != nil && ev.Press.Acts():
		return o.submit(ctx, user, ev)
	case ev.Values != nil:
		return o.answer(ctx, user, ev.Values)
	}
	return o.press(ctx, user, ev)
}

// heard waits until the core has heard what is said: nothing acknowledges it.
func (o *Office) heard(user string, says func() *discordtest.Delivery) (*discordtest.Delivery, error) {
	before := o.asked(user)
	d := says()
	for end := time.Now().Add(20 * time.Second); o.asked(user) == before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return nil, fmt.Errorf("%s is not heard", user)
		}
	}
	return d, nil
}

// again delivers something once more. Its answer has been there before, so it is
// dealt with once the core was asked; what was said is not asked of it again.
func (o *Office) again(user string, before *discordtest.Delivery, said bool) (*discordtest.Delivery, error) {
	repeats := func() *discordtest.Delivery { return o.fake.Again(before) }
	if said {
		return repeats(), nil
	}
	return o.heard(user, repeats)
}

func (o *Office) asked(user string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.times[user]
}

// leave closes whatever modal is open.
func (o *Office) leave(user string) {
	if _, open := o.fake.Modal(user); open {
		o.fake.CloseModal(user)
	}
}

// newest is the newest message before somebody that belongs to what they were
// shown last, past what was posted since; else the newest of all.
func (o *Office) newest(user string) discordtest.Screen {
	o.mu.Lock()
	shown := o.shown[user]
	o.mu.Unlock()
	all := o.hand.Alone(user, discordtest.Office)
	for _, s := range all {
		if len(shown.Fields) > 0 && slices.ContainsFunc(append(leading(s), listed(s)...), func(to bot.ActionID) bool {
			return alike(to) == alike(shown.At) || alike(to) == alike(shown.Submit.ID)
		}) {
			return s
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return discordtest.Screen{}
}

// listed are the routes of the lists of a screen.
func listed(s discordtest.Screen) (all []bot.ActionID) {
	for _, l := range s.Selects {
		all = append(all, discord.Reads(l.CustomID).Route)
	}
	return all
}

func (o *Office) answer(ctx context.Context, user string, values map[bot.FieldID]string) (d *discordtest.Delivery, err error) {
	given := o.given[user] // what a modal did not let them send without another field
	if given == nil {
		given = map[bot.FieldID]string{}
		o.given[user] = given
	}
	for _, field := range o.inOrder(user, values) {
		value := o.chosen(user, field, values[field])
		if value == "" && values[field] != "" {
			continue
		}
		given[field] = value
	}
	for _, field := range o.inOrder(user, values) {
		if _, left := given[field]; !left {
			continue // it went along with another
		}
		if d, err = o.hand.Answer(ctx, user, func() discordtest.Screen { return o.newest(user) }, field, given); err != nil {
			return nil, err
		}
		if _, err := o.after(ctx, user, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// inOrder are the fields in the order in which they are best answered: what needs
// no answer and what is typed before the choices that end a page.
func (o *Office) inOrder(user string, values map[bot.FieldID]string) []bot.FieldID {
	o.mu.Lock()
	defer o.mu.Unlock()
	page := o.shown[user]
	rank := func(id bot.FieldID) int {
		at := page.Field(id)
		switch {
		case at < 0 || !page.Fields[at].Wanted():
			return 0
		case page.Fields[at].Kind == bot.Choice:
			return 1000 + at
		}
		return 1 + at
	}
	return slices.SortedFunc(maps.Keys(values), func(a, b bot.FieldID) int { return cmp.Or(rank(a)-rank(b), strings.Compare(string(a), string(b))) })
}

// chosen is a value as somebody gives it there; empty where they cannot: whom
// and where they choose from a list, which offers what there is.
func (o *Office) chosen(user string, field bot.FieldID, value string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	page := o.shown[user]
	at := page.Field(field)
	if at < 0 || page.Fields[at].Kind != bot.MemberField && page.Fields[at].Kind != bot.PlaceField {
		return value
	}
	return o.ids[value]
}

// submit ends the page that is before somebody. Where it is gone, all there can
// be is what ended it, once more.
func (o *Office) submit(ctx context.Context, user string, ev bot.Event) (*discordtest.Delivery, error) {
	o.mu.Lock()
	ends := alike(o.shown[user].Submit.ID) == alike(ev.Press)
	o.mu.Unlock()
	if ends {
		if d, err := o.hand.End(ctx, user, o.newest(user)); d != nil || err != nil {
			return d, err
		}
	}
	if before := o.ends[user+" "+alike(ev.Press)]; before != nil {
		return o.again(user, before, false)
	}
	if ends {
		return nil, nil // a question is open still, and asked
	}
	return nil, fmt.Errorf("%s cannot end %s here:\n%s", user, ev.Press, o.looks(user))
}

// drawn is what differs in the same route each time that it is drawn.
var drawn = regexp.MustCompile(`/(key)?[0-9]+`)

// alike is a route without that.
func alike(route bot.ActionID) string { return drawn.ReplaceAllString(string(route), "") }

// press presses what leads there: on the newest screen that has it, else on what
// stood there before, while it changes.
func (o *Office) press(ctx context.Context, user string, ev bot.Event) (*discordtest.Delivery, error) {
	screens := o.hand.Alone(user, discordtest.Office)
	if inside := o.ids[ev.Place.Inside]; inside != "" {
		screens = o.hand.Screens(user, inside)
	}
	for _, s := range screens {
		if d, err := o.hand.Press(ctx, user, s, ev.Press); d != nil || err != nil {
			return d, err
		}
	}
	if d, err := o.beside(ctx, user, ev.Press); d != nil || err != nil {
		return d, err
	}
	if now, ok := o.drawnAnew(screens, ev.Press); ok && !ev.Press.Acts() {
		return o.press(ctx, user, bot.Event{Press: now, Place: ev.Place})
	}
	for _, s := range slices.Backward(o.seen[user]) {
		if b, ok := Button(s, leadsTo(ev.Press)); ok {
			return o.hand.sure(ctx, user, s.Channel, o.fake.ClickBefore(user, s, b), discord.Reads(b.CustomID))
		}
	}
	return nil, fmt.Errorf("no button leads %s to %s:\n%s", user, ev.Press, o.looks(user))
}

// beside presses what stands beside another question of the page than the one
// that is shown, going there first.
func (o *Office) beside(ctx context.Context, user string, route bot.ActionID) (*discordtest.Delivery, error) {
	o.mu.Lock()
	page := o.shown[user]
	o.mu.Unlock()
	for _, f := range page.Fields {
		if slices.ContainsFunc(f.Actions, func(a bot.Action) bool { return a.ID == route }) {
			newest := func() discordtest.Screen { return o.newest(user) }
			if err := o.hand.Bring(ctx, user, newest, f.ID, leadsTo(route)); err != nil {
				return nil, err
			}
			return o.hand.Press(ctx, user, newest(), route)
		}
	}
	return nil, nil
}

// drawnAnew is the route on these screens that differs from one only in what
// differs each time it is drawn.
func (o *Office) drawnAnew(screens []discordtest.Screen, route bot.ActionID) (bot.ActionID, bool) {
	for _, s := range screens {
		for _, to := range leading(s) {
			if to != route && alike(to) == alike(route) {
				return to, true
			}
		}
	}
	return "", false
}

// leading are the routes that a screen leads to.
func leading(s discordtest.Screen) (all []bot.ActionID) {
	for _, b := range s.Buttons {
		all = append(all, discord.Reads(b.CustomID).Route)
	}
	for _, l := range s.Selects {
		for _, e := range l.Options {
			all = append(all, discord.ReadsEntry(e.Value).Route)
		}
	}
	return all
}
