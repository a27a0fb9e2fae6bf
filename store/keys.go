package store

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"daicho/bot/guidance"
)

// The keys. A company's begin with its id, and a person's or account's own
// data lies under one prefix within it, so that either can be handed out or
// erased whole.
//
//	/schema                        version of the layout, and whose file it is
//	/next                          number of the newest company
//	/company/ID                    that there is one
//	/home/NAME                     which company has this home
//
//	c1/i                           the company's record
//	c1/a/HOME/ACCOUNT/             an account: which person has it
//	c1/a/HOME/ACCOUNT/s/DELIVERY   a delivery of it, while it leads to nobody
//	c1/a/HOME/ACCOUNT/l/REF/       that a personal link leads to it
//	c1/b/0001/                     the company's own sheet of a round
//	c1/b/0001/c/00000001           the company's: an answer that was replaced
//	c1/c/0001/1                    what was taken down of a visit of a plan
//	c1/d/0001/ID                   what was said of a homework of a plan
//	c1/e/0000001                   a service: how far the tasks of its end are
//	c1/f/0001                      how far the reminders of a plan are
//	c1/g/0001                      what was published of a round
//	c1/h/0000001/c/00000001        a service: an answer that was replaced
//	c1/h/0000001/e/00000001        a service: a task's answer that was replaced
//	c1/h/0000001/t/00000001        a service: a whole earlier set
//	c1/h/0000001/v/00000001        a service: its record at an earlier revision
//	c1/I/d/IMPORT/0000             an import: what was decided of a slice of its rows
//	c1/I/f                         that what is prepared is in force
//	c1/I/h/IMPORT/                 an import
//	c1/I/r/IMPORT/0000             an import: a slice of its rows
//	c1/I/u/IMPORT/0000             an import: a slice of what was not understood
//	c1/I/w/0000001                 a service as an import will leave it
//	c1/j/c/HASH                    a code by which an account is joined
//	c1/j/m/ID                      whose part a person has become by joining
//	c1/j/p/ID                      a person's code: its hash
//	c1/j/w/HOME/ACCOUNT/           when an account entered wrong codes
//	c1/k/0000001                   a service: its checklist sheet
//	c1/l/REF/                      a personal link and its sessions
//	c1/G/b/0001                    a version of the guideline: what it says
//	c1/G/h/0001                    a version of the guideline: when and by whom
//	c1/M/ID                        a measure
//	c1/N/h/0000001/00000001        a service: an answer to an own item that was replaced
//	c1/N/i/0001                    an item of the company's own
//	c1/N/s/0000001                 a service: answers to the company's own items
//	c1/N/v/0001/0001               an own item at an earlier revision
//	c1/V/b/0001/1/0001             a version of the report of a visit: what it says
//	c1/V/h/0001/1/0001             a version of the report of a visit: when and by whom, and who agrees
//	c1/m/KEY                       which service a creation made
//	c1/n/WHAT                      counters
//	c1/o/KEY                       a letter that waits
//	c1/p/ID/                       a person's record
//	c1/p/ID/d/0001/                a person: diagnosis sheet of a round
//	c1/p/ID/d/0001/c/00000001      a person: an answer that was replaced
//	c1/p/ID/f/KEY                  a person: a form that was begun
//	c1/p/ID/n/KEY                  a person: a notice
//	c1/p/ID/s/HOME/ACCOUNT/DELIVERY  a person: a delivery that was handled
//	c1/p/ID/u/0001                 a person: a going through the kinds of services
//	c1/p/ID/y/KEY                  a person: that they asked, or are asked in, an open relay
//	c1/q/0001/ITEM/                what was written down about a question of a company's sheet
//	c1/q/0001/ITEM/c/00000001      a text of these that was replaced
//	c1/r/0001                      a round
//	c1/s/0000001                   a service's record
//	c1/t/0001                      a plan of the expert's visits
//	c1/u/KEY                       a suggested service
//	c1/v/0000001/00000001          a service: a piece of evidence
//	c1/w/                          how many bytes all files take
//	c1/w/HASH                      a file that is evidence: its size, and how many pieces have it
//	c1/w/HASH/0000                 half a megabyte of it
//	c1/x/KEY                       a letter that was sent
//	c1/y/k/KEY                     a relay: an item handed on to somebody
//	c1/y/s/0000001/KEY             that the relay is about the service
//	c1/z/0000000001                the audit log
//
// A list that only grows keeps its length at its prefix without the number.
// ID is the length in two digits and the text ("02p1"): p9 comes before p10,
// and none begins another. HOME, ACCOUNT, NAME, REF, ITEM and IMPORT come from
// outside: whatever is not plain is escaped, so that none holds a slash, and
// what is long is hashed. KEY and DELIVERY are the last part and stand as they
// are, hashed where they are too long. HASH is a hash already.

// Widths of numbers in keys, in digits. A larger number would still be a key
// of its own, only out of order.
const (
	roundDigits   = 4
	serviceDigits = 7
	listDigits    = 8
	auditDigits   = 10
	sliceDigits   = 4
)

// Lengths beyond which text from outside is hashed in a key, in bytes.
const (
	maxName = 100
	maxTail = 64
	maxID   = 64
)

// key is a key that is being written, part by part.
type key []byte

// global begins a key that belongs to no company.
func global(area string) key { return key("/" + area) }

// key begins a key of the company.
func (tx *Tx) key(area string) key {
	k := make(key, 0, 96)
	k = append(k, tx.company...)
	k = append(k, '/')
	return append(k, area...)
}

// plus adds text as it stands.
func (k key) plus(text string) key { return append(k, text...) }

// number adds a number in so many digits.
func (k key) number(n, digits int) key {
	var b [20]byte
	text := strconv.AppendInt(b[:0], int64(n), 10)
	for range digits - len(text) {
		k = append(k, '0')
	}
	return append(k, text...)
}

// id adds an id of ours: shorter ones come first, and none begins another.
func (k key) id(text string) key {
	if len(text) > maxID {
		text = hashed(text) + "#####################" // 65: as long as no text that stands for itself
	}
	return k.number(len(text), 2).plus(text)
}

// name adds text from outside and a slash.
func (k key) name(text string) key {
	if len(text) > maxName {
		return append(k.plus(hashed(text)), '/')
	}
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		if c := text[i]; plain(c) {
			k = append(k, c)
		} else {
			k = append(k, '%', hex[c>>4], hex[c&15])
		}
	}
	return append(k, '/')
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c == ':' || c == '@'
}

// tail adds text from outside as the last part. What begins like a hash is
// hashed, so that nothing passes for the hash of something else.
func (k key) tail(text string, most int) key {
	if len(text) > most || text != "" && text[0] == '#' {
		text = hashed(text)
	}
	return k.plus(text)
}

// hashed stands for a text that is too long: 44 characters.
func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "#" + base64.RawURLEncoding.EncodeToString(sum[:])
}

func (tx *Tx) accountKey(a guidance.Account) key { return tx.key("a/").name(a.Home).name(a.ID) }

func (tx *Tx) personKey(p guidance.PersonID) key { return tx.key("p/").id(string(p)).plus("/") }

func (tx *Tx) diagnosisKey(p guidance.PersonID, round int) key {
	return tx.personKey(p).plus("d/").number(round, roundDigits).plus("/")
}

func (tx *Tx) serviceKey(area string, no guidance.ServiceNo) key {
	return tx.key(area).number(int(no), serviceDigits)
}
