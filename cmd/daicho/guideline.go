package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"

	"daicho/bot/guidance"
	"daicho/bot/guidance/guideline"
	"daicho/bot/report/document"
	"daicho/store"
)

// guidelineOrder asks for a version of a company's guideline; for a new one where
// it names none.
type guidelineOrder struct {
	Company string `json:"company,omitempty"`
	Version int    `json:"version,omitempty"`
}

// guidelineDraft writes a version of a company's guideline into a file.
func guidelineDraft(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	out := f.String("out", "", "the `FILE` to write, guideline.docx; one that is there is not overwritten")
	version := f.Int("version", 0, "write this earlier version, `N`, as it was, instead of a new one")
	if err := parse(f, args); err != nil {
		return err
	}
	if *version < 0 {
		return misused("--version is a number from 1. / --version には、1からの番号を指定してください。")
	}
	return handOut(ctx, p, c, *out, func(d desk) ([]byte, error) { return d.Guideline(ctx, guidelineOrder{c.company, *version}) })
}

// Guideline makes a version if none is named, notes in the log that it is taken,
// and writes it.
func (d *localDesk) Guideline(ctx context.Context, o guidelineOrder) ([]byte, error) {
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return nil, err
	}
	no := o.Version
	err = d.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		if no, err = versionToTake(tx, d, o); err != nil {
			return err
		}
		return tx.Audit(guidance.Entry{At: d.now(), Did: guidance.DidExport, About: fmt.Sprintf("guideline %d", no)})
	})
	if errors.Is(err, guidance.ErrNotFound) {
		return nil, both(fmt.Sprintf("there is no version %d of the guideline", o.Version), fmt.Sprintf("利用の手引きの第%d版はありません。", o.Version))
	}
	if err != nil {
		return nil, fmt.Errorf("make the guideline: %w", err)
	}
	return d.guideline(ctx, c.ID, no)
}

// versionToTake is the one that was asked for, if it is there, or a new one.
func versionToTake(tx *store.Tx, d *localDesk, o guidelineOrder) (int, error) {
	if o.Version > 0 {
		g, err := tx.Guideline(o.Version)
		return g.No, err
	}
	g, _, err := guideline.Make(tx, d.lib, d.now(), "")
	return g.No, err
}

// guideline is a version of a company's guideline as a document.
func (h *house) guideline(ctx context.Context, company string, no int) ([]byte, error) {
	c, err := h.company(ctx, company)
	if err != nil {
		return nil, err
	}
	var g document.Guideline
	err = h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		g, err = document.ReadGuideline(tx, no)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the guideline: %w", err)
	}
	var out bytes.Buffer
	err = g.Write(&out)
	return out.Bytes(), err
}
