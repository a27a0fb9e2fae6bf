package discord

import (
	"context"
	"errors"

	"daicho/bot"
)

// Probed is what Discord says of how an application is set up.
type Probed struct {
	// Token is why nothing could be asked, nil where it could. One for which
	// TokenRefused holds needs a new token; any other may pass.
	Token error
	// Sessions is how many more times it may connect today.
	Sessions int
	Servers  []ProbedServer // in the order of the configuration
}

// ProbedServer is what it says of one server.
type ProbedServer struct {
	ID, Name string
	// Failure is why it could not be asked about: an *Absent where the application
	// is not in it.
	Failure error
	// Lacks are permissions that the application lacks in the server.
	Lacks []Permission
	// NoRoles are those of Guild.Members that are no roles of the server, and
	// NoManagers those of Guild.Managers that are neither its roles nor its people.
	NoRoles, NoManagers []string
	// Unseen: the channel in which people are called is none of the server's that
	// the application sees. CallLacks are permissions that it lacks there.
	Unseen    bool
	CallLacks []Permission
}

// Probe asks Discord whether the token is accepted and how each server is set
// up. It opens no connection and changes nothing.
func (a *App) Probe(ctx context.Context) Probed {
	defer a.calls.http.CloseIdleConnections()
	var p Probed
	var who struct {
		ID string `json:"id"`
	}
	if p.Token = a.calls.once(ctx, "GET", "oauth2/applications/@me", nil, nil, &who); p.Token != nil {
		return p
	}
	a.app = who.ID
	var gateway struct {
		Limit struct {
			Remaining int `json:"remaining"`
		} `json:"session_start_limit"`
	}
	if p.Token = a.calls.once(ctx, "GET", "gateway/bot", nil, nil, &gateway); p.Token != nil {
		return p
	}
	p.Sessions = gateway.Limit.Remaining
	for _, g := range a.cfg.Guilds {
		p.Servers = append(p.Servers, a.probe(ctx, g))
	}
	return p
}

func (a *App) probe(ctx context.Context, g Guild) ProbedServer {
	p := ProbedServer{ID: g.ID}
	if p.Failure = a.visit(ctx, g.ID); p.Failure != nil {
		return p
	}
	p.Name = a.named(g.ID)
	there, roles, err := a.standing(ctx, g.ID)
	if p.Failure = err; err != nil {
		return p
	}
	p.Lacks = lacking(needs, there.may(roles))
	for _, id := range g.Members {
		if !there.has(id) {
			p.NoRoles = append(p.NoRoles, id)
		}
	}
	if p.NoManagers, p.Failure = a.nobodies(ctx, there, g.Managers); p.Failure == nil && g.CallsIn != "" {
		var seen bool
		p.CallLacks, seen, p.Failure = a.lacksIn(ctx, g.ID, g.CallsIn, toCall)
		p.Unseen = p.Failure == nil && !seen
	}
	return p
}

// nobodies are those of some ids that are neither roles of a server nor people
// in it.
func (a *App) nobodies(ctx context.Context, there server, ids []string) (all []string, err error) {
	for _, id := range ids {
		if there.has(id) {
			continue
		}
		switch _, err := a.member(ctx, there.ID, id); {
		case errors.Is(err, bot.ErrGone):
			all = append(all, id)
		case err != nil:
			return all, err
		}
	}
	return all, nil
}
