package bot

import (
	"context"
	"testing"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"営業部　山田":                  "営業部　山田",
		"a\r\n\tb":                "a\r\n\tb",
		"Wordの\v改行と\f改ページ":        "Wordの\n改行と\n改ページ",
		"a\u2028b\u2029c\u0085":   "a\nb\nc\n",
		"\x1b[31m赤\x00\x7f\u009b": "[31m赤",
		"請求書\u202efdp.exe":        "請求書fdp.exe",
		"\u2066x\u2069":           "x",
		"👨\u200d👩\u200d👧":         "👨\u200d👩\u200d👧",
		"e\u0301":                 "e\u0301",
		"\u200b\ufeff":            "",
		"\u3164 \u00ad":           "",
		"　 \n":                    "",
		"\u202e":                  "",
		"\xff\xfe":                "",
		"会\xe7計":                  "会計",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestWhatIsTypedIsCleaned(t *testing.T) {
	values := map[FieldID]string{"size": "l\x00\u202e"}
	m := newMemory()
	r := newRunner(m, counter{}, nil)
	if _, err := r.Handle(t.Context(), Event{From: somebody, Press: "count", Values: values}); err != nil {
		t.Fatal(err)
	}
	if m.rows["size"] != "l" || values["size"] != "l\x00\u202e" {
		t.Errorf("kept %q; the adapter's own map now holds %q", m.rows["size"], values["size"])
	}
	view, err := r.Handle(context.Background(), Event{From: somebody, Said: "や\u202eあ"})
	if err != nil || view.Title != "わかりません：やあ" {
		t.Errorf("typed words came through as %q, %v", view.Title, err)
	}
}
