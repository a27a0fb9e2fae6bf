package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"daicho/bot/report/workbook"
)

// socketPath is where the server of a data file listens for commands.
func socketPath(data string) string { return data + ".sock" }

// socket serves an operator's commands beside a running server, as HTTP over
// a unix socket that only the operator's account can open.
type socket struct {
	path     string
	desk     desk
	log      *slog.Logger
	listener net.Listener
}

// openSocket listens beside the data file. The caller has the data file
// locked, so a socket that is there already was left behind and is replaced;
// anything else of that name is left alone.
func openSocket(data string, d desk, log *slog.Logger) (*socket, error) {
	path := socketPath(data)
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSocket == 0 {
		return nil, both(fmt.Sprintf("%s is in the way: it is not a socket. Move it", path),
			fmt.Sprintf("%s という別のファイルがあります。移してください。", path))
	}
	listener, err := listenPrivately(path)
	if err != nil {
		return nil, fmt.Errorf("commands cannot be taken at %s: %w", path, err)
	}
	return &socket{path, d, log, listener}, nil
}

// errLongPath is returned where the system has no socket with so long a path.
var errLongPath = errors.New("the path is too long for a socket")

// longestSocket is how long a socket's path may be on every system, in bytes.
const longestSocket = 103

// listenPrivately makes the socket in a folder that nobody else may enter and
// moves it into place, so that it is never open to others.
func listenPrivately(path string) (net.Listener, error) {
	if len(path) > longestSocket {
		return nil, errLongPath
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	first := filepath.Join(folder, "s")
	if len(first) > longestSocket {
		return nil, errLongPath
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: first, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(first, 0o600), os.Rename(first, path)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// socketGrace is how long commands may still take when the server stops.
const socketGrace = 3 * time.Second

// Run serves until ctx ends, and takes the socket away.
func (s *socket) Run(ctx context.Context) error {
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving %s: %w", s.path, errors.Join(err, os.Remove(s.path)))
	case <-ctx.Done():
	}
	err := os.Remove(s.path)
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), socketGrace)
	defer cancel()
	if server.Shutdown(soon) != nil {
		s.log.Warn("commands were cut off at shutdown")
		err = errors.Join(err, server.Close())
	}
	<-served
	return err
}

func (s *socket) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /backup", s.backup)
	mux.HandleFunc("POST /link", answer(s, func(r *http.Request, o linkOrder) (madeLink, error) { return s.desk.Link(r.Context(), o) }))
	mux.HandleFunc("POST /letters", answer(s, func(r *http.Request, o letterOrder) ([]waiting, error) {
		return s.desk.Letters(r.Context(), o.Company)
	}))
	mux.HandleFunc("POST /audit", answer(s, func(r *http.Request, o letterOrder) ([]noted, error) {
		return s.desk.Audit(r.Context(), o.Company)
	}))
	mux.HandleFunc("POST /export", answer(s, func(r *http.Request, o bookOrder) ([]byte, error) { return s.desk.Export(r.Context(), o) }))
	mux.HandleFunc("POST /import", answerUpTo(s, 2*workbook.MaxBook, func(r *http.Request, o importOrder) (imported, error) { return s.desk.Import(r.Context(), o) }))
	mux.HandleFunc("POST /guideline", answer(s, func(r *http.Request, o guidelineOrder) ([]byte, error) { return s.desk.Guideline(r.Context(), o) }))
	mux.HandleFunc("POST /report", answer(s, func(r *http.Request, o reportOrder) ([]byte, error) { return s.desk.Report(r.Context(), o) }))
	mux.HandleFunc("POST /reminders", answer(s, func(r *http.Request, o reminderOrder) (wouldRemind, error) { return s.desk.Reminders(r.Context(), o) }))
	mux.HandleFunc("POST /revive", answer(s, func(r *http.Request, o letterOrder) (struct{}, error) {
		return struct{}{}, s.desk.Revive(r.Context(), o.Company, o.Key)
	}))
	return mux
}

// letterOrder asks about the letters or the log of a company, or one letter.
type letterOrder struct {
	Company string `json:"company,omitempty"`
	Key     string `json:"key,omitempty"`
}

// backup streams the copy. One that fails half-way is cut off, so that the
// other side cannot take it for a whole one.
func (s *socket) backup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	if err := s.desk.Backup(r.Context(), w); err != nil {
		s.log.Error("backup failed", "err", err)
		panic(http.ErrAbortHandler)
	}
}

// refusal is what the socket answers when it did not do what was asked.
type refusal struct {
	Error  string `json:"error"`
	Misuse bool   `json:"misuse,omitempty"` // of the command
}

// answer reads an order, has it done and tells what came of it.
func answer[O, R any](s *socket, do func(*http.Request, O) (R, error)) http.HandlerFunc {
	return answerUpTo(s, 64<<10, do)
}

// answerUpTo is answer for orders of at most so many bytes.
func answerUpTo[O, R any](s *socket, most int64, do func(*http.Request, O) (R, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var order O
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
		d.DisallowUnknownFields()
		if err := d.Decode(&order); err != nil {
			s.reply(w, http.StatusBadRequest, refusal{Error: "the running server does not understand this command: it may be of another version. Restart it"})
			return
		}
		result, err := do(r, order)
		if err != nil {
			var misuse *usageError
			s.reply(w, http.StatusConflict, refusal{explain(err), errors.As(err, &misuse)})
			return
		}
		s.reply(w, http.StatusOK, result)
	}
}

func (s *socket) reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.log.Warn("a command went away before its answer", "err", err)
	}
}
