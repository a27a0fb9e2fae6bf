package discordtest

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// attachment is a file of a message.
type attachment struct {
	id, channel   string
	name          string // as addresses have it
	title         string // as it was called, where that differs
	alt, kind     string
	data          []byte
	ephemeral     bool
	width, height int
}

// addressLife is how long the address of a file leads to it.
const addressLife = 24 * time.Hour

// plainName is a name as Discord keeps it: other letters than plain ones are
// gone, spaces are underscores.
func plainName(name string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(name, " ", "_") {
		if r < 0x80 && (r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			b.WriteRune(r)
		}
	}
	if stem := strings.TrimSuffix(b.String(), path.Ext(b.String())); stem == "" {
		return "unknown" + b.String()
	}
	return b.String()
}

// newFile keeps a file.
func (s *Discord) newFile(channel, name, kind string, data []byte) *attachment {
	a := &attachment{id: s.snowflake(), channel: channel, name: plainName(name), kind: kind, data: data}
	if a.name != name {
		a.title = strings.TrimSuffix(name, path.Ext(name))
	}
	a.width, a.height = pictureSize(data)
	s.files[a.id] = a
	return a
}

// pictureSize is how big a PNG is, zero for everything else.
func pictureSize(data []byte) (width, height int) {
	if !bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) || len(data) < 24 {
		return 0, 0
	}
	n := func(i int) int {
		return int(data[i])<<24 | int(data[i+1])<<16 | int(data[i+2])<<8 | int(data[i+3])
	}
	return n(16), n(20)
}

// shown is the name as a person reads it.
func (a *attachment) shown() string {
	if a.title != "" {
		return a.title + path.Ext(a.name)
	}
	return a.name
}

// address leads to the file for a day.
func (s *Discord) address(a *attachment) string {
	ends := s.now().Add(addressLife).Unix()
	return s.url(fmt.Sprintf("/attachments/%s/%s/%s?ex=%x&is=%x&hm=00&", a.channel, a.id, a.name, ends, s.now().Unix()))
}

func (s *Discord) attachmentJSON(a *attachment) object {
	o := object{"id": a.id, "filename": a.name, "size": len(a.data), "url": s.address(a), "proxy_url": s.address(a), "content_type": a.kind}
	if a.title != "" {
		o["title"] = a.title
	}
	if a.alt != "" {
		o["description"] = a.alt
	}
	if a.width > 0 {
		o["width"], o["height"] = a.width, a.height
	}
	if a.ephemeral {
		o["ephemeral"] = true
	}
	return o
}

func (s *Discord) attachmentsJSON(m *message) []object {
	all := []object{}
	for _, a := range m.attachments {
		if !m.inEmbed(a) {
			all = append(all, s.attachmentJSON(a))
		}
	}
	return all
}

// inEmbed says whether an embed shows the file: Discord does not list it then.
func (m *message) inEmbed(a *attachment) bool {
	for _, e := range objects(m.embeds) {
		for _, name := range []string{"image", "thumbnail"} {
			if picture, _ := e[name].(object); text(picture, "url") == "attachment://"+a.name {
				return true
			}
		}
	}
	return false
}

// uploads checks that what is said of attachments belongs to a file that came
// along, or was there.
func (c *checker) uploads(o object, files []upload, kept []*attachment) {
	if len(files) > maxAttachments {
		c.say("attachments", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxAttachments)
	}
	seen := map[string]bool{}
	for i, a := range objects(o["attachments"]) {
		id := idText(a["id"])
		came := slices.ContainsFunc(files, func(f upload) bool { return f.index() == id })
		there := slices.ContainsFunc(kept, func(k *attachment) bool { return k.id == id })
		if !came && !there || seen[id] {
			c.say(nth("attachments", i), "ATTACHMENT_NOT_FOUND", "There is no file for %q, or it is there twice.", id)
		}
		seen[id] = true
	}
}

// attach gives a message its files. Files that were there go if there is a
// list without them; what comes along is added, unless the list must be whole.
func (s *Discord) attach(m *message, o object, c *call, whole bool) {
	listed, given := o["attachments"].([]any)
	keep := slices.Clone(m.attachments)
	if _, there := o["attachments"]; there {
		keep = slices.DeleteFunc(keep, func(a *attachment) bool {
			return !slices.ContainsFunc(objects(listed), func(o object) bool { return idText(o["id"]) == a.id })
		})
	}
	for _, f := range c.files {
		told := slices.IndexFunc(objects(listed), func(o object) bool { return idText(o["id"]) == f.index() })
		if told < 0 && given && whole {
			continue
		}
		a := s.newFile(m.channel, f.name, f.kind, f.data)
		a.ephemeral = m.flags&flagEphemeral != 0
		if told >= 0 {
			a.alt, _ = objects(listed)[told]["description"].(string)
		}
		keep = append(keep, a)
	}
	m.attachments = keep
}

// serveFile gives a file to whoever has a fresh address of it.
func (s *Discord) serveFile(w http.ResponseWriter, r *http.Request) {
	ends, err := strconv.ParseInt(r.URL.Query().Get("ex"), 16, 64)
	s.mu.Lock()
	s.counts["download"]++
	a := s.files[r.PathValue("id")]
	late := err != nil || s.now().Unix() > ends
	if a != nil && late {
		s.complain("%s: the address of the file is older than a day", r.URL.Path)
	}
	failure, fails := s.failure(&call{method: r.Method, path: r.URL.Path})
	s.mu.Unlock()
	switch {
	case fails:
		failure.reply().write(w)
	case a == nil || late || a.channel != r.PathValue("channel") || a.name != r.PathValue("name"):
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
	default:
		w.Header().Set("Content-Type", a.kind)
		_, _ = w.Write(a.data)
	}
}
