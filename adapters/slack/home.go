package slack

import (
	"cmp"
	"context"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// homePause is how long a home tab waits for further changes before it is drawn
// again.
const homePause = 2 * time.Second

// looks draws the menu in the home tab that somebody has opened. Where it cannot
// be drawn, what stands there stays; a tab that is still blank says why.
func (t *task) looks(ctx context.Context) {
	t.w.desks.with(t.d.user, func(k *desk) { k.home = true })
	view, err := t.draws(ctx, "menu")
	if err == nil || !t.d.tab {
		t.publish(view)
	}
}

// publish shows a view in the home tab.
func (t *task) publish(v bot.View) {
	t.later("home", func(ctx context.Context) { t.publishes(ctx, v, "") })
}

// publishes is publish at once. What is carried along is for the button that
// opens the page.
func (t *task) publishes(ctx context.Context, v bot.View, carried string) {
	t.w.desks.with(t.d.user, func(k *desk) { k.tab = v.At })
	req := sdk.PublishViewContextRequest{UserID: t.d.user, View: board(v, carried)}
	err := t.w.calls.forSomebody(ctx, "views.publish", "", func(ctx context.Context) error {
		_, err := t.w.calls.api.PublishViewContext(ctx, req)
		return err
	})
	if err != nil {
		t.w.cfg.Log.Info("slack: a home tab cannot be shown", "err", err)
	}
}

// board is a view as a home tab. Its questions are answered in a modal.
func board(v bot.View, carried string) sdk.HomeTabViewRequest {
	tail := &sheet{where: onTab, most: viewBlocks, room: viewChars}
	var first []element
	if len(v.Fields) > 0 {
		first = waysToAnswer(v, carried)[:1]
	}
	tail.foot(v, first...)
	head := tail.above()
	head.head(v, true)
	head.wrong(v)
	return sdk.HomeTabViewRequest{Type: sdk.VTHomeTab, Blocks: sdk.Blocks{BlockSet: append(head.blocks, tail.blocks...)}}
}

// refreshHome has the home tab of somebody who uses it drawn again a little
// later, however much they do until then.
func (w *Workspace) refreshHome(user string, did kind) {
	if did == didLook {
		return
	}
	begins := false
	w.desks.with(user, func(k *desk) {
		begins = k.home && !k.due
		k.due = k.due || begins
	})
	if !begins {
		return
	}
	w.errands.Put("home "+user, func() {
		ended := chatkit.Sleep(w.life.Load().ctx, homePause)
		w.desks.with(user, func(k *desk) { k.due = false })
		if ended == nil {
			w.drawHome(user, "")
		}
	})
}

// drawHome draws somebody's home tab as it stands by now, in the order of what
// they do.
func (w *Workspace) drawHome(user, notice string) {
	w.turns.Put(user, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(w.life.Load().ctx), turnTime)
		defer cancel()
		t, at := &task{w: w, d: delivery{user: user}}, bot.ActionID("")
		w.desks.with(user, func(k *desk) { at = k.tab })
		view, err := t.draws(ctx, cmp.Or(at, "menu"))
		if err != nil {
			return // what stands there stays
		}
		if notice != "" {
			view.Notice, view.Problem = notice, ""
		}
		t.publish(view)
	})
}
