package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/store"
)

func TestBench(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	got := run(t, nil, "bench", "--people", "7", "--seconds", "0.3", "--json")
	var f map[string]float64
	if err := json.Unmarshal([]byte(got.out), &f); got.code != 0 || err != nil {
		t.Fatalf("exit %d, %v: %s%s", got.code, err, got.out, got.err)
	}
	want := []string{"answers_per_s", "bare_commit_p50_ms", "bare_commit_p99_ms", "bare_commit_per_s", "bytes_per_answer",
		"commits_per_answer", "max_ms", "p50_ms", "p99_ms", "people", "seconds"}
	if keys := slices.Sorted(maps.Keys(f)); !slices.Equal(keys, want) {
		t.Errorf("keys %q", keys)
	}
	for _, key := range []string{"answers_per_s", "bare_commit_per_s", "p50_ms", "bare_commit_p50_ms", "commits_per_answer"} {
		if f[key] <= 0 {
			t.Errorf("%s = %v", key, f[key])
		}
	}
	if f["people"] != 7 || f["seconds"] < 0.3 || f["commits_per_answer"] > 1 || f["p50_ms"] > f["p99_ms"] || f["p99_ms"] > f["max_ms"] {
		t.Errorf("%v", f)
	}
	here, _ := filepath.Glob("daicho-bench-*")
	if left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(here) > 0 || err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// What bench counts as an answer is one: it stands in the sheet afterwards.
func TestBenchAnswersAreKept(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	people, err := h.benchPeople(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	a := answerer{core: h.runner(nil, nil), in: h.question(), account: people[1], seed: 1}
	for n := range 26 {
		before := h.engine.Stats()
		if err := a.one(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if after := h.engine.Stats(); after.Commits != before.Commits+1 {
			t.Errorf("answer %d: %d commits", n, after.Commits-before.Commits)
		}
	}
	kept := func(home string) (answers, changes int) {
		read(t, h, home, func(tx *store.Tx) error {
			sheet, err1 := tx.DiagnosisSheet("p2", 1)
			list, err2 := tx.DiagnosisChanges("p2", 1)
			answers, changes = len(sheet.Answers), len(list)
			if err1 != nil {
				return err1
			}
			return err2
		})
		return answers, changes
	}
	if answers, changes := kept(people[1].Home); answers != 25 || changes != 1 {
		t.Errorf("%d answers, %d changes", answers, changes)
	}
}

// Bench keeps off a file that holds a company.
func TestBenchLeavesData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	r, _ := serving(t, data)
	r.end()
	if got := run(t, nil, "bench", "--people", "1", "--seconds", "0.1", "--data", data); got.code != 1 || !strings.Contains(got.err, "bench leaves it alone") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
}

func TestPercentile(t *testing.T) {
	var times []time.Duration
	for ms := range 100 {
		times = append(times, time.Duration(ms+1)*time.Millisecond)
	}
	for p, want := range map[float64]float64{0: 1, 50: 50, 99: 99, 100: 100} {
		if got := percentile(times, p); got != want {
			t.Errorf("p%v = %v, want %v", p, got, want)
		}
	}
	if got := percentile(times[:1], 99); got != 1 {
		t.Errorf("of one: %v", got)
	}
}
