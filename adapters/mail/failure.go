package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	"daicho/bot"
)

// Fault is something that an operator can mend, and how.
type Fault string

// The faults, in the order in which a mail meets them.
const (
	NoAnswer      Fault = "the mail server does not answer: look at host, port and the network; for port 465 set security = \"tls\""
	NoTLS         Fault = "no encrypted connection to the mail server comes about: host must be the name in its certificate, security fit the port"
	NoStartTLS    Fault = "the mail server does not offer STARTTLS: set security = \"tls\" with its port for that, mostly 465"
	NoLogin       Fault = "the mail server offers no way to log in that daicho knows: leave user and password empty, or use another port"
	LoginRefused  Fault = "the mail server does not accept user and password: correct them; some servers want a password of its own for a program"
	SenderRefused Fault = "the mail server takes no mail from this sender: look at from, and at user and password"
)

// Failure is the error of what an operator can mend. It is bot.ErrBroken, since
// a later try may succeed.
type Failure struct {
	Fault Fault
	Err   error // what was seen of it; it names nobody
}

func (f *Failure) Error() string { return fmt.Sprintf("mail: %s (%v)", string(f.Fault), f.Err) }

// Unwrap makes it bot.ErrBroken, and what lies behind it.
func (f *Failure) Unwrap() []error { return []error{bot.ErrBroken, f.Err} }

// busy are the answers that ask to wait: too many connections or mails, a full or
// locked mailbox, or a sender that is to show its patience.
var busy = map[int]bool{421: true, 450: true, 451: true, 452: true}

// waitTime is how long a server is given that asks to wait without saying how
// long.
const waitTime = time.Minute

// failed is what an error means before anybody is named to the server; fault is
// what it is unless the server says better.
func failed(fault Fault, err error) error {
	said, ok := errors.AsType[*textproto.Error](err)
	switch {
	case ok && busy[said.Code]:
		return asksToWait(said.Code)
	case !ok && lost(err):
		return &Failure{NoAnswer, err}
	}
	return &Failure{fault, err}
}

// refusedPerson is what an error means once the person is named. Answers often
// repeat the address: nothing but their numbers goes on.
func refusedPerson(err error) error {
	code, detail, ok := answer(err)
	switch {
	case !ok || busy[code]:
		return failed(NoAnswer, err)
	case code == 530 || strings.HasPrefix(detail, "5.7."): // no login, or no relay
		return &Failure{SenderRefused, numbers(code, detail)}
	case code < 500 || code == 552: // a full mailbox may be emptied
		return fmt.Errorf("mail: not taken for this address now (%w): %w", numbers(code, detail), bot.ErrBroken)
	}
	return fmt.Errorf("mail: the server takes nothing for this address (%w): %w", numbers(code, detail), bot.ErrGone)
}

// refusedText is what an error means once the mail is on its way.
func refusedText(err error) error {
	code, detail, ok := answer(err)
	switch {
	case !ok || busy[code]:
		return failed(NoAnswer, err)
	case code < 500:
		return fmt.Errorf("mail: not taken now (%w): %w", numbers(code, detail), bot.ErrBroken)
	case strings.HasPrefix(detail, "5.1.") || detail == "" && (code == 550 || code == 551 || code == 553):
		return fmt.Errorf("mail: the server takes nothing for this address (%w): %w", numbers(code, detail), bot.ErrGone)
	}
	return fmt.Errorf("mail: the server will not have this mail (%w): %w", numbers(code, detail), bot.ErrRefused)
}

func asksToWait(code int) error {
	return fmt.Errorf("mail: the server asks to wait (%d): %w (%w)", code, &bot.Limited{After: waitTime}, bot.ErrBroken)
}

// detailed is the finer number at the beginning of an answer (RFC 3463).
var detailed = regexp.MustCompile(`^[45]\.\d{1,3}\.\d{1,3}\b`)

// answer is what the server said, in numbers; false where it said nothing.
func answer(err error) (code int, detail string, ok bool) {
	said, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		return 0, "", false
	}
	return said.Code, detailed.FindString(said.Msg), true
}

func numbers(code int, detail string) error {
	return errors.New(strings.TrimSpace(fmt.Sprint(code, " ", detail)))
}
