package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
)

// Why somebody or a channel cannot be chosen.
const (
	sayLeft       = "この人は、いまこのサーバーにいません。サーバーにいる会社の人を選んでください。まだ何も変えていません。"
	sayProgram    = "選ばれたのは、人ではなくアプリ（ボット）です。会社の人を選んでください。まだ何も変えていません。"
	sayGuest      = "この人には、会社の人であることを示すロールが付いていません。会社の人を選んでください。この人が会社の人なら、ロールを付けるよう、サーバーの管理者に頼んでください。まだ何も変えていません。"
	sayUnseen     = "このチャンネルには daicho が入っていません。チャンネルの設定の「権限」で daicho を加えるか、別のチャンネルを選んでください。まだ何も変えていません。"
	sayUnwritable = "このチャンネルには、daicho が書き込めません。チャンネルの設定の「権限」で、daicho に%sを許可するか、別のチャンネルを選んでください。まだ何も変えていません。"
	sayUnknown    = "選んだものを、いま確かめられませんでした。まだ何も変えていません。もう一度選んでください。"
)

// profile is what the server says of whoever pressed, where that is asked for;
// nil where it says nothing just now. In the direct message it has to be asked.
func (t *task) profile(ctx context.Context, wanted bool) *bot.Profile {
	if !wanted {
		return nil
	}
	in := member{Nick: t.d.name, Roles: t.d.roles}
	if t.d.guild == "" {
		var err error
		switch in, err = t.a.member(ctx, t.guild.ID, t.d.user); {
		case errors.Is(err, bot.ErrGone):
			return &bot.Profile{Name: t.d.name, Enrolls: t.guild.Enroll}
		case err != nil:
			t.a.cfg.Log.Warn("discord: nothing is known of somebody who wants to be on the list", "err", err)
			return nil
		}
	}
	own := !in.User.Bot && t.guild.has(t.guild.Members, true, t.d.user, in.Roles)
	manager := own && (t.guild.has(t.guild.Managers, false, t.d.user, in.Roles) || t.administers(ctx, in.Roles))
	return &bot.Profile{Name: cmp.Or(in.Nick, in.User.Global), Member: own, Enrolls: t.guild.Enroll, Manager: manager}
}

// administers reports whether somebody may manage the server, where that makes a
// manager. In the direct message it has to be asked what their roles may.
func (t *task) administers(ctx context.Context, roles []string) bool {
	if !t.guild.AdministratorsManage {
		return false
	}
	if t.d.guild != "" {
		may, err := strconv.ParseUint(t.d.permissions, 10, 64)
		return err == nil && may&(administrator|manageServer) != 0
	}
	there, err := t.a.server(ctx, t.guild.ID)
	if err != nil {
		t.a.cfg.Log.Warn("discord: it cannot be asked what somebody may", "err", err)
		return false
	}
	return there.Owner == t.d.user || there.may(roles)&(administrator|manageServer) != 0
}

// outsider is the page with what is wrong where somebody or a channel was chosen
// that cannot be: Discord offers programs, whoever has left, and channels that
// the bot does not see or may not write in.
func (t *task) outsider(ctx context.Context, page bot.View, values map[bot.FieldID]string) (bot.View, bool) {
	for i, f := range page.Fields {
		looks := t.belongs
		if f.Kind == bot.PlaceField {
			looks = t.reaches
		}
		id := values[f.ID]
		if f.Kind != bot.MemberField && f.Kind != bot.PlaceField || id == "" {
			continue
		}
		wrong, err := looks(ctx, id)
		if err != nil {
			t.a.cfg.Log.Warn("discord: what was chosen cannot be asked about", "err", err)
			wrong = sayUnknown
		}
		if wrong != "" {
			page.Fields = slices.Clone(page.Fields)
			page.Fields[i].Problem = wrong
			return page, true
		}
	}
	return page, false
}

// reaches says why something cannot be shared into a channel, empty where it can:
// the bot must see it and may write there all that is shared.
func (t *task) reaches(ctx context.Context, id string) (wrong string, err error) {
	if !isSnowflake(id) {
		return sayUnseen, nil
	}
	lacks, seen, err := t.a.lacksIn(ctx, t.guild.ID, id, needs)
	switch {
	case err != nil:
		return "", err
	case !seen:
		return sayUnseen, nil
	case len(lacks) > 0:
		return fmt.Sprintf(sayUnwritable, JapaneseNames(lacks)), nil
	}
	return "", nil
}

// belongs says why somebody cannot be chosen, empty where they belong to the
// server as the company's people do.
func (t *task) belongs(ctx context.Context, id string) (wrong string, err error) {
	if !isSnowflake(id) {
		return sayLeft, nil
	}
	in, err := t.a.member(ctx, t.guild.ID, id)
	switch {
	case errors.Is(err, bot.ErrGone):
		return sayLeft, nil
	case err != nil:
		return "", err
	case in.User.Bot:
		return sayProgram, nil
	case !t.guild.has(t.guild.Members, true, id, in.Roles):
		return sayGuest, nil
	}
	return "", nil
}
