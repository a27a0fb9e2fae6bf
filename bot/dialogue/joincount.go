package dialogue

import (
	"cmp"
	"fmt"
	"strings"

	"daicho/bot/guidance"
)

// belongings is how much a person has that is theirs and would be lost with
// them.
type belongings struct {
	charges, relays, surveys, suggestions, drafts, notices int
	answers                                                int // to the diagnosis, as far as this account may see them
}

// belongingsOf counts what this person has, for whoever is about to become
// part of somebody else.
func (t *turn) belongingsOf(p guidance.Person) (b belongings, err error) {
	services, servicesErr := t.Services()
	relays, relaysErr := t.OpenRelays(p.ID)
	surveys, surveysErr := t.Surveys(p.ID)
	suggestions, suggestionsErr := t.Suggestions()
	drafts, draftsErr := t.Drafts(p.ID)
	notices, noticesErr := t.Notices(p.ID)
	rounds, roundsErr := t.Rounds()
	if err := cmp.Or(servicesErr, relaysErr, surveysErr, suggestionsErr, draftsErr, noticesErr, roundsErr); err != nil {
		return b, fmt.Errorf("count what a person has: %w", err)
	}
	b.relays, b.surveys, b.drafts = len(relays), len(surveys), len(drafts)
	for _, s := range services {
		b.charges += min(len(s.Parts(p.ID)), 1)
	}
	for _, s := range suggestions {
		if s.By == p.ID {
			b.suggestions++
		}
	}
	for _, n := range notices {
		if goesAlong(n) {
			b.notices++
		}
	}
	for _, r := range rounds {
		if p.Sees(guidance.Account(t.ev.From), r.No) {
			sheet, err := t.DiagnosisSheet(p.ID, r.No)
			if err != nil {
				return b, fmt.Errorf("read diagnosis: %w", err)
			}
			b.answers += len(sheet.Answers)
		}
	}
	return b, nil
}

// goesAlong reports whether a notice is for whoever remains: those about
// screens, about their own answers and about having come are not.
func goesAlong(n guidance.Notice) bool {
	return !strings.HasPrefix(n.Key, "link-") && !strings.HasPrefix(n.Key, "round-") && !strings.HasPrefix(n.Key, welcomeKey(""))
}

// points are what goes along, with what stands between a name and its number.
func (b belongings) points(between string) (list []string) {
	for _, one := range []struct {
		n      int
		format string
	}{
		{b.charges, "管理担当のサービス%s%d件"}, {b.relays, "聞いている、または聞かれている質問%s%d件"}, {b.surveys, "洗い出し%s%d件"},
		{b.suggestions, "サービスの提案%s%d件"}, {b.drafts, "書きかけ%s%d件"}, {b.notices, "お知らせ%s%d件"},
	} {
		if one.n > 0 {
			list = append(list, fmt.Sprintf(one.format, between, one.n))
		}
	}
	return list
}

func orNone(points []string) []string {
	if len(points) == 0 {
		return []string{"ありません。"}
	}
	return points
}

// gone are what goes with the record.
func (b belongings) gone() []string {
	list := []string{"この登録の名前と部署。台帳などに残る名前は、コードを出した人の名前に変わります。", "画面と自社診断についてのお知らせ。"}
	if b.drafts > 0 {
		list = append(list, fmt.Sprintf("2人分の書きかけが%d件を超えるときは、古いもの。", guidance.MaxDrafts))
	}
	return list
}

// answersLine says what becomes of the answers to the diagnosis. How many there
// are is said to whoever may see them.
func (b belongings) answersLine() string {
	if b.answers == 0 {
		return "コードを出した人の答えが残ります。"
	}
	return fmt.Sprintf("この画面で見える答えが%d問あります。コードを出した人がまだ何も答えていなければ引き継ぎ、答えていれば消します。", b.answers)
}

func (b belongings) confirm() string {
	text := "引き継ぐものはありません。"
	if along := b.points(""); len(along) > 0 {
		text = "引き継ぐもの：" + strings.Join(along, "、") + "。"
	}
	if b.answers > 0 {
		text += fmt.Sprintf("自社診断の答え%d問は、コードを出した人が答えていれば消えます。", b.answers)
	}
	return text
}

// became says after the joining what went along.
func (b belongings) became(was guidance.Person, moved bool) string {
	text := "「" + was.Name + "」さんの登録を1つにまとめました。"
	if along := b.points(""); len(along) > 0 {
		text += "引き継いだもの：" + strings.Join(along, "、") + "。"
	}
	switch {
	case moved:
		text += "自社診断の答えも引き継ぎました。"
	case b.answers > 0:
		text += "自社診断は、コードを出した人の答えを残しました。"
	}
	return text
}
