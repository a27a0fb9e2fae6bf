package main

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/report/workbook"
	"daicho/rubric"
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
	aForm(t, h, c)
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

// aForm makes the form of a service, which says what the ledger has of it; there is
// none of a service that is not there.
func aForm(t *testing.T, h *house, c guidance.Company) {
	t.Helper()
	s := guidance.Service{No: 1, Name: "Box", Department: "総務部", Status: guidance.InUse}
	err := h.store.Turn(t.Context(), c.Homes[0], func(tx *store.Tx) error { return tx.PutService(s) })
	if err != nil {
		t.Fatal(err)
	}
	make := h.makers()
	data, err := make(t.Context(), guidance.FormSpec(c.ID, s.No, h.now()))
	if err != nil {
		t.Fatal(err)
	}
	found, err := workbook.Read(data, h.lib.Current(rubric.Checklist))
	if err != nil || len(found.Rows) != 1 || found.Rows[0].Service.Name != "Box" || found.Rows[0].Service.Department != "総務部" {
		t.Errorf("the form says %+v, %v", found, err)
	}
	if _, err := make(t.Context(), guidance.FormSpec(c.ID, s.No+1, h.now())); !errors.Is(err, guidance.ErrNotFound) {
		t.Errorf("the form of no service: %v", err)
	}
}
