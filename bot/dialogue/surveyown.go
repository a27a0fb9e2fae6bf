package dialogue

import (
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// ownSurveys is what is kept of this person's surveys and suggestions.
func (t *turn) ownSurveys() (bot.Section, error) {
	section := bot.Section{Heading: "洗い出しと提案"}
	surveys, err := t.Surveys(t.me.ID)
	if err != nil {
		return section, fmt.Errorf("read surveys: %w", err)
	}
	for _, s := range surveys {
		section.Points = append(section.Points, fmt.Sprintf("洗い出し（%s）：%s", t.day(s.Asked), t.surveyWords(s)))
	}
	suggestions, err := t.Suggestions()
	if err != nil {
		return section, fmt.Errorf("read suggestions: %w", err)
	}
	for _, s := range suggestions {
		if s.By == t.me.ID {
			section.Points = append(section.Points, "提案（"+t.day(s.At)+"）："+s.Name+"　"+s.Decision.String())
		}
	}
	if len(section.Points) == 0 {
		section.Points = []string{"まだありません。"}
	}
	section.Points = append(section.Points, "種類ごとの答えは、ほかの人の画面には出ません。進み具合と提案は、管理者に見えます。")
	return section, nil
}

// surveyWords are the answers of a survey in a line.
func (t *turn) surveyWords(s guidance.Survey) string {
	var words []string
	for _, k := range t.lib.Kinds() {
		answer := s.Kind(k.ID)
		if answer.Use == "" {
			continue
		}
		word := k.Title + "＝" + answer.Use.String()
		if names := guidance.ParseNames(answer.Names); len(names) > 0 {
			word += "（" + strings.Join(names, "、") + "）"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "まだ答えていません"
	}
	return strings.Join(words, "、")
}
