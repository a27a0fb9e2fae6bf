package slack

import (
	"context"
	"slices"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
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
	case asks && on && t.d.trigger != "" && t.openModal(ctx, v):
		return
	case t.d.home && !asks:
		t.publishView(ctx, v)
		t.w.pictures(t.d.user, "", v)
		return
	}
	if t.d.place != "" && hasPicture(v) {
		v.Footer = append(slices.Clone(v.Footer), "図は、このアプリとのダイレクトメッセージに送ります。")
	}
	var asked bot.FieldID
	if t.d.verb == ask || t.d.verb == help {
		asked = t.d.field
	}
	c := oneQuestion(v, asked, t.d.verb == help)
	if t.d.kind == didSpeak || !chatkit.OneByOne(v) {
		c = leading(v)
	}
	t.put(ctx, c)
	t.shows(v.At)
	t.w.pictures(t.d.user, "", v)
}

func hasPicture(v bot.View) bool {
	return slices.ContainsFunc(v.Attach, func(a bot.Attachment) bool { return a.Kind == bot.Picture })
}

func (t *task) shows(at bot.ActionID) { t.w.desks.with(t.d.user, func(k *desk) { k.at = at }) }

// openModal opens a page; false where that is not to be had just now.
func (t *task) openModal(ctx context.Context, v bot.View) bool {
	p := page{Home: t.d.home}
	if t.d.place == "" && !t.d.ephemeral {
		p.From = cardAt{t.d.channel, t.d.message}
	}
	m := modal(v, p)
	var opened *sdk.ViewResponse
	err := t.w.calls.once(ctx, "views.open", "", 0, func(ctx context.Context) (err error) {
		opened, err = t.w.calls.api.OpenViewContext(ctx, t.d.trigger, m)
		return err
	})
	if err != nil {
		t.w.cfg.Log.Debug("slack: no modal, one question a message instead", "err", err)
		return false
	}
	t.w.desks.with(t.d.user, func(k *desk) {
		k.at, k.modal = v.At, opened.ID
		k.reply = t.reply()
		k.reply.from = p.From
	})
	return true
}

// reply is how the message of this delivery can be answered.
func (t *task) reply() reply {
	if t.d.responseURL == "" {
		return reply{}
	}
	return reply{
		url: t.d.responseURL, until: time.Now().Add(replyFor), uses: replyUses, place: t.d.place != "",
		replaces: t.d.kind == didPress && (t.d.place == "" || t.d.ephemeral),
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
		err := t.w.calls.respond(ctx, r.url, r.message(c))
		if err == nil {
			return
		}
		t.w.cfg.Log.Info("slack: answered by a new message", "err", err)
	}
	t.say(ctx, c)
}

// say posts a message in the direct conversation.
func (t *task) say(ctx context.Context, c card) {
	err := t.w.calls.forSomebody(ctx, "chat.postMessage", t.d.user, func(ctx context.Context) error {
		_, err := t.w.posts(ctx, t.d.user, t.d.user, c)
		return err
	})
	if err != nil {
		t.w.cfg.Log.Warn("slack: an answer cannot be shown", "err", err)
	}
}

// posts posts a message, to somebody (user) or in a channel, and returns in
// which it stands.
func (w *Workspace) posts(ctx context.Context, to, user string, c card) (channel string, err error) {
	channel, _, err = w.calls.api.PostMessageContext(ctx, to, c.options()...)
	if err != nil {
		return to, err
	}
	if user != "" {
		w.desks.with(user, func(k *desk) { k.dm = channel })
	}
	return channel, nil
}

// result shows what a modal led to once it is gone: in place of the message
// from which it came.
func (t *task) result(ctx context.Context, v bot.View) {
	t.w.desks.with(t.d.user, func(k *desk) { k.modal = "" })
	if t.d.page.Home {
		t.publishView(ctx, v)
		t.w.pictures(t.d.user, "", v)
		return
	}
	var r reply
	t.w.desks.with(t.d.user, func(k *desk) {
		k.at = v.At
		if r = k.reply; r.from != t.d.page.From || time.Now().After(r.until) || r.uses == 0 {
			r = reply{}
		}
		k.reply.uses = max(0, k.reply.uses-1)
	})
	t.replace(ctx, r, leading(v))
	t.w.pictures(t.d.user, "", v)
}

// replace puts a card where the modal came from, by whatever way there is.
func (t *task) replace(ctx context.Context, r reply, c card) {
	if r.url != "" {
		err := t.w.calls.respond(ctx, r.url, r.message(c))
		if err == nil {
			return
		}
		t.w.cfg.Log.Info("slack: a message is changed another way", "err", err)
	}
	if from := t.d.page.From; from.TS != "" {
		err := t.w.calls.forSomebody(ctx, "chat.update", "", func(ctx context.Context) error {
			_, _, _, err := t.w.calls.api.UpdateMessageContext(ctx, from.Channel, from.TS, c.options()...)
			return err
		})
		if err == nil {
			return
		}
		t.w.cfg.Log.Info("slack: a result is a new message", "err", err)
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
	w.turns.Put(d.user, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
		defer cancel()
		m := &sdk.WebhookMessage{Text: sayForeign, ResponseType: sdk.ResponseTypeEphemeral}
		if err := w.calls.respond(ctx, d.responseURL, m); err != nil {
			w.cfg.Log.Info("slack: another workspace cannot be told", "err", err)
		}
	})
}
