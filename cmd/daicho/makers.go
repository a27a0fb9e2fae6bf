package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"daicho/bot"
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
		guidance.FormKind:   h.form,
		guidance.GuidelineKind: func(ctx context.Context, rest string) ([]byte, error) {
			company, no, err := guidance.GuidelineOf(rest)
			if err != nil {
				return nil, err
			}
			return h.guideline(ctx, company, no)
		},
		guidance.ReportKind: func(ctx context.Context, rest string) ([]byte, error) {
			company, r, err := guidance.ReportOf(rest)
			if err != nil {
				return nil, err
			}
			return h.report(ctx, company, r)
		},
		guidance.BookKind: func(ctx context.Context, rest string) ([]byte, error) {
			b, company := guidance.BookOf(rest)
			return h.book(ctx, b, company)
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

// written is a workbook that was read.
type written interface{ Write(w io.Writer) error }

// book is a workbook of a company's as its records stand now.
func (h *house) book(ctx context.Context, b guidance.Book, company string) ([]byte, error) {
	c, err := h.company(ctx, company)
	if err != nil {
		return nil, err
	}
	var book written
	err = h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		book, err = h.read(tx, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is to be written: %w", err)
	}
	if x, is := book.(workbook.Summary); is {
		if x.Picture, err = radarOf(ctx, x); err != nil {
			return nil, err
		}
		book = x
	}
	var out bytes.Buffer
	err = book.Write(&out)
	return out.Bytes(), err
}

// report is a version of the report of a visit, with the picture of the newest closed
// round where there is one.
func (h *house) report(ctx context.Context, company string, r guidance.Report) ([]byte, error) {
	c, err := h.company(ctx, company)
	if err != nil {
		return nil, err
	}
	var x workbook.Report
	err = h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		x, err = workbook.ReadReport(tx, r.Plan, r.Visit, r.No)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	if x.Picture, err = h.summaryPicture(ctx, c); err != nil && !errors.Is(err, workbook.ErrNothing) {
		return nil, err
	}
	var out bytes.Buffer
	err = x.Write(&out)
	return out.Bytes(), err
}

// radarOf is the picture of a closed round as PNG.
func radarOf(ctx context.Context, x workbook.Summary) ([]byte, error) {
	png, err := picture.New(0).Make(ctx, x.Radar().Spec())
	if err != nil {
		return nil, fmt.Errorf("draw the radar: %w", err)
	}
	return png, nil
}

// summaryPicture is the picture of the newest closed round as PNG.
func (h *house) summaryPicture(ctx context.Context, c guidance.Company) ([]byte, error) {
	var x workbook.Summary
	err := h.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		x, err = workbook.ReadSummary(tx, h.lib, h.now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the round: %w", err)
	}
	return radarOf(ctx, x)
}

// read reads what a workbook holds.
func (h *house) read(tx *store.Tx, b guidance.Book) (written, error) {
	switch b {
	case guidance.LedgerBook:
		return workbook.ReadLedger(tx, h.lib, h.now())
	case guidance.PlanBook:
		return workbook.ReadPlan(tx, h.lib, h.now())
	case guidance.OperationBook:
		return workbook.ReadOperation(tx, h.lib, h.now())
	case guidance.SummaryBook:
		return workbook.ReadSummary(tx, h.lib, h.now())
	}
	return nil, fmt.Errorf("no such workbook: %w", bot.ErrGone)
}
