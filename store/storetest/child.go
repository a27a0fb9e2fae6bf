//go:build unix

package storetest

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// childPath tells a test binary that was started again what to open.
const childPath = "DAICHO_TEST_CHILD"

// Ack is a turn that its writer was told is durable: the Turn-th, from 1, of
// the Writer-th, from 0.
type Ack struct{ Writer, Turn uint32 }

// Child is this test binary once more, in a process of its own that can be
// stopped or killed at any moment. It reports each acknowledged turn.
type Child struct {
	t    *testing.T
	cmd  *exec.Cmd
	acks *os.File
	part []byte // of an ack not yet read whole
}

// StartChild runs the top-level test named again with the path of the data,
// under the command wrap if there is one. The child must find that path with
// ChildPath and then never return. It is killed with the test.
func StartChild(t *testing.T, test, path string, wrap ...string) *Child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrap, exe, "-test.run=^"+test+"$")
	c := &Child{t: t, cmd: exec.Command(args[0], args[1:]...), acks: r}
	c.cmd.Env = append(os.Environ(), childPath+"="+path)
	c.cmd.ExtraFiles = []*os.File{w}
	c.cmd.Stdout, c.cmd.Stderr = os.Stderr, os.Stderr
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() { c.Kill(); r.Close() })
	return c
}

// ChildPath is the path a child is to open, empty in the parent.
func ChildPath() string { return os.Getenv(childPath) }

// AckFile is where a child acknowledges: see Acknowledge.
func AckFile() *os.File { return os.NewFile(3, "acknowledgements") }

// Acknowledge tells the parent, in one write, that a turn is durable.
func Acknowledge(w io.Writer, a Ack) error {
	b := binary.BigEndian.AppendUint32(nil, a.Writer)
	_, err := w.Write(binary.BigEndian.AppendUint32(b, a.Turn))
	return err
}

// Await reads n acknowledgements, waiting for them.
func (c *Child) Await(n int) []Ack {
	c.t.Helper()
	buf := make([]byte, 8*n-len(c.part))
	if _, err := io.ReadFull(c.acks, buf); err != nil {
		c.t.Fatalf("the child ended early: %v", err)
	}
	return c.parse(buf)
}

// Rest reads what has been acknowledged and not been read, without waiting.
func (c *Child) Rest() []Ack {
	c.t.Helper()
	raw, err := c.acks.SyscallConn()
	if err != nil {
		c.t.Fatal(err)
	}
	var all []byte
	err = raw.Read(func(fd uintptr) bool {
		buf := make([]byte, 64<<10)
		for {
			n, err := syscall.Read(int(fd), buf)
			if n > 0 {
				all = append(all, buf[:n]...)
			} else if !errors.Is(err, syscall.EINTR) {
				return true
			}
		}
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.parse(all)
}

func (c *Child) parse(b []byte) []Ack {
	b = append(c.part, b...)
	var out []Ack
	for ; len(b) >= 8; b = b[8:] {
		out = append(out, Ack{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])})
	}
	c.part = b
	return out
}

// Freeze stops the child between two instructions, runs fn and lets it go on.
func (c *Child) Freeze(fn func()) {
	c.t.Helper()
	pid := c.cmd.Process.Pid
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		c.t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		c.t.Fatalf("the child did not stop: %v, status %v", err, status)
	}
	fn()
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		c.t.Fatal(err)
	}
}

// Kill ends the child as kill -9 does and waits until it has gone.
func (c *Child) Kill() {
	if c.cmd.ProcessState == nil {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	}
}
