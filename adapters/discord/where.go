package discord

import (
	"context"
	"errors"
	"time"

	"daicho/bot"
)

const (
	sayForeign  = "このサーバーは daicho に登録されていないため、使えません。お使いの会社のサーバーでためしてください。"
	sayNotThere = "このサーバーは、いまは daicho で使われていません。"
	sayNowhere  = "daicho を使っている会社のサーバーに、あなたが見つかりません。会社のサーバーに入ってから、もう一度ためしてください。"
	sayUnsure   = "会社のサーバーにあなたがいることを、いま確かめられませんでした。何も変えていません。少し待ってから、もう一度ためしてください。"
	sayWhich    = "どの会社のことか、選んでください。選んだあとは、ここでの操作はその会社のものになります。ほかの会社に変えるときは、そのサーバーで「/daicho」と入れてください。"
)

// placed finds out as whose person somebody acts; false where that is nobody's,
// or where they were asked.
//
// In the direct message it has to be asked of the server whether they are still
// there: whoever has left keeps what was sent to them, with its buttons.
func (t *task) placed(ctx context.Context) bool {
	if t.d.guild != "" {
		var ours bool
		if t.guild, ours = t.a.guild(t.d.guild); !ours {
			t.foreign()
			return false
		}
		t.settles()
		return true
	}
	of, unsure := t.those(ctx, t.among())
	if len(of) == 0 && unsure == nil && t.d.ref.guild == "" { // the one they spoke for is left
		of, unsure = t.those(ctx, t.a.cfg.Guilds)
	}
	switch {
	case len(of) == 1:
		t.guild = of[0]
		t.settles()
		return true
	case len(of) > 1:
		t.which(of)
	case unsure != nil:
		t.a.cfg.Log.Warn("discord: it cannot be asked who is in a server", "err", unsure)
		t.says(sayUnsure)
	default:
		t.says(sayNowhere)
	}
	return false
}

// those are the servers of some in which somebody is.
func (t *task) those(ctx context.Context, all []Guild) (of []Guild, unsure error) {
	for _, g := range all {
		in, err := t.isIn(ctx, g.ID)
		if in {
			of = append(of, g)
		}
		unsure = errors.Join(unsure, err)
	}
	return of, unsure
}

// among are the servers as whose person somebody may act in the direct message:
// the one that what they pressed is of, the one they acted for last, or any.
func (t *task) among() []Guild {
	id := t.d.ref.guild
	if id == "" {
		t.a.desk(t.d.user, func(k *desk) { id = k.guild })
	}
	if g, ours := t.a.guild(id); ours {
		return []Guild{g}
	}
	if t.d.ref.guild != "" {
		return nil // it is served no more
	}
	return t.a.cfg.Guilds
}

// settles notes as whose person somebody acts from now on.
func (t *task) settles() { t.a.desk(t.d.user, func(k *desk) { k.guild = t.guild.ID }) }

// How long it is taken for granted that somebody is in a server, and how long where
// it cannot be asked.
const (
	inFor    = 2 * time.Minute
	inAtMost = time.Hour
)

// isIn reports whether somebody is in a server. Where that cannot be asked now,
// it was true a while ago or there is an error.
func (t *task) isIn(ctx context.Context, guild string) (bool, error) {
	var last time.Time
	t.a.desk(t.d.user, func(k *desk) { last = k.in[guild] })
	if time.Since(last) < inFor {
		return true, nil
	}
	_, err := t.a.member(ctx, guild, t.d.user)
	switch {
	case err == nil:
		last = time.Now()
	case errors.Is(err, bot.ErrGone), errors.Is(err, errHidden):
		last = time.Time{}
	case time.Since(last) < inAtMost:
		return true, nil
	default:
		return false, err
	}
	t.a.desk(t.d.user, func(k *desk) {
		if k.in == nil {
			k.in = map[string]time.Time{}
		}
		k.in[guild] = last
		if last.IsZero() && k.guild == guild {
			k.guild = ""
		}
	})
	return !last.IsZero(), nil
}

// which asks for which company somebody acts.
func (t *task) which(among []Guild) {
	b := &board{}
	for _, g := range among {
		b.buttons = append(b.buttons, button{ref: ref{verb: press, guild: g.ID, route: "menu"}, label: t.a.named(g.ID), style: bot.Primary})
	}
	m := worded(head(bot.View{Title: "会社を選ぶ", Body: []string{sayWhich}}), nil, nil, "")
	m.Components = b.done()
	t.r.show(m, nil)
}

// mostStrange is of how many servers it is remembered that they were told.
const mostStrange = 1000

// foreign says that a server is none of this application's, at length once.
func (t *task) foreign() {
	t.a.mu.Lock()
	told := t.a.strange[t.d.guild]
	if len(t.a.strange) > mostStrange {
		clear(t.a.strange)
	}
	t.a.strange[t.d.guild] = true
	t.a.mu.Unlock()
	if told {
		t.says(sayNotThere)
		return
	}
	t.says(sayForeign)
}

// says says a sentence, and nothing to press.
func (t *task) says(sentence string) {
	t.r.show(draw(bot.View{Body: []string{sentence}}, look{}), nil)
}
