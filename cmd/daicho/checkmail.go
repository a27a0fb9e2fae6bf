package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"daicho/adapters/mail"
)

// mailServer looks at how mails are sent: first at what stands in the
// configuration, then at whether the server lets us in. No mail is sent.
func (c *checker) mailServer(ctx context.Context) {
	if c.cfg.Mail.idle() {
		c.add("mail", look, &mistake{"mail.host is empty: no mails are sent", "Name the mail server, or leave the other keys of [mail] out",
			"mail.host が空なので、メールは送りません。", "メールサーバーの名前を書くか、[mail] のほかの項目も消してください。"})
	}
	if c.cfg.Mail.Host == "" {
		return
	}
	c.secretFiles("mail", c.cfg.Mail.secrets())
	app, err := c.cfg.mailer(nil)
	if err != nil {
		c.err("mail", err)
		return
	}
	if c.cfg.Mail.Security == mail.None {
		c.add("mail", look, &mistake{"mails travel to the server unencrypted (mail.security = \"none\")", "Use \"starttls\" or \"tls\" unless the server is on this machine",
			"メールサーバーまで、暗号化せずに送ります（mail.security = \"none\"）。", "サーバーがこの機器の中にないときは、\"starttls\" か \"tls\" にしてください。"})
	}
	asking, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	c.probedMail(app.Probe(asking))
}

// probedMail notes what the server said.
func (c *checker) probedMail(err error) {
	with := c.cfg.Mail.filled()
	host := net.JoinHostPort(with.Host, strconv.Itoa(with.Port))
	failed, ok := errors.AsType[*mail.Failure](err)
	switch {
	case err == nil:
		c.say("mail", fmt.Sprintf("the mail server %s lets daicho in", host), fmt.Sprintf("メールサーバー %s につながりました。", host))
	case !ok:
		c.add("mail", look, &mistake{fmt.Sprintf("the mail server %s asks to come later (%v)", host, err), "Try again in some minutes",
			fmt.Sprintf("メールサーバー %s が、いまは混み合っています。", host), "数分おいて、もう一度ためしてください。"})
	case failed.Fault == mail.NoAnswer:
		c.add("mail", look, mailMistake(host, failed))
	default:
		c.add("mail", wrong, mailMistake(host, failed))
	}
}

// mailMistake is what an operator has to mend.
func mailMistake(host string, f *mail.Failure) *mistake {
	switch f.Fault {
	case mail.NoTLS:
		return &mistake{fmt.Sprintf("no encrypted connection to the mail server %s comes about (%v)", host, f.Err), "Write the host as its certificate has it, and the security that fits the port: \"starttls\" with 587, \"tls\" with 465",
			fmt.Sprintf("メールサーバー %s と、暗号化した接続ができません。", host), "host を証明書にある名前にし、security をポートに合わせてください（587 なら \"starttls\"、465 なら \"tls\"）。"}
	case mail.NoStartTLS:
		return &mistake{fmt.Sprintf("the mail server %s does not offer STARTTLS", host), "Set security = \"tls\" and port = 465, if it has that",
			fmt.Sprintf("メールサーバー %s は STARTTLS に対応していません。", host), "465 番ポートがあれば、port = 465 と security = \"tls\" にしてください。"}
	case mail.NoLogin:
		return &mistake{fmt.Sprintf("the mail server %s offers no way to log in that daicho knows (%v)", host, f.Err), "Leave user and password empty, or use the port that is meant for programs, mostly 587",
			fmt.Sprintf("メールサーバー %s に、daicho の使えるログインの方法がありません。", host), "user と password を空にするか、送信用のポート（たいていは 587）を使ってください。"}
	case mail.LoginRefused:
		return &mistake{fmt.Sprintf("the mail server %s does not accept user and password (%v)", host, f.Err), "Correct them; some providers want a password of its own for a program",
			fmt.Sprintf("メールサーバー %s に、user と password が受け付けられません。", host), "書きまちがいがないか確かめてください。アプリ用のパスワードを発行して使うサービスもあります。"}
	}
	return &mistake{fmt.Sprintf("the mail server %s does not answer (%v)", host, f.Err), "Look at host, port and the network, and try again; with port 465 set security = \"tls\"",
		fmt.Sprintf("メールサーバー %s から返事がありません。", host), "host と port とネットワークを確かめて、もう一度ためしてください。465 番ポートなら security = \"tls\" にします。"}
}
