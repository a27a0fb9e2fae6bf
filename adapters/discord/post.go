package discord

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// How often something is posted to people who have not just asked for it: one a
// second, after a handful at once. Where it would wait for longer than
// postPatience, it comes later.
const (
	postRate     = rate.Limit(1)
	postBurst    = 5
	postPatience = 2 * time.Second
)

// Post implements bot.Adapter: a message of its own, private to an account or
// read by all in a place. Unless Run is under way it is bot.ErrBroken.
//
// Who takes no direct messages is called in the server's channel for that, where
// one is configured, and sees the message there by pressing a button.
func (a *App) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if l := a.life.Load(); l == nil || l.over.Load() {
		return fmt.Errorf("discord: not running: %w", bot.ErrBroken)
	}
	if (to.Account == bot.Account{}) == (to.Place == bot.Place{}) {
		return fmt.Errorf("discord: post to nobody, or to two: %w", bot.ErrRefused)
	}
	guild, ours := a.guild(strings.TrimPrefix(to.Home(), homeMark))
	if !ours || !IsHome(to.Home()) {
		return fmt.Errorf("discord: not a home of this application: %w", bot.ErrGone)
	}
	if a.isAbsent(guild.ID) {
		return &Absent{guild.ID}
	}
	if to.Account.ID != "" {
		return a.postTo(ctx, guild, to.Account.ID, v)
	}
	return a.post(ctx, to.Place.Inside, to.Place.Inside, v, look{reader: to.Place.Inside})
}

func (a *App) post(ctx context.Context, at, channel string, v bot.View, l look) error {
	if !isSnowflake(channel) {
		return fmt.Errorf("discord: no channel: %w", bot.ErrGone)
	}
	m, files := a.shown(ctx, at, v, l)
	return a.sends(ctx, channel, m, files)
}

// sends sends a message that nobody waits for. Where it is not known whether it
// came, the next try has the same name, and Discord takes one of them.
func (a *App) sends(ctx context.Context, channel string, m message, files []file) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("discord: a message: %w", err)
	}
	key := sha256.Sum256(append([]byte(channel+" "), text...))
	name := a.unsure.take(key)
	m.once(name.nonce)
	err = a.calls.once(ctx, "POST", "channels/"+channel+"/messages", m, files, nil)
	if err != nil && !errors.Is(err, bot.ErrGone) && !errors.Is(err, bot.ErrRefused) {
		a.unsure.keep(key, name)
	}
	return err
}

// closedFor is how long it is remembered that somebody takes no direct messages.
const closedFor = 24 * time.Hour

// postTo posts to somebody, in the direct message or by calling them.
func (a *App) postTo(ctx context.Context, guild Guild, user string, v bot.View) error {
	if err := a.paced(ctx); err != nil {
		return err
	}
	if len(a.cfg.Guilds) > 1 { // who is left in another one still takes messages
		if _, err := a.member(ctx, guild.ID, user); err != nil {
			return fmt.Errorf("discord: somebody to write to: %w", err)
		}
	}
	var closed time.Time
	a.desk(user, func(k *desk) { closed = k.closed })
	if time.Now().Before(closed) {
		return a.call(ctx, guild, user, v)
	}
	channel, err := a.direct(ctx, user)
	if err == nil {
		err = a.post(ctx, deskOf(guild.ID, user), channel, v, look{reader: user, guild: guild.ID})
	}
	if !errors.Is(err, errClosed) {
		return err
	}
	a.desk(user, func(k *desk) { k.closed = time.Now().Add(closedFor) })
	a.cfg.Log.Warn("discord: somebody takes no direct messages", "err", err)
	return a.call(ctx, guild, user, v)
}

// paced waits for its turn.
func (a *App) paced(ctx context.Context) error {
	r := a.pace.Reserve()
	wait := r.Delay()
	if wait > postPatience {
		r.Cancel()
		return &bot.Limited{After: wait}
	}
	return chatkit.Sleep(ctx, wait)
}

// calledFor is how long somebody is not called again: what comes meanwhile is
// before them once they press the button.
const calledFor = 12 * time.Hour

// call calls somebody where all read, without a word of what it is about, nor of
// why they are called there.
func (a *App) call(ctx context.Context, guild Guild, user string, v bot.View) error {
	if guild.CallsIn == "" {
		return fmt.Errorf("discord: somebody takes no direct messages, and no channel is named to call them in: %w", bot.ErrGone)
	}
	var called time.Time
	a.desk(deskOf(guild.ID, user), func(k *desk) { called = k.called })
	if time.Since(called) < calledFor {
		return nil
	}
	m := draw(bot.View{Actions: []bot.Action{{ID: cmp.Or(v.At, "menu"), Label: "内容を見る", Style: bot.Primary}}}, look{reader: guild.CallsIn})
	m.Content = "<@" + user + "> さん、daicho からのお知らせがあります。下のボタンを押すと、あなただけに内容が表示されます。"
	m.Mentions.Users = []string{user}
	err := a.sends(ctx, guild.CallsIn, m, nil)
	if errors.Is(err, bot.ErrGone) { // somebody can name another channel
		return fmt.Errorf("discord: the channel to call people in: %s: %w", err.Error(), bot.ErrBroken)
	}
	if err == nil {
		a.desk(deskOf(guild.ID, user), func(k *desk) { k.called = time.Now() })
	}
	return err
}

// direct is the direct-message channel of somebody. What they typed there before
// the process began is dealt with before anything is written below it.
func (a *App) direct(ctx context.Context, user string) (channel string, err error) {
	a.desk(user, func(k *desk) { channel = k.channel })
	if channel != "" {
		return channel, nil
	}
	if !isSnowflake(user) {
		return "", fmt.Errorf("discord: nobody: %w", bot.ErrGone)
	}
	var opened struct {
		ID string `json:"id"`
	}
	err = a.calls.once(ctx, "POST", "users/@me/channels", map[string]string{"recipient_id": user}, nil, &opened)
	switch {
	case err != nil:
		return "", err
	case !isSnowflake(opened.ID):
		return "", fmt.Errorf("discord: a direct message without an id: %w", bot.ErrBroken)
	}
	a.meets(user, opened.ID)
	a.turns.Put(user, func() { a.catchUp(user, "") })
	ctx, cancel := context.WithTimeout(ctx, missedTime)
	defer cancel()
	select {
	case <-a.Settled(user):
	case <-ctx.Done():
	}
	return opened.ID, nil
}

// shown is a view as a message to its reader, with its pictures made. One that
// cannot be made has its words only. What it offers is remembered at the desk.
func (a *App) shown(ctx context.Context, at string, v bot.View, l look) (message, []file) {
	a.desk(at, func(k *desk) { k.notes(v) })
	var files []file
	var named []attachment
	for _, p := range v.Attach {
		if p.Kind != bot.Picture {
			continue
		}
		data, err := a.life.Load().core.Make(ctx, p)
		if err != nil {
			a.cfg.Log.Warn("discord: a picture cannot be made", "err", err)
			v.Body = append(slices.Clone(v.Body), "〔図〕"+p.Alt)
			continue
		}
		named = append(named, attachment{ID: strconv.Itoa(len(files)), Name: p.Name, Description: plain.Cut(p.Alt, maxAlt)})
		files = append(files, file{p.Name, data})
	}
	m := draw(v, l)
	for _, f := range named {
		m.Attachments = append(m.Attachments, f)
		m.Embeds = append(m.Embeds, embed{Image: &embedImage{"attachment://" + f.Name}})
	}
	return m, files
}
