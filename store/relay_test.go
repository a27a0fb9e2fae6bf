package store

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"daicho/bot/guidance"
)

func TestRelays(t *testing.T) {
	s := newStore(t)
	somebody(t, s, "p1")
	somebody(t, s, "p2")
	first := guidance.Relay{Key: "K2", Service: 4, Item: "c05", Edition: "e", Asker: "p1", Asked: "p2", Words: "約款は？", At: noon,
		State: guidance.RelayWaiting, Rev: 1}
	done := guidance.Relay{Key: "K1", Service: 4, Item: "c06", Edition: "e", Asker: "p1", Asked: "p2", At: noon.Add(time.Hour),
		State: guidance.RelayDeclined, Rev: 2, Label: "", Word: "山田さんへ", Other: true, Done: noon.Add(2 * time.Hour)}
	elsewhere := guidance.Relay{Key: "K3", Service: 40, Item: "c05", Asker: "p2", Asked: "p9", At: noon, State: guidance.RelayOffered, Rev: 2, Label: "3"}
	turn(t, s, "home", func(tx *Tx) error { return errors.Join(tx.PutRelay(done), tx.PutRelay(first), tx.PutRelay(elsewhere)) })
	check := func(what string, got []guidance.Relay, err error, want ...guidance.Relay) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", what, got, err, want)
		}
	}
	read(t, s, "home", func(tx *Tx) error {
		of4, err := tx.Relays(4)
		check("of the service, the oldest first", of4, err, first, done)
		p1, err := tx.OpenRelays("p1")
		check("open ones of the asker", p1, err, first)
		p2, err := tx.OpenRelays("p2")
		check("open ones of the asked", p2, err, first, elsewhere)
		none, err := tx.OpenRelays("p9")
		check("of nobody", none, err, []guidance.Relay(nil)...)
		if _, err := tx.Relay("K9"); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("a relay nobody made: %v", err)
		}
		return nil
	})
	first.State, first.Rev = guidance.RelayWithdrawn, 2
	turn(t, s, "home", func(tx *Tx) error { return tx.PutRelay(first) })
	turn(t, s, "home", func(tx *Tx) error { return tx.ErasePerson("p2") })
	read(t, s, "home", func(tx *Tx) error {
		p1, err := tx.OpenRelays("p1")
		check("after the end", p1, err, []guidance.Relay(nil)...)
		p2, err := tx.OpenRelays("p2")
		check("of an erased person", p2, err, []guidance.Relay(nil)...)
		kept, err := tx.Relay("K2")
		check("the service's own", []guidance.Relay{kept}, err, first)
		return nil
	})
}
