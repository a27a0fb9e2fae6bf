package guidance

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// Codes by which a person joins another account to their own.
const (
	// CodeFor is how long a code is of use.
	CodeFor = 15 * time.Minute
	// MaxWrong is how many wrong codes an account may enter within WrongFor
	// before codes of it are no longer looked at.
	MaxWrong = 5
	WrongFor = time.Hour
	// codeLen is the number of characters of a code, out of codeSigns: 39 bits.
	codeLen = 8
)

// codeSigns are the signs of a code: none that looks like another (0 and O, 1
// and I and L, U and V).
const codeSigns = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// NewCode makes a code from random bytes, of which it takes the first eight:
// ABCD-EFGH.
func NewCode(random [codeLen]byte) string {
	var b strings.Builder
	for i, r := range random {
		if i == codeLen/2 {
			b.WriteByte('-')
		}
		b.WriteByte(codeSigns[int(r)%len(codeSigns)])
	}
	return b.String()
}

// ReadCode reads a code as people type it, in any case and width, with or
// without its hyphen, and returns its hash; false for what cannot be one.
func ReadCode(text string) ([32]byte, bool) {
	plain := strings.Map(func(r rune) rune {
		switch r {
		case '-', ' ', 'ー', '‐', '–', '—', '−':
			return -1
		}
		return r
	}, strings.ToUpper(Fold(text)))
	if len(plain) != codeLen || strings.Trim(plain, codeSigns) != "" {
		return [32]byte{}, false
	}
	return sha256.Sum256([]byte(plain)), true
}

// Code is a waiting code: whose it is and until when. Only its hash is kept.
type Code struct {
	Hash    [32]byte
	Person  PersonID
	From    Account // where it was asked for
	Expires time.Time
	Used    time.Time // when it was taken; zero if not yet
}

// MayHandOut reports whether codes and links that the person asks for on an
// account are of use: on one that is theirs, and proven, if any is. Whoever
// opened a link that was made for somebody else must not bring further accounts
// to them.
func (p Person) MayHandOut(from Account) bool {
	return slices.Contains(p.Accounts, from) && (p.isProven(from) || !slices.ContainsFunc(p.Accounts, p.isProven))
}

// Joins says whether two people may become one, and if not, why.
type Joins string

// What there is to say of joining two people.
const (
	JoinRoles  Joins = "roles"  // their roles differ, and joining must give nobody a right
	JoinSame   Joins = "same"   // they are one already
	JoinAccept Joins = "accept" // it does no harm
)

// MayJoin reports whether the person who entered a code may become one with
// the person whose code it is.
func MayJoin(entered, owner Person) Joins {
	switch {
	case entered.ID == owner.ID:
		return JoinSame
	case entered.ID != "" && entered.Role != owner.Role:
		return JoinRoles
	}
	return JoinAccept
}

// JoinReader reads what joining needs.
type JoinReader interface {
	// Code returns the code with the hash; ErrNotFound for none.
	Code(hash [32]byte) (Code, error)
	// Became returns whose part a person has become by joining: the person
	// themselves where they have not, or where nobody has that id.
	Became(p PersonID) (PersonID, error)
	// WrongCodes returns when an account entered wrong codes, oldest first.
	WrongCodes(a Account) ([]time.Time, error)
}

// JoinTx writes what joining needs.
type JoinTx interface {
	// PutCode keeps a code. A person has one: others of theirs are dropped.
	PutCode(c Code) error
	// PutBecame notes that a person has become part of another: what names the
	// one names the other from now on, also who had become part of the one. It
	// is forgotten when the other is erased.
	PutBecame(from, to PersonID) error
	// PutWrongCodes keeps when an account entered wrong codes.
	PutWrongCodes(a Account, times []time.Time) error
}
