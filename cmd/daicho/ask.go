package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"daicho/store/kv"
)

// remoteDesk asks the server that has the data file open.
type remoteDesk struct{ client *http.Client }

// askServer reaches the server of a data file that is locked.
func askServer(ctx context.Context, data string) (desk, error) {
	path := socketPath(data)
	d := &remoteDesk{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		},
	}}}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err == nil {
		return d, conn.Close()
	}
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, fmt.Errorf("%s: %w, and nobody answers at %s", data, kv.ErrLocked, path)
	}
	return nil, fmt.Errorf("the running server cannot be asked: %w", err)
}

func (d *remoteDesk) Close() error {
	d.client.CloseIdleConnections()
	return nil
}

func (d *remoteDesk) Backup(ctx context.Context, w io.Writer) error {
	r, err := d.do(ctx, http.MethodGet, "/backup", nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(w, r.Body); err != nil {
		return fmt.Errorf("the copy broke off: %w", err)
	}
	return nil
}

func (d *remoteDesk) Export(ctx context.Context, o bookOrder) (book []byte, err error) {
	err = d.order(ctx, "/export", o, &book)
	return book, err
}

func (d *remoteDesk) Import(ctx context.Context, o importOrder) (got imported, err error) {
	err = d.order(ctx, "/import", o, &got)
	return got, err
}

func (d *remoteDesk) Report(ctx context.Context, o reportOrder) (file []byte, err error) {
	err = d.order(ctx, "/report", o, &file)
	return file, err
}

func (d *remoteDesk) Guideline(ctx context.Context, o guidelineOrder) (file []byte, err error) {
	err = d.order(ctx, "/guideline", o, &file)
	return file, err
}

func (d *remoteDesk) Link(ctx context.Context, o linkOrder) (made madeLink, err error) {
	err = d.order(ctx, "/link", o, &made)
	return made, err
}

func (d *remoteDesk) Letters(ctx context.Context, company string) (list []waiting, err error) {
	err = d.order(ctx, "/letters", letterOrder{Company: company}, &list)
	return list, err
}

func (d *remoteDesk) Reminders(ctx context.Context, o reminderOrder) (all wouldRemind, err error) {
	err = d.order(ctx, "/reminders", o, &all)
	return all, err
}

func (d *remoteDesk) Revive(ctx context.Context, company, key string) error {
	return d.order(ctx, "/revive", letterOrder{company, key}, &struct{}{})
}

// order has something done and reads what came of it into result.
func (d *remoteDesk) order(ctx context.Context, path string, order, result any) error {
	body, err := json.Marshal(order)
	if err != nil {
		return err
	}
	r, err := d.do(ctx, http.MethodPost, path, body)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(result); err != nil {
		return fmt.Errorf("the running server's answer was not understood: %w", err)
	}
	return nil
}

func (d *remoteDesk) do(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, method, "http://daicho"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r, err := d.client.Do(q)
	if err != nil {
		return nil, fmt.Errorf("the running server did not answer: %w", err)
	}
	if r.StatusCode == http.StatusOK {
		return r, nil
	}
	defer r.Body.Close()
	var why refusal
	if err := json.NewDecoder(r.Body).Decode(&why); err != nil {
		return nil, fmt.Errorf("the running server refused: %s", r.Status)
	}
	if why.Misuse {
		return nil, misused("%s", why.Error)
	}
	return nil, errors.New(why.Error)
}
