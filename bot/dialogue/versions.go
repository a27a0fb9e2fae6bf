package dialogue

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// mostVersions is how many versions of a service's record its history looks
// back over.
const mostVersions = 50

// recordLines say in words what was changed in a service's record, a page of
// them at most, the newest first: who ended it, who handed what to whom.
func (t *turn) recordLines(s guidance.Service) ([]string, error) {
	var lines []string
	is := s
	for rev := s.Rev - 1; rev > 0 && rev >= s.Rev-mostVersions && len(lines) < pageRows; rev-- {
		was, err := t.ServiceVersion(s.No, rev)
		if errors.Is(err, guidance.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read earlier version: %w", err)
		}
		for _, words := range t.versionWords(was, is) {
			lines = append(lines, t.moment(is.Changed)+"　"+words+"　"+t.changer(is.By, is.File))
		}
		is = was
	}
	return lines[:min(len(lines), pageRows)], nil
}

// versionWords say what became of a record from one version to the next.
func (t *turn) versionWords(was, is guidance.Service) []string {
	var words []string
	turned := func(what, from, to string) {
		if from != to {
			words = append(words, fmt.Sprintf("%s：「%s」→「%s」", what, from, to))
		}
	}
	turned("ステータス", was.Status.String(), is.Status.String())
	turned("利用開始（予定）日", was.Start.String(), is.Start.String())
	turned("利用終了（予定）日", was.End.String(), is.End.String())
	for _, c := range guidance.ChargeChanges(was.InCharge, is.InCharge) {
		words = append(words, t.chargeWords(c))
	}
	turned("情報の重要度", was.Importance.String(), is.Importance.String())
	if was.Effects != is.Effects {
		words = append(words, "影響の見立て："+effectText(is.Effects))
	}
	for _, f := range formTexts {
		turned(f.label, orBlank(clip(*f.of(&was), 40)), orBlank(clip(*f.of(&is), 40)))
	}
	turned("作成日", was.Written.String(), is.Written.String())
	return words
}

func (t *turn) chargeWords(c guidance.ChargeChange) string {
	from, to := t.chargeName(c.From), t.chargeName(c.To)
	nobody := guidance.Charge{}
	switch {
	case c.From == nobody:
		return "管理担当者に追加：" + to + inBrackets(c.To.Scope)
	case c.To == nobody:
		return "管理担当者から外した：" + from + inBrackets(c.From.Scope)
	case c.From.Person == c.To.Person && c.From.Name == c.To.Name:
		return fmt.Sprintf("%sの受け持ち：「%s」→「%s」", from, scopeText(c.From), scopeText(c.To))
	}
	return fmt.Sprintf("担当の引き継ぎ：%s → %s", from, to) + inBrackets(c.To.Scope)
}

// endLines say what was changed about the tasks of a service's end, a page of
// them at most, the newest first.
func (t *turn) endLines(s guidance.Service) ([]string, error) {
	changes, err := t.EndingChanges(s.No)
	if err != nil {
		return nil, fmt.Errorf("read changes of the end: %w", err)
	}
	sheet, err := t.EndingSheet(s.No)
	if err != nil {
		return nil, fmt.Errorf("read the end of use: %w", err)
	}
	var lines []string
	for i, c := range slices.Backward(changes) {
		if len(lines) == pageRows {
			break
		}
		name := c.Was.Item
		if task, ok := t.lib.EndTask(c.Was.Item); ok {
			name = task.Short
		}
		lines = append(lines, fmt.Sprintf("%s　%s：「%s」→「%s」　%s", t.moment(c.At), name,
			endText(c.Was), endText(after(changes[i+1:], sheet, c.Was.Item)), t.name(c.By)))
	}
	return lines, nil
}

func endText(a guidance.Answer) string {
	text := guidance.EndWord(a.Label)
	if a.Note != "" {
		text += "（メモ：" + clip(a.Note, 30) + "）"
	}
	return text
}

// recordSections are the history of a service's record and of its end, where
// there is any.
func (t *turn) recordSections(s guidance.Service) ([]bot.Section, error) {
	records, err := t.recordLines(s)
	if err != nil {
		return nil, err
	}
	ends, err := t.endLines(s)
	if err != nil {
		return nil, err
	}
	var list []bot.Section
	if len(records) > 0 {
		list = append(list, bot.Section{Heading: "台帳の内容の変更", Points: records})
	}
	if len(ends) > 0 {
		list = append(list, bot.Section{Heading: "利用終了の作業の変更", Points: ends})
	}
	return list, nil
}
