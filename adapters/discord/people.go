package discord

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"daicho/bot"
)

const (
	sayOutsider = "この人は、アプリか、会社の人としての役割がないか、もうこのサーバーにいない人です。会社の人を選んでください。まだ何も変えていません。"
	sayChannel  = "このチャンネルには daicho が入っていません。チャンネルの設定の「権限」で daicho を加えるか、別のチャンネルを選んでください。まだ何も変えていません。"
	sayUnknown  = "選んだものを、いま確かめられませんでした。まだ何も変えていません。もう一度選んでください。"
)

// profile is what the server says of whoever pressed, where that is asked for;
// nil where it says nothing just now. In the direct message it has to be asked.
func (t *task) profile(ctx context.Context, asked bool) *bot.Profile {
	if !asked {
		return nil
	}
	in := member{Nick: t.d.name, Roles: t.d.roles}
	if t.d.guild == "" {
		var err error
		switch in, err = t.member(ctx, t.d.user); {
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

// What who may manage a server may there.
const (
	administrator = 1 << 3
	manageServer  = 1 << 5
)

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
	return there.Owner == t.d.user || there.may(t.guild.ID, roles)&(administrator|manageServer) != 0
}

// member is what a server knows of one of its people.
type member struct {
	User  wireUser `json:"user"`
	Nick  string   `json:"nick"`
	Roles []string `json:"roles"`
}

func (t *task) member(ctx context.Context, id string) (in member, err error) {
	err = t.a.calls.once(ctx, "GET", "guilds/"+t.guild.ID+"/members/"+id, nil, nil, &in)
	return in, err
}

// outsider is the page with what is wrong where somebody or a channel was chosen
// that cannot be: Discord offers programs, whoever has left, and channels that
// the bot does not see.
func (t *task) outsider(ctx context.Context, page bot.View, values map[bot.FieldID]string) (bot.View, bool) {
	for i, f := range page.Fields {
		id, can, say := values[f.ID], t.belongs, sayOutsider
		if f.Kind == bot.PlaceField {
			can, say = t.reaches, sayChannel
		}
		if f.Kind != bot.MemberField && f.Kind != bot.PlaceField || id == "" {
			continue
		}
		ok, err := can(ctx, id)
		if ok {
			continue
		}
		page.Fields = slices.Clone(page.Fields)
		if page.Fields[i].Problem = say; err != nil {
			page.Fields[i].Problem = sayUnknown
		}
		return page, true
	}
	return page, false
}

// reaches reports whether the bot sees a channel of the server.
func (t *task) reaches(ctx context.Context, id string) (bool, error) {
	if !isSnowflake(id) {
		return false, nil
	}
	return t.a.sees(ctx, t.guild.ID, id)
}

// belongs reports whether somebody belongs to the server as the company's people
// do.
func (t *task) belongs(ctx context.Context, id string) (bool, error) {
	if !isSnowflake(id) {
		return false, nil
	}
	in, err := t.member(ctx, id)
	if errors.Is(err, bot.ErrGone) {
		return false, nil
	}
	return err == nil && !in.User.Bot && t.guild.has(t.guild.Members, true, id, in.Roles), err
}
