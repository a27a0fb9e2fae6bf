package guidance

import (
	"math"
	"slices"
	"time"
)

// How long personal links are of use, and how many a person may have.
const (
	// HandedFor is how long a link can be opened that one person had made for
	// another.
	HandedFor = 14 * 24 * time.Hour
	// DeviceFor is how long a link can be opened that somebody made for a
	// device of their own.
	DeviceFor = time.Hour
	// MaxAccounts is how many accounts may lead to one person.
	MaxAccounts = 20
)

// Link is a personal link as the company knows it. Its secret exists only in
// the view that answered whoever had it made; only a hash is kept.
type Link struct {
	Ref     string // public
	Account Account
	Made    time.Time // zero for one that the operator made
	By      PersonID  // who had it made; empty for the operator
	Once    bool      // the first opening takes it
	Used    time.Time // when it was taken; zero if not yet
	Expires time.Time // until when it can be opened
	Open    int       // sessions that it opened and that were not ended
}

// Waits reports whether the link can still be opened for the first time.
func (l Link) Waits(now time.Time) bool { return l.Used.IsZero() && now.Before(l.Expires) }

// Screen says how one of a person's accounts came to be and what may be seen
// from it. An account without one is the platform's or the operator's.
type Screen struct {
	Account Account
	Made    time.Time
	By      PersonID // who had it made: the person, or who invited them
	// Vouched is set on an unproven account that was recognised from a proven
	// one, until whoever holds it has seen from where else the same answers
	// are seen, and takes it on.
	Vouched bool
	// From is the number of the first round of which the person's answers may
	// be seen from here once it is proven.
	From int
}

// never is a From that no round reaches.
const never = math.MaxInt32

// Standing is how far it is known that an account is used by the person
// themselves. It matters for what they answered in the diagnosis and for
// nothing else: whoever hands out a link could keep it, open it and read.
type Standing string

// The standings.
const (
	Proven  Standing = "proven"  // what it may see is bounded by Screen.From alone
	Vouched Standing = "vouched" // recognised from a proven account, not yet taken on here
	Fresh   Standing = "fresh"   // nothing is there to be seen, and nobody else is proven: who begins first is the person
	Foreign Standing = "foreign" // it sees nothing that was answered elsewhere
)

// Standing of an account. begun says whether anything of the person's own
// diagnosis exists, whoever wrote it.
func (p Person) Standing(a Account, begun bool) Standing {
	switch {
	case !slices.Contains(p.Unproven, a):
		return Proven
	case p.screen(a).Vouched:
		return Vouched
	case !begun && !slices.ContainsFunc(p.Accounts, p.isProven):
		return Fresh
	}
	return Foreign
}

// Sees reports whether the person's own answers of a round may be seen and
// changed from the account.
func (p Person) Sees(a Account, round int) bool {
	return p.isProven(a) && p.screen(a).From <= round
}

func (p Person) isProven(a Account) bool { return !slices.Contains(p.Unproven, a) }

// Screen returns what is known of how an account came to be; zero but for the
// account if nothing is.
func (p Person) Screen(a Account) Screen { return p.screen(a) }

func (p Person) screen(a Account) Screen {
	if i := slices.IndexFunc(p.Screens, func(s Screen) bool { return s.Account == a }); i >= 0 {
		return p.Screens[i]
	}
	return Screen{Account: a}
}

// WithAccount adds an account that by has asked for: on the account via of
// the person's own, or for them. One that the person asked for from a proven
// account is vouched for by it, any other is unproven. An account that is
// there already stays as it is.
func (p Person) WithAccount(a Account, at time.Time, by PersonID, via Account) Person {
	if slices.Contains(p.Accounts, a) {
		return p
	}
	s := Screen{Account: a, Made: at, By: by, From: never}
	if by == p.ID && p.isProven(via) {
		s.Vouched, s.From = true, p.screen(via).From
	}
	p.Accounts = append(slices.Clone(p.Accounts), a)
	p.Unproven = append(slices.Clone(p.Unproven), a)
	p.Screens = append(slices.Clone(p.Screens), s)
	return p
}

// Vouch recognises an unproven account from a proven one; false where the
// one is not proven or the other not unproven.
func (p Person) Vouch(a, from Account) (Person, bool) {
	if p.isProven(a) || !p.isProven(from) || !slices.Contains(p.Accounts, from) || !slices.Contains(p.Accounts, a) {
		return p, false
	}
	s := p.screen(a)
	s.Vouched, s.From = true, min(s.From, p.screen(from).From)
	return p.withScreen(s), true
}

// TakeOn makes a vouched account proven: whoever holds it was told from where
// else the answers are seen. False for any other account.
func (p Person) TakeOn(a Account) (Person, bool) {
	s := p.screen(a)
	if p.isProven(a) || !s.Vouched {
		return p, false
	}
	s.Vouched = false
	p.Unproven = without(p.Unproven, a)
	return p.withScreen(s), true
}

// Claim makes the account the person's only proven one, for what is answered
// from the round on; what was answered in it before has to be dropped unseen.
// All other accounts are unproven from then, also those that were recognised:
// who handed them out may sit at any of them.
func (p Person) Claim(a Account, round int) Person {
	if own := p.screen(a); !p.isProven(a) {
		own.Vouched, own.From = false, round
		p = p.withScreen(own)
	}
	p.Unproven = nil
	for _, other := range p.Accounts {
		if other == a {
			continue
		}
		p.Unproven = append(p.Unproven, other)
		s := p.screen(other)
		s.Vouched, s.From = false, never // what it saw before may be somebody else's by now
		p = p.withScreen(s)
	}
	return p
}

// WithoutAccount cuts an account off.
func (p Person) WithoutAccount(a Account) Person {
	p.Accounts, p.Unproven = without(p.Accounts, a), without(p.Unproven, a)
	p.Screens = slices.DeleteFunc(slices.Clone(p.Screens), func(s Screen) bool { return s.Account == a })
	return p
}

func (p Person) withScreen(s Screen) Person {
	p.Screens = slices.Clone(p.Screens)
	if i := slices.IndexFunc(p.Screens, func(have Screen) bool { return have.Account == s.Account }); i >= 0 {
		p.Screens[i] = s
	} else {
		p.Screens = append(p.Screens, s)
	}
	return p
}

func without(list []Account, a Account) []Account {
	return slices.DeleteFunc(slices.Clone(list), func(b Account) bool { return a == b })
}

// Main is the account at which the person is told things: a proven one, where
// there is any. The person has at least one account.
func (p Person) Main() Account {
	if i := slices.IndexFunc(p.Accounts, p.isProven); i >= 0 {
		return p.Accounts[i]
	}
	return p.Accounts[0]
}

// LinkReader reads personal links.
type LinkReader interface {
	// Links returns the links that lead to an account, in the order of their
	// refs.
	Links(a Account) ([]Link, error)
}

// LinkTx writes personal links.
type LinkTx interface {
	// PutLink keeps a new link with the SHA-256 of its secret. A link with the
	// same ref is replaced and its sessions end.
	PutLink(l Link, secret [32]byte) error
	// DropLinks ends every link of an account and their sessions.
	DropLinks(a Account) error
}
