package discordtest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// message is one in a channel.
type message struct {
	id, channel, guild string
	author             User
	only               string // the one person who sees an ephemeral message
	content            string
	embeds, components []any
	earlier            []any // rows of components that changes have replaced
	attachments        []*attachment
	flags              int
	created, edited    time.Time
	seq                int
	deleted            bool
	answers            string // id of the message it replies to
	nonce              any
	pings              []string     // ids of those who are disturbed
	by                 *interaction // that it came from
}

// timestamp as Discord writes it.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

// messageJSON is the message as payloads and answers have it.
func (s *Discord) messageJSON(m *message) object {
	o := object{
		"id": m.id, "channel_id": m.channel, "type": 0, "content": m.content, "author": userJSON(m.author),
		"embeds": s.embedsJSON(m), "components": or(m.components), "attachments": s.attachmentsJSON(m),
		"timestamp": timestamp(m.created), "edited_timestamp": nil, "flags": m.flags, "tts": false, "pinned": false,
		"mention_everyone": slices.Contains(m.pings, "everyone"), "mentions": s.mentionsJSON(m), "mention_roles": []any{},
	}
	if !m.edited.IsZero() {
		o["edited_timestamp"] = timestamp(m.edited)
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if m.answers != "" {
		o["type"], o["message_reference"] = 19, object{"type": 0, "message_id": m.answers, "channel_id": m.channel}
	}
	if it := m.by; it != nil {
		o["application_id"], o["webhook_id"] = s.o.Application, s.o.Application
		o["interaction_metadata"] = object{"id": it.id, "type": it.kind, "user": userJSON(it.user), "authorizing_integration_owners": it.owners()}
		if it.kind == kindCommand {
			o["type"] = 20
			o["interaction"] = object{"id": it.id, "type": it.kind, "name": it.name, "user": userJSON(it.user)}
		}
	}
	return o
}

// embedsJSON has the addresses of the files that embeds show.
func (s *Discord) embedsJSON(m *message) []any {
	all := []any{}
	for _, e := range objects(m.embeds) {
		e = maps.Clone(e)
		e["type"] = "rich"
		for _, name := range []string{"image", "thumbnail"} {
			shown, _ := e[name].(object)
			file, ours := strings.CutPrefix(text(shown, "url"), "attachment://")
			i := slices.IndexFunc(m.attachments, func(a *attachment) bool { return ours && a.name == file })
			if i >= 0 {
				e[name] = object{"url": s.address(m.attachments[i]), "width": m.attachments[i].width, "height": m.attachments[i].height}
			}
		}
		all = append(all, e)
	}
	return all
}

// or is never null: clients break there.
func or(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}

func (s *Discord) mentionsJSON(m *message) []object {
	all := []object{}
	for _, found := range userMention.FindAllStringSubmatch(m.content, -1) {
		if u, ok := s.user(found[1]); ok {
			all = append(all, userJSON(u))
		}
	}
	return all
}

// message finds a message that is still there.
func (s *Discord) message(channel, id string) *message {
	i := slices.IndexFunc(s.messages, func(m *message) bool { return m.channel == channel && m.id == id })
	if i < 0 || s.messages[i].deleted {
		return nil
	}
	return s.messages[i]
}

// accept checks the payload of a message, and complains of it.
func (s *Discord) accept(c *call, kind string, o object, kept []*attachment) *problem {
	check := newChecker(kind)
	for _, f := range c.files {
		check.files = append(check.files, plainName(f.name))
	}
	for _, a := range kept {
		check.files = append(check.files, a.name)
	}
	check.whole(o)
	check.uploads(o, c.files, kept)
	return s.blame(c, check)
}

// blame complains of everything that was found.
func (s *Discord) blame(c *call, check *checker) *problem {
	for _, f := range check.findings {
		s.complain("%s: %s", c.key(), f)
	}
	return check.problem()
}

// fill puts what a payload says into a message: what it leaves out stays.
func (s *Discord) fill(m *message, o object, c *call, whole bool) {
	if content, ok := o["content"]; ok {
		text, _ := content.(string)
		m.content = strings.TrimSpace(text)
	}
	if embeds, ok := o["embeds"]; ok {
		m.embeds, _ = embeds.([]any)
	}
	if components, ok := o["components"]; ok {
		m.earlier = append(m.earlier, m.components...)
		m.components, _ = components.([]any)
		s.numbered(m.components)
	}
	if flags, ok := o["flags"].(float64); ok {
		m.flags = m.flags&flagEphemeral | int(flags)
	}
	s.attach(m, o, c, whole)
	m.pings = pings(m, o)
	m.seq = s.number()
}

// numbered gives components the ids that the app has left out.
func (s *Discord) numbered(rows []any) {
	n := 0.0
	for _, r := range objects(rows) {
		for _, o := range append([]object{r}, objects(r["components"])...) {
			n++
			if empty(o["id"]) {
				o["id"] = n
			}
		}
	}
}

// pings are those whom a message disturbs.
func pings(m *message, o object) []string {
	allowed, _ := o["allowed_mentions"].(object)
	users, _ := allowed["users"].([]any)
	var all []string
	for _, id := range users {
		if strings.Contains(m.content, "<@"+idText(id)+">") || strings.Contains(m.content, "<@!"+idText(id)+">") {
			all = append(all, idText(id))
		}
	}
	return all
}

// hollow says whether there is nothing in a message.
func (m *message) hollow() bool {
	return m.content == "" && len(m.embeds) == 0 && len(m.components) == 0 && len(m.attachments) == 0
}

var errHollow = refused(http.StatusBadRequest, 50006, "Cannot send an empty message")

// newMessage is a message of the app, not yet there.
func (s *Discord) newMessage(channel string) *message {
	bot, _ := s.user(s.o.Application)
	m := &message{id: s.snowflake(), channel: channel, author: bot, created: s.now(), seq: s.number()}
	if g, _, ok := s.guildOf(channel); ok {
		m.guild = g.ID
	}
	return m
}

// post puts a message into its channel and tells of it.
func (s *Discord) post(m *message) {
	s.messages = append(s.messages, m)
	s.echo("MESSAGE_CREATE", m)
}

// change replaces what is in a message. If nothing is left, nothing changes.
func (s *Discord) change(m *message, o object, c *call) *problem {
	next := *m
	next.flags &^= flagLoading
	s.fill(&next, o, c, c.version >= 10)
	if next.hollow() {
		s.complain("%s: nothing would be left in the message", c.key())
		return errHollow
	}
	if m.flags&flagLoading == 0 {
		next.edited = s.now()
	}
	*m = next
	s.echo("MESSAGE_UPDATE", m)
	return nil
}

// erase takes a message away.
func (s *Discord) erase(m *message) {
	m.deleted = true
	s.echo("MESSAGE_DELETE", m)
}

// echo tells sessions of a message of the app. Of what one person alone sees,
// Discord tells nothing.
func (s *Discord) echo(name string, m *message) {
	if s.o.NoEcho || m.only != "" {
		return
	}
	data := s.messageJSON(m)
	if name == "MESSAGE_DELETE" {
		data = object{"id": m.id, "channel_id": m.channel}
	}
	if m.guild != "" {
		data["guild_id"] = m.guild
	}
	s.dispatch(name, m.intent(), data, nil)
}

// intent is what a session needs to hear of the message.
func (m *message) intent() int {
	if m.guild != "" {
		return intentMessages
	}
	return intentDirect
}
