package discordtalk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// Hand does in Discord what a person does there: it presses what is on a screen
// and fills in what is asked, one question after the other.
type Hand struct {
	Fake *discordtest.Discord
	// Settled is closed once all that somebody did so far is dealt with.
	Settled func(user string) <-chan struct{}
}

// After waits until what was done is dealt with.
func (h *Hand) After(ctx context.Context, user string, d *discordtest.Delivery) error {
	if d != nil {
		if err := wait(ctx, d.Done); err != nil {
			return err
		}
		if why := d.Failure(); why != "" && why != "Component validation failed" && why != "Unknown Message" {
			return fmt.Errorf("discord gave up on it: %s", why)
		}
	}
	return wait(ctx, h.Settled(user))
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

// Screens are the messages in a channel that somebody sees, the newest first.
func (h *Hand) Screens(user, channel string) []discordtest.Screen {
	all := h.Fake.Screens(user, channel)
	slices.SortStableFunc(all, func(a, b discordtest.Screen) int { return b.Seq - a.Seq })
	return all
}

// Alone are the messages that somebody alone sees, in their direct message and
// in these channels, the newest first.
func (h *Hand) Alone(user string, channels ...string) []discordtest.Screen {
	all := h.Screens(user, h.Fake.DM(user))
	for _, c := range channels {
		all = append(all, slices.DeleteFunc(h.Fake.Screens(user, c), func(s discordtest.Screen) bool { return !s.Ephemeral })...)
	}
	slices.SortStableFunc(all, func(a, b discordtest.Screen) int { return b.Seq - a.Seq })
	return all
}

// Button is the first button on a screen that means something fitting.
func Button(s discordtest.Screen, fits func(discord.Meaning) bool) (discordtest.Button, bool) {
	i := slices.IndexFunc(s.Buttons, func(b discordtest.Button) bool { return fits(discord.Reads(b.CustomID)) })
	if i < 0 {
		return discordtest.Button{}, false
	}
	return s.Buttons[i], true
}

// menu is the first list on a screen that means something fitting.
func menu(s discordtest.Screen, fits func(discord.Meaning) bool) (discordtest.Select, bool) {
	i := slices.IndexFunc(s.Selects, func(l discordtest.Select) bool { return fits(discord.Reads(l.CustomID)) })
	if i < 0 {
		return discordtest.Select{}, false
	}
	return s.Selects[i], true
}

func leadsTo(route bot.ActionID) func(discord.Meaning) bool {
	return func(m discord.Meaning) bool {
		return (m.Does == discord.Presses || m.Does == discord.Confirms) && m.Route == route
	}
}

// Press presses the button on a screen that leads somewhere, or chooses the
// entry that does, and says yes where that is asked; nil where there is neither.
func (h *Hand) Press(ctx context.Context, user string, s discordtest.Screen, route bot.ActionID) (*discordtest.Delivery, error) {
	if b, ok := Button(s, leadsTo(route)); ok {
		return h.sure(ctx, user, s.Channel, h.Fake.Click(user, s, b), discord.Reads(b.CustomID))
	}
	for _, l := range s.Selects {
		if discord.Reads(l.CustomID).Does != discord.Leads {
			continue
		}
		for _, o := range l.Options {
			if m := discord.ReadsEntry(o.Value); leadsTo(route)(m) {
				return h.sure(ctx, user, s.Channel, h.Fake.Choose(user, s, l, o.Value), m)
			}
		}
	}
	return nil, nil
}

// sure says yes where what was done asks whether to.
func (h *Hand) sure(ctx context.Context, user, channel string, d *discordtest.Delivery, did discord.Meaning) (*discordtest.Delivery, error) {
	if did.Does != discord.Confirms {
		return d, nil
	}
	if err := h.After(ctx, user, d); err != nil {
		return nil, err
	}
	for _, s := range h.Alone(user, channel) {
		if b, ok := Button(s, func(m discord.Meaning) bool { return m.Does == discord.Presses && m.Route == did.Route }); ok {
			return h.Fake.Click(user, s, b), nil
		}
	}
	return d, nil // the press came to nothing
}

// End ends the page on a screen, and says yes where that is asked; nil where
// there is no page on it, or something is asked still.
func (h *Hand) End(ctx context.Context, user string, s discordtest.Screen) (*discordtest.Delivery, error) {
	ends := func(m discord.Meaning) bool { return m.Does == discord.Ends }
	if b, ok := Button(s, ends); ok {
		return h.Fake.Click(user, s, b), nil
	}
	b, ok := Button(s, func(m discord.Meaning) bool { return m.Does == discord.MayEnd })
	if !ok {
		return nil, nil
	}
	d := h.Fake.Click(user, s, b)
	if err := h.After(ctx, user, d); err != nil {
		return nil, err
	}
	for _, s := range h.Alone(user, s.Channel) {
		if b, ok := Button(s, ends); ok {
			return h.Fake.Click(user, s, b), nil
		}
	}
	return d, nil // it came to nothing
}

// Answer answers the question of a field on the newest of somebody's screens,
// going to it first. What else is given goes along where a modal asks it too.
// What was answered is deleted from given; where the modal cannot be sent without
// another field, nothing is, and the delivery is nil.
func (h *Hand) Answer(ctx context.Context, user string, newest func() discordtest.Screen, field bot.FieldID, given map[bot.FieldID]string) (*discordtest.Delivery, error) {
	value := given[field]
	delete(given, field)
	visited := map[bot.FieldID]bool{}
	for range 40 {
		s := newest()
		if d := h.choose(user, s, field, value); d != nil {
			return d, nil
		}
		if b, ok := Button(s, func(m discord.Meaning) bool { return m.Does == discord.Types }); ok {
			if err := h.After(ctx, user, h.Fake.Click(user, s, b)); err != nil {
				return nil, err
			}
			if d, ok := h.types(user, field, value, given); ok {
				return d, nil
			}
		}
		d := h.goTo(user, s, field, visited)
		if d == nil {
			break
		}
		if err := h.After(ctx, user, d); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s is not asked %s on\n%s", user, field, newest().Text)
}

// Bring goes to the question of a field, until the screen has a button that
// means something fitting.
func (h *Hand) Bring(ctx context.Context, user string, newest func() discordtest.Screen, field bot.FieldID, fits func(discord.Meaning) bool) error {
	visited := map[bot.FieldID]bool{}
	for range 40 {
		if _, ok := Button(newest(), fits); ok {
			return nil
		}
		d := h.goTo(user, newest(), field, visited)
		if d == nil {
			break
		}
		if err := h.After(ctx, user, d); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s does not come to %s from\n%s", user, field, newest().Text)
}

// choose answers by a button or from a list, as far as the screen asks that.
func (h *Hand) choose(user string, s discordtest.Screen, field bot.FieldID, value string) *discordtest.Delivery {
	if b, ok := Button(s, func(m discord.Meaning) bool {
		return m.Does == discord.Picks && m.Field == field && m.Option == value
	}); ok {
		return h.Fake.Click(user, s, b)
	}
	l, ok := menu(s, func(m discord.Meaning) bool { return m.Does == discord.Lists && m.Field == field })
	if ok && (len(l.Options) == 0 || offers(l, value)) {
		return h.Fake.Choose(user, s, l, value)
	}
	return nil
}

func offers(l discordtest.Select, value string) bool {
	return slices.ContainsFunc(l.Options, func(o discordtest.Option) bool { return o.Value == value })
}

// goTo leads nearer to a question: to more of its options, to it from the
// summary, or to one beside it, where nobody has looked yet if there is such.
func (h *Hand) goTo(user string, s discordtest.Screen, field bot.FieldID, visited map[bot.FieldID]bool) *discordtest.Delivery {
	if l, ok := menu(s, func(m discord.Meaning) bool { return m.Does == discord.Asks }); ok && offers(l, string(field)) {
		return h.Fake.Choose(user, s, l, string(field))
	}
	if b, ok := Button(s, func(m discord.Meaning) bool { return m.Does == discord.Turns && m.Field == field && m.Option != "" }); ok {
		return h.Fake.Click(user, s, b)
	}
	b, ok := Button(s, func(m discord.Meaning) bool { return m.Does == discord.Asks && !visited[m.Field] })
	if !ok {
		b, ok = Button(s, func(m discord.Meaning) bool { return m.Does == discord.Asks })
	}
	if !ok {
		return nil
	}
	visited[discord.Reads(b.CustomID).Field] = true
	return h.Fake.Click(user, s, b)
}

// types fills in the modal and leaves the rest as it stands; false where it does
// not ask the field.
func (h *Hand) types(user string, field bot.FieldID, value string, given map[bot.FieldID]string) (*discordtest.Delivery, bool) {
	m, open := h.Fake.Modal(user)
	if !open {
		return nil, false
	}
	values := map[string]string{}
	asked := map[bot.FieldID]bool{}
	for _, in := range m.Inputs {
		f := discord.Reads(in.CustomID).Field
		asked[f] = true
		values[in.CustomID] = in.Value
		if also, ok := given[f]; ok {
			values[in.CustomID] = short(also, in.MaxLength)
		}
		if f == field {
			values[in.CustomID] = short(value, in.MaxLength)
		}
	}
	if !asked[field] {
		h.Fake.CloseModal(user)
		return nil, false
	}
	d := h.Fake.SubmitModal(user, values)
	if d == nil { // what must be filled in is not, and the modal says so
		h.Fake.CloseModal(user)
		given[field] = value
		return nil, true
	}
	maps.DeleteFunc(given, func(f bot.FieldID, _ string) bool { return asked[f] })
	return d, true
}

// short is as much of a text as Discord lets somebody type.
func short(text string, most int) string {
	if letters := []rune(text); most > 0 && len(letters) > most {
		return string(letters[:most])
	}
	return text
}
