package slack

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// askTime is how long Slack is asked about somebody: who pressed waits for the
// acknowledgement meanwhile, and Slack waits for three seconds.
const askTime = 1500 * time.Millisecond

const (
	sayOutsider = "この人は、社外から招かれた方（ゲスト）か、アプリか、もう使われていないアカウントです。この会社の人を選んでください。まだ何も変えていません。"
	sayUnknown  = "選んだ人を、いま確かめられませんでした。まだ何も変えていません。もう一度送ってください。"
)

// member asks Slack about somebody of the workspace; own says whether they
// belong to it as its own people do.
func (w *Workspace) member(ctx context.Context, id string) (u *sdk.User, own bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	err = w.calls.once(ctx, "users.info", "", time.Second, func(ctx context.Context) (err error) {
		u, err = w.calls.api.GetUserInfoContext(ctx, id)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	own = !u.Deleted && !u.IsBot && !u.IsRestricted && !u.IsUltraRestricted && !u.IsStranger && (u.TeamID == "" || u.TeamID == w.teamID)
	return u, own, nil
}

// alone reports whether a command was given in the direct conversation with the
// bot, where nobody else reads: those of any two people are called the same.
func (w *Workspace) alone(ctx context.Context, d delivery) bool {
	if !strings.HasPrefix(d.channel, "D") {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	dm, err := w.direct(ctx, d.user)
	return err == nil && dm == d.channel
}

// profile is what the workspace says of whoever pressed; nil where it cannot be
// asked.
func (t *task) profile(ctx context.Context) *bot.Profile {
	u, own, err := t.w.member(ctx, t.d.user)
	if err != nil {
		t.w.cfg.Log.Warn("slack: nothing is known of somebody who wants to be on the list", "err", err)
		return nil
	}
	return &bot.Profile{
		Name: cmp.Or(u.Profile.RealName, u.RealName, u.Profile.DisplayName), Member: own, Enrolls: t.w.cfg.Enroll,
		Manager: own && slices.Contains(t.w.cfg.Managers, t.d.user),
	}
}

// outsiders are the inputs in which somebody is chosen who cannot be, each with
// the reason: Slack offers guests and apps beside the workspace's own people.
// Where a field is named, it is asked about that one alone.
func (t *task) outsiders(ctx context.Context, only bot.FieldID) map[string]string {
	said := map[string]string{}
	for block, id := range t.d.members {
		if field, _, _ := fieldOf(block); only != "" && field != only {
			continue
		}
		_, own, err := t.w.member(ctx, id)
		switch {
		case errors.Is(err, bot.ErrGone) || err == nil && !own:
			said[block] = sayOutsider
		case err != nil:
			t.w.cfg.Log.Warn("slack: nothing is known of somebody who was chosen", "err", err)
			said[block] = sayUnknown
		}
	}
	return said
}
