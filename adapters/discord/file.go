package discord

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"daicho/bot"
)

const (
	sayTooBig = "「%s」は大きすぎるため、受け取れませんでした。8MB までのファイルを送ってください。ほかの内容はそのままです。"
	sayNoFile = "「%s」を受け取れませんでした。少し待ってから、もう一度送ってください。ほかの内容はそのままです。"
)

// fetch gets a file that was dropped, or a sentence why not.
func (a *App) fetch(ctx context.Context, f wireFile) (*bot.File, string) {
	if f.Size > bot.MaxFile {
		return nil, fmt.Sprintf(sayTooBig, f.called())
	}
	data, err := a.download(ctx, f.URL)
	switch {
	case err != nil:
		a.cfg.Log.Warn("discord: a file cannot be fetched")
		return nil, fmt.Sprintf(sayNoFile, f.called())
	case len(data) > bot.MaxFile:
		return nil, fmt.Sprintf(sayTooBig, f.called())
	}
	return &bot.File{Name: f.called(), Data: data}, ""
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
	answer, err := a.calls.http.Do(req)
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
