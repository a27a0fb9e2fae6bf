package discord

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestDownloadGoesNowhereElse: a file of Discord's that lies on another host is
// not fetched from there, nor any address that only looks like Discord's.
func TestDownloadGoesNowhereElse(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "of somebody else") }))
	defer inner.Close()
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/away":
			http.Redirect(w, r, inner.URL+"/here", http.StatusFound)
		default:
			fmt.Fprint(w, "the file")
		}
	}))
	defer files.Close()
	a, err := New(Config{Token: "MTIz.abc.def", APIURL: files.URL + "/api/v9/", Guilds: []Guild{{ID: "200000000000000001"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/here", "/moved"} {
		if data, err := a.download(t.Context(), files.URL+path); string(data) != "the file" {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
	for _, address := range []string{
		files.URL + "/away", files.URL + "/round", inner.URL, "https://evil.example/x", "http://cdn.discordapp.com/x", "https://cdn.discordapp.com@evil.example/x",
		"https://cdn.discordapp.com.evil.example/x", "https://cdn.discordapp.com:8443/x", "file:///etc/passwd",
	} {
		if data, err := a.download(t.Context(), address); err == nil {
			t.Errorf("%s is fetched: %q", address, data)
		}
	}
}
