package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
)

var address = regexp.MustCompile(`https?://[^\s<>]+`)

const verification = "verification"

func (s *Slack) matterOf(kind, what string, u User, payload object) *matter {
	body, err := json.Marshal(payload)
	if err != nil {
		s.t.Fatalf("slacktest: %v", err)
	}
	return &matter{kind: kind, what: what, user: u.ID, payload: body}
}

// sendEvent sends an event of the Events API.
func (s *Slack) sendEvent(u User, event object) *Delivery {
	return s.send(s.matterOf("events_api", event["type"].(string), u, object{
		"token": verification, "type": "event_callback", "team_id": s.o.Team, "api_app_id": appID,
		"event_id": fmt.Sprintf("Ev%08d", s.number()), "event_time": s.now().Unix(), "event": event,
		"is_ext_shared_channel": s.teamOf(u) != s.o.Team,
		"authorizations":        []object{{"enterprise_id": nil, "team_id": s.o.Team, "user_id": s.o.BotUser, "is_bot": true}},
	}))
}

func (s *Slack) messageEvent(u User, text string) object {
	ts := s.stamp()
	event := object{
		"type": "message", "channel_type": "im", "channel": s.DM(u.ID), "user": u.ID, "team": s.teamOf(u),
		"text": typed(text), "ts": ts, "event_ts": ts, "client_msg_id": fmt.Sprintf("msg-%d", s.number()),
		"blocks": []object{{"type": "rich_text", "block_id": fmt.Sprintf("r%d", s.number()), "elements": []object{
			{"type": "rich_text_section", "elements": []object{{"type": "text", "text": text}}}}}},
	}
	if s.teamOf(u) != s.o.Team {
		event["user_team"], event["source_team"] = s.teamOf(u), s.teamOf(u)
	}
	return event
}

func (s *Slack) channelName(channel string) string {
	if s.channels[channel] {
		return "general"
	}
	return "directmessage"
}

func (s *Slack) commandFields(u User, channel, command, text string) object {
	return object{
		"token": verification, "team_id": s.teamOf(u), "team_domain": "slacktest", "api_app_id": appID,
		"channel_id": channel, "channel_name": s.channelName(channel), "user_id": u.ID, "user_name": u.Name,
		"command": command, "text": typed(text), "is_enterprise_install": "false",
		"response_url": s.newResponse(u.ID, channel, nil), "trigger_id": s.newTrigger(u.ID),
	}
}

// interaction is what all payloads of interactions have.
func (s *Slack) interaction(kind string, u User) object {
	return object{
		"type": kind, "token": verification, "api_app_id": appID, "enterprise": nil, "is_enterprise_install": false,
		"team": object{"id": s.o.Team, "domain": "slacktest"},
		"user": object{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": s.teamOf(u)},
	}
}

// sendAction sends a block_actions for what was done in a place.
func (s *Slack) sendAction(u User, at spotPlace, action object) *Delivery {
	action["action_ts"] = s.stamp()
	payload := s.interaction("block_actions", u)
	payload["trigger_id"] = s.newTrigger(u.ID)
	payload["actions"] = []object{action}
	if v := at.view; v != nil {
		payload["container"] = object{"type": "view", "view_id": v.id}
		payload["view"] = s.viewJSON(v)
		return s.send(s.matterOf("interactive", "block_actions", u, payload))
	}
	m := at.message
	payload["container"] = object{"type": "message", "message_ts": m.ts, "channel_id": m.channel, "is_ephemeral": m.only != ""}
	payload["channel"] = object{"id": m.channel, "name": s.channelName(m.channel)}
	payload["state"] = at.values.state(at.blocks)
	payload["response_url"] = s.newResponse(u.ID, m.channel, m)
	if m.only == "" {
		payload["message"] = s.messageJSON(m)
	}
	return s.send(s.matterOf("interactive", "block_actions", u, payload))
}

// answerCommand shows what the acknowledgement of a command says.
func (s *Slack) answerCommand(user, channel, command string, ack json.RawMessage) {
	if string(ack) == "{}" {
		return
	}
	said, code := s.accept("response", "acknowledgement of "+command, ack)
	if code != "" {
		return
	}
	var how struct {
		Type string `json:"response_type"`
	}
	_ = json.Unmarshal(ack, &how)
	s.answerIn(user, channel, how.Type, said)
}

// answerSubmission does what the acknowledgement of a view_submission says.
func (s *Slack) answerSubmission(v *view, ack json.RawMessage) {
	var answer struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal(ack, &answer); err != nil {
		s.complain("view_submission: acknowledgement: %v", err)
		return
	}
	const where = "view_submission"
	switch answer.Action {
	case "":
		if string(ack) != "{}" {
			s.complain("%s: acknowledgement without response_action: %s", where, ack)
			return
		}
		s.remove(v)
	case "clear":
		s.stacks[v.user] = nil
	case "errors":
		s.tell(v, answer.Errors)
	case "update":
		if sent, code := s.readView("modal", where, answer.View, v); code == "" && s.open(v) {
			s.show(v, sent)
		}
	case "push":
		if len(s.stacks[v.user]) >= maxStack {
			s.complain("%s: push_limit_reached", where)
			return
		}
		if sent, code := s.readView("modal", where, answer.View, nil); code == "" {
			s.push(v.user, sent)
		}
	default:
		s.complain("%s: unknown response_action %q", where, answer.Action)
	}
}

// tell shows errors at inputs, if all of them belong to one.
func (s *Slack) tell(v *view, errors map[string]string) {
	inputs := map[string]bool{}
	for _, b := range v.blocks {
		if b["type"] == "input" {
			inputs[b["block_id"].(string)] = true
		}
	}
	if len(errors) == 0 {
		s.complain("view_submission: errors is empty")
	}
	for id := range errors {
		if !inputs[id] {
			s.complain("view_submission: errors names %q, which is no input block", id)
			return
		}
	}
	v.errors, v.seq = errors, s.number()
}
