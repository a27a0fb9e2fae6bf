package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// built is the program as it is handed out.
type built string

func build(t *testing.T) built {
	t.Helper()
	path := filepath.Join(t.TempDir(), "daicho")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return built(path)
}

// command is the program with these arguments and hardly any environment.
func (b built) command(args ...string) *exec.Cmd {
	c := exec.Command(string(b), args...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.Getenv("TMPDIR")}
	return c
}

// link has a new link made for somebody while the server runs, which ends
// the older ones.
func (b built) link(t *testing.T, data, name string) string {
	t.Helper()
	c := b.command("link", "--data", data, "--name", name, "--renew")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("link: %v\n%s", err, &errs)
	}
	urls, _ := links(strings.Split(strings.TrimSpace(string(out)), "\n"))
	return urls[name]
}

// process is the example company, served by the program as a process.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	errs words
	urls map[string]string // by name
	out  chan struct{}     // closed after the last line of standard output
}

// demo starts the program on the data file and returns once it has printed
// all four links, as it does last.
func (b built) demo(t *testing.T, data string) *process {
	t.Helper()
	p := &process{t: t, cmd: b.command("demo", "--listen", "127.0.0.1:0", "--data", data), out: make(chan struct{})}
	p.cmd.Stderr = &p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	var lines []string
	s := bufio.NewScanner(out)
	for len(p.urls) < 4 && s.Scan() {
		lines = append(lines, s.Text())
		p.urls, _ = links(lines)
	}
	if len(p.urls) < 4 {
		t.Fatalf("it ended with %q\n%s", lines, &p.errs)
	}
	t.Logf("ready after %v", time.Since(began).Round(time.Millisecond))
	go func() {
		defer close(p.out)
		for s.Scan() { // nothing more is said, but nothing said is held up
		}
	}()
	return p
}

// stop asks the process to end, and wants it to end well.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	<-p.out
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("after SIGTERM: %v\n%s", err, &p.errs)
	}
	if text := p.errs.String(); text != "" {
		p.t.Errorf("it complained: %s", text)
	}
}

// kill ends the process at once, as a power cut would.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	<-p.out
	if err := p.cmd.Wait(); err == nil {
		p.t.Error("a killed process ended well")
	}
}
