// Package dialogue decides what is said when, flow by flow (see flows). It is
// one package, because flows lead into each other's screens in all directions
// and share the turn that they are drawn in. It takes a transaction and an
// event and gives a view; it knows no platform, no clock
// and no storage. Every text in it is read by people, in the manner of an
// office clerk's colleague: short, polite, and true about what happens.
package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/reminding"
	"daicho/rubric"
)

// Dialogue is the bot.Talk of the programme, for any transaction that can
// read and write the programme's records.
type Dialogue[T guidance.Tx] struct{ core *core }

type core struct {
	lib       *rubric.Library
	questions questions
	names     *guidance.Names
	newKey    func() string
	linker    Linker // nil where links lead nowhere
	// surfaceName names a home's platform; nil where nobody said
	surfaceName func(home string) string
	rules       reminding.Rules
	mail        string // the home of mail; empty where there is none

	flow // all flows as one
}

// New makes a dialogue over the instruments of lib. newKey gives keys for
// records that are about to be created: ASCII letters and digits, at most 26,
// never the same twice.
func New[T guidance.Tx](lib *rubric.Library, newKey func() string) *Dialogue[T] {
	return &Dialogue[T]{core: &core{lib: lib, questions: questionsOf(lib), names: guidance.NewNames(lib.Spellings()), newKey: newKey, rules: reminding.Usual(), flow: joined(flows())}}
}

// turn is one event on its way: who it is from, and what it may read.
type turn struct {
	guidance.Reader
	*core
	ev    bot.Event
	me    guidance.Person
	zone  *time.Location // see in
	fault error          // of a reading in the middle of a sentence; see finish
}

// acting is a turn that may write. What it posts and changes goes out after
// the turn is on disk.
type acting struct {
	*turn
	tx      guidance.Tx
	post    []bot.Letter
	changed []string
	more    bool // work was left for later turns
}

// screen draws what a route leads to. args are what follows the route's word,
// split at its slashes; they came from outside and may be anything.
type screen func(t *turn, args []string) (bot.View, error)

// deed does what a route stands for, if the person may, and draws what came of
// it.
type deed func(a *acting, args []string) (bot.View, error)

// Draw implements bot.Talk.
func (d *Dialogue[T]) Draw(tx T, ev bot.Event) (bot.View, error) {
	t, err := d.core.begin(tx, ev)
	if err != nil {
		return bot.View{}, err
	}
	view, outside := t.outside()
	switch {
	case ev.Typing && outside:
		return bot.View{}, nil
	case ev.Typing:
		return t.completions(ev.Said)
	case outside:
		return view, nil
	case ev.Said != "":
		return t.finish(t.drawWords(ev.Said))
	}
	return t.finish(t.draw(ev.Press))
}

// Act implements bot.Talk.
func (d *Dialogue[T]) Act(tx T, ev bot.Event) (bot.Reply, error) {
	if ev.Tick != "" {
		return d.core.tick(tx, ev)
	}
	t, err := d.core.begin(tx, ev)
	if err != nil {
		return bot.Reply{}, err
	}
	a := &acting{turn: t, tx: tx}
	if view, ok := t.outside(); ok {
		if ended := t.me.ID != ""; !ended {
			view, err = t.finish(a.fromOutside(view))
		}
		return bot.Reply{View: view, Post: a.post, Changed: a.changed}, err
	}
	if !isEnrolling(ev) { // who presses that twice has not yet read the greeting
		if err := a.greeted(); err != nil {
			return bot.Reply{}, err
		}
	}
	view, err := t.finish(a.act())
	return bot.Reply{View: view, Post: a.post, Changed: a.changed, More: a.more}, err
}

// greeted notes that the person has begun to do something here.
func (a *acting) greeted() error {
	if !a.me.Greeted.IsZero() {
		return nil
	}
	a.me.Greeted = a.ev.At
	if err := cmp.Or(a.tx.PutPerson(a.me), a.tx.DropNotice(a.me.ID, welcomeKey(a.me.ID))); err != nil {
		return fmt.Errorf("note the first deed: %w", err)
	}
	return nil
}

func (c *core) begin(r guidance.Reader, ev bot.Event) (*turn, error) {
	me, err := r.PersonOf(guidance.Account(ev.From))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return nil, fmt.Errorf("read person: %w", err)
	}
	return &turn{Reader: r, core: c, ev: ev, me: me}, nil
}

// draw shows what a route leads to. A route that acts is never acted on
// here: what it would lead to is drawn again from the menu.
func (t *turn) draw(id bot.ActionID) (bot.View, error) {
	parts := id.Parts()
	draw, ok := t.screens[parts[0]]
	if !ok {
		return drawMenu(t, nil)
	}
	view, err := draw(t, parts[1:])
	if view.At == "" {
		view.At = id
	}
	return view, err
}

func (a *acting) act() (bot.View, error) {
	if a.ev.File != nil {
		return a.takeFile()
	}
	if isPasted(a.ev.Said) {
		return takeBook(a, nil)
	}
	parts := a.ev.Press.Parts()
	handlers := a.saves
	if a.ev.Press.Acts() {
		handlers, parts = a.deeds, parts[1:]
	}
	if code, ok := toJoin(a.ev.Said); ok {
		return drawJoining(a.turn, code)
	}
	if name, ok := toAdd(a.ev.Said); ok {
		return a.beginService(name)
	}
	handler, ok := handlers[parts[0]]
	if !ok {
		return drawMenu(a.turn, nil)
	}
	return handler(a, parts[1:])
}

// takeFile hands a file to the screen under which it was dropped.
func (a *acting) takeFile() (bot.View, error) {
	parts := a.ev.Shown.Parts()
	if take, ok := a.files[parts[0]]; ok {
		return take(a, parts[1:])
	}
	if isBook(a.ev.File.Name) {
		return takeBook(a, nil)
	}
	view, err := drawMenu(a.turn, nil)
	view.Problem = "ここではファイルを受け取れないため、保存していません。答えの根拠になる資料は、チェックの「メモを書く」の画面で渡してください。"
	return view, err
}

// finish turns what is no longer there into a view that says so.
func (t *turn) finish(view bot.View, err error) (bot.View, error) {
	err = cmp.Or(err, t.fault)
	if errors.Is(err, errNotMine) {
		view, err = drawProof(t, nil)
	}
	if errors.Is(err, guidance.ErrNotFound) {
		view, err = drawMenu(t, nil)
		view.Problem = "お探しのものは見つかりませんでした。下のボタンから選び直してください。"
	}
	if lost, ok := errors.AsType[*guidance.LostEditionError](err); ok {
		view, err = t.refuse(lostText(kindText[lost.Kind], lost.Edition))
	}
	if view.At == "" {
		view.At = "menu"
	}
	return view, err
}

// refuse shows why the person cannot have what they asked for, and what they
// can do instead.
func (t *turn) refuse(why string) (bot.View, error) {
	view, err := drawWaiting(t, nil)
	view.Notice, view.Problem = "", why
	return view, err
}

// Sorry implements bot.Talk.
func (d *Dialogue[T]) Sorry(err error, reference string) bot.View {
	view := bot.View{
		At:    "menu",
		Title: "うまくいきませんでした",
		Problem: "いまの操作は、保存できていないおそれがあります。これまでの記録は残っています。" +
			"少し待ってから、もう一度ためしてください。",
		Body:    []string{"続くときは、会社の管理者か、この仕組みを動かしている担当者に、受付番号「" + reference + "」を伝えてください。"},
		Actions: []bot.Action{{ID: "menu", Label: "メニューに戻る"}},
	}
	if errors.Is(err, bot.ErrUnknownHome) {
		view.Problem = "ここは、まだどの会社にも登録されていません。"
	}
	return view
}

// Deliver implements bot.Talk: a letter is a notice that still waits, what
// somebody has shared, or a reminder.
func (d *Dialogue[T]) Deliver(tx T, l bot.Letter, now time.Time) (bot.Recipient, bot.View, bool, error) {
	nobody := bot.Recipient{}
	person, err := tx.Person(guidance.PersonID(l.Person))
	if errors.Is(err, guidance.ErrNotFound) || err == nil && len(person.Accounts) == 0 {
		return nobody, bot.View{}, false, nil
	}
	if over, err := ended(tx, person, now); err != nil || over {
		return nobody, bot.View{}, false, err
	}
	if err != nil {
		return nobody, bot.View{}, false, err
	}
	if l.Place != (bot.Place{}) {
		view, ok, err := d.core.sharedLetter(tx, person, l, now)
		return bot.Recipient{Place: l.Place}, view, ok, err
	}
	if strings.HasPrefix(l.Key, remindKey) {
		return d.core.reminderLetter(tx, person, l, now)
	}
	notices, err := tx.Notices(person.ID)
	if err != nil {
		return nobody, bot.View{}, false, err
	}
	i := slices.IndexFunc(notices, func(n guidance.Notice) bool { return n.Key == l.Key })
	if i < 0 {
		return nobody, bot.View{}, false, nil
	}
	to := bot.Recipient{Account: bot.Account(person.Main())}
	view, err := d.core.card(tx, to.Account, notices[i], now)
	return to, view, err == nil, err
}

// card is a notice as it is posted: the screen it leads to, where that is one
// to answer right there and there still is something to answer, else a
// sentence with a button.
func (c *core) card(r guidance.Reader, to bot.Account, n guidance.Notice, now time.Time) (bot.View, error) {
	route := bot.ActionID(n.Route)
	if !c.cards[route.Parts()[0]] {
		return noticeView(n), nil
	}
	t, err := c.begin(r, bot.Event{At: now, From: to, Press: route})
	if err != nil {
		return bot.View{}, err
	}
	view, err := t.finish(t.draw(route))
	if err != nil || view.Problem != "" {
		return noticeView(n), err
	}
	view.Notice = n.Text
	return view, nil
}
