package slack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// drawn is what is drawn, as JSON whose texts can be looked for.
func drawn(t *testing.T, kind string, payload any) string {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range slacktest.Validate(kind, text) {
		t.Errorf("%s: %s", kind, wrong)
	}
	return string(text)
}

func message(t *testing.T, c card) string {
	t.Helper()
	return drawn(t, "message", map[string]any{"channel": "D1", "text": c.text, "blocks": c.blocks})
}

// TestAListOfNobody: where there is nobody to choose, a sentence says so, and
// Slack opens the modal.
func TestAListOfNobody(t *testing.T) {
	v := bot.View{At: "ask", Title: "誰に聞く", Submit: bot.Action{ID: "do/ask", Label: "送る"}, Fields: []bot.Field{
		{ID: "who", Kind: bot.Person, Label: "人"}, {ID: "what", Kind: bot.Choice, Label: "種類"},
	}}
	if text := drawn(t, "modal", modal(v, page{})); !strings.Contains(text, "人：選べる人がまだいません。") || !strings.Contains(text, "種類：選べるものがまだありません。") {
		t.Errorf("the modal is %s", text)
	}
	if text := message(t, oneQuestion(v, "who", false, direct)); !strings.Contains(text, "選べる人がまだいません。") {
		t.Errorf("the card is %s", text)
	}
}

// TestWhatIsWrongStandsOnWhatLeads: on a message and in a home tab, where the
// fields are not shown.
func TestWhatIsWrongStandsOnWhatLeads(t *testing.T) {
	v := form()
	v.Fields[0].Problem = "短くしてください。"
	for _, text := range []string{message(t, leading(v, direct, "")), drawn(t, "home", board(v, ""))} {
		if !strings.Contains(text, "！ メモ：短くしてください。") {
			t.Errorf("it is not said: %s", text)
		}
	}
}

// TestALongTitleStandsOnce: as the first line of the modal whose title has no
// room for it.
func TestALongTitleStandsOnce(t *testing.T) {
	v := form()
	v.Title = "メモと根拠資料：1　どの業務で利用するか明確にする"
	m := modal(v, page{})
	if text := drawn(t, "modal", m); m.Title.Text != "daicho" || strings.Count(text, v.Title) != 1 {
		t.Errorf("under %s: %s", m.Title.Text, text)
	}
}

// TestWhereAFileGoes: each spot says it as whoever reads it there finds it.
func TestWhereAFileGoes(t *testing.T) {
	v := form()
	v.Drop = &bot.Drop{Label: "根拠資料のファイルを加える"}
	for says, text := range map[string]string{
		"この会話に、ファイルを1つ":         message(t, leading(v, direct, "")),
		"このアプリとのダイレクトメッセージに、":   message(t, leading(v, among, "")),
		"上の「メッセージ」を開いて、":        drawn(t, "home", board(v, "")),
		"書きかけの内容は、閉じるときに保存します。": drawn(t, "modal", modal(v, page{})),
	} {
		if !strings.Contains(text, says) {
			t.Errorf("%s is not said: %s", says, text)
		}
	}
}

// TestCardByCard: the words of a form are not those of numbered questions.
func TestCardByCard(t *testing.T) {
	f, q := form(), form()
	q.Fields = slices.Clone(q.Fields)
	q.Fields[0].Number, q.Fields[1].Number = "1", "2"
	for name, c := range map[string]struct {
		v       bot.View
		says    []string
		missing string
	}{
		"a form":    {f, []string{"メモを直す", "前の欄へ", "ここで1つずつ入れる"}, "問目"},
		"questions": {q, []string{"1問目を直す", "前の問いへ", "ここで1問ずつ答える"}, "欄へ"},
	} {
		done := c.v
		done.Fields = slices.Clone(c.v.Fields)
		done.Fields[1].Value = "1"
		all := message(t, oneQuestion(done, "", false, direct)) + message(t, oneQuestion(c.v, "state", false, direct)) + message(t, leading(c.v, direct, ""))
		for _, says := range append(c.says, "まだ入れていません") {
			if !strings.Contains(all, says) {
				t.Errorf("%s: %s is not said: %s", name, says, all)
			}
		}
		if strings.Contains(all, c.missing) {
			t.Errorf("%s: %s is said: %s", name, c.missing, all)
		}
	}
	f.Fields = f.Fields[:1]
	if strings.Contains(message(t, leading(f, direct, "")), "ここで1つずつ入れる") {
		t.Error("a form of which nothing is wanted is gone through")
	}
}

// TestDocumentsAreCalledWhatTheyAre: by a few words, else by their name.
func TestDocumentsAreCalledWhatTheyAre(t *testing.T) {
	for alt, want := range map[string]string{"自分の記録": "自分の記録", "": "x.pdf", strings.Repeat("長", 60): "x.pdf"} {
		if got := calledFile(bot.Attachment{Name: "x.pdf", Alt: alt}); got != want {
			t.Errorf("%q is called %q", alt, got)
		}
	}
}
