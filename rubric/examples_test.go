package rubric

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// example is one printed row of the ledger (seed pp. 6, 15, 17–19).
type example struct {
	page, name string
	answers    map[string]string
	printed    string
}

// examples reads the rows through the labels, as an import would.
func examples(t testing.TB) []example {
	t.Helper()
	f, err := os.Open("../testdata/ledger-examples.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	in := current(t, Checklist)
	var list []example
	for _, row := range rows[1:] {
		e := example{page: row[0], name: row[2], answers: map[string]string{}, printed: row[len(row)-1]}
		for i := range in.Items {
			it := &in.Items[i]
			if rows[0][10+i] != it.Column {
				t.Fatalf("column %s where %s should be", rows[0][10+i], it.Column)
			}
			l, ok := it.Read(row[10+i])
			if !ok {
				t.Fatalf("%s: %s %q is not understood", e.name, it.ID, row[10+i])
			}
			e.answers[it.ID] = l.ID
		}
		list = append(list, e)
	}
	return list
}

// The totals that are printed, and what the groups give.
func TestExamplesScore(t *testing.T) {
	tests := []struct {
		page, name        string
		total, g1, g2, g3 int
		concerns          int
		printed           string
	}{
		{"6・15", "オンラインストレージ", 37, 13, 11, 13, 2, "37"},
		{"6・15", "財務会計v2", 26, 8, 11, 7, 6, "26"},
		{"6・15", "勤怠管理", 29, 8, 11, 10, 5, "29"},
		{"6・15", "ECプラットフォーム", 17, 8, 8, 1, 9, "17"},
		{"6・15", "財務会計v1", 11, 7, 4, 0, 12, "11"},
		{"17–18", "オンラインストレージ", 45, 18, 12, 15, 0, ""},
		{"17–18", "財務会計v2", 26, 8, 11, 7, 6, ""},
		{"17–18", "勤怠管理", 29, 8, 11, 10, 5, ""},
		{"17–18", "ECプラットフォーム", 17, 8, 8, 1, 9, ""},
		{"17–18", "財務会計v1", 11, 7, 4, 0, 12, ""},
		{"17–19", "顧客管理システムZZZ", 38, 16, 9, 13, 1, "38"},
		{"17–18", "Aメール", 27, 11, 7, 9, 5, ""},
	}
	in, list := current(t, Checklist), examples(t)
	if len(list) != len(tests) {
		t.Fatalf("%d examples, want %d", len(list), len(tests))
	}
	for i, tt := range tests {
		e := list[i]
		s := in.Score(e.answers)
		if e.page != tt.page || !strings.Contains(e.name, tt.name) || e.printed != tt.printed {
			t.Errorf("row %d is %s of p. %s, printed %q", i+1, e.name, e.page, e.printed)
		}
		got := [4]int{s.Total, s.Groups[0].Total, s.Groups[1].Total, s.Groups[2].Total}
		if want := [4]int{tt.total, tt.g1, tt.g2, tt.g3}; got != want || s.Max != 45 || s.Answered != 15 {
			t.Errorf("%s: %v of %d with %d answered, want %v", e.name, got, s.Max, s.Answered, want)
		}
		if n := in.CountConcerns(e.answers); n != tt.concerns || len(in.Concerns(e.answers)) != n {
			t.Errorf("%s: %d concerns, want %d", e.name, n, tt.concerns)
		}
	}
}

// The order of the 要注意 list: known to be bad, unknown, not yet looked at.
func TestExampleConcernsInOrder(t *testing.T) {
	in := current(t, Checklist)
	var got []string
	for _, e := range examples(t) {
		if strings.Contains(e.name, "Aメール") {
			for _, c := range in.Concerns(e.answers) {
				got = append(got, c.Item.ID+" "+c.Label.Text)
			}
		}
	}
	want := "c01 明確化できていない、c04 問題があるが対処方法なし、c12 ヘルプデスクなし、c09 まだ確認していない、c15 まだ確認していない"
	if s := strings.Join(got, "、"); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
}
