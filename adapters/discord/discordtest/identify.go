package discordtest

import "encoding/json"

// identification is what a client sends to begin a session.
type identification struct {
	Token      string  `json:"token"`
	Intents    *int    `json:"intents"`
	Shard      *[2]int `json:"shard"`
	Properties object  `json:"properties"`
}

// identify begins a session.
func (s *Discord) identify(k *socket, data json.RawMessage) {
	s.gateway.identifies++
	if k.session != nil && !k.session.dead {
		s.complain("gateway: identified twice")
		s.closeSocket(k, 4005, "Already authenticated.")
		return
	}
	var who identification
	err := json.Unmarshal(data, &who)
	if refusal := s.gateway.refusal(); refusal != 0 {
		s.closeSocket(k, refusal, closeText(refusal))
		return
	}
	if s.gateway.silentReady > 0 {
		s.gateway.silentReady--
		k.silent = true
		return
	}
	if k.instead(&s.gateway.afterIdentify) {
		return
	}
	code := s.unacceptable(who)
	if err != nil {
		code = 4002
	}
	if code != 0 {
		s.complain("gateway: identify: %s", closeText(code))
		s.closeSocket(k, code, closeText(code))
		return
	}
	t := &session{id: s.sessionID(), intents: *who.Intents, socket: k}
	k.session = t
	s.sessions[t.id] = t
	s.welcome(t)
}

// unacceptable is the code for which an identification is refused.
func (s *Discord) unacceptable(who identification) int {
	switch {
	case !s.tokenIs(who.Token):
		return 4004
	case who.Intents == nil || *who.Intents < 0 || *who.Intents > allIntents:
		return 4013
	case *who.Intents&privileged&^s.o.Intents != 0:
		return 4014
	case who.Shard != nil && (who.Shard[1] < 1 || who.Shard[0] < 0 || who.Shard[0] >= who.Shard[1]):
		return 4010
	case len(who.Properties) == 0:
		return 4002
	}
	return 0
}

// closeText is what Discord says along with a code.
func closeText(code int) string {
	text, ok := map[int]string{
		4000: "Unknown error.", 4002: "Error while decoding payload.", 4004: "Authentication failed.", 4007: "Invalid seq.", 4009: "Session timed out.",
		4010: "Invalid shard.", 4011: "Sharding required.", 4012: "Invalid API version.", 4013: "Invalid intent(s).", 4014: "Disallowed intent(s).",
	}[code]
	if !ok {
		return "Closed."
	}
	return text
}

// welcome sends READY and the guilds.
func (s *Discord) welcome(t *session) {
	guilds := []object{}
	for _, g := range s.present() {
		guilds = append(guilds, object{"id": g.ID, "unavailable": true})
	}
	bot, _ := s.user(s.o.Application)
	s.tell(t, "READY", object{
		"v": 9, "user": userJSON(bot), "guilds": guilds, "session_id": t.id, "session_type": "normal",
		"resume_gateway_url": s.gatewayURL(), "application": object{"id": s.o.Application, "flags": s.applicationFlags()},
		"private_channels": []any{}, "relationships": []any{}, "presences": []any{}, "user_settings": object{}, "_trace": []any{},
		"shard": []int{0, 1},
	}, nil)
	if t.intents&intentGuilds == 0 {
		return
	}
	for _, g := range s.present() {
		s.tell(t, "GUILD_CREATE", s.guildEvent(g, t.intents), nil)
	}
}

// resume goes on with a session, if it is still there.
func (s *Discord) resume(k *socket, data json.RawMessage) {
	s.gateway.resumes++
	var who struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     *int   `json:"seq"`
	}
	if err := json.Unmarshal(data, &who); err != nil || who.Seq == nil {
		s.complain("gateway: resume: %s", closeText(4002))
		s.closeSocket(k, 4002, closeText(4002))
		return
	}
	if k.instead(&s.gateway.afterResume) {
		return
	}
	t := s.sessions[who.Session]
	if t != nil {
		s.expire(t)
	}
	switch {
	case !s.tokenIs(who.Token):
		s.complain("gateway: resume: %s", closeText(4004))
		s.closeSocket(k, 4004, closeText(4004))
	case t == nil || t.dead:
		k.say(packet{Op: opInvalid, Data: raw(false)})
	case *who.Seq > t.seq:
		s.complain("gateway: resume: %s", closeText(4007))
		s.closeSocket(k, 4007, closeText(4007))
	default:
		s.replay(t, k, *who.Seq)
	}
}

// replay sends what a session has missed.
func (s *Discord) replay(t *session, k *socket, seq int) {
	if old := t.socket; old != nil {
		old.session = nil
		s.lose(old)
	}
	t.socket, k.session = k, t
	for _, e := range t.kept {
		if e.seq <= seq {
			continue
		}
		k.frame(e.frame)
		if e.delivery != nil {
			e.delivery.sent()
		}
	}
	s.tell(t, "RESUMED", object{"_trace": []any{}}, nil)
}
