package slacktalk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/adapters/slack"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// Page implements adaptertest.Chat.
func (o *Office) Page(ctx context.Context, ev bot.Event) (bot.View, error) {
	user := o.ids[ev.From.ID]
	if before := o.sent[ev.ID]; before != nil {
		return o.after(ctx, user, o.fake.Again(before))
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
func (o *Office) after(ctx context.Context, user string, d *slacktest.Delivery) (bot.View, error) {
	if d != nil {
		if err := wait(ctx, d.Done); err != nil {
			return bot.View{}, err
		}
		if why := d.Failure(); why != "" {
			return bot.View{}, fmt.Errorf("slack gave up on it: %s", why)
		}
	}
	if err := wait(ctx, o.ws.Settled(user)); err != nil {
		return bot.View{}, err
	}
	o.look(user)
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.shown[user], nil
}

// look remembers what somebody has before them, should they press it when it is
// no longer there: a press may be on its way while what it was made on changes.
func (o *Office) look(user string) {
	all := o.screens(user, "")
	slices.Reverse(all)
	if m, open := o.fake.Modal(user); open {
		all = append(all, m)
	}
	for _, s := range all {
		if !slices.ContainsFunc(o.seen[user], func(old slacktest.Screen) bool { return old.Seq == s.Seq }) {
			o.seen[user] = append(o.seen[user], s)
		}
	}
}

func wait(ctx context.Context, ch <-chan struct{}) error {
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	select {
	case <-ch:
		return nil
	case <-late.C:
		return fmt.Errorf("waited in vain")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// does has the person do what the event says.
func (o *Office) does(ctx context.Context, user string, ev bot.Event) (*slacktest.Delivery, error) {
	switch {
	case ev.Said != "":
		err := o.leave(user)
		return o.fake.Say(user, o.fake.DM(user), ev.Said), err
	case ev.File != nil:
		err := o.leave(user)
		return o.fake.Drop(user, o.fake.DM(user), ev.File.Name, ev.File.Data, ""), err
	case ev.Values != nil && ev.Press.Acts():
		return o.submit(ctx, user, ev)
	case ev.Values != nil:
		return o.answer(ctx, user, ev.Values)
	}
	return o.press(ctx, user, ev)
}

// leave closes whatever modal is open.
func (o *Office) leave(user string) error {
	if _, open := o.fake.Modal(user); !open {
		return nil
	}
	if d := o.fake.CloseModal(user); d != nil {
		if err := wait(context.Background(), d.Done); err != nil {
			return err
		}
	}
	return wait(context.Background(), o.ws.Settled(user))
}

// screens are the messages before somebody, the newest first.
func (o *Office) screens(user, channel string) []slacktest.Screen {
	if channel == "" {
		channel = o.fake.DM(user)
	}
	all := o.fake.Screens(user, channel)
	slices.SortStableFunc(all, func(a, b slacktest.Screen) int { return b.Seq - a.Seq })
	return all
}

// page is the modal; where none is open, it is opened from the newest message
// that offers one.
func (o *Office) page(ctx context.Context, user string) (slacktest.Screen, error) {
	if m, open := o.fake.Modal(user); open {
		return m, nil
	}
	for _, s := range o.screens(user, "") {
		i := slices.IndexFunc(s.Elements, func(e slacktest.Element) bool { return slack.Opens(e.ActionID) })
		if i < 0 {
			continue
		}
		if _, err := o.after(ctx, user, o.fake.Click(user, s, s.Elements[i])); err != nil {
			return slacktest.Screen{}, err
		}
		if m, open := o.fake.Modal(user); open {
			return m, nil
		}
	}
	return slacktest.Screen{}, fmt.Errorf("%s has no page before them, but\n%s", user, o.looks(user))
}

func (o *Office) looks(user string) string {
	var all []string
	if m, open := o.fake.Modal(user); open {
		all = append(all, "[modal] "+m.Title+"\n"+m.Text)
	}
	for _, s := range o.screens(user, "") {
		all = append(all, s.Text)
	}
	return strings.Join(all[:min(3, len(all))], "\n---\n")
}

// answer fills in fields. Where Slack has no way to enter such a value, nobody
// can.
func (o *Office) answer(ctx context.Context, user string, values map[bot.FieldID]string) (d *slacktest.Delivery, err error) {
	for field, value := range values {
		m, err := o.page(ctx, user)
		if err != nil {
			return nil, err
		}
		in, ok := inputFor(m, field, value)
		if !ok {
			return nil, fmt.Errorf("the modal does not ask %s:\n%s", field, m.Text)
		}
		if strings.HasSuffix(in.Type, "users_select") {
			if value = o.ids[value]; value == "" {
				continue
			}
		}
		if value, ok := enterable(in, value); ok {
			d = o.fake.Enter(user, m, in, value)
		}
	}
	return d, nil
}

// inputFor is the input of the field that takes the value: that of its options
// where it is one of them and there are two.
func inputFor(m slacktest.Screen, field bot.FieldID, value string) (found slacktest.Input, ok bool) {
	for _, in := range m.Inputs {
		f, ofOptions, ours := slack.Takes(in.BlockID)
		if !ours || f != field {
			continue
		}
		offers := slices.ContainsFunc(in.Options, func(o slacktest.Option) bool { return o.Value == value })
		if !ok || ofOptions && offers {
			found, ok = in, true
		}
	}
	return found, ok
}

// enterable is the value as the input takes it, false where there is no way to
// enter it: whoever would type a day another way chooses it here.
func enterable(in slacktest.Input, value string) (string, bool) {
	switch in.Type {
	case "datepicker":
		for _, form := range []string{time.DateOnly, "2006/1/2", "2006年1月2日"} {
			if day, err := time.Parse(form, value); err == nil {
				return day.Format(time.DateOnly), true
			}
		}
		return "", value == ""
	case "conversations_select":
		return value, value == "C0GENERAL" || value == "C042"
	}
	return value, true
}

// submit ends the page, and confirms that where it is asked.
func (o *Office) submit(ctx context.Context, user string, ev bot.Event) (*slacktest.Delivery, error) {
	if _, err := o.page(ctx, user); err != nil || !o.endsWith(user, ev.Press) {
		if before := o.ends[ev.Press]; before != nil { // the page is gone; all there can be is its delivery once more
			return o.fake.Again(before), nil
		}
		return nil, err
	}
	o.mu.Lock()
	delete(o.pressed, user)
	o.mu.Unlock()
	var d *slacktest.Delivery
	for range 4 {
		if d = o.fake.Submit(user); d == nil {
			return nil, nil // Slack does not let them: something that is needed is empty, and the modal says so
		}
		if _, err := o.after(ctx, user, d); err != nil {
			return nil, err
		}
		o.mu.Lock()
		done := o.pressed[user] != ""
		o.mu.Unlock()
		if _, open := o.fake.Modal(user); done || !open {
			break
		}
	}
	o.ends[ev.Press] = d
	return d, nil
}

// endsWith reports whether the page that is open is the one that the route
// ends.
func (o *Office) endsWith(user string, route bot.ActionID) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.shown[user].Submit.ID == route
}

// press presses the newest button that leads there.
func (o *Office) press(ctx context.Context, user string, ev bot.Event) (*slacktest.Delivery, error) {
	if m, open := o.fake.Modal(user); open && ev.Place.Inside == "" {
		if e, ok := buttonTo(m, ev.Press); ok {
			return o.fake.Click(user, m, e), nil
		}
	}
	if err := o.leave(user); err != nil {
		return nil, err
	}
	for _, s := range o.screens(user, ev.Place.Inside) {
		if e, ok := buttonTo(s, ev.Press); ok {
			return o.fake.Click(user, s, e), nil
		}
	}
	if m, err := o.page(ctx, user); err == nil {
		if e, ok := buttonTo(m, ev.Press); ok {
			return o.fake.Click(user, m, e), nil
		}
	}
	for _, s := range slices.Backward(o.seen[user]) {
		if e, ok := buttonTo(s, ev.Press); ok {
			return o.fake.Click(user, s, e), nil
		}
	}
	return nil, fmt.Errorf("no button leads %s to %s:\n%s", user, ev.Press, o.looks(user))
}

func buttonTo(s slacktest.Screen, route bot.ActionID) (slacktest.Element, bool) {
	i := slices.IndexFunc(s.Elements, func(e slacktest.Element) bool {
		to, ok := slack.Reads(e.ActionID)
		return ok && to == route
	})
	if i < 0 {
		return slacktest.Element{}, false
	}
	return s.Elements[i], true
}
