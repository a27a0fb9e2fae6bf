package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

const (
	sayTooBig = "「%s」は大きすぎるため、受け取れませんでした。%sほかの内容はそのままです。"
	sayMost   = "%sまでのファイルを送ってください。"
	saySmall  = "小さくしてから、もう一度送ってください。"
	sayNoFile = "「%s」を受け取れませんでした。少し待ってから、もう一度送ってください。ほかの内容はそのままです。"
)

// errTooBig is returned for a file of more than bot.MaxFile bytes.
var errTooBig = errors.New("discord: a file that is too big")

// How long it may take to fetch one file, and all of a message: the rest of the
// turn is for the core.
const (
	fileTime  = 6 * time.Second
	filesTime = 12 * time.Second
)

// takes hands files to the core, each as a delivery of its own, and returns what
// it shows for the last. Those that cannot be had are named above that.
func (t *task) takes(ctx context.Context, shown bot.ActionID) (view bot.View) {
	var refused []string
	fetching, cancel := context.WithTimeout(ctx, filesTime)
	defer cancel()
	for n, f := range t.d.files {
		file, err := t.a.fetch(fetching, f)
		if err != nil {
			refused = append(refused, t.unheld(ctx, f, shown, err))
			continue
		}
		view, _ = t.asks(ctx, func(ev *bot.Event) {
			if ev.File, ev.Shown = file, shown; n > 0 {
				ev.ID = fmt.Sprintf("%s/%d", t.d.id, n)
			}
		})
		if view.Problem != "" && len(t.d.files) > 1 {
			refused = append(refused, "「"+f.called()+"」："+view.Problem)
			view.Problem = ""
		}
	}
	if view.Title == "" {
		view, _ = t.draws(ctx, cmp.Or(shown, "menu"))
	}
	if t.d.words != "" {
		view.Footer = append(slices.Clone(view.Footer), chatkit.SayBeside)
	}
	if len(refused) > 0 {
		view.Problem = strings.Join(refused, "\n")
	}
	return view
}

// unheld says why a file cannot be had. How big one may be, the page for which
// it is meant knows.
func (t *task) unheld(ctx context.Context, f wireFile, shown bot.ActionID, err error) string {
	if !errors.Is(err, errTooBig) {
		t.a.cfg.Log.Warn("discord: a file cannot be fetched")
		return fmt.Sprintf(sayNoFile, f.called())
	}
	say := saySmall
	if page, err := t.draws(ctx, cmp.Or(shown, "menu")); err == nil && page.Drop != nil {
		say = fmt.Sprintf(sayMost, sizeText(cmp.Or(page.Drop.Max, bot.MaxFile)))
	}
	return fmt.Sprintf(sayTooBig, f.called(), say)
}

// sizeText is how big something is, in words for people.
func sizeText(bytes int) string {
	if bytes < 1<<20 {
		return strconv.Itoa(bytes>>10) + "KB"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/(1<<20)), ".0") + "MB"
}

// stood is what the newest message in somebody's direct message shows, as its
// components say: where nothing is remembered, a file is meant for that. What they
// were shown in a server is then not to be had any more: Discord lists no message
// that one alone sees.
func (t *task) stood(ctx context.Context) (at bot.ActionID) {
	var list []wireMessage
	path := "channels/" + t.d.channel + "/messages?limit=" + strconv.Itoa(mostMessages)
	if err := t.a.calls.forSomebody(ctx, "GET", path, nil, nil, &list); err != nil {
		t.a.cfg.Log.Warn("discord: it cannot be asked what somebody was shown", "err", err)
		return ""
	}
	newest := ""
	for _, m := range list {
		if changed := cmp.Or(m.Edited, m.Sent); m.Author.ID == t.a.app && changed > newest {
			newest, at = changed, on(m.Components, t.guild.ID)
		}
	}
	return at
}

// on is the page that some components stand on, for the people of a server; empty
// where none of them says.
func on(components []wireComponent, guild string) bot.ActionID {
	for _, c := range components {
		if at := on(c.Components, guild); at != "" {
			return at
		}
		if r, err := parseRef(c.CustomID); err == nil && r.on() != "" && (r.guild == "" || r.guild == guild) {
			return r.on()
		}
	}
	return ""
}

// fetch gets a file that was dropped.
func (a *App) fetch(ctx context.Context, f wireFile) (*bot.File, error) {
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	if f.Size > bot.MaxFile {
		return nil, errTooBig
	}
	data, err := a.download(ctx, f.URL)
	if err == nil && len(data) > bot.MaxFile {
		err = errTooBig
	}
	return &bot.File{Name: f.called(), Data: data}, err
}

// download reads a file of Discord's, and no other address.
func (a *App) download(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || !a.servesFiles(u) {
		return nil, errNotOurs
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := *a.calls.http
	client.CheckRedirect = func(to *http.Request, before []*http.Request) error {
		if len(before) > 3 || !a.servesFiles(to.URL) {
			return errNotOurs
		}
		return nil
	}
	answer, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, errNotOurs
	}
	return io.ReadAll(io.LimitReader(answer.Body, bot.MaxFile+1))
}

// servesFiles reports whether files of Discord's lie there: on its own servers,
// or where the configuration says that Discord is.
func (a *App) servesFiles(u *url.URL) bool {
	base, err := url.Parse(a.cfg.APIURL)
	if err != nil {
		return false
	}
	own := u.Scheme == "https" && (strings.HasSuffix(u.Host, ".discordapp.com") || strings.HasSuffix(u.Host, ".discordapp.net"))
	return own || a.cfg.APIURL != DefaultAPIURL && u.Host == base.Host
}
