package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is the program while it serves.
type running struct {
	t     *testing.T
	lines chan string // of standard output
	errs  *words
	stop  context.CancelFunc
	done  chan int
}

// words is standard error, safe to look at while it is written.
type words struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *words) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// start runs the program beside the test, which must stop it.
func start(t *testing.T, env map[string]string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	r := &running{t: t, lines: make(chan string, 100), errs: &words{}, stop: cancel, done: make(chan int, 1)}
	p := &program{out: in, err: r.errs, env: func(name string) string { return env[name] }, now: time.Now}
	go func() {
		code := p.main(ctx, args)
		in.Close()
		r.done <- code
	}()
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			r.lines <- s.Text()
		}
		close(r.lines)
	}()
	return r
}

// until returns the lines up to the one that holds the text.
func (r *running) until(text string) (lines []string) {
	r.t.Helper()
	for line := range r.lines {
		if lines = append(lines, line); strings.Contains(line, text) {
			return lines
		}
	}
	r.t.Fatalf("it ended without saying %q: %q\n%s", text, lines, r.errs)
	return nil
}

// end stops the program as a signal does and wants it to end well.
func (r *running) end() {
	r.t.Helper()
	r.stop()
	if code := <-r.done; code != exitDone {
		r.t.Errorf("exit %d: %s", code, r.errs)
	}
}

// links are the personal links among lines, by name, with their roles.
func links(lines []string) (urls, roles map[string]string) {
	urls, roles = map[string]string{}, map[string]string{}
	for _, line := range lines {
		if parts := strings.Split(line, "\t"); len(parts) == 3 {
			roles[parts[1]], urls[parts[1]] = parts[0], parts[2]
		}
	}
	return urls, roles
}

// turn takes a turn by a personal link and returns status and view as text.
func turn(t *testing.T, link, body string) (int, string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, link+"/turn", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Accept", "text/plain")
	q.Close = true
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

func said(words string) string { return fmt.Sprintf(`{"said":%q}`, words) }
