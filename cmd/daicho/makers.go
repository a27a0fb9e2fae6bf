package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"daicho/bot/guidance"
	"daicho/bot/report/picture"
	"daicho/bot/report/workbook"
	"daicho/store"
)

// maker makes what an attachment's Spec describes.
type maker func(ctx context.Context, spec string) ([]byte, error)

// makers are what makes attachments, by the kind that begins their Spec;
// whatever is not here is a picture.
func (h *house) makers() maker {
	pictures := picture.New(pictureBytes)
	byKind := map[string]maker{
		guidance.StoredKind: h.store.Stored,
		guidance.TextKind:   func(_ context.Context, text string) ([]byte, error) { return []byte(text), nil },
		guidance.GuidelineKind: func(ctx context.Context, rest string) ([]byte, error) {
			company, no, err := guidance.GuidelineOf(rest)
			if err != nil {
				return nil, err
			}
			return h.guideline(ctx, company, no)
		},
		guidance.LedgerBookKind: func(ctx context.Context, rest string) ([]byte, error) {
			return h.ledgerBook(ctx, guidance.LedgerBookOf(rest))
		},
	}
	return func(ctx context.Context, spec string) ([]byte, error) {
		kind, rest, _ := strings.Cut(spec, ":")
		if make, ok := byKind[kind]; ok {
			return make(ctx, rest)
		}
		return pictures.Make(ctx, spec)
	}
}

// ledgerBook is the workbook of a company's ledger as it stands now.
func (h *house) ledgerBook(ctx context.Context, company string) ([]byte, error) {
	c, err := h.company(ctx, company)
	if err != nil {
		return nil, err
	}
	var ledger workbook.Ledger
	err = h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		ledger, err = workbook.ReadLedger(tx, h.lib, h.now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	var out bytes.Buffer
	err = ledger.Write(&out)
	return out.Bytes(), err
}
