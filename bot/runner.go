package bot

import (
	"context"
	"time"
)

// Letter is something that goes elsewhere: a row of the outbox. It is drawn
// when it is sent, so that it is never stale, and may then turn out to have
// nothing left to say.
type Letter struct {
	// Key says what the letter is about, in ASCII; a key is sent once. It
	// sorts in the order of sending.
	Key string
	// Person is the company's id of who receives it; Place a place instead.
	Person string
	Place  Place
	// Route is drawn as that person when it is sent.
	Route ActionID
	// NotBefore and Expires bound when it is sent; zero for no bound.
	NotBefore, Expires time.Time
	// Tries counts failed attempts; Failed is the last failure, for operators.
	Tries  int
	Failed string
	// Dead letters wait for an operator and hold nobody up.
	Dead bool
}

// Reply is what came out of an acting turn.
type Reply struct {
	// View is shown to whoever acted.
	View View
	// Post is put into the outbox, within the same turn.
	Post []Letter
	// Changed names the topics whose views are now out of date.
	Changed []string
	// More says that work was left for later turns: a WorkTick is to follow.
	More bool
}

// WorkTick is the Tick of an event that goes on with what earlier turns left to
// be done, a piece at a time.
const WorkTick = "work"

// Tx is what the runner itself needs of a turn's transaction.
type Tx interface {
	// CompanyID is the company the turn is in.
	CompanyID() string
	// Seen returns what Remember kept for this delivery.
	Seen(from Account, delivery string) (at ActionID, seen bool, err error)
	// Remember keeps that the delivery was handled and what was then shown:
	// an action id, or one behind a "!".
	Remember(from Account, delivery string, at ActionID, when time.Time) error
	// Enqueue puts a letter into the outbox; a key already there or already
	// sent is left alone.
	Enqueue(l Letter) error
}

// Store keeps companies. T is the transaction its turns speak through.
type Store[T Tx] interface {
	// Read runs fn on a consistent snapshot of the home's company. Writing
	// through it fails. Returns ErrUnknownHome for a home of no company.
	Read(ctx context.Context, home string, fn func(T) error) error
	// Turn runs fn in a serializable transaction of the home's company and
	// returns once it is on disk. An error of fn undoes all it wrote. fn may
	// run more than once; only its last run counts.
	Turn(ctx context.Context, home string, fn func(T) error) error
	// Outbox returns the letters of the home's company that wait, in the
	// order of their keys, dead ones included.
	Outbox(ctx context.Context, home string) ([]Letter, error)
	// Settle notes what became of a letter: sent (it is removed and its key
	// remembered until at least when), or kept with its new state.
	Settle(ctx context.Context, home string, l Letter, sent bool, when time.Time) error
	// Homes lists one home of every company, where letters may wait.
	Homes(ctx context.Context) ([]string, error)
}

// Talk decides what is said when.
type Talk[T Tx] interface {
	// Does reports whether typed words do something, so that what they carry
	// is kept, or only ask to see something.
	Does(said string) bool
	// Reads reports whether the file or the words of an event are to be understood
	// before its turn.
	Reads(tx T, ev Event) (bool, error)
	// Draw shows what the event asks for, by a route or in words, and changes
	// nothing.
	Draw(tx T, ev Event) (View, error)
	// Act does what the event asks for, if its sender may now, and shows
	// what came of it. A mistake of a person is a view, not an error.
	Act(tx T, ev Event) (Reply, error)
	// Deliver draws a letter for its receiver. It returns false when there
	// is nothing left to say or nobody left to say it to.
	Deliver(tx T, l Letter, now time.Time) (Recipient, View, bool, error)
	// Sorry puts an error that nobody foresaw into words for people, with a
	// reference under which the log has it.
	Sorry(err error, reference string) View
}
