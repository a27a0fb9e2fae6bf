package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"daicho/bot/guidance"
	"daicho/bot/report/workbook"
	"daicho/store"
)

// export writes the workbook of a company's ledger into a file.
func export(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	out := f.String("out", "", "the `FILE` to write, ledger.xlsx; one that is there is not overwritten")
	if err := parse(f, args); err != nil {
		return err
	}
	return handOut(ctx, p, c, *out, func(d desk) ([]byte, error) {
		return d.Export(ctx, bookOrder{Company: c.company, Book: guidance.LedgerBook})
	})
}

// handOut writes what is made into a new file.
func handOut(ctx context.Context, p *program, c *common, out string, makes func(desk) ([]byte, error)) error {
	if out == "" {
		return misused("name the file to write with --out. / 書き出すファイルを --out で指定してください。")
	}
	return atDesk(ctx, p, c, func(d desk) error {
		if _, err := os.Stat(out); err == nil {
			return thereAlready(out)
		}
		data, err := makes(d)
		if err != nil {
			return err
		}
		return writeNew(out, data)
	})
}

func thereAlready(name string) error {
	return both(fmt.Sprintf("%s is there already: name another file with --out", filepath.Base(name)),
		fmt.Sprintf("%s は、もうあります。--out で別の名前を指定してください。", filepath.Base(name)))
}

// writeNew writes a new file, whole or not at all.
func writeNew(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return thereAlready(name)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// bookOrder asks for a workbook of a company's.
type bookOrder struct {
	Company string        `json:"company,omitempty"`
	Book    guidance.Book `json:"book"`
	Picture bool          `json:"picture,omitempty"` // of the summary, instead of its workbook
}

// Export notes in the log that a workbook is taken, and makes it.
func (d *localDesk) Export(ctx context.Context, o bookOrder) ([]byte, error) {
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return nil, err
	}
	make := func() ([]byte, error) { return d.book(ctx, o.Book, c.ID) }
	if o.Picture {
		make = func() ([]byte, error) { return d.summaryPicture(ctx, c) }
	}
	book, err := make()
	if errors.Is(err, workbook.ErrNothing) {
		english, japanese := nothingFor(o.Book)
		return nil, both("there is nothing yet for it: "+english, japanese)
	}
	if err != nil {
		return nil, err
	}
	err = d.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) error {
		return tx.Audit(guidance.Entry{At: d.now(), Did: guidance.DidExport, About: string(o.Book)})
	})
	if err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return book, nil
}

// nothingFor says what a workbook is made of, in English and in Japanese.
func nothingFor(b guidance.Book) (english, japanese string) {
	switch b {
	case guidance.PlanBook:
		return "no measure was decided", "対策がまだ決まっていません。"
	case guidance.OperationBook:
		return "no operation plan was decided", "運用プランがまだ決まっていません。"
	}
	return "no round was closed of which the edition is loaded", "締め切った自社診断が、まだありません。"
}
