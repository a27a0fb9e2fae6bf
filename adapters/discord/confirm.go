package discord

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"daicho/bot"
)

// offered is what is remembered of a route that was shown to whoever pressed, or
// in the channel where they did.
func (t *task) offered(route bot.ActionID) (o offer) {
	for _, reader := range []string{t.d.channel, t.own()} {
		t.a.desk(reader, func(k *desk) {
			if there := k.offer(route); there.route != "" {
				o = there
			}
		})
	}
	return o
}

// asksWhether asks whether to press what is to be confirmed: with the words of
// the core's, or, where those are not to be had, with those on the button.
func (t *task) asksWhether(ctx context.Context, r ref) {
	is := t.offered(r.route)
	if is.route == "" {
		is = t.drawn(ctx, r)
	}
	name := cmp.Or(is.label, labelOf(t.d.message.Components, t.d), "この操作をする")
	words := cmp.Or(is.confirm, "「"+name+"」を押すと、すぐに行います。よろしければ、もう一度押してください。")
	var what []string
	if mention(is.field) != "" {
		what = []string{stands(is.field)}
	}
	l := t.look()
	b := &board{look: l}
	r.verb = agreed[r.verb]
	b.buttons = append(b.buttons, button{ref: r, label: name, style: bot.Danger})
	if is.at != "" {
		b.button(press, is.at, "", "", "やめて戻る", bot.Normal)
	} else {
		b.button(press, "menu", "", "", "やめてメニューに戻る", bot.Normal)
	}
	m := worded(head(bot.View{Title: "確認", Body: []string{words}}), what, nil, sayCut)
	m.Components = b.done()
	t.r.show(m, nil)
}

// drawn is what there is to know of a route where nothing is remembered, as after
// a restart: the page is drawn once more on which it stood. A route that is made
// up at each drawing is known there by its beginning and its label, where nothing
// else there has both.
func (t *task) drawn(ctx context.Context, r ref) offer {
	at := cmp.Or(r.on(), on(t.d.message.Components, t.guild.ID))
	if at == "" {
		return offer{}
	}
	page, err := t.draws(ctx, at)
	if err != nil {
		return offer{}
	}
	if i := page.Field(r.field); i >= 0 && r.option != "" {
		page.Fields = slices.Clone(page.Fields)
		page.Fields[i].Value = r.option
	}
	var k desk
	k.notes(page)
	if same := k.offer(r.route); same.route != "" {
		return same
	}
	name := labelOf(t.d.message.Components, t.d)
	alike := slices.DeleteFunc(k.offers, func(o offer) bool {
		return name == "" || !sameKind(o.route, r.route) || name != label(o.label, maxLabel) && name != label(o.label, maxOptionText)
	})
	if len(alike) != 1 {
		return offer{}
	}
	return alike[0]
}

// sameKind reports whether two routes do the same kind of thing.
func sameKind(a, b bot.ActionID) bool {
	one, other := a.Parts(), b.Parts()
	return len(one) > 1 && len(one) == len(other) && slices.Equal(one[:2], other[:2])
}

// send ends a page with what is kept of it, and with what its button carries or
// was remembered. Who was chosen may have left since then.
func (t *task) send(ctx context.Context, r ref) {
	values := map[bot.FieldID]string{}
	is := t.offered(r.route)
	if is.field.ID != "" {
		values[is.field.ID] = is.field.Value
	}
	if r.field != "" {
		values[r.field] = r.option
	}
	if wrong, outside := t.leftSince(ctx, cmp.Or(is.at, on(t.d.message.Components, t.guild.ID)), values); outside {
		t.shows(ctx, wrong, look{})
		return
	}
	view, _ := t.ends(ctx, t.d.id, bot.Action{ID: r.route, Vouch: r.verb == vsend}, values)
	t.shows(ctx, view, look{})
}

// leftSince is the page that is ended, with what is wrong, where somebody or a
// channel was chosen on it that can be chosen no more.
func (t *task) leftSince(ctx context.Context, at bot.ActionID, values map[bot.FieldID]string) (bot.View, bool) {
	if at == "" {
		return bot.View{}, false
	}
	page, err := t.draws(ctx, at)
	if err != nil {
		return bot.View{}, false
	}
	chosen := page.Values()
	maps.Copy(chosen, values)
	return t.outsider(ctx, page, chosen)
}

// labelOf is what the button was called, or the entry of the list.
func labelOf(components []wireComponent, d delivery) string {
	for _, c := range components {
		if name := labelOf(c.Components, d); name != "" {
			return name
		}
		r, err := parseRef(c.CustomID)
		if err != nil || r != d.ref {
			continue
		}
		for _, o := range c.Options {
			if len(d.chosen) == 1 && o.Value == d.chosen[0] {
				return o.Label
			}
		}
		if c.Label != "" {
			return c.Label
		}
	}
	return ""
}
