package main

import (
	"context"
	"fmt"
	"strings"

	"daicho/adapters/discord"
	"daicho/bot/guidance"
	"daicho/store"
)

// discordServers looks at every server: first at what stands in the
// configuration, then at what Discord says of the application and of each
// server, and at whose it is where the data could be read.
func (c *checker) discordServers(ctx context.Context, data []store.Census) {
	for n := range c.cfg.Discord {
		c.secretFiles("discord", c.cfg.Discord[n].secrets())
		_, err := c.cfg.server(n)
		c.err("discord", err)
	}
	apps, err := c.cfg.applications()
	if err != nil {
		return // it was said above
	}
	for _, servers := range apps {
		app, err := discord.New(servers[0].config(servers[1:]...))
		if err != nil {
			c.err("discord", err)
			continue
		}
		asking, cancel := context.WithTimeout(ctx, probeTime)
		c.probedApplication(servers, app.Probe(asking), data)
		cancel()
	}
}

// fewSessions is how many connections left of a day are too few.
const fewSessions = 100

// probedApplication notes what Discord said of an application.
func (c *checker) probedApplication(servers []discordServer, p discord.Probed, data []store.Census) {
	first := servers[0]
	switch {
	case discord.TokenRefused(p.Token):
		c.err("discord", refusedDiscord(servers, p.Token))
		return
	case p.Token != nil:
		c.add("discord", look, &mistake{fmt.Sprintf("%s: Discord cannot be asked (%v)", first.name(), p.Token), "Look at the network, and try again",
			fmt.Sprintf("%sを、Discord に確かめられませんでした。", first.nameJa()), "ネットワークを確かめて、もう一度ためしてください。"})
		return
	case p.Sessions < fewSessions:
		c.add("discord", look, &mistake{fmt.Sprintf("%s: the application may connect only %d more times today", first.name(), p.Sessions), "See that no other program uses its token",
			fmt.Sprintf("%sのアプリが今日あと接続できるのは、%d回だけです。", first.nameJa(), p.Sessions), "同じトークンを使う別のプログラムが動いていないか確かめてください。"})
	}
	for i, s := range p.Servers {
		c.probedServer(servers[i], s)
		c.homeCompany("discord", servers[i].entry, func(home string) bool { return home == discord.HomeOf(s.ID) }, data)
	}
}

// probedServer notes what Discord said of one server.
func (c *checker) probedServer(s discordServer, p discord.ProbedServer) {
	if _, absent := p.Failure.(*discord.Absent); absent {
		c.add("discord", wrong, absentFrom(s))
		return
	}
	if p.Failure != nil {
		c.add("discord", look, &mistake{fmt.Sprintf("%s: Discord cannot be asked about its server (%v)", s.name(), p.Failure), "Look at the network, and try again",
			fmt.Sprintf("%sのサーバーを、Discord に確かめられませんでした。", s.nameJa()), "ネットワークを確かめて、もう一度ためしてください。"})
		return
	}
	c.discordRights(s, p)
	c.discordIDs(s, p)
	c.say("discord", fmt.Sprintf("%s is the server %s", s.name(), p.Name), fmt.Sprintf("%sは、サーバー %s につながります。", s.nameJa(), p.Name))
}

// discordRights notes what the application may not do in a server.
func (c *checker) discordRights(s discordServer, p discord.ProbedServer) {
	if len(p.Lacks) > 0 {
		c.add("discord", look, &mistake{fmt.Sprintf("%s: the application lacks permissions in its server: %s", s.name(), discord.EnglishNames(p.Lacks)), "Open " + discord.InviteURL(s.token) + " once more, or give them to its role",
			fmt.Sprintf("%sのサーバーで、アプリに%sの権限がありません。", s.nameJa(), discord.JapaneseNames(p.Lacks)), discord.InviteURL(s.token) + " をもう一度開いて加えるか、アプリのロールに権限を付けてください。"})
	}
	if p.Unseen {
		c.add("discord", wrong, &mistake{fmt.Sprintf("%s: channel is no channel of the server that the application sees", s.name()), "Copy its id again, or let the application see it",
			fmt.Sprintf("%sの channel のチャンネルが、アプリから見えません。", s.nameJa()), "チャンネルのIDをもう一度写すか、チャンネルの設定の「権限」でアプリを加えてください。"})
	}
	if len(p.CallLacks) > 0 {
		c.add("discord", wrong, &mistake{fmt.Sprintf("%s: the application lacks permissions in channel: %s", s.name(), discord.EnglishNames(p.CallLacks)), "Allow them to it (Edit Channel, Permissions)",
			fmt.Sprintf("%sの channel のチャンネルで、アプリに%sの権限がありません。", s.nameJa(), discord.JapaneseNames(p.CallLacks)), "チャンネルの設定の「権限」で、アプリに許可してください。"})
	}
}

// discordIDs notes ids of the configuration that a server does not know.
func (c *checker) discordIDs(s discordServer, p discord.ProbedServer) {
	if list := strings.Join(p.NoRoles, ", "); list != "" {
		c.add("discord", wrong, &mistake{fmt.Sprintf("%s: roles: the server has no role %s", s.name(), list), "Copy the ids of roles again (Server Settings, Roles, Copy Role ID)",
			fmt.Sprintf("%sのサーバーに、roles に書かれたロール（%s）がありません。", s.nameJa(), list), "サーバー設定の「ロール」で、ロールの「…」から「ロールIDをコピー」で写し直してください。"})
	}
	if list := strings.Join(p.NoManagers, ", "); list != "" {
		c.add("discord", wrong, &mistake{fmt.Sprintf("%s: managers: in the server nobody and no role has the id %s", s.name(), list), "Copy the ids of people and roles again (Copy User ID, Copy Role ID)",
			fmt.Sprintf("%sのサーバーに、managers に書かれたID（%s）の人もロールもありません。", s.nameJa(), list), "「ユーザーIDをコピー」か「ロールIDをコピー」で写し直してください。"})
	}
}

// homeCompany looks for the company of a home.
func (c *checker) homeCompany(item string, e entry, isHome func(string) bool, data []store.Census) {
	if len(data) == 0 {
		return
	}
	var all []guidance.Company
	for _, one := range data {
		all = append(all, one.Company)
	}
	_, err := chooseCompany(all, e, isHome)
	c.err(item, err)
}
