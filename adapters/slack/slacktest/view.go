package slacktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	triggerLife = 3 * time.Second
	maxStack    = 3
)

// view is a modal or a home tab as Slack keeps it.
type view struct {
	id, hash, kind, user string
	root, previous       string
	sent                 object // as the app sent it, blocks with ids
	blocks               []object
	values               values
	errors               map[string]string // what the person is told, by block
	edited               bool
	at                   time.Time
	seq                  int
}

// trigger is what lets an app open a modal.
type trigger struct {
	user  string
	until time.Time
	used  bool
}

// newTrigger gives out a trigger_id.
func (s *Slack) newTrigger(user string) string {
	id := fmt.Sprintf("%d.%d.%08x", 1000+s.number(), 2000+s.number(), 0x5eed0000+s.number())
	s.triggers[id] = &trigger{user: user, until: s.now().Add(triggerLife)}
	return id
}

// takeTrigger uses a trigger_id up.
func (s *Slack) takeTrigger(c *call) (user, code string) {
	t := s.triggers[c.text("trigger_id")]
	switch {
	case t == nil:
		code = "invalid_trigger_id"
	case t.used:
		code = "exchanged_trigger_id"
	case s.now().After(t.until):
		code = "expired_trigger_id"
	default:
		t.used = true
		return t.user, ""
	}
	s.complain("%s: %s", c.method, code)
	return "", code
}

func (s *Slack) top(user string) *view {
	stack := s.stacks[user]
	if len(stack) == 0 {
		return nil
	}
	return stack[len(stack)-1]
}

// readView checks a view as it was sent; code is Slack's error, if any.
func (s *Slack) readView(kind, where string, raw json.RawMessage, self *view) (sent object, code string) {
	if raw == nil || !json.Valid(raw) {
		s.complain("%s: view is missing or not JSON", where)
		return nil, "invalid_arguments"
	}
	if problems := Validate(kind, raw); len(problems) > 0 {
		for _, p := range problems {
			s.complain("%s: %s", where, p)
		}
		code, _, _ = strings.Cut(problems[0], ":")
		return nil, code
	}
	_ = json.Unmarshal(raw, &sent)
	if id, _ := sent["external_id"].(string); id != "" {
		if other := s.external(id); other != nil && other != self {
			s.complain("%s: external_id %q is there already", where, id)
			return nil, "duplicate_external_id"
		}
	}
	list, _ := sent["blocks"].([]any)
	if blocks := s.named(list); !s.filesReady(blocks, where) {
		return nil, "invalid_arguments"
	}
	return sent, ""
}

// show gives a view, new or not, what was sent.
func (s *Slack) show(v *view, sent object) {
	v.sent = sent
	v.blocks = objects(sent["blocks"])
	v.values = v.values.carry(v.blocks)
	v.errors = nil
	v.edited = v.hash != ""
	v.seq = s.number()
	v.hash = fmt.Sprintf("%d.%08x", s.now().Unix(), s.number())
}

func (s *Slack) newView(kind, user string, sent object) *view {
	v := &view{id: fmt.Sprintf("V%08d", s.number()), kind: kind, user: user, at: s.now()}
	v.root = v.id
	s.views[v.id] = v
	s.show(v, sent)
	return v
}

// push puts a modal on top of those that the user has.
func (s *Slack) push(user string, sent object) *view {
	v := s.newView("modal", user, sent)
	if top := s.top(user); top != nil {
		v.root, v.previous = top.root, top.id
	}
	s.stacks[user] = append(s.stacks[user], v)
	return v
}

func (s *Slack) openView(c *call) object {
	user, code := s.takeTrigger(c)
	if code != "" {
		return refused(code)
	}
	sent, code := s.readView("modal", c.method, c.json("view"), nil)
	if code != "" {
		return refused(code)
	}
	s.stacks[user] = nil
	return object{"ok": true, "view": s.viewJSON(s.push(user, sent))}
}

func (s *Slack) pushView(c *call) object {
	user, code := s.takeTrigger(c)
	if code != "" {
		return refused(code)
	}
	switch n := len(s.stacks[user]); {
	case n == 0:
		return refused("not_found") // there is no modal any more
	case n >= maxStack:
		s.complain("%s: %d modals are open already", c.method, n)
		return refused("push_limit_reached")
	}
	sent, code := s.readView("modal", c.method, c.json("view"), nil)
	if code != "" {
		return refused(code)
	}
	return object{"ok": true, "view": s.viewJSON(s.push(user, sent))}
}

func (s *Slack) updateView(c *call) object {
	v := s.views[c.text("view_id")]
	if id := c.text("external_id"); v == nil && id != "" {
		v = s.external(id)
	}
	if v == nil || !s.open(v) {
		return refused("not_found")
	}
	if hash := c.text("hash"); hash != "" && hash != v.hash {
		return refused("hash_conflict")
	}
	sent, code := s.readView(v.kind, c.method, c.json("view"), v)
	if code != "" {
		return refused(code)
	}
	s.show(v, sent)
	return object{"ok": true, "view": s.viewJSON(v)}
}

func (s *Slack) publishView(c *call) object {
	user := c.text("user_id")
	if _, ok := s.user(user); !ok {
		return refused("user_not_found")
	}
	v := s.homes[user]
	if hash := c.text("hash"); v != nil && hash != "" && hash != v.hash {
		return refused("hash_conflict")
	}
	sent, code := s.readView("home", c.method, c.json("view"), v)
	if code != "" {
		return refused(code)
	}
	if v == nil {
		v = s.newView("home", user, sent)
		s.homes[user] = v
	} else {
		s.show(v, sent)
	}
	return object{"ok": true, "view": s.viewJSON(v)}
}

// open says whether the user still has the view before them.
func (s *Slack) open(v *view) bool {
	return s.homes[v.user] == v || slices.Contains(s.stacks[v.user], v)
}

// external finds an open view by the id that the app gave it.
func (s *Slack) external(id string) *view {
	for _, v := range s.views {
		if v.sent["external_id"] == id && s.open(v) {
			return v
		}
	}
	return nil
}

// remove closes one view.
func (s *Slack) remove(v *view) {
	s.stacks[v.user] = slices.DeleteFunc(s.stacks[v.user], func(o *view) bool { return o == v })
}

// viewJSON is the view as payloads and answers have it.
func (s *Slack) viewJSON(v *view) object {
	o := object{
		"private_metadata": "", "callback_id": "", "external_id": "", "title": nil, "close": nil, "submit": nil,
		"clear_on_close": false, "notify_on_close": false,
	}
	maps.Copy(o, v.sent)
	maps.Copy(o, object{
		"id": v.id, "team_id": s.o.Team, "hash": v.hash, "root_view_id": v.root, "previous_view_id": nil,
		"app_id": appID, "app_installed_team_id": s.o.Team, "bot_id": botID, "state": v.values.state(v.blocks),
	})
	if v.previous != "" {
		o["previous_view_id"] = v.previous
	}
	return o
}
