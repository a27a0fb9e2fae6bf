package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Kinds of interactions.
const (
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// Types of responses.
const (
	answerMessage  = 4
	answerLater    = 5
	answerNothing  = 6
	answerUpdate   = 7
	answerChoices  = 8
	answerWithForm = 9
)

// tokenLife is how long an interaction can be answered further.
const tokenLife = 15 * time.Minute

// Delivery is something that a person did, on its way to the app.
type Delivery struct {
	// Done is closed when Discord has finished with it: the app has responded
	// to an interaction, or its time is up. What the response brings to the
	// screen is there then. Messages have no response; theirs is closed when
	// they were sent to the app. So is that of a repeat of an interaction that
	// has its response already.
	Done <-chan struct{}
	// Payload is the data of the event that is sent.
	Payload json.RawMessage

	done    chan struct{}
	s       *Discord
	event   string // name of the event
	intent  int    // that a session needs for it
	data    object
	it      *interaction // nil for messages
	timer   *time.Timer  // of messages that nobody has fetched yet
	failure string
	over    bool
}

// interaction is something that a person did that the app must respond to.
type interaction struct {
	id, token      string
	kind           int
	name           string // of the command
	user           User
	channel, guild string
	issued         time.Time
	responded      int // type of the response, 0 for none yet
	late           bool
	heard          bool     // a session has got it
	unsure         bool     // the answer to the app's response was lost, it may respond again
	source         *message // that the component is on
	original       *message // that the response made
	followups      []*message
	modal          *modal // that was submitted
	choices        []Choice
	deliveries     []*Delivery
	timer          *time.Timer
}

// Choice is what an autocompletion offers.
type Choice struct {
	Name  string
	Value any
}

// Failure is what the person is told when the app has not responded; "" if it
// has, or still may.
func (d *Delivery) Failure() string {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.failure
}

// Response is the type of the app's first response, 0 if there is none.
func (d *Delivery) Response() int {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	if d.it == nil {
		return 0
	}
	return d.it.responded
}

// Choices are what an autocompletion brought.
func (d *Delivery) Choices() []Choice {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	if d.it == nil {
		return nil
	}
	return d.it.choices
}

// finish ends the waiting for a delivery.
func (d *Delivery) finish(failure string) {
	if d.over {
		return
	}
	if d.timer != nil {
		d.timer.Stop()
	}
	d.over, d.failure = true, failure
	close(d.done)
}

// end finishes all deliveries of an interaction.
func (it *interaction) end(failure string) {
	if it.timer != nil {
		it.timer.Stop()
	}
	for _, d := range it.deliveries {
		d.finish(failure)
	}
}

// dead is a delivery with which nothing happens any more.
func (s *Discord) dead(failure string) *Delivery {
	d := s.newDelivery("", 0, nil)
	d.finish(failure)
	return d
}

func (s *Discord) newDelivery(event string, intent int, data object) *Delivery {
	done := make(chan struct{})
	payload, err := json.Marshal(data)
	if err != nil {
		s.t.Fatalf("discordtest: %v", err)
	}
	return &Delivery{Done: done, Payload: payload, done: done, s: s, event: event, intent: intent, data: data}
}

// interact sends an interaction.
func (s *Discord) interact(it *interaction, data object) *Delivery {
	it.id, it.token, it.issued = s.snowflake(), fmt.Sprintf("aW50ZXJhY3Rpb246%d", s.number()), s.now()
	s.interactions[it.token] = it
	if it.guild == "" {
		s.open[it.user.ID] = true
	}
	payload := s.interactionJSON(it, data)
	it.timer = time.AfterFunc(s.o.RespondWithin, func() { s.giveUp(it) })
	return s.deliver(it, payload)
}

func (s *Discord) deliver(it *interaction, payload object) *Delivery {
	d := s.newDelivery("INTERACTION_CREATE", 0, payload)
	d.it = it
	it.deliveries = append(it.deliveries, d)
	s.send(d)
	return d
}

// send puts a delivery on its way, several times while Shuffle says so.
func (s *Discord) send(d *Delivery) {
	repeats := 1
	if s.shuffle != nil {
		repeats += s.shuffle.IntN(max(1, s.repeats))
	}
	heard := 0
	for range repeats {
		heard += s.dispatch(d.event, d.intent, d.data, d)
	}
	switch {
	case d.it != nil || d.over:
	case heard == 0:
		d.finish("no session of the app hears of it")
	default:
		d.timer = time.AfterFunc(s.o.RespondWithin, func() { s.unheard(d) })
		s.unfetched = append(slices.DeleteFunc(s.unfetched, func(o *Delivery) bool { return o.over }), d)
	}
}

// unheard gives up on a message that no session has come for. One that comes
// later gets it all the same.
func (s *Discord) unheard(d *Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.finish("no session of the app is connected")
}

// sent is called when a session has got the delivery.
func (d *Delivery) sent() {
	if d.it != nil {
		d.it.heard = true
	}
	if d.it == nil || d.it.responded != 0 || d.it.late {
		d.finish("")
	}
}

// giveUp tells the person that the app has not responded.
func (s *Discord) giveUp(it *interaction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || it.responded != 0 || it.late {
		return
	}
	it.late = true
	if it.heard {
		s.complain("%s of %s: no response within %v", it.what(), it.user.ID, s.o.RespondWithin)
	}
	if it.modal != nil {
		it.modal.problem = "Something went wrong. Try again."
		it.modal.seq = s.number()
	}
	it.end(it.failure())
}

// failure is what the person reads.
func (it *interaction) failure() string {
	switch it.kind {
	case kindCommand:
		return "The application did not respond"
	case kindAutocomplete:
		return "Loading options failed"
	case kindModal:
		return "Something went wrong. Try again."
	}
	return "This interaction failed"
}

// what names the interaction in complaints.
func (it *interaction) what() string {
	switch it.kind {
	case kindCommand:
		return "/" + it.name
	case kindAutocomplete:
		return "autocompletion of /" + it.name
	case kindModal:
		return "modal"
	}
	return "component"
}

func (it *interaction) owners() object {
	if it.guild == "" {
		return object{"0": "0"}
	}
	return object{"0": it.guild}
}

// botInDM is what the app may in direct messages: attach files, embed links,
// mention everyone and use emoji from elsewhere.
const botInDM int64 = 1<<15 | 1<<14 | 1<<17 | 1<<18

// interactionJSON is the interaction as events have it.
func (s *Discord) interactionJSON(it *interaction, data object) object {
	o := object{
		"id": it.id, "application_id": s.o.Application, "type": it.kind, "token": it.token, "version": 1, "data": data,
		"channel_id": it.channel, "locale": it.user.locale(), "entitlements": []any{}, "entitlement_sku_ids": []any{},
		"authorizing_integration_owners": it.owners(), "attachment_size_limit": maxFile,
	}
	if it.source != nil {
		o["message"] = s.messageJSON(it.source)
	}
	g, ch, inGuild := s.guildOf(it.channel)
	if !inGuild {
		o["context"], o["user"], o["app_permissions"] = 1, userJSON(it.user), permissionText(botInDM)
		o["channel"] = s.dmJSON(it.user)
		return o
	}
	member := withUser(memberJSON(it.user), it.user)
	member["permissions"] = permissionText(s.may(it.user, g))
	o["context"], o["member"], o["app_permissions"] = 0, member, permissionText(everyone|1<<17|1<<18)
	o["guild_id"], o["guild_locale"] = g.ID, g.locale()
	o["guild"] = object{"id": g.ID, "locale": g.locale(), "features": []any{}}
	channel := channelJSON(g, ch)
	channel["permissions"] = permissionText(s.may(it.user, g))
	o["channel"] = channel
	return o
}
