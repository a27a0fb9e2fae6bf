package slack

import (
	"context"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// homePause is how long a home tab waits for further changes before it is drawn
// again.
const homePause = 2 * time.Second

// publish draws a route in the home tab.
func (t *task) publish(ctx context.Context, at bot.ActionID) {
	view, err := t.draws(ctx, at)
	if err != nil {
		return // what stands there stays
	}
	t.publishView(ctx, view)
}

// publishView shows a view in the home tab.
func (t *task) publishView(ctx context.Context, v bot.View) {
	t.w.desks.with(t.d.user, func(k *desk) { k.tab = v.At })
	req := sdk.PublishViewContextRequest{UserID: t.d.user, View: board(v)}
	err := t.w.calls.forSomebody(ctx, "views.publish", "", func(ctx context.Context) error {
		_, err := t.w.calls.api.PublishViewContext(ctx, req)
		return err
	})
	if err != nil {
		t.w.cfg.Log.Info("slack: a home tab cannot be shown", "err", err)
	}
}

// board is a view as a home tab. Its questions are answered in a modal.
func board(v bot.View) sdk.HomeTabViewRequest {
	tail := &sheet{most: viewBlocks, room: viewChars}
	var first []element
	if len(v.Fields) > 0 {
		first = waysToAnswer(v)[:1]
	}
	tail.foot(v, first...)
	head := tail.above()
	head.head(v, true)
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
		alive := w.life.Load().ctx
		ended := sleep(alive, homePause)
		var at bot.ActionID
		w.desks.with(user, func(k *desk) { at, k.due = k.tab, false })
		if ended != nil {
			return
		}
		ctx, cancel := context.WithTimeout(alive, turnTime)
		defer cancel()
		t := &task{w: w, d: delivery{user: user}}
		t.publish(ctx, at)
	})
}
