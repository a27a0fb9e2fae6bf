package discord

import (
	"context"
	"errors"
	"slices"

	"daicho/bot"
)

// Probed is what Discord says of how an application is set up.
type Probed struct {
	// Token is why nothing could be asked, nil where it could. One for which
	// TokenRefused holds needs a new token; any other may pass.
	Token       error
	Application string // its name
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
	// Missing are permissions that it lacks there, as Discord calls them.
	Missing []string
	// Roles are those of the configuration that the server has not. Who is named
	// as a manager may be a person; so these are of Members alone.
	Roles []string
	// Calls: the channel in which people are called is not one of the server that
	// the application sees.
	Calls bool
}

// Probe asks Discord whether the token is accepted and how each server is set
// up. It opens no connection and changes nothing.
func (a *App) Probe(ctx context.Context) Probed {
	defer a.calls.http.CloseIdleConnections()
	var p Probed
	var who struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if p.Token = a.calls.once(ctx, "GET", "oauth2/applications/@me", nil, nil, &who); p.Token != nil {
		return p
	}
	a.app, p.Application = who.ID, who.Name
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
	there, err := a.server(ctx, g.ID)
	var me member
	if err == nil {
		err = a.calls.once(ctx, "GET", "guilds/"+g.ID+"/members/"+a.app, nil, nil, &me)
	}
	if p.Failure = err; err != nil {
		return p
	}
	may := there.may(g.ID, me.Roles)
	for _, n := range needs {
		if may&(n.bit|administrator) == 0 {
			p.Missing = append(p.Missing, n.name)
		}
	}
	for _, id := range g.Members {
		if !slices.ContainsFunc(there.Roles, func(r role) bool { return r.ID == id }) {
			p.Roles = append(p.Roles, id)
		}
	}
	if g.Calls != "" {
		sees, err := a.sees(ctx, g.ID, g.Calls)
		p.Calls, p.Failure = !sees, err
	}
	return p
}

// sees reports whether the bot sees a channel of a server.
func (a *App) sees(ctx context.Context, guild, id string) (bool, error) {
	var channel struct {
		Guild string `json:"guild_id"`
	}
	err := a.calls.once(ctx, "GET", "channels/"+id, nil, nil, &channel)
	if errors.Is(err, bot.ErrGone) || errors.Is(err, errHidden) {
		return false, nil
	}
	return err == nil && channel.Guild == guild, err
}

// role is a role of a server.
type role struct {
	ID          string `json:"id"`
	Permissions uint64 `json:"permissions,string"`
}

// server is what Discord tells of a server.
type server struct {
	Name  string `json:"name"`
	Owner string `json:"owner_id"`
	Roles []role `json:"roles"`
}

func (a *App) server(ctx context.Context, id string) (there server, err error) {
	err = a.calls.once(ctx, "GET", "guilds/"+id, nil, nil, &there)
	return there, err
}

// may is what somebody with these roles may in the server.
func (s server) may(guild string, roles []string) (all uint64) {
	for _, r := range s.Roles {
		if r.ID == guild || slices.Contains(roles, r.ID) { // the role of all has the server's id
			all |= r.Permissions
		}
	}
	return all
}
