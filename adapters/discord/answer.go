package discord

import (
	"context"
	"errors"
	"sync"
	"time"

	"daicho/bot"
)

// The types of answers to an interaction.
const (
	newMessage    = 4
	laterMessage  = 5
	laterChange   = 6
	changeMessage = 7
	choices       = 8
	openModal     = 9
)

// patience is after how long Discord is told to wait: it takes no answer after
// three seconds.
const patience = 1800 * time.Millisecond

// answer is what is shown for one delivery: once, in place of what was pressed
// where its presser alone sees that, else beside it for them alone.
type answer struct {
	a *App
	d delivery

	mu     sync.Mutex
	given  bool // nothing more can be answered but by a change of what stands there
	stands bool // something does, as far as is known
	repeat bool // the delivery came before: its answer stands there
	timer  *time.Timer
}

func newAnswer(a *App, d delivery) *answer {
	r := &answer{a: a, d: d, repeat: !a.isNew(d.id)}
	if !r.repeat && d.kind != didSpeak && d.kind != didComplete {
		r.timer = time.AfterFunc(patience, r.wait)
	}
	return r
}

// end stops waiting for an answer.
func (r *answer) end() {
	if r.timer != nil {
		r.timer.Stop()
	}
}

// alone reports whether the presser alone sees what they pressed.
func (r *answer) alone() bool {
	return r.d.message.ID != "" && (r.d.guild == "" || r.d.message.Flags&ephemeralFlag != 0)
}

// reply is an answer to an interaction, as Discord takes it.
type reply struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// first sends the first answer; false where there was one.
func (r *answer) first(ctx context.Context, what reply, files []file) (done bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.given {
		return false, nil
	}
	r.given = true
	path := "interactions/" + r.d.id[len("i-"):] + "/" + r.d.token + "/callback"
	err = r.a.calls.forSomebody(ctx, "POST", path, what, files, nil)
	if errors.Is(err, errAnswered) { // the first try was taken, and what Discord said of that was lost
		err = nil
	}
	r.stands = err == nil || errors.Is(err, bot.ErrBroken) // it may have heard
	return true, err
}

// showing is for what is shown: where the turn has taken all its time, or was cut
// off, that is said.
func (r *answer) showing() (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.a.life.Load().showing, callTime)
}

// wait tells Discord that the answer comes later.
func (r *answer) wait() {
	ctx, cancel := r.showing()
	defer cancel()
	what := reply{Type: laterChange}
	if !r.alone() {
		what = reply{Type: laterMessage, Data: map[string]int{"flags": r.flags()}}
	}
	if _, err := r.first(ctx, what, nil); err != nil {
		r.a.cfg.Log.Warn("discord: cannot be told to wait", "err", err)
	}
}

// flags are those of an answer: in a server it is for one alone.
func (r *answer) flags() int {
	if r.d.guild != "" {
		return ephemeralFlag
	}
	return 0
}

// show answers with a message.
func (r *answer) show(m message, files []file) {
	if r.repeat {
		return
	}
	ctx, cancel := r.showing()
	defer cancel()
	if r.d.kind == didSpeak {
		m.once(newNonce())
		m.Answers = &answers{Message: r.d.id[len("m-"):]}
		r.log(r.a.calls.forSomebody(ctx, "POST", "channels/"+r.d.channel+"/messages", m, files, nil))
		return
	}
	what := reply{Type: changeMessage, Data: m}
	if !r.alone() {
		what = r.beside(m)
	}
	first, err := r.first(ctx, what, files)
	if first && what.Type == changeMessage && errors.Is(err, bot.ErrGone) { // deleted meanwhile
		r.mu.Lock()
		r.given = false
		r.mu.Unlock()
		first, err = r.first(ctx, r.beside(m), files)
	}
	if !first {
		err = r.later(ctx, m, files)
	}
	r.log(err)
}

// beside answers with a message of its own.
func (r *answer) beside(m message) reply {
	m.Flags = r.flags()
	return reply{Type: newMessage, Data: m}
}

// later answers where Discord was told to wait. Where it did not hear that in time,
// nothing can be answered.
func (r *answer) later(ctx context.Context, m message, files []file) error {
	r.mu.Lock()
	stands := r.stands
	r.mu.Unlock()
	if !stands {
		return bot.ErrGone
	}
	m.Flags = 0 // what was said when it was put off holds
	path := "webhooks/" + r.a.app + "/" + r.d.token
	err := r.a.calls.forSomebody(ctx, "PATCH", path+"/messages/@original", m, files, nil)
	if errors.Is(err, bot.ErrGone) { // deleted meanwhile
		m.Flags = r.flags()
		err = r.a.calls.forSomebody(ctx, "POST", path, m, files, nil)
	}
	return err
}

// open answers with a modal; false where that cannot be had any more.
func (r *answer) open(ctx context.Context, m modal) bool {
	if r.repeat {
		return true
	}
	first, err := r.first(ctx, reply{Type: openModal, Data: m}, nil)
	r.log(err)
	return first
}

// choice is what an option of a command can become.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// offer answers with what can be chosen.
func (r *answer) offer(ctx context.Context, all []choice) {
	_, err := r.first(ctx, reply{Type: choices, Data: map[string][]choice{"choices": append([]choice{}, all...)}}, nil)
	r.log(err)
}

func (r *answer) log(err error) {
	if err != nil {
		r.a.cfg.Log.Warn("discord: an answer cannot be shown", "err", err)
	}
}
