package slack

import (
	"context"
	"slices"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// options are a card as a message of the Web API, in a thread where one is
// named. Its text is for notifications alone, and no markup in it is looked at.
func (c card) options(thread string) []sdk.MsgOption {
	all := []sdk.MsgOption{
		sdk.MsgOptionText(c.text, false), sdk.MsgOptionBlocks(c.blocks...), sdk.MsgOptionDisableMarkdown(), sdk.MsgOptionParse(false),
		sdk.MsgOptionDisableLinkUnfurl(), sdk.MsgOptionDisableMediaUnfurl(),
	}
	if thread != "" {
		all = append(all, sdk.MsgOptionTS(thread))
	}
	return all
}

// spot is where something is shown, as whoever reads it knows it.
type spot int

// The spots.
const (
	direct  spot = iota // the direct conversation
	among               // a channel where others read too
	inModal             // over any of them
	onTab               // the home tab
)

const (
	sayAsked   = "「メッセージ」タブに質問を送りました。"
	sayPicture = "図は、このアプリとのダイレクトメッセージに送ります。"
	sayAbove   = "図は、上の「メッセージ」に送ります。"
)

// spot is where a delivery is answered.
func (t *task) spot() spot {
	switch {
	case t.d.place != "":
		return among
	case t.d.home:
		return onTab
	}
	return direct
}

// withPictureAt is a view that says where its picture is to be found, unless it
// stands right behind it.
func withPictureAt(v bot.View, where spot) bot.View {
	if where == direct || !slices.ContainsFunc(v.Attach, func(a bot.Attachment) bool { return a.Kind == bot.Picture }) {
		return v
	}
	say := sayPicture
	if where == onTab {
		say = sayAbove
	}
	v.Footer = append(slices.Clone(v.Footer), say)
	return v
}

// show puts a view before whoever acted. on says whether a page is opened in a
// modal where that can be.
func (t *task) show(ctx context.Context, v bot.View, on bool) {
	asks := len(v.Fields) > 0
	stays := t.d.home && (!asks || t.d.verb == hand) // in the tab
	kept := t.stored(ctx, v)
	var m sdk.ModalViewRequest
	if asks {
		m = modal(v, page{Home: t.d.home, From: t.from(), Loose: loose(v, kept)})
	}
	carried := carrying(v, kept)
	c := t.card(v, carried)
	if !stays {
		t.shows(v.At)
	}
	t.later(t.place(v), func(ctx context.Context) {
		switch {
		case asks && on && t.d.trigger != "" && t.openModal(ctx, m):
			return
		case stays:
			t.publishes(ctx, withPictureAt(v, onTab), carried)
		default:
			t.put(ctx, c)
			if t.d.home {
				t.w.drawHome(t.d.user, sayAsked)
			}
		}
		t.w.pictures(t.d.user, "", v)
	})
}

// card lays out the message that shows a view: one question of it, or what leads
// to all of them.
func (t *task) card(v bot.View, carried string) card {
	v, where := withPictureAt(v, t.spot()), t.spot()
	if where == onTab {
		where = direct // it is a message there
	}
	_, onCard, _ := cutHand(t.d.value)
	if t.d.kind == didSpeak || !oneByOne(v) || t.d.verb == hand && !onCard {
		return leading(v, where, carried)
	}
	var asked bot.FieldID
	if t.d.verb == ask || t.d.verb == help || t.d.verb == hand {
		asked = t.d.field
	}
	return oneQuestion(v, asked, t.d.verb == help, where)
}

// place names what the answer to a delivery takes the place of. Words that only
// asked to see something are answered by the answer to newer ones. What holds a
// secret that is shown once is never left out.
func (t *task) place(v bot.View) string {
	switch {
	case slices.ContainsFunc(v.Attach, func(a bot.Attachment) bool { return a.Once }):
		return ""
	case t.d.home:
		return "home"
	case t.d.kind == didPress && (t.d.place == "" || t.d.ephemeral):
		return "message " + t.d.channel + " " + t.d.message
	case t.d.kind == didSpeak && len(t.d.files) == 0 && quiet(v) && v.Notice == "":
		return "words"
	}
	return ""
}

// cameFrom names what the result of a modal takes the place of.
func (t *task) cameFrom() string {
	from := t.d.page.From
	switch {
	case t.d.page.Home:
		return "home"
	case from.TS != "":
		return "message " + from.Channel + " " + from.TS
	}
	return ""
}

// shows notes what somebody has before them, or is about to.
func (t *task) shows(at bot.ActionID) { t.w.desks.with(t.d.user, func(k *desk) { k.at = at }) }

// from is the message of this delivery, where what a modal leads to can take its
// place.
func (t *task) from() cardAt {
	if t.d.place == "" && !t.d.ephemeral {
		return cardAt{t.d.channel, t.d.message}
	}
	return cardAt{}
}

// openModal opens a page; false where that is not to be had just now.
func (t *task) openModal(ctx context.Context, m sdk.ModalViewRequest) bool {
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
		k.modal = opened.ID
		k.reply = t.reply()
		k.reply.from = t.from()
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

// say posts a message in the direct conversation, in the thread where somebody
// wrote in one.
func (t *task) say(ctx context.Context, c card) {
	err := t.w.calls.forSomebody(ctx, "chat.postMessage", t.d.user, func(ctx context.Context) error {
		_, err := t.w.posts(ctx, t.d.user, t.d.user, t.d.thread, c)
		return err
	})
	if err != nil {
		t.w.cfg.Log.Warn("slack: an answer cannot be shown", "err", err)
	}
}

// posts posts a message, to somebody (user) or in a channel, and returns in
// which it stands.
func (w *Workspace) posts(ctx context.Context, to, user, thread string, c card) (channel string, err error) {
	channel, _, err = w.calls.api.PostMessageContext(ctx, to, c.options(thread)...)
	if err != nil {
		return to, err
	}
	if user != "" {
		w.desks.with(user, func(k *desk) { k.dm = channel })
	}
	return channel, nil
}

// after shows what a modal led to that is gone by now.
func (t *task) after(ctx context.Context, v bot.View) {
	carried := carrying(v, t.stored(ctx, v))
	if !t.d.page.Home {
		t.shows(v.At)
	}
	t.later(t.cameFrom(), func(ctx context.Context) { t.result(ctx, v, carried) })
}

// result shows what a modal led to once it is gone: in place of the message
// from which it came.
func (t *task) result(ctx context.Context, v bot.View, carried string) {
	r, where := reply{}, direct
	t.w.desks.with(t.d.user, func(k *desk) {
		if k.modal == t.d.modal {
			k.modal = ""
		}
		if t.d.page.Home {
			return
		}
		if r = k.reply; r.from != t.d.page.From || time.Now().After(r.until) || r.uses == 0 {
			r = reply{}
		}
		k.reply.uses = max(0, k.reply.uses-1)
	})
	if r.place {
		where = among
	}
	if t.d.page.Home {
		t.publishes(ctx, withPictureAt(v, onTab), carried)
	} else {
		t.replace(ctx, r, leading(withPictureAt(v, where), where, carried))
	}
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
			_, _, _, err := t.w.calls.api.UpdateMessageContext(ctx, from.Channel, from.TS, c.options("")...)
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
	w.shows.Put(d.user, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
		defer cancel()
		m := &sdk.WebhookMessage{Text: sayForeign, ResponseType: sdk.ResponseTypeEphemeral}
		if err := w.calls.respond(ctx, d.responseURL, m); err != nil {
			w.cfg.Log.Info("slack: another workspace cannot be told", "err", err)
		}
	})
}
