package slack

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// How deliveries come in.
const (
	SocketMode = "socket" // over a connection that daicho opens: no address of its own is needed
	HTTPMode   = "http"   // to an address of daicho's, signed
)

// Defaults of Config.
const (
	DefaultListen = "127.0.0.1:8090"
	DefaultPath   = "/slack"
	DefaultAPIURL = "https://slack.com/api/"
)

// Config is how one workspace is set up.
type Config struct {
	// BotToken acts in the workspace (xoxb-…).
	BotToken string
	// AppToken opens the connection of Socket Mode (xapp-…).
	AppToken string
	// SigningSecret proves in HTTP mode that a delivery comes from Slack.
	SigningSecret string
	// Mode is SocketMode unless it is HTTPMode.
	Mode string
	// Listen and Path are where HTTP mode takes deliveries, behind a TLS proxy.
	Listen, Path string
	// APIURL is where the Web API, Socket Mode and files are; it ends in a slash.
	APIURL string
	// Enroll lets members of the workspace put themselves on the company's
	// list. Guests never can.
	Enroll bool
	// Managers are the member ids (U…) of those who are managers once they are
	// on the list.
	Managers []string
	// Grace is how long turns may still take when the adapter stops: five
	// seconds unless set.
	Grace time.Duration
	// Unhurried leaves out all budgets, where what is at the other end of the
	// wire has none.
	Unhurried bool
	// Log is the log; the system's unless set.
	Log *slog.Logger

	staleness time.Duration // after so long without a sign of life a connection counts as dead
}

func (c Config) filled() Config {
	c.Mode = cmp.Or(c.Mode, SocketMode)
	c.Listen = cmp.Or(c.Listen, DefaultListen)
	c.Path = cmp.Or(c.Path, DefaultPath)
	c.APIURL = cmp.Or(c.APIURL, DefaultAPIURL)
	c.Grace = cmp.Or(c.Grace, 5*time.Second)
	c.staleness = cmp.Or(c.staleness, 30*time.Second)
	c.Log = cmp.Or(c.Log, slog.Default())
	return c
}

// Check finds every mistake that can be found without asking Slack, and says
// the mend in English and in Japanese.
func (c Config) Check() error {
	filled := c.filled()
	return errors.Join(c.checkBotToken(), filled.checkMode(), filled.checkAddress(), filled.checkAPI(), c.checkManagers())
}

func (c Config) checkBotToken() error {
	if strings.HasPrefix(c.BotToken, "xoxb-") {
		return nil
	}
	return errors.New("slack: bot_token must be the Bot User OAuth Token, which begins with xoxb- (OAuth & Permissions) / " +
		"bot_token には、xoxb- で始まる「Bot User OAuth Token」（OAuth & Permissions のページ）を書いてください")
}

func (c Config) checkMode() error {
	switch {
	case c.Mode != SocketMode && c.Mode != HTTPMode:
		return fmt.Errorf("slack: mode = %q must be socket or http / mode の「%s」は使えません。socket か http を書いてください", c.Mode, c.Mode)
	case c.Mode == SocketMode && !strings.HasPrefix(c.AppToken, "xapp-"):
		return errors.New("slack: app_token must be the App-Level Token with connections:write, which begins with xapp- (Basic Information) / " +
			"app_token には、xapp- で始まる「App-Level Token」（Basic Information のページ、connections:write 付き）を書いてください")
	case c.Mode == HTTPMode && strings.TrimSpace(c.SigningSecret) == "":
		return errors.New("slack: signing_secret is needed in HTTP mode (Basic Information) / " +
			"mode = \"http\" では signing_secret（Basic Information のページの Signing Secret）も書いてください")
	}
	return nil
}

func (c Config) checkAddress() error {
	if c.Mode != HTTPMode {
		return nil
	}
	_, _, err := net.SplitHostPort(c.Listen)
	if err == nil && strings.HasPrefix(c.Path, "/") && !strings.ContainsAny(c.Path, " {}?#") {
		return nil
	}
	return fmt.Errorf("slack: listen must be host:port and path begin with /, for instance %s and %s / "+
		"listen は %s、path は %s のように書いてください", DefaultListen, DefaultPath, DefaultListen, DefaultPath)
}

func (c Config) checkAPI() error {
	u, err := url.Parse(c.APIURL)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && strings.HasSuffix(u.Path, "/") {
		return nil
	}
	return fmt.Errorf("slack: api_url must be like %s, with a slash at its end / api_url は %s のように、最後に / を付けて書いてください", DefaultAPIURL, DefaultAPIURL)
}

func (c Config) checkManagers() error {
	wrong := slices.IndexFunc(c.Managers, func(id string) bool {
		return !strings.HasPrefix(id, "U") && !strings.HasPrefix(id, "W") || !asciiID(id)
	})
	if wrong < 0 {
		return nil
	}
	return fmt.Errorf("slack: managers has %q, which is no member id: copy it from the profile (⋮, Copy member ID) / "+
		"managers の「%s」はメンバーIDではありません。プロフィールの「⋮」から「メンバーIDをコピー」した U… を書いてください", c.Managers[wrong], c.Managers[wrong])
}
