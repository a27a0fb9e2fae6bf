package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"

	"daicho/bot"
)

// wireView is a view as it is sent: its attachments have an address.
type wireView struct {
	bot.View
	Attach []wireAttachment `json:"attach,omitempty"`
	// Tag changes when what the view shows does. What the last action did
	// (Notice, Problem) is no part of it.
	Tag string `json:"tag"`
}

type wireAttachment struct {
	bot.Attachment
	URL string `json:"url"` // relative to the page and to the link alike
}

func onWire(v bot.View) wireView {
	out := wireView{View: v}
	for _, a := range v.Attach {
		if a.Once {
			out.Attach = append(out.Attach, wireAttachment{Attachment: a}) // see inline
			continue
		}
		query := url.Values{"at": {string(v.At)}, "name": {a.Name}, "key": {contentKey(a)}}
		out.Attach = append(out.Attach, wireAttachment{Attachment: a, URL: "file?" + query.Encode()})
	}
	shown := out
	shown.Notice, shown.Problem = "", ""
	body, err := json.Marshal(shown)
	if err != nil { // texts and numbers always can be written
		panic(err)
	}
	out.Tag = short(body)
	return out
}

// inline puts what cannot be drawn again into the answer itself. What cannot
// be made is left out: the view says the same in words.
func (s *Server) inline(ctx context.Context, v *wireView) (failed error) {
	kept := v.Attach[:0]
	for _, a := range v.Attach {
		if a.Once {
			data, err := s.core.Make(ctx, a.Attachment)
			if err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			a.URL = "data:" + mediaType(a.Attachment) + ";base64," + base64.StdEncoding.EncodeToString(data)
		}
		kept = append(kept, a)
	}
	v.Attach = kept
	return failed
}

// contentKey is the same as long as the attachment is.
func contentKey(a bot.Attachment) string {
	return short([]byte(string(a.Kind) + "\x00" + a.Name + "\x00" + a.Spec))
}

func short(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

// file is GET …/file?at=A&name=N&key=K: the attachment N of the view A. Where
// its key is still K it may be kept by the browser; it is the same for good.
func (s *Server) file(w http.ResponseWriter, r *http.Request, c caller) {
	query := r.URL.Query()
	at, err := drawing(query.Get("at"))
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayNotDrawn, "at: "+err.Error())
		return
	}
	view, err := s.handle(r.Context(), c, bot.Event{Press: at})
	if err != nil {
		s.show(w, r, c, view, err)
		return
	}
	i := slices.IndexFunc(view.Attach, func(a bot.Attachment) bool { return !a.Once && a.Name == query.Get("name") })
	if i < 0 {
		s.fail(w, r, http.StatusNotFound, sayNoFile, "the view has no such attachment")
		return
	}
	data, err := s.core.Make(r.Context(), view.Attach[i])
	if err != nil {
		s.complain(r, c.ref, "cannot make a file", err)
		s.fail(w, r, http.StatusServiceUnavailable, sayFailed, "the file cannot be made at present")
		return
	}
	s.sendFile(w, r, view.Attach[i], data, query.Get("key"))
}

func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, a bot.Attachment, data []byte, key string) {
	h := w.Header()
	etag := `"` + short(data) + `"`
	h.Set("ETag", etag)
	if a.Kind == bot.Picture && key == contentKey(a) {
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	if a.Kind != bot.Picture {
		h.Set("Content-Disposition", `attachment; filename="`+safeName(a.Name)+`"`)
	}
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	write(w, http.StatusOK, mediaType(a), data)
}

func mediaType(a bot.Attachment) string {
	if a.Kind == bot.Picture {
		return "image/png"
	}
	switch path.Ext(a.Name) {
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "application/octet-stream"
}

// safeName is a file name that can stand in a header.
func safeName(name string) string {
	safe := []byte(name)
	for i, b := range safe {
		if b <= ' ' || b >= 0x7f || b == '"' || b == '\\' || b == '/' || b == ';' {
			safe[i] = '_'
		}
	}
	return string(safe)
}
