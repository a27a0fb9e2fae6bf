package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"
)

// maxBody is the most bytes of a delivery by HTTP.
const maxBody = 1 << 20

// listen takes deliveries by HTTP until ctx ends.
func (w *Workspace) listen(ctx context.Context) error {
	var wire net.ListenConfig
	l, err := wire.Listen(ctx, "tcp", w.cfg.Listen)
	if err != nil {
		return fmt.Errorf("slack: cannot listen on %s; choose another address with listen / このアドレスでは待ち受けられません。別の listen を指定してください: %w", w.cfg.Listen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+w.cfg.Path, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.serve(ctx, rw, r) }))
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: turnTime + 10*time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(w.cfg.Log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	w.listens.Store(l.Addr().String())
	w.live.Add(1)
	w.cfg.Log.Info("slack: listening", "address", l.Addr().String(), "path", w.cfg.Path)
	select {
	case err := <-served:
		return fmt.Errorf("slack: serve: %w", err)
	case <-ctx.Done():
	}
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(soon) != nil {
		_ = server.Close()
	}
	<-served
	return nil
}

// address is where deliveries are taken in HTTP mode, once they are.
func (w *Workspace) address() string {
	address, _ := w.listens.Load().(string)
	return address
}

// serve takes one delivery. Nothing of it is looked at before its signature is
// proven; one older than five minutes is refused.
func (w *Workspace) serve(ctx context.Context, rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		http.Error(rw, "too long, or broken off", http.StatusRequestEntityTooLarge)
		return
	}
	if err := w.proven(r.Header, body); err != nil {
		w.cfg.Log.Warn("slack: a delivery without a valid signature", "err", safeCause(err))
		http.Error(rw, "the signature is not valid", http.StatusUnauthorized)
		return
	}
	envelope, payload, challenge := unwrap(r.Header.Get("Content-Type"), body)
	if challenge != "" {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, challenge)
		return
	}
	answers := make(chan any, 1)
	taken := w.deliver(ctx, envelope, payload, func(payload any) error { answers <- payload; return nil })
	if !taken {
		http.Error(rw, "ending", http.StatusServiceUnavailable)
		return
	}
	select {
	case answer := <-answers:
		reply200(rw, answer)
	case <-r.Context().Done():
	}
}

func (w *Workspace) proven(h http.Header, body []byte) error {
	v, err := sdk.NewSecretsVerifier(h, w.cfg.SigningSecret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

// safeCause is why a signature is not valid, without the signature.
func safeCause(err error) string {
	for _, known := range []error{sdk.ErrMissingHeaders, sdk.ErrExpiredTimestamp, sdk.ErrInvalidSignature} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "not a signature"
}

// unwrap finds out what a body holds: events come as JSON, all else as forms. A
// challenge is Slack asking whether the address is ours.
func unwrap(kind string, body []byte) (envelope string, payload []byte, challenge string) {
	if strings.HasPrefix(kind, "application/json") {
		var hello struct {
			Type      string `json:"type"`
			Challenge string `json:"challenge"`
		}
		if json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
			return "", nil, hello.Challenge
		}
		return eventEnvelope, body, ""
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
		return "", nil, ""
	case form.Has("payload"):
		return interactionEnvelope, []byte(form.Get("payload")), ""
	}
	return commandEnvelope, commandForm(form), ""
}

// reply200 is an acknowledgement, with what it brings.
func reply200(rw http.ResponseWriter, answer any) {
	if answer == nil {
		rw.WriteHeader(http.StatusOK)
		return
	}
	text := written(answer)
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = rw.Write(text)
}
