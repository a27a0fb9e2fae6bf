package dialogue_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daicho/bot"
)

// unsaid is what the bot says in no talk: other words for what has one word
// already, promises, flattery and buttons that are no verbs.
var unsaid = map[string]string{
	"だ" + "れ":      "誰",
	"会社としての答え":     "会社の回答",
	"［担当者を追加する］":   "管理担当者を追加する",
	"引き継ぐ人":        "引き継ぎ先の人",
	"推し量":          "見当がつく",
	"安全です":         "a promise",
	"すばらしい":        "flattery",
	"お世話になって":      "a greeting of letters",
	"［OK］":         "a verb",
	"［はい］":         "a verb",
	"印刷用の質問票］":     "a verb",
	"伝えるための文面］":    "a verb",
	"［自社診断の回］":     "a verb",
	"ご本人はいつでも直せます": "until the round is closed",
}

// TestOneWordForOneThing reads all talks for words that were given up.
func TestOneWordForOneThing(t *testing.T) {
	files, err := filepath.Glob("../../testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(line, "  ") {
				continue // said by people
			}
			for words, instead := range unsaid {
				if strings.Contains(line, words) {
					t.Errorf("%s:%d says %s: %s", filepath.Base(file), n+1, words, instead)
				}
			}
		}
	}
}

// TestShortBeforeADecision holds that at most three paragraphs stand before
// the first button where somebody is asked to agree to something.
func TestShortBeforeADecision(t *testing.T) {
	w := newWorld(t)
	oneService(w)
	for who, screens := range map[string][]string{
		"鈴木": {"menu", "privacy", "survey", "end/1/1", "device", "eraseme", "code"},
		"山田": {"menu", "company", "surveys", "link/" + string(w.person("鈴木").ID)},
	} {
		for _, at := range screens {
			v := w.press(who, bot.ActionID(at), nil)
			if most := paragraphs(at); len(v.Actions) == 0 || len(v.Body) > most {
				t.Errorf("%s reads %d paragraphs at %s: %q", who, len(v.Body), at, v.Body)
			}
		}
	}
}

// paragraphs is how many may stand there: on a surface that is somebody
// else's, as here, the notice names its administrators in one more.
func paragraphs(at string) int {
	if at == "privacy" {
		return 4
	}
	return 3
}
