package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"daicho/adapters/slack"
	"daicho/store"
)

// probeTime is how long a platform may take to answer for one space.
const probeTime = 10 * time.Second

// slackSpaces looks at every workspace: first at what stands in the
// configuration, then at what Slack says of its tokens, and at whose it is
// where the data could be read.
func (c *checker) slackSpaces(ctx context.Context, data []store.Census) {
	teams := map[string]entry{}
	for n := range c.cfg.Slack {
		c.secretFiles("slack", c.cfg.Slack[n].secrets())
		w, err := c.cfg.workspace(n)
		if err != nil {
			c.err("slack", err)
			continue
		}
		p, err := probe(ctx, w)
		if err != nil {
			c.err("slack", err)
			continue
		}
		c.probed(w, p)
		if other := teams[p.TeamID]; p.TeamID != "" && other.no > 0 {
			c.err("slack", sameHome(other, w.entry))
		}
		teams[p.TeamID] = w.entry
		if p.TeamID != "" {
			c.homeCompany("slack", w.entry, func(home string) bool { return slack.IsHome(home) && strings.HasSuffix(home, "-"+p.TeamID) }, data)
		}
		if w.Mode == slack.HTTPMode {
			c.listening(ctx, "slack", w.Listen)
		}
	}
}

func probe(ctx context.Context, w workspace) (slack.Probed, error) {
	space, err := slack.New(w.Config)
	if err != nil {
		return slack.Probed{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	return space.Probe(ctx), nil
}

// probed notes what Slack said.
func (c *checker) probed(w workspace, p slack.Probed) {
	for _, token := range []struct {
		key string
		err error
	}{{"bot_token", p.Token}, {"app_token", p.App}} {
		key, err := token.key, token.err
		switch {
		case err == nil:
		case key == "app_token" && strings.Contains(err.Error(), "missing_scope"):
			c.add("slack", wrong, &mistake{fmt.Sprintf("[[slack]] %d: the %s lacks the scope connections:write", w.no, key), "Generate an App-Level Token with it (Basic Information)",
				fmt.Sprintf("%d つ目の [[slack]] の %s に、connections:write の権限がありません。", w.no, key), "Basic Information のページで、connections:write 付きの App-Level Token を作り直してください。"})
		case slack.TokenRefused(err):
			c.err("slack", refusedSlack(w.no, key, err))
		default:
			c.add("slack", look, &mistake{fmt.Sprintf("[[slack]] %d: Slack cannot be asked about the %s (%v)", w.no, key, err), "Look at the network, and try again",
				fmt.Sprintf("%d つ目の [[slack]] の %s を、Slack に確かめられませんでした。", w.no, key), "ネットワークを確かめて、もう一度ためしてください。"})
		}
	}
	if len(p.Missing) > 0 {
		list := strings.Join(p.Missing, ", ")
		c.add("slack", wrong, &mistake{fmt.Sprintf("[[slack]] %d: the app lacks the scopes %s", w.no, list), "Give the app the manifest that \"daicho manifest slack\" prints, and reinstall it",
			fmt.Sprintf("%d つ目の [[slack]] のアプリに、権限（%s）が足りません。", w.no, list), "daicho manifest slack の出力をアプリの App Manifest に貼り、インストールし直してください。"})
	}
	if len(p.Spare) > 0 {
		list := strings.Join(p.Spare, ", ")
		c.add("slack", look, &mistake{fmt.Sprintf("[[slack]] %d: the app has scopes that nothing needs: %s", w.no, list), "Take them away",
			fmt.Sprintf("%d つ目の [[slack]] のアプリに、使わない権限（%s）があります。", w.no, list), "アプリの設定から外してください。"})
	}
	if p.Token == nil && p.App == nil && len(p.Missing) == 0 {
		c.say("slack", fmt.Sprintf("[[slack]] %d is the workspace %s", w.no, p.Team), fmt.Sprintf("%d つ目の [[slack]] は、ワークスペース %s につながります。", w.no, p.Team))
	}
}

// secretFiles notes files of secrets that others on the machine can read.
func (c *checker) secretFiles(item string, all []secret) {
	for _, s := range all {
		info, err := os.Stat(*s.file)
		if *s.file == "" || err != nil || onWindows || info.Mode().Perm()&0o044 == 0 {
			continue
		}
		c.add(item, look, &mistake{fmt.Sprintf("the file of %s_file can be read by others on this machine", s.key), "chmod 600 it",
			fmt.Sprintf("%s_file のファイルは、この機器のほかの利用者も読めます。", s.key), "chmod 600 を実行してください。"})
	}
}
