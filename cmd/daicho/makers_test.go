package main

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestMakers: a kept file is handed out by its Spec, a picture is drawn, and
// what is not there any more is an error.
func TestMakers(t *testing.T) {
	cfg := defaults()
	cfg.Data = filepath.Join(t.TempDir(), "daicho.db")
	h, err := openHouse(t.Context(), cfg, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	c, err := h.createCompany(t.Context(), "光陽精機")
	if err != nil {
		t.Fatal(err)
	}
	var e guidance.Evidence
	err = h.store.Turn(t.Context(), c.Homes[0], func(tx *store.Tx) (err error) {
		e, err = tx.AddEvidence(guidance.Evidence{Service: 7, Item: "c06", Name: "約款.pdf", Kind: ".pdf"}, []byte("%PDF-1.7"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	runner := h.runner(nil, nil)
	data, err := runner.Make(t.Context(), bot.Attachment{Kind: bot.Document, Spec: guidance.StoredSpec(c.ID, e)})
	if err != nil || string(data) != "%PDF-1.7" {
		t.Errorf("the file is %q, %v", data, err)
	}
	e.No = 2
	if _, err := runner.Make(t.Context(), bot.Attachment{Spec: guidance.StoredSpec(c.ID, e)}); !errors.Is(err, guidance.ErrNotFound) {
		t.Errorf("a file that is not there: %v", err)
	}
	radar := guidance.Radar{Max: 3, Groups: []guidance.RadarGroup{{Label: "選択"}}, Axes: []guidance.RadarAxis{{Label: "一"}, {Label: "二"}, {Label: "三"}},
		Series: []guidance.RadarSeries{{Name: "今回", Values: []int{1, 2, 3}}}}
	if png, err := runner.Make(t.Context(), bot.Attachment{Kind: bot.Picture, Spec: radar.Spec()}); err != nil || len(png) < 1000 {
		t.Errorf("a picture of %d bytes, %v", len(png), err)
	}
}
