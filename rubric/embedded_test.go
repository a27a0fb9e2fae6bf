package rubric

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func current(t testing.TB, kind Kind) *Instrument {
	t.Helper()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return lib.Current(kind)
}

func TestEmbeddedShape(t *testing.T) {
	tests := []struct {
		kind              Kind
		edition           string
		items, max, min   int
		groupMax, groupOf []int
		pages             []int
	}{
		{Checklist, "cloud-3.1", 15, 45, 0, []int{18, 12, 15}, []int{6, 4, 5}, []int{6, 4, 5}},
		{Diagnosis, "ipa-5min-3.1", 25, 100, -25, []int{20, 52, 28}, []int{5, 13, 7}, []int{5, 5, 4, 4, 4, 3}},
	}
	for _, tt := range tests {
		in := current(t, tt.kind)
		if in.Edition != tt.edition || len(in.Items) != tt.items || in.Max() != tt.max || in.Min() != tt.min {
			t.Errorf("%s: edition %s, %d items, %d to %d", tt.kind, in.Edition, len(in.Items), in.Min(), in.Max())
		}
		var pages []int
		for p := range in.Pages() {
			pages = append(pages, len(in.PageItems(p+1)))
		}
		if !slices.Equal(pages, tt.pages) {
			t.Errorf("%s: pages %v, want %v", tt.kind, pages, tt.pages)
		}
		for i, g := range in.Score(nil).Groups {
			if g.Max != tt.groupMax[i] || g.Of != tt.groupOf[i] || g.Group.Max != g.Max {
				t.Errorf("%s group %s: max %d, %d items", tt.kind, g.Group.ID, g.Max, g.Of)
			}
		}
	}
}

// The labels of every item and their ranks, as seed p. 20 has them.
func TestChecklistLabels(t *testing.T) {
	ranks := map[string]Concern{"問題があるが対処方法なし": KnownBad, "公開されていない": KnownBad, "ヘルプデスクなし": KnownBad, "明確化できていない": KnownBad,
		"わからない": Unknown, "まだ確認していない": NotYetLooked, "未了": NotYetLooked}
	count := map[Concern]int{}
	for _, it := range current(t, Checklist).Items {
		for _, l := range it.Labels {
			if l.Concern != ranks[l.Text] {
				t.Errorf("%s %s: concern %d, want %d", it.ID, l.Text, l.Concern, ranks[l.Text])
			}
			count[l.Concern]++
		}
	}
	want := map[Concern]int{NoConcern: 29, KnownBad: 4, Unknown: 15, NotYetLooked: 12}
	for c, n := range want {
		if count[c] != n {
			t.Errorf("%d labels of concern %d, want %d", count[c], c, n)
		}
	}
}

func TestDiagnosisLabels(t *testing.T) {
	want := []Label{{ID: "4", Text: "実施している", Points: 4}, {ID: "2", Text: "一部実施している", Points: 2},
		{ID: "0", Text: "実施していない", Concern: KnownBad}, {ID: "-1", Text: "わからない", Points: -1, Concern: Unknown}}
	for _, it := range current(t, Diagnosis).Items {
		for i, l := range it.Labels {
			l.Aliases = nil
			if l.ID != want[i].ID || l.Text != want[i].Text || l.Points != want[i].Points || l.Concern != want[i].Concern {
				t.Errorf("%s: label %+v, want %+v", it.ID, l, want[i])
			}
		}
	}
}

// Seed p. 14 gives questions 1 to 5 and their probes word by word.
func TestDiagnosisVerbatim(t *testing.T) {
	want := []struct {
		question string
		probes   []string
	}{
		{"パソコンやスマホなど、情報機器のOSやソフトウェアは常に最新の状態にしていますか？", []string{"状況を管理する担当者は決まっているか", "業務外のソフトウェアが勝手に導入されてないか", "従業員に、どのように徹底できているか"}},
		{"パソコンやスマホなどにはウイルス対策ソフトを導入し、ウイルス定義ファイル※1は最新の状態にしていますか？", []string{"すべてのパソコンの更新レベルが把握できているか", "「社長、役員は別」などの例外的な取り扱いはないか", "管理者/使用者がはっきりしないパソコンは無いか"}},
		{"パスワードは破られにくい「長く」「複雑な」パスワードを設定していますか？", []string{"従業員に、どのように徹底できているか", "例外的に認められていることは無いか"}},
		{"重要情報※2に対する適切なアクセス制限を行っていますか？", []string{"初期設定のままになっている機器はないか", "設定内容を定期的にチェックしているか", "例外的に認められていることは無いか"}},
		{"新たな脅威や攻撃の手口を知り対策を社内共有する仕組みはできていますか？", []string{"利用中のウェブサービスの棚卸しができているか", "注意喚起が迅速にできる仕組みが整っているか", "セミナーなどの外部の情報も共有できているか"}},
	}
	in := current(t, Diagnosis)
	for i, w := range want {
		if got := in.Items[i]; got.Question != w.question || !slices.Equal(got.Probes, w.probes) {
			t.Errorf("%s: %s %q", got.ID, got.Question, got.Probes)
		}
	}
	if notes := in.Items[1].Notes; len(notes) != 1 || !strings.HasPrefix(notes[0], "※1 ") {
		t.Errorf("d02 notes: %q", notes)
	}
	if notes := in.Items[3].Notes; len(notes) != 1 || !strings.HasPrefix(notes[0], "※2 ") {
		t.Errorf("d04 notes: %q", notes)
	}
}

func TestBandsOfDiagnosis(t *testing.T) {
	want := func(total int) string {
		switch {
		case total == 100:
			return "入門レベルを達成"
		case total >= 70:
			return "部分的に不十分"
		case total >= 50:
			return "不十分"
		}
		return "事故がいつ起きても不思議ではない"
	}
	in := current(t, Diagnosis)
	for total := -25; total <= 100; total++ {
		if b, ok := in.Band(total); !ok || b.Title != want(total) || b.Advice == "" {
			t.Errorf("%d: %q, want %q", total, b.Title, want(total))
		}
	}
	for _, total := range []int{-26, 101} {
		if b, ok := in.Band(total); ok {
			t.Errorf("%d: %q, want none", total, b.Title)
		}
	}
	if b, ok := current(t, Checklist).Band(45); ok {
		t.Errorf("the checklist has the band %q", b.Title)
	}
}

// A radar has room for eight full-width characters an axis.
func TestAxesAreShort(t *testing.T) {
	for _, kind := range []Kind{Checklist, Diagnosis} {
		seen := map[string]bool{}
		for _, it := range current(t, kind).Items {
			if w := width(it.Axis); w > 16 || seen[it.Axis] {
				t.Errorf("%s: axis %s, width %d", it.ID, it.Axis, w)
			}
			seen[it.Axis] = true
		}
	}
}

// width counts columns: a full-width character is two.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += min(utf8.RuneLen(r), 2)
	}
	return n
}

// Questions and probes of the diagnosis are alike in form, and help is short.
func TestDiagnosisForm(t *testing.T) {
	for _, it := range current(t, Diagnosis).Items {
		if !strings.HasSuffix(it.Question, "ますか？") {
			t.Errorf("%s: %s", it.ID, it.Question)
		}
		if n := len(it.Probes); n < 2 || n > 3 {
			t.Errorf("%s: %d probes", it.ID, n)
		}
		for _, p := range it.Probes {
			if !strings.HasSuffix(p, "か") {
				t.Errorf("%s: probe %s", it.ID, p)
			}
		}
		if n := len(it.Help); n < 2 || n > 4 {
			t.Errorf("%s: %d paragraphs of help", it.ID, n)
		}
	}
}

// No text promises safety or uses jargon that office workers do not
// know; the tables begin with the mark by which a spreadsheet knows UTF-8.
func TestEmbeddedFiles(t *testing.T) {
	barred := []string{"安全です", "安全が保証", "MFA", "ToS", "多要素認証", "すばらしい", "してください！"}
	err := fs.WalkDir(data, "data", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		if path.Ext(name) != ".csv" || !strings.HasPrefix(string(content), "\uFEFF") {
			t.Errorf("%s: not a CSV file with a byte order mark", name)
		}
		for _, b := range barred {
			if strings.Contains(string(content), b) {
				t.Errorf("%s: holds %q", name, b)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadingsAreShort(t *testing.T) {
	lib := MustEmbedded()
	if n := len(lib.Readings()); n < 6 || n > 9 {
		t.Errorf("%d readings", n)
	}
	for _, r := range lib.Readings() {
		n := 0
		for _, s := range r.Sections {
			for _, text := range slices.Concat(s.Body, s.Points) {
				n += utf8.RuneCountInString(text)
			}
		}
		if n > 800 {
			t.Errorf("%s: %d characters are too many for a phone", r.ID, n)
		}
		if got, ok := lib.Reading(r.ID); !ok || got.Title != r.Title {
			t.Errorf("Reading(%q) = %v, %v", r.ID, got, ok)
		}
	}
	if _, ok := lib.Reading("none"); ok {
		t.Error("a reading that is not there was found")
	}
}

// TestSteps: whatever wants attention has a next step to suggest.
func TestSteps(t *testing.T) {
	for _, it := range MustEmbedded().Current(Checklist).Items {
		if it.Step == "" {
			t.Errorf("item %s suggests no next step", it.ID)
		}
	}
}
