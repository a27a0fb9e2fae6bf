package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"daicho/bot/guidance"
	"daicho/store"
)

// export writes the workbook of a company's ledger into a file.
func export(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	out := f.String("out", "", "the `FILE` to write, ledger.xlsx; one that is there is not overwritten")
	if err := parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		return misused("name the file to write with --out. / 書き出すファイルを --out で指定してください。")
	}
	return atDesk(ctx, p, c, func(d desk) error {
		if _, err := os.Stat(*out); err == nil {
			return thereAlready(*out)
		}
		book, err := d.Export(ctx, c.company)
		if err != nil {
			return err
		}
		return writeNew(*out, book)
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

// Export notes in the log that the ledger is taken, and makes its workbook.
func (d *localDesk) Export(ctx context.Context, company string) ([]byte, error) {
	c, err := d.company(ctx, company)
	if err != nil {
		return nil, err
	}
	err = d.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) error {
		return tx.Audit(guidance.Entry{At: d.now(), Did: guidance.DidExport, About: "ledger"})
	})
	if err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return d.ledgerBook(ctx, c.ID)
}
