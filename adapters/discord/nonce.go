package discord

import (
	"crypto/rand"
	"maps"
	"sync"
	"time"
)

// once names the message, so that it stands there once.
func (m *message) once(nonce string) { m.Nonce, m.EnforceNonce = nonce, true }

// newNonce is a name that no message has had.
func newNonce() string { return rand.Text()[:20] }

// unsure are the names of messages of which it is not known whether they came, by
// what they say and where.
type unsure struct {
	mu    sync.Mutex
	named map[[32]byte]named
}

type named struct {
	nonce string
	at    time.Time // of the first try
}

// unsureFor is how long Discord knows a name.
const unsureFor = 5 * time.Minute

// take takes the name for a message: that which it had, if it was tried a short
// time ago and nobody knows what became of it.
func (u *unsure) take(key [32]byte) named {
	u.mu.Lock()
	defer u.mu.Unlock()
	n, tried := u.named[key]
	delete(u.named, key)
	if tried && time.Since(n.at) < unsureFor {
		return n
	}
	return named{newNonce(), time.Now()}
}

// keep keeps the name of a message that may have come, or is not known to have.
func (u *unsure) keep(key [32]byte, name named) {
	u.mu.Lock()
	defer u.mu.Unlock()
	maps.DeleteFunc(u.named, func(_ [32]byte, n named) bool { return time.Since(n.at) >= unsureFor })
	if u.named == nil {
		u.named = map[[32]byte]named{}
	}
	u.named[key] = name
}
