package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"daicho/bot"
)

const (
	maxFileName = 1000            // bytes
	drained     = 4 * bot.MaxFile // bytes of what is too large that are read and thrown away
	uploadTime  = 3 * time.Minute // for a file on a slow line
	uploads     = 8               // files that are read at once, of everybody
)

// drop is POST …/drop?id=I&shown=A&name=N: the body is a file, handed in while
// the view A was shown. It is answered like a turn.
func (s *Server) drop(w http.ResponseWriter, r *http.Request, c caller) {
	ev, err := decodeDrop(r)
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayUnread, err.Error())
		return
	}
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	case <-r.Context().Done():
		return
	}
	wire := http.NewResponseController(w)
	soon := time.Now().Add(uploadTime)
	if err := errors.Join(wire.SetReadDeadline(soon), wire.SetWriteDeadline(soon.Add(turnTime))); err != nil {
		s.fail(w, r, http.StatusServiceUnavailable, sayFailed, "no deadline can be set")
		return
	}
	ev.File.Data, err = io.ReadAll(http.MaxBytesReader(w, r.Body, bot.MaxFile))
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		s.tooLarge(w, r)
		return
	}
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayUnread, "the file broke off")
		return
	}
	view, err := s.handle(r.Context(), c, ev)
	s.show(w, r, c, view, err)
}

// tooLarge reads on for a while: whoever is still sending would not see an
// answer.
func (s *Server) tooLarge(w http.ResponseWriter, r *http.Request) {
	_, _ = io.CopyN(io.Discard, r.Body, drained)
	s.fail(w, r, http.StatusRequestEntityTooLarge, sayTooLarge, fmt.Sprintf("a file over %d bytes", bot.MaxFile))
}

// decodeDrop reads all of a dropped file but its bytes.
func decodeDrop(r *http.Request) (bot.Event, error) {
	query := r.URL.Query()
	id, name, at := query.Get("id"), query.Get("name"), query.Get("shown")
	if id != "" && !asciiID(id) {
		return bot.Event{}, fmt.Errorf("id must be at most %d letters, digits and / . _ ~ -", maxID)
	}
	if name == "" || len(name) > maxFileName || !utf8.ValidString(name) {
		return bot.Event{}, fmt.Errorf("name must be a file name of at most %d bytes in UTF-8", maxFileName)
	}
	ev := bot.Event{ID: id, File: &bot.File{Name: name}}
	if at == "" {
		return ev, nil
	}
	shown, err := drawing(at)
	if err != nil {
		return bot.Event{}, fmt.Errorf("shown: %w", err)
	}
	ev.Shown = shown
	return ev, nil
}
