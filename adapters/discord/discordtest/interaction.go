package discordtest

import (
	"net/http"
	"slices"
)

func interactionRoutes() []route {
	const webhook = "/webhooks/{application}/{token}"
	return []route{
		{"POST /interactions/{interaction}/{token}/callback", true, (*Discord).respond},
		{"POST " + webhook, true, (*Discord).followUp},
		{"GET " + webhook + "/messages/{message}", true, (*Discord).getResponse},
		{"PATCH " + webhook + "/messages/{message}", true, (*Discord).editResponse},
		{"DELETE " + webhook + "/messages/{message}", true, (*Discord).deleteResponse},
	}
}

var (
	errInteraction  = refused(http.StatusNotFound, 10062, "Unknown interaction")
	errAcknowledged = refused(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	errWebhook      = refused(http.StatusNotFound, 10015, "Unknown Webhook")
	errToken        = refused(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
)

// answers are the types of responses by kind of interaction.
var answers = map[int][]int{
	kindCommand:      {answerMessage, answerLater, answerWithForm},
	kindComponent:    {answerMessage, answerLater, answerNothing, answerUpdate, answerWithForm},
	kindAutocomplete: {answerChoices},
	kindModal:        {answerMessage, answerLater},
}

// takes says whether the interaction can be answered so.
func (it *interaction) takes(answer int) bool {
	if it.kind == kindModal && it.source != nil && (answer == answerNothing || answer == answerUpdate) {
		return true
	}
	return slices.Contains(answers[it.kind], answer)
}

// respond is the first response to an interaction.
func (s *Discord) respond(c *call) (any, *problem) {
	it := s.interactions[c.values["token"]]
	switch {
	case it == nil || it.id != c.values["interaction"]:
		s.complain("%s: there is no such interaction", c.key())
		return nil, errInteraction
	case it.late:
		s.complain("%s: %s of %s is answered too late", c.key(), it.what(), it.user.ID)
		return nil, errInteraction
	case it.responded != 0:
		if !it.unsure {
			s.complain("%s: %s of %s is answered already", c.key(), it.what(), it.user.ID)
		}
		return nil, errAcknowledged
	}
	o := c.object()
	answer := typeOf(o)
	if !it.takes(answer) {
		s.complain("%s: a response of type %d to %s", c.key(), answer, it.what())
		p := refused(400, 50035, "Invalid Form Body")
		p.errors = object{"type": object{"_errors": []object{{"code": "BASE_TYPE_CHOICES", "message": "This interaction cannot be answered so."}}}}
		return nil, p
	}
	data, _ := o["data"].(object)
	if p := s.carryOut(it, answer, data, c); p != nil {
		return nil, p
	}
	it.responded = answer
	if it.modal != nil {
		s.shut(it.modal)
	}
	it.end("")
	if c.query.Get("with_response") == "true" {
		return s.callbackJSON(it), nil
	}
	return nil, nil
}

// carryOut does what a response says.
func (s *Discord) carryOut(it *interaction, answer int, data object, c *call) *problem {
	if data == nil {
		data = object{}
	}
	switch answer {
	case answerMessage:
		m, p := s.reply(it, "response", data, c)
		it.original = m
		return p
	case answerLater:
		return s.promise(it, data, c)
	case answerUpdate:
		return s.update(it, data, c)
	case answerChoices:
		return s.offer(it, data, c)
	case answerWithForm:
		return s.openModal(it, data, c)
	}
	return nil
}

// reply makes a message out of a response or a follow-up.
func (s *Discord) reply(it *interaction, kind string, data object, c *call) (*message, *problem) {
	if p := s.accept(c, kind, data, nil); p != nil {
		return nil, p
	}
	m := s.newMessage(it.channel)
	m.by = it
	if flags, _ := data["flags"].(float64); int(flags)&flagEphemeral != 0 {
		m.only, m.flags = it.user.ID, flagEphemeral
	}
	s.fill(m, data, c, false)
	if m.hollow() {
		s.complain("%s: the message is empty", c.key())
		return nil, errHollow
	}
	if it.kind != kindCommand && it.source != nil {
		m.answers = it.source.id
	}
	s.post(m)
	return m, nil
}

// promise shows that the app thinks.
func (s *Discord) promise(it *interaction, data object, c *call) *problem {
	if p := s.accept(c, "deferral", data, nil); p != nil {
		return p
	}
	m := s.newMessage(it.channel)
	m.by, m.flags = it, flagLoading
	if flags, _ := data["flags"].(float64); int(flags)&flagEphemeral != 0 {
		m.only, m.flags = it.user.ID, flagLoading|flagEphemeral
	}
	it.original = m
	s.post(m)
	return nil
}

// update changes the message that a component is on.
func (s *Discord) update(it *interaction, data object, c *call) *problem {
	if it.source.deleted {
		s.complain("%s: the message is gone", c.key())
		return errMessage
	}
	if p := s.accept(c, "update", data, it.source.attachments); p != nil {
		return p
	}
	return s.change(it.source, data, c)
}

// offer takes the choices of an autocompletion.
func (s *Discord) offer(it *interaction, data object, c *call) *problem {
	check := newChecker("choices")
	check.whole(data)
	if p := s.blame(c, check); p != nil {
		return p
	}
	it.choices = []Choice{}
	for _, o := range objects(data["choices"]) {
		name, _ := o["name"].(string)
		it.choices = append(it.choices, Choice{name, o["value"]})
	}
	return nil
}

// callbackJSON is what with_response brings.
func (s *Discord) callbackJSON(it *interaction) object {
	about := object{"id": it.id, "type": it.kind}
	resource := object{"type": it.responded}
	m := it.response()
	if m != nil {
		about["response_message_id"] = m.id
		about["response_message_loading"] = m.flags&flagLoading != 0
		about["response_message_ephemeral"] = m.only != ""
	}
	if m != nil && (it.responded == answerMessage || it.responded == answerUpdate) {
		resource["message"] = s.messageJSON(m)
	}
	return object{"interaction": about, "resource": resource}
}

// response is the message that "@original" means.
func (it *interaction) response() *message {
	if it.responded == answerNothing || it.responded == answerUpdate {
		return it.source
	}
	return it.original
}

// webhook finds the interaction of a token that is still good.
func (s *Discord) webhook(c *call) (*interaction, *problem) {
	it := s.interactions[c.values["token"]]
	switch {
	case it == nil || c.values["application"] != s.o.Application:
		s.complain("%s: there is no such token", c.key())
		return nil, errWebhook
	case s.now().Sub(it.issued) > tokenLife:
		s.complain("%s: the token of %s of %s is older than %v", c.key(), it.what(), it.user.ID, tokenLife)
		return nil, errToken
	case it.responded == 0:
		s.complain("%s: %s of %s has no response yet", c.key(), it.what(), it.user.ID)
		return nil, errWebhook
	}
	return it, nil
}

// theirs finds a message that the token may change.
func (s *Discord) theirs(c *call) (*interaction, *message, *problem) {
	it, p := s.webhook(c)
	if p != nil {
		return nil, nil, p
	}
	id := c.values["message"]
	var m *message
	if original := it.response(); original != nil && (id == "@original" || id == original.id) {
		m = original
	}
	if i := slices.IndexFunc(it.followups, func(f *message) bool { return f.id == id }); i >= 0 {
		m = it.followups[i]
	}
	if m == nil || m.deleted {
		return it, nil, errMessage
	}
	return it, m, nil
}

// followUp is a further message. The first one after a deferral takes the
// place of what the person waits for.
func (s *Discord) followUp(c *call) (any, *problem) {
	it, p := s.webhook(c)
	if p != nil {
		return nil, p
	}
	data := c.object()
	if m := it.original; m != nil && !m.deleted && m.flags&flagLoading != 0 {
		if p := s.accept(c, "followup", data, nil); p != nil {
			return nil, p
		}
		data["flags"] = float64(m.flags & flagEphemeral)
		if p := s.change(m, data, c); p != nil {
			return nil, p
		}
		return s.messageJSON(m), nil
	}
	m, p := s.reply(it, "followup", data, c)
	if p != nil {
		return nil, p
	}
	it.followups = append(it.followups, m)
	return s.messageJSON(m), nil
}

func (s *Discord) getResponse(c *call) (any, *problem) {
	_, m, p := s.theirs(c)
	if p != nil {
		return nil, p
	}
	return s.messageJSON(m), nil
}

func (s *Discord) editResponse(c *call) (any, *problem) {
	_, m, p := s.theirs(c)
	if p != nil {
		s.complain("%s: %s", c.key(), p.message)
		return nil, p
	}
	data := c.object()
	if p := s.accept(c, "edit", data, m.attachments); p != nil {
		return nil, p
	}
	if p := s.change(m, data, c); p != nil {
		return nil, p
	}
	return s.messageJSON(m), nil
}

func (s *Discord) deleteResponse(c *call) (any, *problem) {
	_, m, p := s.theirs(c)
	if p != nil {
		return nil, p
	}
	s.erase(m)
	return nil, nil
}
