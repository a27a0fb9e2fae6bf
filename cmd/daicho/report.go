package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"daicho/bot/guidance"
	"daicho/bot/guidance/reporting"
	"daicho/store"
)

// reportOrder asks for a version of the report of a visit; for a new one where it
// names none.
type reportOrder struct {
	Company string `json:"company,omitempty"`
	Visit   int    `json:"visit"`
	Version int    `json:"version,omitempty"`
}

// report writes a workbook of the programme into a file.
func report(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	out := f.String("out", "", "the `FILE` to write, report.xlsx; of the summary also its picture, radar.png; one that is there is not overwritten")
	kind := f.String("kind", "", "`WHAT` to write: plan (対策の実施計画), operation (運用プラン) or summary (自社診断結果のまとめ)")
	visit := f.Int("visit", 0, "write the report (実施報告書) of this visit, `N`, 1 to 3")
	version := f.Int("version", 0, "write this earlier version of it, `N`, as it was, instead of a new one")
	if err := parse(f, args); err != nil {
		return err
	}
	b := guidance.Book(*kind)
	ofVisit := *visit >= 1 && *visit <= guidance.VisitCount && *kind == "" && *version >= 0
	ofKind := *visit == 0 && *version == 0 && b != guidance.LedgerBook && slices.Contains(guidance.Books, b)
	o := bookOrder{c.company, b, strings.EqualFold(filepath.Ext(*out), ".png")}
	switch {
	case !ofVisit && !ofKind:
		return misused("say what to write: --visit 1, 2 or 3, or --kind plan, operation or summary. / 書き出すものを --visit（1〜3）か --kind（plan・operation・summary）で指定してください。")
	case o.Picture && b != guidance.SummaryBook:
		return misused("only the summary has a picture (.png). / 図（.png）を書き出せるのは summary だけです。")
	case ofVisit:
		return handOut(ctx, p, c, *out, func(d desk) ([]byte, error) { return d.Report(ctx, reportOrder{c.company, *visit, *version}) })
	}
	return handOut(ctx, p, c, *out, func(d desk) ([]byte, error) { return d.Export(ctx, o) })
}

// Report makes a version if none is named, notes in the log that it is taken, and
// writes it.
func (d *localDesk) Report(ctx context.Context, o reportOrder) ([]byte, error) {
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return nil, err
	}
	var r guidance.Report
	err = d.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		if r, err = reportToTake(tx, d, o); err != nil {
			return err
		}
		return tx.Audit(guidance.Entry{At: d.now(), Did: guidance.DidExport, About: fmt.Sprintf("report %d %d", r.Visit, r.No)})
	})
	switch {
	case errors.Is(err, guidance.ErrNotFound) && o.Version > 0:
		return nil, both(fmt.Sprintf("there is no version %d of the report of visit %d", o.Version, o.Visit), fmt.Sprintf("第%d回の実施報告書の第%d版はありません。", o.Visit, o.Version))
	case errors.Is(err, guidance.ErrNotFound):
		return nil, both("the visit was not closed", "その回の訪問は、まだ締めくくられていません。")
	case err != nil:
		return nil, fmt.Errorf("make the report: %w", err)
	}
	return d.report(ctx, c.ID, r)
}

// reportToTake is the version that was asked for, or a new one.
func reportToTake(tx *store.Tx, d *localDesk, o reportOrder) (guidance.Report, error) {
	if o.Version > 0 {
		p, err := tx.Programme()
		if err != nil {
			return guidance.Report{}, err
		}
		return tx.Report(p.No, o.Visit, o.Version)
	}
	r, _, err := reporting.Make(tx, d.lib, o.Visit, d.now(), "")
	return r, err
}
