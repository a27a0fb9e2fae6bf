package main

import (
	"bytes"
	"context"
	"fmt"

	"daicho/bot/guidance"
	"daicho/bot/report/workbook"
	"daicho/store"
)

// form is the form of one service with what the ledger has of it now, from what its
// Spec says.
func (h *house) form(ctx context.Context, rest string) ([]byte, error) {
	company, no, err := guidance.FormOf(rest)
	if err != nil {
		return nil, err
	}
	c, err := h.company(ctx, company)
	if err != nil {
		return nil, err
	}
	var form workbook.Form
	err = h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		form, err = workbook.ReadForm(tx, h.lib, no, h.now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the service: %w", err)
	}
	var out bytes.Buffer
	err = form.Write(&out)
	return out.Bytes(), err
}
