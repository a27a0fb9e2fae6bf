//go:build linux

package bolt

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"daicho/store/kv"
)

// TestSyncBeforeAcknowledging runs turns under strace and reads from the
// system calls that no turn was acknowledged before the file's data and then
// its head had reached the disk with that turn in it. kill -9 cannot show
// that: what was written and not synced survives it.
func TestSyncBeforeAcknowledging(t *testing.T) {
	if path := os.Getenv(syncPath); path != "" {
		acknowledgeSome(path, os.Getenv(syncNone) != "")
		return
	}
	needStrace(t)
	early, acks := traced(t, false)
	if len(early) > 0 || acks != syncTurns*syncWriters {
		t.Errorf("of %d acknowledgements these came early:\n%s", acks, strings.Join(early, "\n"))
	}
	if early, acks := traced(t, true); len(early) != acks || acks == 0 {
		t.Errorf("without syncing, only %d of %d acknowledgements are seen to come early", len(early), acks)
	}
}

const (
	syncPath    = "DAICHO_SYNC_CHILD"
	syncNone    = "DAICHO_SYNC_NONE"
	syncWriters = 8
	syncTurns   = 25
)

// needStrace skips the test, or fails where tools are required.
func needStrace(t *testing.T) {
	t.Helper()
	err := exec.Command("strace", "-f", "-o", os.DevNull, "true").Run()
	if err == nil {
		return
	}
	if os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
		t.Fatal("strace:", err)
	}
	t.Skip("strace:", err)
}

// acknowledgeSome is the child: it writes tokens that can be recognised in
// the traced writes, and acknowledges each on the third descriptor.
func acknowledgeSome(path string, noSync bool) {
	db, err := Open(path, Options{NoSync: noSync})
	if err != nil {
		panic(err)
	}
	acks := os.NewFile(3, "acknowledgements")
	var wg sync.WaitGroup
	for w := range syncWriters {
		wg.Go(func() {
			for n := range syncTurns {
				token := fmt.Sprintf("<turn %02d of writer %02d>", n, w)
				err := db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put([]byte{byte('a' + w)}, []byte(token)) })
				if err == nil {
					_, err = acks.WriteString(token)
				}
				if err != nil {
					panic(err)
				}
			}
		})
	}
	wg.Wait()
	if err := db.Close(); err != nil {
		panic(err)
	}
}

// traced runs the child under strace and returns the acknowledgements that
// came early, of how many.
func traced(t *testing.T, noSync bool) (early []string, acks int) {
	t.Helper()
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	sink, err := os.Create(filepath.Join(dir, "acks"))
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	cmd := exec.Command("strace", "-f", "-qq", "-s", "65536", "-o", trace, "-e", "trace=fdatasync,fsync,write,pwrite64",
		os.Args[0], "-test.run=^TestSyncBeforeAcknowledging$")
	cmd.Env = append(os.Environ(), syncPath+"="+filepath.Join(dir, "data"))
	if noSync {
		cmd.Env = append(cmd.Env, syncNone+"=1")
	}
	cmd.ExtraFiles = []*os.File{sink}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return readTrace(t, trace)
}

var (
	callLine    = regexp.MustCompile(`^(\d+) +(\w+)\((\d+)`)
	resumedLine = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>`)
	tokenText   = regexp.MustCompile(`<turn \d+ of writer \d+>`)
	headOffset  = regexp.MustCompile(`, (0|4096)\)? *(=|<unfinished)`)
)

// progress is how far a token has come: in a page, that page synced, a head
// written after that, that head synced.
type progress int

const (
	inPage progress = iota + 1
	pageSynced
	headWritten
	headSynced
)

// readTrace follows each token through the calls. A call counts as begun when
// it is entered and as done when it has returned.
func readTrace(t *testing.T, path string) (early []string, acks int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	at := map[string]progress{}
	begun := map[string]string{} // thread: the call it has not returned from
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		line := lines.Text()
		if m := resumedLine.FindStringSubmatch(line); m != nil {
			returned(at, begun[m[1]], line)
			delete(begun, m[1])
			continue
		}
		m := callLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if token := tokenText.FindString(line); m[2] == "write" && m[3] == "3" {
			if acks++; at[token] != headSynced {
				early = append(early, fmt.Sprintf("%s, at %d", token, at[token]))
			}
		} else if strings.HasSuffix(line, "<unfinished ...>") {
			begun[m[1]] = line
		} else {
			returned(at, line, line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return early, acks
}

// returned notes what a call did, given its first line and its last.
func returned(at map[string]progress, call, end string) {
	m := callLine.FindStringSubmatch(call)
	if m == nil || strings.Contains(end, "= -1") {
		return
	}
	switch m[2] {
	case "pwrite64":
		for _, token := range tokenText.FindAllString(call, -1) {
			if at[token] == 0 {
				at[token] = inPage
			}
		}
		if headOffset.MatchString(call) {
			advance(at, pageSynced, headWritten)
		}
	case "fdatasync", "fsync":
		advance(at, headWritten, headSynced)
		advance(at, inPage, pageSynced)
	}
}

func advance(at map[string]progress, from, to progress) {
	for token, p := range at {
		if p == from {
			at[token] = to
		}
	}
}

// TestDiskErrors lets syncs of a running engine fail, wherever they happen to
// be: whatever a turn was told must be true after the file is opened again.
func TestDiskErrors(t *testing.T) {
	if path := os.Getenv(failPath); path != "" {
		writeUntilRefused(path)
		return
	}
	needStrace(t)
	for _, inject := range []string{
		"fdatasync:error=EIO:when=9+", "fdatasync:error=ENOSPC:when=9..12", "fdatasync:error=EIO:when=12",
		"pwrite64:error=ENOSPC:when=30..40", "pwrite64:error=EIO:when=31", "fsync:error=EIO:when=1+",
	} {
		t.Run(inject, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data")
			cmd := exec.Command("strace", "-f", "-qq", "-o", os.DevNull, "-e", "trace=fdatasync,fsync,pwrite64", "-e", "inject="+inject,
				os.Args[0], "-test.run=^TestDiskErrors$")
			cmd.Env = append(os.Environ(), failPath+"="+path, "GOMAXPROCS=1")
			told, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, told)
			}
			checkTold(t, path, string(told))
		})
	}
}

const failPath = "DAICHO_FAIL_CHILD"

// writeUntilRefused is the child: it prints what each turn was told.
func writeUntilRefused(path string) {
	db, err := Open(path, Options{})
	if err != nil {
		fmt.Println("refused", err)
		return
	}
	for n := range 60 {
		key := fmt.Appendf(nil, "%04d", n)
		err := db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put(key, make([]byte, 3000)) })
		there := false
		view := db.View(func(tx kv.Tx) error { there = tx.Get(key) != nil; return nil })
		switch {
		case err == nil && view == nil && there:
			fmt.Printf("kept %s\n", key)
		case errors.Is(err, kv.ErrNotKept) && view == nil && !there:
			fmt.Printf("lost %s\n", key)
		case errors.Is(err, kv.ErrInDoubt) && errors.Is(view, kv.ErrInDoubt):
			fmt.Printf("doubt %s\n", key)
		default:
			fmt.Printf("wrong %s: %v, %v, %v\n", key, err, view, there)
		}
	}
	_ = db.Close()
}

// checkTold compares what the child printed with what the file holds.
func checkTold(t *testing.T, path, told string) {
	t.Helper()
	count := map[string]int{}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatalf("the file does not open: %v\n%s", err, told)
	}
	defer db.Close()
	for line := range strings.Lines(told) {
		word, key, _ := strings.Cut(strings.TrimSpace(line), " ")
		count[word]++
		there := false
		if err := db.View(func(tx kv.Tx) error { there = tx.Get([]byte(key)) != nil; return nil }); err != nil {
			t.Fatal(err)
		}
		if word == "wrong" || word == "kept" && !there || word == "lost" && there || word == "doubt" && there && count["doubt"] > 1 {
			t.Errorf("told %q, and it is there: %v", strings.TrimSpace(line), there)
		}
	}
	if count["lost"]+count["doubt"]+count["refused"] == 0 {
		t.Errorf("no error happened: %v", count)
	}
	t.Log(count)
	checkFile(t, db)
}

// checkFile runs bbolt's own check of every page.
func checkFile(t *testing.T, db *DB) {
	t.Helper()
	b, err := db.bolt.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for err := range b.Check() {
		t.Error(err)
	}
}
