package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/bot"
)

// What a turn may hold at most.
const (
	maxBody   = 64 << 10 // bytes of JSON
	maxSaid   = 4 << 10  // bytes of typed words
	maxFields = 200
	maxID     = 64 // bytes of a delivery id or a field id
)

// turnTime is how long a turn may take.
const turnTime = 20 * time.Second

// errTooLong is returned for words that are longer than anybody types.
var errTooLong = errors.New("too long")

// wireTurn is a turn as it is sent.
type wireTurn struct {
	ID     string                  `json:"id"`
	Shown  string                  `json:"shown"`
	Said   *string                 `json:"said"`
	Press  *string                 `json:"press"`
	Values map[bot.FieldID]*string `json:"values"`
}

// decodeTurn reads one turn from what was sent. What it returns has ID, Shown
// and Said or Press with Values set, nothing else. The error says in English
// what is wrong and repeats nothing of what people wrote.
func decodeTurn(body []byte) (bot.Event, error) {
	var in wireTurn
	if err := strictJSON(body, &in); err != nil {
		return bot.Event{}, err
	}
	if (in.Said == nil) == (in.Press == nil) {
		return bot.Event{}, errors.New("give exactly one of said and press")
	}
	if in.ID != "" && !asciiID(in.ID) {
		return bot.Event{}, fmt.Errorf("id must be at most %d letters, digits and / . _ ~ -", maxID)
	}
	ev := bot.Event{ID: in.ID}
	if in.Shown != "" {
		shown, err := drawing(in.Shown)
		if err != nil {
			return bot.Event{}, fmt.Errorf("shown: %w", err)
		}
		ev.Shown = shown
	}
	if in.Said != nil {
		return said(ev, in)
	}
	return pressed(ev, in)
}

func strictJSON(body []byte, into any) error {
	if len(body) > maxBody {
		return fmt.Errorf("over %d bytes", maxBody)
	}
	if !utf8.Valid(body) {
		return errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return describe(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// describe keeps what was wrong with the JSON, without any of its contents.
func describe(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON, at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("wrong type at byte %d: every value is text", kind.Offset)
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		return errors.New("unknown field: known are said, press, values, id, shown")
	}
	return errors.New("not a whole JSON object")
}

func said(ev bot.Event, in wireTurn) (bot.Event, error) {
	ev.Said = strings.TrimSpace(*in.Said)
	switch {
	case in.Values != nil:
		return bot.Event{}, errors.New("values come with press, not with said")
	case ev.Said == "":
		return bot.Event{}, errors.New("said is empty")
	case len(ev.Said) > maxSaid:
		return bot.Event{}, fmt.Errorf("%w: said is over %d bytes", errTooLong, maxSaid)
	}
	return ev, nil
}

func pressed(ev bot.Event, in wireTurn) (bot.Event, error) {
	id, err := bot.ParseAction(*in.Press)
	if err != nil {
		return bot.Event{}, fmt.Errorf("press: %w", err)
	}
	ev.Press = id
	if len(in.Values) > maxFields {
		return bot.Event{}, fmt.Errorf("over %d values", maxFields)
	}
	if in.Values == nil {
		return ev, nil
	}
	ev.Values = make(map[bot.FieldID]string, len(in.Values))
	for field, value := range in.Values {
		switch {
		case !asciiID(string(field)):
			return bot.Event{}, errors.New("values: not a field id")
		case value == nil:
			return bot.Event{}, fmt.Errorf("values: %s is null; an empty field is \"\"", field)
		}
		ev.Values[field] = *value
	}
	return ev, nil
}

// drawing reads an action id that only draws.
func drawing(text string) (bot.ActionID, error) {
	id, err := bot.ParseAction(text)
	if err == nil && id.Acts() {
		return "", fmt.Errorf("%w: it acts", bot.ErrBadAction)
	}
	return id, err
}

func asciiID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._~-", r)
	})
}

// turn is POST …/turn.
func (s *Server) turn(w http.ResponseWriter, r *http.Request, c caller) {
	if !jsonBody(r, c.byLink) {
		s.fail(w, r, http.StatusUnsupportedMediaType, sayNotJSON, "Content-Type must be application/json in UTF-8")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		s.fail(w, r, http.StatusRequestEntityTooLarge, sayTooLong, fmt.Sprintf("over %d bytes", maxBody))
		return
	}
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayUnread, "the body broke off")
		return
	}
	ev, err := decodeTurn(body)
	if errors.Is(err, errTooLong) {
		s.fail(w, r, http.StatusRequestEntityTooLarge, sayTooLong, err.Error())
		return
	}
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayUnread, err.Error())
		return
	}
	view, err := s.handle(r.Context(), c, ev)
	s.show(w, r, c, view, err)
}

// jsonBody reports whether the body says it is JSON. The page must say so,
// since no foreign form can; a script that holds the link may leave curl's
// own default.
func jsonBody(r *http.Request, byLink bool) bool {
	kind := r.Header.Get("Content-Type")
	if kind == "" {
		return byLink
	}
	media, params, err := mime.ParseMediaType(kind)
	if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return false
	}
	return media == "application/json" || byLink && (media == "application/x-www-form-urlencoded" || media == "text/plain")
}

// handle takes the turn, after the person's earlier ones.
func (s *Server) handle(ctx context.Context, c caller, ev bot.Event) (bot.View, error) {
	ctx, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	if err := s.order.enter(ctx, c.account); err != nil {
		return bot.View{}, err
	}
	defer s.order.leave(c.account)
	ev.From, ev.Surface = c.account, bot.OwnSurface
	return s.core.Handle(ctx, ev)
}

// complain logs a failure of a request, under its link as the log may know it.
// A caller who left meanwhile is none.
func (s *Server) complain(r *http.Request, ref, message string, err error) {
	level := slog.LevelError
	if r.Context().Err() != nil {
		level = slog.LevelDebug
	}
	s.cfg.Log.Log(r.Context(), level, "web: "+message, "link", hashed(ref), "err", err)
}

// show writes the view, or why there is none.
func (s *Server) show(w http.ResponseWriter, r *http.Request, c caller, view bot.View, err error) {
	var limited *bot.Limited
	if errors.As(err, &limited) {
		s.tooMany(w, r, limited.After)
		return
	}
	status := http.StatusOK
	if err != nil {
		s.complain(r, c.ref, "turn failed", err)
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "2")
		if view.Title == "" {
			view.Title, view.Problem = "うまくいきませんでした", sayFailed
		}
	}
	if wantsText(r) {
		write(w, status, "text/plain; charset=utf-8", []byte(view.Text()))
		return
	}
	out := onWire(view)
	if err := s.inline(r.Context(), &out); err != nil {
		s.complain(r, c.ref, "cannot make a picture that is shown once", err)
	}
	writeJSON(w, status, out)
}
