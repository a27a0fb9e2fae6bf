package guidance

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"daicho/rubric"
)

func knownNames() *Names { return NewNames(rubric.MustEmbedded().Spellings()) }

// table reads a list of names, without its headings.
func table(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../testdata/names", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestNamesAreFound: of a hundred ways to write a name otherwise, at least 95
// are found. The list was written before the finder; it is tuned with
// another (see TestTunedNames).
func TestNamesAreFound(t *testing.T) {
	names, rows := knownNames(), table(t, "same.csv")
	found := 0
	for _, row := range rows {
		if names.Like(row[0], row[1]) != "" {
			found++
		} else {
			t.Logf("not found: %s / %s", row[0], row[1])
		}
	}
	t.Logf("%d of %d found", found, len(rows))
	if len(rows) != 100 || found < 95 {
		t.Errorf("%d of %d found", found, len(rows))
	}
}

// TestDifferentNamesAreLeftAlone compares each of 200 names of different
// services with each other: at most two pairs are taken for one service.
func TestDifferentNamesAreLeftAlone(t *testing.T) {
	names, rows := knownNames(), table(t, "different.csv")
	alarms := 0
	for i, row := range rows {
		for _, other := range rows[:i] {
			if why := names.Like(row[0], other[0]); why != "" {
				alarms++
				t.Logf("false alarm: %s / %s: %s", row[0], other[0], why)
			}
		}
	}
	t.Logf("%d false alarms among %d names", alarms, len(rows))
	if len(rows) != 200 || alarms > 2 {
		t.Errorf("%d false alarms among %d names", alarms, len(rows))
	}
}

// TestTunedNames are the names that the finder was tuned with.
func TestTunedNames(t *testing.T) {
	names := knownNames()
	for _, row := range table(t, "tuning.csv") {
		if why := names.Like(row[0], row[1]); (why != "") != (row[2] == "yes") {
			t.Errorf("%s / %s: %q, same %s", row[0], row[1], why, row[2])
		}
	}
}

func TestLikeSaysWhy(t *testing.T) {
	names := knownNames()
	for _, c := range []struct {
		one, other string
		want       Likeness
	}{
		{"Dropbox", "ＤＲＯＰＢＯＸ", SameSpelling},
		{"Dropbox", "Drop-box", SameSpelling},
		{"㈱アスター 受発注", "受発注", SameButExtras},
		{"Dropbox", "Dropbox for Business", SameButExtras},
		{"Office 365", "Microsoft 365", SameKnown},
		{"サービスナウ", "ServiceNow", SameSound},
		{"QuickBooks", "QuikBooks", PerhapsMistype},
		{"", "Dropbox", ""},
		{"会計freee", "人事労務freee", ""},
		{"Zoom", "Zoho", ""},
		{"サイボウズ Office", "サイボウズ Garoon", ""},
		{"Microsoft Teams", "Microsoft Excel", ""},
	} {
		if why := names.Like(c.one, c.other); why != c.want {
			t.Errorf("%s / %s: %q, want %q", c.one, c.other, why, c.want)
		}
	}
}

func TestTwinsAreSurestFirst(t *testing.T) {
	services := []Service{{No: 1, Name: "QuickBoks"}, {No: 2, Name: "勤怠管理"}, {No: 3, Name: "クイックブックス"}, {No: 4, Name: "quickbooks"}}
	var got []string
	for _, twin := range knownNames().Twins("QuickBooks", services) {
		got = append(got, fmt.Sprint(twin.Service.No, twin.Why))
	}
	if want := fmt.Sprint([]string{"S0004" + string(SameSpelling), "S0003" + string(SameSound), "S0001" + string(PerhapsMistype)}); fmt.Sprint(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// FuzzLike: nothing is too odd to be compared, both ways are the same, and a
// name is like itself.
func FuzzLike(f *testing.F) {
	for _, row := range append(table(f, "same.csv"), table(f, "tuning.csv")...) {
		f.Add(row[0], row[1])
	}
	f.Add("（）㈱ー々", "\x01( )[")
	f.Add("々ッー", "ーー株式会社")
	names := knownNames()
	f.Fuzz(func(t *testing.T, a, b string) {
		if one, other := names.Like(a, b), names.Like(b, a); one != other {
			t.Errorf("%q / %q: %q, the other way %q", a, b, one, other)
		}
		if utf8.ValidString(a) && names.Like(a, a) != SameSpelling {
			t.Errorf("%q is not like itself", a)
		}
	})
}

func BenchmarkTwins(b *testing.B) {
	names, rows := knownNames(), table(b, "different.csv")
	var services []Service
	for i := range 1000 {
		services = append(services, Service{No: ServiceNo(i + 1), Name: fmt.Sprint(rows[i%len(rows)][0], " ", i/len(rows))})
	}
	index := names.Index(services)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			names.Index(services)
		}
	})
	b.Run("ask", func(b *testing.B) {
		for b.Loop() {
			index.Twins("グーグルドライブ")
		}
	})
}
