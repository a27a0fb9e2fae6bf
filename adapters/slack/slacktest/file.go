package slacktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// file is one that was uploaded, or is about to be.
type file struct {
	id, name, title, alt string
	user                 string
	size                 int
	data                 []byte
	uploaded, completed  bool
	visible              bool // has been processed: it can be shown
	shares               map[string]string
	at                   time.Time
}

func (f *file) seen() File {
	return File{ID: f.id, Name: f.name, Title: f.title, Alt: f.alt, Data: f.data}
}

// lateShare is something that becomes visible after some more requests.
type lateShare struct {
	left int
	show func()
}

// tickLate counts one request.
func (s *Slack) tickLate() {
	waiting := s.late
	s.late = nil
	for _, l := range waiting {
		if l.left--; l.left <= 0 {
			l.show()
			continue
		}
		s.late = append(s.late, l)
	}
}

// later does something now, or after as many requests as LateFiles says.
func (s *Slack) later(show func()) {
	if s.lateBy == 0 {
		show()
		return
	}
	s.late = append(s.late, &lateShare{left: s.lateBy, show: show})
}

func (s *Slack) newFile(user, name string, size int) *file {
	f := &file{id: fmt.Sprintf("F%08d", s.number()), name: name, title: name, user: user, size: size, shares: map[string]string{}, at: s.now()}
	s.files[f.id] = f
	return f
}

func (s *Slack) uploadURL(c *call) object {
	name := c.text("filename")
	size, err := strconv.Atoi(c.text("length"))
	if name == "" || err != nil || size <= 0 {
		s.complain("%s: filename and length are needed", c.method)
		return refused("invalid_arguments")
	}
	f := s.newFile(s.o.BotUser, name, size)
	f.alt = c.text("alt_txt")
	return object{"ok": true, "file_id": f.id, "upload_url": s.url("/upload/" + f.id)}
}

func (s *Slack) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := uploaded(r)
	s.mu.Lock()
	s.counts["upload"]++
	failure, fails := s.failure("upload")
	status := http.StatusOK
	f := s.files[r.PathValue("id")]
	switch {
	case fails:
	case errors.Is(err, errBrokenOff): // whoever ends in the middle of it is not to blame
		status = http.StatusBadRequest
	case err != nil:
		s.complain("upload: %v", err)
		status = http.StatusBadRequest
	case f == nil || f.uploaded:
		s.complain("upload: the address is unknown or was used")
		status = http.StatusNotFound
	case len(data) != f.size:
		s.complain("upload: %d bytes came, %d were announced", len(data), f.size)
		status = http.StatusBadRequest
	default:
		f.data, f.uploaded = data, true
	}
	s.mu.Unlock()
	if fails {
		failure.write(w)
		return
	}
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "OK - %d", len(data))
}

// errBrokenOff is returned where the connection ended in the middle.
var errBrokenOff = errors.New("broken off")

// uploaded is the bytes that were posted, in a form or as they are.
func uploaded(r *http.Request) ([]byte, error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	all, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBrokenOff, err)
	}
	if kind != "multipart/form-data" {
		return all, nil
	}
	var data []byte
	found := false
	parts := multipart.NewReader(bytes.NewReader(all), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the form: %w", err)
		}
		if name := part.FormName(); name == "file" || name == "filename" {
			found = true
			if data, err = io.ReadAll(part); err != nil {
				return nil, fmt.Errorf("reading the form: %w", err)
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("no file in the form")
	}
	return data, nil
}

func (s *Slack) completeUpload(c *call) object {
	files, code := s.finished(c)
	if code != "" {
		return refused(code)
	}
	var channels []string
	if list := c.text("channel_id") + "," + c.text("channels"); list != "," {
		channels = strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
	}
	for _, channel := range channels {
		if _, isUser := s.users[channel]; isUser {
			s.complain("%s: %s is a user, not a channel", c.method, channel)
			return refused("invalid_channel")
		}
		if _, ok := s.place(channel); !ok {
			return refused("channel_not_found")
		}
	}
	said, code := s.comment(c)
	if code != "" {
		return refused(code)
	}
	var answer []object
	for _, f := range files {
		f.completed = true
		answer = append(answer, object{"id": f.id, "title": f.title})
	}
	s.later(func() { s.share(files, channels, said) })
	return object{"ok": true, "files": answer}
}

// finished are the files that the call names.
func (s *Slack) finished(c *call) ([]*file, string) {
	var named []struct{ ID, Title string }
	if json.Unmarshal(c.json("files"), &named) != nil || len(named) == 0 {
		s.complain("%s: files is missing or not a list", c.method)
		return nil, "invalid_arguments"
	}
	var files []*file
	for _, n := range named {
		f := s.files[n.ID]
		if f == nil || !f.uploaded || f.completed {
			s.complain("%s: %s is unknown, not uploaded or completed already", c.method, n.ID)
			return nil, "file_not_found"
		}
		if n.Title != "" {
			f.title = n.Title
		}
		files = append(files, f)
	}
	return files, ""
}

// comment is what goes with the files; nothing is allowed.
func (s *Slack) comment(c *call) (content, string) {
	text, blocks := c.text("initial_comment"), c.json("blocks")
	switch {
	case text != "" && blocks != nil:
		s.complain("%s: blocks beside initial_comment are ignored", c.method)
		return content{}, "invalid_arguments"
	case blocks != nil && !json.Valid(blocks):
		s.complain("%s: blocks is not JSON", c.method)
		return content{}, "invalid_blocks_format"
	case blocks != nil:
		payload, _ := json.Marshal(object{"text": " ", "blocks": blocks})
		said, code := s.accept("message", c.method, payload)
		said.text = ""
		return said, code
	}
	return content{text: text}, ""
}

// share makes files visible in the channels.
func (s *Slack) share(files []*file, channels []string, said content) {
	for _, f := range files {
		f.visible = true
	}
	for _, channel := range channels {
		m := s.post(channel, "", said, files...)
		for _, f := range files {
			f.shares[channel] = m.ts
		}
	}
}

func (s *Slack) fileInfo(c *call) object {
	f := s.files[c.text("file")]
	if f == nil || !f.completed {
		return refused("file_not_found")
	}
	return object{"ok": true, "file": s.fileJSON(f)}
}

func (s *Slack) filesJSON(files []*file) []object {
	var all []object
	for _, f := range files {
		all = append(all, s.fileJSON(f))
	}
	return all
}

func (s *Slack) fileJSON(f *file) object {
	address := s.url("/files/" + f.id + "/" + url.PathEscape(f.name))
	public, private := object{}, object{}
	for channel, ts := range f.shares {
		into := public
		if strings.HasPrefix(channel, "D") {
			into = private
		}
		into[channel] = []object{{"ts": ts, "team_id": s.o.Team}}
	}
	kind := mime.TypeByExtension(path.Ext(f.name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return object{
		"id": f.id, "name": f.name, "title": f.title, "alt_txt": f.alt, "user": f.user, "size": f.size, "mode": "hosted",
		"mimetype": kind, "filetype": strings.TrimPrefix(path.Ext(f.name), "."), "created": f.at.Unix(), "timestamp": f.at.Unix(),
		"url_private": address, "url_private_download": address, "shares": object{"public": public, "private": private},
	}
}

// serveFile is a download. Without the bot token it leads to a page to sign
// in, as Slack's does.
func (s *Slack) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.counts["download"]++
	failure, fails := s.failure("download")
	f := s.files[r.PathValue("id")]
	signedIn := r.Header.Get("Authorization") == "Bearer "+s.o.BotToken
	if !fails && !signedIn {
		s.complain("download: wrong token")
	}
	s.mu.Unlock()
	switch {
	case fails:
		failure.write(w)
	case !signedIn:
		http.Redirect(w, r, "/?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
	case f == nil || f.data == nil:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(f.data)
	}
}

// slackFile is the uploaded file that an image names, nil if there is none.
func (s *Slack) slackFile(value any) *file {
	o, _ := value.(object)
	id, _ := o["id"].(string)
	if at, _ := o["url"].(string); at != "" {
		_, rest, _ := strings.Cut(at, "/files/")
		id, _, _ = strings.Cut(rest, "/")
	}
	return s.files[id]
}

// filesReady says whether all uploaded files in the blocks can be shown. A
// file that is not there yet is only refused, one that never was is a
// complaint too.
func (s *Slack) filesReady(blocks []object, where string) bool {
	ready := true
	check := func(o object) {
		if o["type"] != "image" || o["slack_file"] == nil {
			return
		}
		f := s.slackFile(o["slack_file"])
		if f == nil || !f.completed {
			s.complain("%s: invalid slack_file %v", where, o["slack_file"])
		}
		ready = ready && f != nil && f.visible
	}
	for _, b := range blocks {
		check(b)
		if accessory, _ := b["accessory"].(object); accessory != nil {
			check(accessory)
		}
		for _, e := range objects(b["elements"]) {
			check(e)
		}
	}
	return ready
}
