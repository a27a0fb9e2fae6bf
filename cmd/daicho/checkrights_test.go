//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestCheckWithoutRights runs, for the superuser, who may read and write
// everything, the cases of TestCheckFinds in which somebody may not: as
// somebody who owns nothing. Anybody else runs them there.
func TestCheckWithoutRights(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	folder, err := os.MkdirTemp("", "daicho-rights")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(folder, "check.test")
	if err := os.WriteFile(copied, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), copied, "-test.v", "-test.run", "^TestCheckFinds$/^(folder_not_writable|not_readable)$")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "--- PASS: TestCheckFinds/") != 2 {
		t.Errorf("%v\n%s", err, out)
	}
}
