package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"daicho/bot/guidance"
	"daicho/bot/report/workbook"
	"daicho/rubric"
)

// importBook takes workbooks into a company's ledger, or prints what they would
// change in it.
func importBook(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	dry := f.Bool("dry-run", false, "print what the workbook would change, cell by cell, and what of it is not understood; change nothing")
	keep := f.Bool("keep-newer", false, "take over also services in which the ledger is newer than the file, but for the cells in which it is; they are left as a whole otherwise")
	names, err := parseWords(f, args)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return misused("name the workbooks to take over; with --dry-run what they would change is printed and nothing is changed. / 取り込むファイルを指定してください。--dry-run を付けると、変わるところを表示するだけで、何も変えません。")
	}
	if !*dry {
		return applyBooks(ctx, p, c, names, *keep)
	}
	for _, name := range names {
		if err := tryBook(ctx, p, c, name); err != nil {
			return err
		}
	}
	return nil
}

// tryBook prints what a workbook would change.
func tryBook(ctx context.Context, p *program, c *common, name string) error {
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	lib, err := cfg.library()
	if err != nil {
		return err
	}
	in := lib.Current(rubric.Checklist)
	data, err := readBook(name)
	if err != nil {
		return err
	}
	found, err := workbook.Read(data, in)
	if err != nil {
		return bookMistake(err)
	}
	return atDesk(ctx, p, c, func(d desk) error {
		book, err := d.Export(ctx, bookOrder{Company: c.company, Book: guidance.LedgerBook})
		if err != nil {
			return err
		}
		now, err := workbook.Read(book, in)
		if err != nil {
			return fmt.Errorf("the ledger as it stands: %w", err)
		}
		return printDifferences(p.out, found, workbook.Differences(found, now, in))
	})
}

// readBook reads a file, but no more than a workbook may have.
func readBook(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, workbook.MaxBook+1))
}

// bookMistake says why a workbook is not read, and what to do.
func bookMistake(err error) error {
	switch {
	case errors.Is(err, workbook.ErrLocked):
		return both("the workbook is protected by a password, or of an older kind: save it without one, as .xlsx", "パスワードが付いているか、古い形式のファイルです。パスワードを外し、.xlsx で保存し直してください。")
	case errors.Is(err, workbook.ErrTooLarge):
		return both("the workbook is too large: leave only the sheet of the ledger in it", "ファイルが大きすぎます。台帳のシートだけを残してください。")
	case errors.Is(err, workbook.ErrNoLedger):
		return both("no sheet has the headings of a ledger: サービス名 and two more, in one row", "台帳の見出しのあるシートが見つかりません。「サービス名」と、ほかに2つ以上の見出しを、1つの行に並べてください。")
	case errors.Is(err, workbook.ErrUnclear):
		return both("too many cells are not understood: write the answers as the sheet 配点 has them, and the days like 2026/4/1", "読めないセルが多すぎます。答えを「配点」シートの選択肢に、日付を 2026/4/1 のような形にそろえてください。")
	case errors.Is(err, workbook.ErrNotBook):
		return both("this is no Excel workbook of the kind .xlsx, or it is damaged", "Excel（.xlsx）のファイルではないか、壊れています。")
	}
	return err
}

func printDifferences(w io.Writer, found workbook.Found, all []workbook.Difference) error {
	fresh, changed, same, unclear := 0, 0, 0, 0
	for _, d := range all {
		switch {
		case d.Unclear:
			unclear++
		case d.IsNew():
			fresh++
		case len(d.Changes) > 0:
			changed++
		default:
			same++
		}
	}
	_, err := fmt.Fprintf(w, "%s: %d services; %d not in the ledger, %d changed, %d the same, %d unclear; %d remarks\n", found.Sheet, len(found.Rows), fresh, changed, same, unclear, len(found.Remarks))
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format, args...)
		}
	}
	for _, d := range all {
		switch {
		case d.Unclear:
			say("unclear  row %d  %s\n", d.Row, d.Name)
		case d.IsNew():
			say("new      row %d  %s\n", d.Row, d.Name)
		case len(d.Changes) > 0:
			say("changed  row %d  %s %s\n", d.Row, d.No, d.Name)
		}
		for _, c := range d.Changes {
			say("    %s: 「%s」 → 「%s」\n", c.What, c.Was, c.Is)
		}
		if d.Remark != "" {
			say("    %s\n", d.Remark)
		}
	}
	for _, r := range found.Remarks {
		say("remark   %s 「%s」  %s\n", r.Cell, r.Text, r.Why)
	}
	return err
}
