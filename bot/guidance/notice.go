package guidance

import "time"

// Notice is something a person should know and has not yet looked at. It
// waits before them on every surface until they open it.
type Notice struct {
	Key   string // what it is about, ASCII; sorts in the order of arising
	Text  string // one sentence
	Route string // where it leads, a bot.ActionID
	// At is when it arose. A time to come keeps the notice out of sight until
	// then: what is still so by that day is then said.
	At time.Time
}

// NoticeReader reads what waits to be read.
type NoticeReader interface {
	// Notices returns what waits to be read by a person, in the order of its
	// keys.
	Notices(p PersonID) ([]Notice, error)
}

// NoticeTx writes it.
type NoticeTx interface {
	// AddNotice puts a notice before a person; one with the same key again
	// replaces it.
	AddNotice(p PersonID, n Notice) error
	// DropNotice takes a notice away; one that is not there is no error.
	DropNotice(p PersonID, key string) error
}
