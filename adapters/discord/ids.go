package discord

import (
	"errors"
	"math/big"
	"slices"
	"strings"

	"daicho/bot"
)

// verb is what a component does when it is pressed: one letter, since a
// custom_id has a hundred.
type verb string

// The verbs. The presses, and those that end a page, have what they press as
// their route, and a press has the At of the page on which it stands as its
// option, where there is room for it. All others have that At as their route.
const (
	press  verb = "p" // the route as it stands
	vouch  verb = "v" // the same, with what the guild knows of the presser
	sure   verb = "s" // asks whether to press the route; surely is the same for vouch
	surely verb = "w"
	pick   verb = "c" // answers a question of the page with the option named
	list   verb = "l" // answers it with what was chosen from a list
	rows   verb = "r" // presses what was chosen from a list of rows or actions
	ask    verb = "a" // shows the question of a field
	help   verb = "h" // the same with its help
	turn   verb = "t" // the same at another part of its options: the first of them is the option named
	fill   verb = "f" // opens a modal for the page's texts, from that field on
	send   verb = "e" // ends a page with what is kept of it, and with the option named
	vsend  verb = "g" // the same, with what the guild knows of the presser
	end    verb = "k" // asks whether to end it; vend is the same for vsend
	vend   verb = "m"
	hand   verb = "d" // hands over the document of this number
	entry  verb = "i" // an input of a modal
)

var verbs = []verb{press, vouch, sure, surely, pick, list, rows, ask, help, turn, fill, send, vsend, end, vend, hand, entry}

// presses are the verbs that press a route, or ask whether to.
var presses = []verb{press, vouch, sure, surely}

// on is the At of the page on which a component stands, empty where it does not
// carry it.
func (r ref) on() bot.ActionID {
	switch {
	case slices.Contains(presses, r.verb):
		at, _ := bot.ParseAction(r.option) // what is none is empty
		return at
	case slices.Contains([]verb{send, vsend, end, vend, entry}, r.verb):
		return ""
	}
	return r.route
}

// ref is what a component means: everything that is needed to act on it, also
// after a restart.
type ref struct {
	verb   verb
	guild  string // whose people are meant, where the component stands outside a guild
	route  bot.ActionID
	field  bot.FieldID
	option string
}

// maxCustomID is the most that a custom_id may have.
const maxCustomID = 100

// errNotOurs is returned for components that nothing here has drawn.
var errNotOurs = errors.New("discord: not of ours")

// agreed is what a verb that asks first does once it was agreed to.
var agreed = map[verb]verb{sure: press, surely: vouch, end: send, vend: vsend}

// id is the custom_id: the verb, the guild in base 36, the route, the field
// and the option, one that is an id in base 36 too. n makes it unique in its
// message.
func (r ref) id(n int) string {
	text := string(r.verb) + string(rune('a'+n/26%26)) + string(rune('a'+n%26)) + shortID(r.guild) + ":" + string(r.route)
	if r.field != "" || r.option != "" {
		text += ":" + string(r.field)
	}
	switch {
	case isSnowflake(r.option):
		text += "=" + idSign + shortID(r.option)
	case r.option != "":
		text += "=" + r.option
	}
	return text
}

// fits reports whether the custom_id is short enough.
func (r ref) fits() bool { return len(r.id(0)) <= maxCustomID }

// parseRef reads a custom_id. It came from outside, and may be anything.
func parseRef(id string) (ref, error) {
	head, rest, ok := strings.Cut(id, ":")
	if !ok || len(id) > maxCustomID || len(head) < 3 {
		return ref{}, errNotOurs
	}
	r := ref{verb: verb(head[:1])}
	if !slices.Contains(verbs, r.verb) {
		return ref{}, errNotOurs
	}
	if r.guild, ok = longID(head[3:]); !ok {
		return ref{}, errNotOurs
	}
	route, what, _ := strings.Cut(rest, ":")
	field, option, _ := strings.Cut(what, "=")
	if r.verb != entry || route != "" {
		var err error
		if r.route, err = bot.ParseAction(route); err != nil {
			return ref{}, err
		}
	}
	if !isWord(field) || !isWord(option) {
		return ref{}, errNotOurs
	}
	r.field, r.option = bot.FieldID(field), option
	if short, isID := strings.CutPrefix(option, idSign); isID {
		if r.option, ok = longID(short); !ok || !isSnowflake(r.option) {
			return ref{}, errNotOurs
		}
	}
	return r, nil
}

// isWord reports whether text can be the id of a field or the value of an
// option, or is empty.
func isWord(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == ':' || r == '=' })
}

// idSign begins an option that is an id.
const idSign = "~"

// shortID is an id of Discord's in base 36: 13 letters instead of 19.
func shortID(id string) string {
	n, ok := new(big.Int).SetString(id, 10)
	if !ok {
		return ""
	}
	return n.Text(36)
}

func longID(short string) (id string, ok bool) {
	if short == "" {
		return "", true
	}
	n, ok := new(big.Int).SetString(short, 36)
	if !ok || n.Sign() <= 0 || len(short) > 13 || strings.ToLower(short) != short {
		return "", false
	}
	return n.String(), true
}

// isSnowflake reports whether text can be an id of Discord's.
func isSnowflake(text string) bool {
	return len(text) >= 17 && len(text) <= 20 && strings.Trim(text, "0123456789") == "" && text[0] != '0'
}
