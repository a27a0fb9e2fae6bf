package mail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"daicho/adapters/mail/mailtest"
	"daicho/bot"
)

type detail = [3]int

// refusals are answers of servers, and what is to be made of them.
var refusals = []struct {
	step   string
	code   int
	detail detail
	want   error // nil for *bot.Limited
	fault  Fault
}{
	{mailtest.Person, 550, detail{5, 1, 1}, bot.ErrGone, ""},
	{mailtest.Person, 550, detail{}, bot.ErrGone, ""},
	{mailtest.Person, 551, detail{5, 1, 6}, bot.ErrGone, ""},
	{mailtest.Person, 553, detail{5, 1, 3}, bot.ErrGone, ""},
	{mailtest.Person, 554, detail{5, 0, 0}, bot.ErrGone, ""},
	{mailtest.Person, 554, detail{5, 7, 1}, bot.ErrBroken, SenderRefused},
	{mailtest.Person, 530, detail{5, 5, 1}, bot.ErrBroken, SenderRefused},
	{mailtest.Person, 552, detail{5, 2, 2}, bot.ErrBroken, ""},
	{mailtest.Person, 455, detail{4, 5, 0}, bot.ErrBroken, ""},
	{mailtest.Person, 421, detail{4, 3, 2}, nil, ""},
	{mailtest.Person, 450, detail{4, 2, 0}, nil, ""},
	{mailtest.Person, 451, detail{4, 7, 1}, nil, ""},
	{mailtest.Person, 452, detail{4, 2, 2}, nil, ""},
	{mailtest.Sender, 550, detail{5, 7, 1}, bot.ErrBroken, SenderRefused},
	{mailtest.Sender, 553, detail{}, bot.ErrBroken, SenderRefused},
	{mailtest.Sender, 451, detail{4, 3, 0}, nil, ""},
	{mailtest.Text, 550, detail{5, 1, 1}, bot.ErrGone, ""},
	{mailtest.Text, 554, detail{5, 7, 1}, bot.ErrRefused, ""},
	{mailtest.Text, 552, detail{5, 3, 4}, bot.ErrRefused, ""},
	{mailtest.Text, 452, detail{4, 3, 1}, nil, ""},
	{mailtest.Text, 458, detail{4, 0, 0}, bot.ErrBroken, ""},
}

// TestRefusals: what a server answers is told apart, and no address goes on into
// an error.
func TestRefusals(t *testing.T) {
	for _, c := range refusals {
		t.Run(fmt.Sprint(c.step, c.code, c.detail), func(t *testing.T) {
			refuses := true
			s := mailtest.Start(t, mailtest.Options{StartTLS: true, Answer: func(step, address string) error {
				if step == c.step && refuses {
					return mailtest.Refusal(c.code, c.detail, "<"+address+">: not today")
				}
				return nil
			}})
			a := app(t, s, nil)
			err := a.Post(soon(t), yamada, reminder)
			limited, isLimited := errors.AsType[*bot.Limited](err)
			if isLimited != (c.want == nil) || isLimited && limited.After != time.Minute || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
			for _, other := range []error{bot.ErrGone, bot.ErrRefused} {
				if errors.Is(err, other) && other != c.want {
					t.Errorf("%v is %v, too", err, other)
				}
			}
			failed, _ := errors.AsType[*Failure](err)
			if (failed != nil) != (c.fault != "") || failed != nil && failed.Fault != c.fault {
				t.Errorf("%+v", failed)
			}
			if c.step != mailtest.Sender && strings.Contains(err.Error(), "@") {
				t.Errorf("it tells whom: %v", err)
			}
			refuses = false
			if err := a.Post(soon(t), yamada, reminder); err != nil { // the next is not held up
				t.Error(err)
			}
		})
	}
}

// TestFaults: what an operator has to mend is said so, the server then left alone
// for a while, and asked again after that.
func TestFaults(t *testing.T) {
	locked := mailtest.Options{StartTLS: true, User: user, Password: password}
	for name, c := range map[string]struct {
		server mailtest.Options
		change func(*Config)
		want   Fault
	}{
		"wrong password":        {locked, func(c *Config) { c.User, c.Password = user, "wrong" }, LoginRefused},
		"wrong, older login":    {mailtest.Options{StartTLS: true, User: user, Password: password, Ways: []string{"LOGIN"}}, func(c *Config) { c.User, c.Password = user, "wrong" }, LoginRefused},
		"no login that we know": {mailtest.Options{StartTLS: true, User: user, Password: password, Ways: []string{"XOAUTH2"}}, func(c *Config) { c.User, c.Password = user, password }, NoLogin},
		"no login offered":      {mailtest.Options{StartTLS: true}, func(c *Config) { c.User, c.Password = user, password }, NoLogin},
		"no STARTTLS":           {mailtest.Options{}, nil, NoStartTLS},
		"nobody trusts it":      {mailtest.Options{StartTLS: true}, func(c *Config) { c.Roots = nil }, NoTLS},
		"nobody trusts it, tls": {mailtest.Options{TLS: true}, func(c *Config) { c.Roots, c.Security = nil, TLS }, NoTLS},
		"another name":          {mailtest.Options{StartTLS: true}, func(c *Config) { c.Host = "localhost" }, NoTLS},
		"tls where it is not":   {mailtest.Options{}, func(c *Config) { c.Security = TLS }, NoTLS},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.Start(t, c.server)
			a := app(t, s, c.change)
			if failed, ok := errors.AsType[*Failure](a.Probe(soon(t))); !ok || failed.Fault != c.want {
				t.Errorf("probe: %v", failed)
			}
			before := s.Logins()
			err := a.Post(soon(t), yamada, reminder)
			failed, ok := errors.AsType[*Failure](err)
			if !ok || failed.Fault != c.want || !errors.Is(err, bot.ErrBroken) || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "wrong") {
				t.Errorf("%v", err)
			}
			after := s.Logins()
			limited, ok := errors.AsType[*bot.Limited](a.Post(soon(t), yamada, reminder))
			if !ok || limited.After <= 0 || limited.After > restTime || s.Logins() != after {
				t.Errorf("not left alone: %v, %d logins", limited, s.Logins()-before)
			}
			a.rest = time.Time{} // the while is over
			if err := a.Post(soon(t), yamada, reminder); !errors.Is(err, bot.ErrBroken) {
				t.Errorf("%v", err)
			}
			if len(s.Came) != 0 {
				t.Error("a mail came nevertheless")
			}
		})
	}
}

// TestServersThatEnd: a server that is gone, hangs or breaks off at any step keeps
// nobody waiting, and the mail is tried again.
func TestServersThatEnd(t *testing.T) {
	gone, err := net.Listen("tcp", mailtest.Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	ports := map[string]int{"gone": gone.Addr().(*net.TCPAddr).Port}
	ports["breaks off at once"] = script(t, func(net.Conn) {})
	ports["greets with nonsense"] = script(t, func(c net.Conn) { fmt.Fprint(c, "SSH-2.0-OpenSSH\r\n") })
	for n, after := range []string{"", "EHLO", "MAIL", "RCPT", "DATA", "."} {
		ports[fmt.Sprint("breaks off ", n)] = script(t, func(c net.Conn) { talk(c, after, false) })
		ports[fmt.Sprint("hangs ", n)] = script(t, func(c net.Conn) { talk(c, after, true) })
	}
	for name, port := range ports {
		t.Run(name, func(t *testing.T) {
			a := app(t, &mailtest.Server{Port: port}, func(c *Config) { c.Security = None })
			if a.whole = sendTime; strings.HasPrefix(name, "hangs") {
				a.whole = 100 * time.Millisecond
			}
			err := a.Post(soon(t), yamada, reminder)
			if failed, ok := errors.AsType[*Failure](err); !ok || failed.Fault != NoAnswer || !errors.Is(err, bot.ErrBroken) {
				t.Errorf("%v", err)
			}
		})
	}
}

// talk answers as a server does until it is told something, then ends or hangs.
func talk(c net.Conn, until string, hangs bool) {
	lines, inText := bufio.NewScanner(c), false
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	for more := until != ""; more; more = lines.Scan() {
		line := lines.Text()
		if line != "" && strings.HasPrefix(line, until) && (until != "." || line == ".") {
			break
		}
		switch {
		case inText:
		case line == "":
			say("220 here")
		case strings.HasPrefix(line, "DATA"):
			inText = true
			say("354 go on")
		default:
			say("250 yes")
		}
	}
	for hangs && lines.Scan() {
	}
}

// TestEndsWithItsContext: a stop does not wait for a server that hangs, and says
// nothing against the server.
func TestEndsWithItsContext(t *testing.T) {
	for _, security := range []string{None, TLS} {
		ctx, cancel := context.WithCancel(soon(t))
		port := script(t, func(c net.Conn) {
			if security == None {
				fmt.Fprint(c, "220 here\r\n")
			}
			_, _ = c.Read(make([]byte, 1)) // it is connected, and waits for an answer
			cancel()
			_, _ = bufio.NewReader(c).ReadBytes(0)
		})
		a := app(t, &mailtest.Server{Port: port}, func(c *Config) { c.Security = security })
		began := time.Now()
		if err := a.Post(ctx, yamada, reminder); !errors.Is(err, bot.ErrBroken) || !a.rest.IsZero() || time.Since(began) > dialTime {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	}
	a := app(t, mailtest.Start(t, mailtest.Options{}), nil)
	a.pace.SetLimit(sendRate)
	a.pace.Reserve()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Post(ctx, yamada, reminder); !errors.Is(err, bot.ErrBroken) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestTakenIsTaken: once the server has taken a mail, nothing has it sent again.
func TestTakenIsTaken(t *testing.T) {
	taken := script(t, func(c net.Conn) {
		in := bufio.NewScanner(c)
		fmt.Fprint(c, "220 here\r\n")
		for in.Scan() {
			switch line := in.Text(); {
			case line == "DATA":
				fmt.Fprint(c, "354 go on\r\n")
				for in.Scan() && in.Text() != "." {
				}
				fmt.Fprint(c, "250 taken\r\n")
				return // without a farewell
			default:
				fmt.Fprint(c, "250 yes\r\n")
			}
		}
	})
	a := app(t, &mailtest.Server{Port: taken}, func(c *Config) { c.Security = None })
	if err := a.Post(soon(t), yamada, reminder); err != nil {
		t.Error(err)
	}
}

// TestProbe: a look changes nothing.
func TestProbe(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true, User: user, Password: password})
	a := app(t, s, func(c *Config) { c.User, c.Password = user, password })
	if err := a.Probe(soon(t)); err != nil || s.Logins() != 1 || len(s.Came) != 0 {
		t.Errorf("%v, %d logins", err, s.Logins())
	}
}
