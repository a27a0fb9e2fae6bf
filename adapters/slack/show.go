package slack

import (
	"context"
	"slices"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// options are a card as a message of the Web API. Its text is for
// notifications alone, and no markup in it is looked at.
func (c card) options() []sdk.MsgOption {
	return []sdk.MsgOption{
		sdk.MsgOptionText(c.text, false), sdk.MsgOptionBlocks(c.blocks...), sdk.MsgOptionDisableMarkdown(), sdk.MsgOptionParse(false),
		sdk.MsgOptionDisableLinkUnfurl(), sdk.MsgOptionDisableMediaUnfurl(),
	}
}

// show puts a view before whoever acted. on says whether a page is opened in a
// modal where that can be.
func (t *task) show(ctx context.Context, v bot.View, on bool) {
	asks := len(v.Fields) > 0
	switch {
	case asks && on && t.trigger != "" && t.openModal(ctx, v):
		return
	case t.home && !asks:
		t.publishView(ctx, v)
		t.pictures(t.user, "", v)
		return
	}
	if t.place != "" && hasPicture(v) {
		v.Footer = append(slices.Clone(v.Footer), "図は、このアプリとのダイレクトメッセージに送ります。")
	}
	var asked bot.FieldID
	if t.verb == ask || t.verb == help {
		asked = t.field
	}
	t.put(ctx, drawn(v, asked, t.verb == help, t.kind == didSpeak || !byCard(v)))
	t.shows(v.At)
	t.pictures(t.user, "", v)
}

func hasPicture(v bot.View) bool {
	return slices.ContainsFunc(v.Attach, func(a bot.Attachment) bool { return a.Kind == bot.Picture })
}

func (t *task) shows(at bot.ActionID) { t.desks.with(t.user, func(k *desk) { k.at = at }) }

// openModal opens a page; false where that is not to be had just now.
func (t *task) openModal(ctx context.Context, v bot.View) bool {
	p := page{Home: t.home}
	if t.place == "" && !t.ephemeral {
		p.From = cardAt{t.channel, t.message}
	}
	m := modal(v, p)
	var opened *sdk.ViewResponse
	err := t.calls.once(ctx, "views.open", "", 0, func(ctx context.Context) (err error) {
		opened, err = t.calls.api.OpenViewContext(ctx, t.trigger, m)
		return err
	})
	if err != nil {
		t.cfg.Log.Debug("slack: no modal, one question a message instead", "err", err)
		return false
	}
	t.desks.with(t.user, func(k *desk) {
		k.at, k.modal = v.At, opened.ID
		k.reply = t.reply()
		k.reply.from = p.From
	})
	return true
}

// reply is how the message of this delivery can be answered.
func (t *task) reply() reply {
	if t.responseURL == "" {
		return reply{}
	}
	return reply{
		url: t.responseURL, until: time.Now().Add(replyFor), uses: replyUses, place: t.place != "",
		replaces: t.kind == didPress && (t.place == "" || t.ephemeral),
	}
}

// message is a card as an answer there.
func (r reply) message(c card) *sdk.WebhookMessage {
	m := &sdk.WebhookMessage{Text: c.text, Blocks: &sdk.Blocks{BlockSet: c.blocks}, ReplaceOriginal: r.replaces}
	switch {
	case r.replaces:
	case r.place:
		m.ResponseType = sdk.ResponseTypeEphemeral
	default:
		m.ResponseType = sdk.ResponseTypeInChannel
	}
	return m
}

// put answers a delivery with a message: in place of the one that was pressed
// where nobody else reads it, else beside it for the presser alone.
func (t *task) put(ctx context.Context, c card) {
	if r := t.reply(); r.url != "" {
		err := t.calls.respond(ctx, r.url, r.message(c))
		if err == nil {
			return
		}
		t.cfg.Log.Info("slack: answered by a new message", "err", err)
	}
	t.say(ctx, c)
}

// sayTo posts a message in the direct conversation.
func (w *Workspace) sayTo(ctx context.Context, user string, c card) {
	err := w.calls.forSomebody(ctx, "chat.postMessage", user, func(ctx context.Context) error {
		channel, _, err := w.calls.api.PostMessageContext(ctx, user, c.options()...)
		if err == nil {
			w.desks.with(user, func(k *desk) { k.dm = channel })
		}
		return err
	})
	if err != nil {
		w.cfg.Log.Warn("slack: an answer cannot be shown", "err", err)
	}
}

func (t *task) say(ctx context.Context, c card) { t.sayTo(ctx, t.user, c) }

// result shows what a modal led to once it is gone: in place of the message
// from which it came.
func (t *task) result(ctx context.Context, v bot.View) {
	t.desks.with(t.user, func(k *desk) { k.modal = "" })
	if t.page.Home {
		t.publishView(ctx, v)
		t.pictures(t.user, "", v)
		return
	}
	var r reply
	t.desks.with(t.user, func(k *desk) {
		k.at = v.At
		if r = k.reply; r.from != t.page.From || time.Now().After(r.until) || r.uses == 0 {
			r = reply{}
		}
		k.reply.uses = max(0, k.reply.uses-1)
	})
	c := drawn(v, "", false, true)
	t.replace(ctx, r, c)
	t.pictures(t.user, "", v)
}

// replace puts a card where the modal came from, by whatever way there is.
func (t *task) replace(ctx context.Context, r reply, c card) {
	if r.url != "" && t.calls.respond(ctx, r.url, r.message(c)) == nil {
		return
	}
	if from := t.page.From; from.TS != "" {
		err := t.calls.forSomebody(ctx, "chat.update", "", func(ctx context.Context) error {
			_, _, _, err := t.calls.api.UpdateMessageContext(ctx, from.Channel, from.TS, c.options()...)
			return err
		})
		if err == nil {
			return
		}
	}
	t.say(ctx, c)
}

// foreign refuses what comes from a workspace that is not this one: the same
// app may be installed in several.
func (w *Workspace) foreign(ctx context.Context, d delivery, ack acknowledge) {
	w.acked(ack, nil)
	if d.responseURL == "" {
		return
	}
	w.turns.put(d.user, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
		defer cancel()
		m := &sdk.WebhookMessage{Text: sayForeign, ResponseType: sdk.ResponseTypeEphemeral}
		if err := w.calls.respond(ctx, d.responseURL, m); err != nil {
			w.cfg.Log.Info("slack: another workspace cannot be told", "err", err)
		}
	})
}
