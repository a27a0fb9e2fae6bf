package dialogue_test

import (
	"context"
	"errors"
	"regexp"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/bot"
	"daicho/store"
)

// inChat are those of the chat who are called with their account: 木村（U201）.
var inChat = regexp.MustCompile(`（(U[0-9]+)）$`)

// vouched is what the chat says of them.
var vouched = map[string]*bot.Profile{
	"木村（U201）":  {Name: "  木村　\u202e拓\n", Member: true, Enrolls: true},
	"鈴木（U202）":  {Name: "鈴木花子", Member: true, Enrolls: true},
	"社長（U203）":  {Name: "光陽 茂", Member: true, Manager: true},
	"無名（U204）":  {Name: "\u3164 ", Member: true, Enrolls: true},
	"客員（U205）":  {Name: "取引先 太郎"},
	"長名（U206）":  {Name: longName, Member: true, Enrolls: true},
	"無名2（U207）": {Member: true, Enrolls: true},
}

const longName = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子の藪柑子パイポパイポパイポのシューリンガン"

// Profile implements adaptertest.World. Of some the chat knows nothing.
func (w *world) Profile(name string) *bot.Profile { return vouched[name] }

// Deliver implements adaptertest.World: what is due comes to where it is for,
// and is sent.
func (w *world) Deliver() (posts []adaptertest.Posted) {
	w.t.Helper()
	for _, l := range lettersOf(w) {
		if l.Dead || l.NotBefore.After(w.now) {
			continue
		}
		waits := false
		w.read(func(tx *store.Tx) error {
			to, view, ok, err := w.runner.Talk.Deliver(tx, l, w.now)
			if _, early := errors.AsType[*bot.Limited](err); early {
				waits = true
				return nil
			}
			if ok {
				posts = append(posts, adaptertest.Posted{To: to, View: view})
			}
			return err
		})
		if waits {
			continue
		}
		if err := w.store.Settle(context.Background(), home, l, true, w.now.Add(time.Hour)); err != nil {
			w.t.Fatal(err)
		}
	}
	return posts
}

// Deliver implements adaptertest.World: here a postman does.
func (s *twoHomes) Deliver() []adaptertest.Posted { return nil }
