package slack

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// errandTime is how long a picture may take to be made and sent.
const errandTime = 2 * time.Minute

// pictures sends the pictures of a view behind its message, one after the other
// and without holding anything up. One that was sent of late is not sent again:
// it stands a little higher in the conversation. channel is empty for the
// direct conversation with the user.
func (w *Workspace) pictures(user, channel string, v bot.View) {
	for _, a := range v.Attach {
		if a.Kind != bot.Picture || user != "" && w.sentOfLate(user, a) {
			continue
		}
		w.errand(user, channel, v.Title, a)
	}
}

func (w *Workspace) sentOfLate(user string, a bot.Attachment) bool {
	key, late := shortHash(a.Spec), false
	w.desks.with(user, func(k *desk) {
		if late = slices.Contains(k.sent, key); !late && !a.Once {
			k.sent = remember(k.sent, key, mostSent)
		}
	})
	return late
}

// errand makes a picture and sends it.
func (w *Workspace) errand(user, channel, title string, a bot.Attachment) {
	w.errands.Put(user+" "+channel, func() {
		ctx, cancel := context.WithTimeout(w.life.Load().ctx, errandTime)
		defer cancel()
		if err := w.send(ctx, user, channel, title, a); err != nil && ctx.Err() == nil {
			w.cfg.Log.Warn("slack: a file cannot be sent", "err", err)
			w.desks.with(user, func(k *desk) {
				k.sent = slices.DeleteFunc(k.sent, func(s string) bool { return s == shortHash(a.Spec) })
			})
		}
	})
}

// handOver makes the document that somebody has asked for and sends it. It was
// promised: the end of the adapter waits for it, and where it cannot be sent,
// that is said.
func (w *Workspace) handOver(user string, v bot.View, a bot.Attachment) {
	w.errands.Put(user+" ", func() {
		alive := context.WithoutCancel(w.life.Load().ctx)
		ctx, cancel := context.WithTimeout(alive, errandTime)
		defer cancel()
		err := w.send(ctx, user, "", calledFile(a), a)
		if err == nil {
			return
		}
		w.cfg.Log.Warn("slack: a document cannot be sent", "err", err)
		said := bot.View{
			At: v.At, Title: v.Title, Attach: []bot.Attachment{a},
			Problem: "「" + calledFile(a) + "」を送れませんでした。少し待ってから、下の「受け取る」をもう一度押してください。",
		}
		t := &task{w: w, d: delivery{user: user}}
		if !t.later("", func(ctx context.Context) { t.say(ctx, leading(said, direct, "")) }) { // the adapter is ending
			soon, done := context.WithTimeout(alive, turnTime)
			defer done()
			t.say(soon, leading(said, direct, ""))
		}
	})
}

func (w *Workspace) send(ctx context.Context, user, channel, title string, a bot.Attachment) error {
	data, err := w.life.Load().core.Make(ctx, a)
	if err != nil {
		return fmt.Errorf("make: %w", err)
	}
	if channel == "" {
		if channel, err = w.direct(ctx, user); err != nil {
			return err
		}
	}
	return w.upload(ctx, channel, title, a, data)
}

// direct is the direct-message channel of somebody.
func (w *Workspace) direct(ctx context.Context, user string) (channel string, err error) {
	w.desks.with(user, func(k *desk) { channel = k.dm })
	if channel != "" {
		return channel, nil
	}
	err = w.calls.forSomebody(ctx, "conversations.open", "", func(ctx context.Context) error {
		in, _, _, err := w.calls.api.OpenConversationContext(ctx, &sdk.OpenConversationParameters{Users: []string{user}})
		if err == nil {
			channel = in.ID
		}
		return err
	})
	if err == nil {
		w.desks.with(user, func(k *desk) { k.dm = channel })
	}
	return channel, err
}

// upload puts a file into a channel: an address for it is asked for, the bytes
// go there, and then it is shared.
func (w *Workspace) upload(ctx context.Context, channel, title string, a bot.Attachment, data []byte) error {
	var to *sdk.GetUploadURLExternalResponse
	api := w.calls.api
	return steps(
		func() error {
			return w.calls.forSomebody(ctx, "files.getUploadURLExternal", "", func(ctx context.Context) (err error) {
				to, err = api.GetUploadURLExternalContext(ctx, sdk.GetUploadURLExternalParameters{
					FileName: a.Name, FileSize: len(data), AltTxt: cut(a.Alt, maxAlt/2),
				})
				return err
			})
		},
		func() error {
			return w.calls.forSomebody(ctx, "upload", "", func(ctx context.Context) error {
				return api.UploadToURL(ctx, sdk.UploadToURLParameters{UploadURL: to.UploadURL, Reader: bytes.NewReader(data), Filename: a.Name})
			})
		},
		func() error {
			return w.calls.forSomebody(ctx, "files.completeUploadExternal", "", func(ctx context.Context) error {
				_, err := api.CompleteUploadExternalContext(ctx, sdk.CompleteUploadExternalParameters{
					Files: []sdk.FileSummary{{ID: to.FileID, Title: cut(title, 250)}}, Channel: channel,
				})
				return err
			})
		},
	)
}

// steps does one after the other until one fails.
func steps(all ...func() error) error {
	for _, do := range all {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// cutHand reads what the button of a document carries: its name, and on a card
// that asks one question, which.
func cutHand(value string) (name string, onCard bool, asked bot.FieldID) {
	name, field, onCard := strings.Cut(value, "|")
	return name, onCard, bot.FieldID(field)
}

// hands sends a document of the page that is shown, once for a press however
// often that is delivered, and shows the page again.
func (t *task) hands(ctx context.Context) (bot.View, error) {
	name, _, asked := cutHand(t.d.value)
	t.d.field = asked
	view, err := t.draws(ctx, t.d.route)
	at := slices.IndexFunc(view.Attach, func(a bot.Attachment) bool { return a.Kind == bot.Document && a.Name == name })
	if err != nil || at < 0 {
		return view, err
	}
	if !t.again(t.d.id + "/file") {
		document, shown := view.Attach[at], view
		t.promised = func() { t.w.handOver(t.d.user, shown, document) }
	}
	view.Notice = "「" + calledFile(view.Attach[at]) + "」を、このアプリとのダイレクトメッセージに送ります。少しお待ちください。"
	return view, nil
}

// bounded takes so many bytes and no more.
type bounded struct {
	bytes.Buffer
	most int
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		b.over = true
		return 0, io.ErrShortBuffer
	}
	return b.Buffer.Write(p)
}
