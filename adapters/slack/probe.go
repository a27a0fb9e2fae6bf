package slack

import (
	"context"
	"net/http"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Probed is what a workspace says of how it is set up.
type Probed struct {
	Team   string // as people know it
	TeamID string
	// Missing are scopes that the bot token lacks, Spare those that it has and
	// nothing here needs.
	Missing, Spare []string
	// Token and App are why the bot token or the app token is not accepted, nil
	// where it is; App is not asked about in HTTP mode. An error for which
	// TokenRefused holds needs a new token; any other may pass.
	Token, App error
}

// Probe asks Slack whether the tokens are accepted and what they may do. It
// opens no connection and changes nothing.
func (w *Workspace) Probe(ctx context.Context) Probed {
	defer w.calls.http.CloseIdleConnections()
	var p Probed
	var who *sdk.AuthTestResponse
	p.Token = w.calls.once(ctx, "auth.test", "", patience, func(ctx context.Context) (err error) {
		who, err = w.calls.api.AuthTestContext(ctx)
		return err
	})
	if p.Token == nil {
		p.Team, p.TeamID = who.Team, who.TeamID
		p.Missing, p.Spare = compare(who.Header)
	}
	if w.cfg.Mode == SocketMode {
		p.App = w.calls.once(ctx, "apps.connections.open", "", patience, func(ctx context.Context) error {
			_, _, err := socketmode.New(w.calls.api).OpenContext(ctx)
			return err
		})
	}
	return p
}

// compare holds the scopes that Slack names beside those that are needed. Where
// it names none, nothing is said.
func compare(h http.Header) (missing, spare []string) {
	named := h.Get("X-Oauth-Scopes")
	if named == "" {
		return nil, nil
	}
	has := strings.FieldsFunc(named, func(r rune) bool { return r == ',' || r == ' ' })
	for _, s := range Scopes {
		if !slices.Contains(has, s) {
			missing = append(missing, s)
		}
	}
	for _, s := range has {
		if !slices.Contains(Scopes, s) {
			spare = append(spare, s)
		}
	}
	return missing, spare
}
