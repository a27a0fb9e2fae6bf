package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/bot/report/workbook"
	"daicho/rubric"
	"daicho/store"
)

// importOrder has a workbook taken into a company's ledger.
type importOrder struct {
	Company string `json:"company,omitempty"`
	Name    string `json:"name"` // of the file
	Data    []byte `json:"data"`
	// KeepNewer takes over also those services in which the ledger is newer than
	// the file, but for the cells in which it is.
	KeepNewer bool `json:"keep_newer,omitempty"`
}

// imported is what came of it.
type imported struct {
	Sheet   string `json:"sheet"`
	Rows    int    `json:"rows"`
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
	// Left are sentences about what was not taken over, one a service or cell.
	Left []string `json:"left,omitempty"`
}

// applyBooks takes workbooks into the ledger, one after the other, and prints what
// of each was left.
func applyBooks(ctx context.Context, p *program, c *common, names []string, keepNewer bool) error {
	return atDesk(ctx, p, c, func(d desk) error {
		for _, name := range names {
			data, err := readBook(name)
			if err != nil {
				return err
			}
			got, err := d.Import(ctx, importOrder{Company: c.company, Name: filepath.Base(name), Data: data, KeepNewer: keepNewer})
			if err != nil {
				return fmt.Errorf("%s: %w", filepath.Base(name), err)
			}
			if err := got.print(p, filepath.Base(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (got imported) print(p *program, name string) error {
	_, err := fmt.Fprintf(p.out, "%s: %d services read from %s; %d added, %d changed, %d things left as they are\n", name, got.Rows, got.Sheet, got.Added, got.Changed, len(got.Left))
	for _, line := range got.Left {
		_, wrong := fmt.Fprintln(p.out, line)
		err = errors.Join(err, wrong)
	}
	return err
}

// Import keeps what a workbook says, has what is in no conflict taken over, and
// waits until it is in force.
func (d *localDesk) Import(ctx context.Context, o importOrder) (imported, error) {
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return imported{}, err
	}
	found, err := workbook.Read(o.Data, d.lib.Current(rubric.Checklist))
	if err != nil {
		return imported{}, bookMistake(err)
	}
	home := c.Homes[0]
	ev := bot.Event{From: bot.Account{Home: home}, File: &bot.File{Name: o.Name, Data: o.Data}}
	i, err := d.keepDraft(ctx, home, ev, found)
	if err != nil {
		return imported{}, fmt.Errorf("keep what was read: %w", err)
	}
	sweep := guidance.Take
	if o.KeepNewer {
		sweep = guidance.Keep
	}
	err = d.store.Turn(ctx, home, func(tx *store.Tx) error {
		now, err := tx.Import(i.Key)
		now.State, now.Sweep, now.Asked = guidance.ImportPreparing, sweep, d.now()
		return errors.Join(err, tx.PutImport(now))
	})
	if err == nil {
		err = d.worker().WorkAt(ctx, home)
	}
	if err != nil {
		return imported{}, fmt.Errorf("take it over: %w", err)
	}
	return d.outcome(ctx, home, i.Key)
}

// worker is what works on imports: the running server's, whose pages then see it.
func (d *localDesk) worker() *bot.Runner[*store.Tx] {
	if d.running != nil {
		return d.running
	}
	return d.runner(func(string) bot.Adapter { return nil }, nil)
}

// outcome says what an import did and what it left.
func (d *localDesk) outcome(ctx context.Context, home, key string) (got imported, err error) {
	err = d.store.Read(ctx, home, func(tx *store.Tx) error {
		i, err := tx.Import(key)
		if err != nil {
			return err
		}
		got = imported{Sheet: i.Sheet, Rows: i.Rows, Added: i.Added, Changed: i.Changed}
		for n := range guidance.Slices(max(i.Rows, i.Remarks)) {
			lines, err := d.leftOf(tx, i, n)
			remarks, wrong := tx.ImportRemarks(key, n)
			if err := errors.Join(err, wrong); err != nil {
				return err
			}
			got.Left = append(got.Left, lines...)
			for _, r := range remarks {
				got.Left = append(got.Left, fmt.Sprintf("remark   %s 「%s」  %s", r.Cell, r.Text, r.Why))
			}
		}
		return nil
	})
	return got, err
}

// leftOf says what of a slice of rows was left.
func (d *localDesk) leftOf(tx *store.Tx, i guidance.Import, slice int) (lines []string, err error) {
	rows, err := tx.ImportRows(i.Key, slice)
	marks, wrong := tx.ImportMarks(i.Key, slice)
	if err := errors.Join(err, wrong); err != nil {
		return nil, err
	}
	marked := map[int]guidance.ImportMark{}
	for _, m := range marks {
		marked[m.Row] = m
	}
	for n, x := range rows {
		line, err := d.leftRow(tx, i, x, marked[slice*guidance.ImportSlice+n])
		if err != nil {
			return nil, err
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// leftRow says what of a row was left; empty for nothing.
func (d *localDesk) leftRow(tx *store.Tx, i guidance.Import, x guidance.ImportRow, m guidance.ImportMark) (string, error) {
	what := fmt.Sprintf("row %d  %s", x.Line, x.Service.Name)
	switch {
	case x.Unclear:
		return fmt.Sprintf("unclear  %s  %s", what, x.Remark), nil
	case m.Left == guidance.LeftNamed:
		return fmt.Sprintf("named    %s  a service of this name was added meanwhile", what), nil
	case m.Left != "":
		return fmt.Sprintf("moved    %s  somebody has changed the service meanwhile", what), nil
	case x.Class == guidance.RowSimilar && m.No == 0:
		return fmt.Sprintf("similar  %s  %s", what, x.Remark), nil
	case x.Match == 0:
		return numbered(x, m, what), nil
	}
	st, err := importing.Stand(tx, x, i.As)
	if err != nil {
		return "", err
	}
	var cells []string
	for _, c := range importing.Cells(x, st, d.lib.Current(rubric.Checklist)) {
		cells = append(cells, fmt.Sprintf("%s: 「%s」, the file has 「%s」", c.What, c.Was, c.Is))
	}
	if len(cells) == 0 {
		return "", nil
	}
	return fmt.Sprintf("newer    %s %s  %s", x.Match, what, strings.Join(cells, "; ")), nil
}

// numbered tells the number of a new service where the file has another for it.
func numbered(x guidance.ImportRow, m guidance.ImportMark, what string) string {
	if no, ok := guidance.ParseServiceNo(x.No); x.No == "" || ok && no == m.No {
		return ""
	}
	return fmt.Sprintf("number   %s  is %s, the file has %s", what, m.No, x.No)
}
