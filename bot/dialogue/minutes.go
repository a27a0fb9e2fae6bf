package dialogue

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// minutesFlow takes down what happens at a visit, has both sides agree, and
// closes it (seed pp. 8–10).
func minutesFlow() flow {
	return flow{
		screens: map[string]screen{"minutes": drawMinutes, "close": drawClose, "since": drawSince},
		saves:   map[string]deed{"minutes": saveMinutes},
		deeds:   map[string]deed{"minutes": doMinutes, "agree": doAgree, "close": doCloseVisit},
		words:   map[string]bot.ActionID{"visit close": "close", "visit 記録": "close", "訪問 記録": "close", "訪問指導 記録": "close", "訪問を締めくくる": "close", "訪問の記録": "close"},
	}
}

// minutesText is one of the texts of the minutes.
type minutesText struct {
	id          bot.FieldID
	label, hint string
	by          guidance.Role // whose it is to write; empty for both sides
	last        bool          // of the last visit only
	of          func(*guidance.Minutes) *string
}

var minutesTexts = []minutesText{
	{"decided", "話し合ったこと・決まったこと", "例：個人情報を入れるサービスから先に確かめる。", "", false, func(m *guidance.Minutes) *string { return &m.Decided }},
	{"comment", "専門家からのコメント", "例：洗い出しがよくできています。次は、バックアップの確認をお願いします。", guidance.Expert, false, func(m *guidance.Minutes) *string { return &m.Comment }},
	{"evaluation", "専門家の指導についての、会社の評価", "例：何から始めればよいかが、はっきりした。", guidance.Manager, true, func(m *guidance.Minutes) *string { return &m.Evaluation }},
	{"conclusion", "指導結果のまとめと評価", "例：要注意の答えが、9件から2件に減った。", guidance.Expert, true, func(m *guidance.Minutes) *string { return &m.Conclusion }},
}

// writes reports whether this person writes a text of the minutes of a visit.
func (t *turn) writes(x minutesText, visit int) bool {
	return (x.by == "" || x.by == t.me.Role) && (!x.last || visit == guidance.VisitCount)
}

func isMinutesField(id bot.FieldID) bool {
	for _, x := range minutesTexts {
		if x.id == id {
			return true
		}
	}
	return false
}

// visited is a visit of which something is taken down.
type visited struct {
	plan guidance.Programme
	guidance.Minutes
	drawn int // the revision that the page was drawn from
}

// visitedOf is the visit that a route names, with what was taken down of it.
func (t *turn) visitedOf(args []string) (visited, error) {
	p, n, err := t.mayVisit(args)
	if err != nil {
		return visited{}, err
	}
	m, err := t.Minutes(p.No, n)
	if err != nil {
		return visited{}, fmt.Errorf("read minutes: %w", err)
	}
	v := visited{plan: p, Minutes: m, drawn: m.Rev}
	if len(args) > 1 {
		v.drawn = revision(args[1])
	}
	return v, nil
}

func (v visited) day() guidance.Day { return v.plan.Visits[v.Visit-1].Day }

// minutesKey begins the key of the draft of minutes; the visit's number follows.
const minutesKey = "minutes-"

func minutesDraft(n int) string { return fmt.Sprintf("%s%d", minutesKey, n) }

func drawMinutes(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := t.visitedOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := t.Draft(t.me.ID, minutesDraft(v.Visit))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	if rev, kept := draft[draftRev]; kept {
		v.drawn = revision(rev)
	}
	return t.minutesPage(v, valuesIn(draft), nil), nil
}

func (t *turn) minutesPage(v visited, entered map[bot.FieldID]string, wrong problems) bot.View {
	view := bot.View{
		At:      bot.ActionID(fmt.Sprintf("minutes/%d/%d", v.Visit, v.drawn)),
		Title:   fmt.Sprintf("第%d回の訪問の記録（%s）", v.Visit, t.dayIn(v.day())),
		Body:    []string{"会社の管理者と専門家が見られます。あとからでも書き足せます。"},
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/minutes/%d/%d", v.Visit, v.drawn)), Label: "記録する", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("close/%d", v.Visit)), Label: "やめて戻る"}},
		Watch:   []string{visitsTopic},
	}
	for _, x := range minutesTexts {
		if t.writes(x, v.Visit) {
			view.Fields = append(view.Fields, bot.Field{ID: x.id, Kind: bot.LongText, Label: x.label, Hint: x.hint, Optional: true, Max: guidance.MaxMinutes, Value: *x.of(&v.Minutes)})
		}
	}
	show(&view, entered)
	wrong.mark(&view)
	return view
}

func saveMinutes(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := a.visitedOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(minutesDraft(v.Visit), a.ev.Values, v.drawn, isMinutesField)
	if err != nil {
		return bot.View{}, err
	}
	return a.minutesPage(v, valuesIn(draft), nil), nil
}

// doMinutes writes what was taken down. A text that somebody else has changed
// meanwhile is shown first.
func doMinutes(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := a.visitedOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(minutesDraft(v.Visit), a.ev.Values, v.drawn, isMinutesField)
	if err != nil {
		return bot.View{}, err
	}
	values := valuesIn(draft)
	m, wrong := a.fillMinutes(v.Minutes, values)
	if len(wrong) > 0 {
		return a.minutesPage(v, values, wrong), nil
	}
	if v.drawn != v.Rev && overwrites(v.Minutes, m) && !a.isMe(v.By) {
		return a.minutesConflict(v, draft)
	}
	err = a.tx.PutDraft(a.me.ID, minutesDraft(v.Visit), nil)
	if !sameTexts(v.Minutes, m) {
		m.Rev, m.Changed, m.By = m.Rev+1, a.ev.At, a.me.ID
		err = errors.Join(err, a.putMinutes(v.plan, m))
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("write minutes: %w", err)
	}
	view, err := drawClose(a.turn, args[:1])
	view.Notice = "記録しました。"
	return view, err
}

func sameTexts(was, is guidance.Minutes) bool {
	for _, x := range minutesTexts {
		if *x.of(&was) != *x.of(&is) {
			return false
		}
	}
	return true
}

// overwrites reports whether a text that was there would be replaced.
func overwrites(was, is guidance.Minutes) bool {
	for _, x := range minutesTexts {
		if old := *x.of(&was); old != "" && old != *x.of(&is) {
			return true
		}
	}
	return false
}

// minutesConflict shows what somebody else has written meanwhile, beside what
// was entered.
func (a *acting) minutesConflict(v visited, draft map[string]string) (bot.View, error) {
	v.drawn = v.Rev
	draft[draftRev] = fmt.Sprint(v.Rev)
	if err := a.tx.PutDraft(a.me.ID, minutesDraft(v.Visit), draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	view := a.minutesPage(v, valuesIn(draft), nil)
	for i, f := range view.Fields {
		for _, x := range minutesTexts {
			if old := *x.of(&v.Minutes); x.id == f.ID && old != "" && old != f.Value {
				view.Fields[i].Remark = "いまの記録：" + old
			}
		}
	}
	view.Problem = fmt.Sprintf("%sに%sが、この記録を書きかえています。あなたの文に替えるときは、もう一度「記録する」を押してください。", a.moment(v.Changed), a.name(v.By))
	return view, nil
}

func (t *turn) fillMinutes(m guidance.Minutes, values map[bot.FieldID]string) (guidance.Minutes, problems) {
	wrong := problems{}
	for _, x := range minutesTexts {
		text, given := values[x.id]
		if !given || !t.writes(x, m.Visit) {
			continue
		}
		text = strings.TrimSpace(text)
		if n := utf8.RuneCountInString(text); n > guidance.MaxMinutes {
			wrong[x.id] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", guidance.MaxMinutes, n)
			continue
		}
		*x.of(&m) = text
	}
	return m, wrong
}

// putMinutes writes them. Their revision counts the texts only: who agrees or
// closes the visit rewrites nobody's.
func (a *acting) putMinutes(p guidance.Programme, m guidance.Minutes) error {
	a.changed = append(a.changed, visitsTopic)
	return a.tx.PutMinutes(p.No, m)
}
