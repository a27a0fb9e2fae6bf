package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed assets
var embedded embed.FS

// assets is what the browser loads: the pages and what they are made of.
// Build is a hash of it all; files stand under it, so that they can be kept
// for good and a new build is never mixed with an old one.
type assets struct {
	build string
	files map[string][]byte
	pages *template.Template
}

func loadAssets() (assets, error) {
	a := assets{files: map[string][]byte{}}
	sum := sha256.New()
	err := fs.WalkDir(embedded, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s\x00%d\x00%s", name, len(data), data)
		a.files[path.Base(name)] = data
		return nil
	})
	if err != nil {
		return a, fmt.Errorf("web: embedded files: %w", err)
	}
	a.build = hex.EncodeToString(sum.Sum(nil)[:8])
	a.pages, err = template.ParseFS(embedded, "assets/*.html")
	if err != nil {
		return a, fmt.Errorf("web: embedded pages: %w", err)
	}
	return a, nil
}

// shell is what the pages need to know.
type shell struct {
	Assets  string // where the files stand
	Message string
}

func (a assets) write(w http.ResponseWriter, status int, page, message string) {
	var out bytes.Buffer
	if err := a.pages.ExecuteTemplate(&out, page, shell{Assets: "/assets/" + a.build, Message: message}); err != nil {
		panic(err) // the pages are embedded and every one is drawn by a test
	}
	write(w, status, "text/html; charset=utf-8", out.Bytes())
}

// message is a page that holds one sentence.
func (a assets) message(w http.ResponseWriter, status int, sentence string) {
	a.write(w, status, "message.html", sentence)
}

func (s *Server) front(w http.ResponseWriter, _ *http.Request) {
	s.assets.write(w, http.StatusOK, "front.html", "")
}

// page is GET /p/{ref}/: the shell into which the browser draws views.
func (s *Server) page(w http.ResponseWriter, r *http.Request, c caller) {
	s.prolong(w, r, c)
	s.assets.write(w, http.StatusOK, "page.html", "")
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	data, ok := s.assets.files[name]
	if !ok || path.Ext(name) == ".html" {
		s.fail(w, r, http.StatusNotFound, sayNoPage, "no such file")
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	}
	if r.PathValue("build") == s.assets.build {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	write(w, http.StatusOK, kind, data)
}
