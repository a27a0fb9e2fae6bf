package mail

import (
	"context"
	"errors"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/mail/mailtest"
	"daicho/bot"
)

// reminder is a view with everything that a mail shows, and with what it leaves
// to the page.
var reminder = bot.View{
	At:       "visit/2",
	Title:    "12月10日（木）の訪問まで、あと3日です",
	Notice:   "お知らせをまとめました。",
	Progress: &bot.Progress{Done: 16, Of: 25, Unit: "問"},
	Body:     []string{"××勤怠管理WEBシステムのチェックが9問残っています（約3分）。", "急ぎではありません。"},
	Table: &bot.Table{Caption: "残っていること", Head: []string{"サービス", "残り", "期限"}, Rows: []bot.Row{
		{Cells: []bot.Cell{{Text: "S0004 ZZZ", Mark: bot.Caution}, {Text: "9問"}, {Text: "12月10日（木）"}}},
		{Cells: []bot.Cell{{Text: "S0005"}, {Text: ""}, {Text: "12月11日（金）"}}},
	}},
	Attach:   []bot.Attachment{{Kind: bot.Picture, Name: "a.png", Alt: "レーダーチャート"}, {Kind: bot.Document, Name: "a.xlsx", Alt: "台帳"}},
	Sections: []bot.Section{{Heading: "解説", Body: []string{"短く。"}, Points: []string{"一つ"}, Links: []bot.Link{{Label: "IPA", URL: "https://www.ipa.go.jp/"}}}},
	Fields:   []bot.Field{{ID: "d01", Kind: bot.Text, Label: "なまえ"}},
	Submit:   bot.Action{ID: "do/x", Label: "送る"},
	Actions:  []bot.Action{{ID: "visit/2", Label: "続きを答える"}},
	Footer:   []string{"安全かどうかの評価ではありません。"},
}

const reminded = `お知らせをまとめました。

▰▰▰▰▰▰▱▱▱▱ 16／25問

××勤怠管理WEBシステムのチェックが9問残っています（約3分）。

急ぎではありません。

残っていること
・▲ S0004 ZZZ　残り：9問　期限：12月10日（木）
・S0005　期限：12月11日（金）

〔図〕レーダーチャート

【解説】
短く。
・一つ
IPA https://www.ipa.go.jp/

※ 安全かどうかの評価ではありません。

つづきは、いつもの画面からどうぞ。
https://daicho.example.jp

このお知らせを止めるときは、画面の「お知らせの設定」から止められます。`

// TestMailAsItCame sends one mail in every way that a server can be met, and reads
// it as it came.
func TestMailAsItCame(t *testing.T) {
	for name, c := range map[string]struct {
		server mailtest.Options
		change func(*Config)
	}{
		"starttls":          {mailtest.Options{StartTLS: true, User: user, Password: password}, nil},
		"tls":               {mailtest.Options{TLS: true, User: user, Password: password}, func(c *Config) { c.Security = TLS }},
		"in the clear here": {mailtest.Options{User: user, Password: password}, func(c *Config) { c.Security = None }},
		"without a login":   {mailtest.Options{StartTLS: true}, func(c *Config) { c.User, c.Password = "", "" }},
		"the older login":   {mailtest.Options{StartTLS: true, User: user, Password: password, Ways: []string{"LOGIN"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.Start(t, c.server)
			a := app(t, s, func(cfg *Config) {
				cfg.User, cfg.Password = user, password
				if c.change != nil {
					c.change(cfg)
				}
			})
			if err := a.Post(soon(t), yamada, reminder); err != nil {
				t.Fatal(err)
			}
			l := read(t, s)
			if l.From != sender || !slices.Equal(l.To, []string{yamada.Account.ID}) || l.User != c.server.User || l.Safe != (c.server.TLS || c.server.StartTLS) {
				t.Errorf("%+v", l.Mail)
			}
			if l.subject != reminder.Title || l.text() != reminded {
				t.Errorf("%s\n%s", l.subject, l.text())
			}
			checkHead(t, l.head)
		})
	}
}

// checkHead looks at what the head of every mail has.
func checkHead(t *testing.T, head mail.Header) {
	t.Helper()
	names := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To", "X-Auto-Response-Suppress"}
	var has []string
	for name, values := range head {
		has = append(has, name)
		if len(values) != 1 {
			t.Errorf("%s: %q", name, values)
		}
	}
	if slices.Sort(has); !slices.Equal(has, names) {
		t.Errorf("%q", has)
	}
	if at, err := head.Date(); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("%v %v", at, err)
	}
	if from, err := head.AddressList("From"); err != nil || len(from) != 1 || *from[0] != (mail.Address{Name: DefaultFromName, Address: sender}) {
		t.Errorf("%v %v", from, err)
	}
	if to, err := head.AddressList("To"); err != nil || len(to) != 1 || *to[0] != (mail.Address{Address: yamada.Account.ID}) {
		t.Errorf("%v %v", to, err)
	}
	if id := head.Get("Message-ID"); !regexp.MustCompile(`^<[A-Z2-7]{20,}@koyo\.example\.jp>$`).MatchString(id) {
		t.Error(id)
	}
	if head.Get("Auto-Submitted") != "auto-generated" || head.Get("X-Auto-Response-Suppress") != "All" {
		t.Errorf("%q", head)
	}
}

// TestNothingBecomesHead: what people typed stays where it belongs, whole.
func TestNothingBecomesHead(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true})
	a := app(t, s, nil)
	japanese, latin := strings.Repeat("訪問指導の日程", 28)+"終わり。", strings.Repeat("a", 3000)
	for name, c := range map[string]struct{ title, subject string }{
		"line breaks":          {"訪問\r\nBcc: eve@example.com\r\n\r\n本文", "訪問 Bcc: eve@example.com 本文"},
		"line breaks in latin": {"visit\nBcc: eve@example.com\r\rX: y\u2028Z: z", "visit Bcc: eve@example.com X: y Z: z"},
		"control characters":   {"a\x00b\x1b[31m\u202ec", "ab[31mc"},
		"encoded already":      {"=?UTF-8?B?5oKq?=", "= ?UTF-8?B?5oKq?="},
		"200 characters":       {japanese, japanese},
		"one long word":        {latin, latin[:maxSubject-1] + "…"},
		"nothing":              {" \n", "daicho からのお知らせ"},
	} {
		t.Run(name, func(t *testing.T) {
			view := bot.View{Title: c.title, Body: []string{"x\r\n.\r\nBcc: eve@example.com\rFrom: eve@example.com", latin, "。" + japanese}}
			if err := a.Post(soon(t), yamada, view); err != nil {
				t.Fatal(err)
			}
			l := read(t, s)
			checkHead(t, l.head)
			if l.subject != c.subject || len(l.To) != 1 {
				t.Errorf("%q to %q", l.subject, l.To)
			}
			text := l.text()
			for _, want := range []string{"x\n.\nBcc: eve@example.com\nFrom: eve@example.com\n", latin, "\n。" + japanese + "\n", "\nつづきは、"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in %q", want, text)
				}
			}
			if cut := strings.HasSuffix(c.subject, "…"); cut && !strings.HasPrefix(text, latin+"\n\n") {
				t.Errorf("the title is not whole: %q", text)
			}
		})
	}
}

// TestAddresses: nothing but one plain address is sent to.
func TestAddresses(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true})
	a := app(t, s, nil)
	for _, id := range []string{"", "yamada", "@example.jp", "yamada@", "a@example.jp,b@example.jp", "a@example.jp, b@example.jp", "a@example.jp\r\nBcc: b@example.jp", "a@example.jp\n",
		"山田 <a@example.jp>", "<a@example.jp>", "a b@example.jp", "\"a b\"@example.jp", "a@例え.jp", "a@[127.0.0.1]", " a@example.jp", "a@example.jp>\r\nRCPT TO:<b@example.jp", "a(x)@example.jp", strings.Repeat("a", 250) + "@example.jp"} {
		if err := a.Post(soon(t), bot.Recipient{Account: bot.Account{Home: Home, ID: id}}, reminder); !errors.Is(err, bot.ErrGone) && id != "" {
			t.Errorf("%q: %v", id, err)
		}
	}
	for want, to := range map[error]bot.Recipient{
		bot.ErrGone:    {Account: bot.Account{Home: "web", ID: yamada.Account.ID}},
		bot.ErrRefused: {Place: bot.Place{Home: Home, Inside: yamada.Account.ID}},
	} {
		if err := a.Post(soon(t), to, reminder); !errors.Is(err, want) {
			t.Errorf("%+v: %v", to, err)
		}
	}
	for _, to := range []bot.Recipient{{}, {Account: yamada.Account, Place: bot.Place{Home: Home, Inside: "a"}}} {
		if err := a.Post(soon(t), to, reminder); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%+v: %v", to, err)
		}
	}
	for _, id := range []string{"taro.yamada+daicho@koyo.example.jp", "O'Brien_1@mail", "a@xn--r8jz45g.jp"} {
		if err := a.Post(soon(t), bot.Recipient{Account: bot.Account{Home: Home, ID: id}}, reminder); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if l := read(t, s); !slices.Equal(l.To, []string{id}) {
			t.Errorf("%q", l.To)
		}
	}
}

// TestShortMail: without a link and without anything to say but its title.
func TestShortMail(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true})
	a := app(t, s, func(c *Config) { c.Link, c.FromName = "", "光陽精機, \"台帳\" <係>" })
	table := bot.Table{Head: []string{"", ""}, Rows: []bot.Row{{Cells: []bot.Cell{{Text: "S0004\nZZZ"}, {Text: "まだ", Mark: bot.Open}}}, {Cells: []bot.Cell{{Text: "S0005"}}}}}
	if err := a.Post(soon(t), yamada, bot.View{Title: "訪問", Problem: "うまくいきませんでした。", Table: &table}); err != nil {
		t.Fatal(err)
	}
	l := read(t, s)
	want := "うまくいきませんでした。\n\n・S0004 ZZZ　○ まだ\n・S0005\n\n" + goesOn + "\n\n" + toStop
	if l.text() != want {
		t.Errorf("%q", l.text())
	}
	if from, err := l.head.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != "光陽精機, \"台帳\" <係>" || from[0].Address != sender {
		t.Errorf("%v %v", from, err)
	}
}

// TestPace: a handful at once, then no more than one a second.
func TestPace(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true})
	fresh, err := New(app(t, s, nil).cfg)
	if err != nil {
		t.Fatal(err)
	}
	for range sendBurst {
		if err := fresh.Post(soon(t), yamada, reminder); err != nil {
			t.Fatal(err)
		}
		read(t, s)
	}
	fresh.pace.ReserveN(time.Now(), sendBurst) // as if as many were waiting
	limited, ok := errors.AsType[*bot.Limited](fresh.Post(soon(t), yamada, reminder))
	if !ok || limited.After <= patience || limited.After > (sendBurst+1)*time.Second {
		t.Errorf("%v", limited)
	}
	select {
	case m := <-s.Came:
		t.Errorf("%s", m.Raw)
	default:
	}
}

// Run waits for its end, and nothing else.
func TestRun(t *testing.T) {
	a := app(t, mailtest.Start(t, mailtest.Options{}), nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- a.Run(ctx, nil) }()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
