package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"daicho/bot/guidance"
)

// mustExist keeps a command that only looks from making a new data file out
// of a misspelt name.
func mustExist(data string) error {
	_, err := os.Stat(data)
	if errors.Is(err, os.ErrNotExist) {
		return both(fmt.Sprintf("there is no data file %s: name it with --data, or start \"daicho serve\", which creates it", data),
			fmt.Sprintf("データファイル %s がありません。--data で指定するか、daicho serve を起動して作ってください。", data))
	}
	return err
}

func link(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	var o linkOrder
	f.StringVar(&o.Name, "name", "", "whose link: the `NAME`, 山田 一郎")
	person := f.String("person", "", "whose link: the `ID` of somebody registered, p3; instead of --name")
	role := f.String("role", "", "`ROLE`: manager, employee or expert (default: as it is; employee for somebody new)")
	department := f.String("department", "", "the `DEPARTMENT`, 営業部")
	f.BoolVar(&o.New, "new", false, "register another person, even beside one with a similar name")
	f.BoolVar(&o.Renew, "renew", false, "end the person's older links; without it they stay valid")
	if err := parse(f, args); err != nil {
		return err
	}
	o.Company, o.Person, o.Role = c.company, guidance.PersonID(*person), guidance.Role(*role)
	if given(f, "department") {
		o.Department = department
	}
	if err := o.check(); err != nil {
		return err
	}
	return atDesk(ctx, p, c, func(d desk) error {
		made, err := d.Link(ctx, o)
		if err != nil {
			return err
		}
		for _, done := range made.Done {
			fmt.Fprintln(p.err, done)
		}
		fmt.Fprintln(p.out, made.line())
		fmt.Fprintln(p.err, saidOfLinks)
		return nil
	})
}

// atDesk opens a desk for one thing to be done at it.
func atDesk(ctx context.Context, p *program, c *common, do func(desk) error) error {
	d, err := openDesk(ctx, p, c)
	if err != nil {
		return err
	}
	return errors.Join(do(d), d.Close())
}

func letters(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	key := f.String("revive", "", "try the failed letter with this `KEY` again")
	if err := parse(f, args); err != nil {
		return err
	}
	return atDesk(ctx, p, c, func(d desk) error {
		if *key != "" {
			if err := d.Revive(ctx, c.company, *key); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s will be tried again within a minute\n", *key)
			return nil
		}
		list, err := d.Letters(ctx, c.company)
		if err != nil {
			return err
		}
		return printLetters(p.out, list)
	})
}

func printLetters(w io.Writer, list []waiting) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "no letter waits")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "KEY\tTO\tSTATE\tTRIES\tNEXT\tLAST FAILURE")
	for _, l := range list {
		state, next := "waits", "now"
		if !l.Next.IsZero() {
			next = l.Next.Format(time.DateTime)
		}
		if l.Dead {
			state, next = "dead", "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\n", l.Key, l.To, state, l.Tries, next, l.Failed)
	}
	return t.Flush()
}

func backup(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	out := f.String("out", "", "where the copy goes: a `FILE` that is replaced once the copy is whole")
	if err := parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		return misused("say where the copy goes: --out FILE")
	}
	return atDesk(ctx, p, c, func(d desk) error {
		if err := notTheData(p, c, *out); err != nil {
			return err
		}
		size, err := writeWhole(*out, func(w io.Writer) error { return d.Backup(ctx, w) })
		if err != nil {
			return fmt.Errorf("backup to %s: %w", *out, err)
		}
		fmt.Fprintf(p.out, "%s: %d bytes\n", *out, size)
		return nil
	})
}

// notTheData refuses to put the copy where the data is.
func notTheData(p *program, c *common, out string) error {
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	there, err := os.Stat(out)
	if err != nil {
		return nil // nothing is there yet
	}
	data, err := os.Stat(cfg.Data)
	if err == nil && os.SameFile(there, data) {
		return misused("--out is the data file itself: name another file")
	}
	return err
}

// writeWhole writes a file, mode 0600, that has either its old content or all
// of the new one, also after a power cut. It returns the size in bytes.
func writeWhole(path string, write func(io.Writer) error) (size int64, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	w := bufio.NewWriterSize(temp, 1<<20)
	err = write(w)
	if err == nil {
		err = errors.Join(w.Flush(), temp.Sync())
	}
	info, statErr := temp.Stat()
	if err = errors.Join(err, statErr, temp.Close()); err != nil {
		return 0, err
	}
	if err = os.Rename(temp.Name(), path); err != nil {
		return 0, err
	}
	return info.Size(), syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder durable, where the system can.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return errors.Join(err, folder.Close())
	}
	return folder.Close()
}
