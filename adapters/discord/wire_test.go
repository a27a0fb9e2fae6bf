package discord

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
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

// TestHeldBackBriefly: whatever a header says, the library sleeps for seconds at
// most.
func TestHeldBackBriefly(t *testing.T) {
	const after = "X-RateLimit-Reset-After"
	for text, want := range map[string]string{"": "", "1.5": "1.5", "86400": "5", "-1": "5", "NaN": "5", "1e300": "5", "soon": "5"} {
		h := http.Header{}
		h.Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
		if text != "" {
			h.Set(after, text)
		}
		if bounded(h); h.Get(after) != want || h.Get("X-RateLimit-Reset") != "" {
			t.Errorf("%q becomes %q, want %q", text, h.Get(after), want)
		}
	}
}
