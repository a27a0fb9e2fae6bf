package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
)

// Limits of what comes in with one call, in bytes.
const (
	maxFile    = 10 << 20
	maxRequest = 25 << 20
	maxBody    = 64 << 20 // that is read at all
)

// call is one call of the REST API, be it by form or by JSON.
type call struct {
	method, path, route string
	version             int
	token, agent        string
	values              map[string]string // what stands in the braces of the route
	query               url.Values
	body                json.RawMessage
	files               []upload
	bad                 *problem // why it cannot be read
}

// upload is a file that came with a call.
type upload struct {
	field, name, kind string
	data              []byte
}

// key names the call for counts and complaints.
func (c *call) key() string {
	if c.route == "" {
		return c.method + " " + c.path
	}
	return c.route
}

func (c *call) payload(status int) Payload {
	p := Payload{Method: c.method, Path: c.path, Route: c.route, Body: c.body, Status: status}
	for _, f := range c.files {
		p.Files = append(p.Files, f.name)
	}
	return p
}

// object is the body, empty if it is no object.
func (c *call) object() object {
	var o object
	_ = json.Unmarshal(c.body, &o)
	if o == nil {
		o = object{}
	}
	return o
}

// readCall reads a call, or fails because the caller broke off.
func readCall(r *http.Request) (*call, error) {
	parts := apiPath.FindStringSubmatch(r.URL.Path)
	if parts == nil {
		parts = []string{"", "", r.URL.Path}
	}
	c := &call{method: r.Method, path: parts[2], version: versionOf(parts[1]), query: r.URL.Query(),
		token: r.Header.Get("Authorization"), agent: r.Header.Get("User-Agent")}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	kind, with, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "multipart/form-data":
		c.readForm(body, with["boundary"])
	case len(body) == 0:
	case kind == "application/json":
		c.body = body
	default:
		c.bad = refused(400, 50035, `Expected "Content-Type" header to be one of {'application/json'}.`)
	}
	if len(body) > maxRequest {
		c.bad = refused(413, 40005, "Request entity too large")
	}
	if c.bad == nil && len(c.body) > 0 && !json.Valid(c.body) {
		c.bad = refused(400, 50109, "The request body contains invalid JSON.")
	}
	return c, nil
}

var fileField = regexp.MustCompile(`^files\[(\d+)\]$`)

// readForm reads payload_json and files[n].
func (c *call) readForm(body []byte, boundary string) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.bad = refused(400, 50035, "Invalid form: "+err.Error())
			return
		}
		data, err := io.ReadAll(part)
		if err != nil {
			c.bad = refused(400, 50035, "Invalid form: "+err.Error())
			return
		}
		c.takePart(part, data)
	}
}

func (c *call) takePart(part *multipart.Part, data []byte) {
	name := part.FormName()
	switch {
	case name == "payload_json":
		c.body = data
	case !fileField.MatchString(name) || part.FileName() == "":
		c.bad = refused(400, 50035, "Invalid form: a part is called "+strconv.Quote(name))
	case slices.ContainsFunc(c.files, func(f upload) bool { return f.field == name }):
		c.bad = refused(400, 50035, "Invalid form: two parts are called "+name)
	case len(data) > maxFile:
		c.bad = refused(413, 40005, "Request entity too large")
	default:
		c.files = append(c.files, upload{name, part.FileName(), part.Header.Get("Content-Type"), data})
	}
}

// index is the n of files[n].
func (f upload) index() string { return fileField.FindStringSubmatch(f.field)[1] }
