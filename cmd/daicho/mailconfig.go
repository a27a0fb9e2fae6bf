package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"

	"daicho/adapters/mail"
	"daicho/bot"
)

// mailConfig is [mail]: the server by which people who use the page alone are
// sent mails. Without a host nobody is.
type mailConfig struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	User         string `toml:"user"`
	Password     string `toml:"password"`
	PasswordFile string `toml:"password_file"`
	From         string `toml:"from"`
	Security     string `toml:"security"`
}

func usualMail() mailConfig { return mailConfig{}.filled() }

// filled is the section with the defaults in what was left empty.
func (c mailConfig) filled() mailConfig {
	c.Port = cmp.Or(c.Port, mail.DefaultPort)
	c.Security = cmp.Or(c.Security, mail.StartTLS)
	return c
}

func (c *mailConfig) secrets() []secret {
	return []secret{{"mail", "password", &c.Password, &c.PasswordFile}}
}

// home is the home of mails, empty where none are sent.
func (c *mailConfig) home() string {
	if c.Host == "" {
		return ""
	}
	return mail.Home
}

// idle reports whether something is set that has no effect without a host.
func (c *mailConfig) idle() bool {
	return c.Host == "" && cmp.Or(c.User, c.Password, c.PasswordFile, c.From) != ""
}

// mailer is what sends mails, nil where none are sent. Mistakes are those that can
// be found without asking the server.
func (c *config) mailer(log *slog.Logger) (*mail.App, error) {
	if c.Mail.Host == "" {
		return nil, nil
	}
	with := c.Mail.filled()
	if err := openSecrets(with.secrets()); err != nil {
		return nil, err
	}
	name, address := "", with.From
	if from, err := netmail.ParseAddress(with.From); err == nil {
		name, address = from.Name, from.Address
	}
	return mail.New(mail.Config{
		Host: with.Host, Port: with.Port, User: with.User, Password: with.Password,
		From: address, FromName: name, Security: with.Security, Link: c.Web.BaseURL, Log: log,
	})
}

// checkMail finds what mailer would.
func (c *config) checkMail() error {
	_, err := c.mailer(nil)
	return err
}

// posts is the adapter of mails: one that refuses them where none are sent.
func (c *config) posts(log *slog.Logger) (bot.Adapter, error) {
	app, err := c.mailer(log)
	if app == nil || err != nil {
		return noMail{}, err
	}
	return app, nil
}

// noMail stands for the mails where none are sent. What is for it does not wait
// for the day on which an operator names a server: by then it is old.
type noMail struct{}

// Run implements bot.Adapter.
func (noMail) Run(ctx context.Context, _ bot.Core) error {
	<-ctx.Done()
	return nil
}

// Post implements bot.Adapter.
func (noMail) Post(context.Context, bot.Recipient, bot.View) error {
	return fmt.Errorf("no mails are sent, because mail.host is empty: %w", bot.ErrRefused)
}
