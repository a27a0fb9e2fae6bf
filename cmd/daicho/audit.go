package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"daicho/bot/guidance"
	"daicho/store"
)

// noted is a line of the audit log as an operator sees it.
type noted struct {
	At    time.Time         `json:"at"`
	Who   guidance.PersonID `json:"who,omitempty"` // empty for the operator
	Name  string            `json:"name,omitempty"`
	Did   string            `json:"did"`
	About string            `json:"about,omitempty"`
}

func auditLog(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	asJSON := f.Bool("json", false, "print the log as JSON, one object a line")
	if err := parse(f, args); err != nil {
		return err
	}
	return atDesk(ctx, p, c, func(d desk) error {
		list, err := d.Audit(ctx, c.company)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(p.out, list)
		}
		return printAudit(p.out, list)
	})
}

func printJSON(w io.Writer, list []noted) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, n := range list {
		if err := e.Encode(n); err != nil {
			return err
		}
	}
	return nil
}

func printAudit(w io.Writer, list []noted) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "nothing was noted yet / まだ何も記録されていません")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "AT\tWHO\tDID\tABOUT")
	for _, n := range list {
		who := "operator"
		if n.Who != "" {
			who = oneLine(string(n.Who) + " " + n.Name)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", n.At.Format("2006-01-02 15:04:05 -0700"), who, n.Did, oneLine(n.About))
	}
	return t.Flush()
}

// Audit implements desk. Times are in the company's zone; who is no longer
// there has no name.
func (d *localDesk) Audit(ctx context.Context, company string) ([]noted, error) {
	c, err := d.company(ctx, company)
	if err != nil {
		return nil, err
	}
	log, err := d.store.AuditLog(ctx, c.Homes[0])
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	names := map[guidance.PersonID]string{}
	err = d.store.Read(ctx, c.Homes[0], func(tx *store.Tx) error {
		people, err := tx.People()
		for _, p := range people {
			names[p.ID] = p.Name
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	list := []noted{}
	for _, e := range log {
		list = append(list, noted{At: e.At.In(c.Location()), Who: e.Who, Name: names[e.Who], Did: e.Did, About: e.About})
	}
	return list, nil
}

// Audit implements desk.
func (d *remoteDesk) Audit(ctx context.Context, company string) (list []noted, err error) {
	err = d.order(ctx, "/audit", letterOrder{Company: company}, &list)
	return list, err
}
