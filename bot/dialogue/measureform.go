package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

const (
	measureKey                  = "measure-" // begins the key of a draft; the measure's id follows
	measureField    bot.FieldID = "measure"
	approachField   bot.FieldID = "approach"
	urgencyField    bot.FieldID = "urgency"
	weightField     bot.FieldID = "importance"
	difficultyField bot.FieldID = "difficulty"
	obstaclesField  bot.FieldID = "obstacles"
)

func isMeasureField(id bot.FieldID) bool {
	return slices.Contains([]bot.FieldID{measureField, approachField, urgencyField, weightField, difficultyField, obstaclesField, ownerField, dueField}, id)
}

// deciding is a measure that is being decided or changed.
type deciding struct {
	guidance.Measure
	about *weakItem // what it is about; nil for one of its own, or about what is weak no more
	full  bool
	drawn int
}

// decidingOf is the measure that a route measureset/ID/REVISION names: one that
// is there, or a new one about a weak item, or of its own.
func (t *turn) decidingOf(args []string) (deciding, error) {
	if len(args) == 0 || len(args[0]) > len(guidance.OwnHomework)+maxKey {
		return deciding{}, guidance.ErrNotFound
	}
	all, err := t.Measures()
	if err != nil {
		return deciding{}, fmt.Errorf("read measures: %w", err)
	}
	weak, err := t.weakItems()
	if err != nil {
		return deciding{}, err
	}
	d := deciding{Measure: guidance.Measure{ID: args[0]}, full: len(all) >= guidance.MaxMeasures}
	if i := slices.IndexFunc(weak, func(x weakItem) bool { return x.id == args[0] }); i >= 0 {
		d.about, d.Item = &weak[i], weak[i].item.ID
		if s := weak[i].service; s != nil {
			d.Service, d.Importance = s.No, s.Importance
		}
	}
	i := slices.IndexFunc(all, func(m guidance.Measure) bool { return m.ID == args[0] })
	if i >= 0 {
		d.Measure, d.full = all[i], false
		d.Owner = t.became(d.Owner)
	} else if d.about == nil && !strings.HasPrefix(args[0], guidance.OwnHomework) {
		return d, guidance.ErrNotFound
	}
	if d.drawn = d.Rev; len(args) > 1 {
		d.drawn = revision(args[1])
	}
	return d, nil
}

func drawMeasureSet(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	d, err := t.decidingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := t.Draft(t.me.ID, measureKey+d.ID)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	if rev, kept := draft[draftRev]; kept {
		d.drawn = revision(rev)
	}
	return t.measureForm(d, valuesIn(draft), nil)
}

func levelField(id bot.FieldID, label, hint string, value guidance.Level) bot.Field {
	f := bot.Field{ID: id, Kind: bot.Choice, Label: label, Hint: hint, Optional: true, Value: string(value)}
	for _, l := range guidance.Levels {
		f.Options = append(f.Options, bot.Option{Value: string(l), Label: l.String()})
	}
	return f
}

func (t *turn) measureForm(d deciding, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	people, err := t.everybody()
	if err != nil {
		return bot.View{}, err
	}
	approach := bot.Field{ID: approachField, Kind: bot.Choice, Label: "種類", Optional: true, Value: string(d.Approach), Hint: "回避は、危ない使い方をやめること。低減は、起きにくく、起きても小さくすること。"}
	for _, a := range guidance.Approaches {
		approach.Options = append(approach.Options, bot.Option{Value: string(a), Label: a.String()})
	}
	owner := bot.Field{ID: ownerField, Kind: bot.Person, Label: "担当", Optional: true, Value: string(d.Owner), Options: people, Hint: "選んだ人にお知らせが届き、その人の宿題になります。"}
	t.gone(&owner)
	route := fmt.Sprintf("measureset/%s/%d", d.ID, d.drawn)
	view := bot.View{
		At: bot.ActionID(route), Title: "対策を決める",
		Body: []string{"過度にハードルを上げず、会社の身の丈に合った、続けられる対策にしてください。"},
		Fields: []bot.Field{
			{ID: measureField, Kind: bot.LongText, Label: "何をしますか", Value: d.Text, Max: maxTask, Hint: "例：週に1回、大事なファイルの写しを社内に取る"}, approach,
			levelField(urgencyField, "緊急度", "すぐに手を打たないと困るなら「高」です。", d.Urgency),
			levelField(weightField, "重要度", "起きたときの影響が大きいなら「高」です。", d.Importance),
			levelField(difficultyField, "難易度", "費用や手間がかかるなら「高」です。", d.Difficulty),
			{ID: obstaclesField, Kind: bot.LongText, Label: "妨げになること", Optional: true, Value: d.Obstacles, Max: maxTask, Hint: "例：写しを置く場所がない"},
			owner,
			{ID: dueField, Kind: bot.Date, Label: "期日", Optional: true, Value: string(d.Due)},
		},
		Submit:  bot.Action{ID: bot.ActionID("do/" + route), Label: "この対策に決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: "weak", Label: "やめて戻る"}},
		Watch:   []string{measuresTopic},
	}
	if d.about != nil {
		view.Body = append([]string{fmt.Sprintf("%sの「%s」：いまの答えは「%s」です。", d.about.where(), d.about.item.Title, d.about.label.Text)}, view.Body...)
	}
	if d.Rev > 0 {
		view.Title, view.Actions[0].ID = "対策を直す", measureRoute(d.ID)
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, nil
}

func saveMeasureSet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	d, err := a.decidingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(measureKey+d.ID, a.ev.Values, d.drawn, isMeasureField)
	if err != nil {
		return bot.View{}, err
	}
	return a.measureForm(d, valuesIn(draft), nil)
}

// doMeasureSet decides a measure. What somebody else has decided meanwhile is
// shown first.
func doMeasureSet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	d, err := a.decidingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(measureKey+d.ID, a.ev.Values, d.drawn, isMeasureField)
	if err != nil {
		return bot.View{}, err
	}
	values := valuesIn(draft)
	m, wrong, err := a.fillMeasure(d.Measure, values)
	switch {
	case err != nil:
		return bot.View{}, err
	case len(wrong) > 0:
		return a.measureForm(d, values, wrong)
	case d.full:
		view, err := a.measureForm(d, values, nil)
		view.Problem = fmt.Sprintf("対策は%d件までです。済んだものを外すと、加えられます。入れた内容は残してあります。", guidance.MaxMeasures)
		return view, err
	case d.drawn != d.Rev && !a.isMe(d.By):
		return a.measureConflict(d, draft)
	}
	err = a.tx.PutDraft(a.me.ID, measureKey+d.ID, nil)
	if m != d.Measure {
		err = errors.Join(err, a.putMeasure(m), a.tellMeasure(m, d.Owner))
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("write a measure: %w", err)
	}
	view, err := drawMeasure(a.turn, []string{d.ID})
	view.Notice = "対策を決めました。"
	return view, err
}

func (a *acting) measureConflict(d deciding, draft map[string]string) (bot.View, error) {
	d.drawn = d.Rev
	draft[draftRev] = strconv.Itoa(d.Rev)
	if err := a.tx.PutDraft(a.me.ID, measureKey+d.ID, draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	view, err := a.measureForm(d, valuesIn(draft), nil)
	view.Problem = fmt.Sprintf("%sに%sが、この対策を「%s」と決めています。あなたの内容に替えるときは、もう一度「この対策に決める」を押してください。", a.moment(d.Changed), a.name(d.By), clip(d.Text, 40))
	return view, err
}

// fillMeasure puts a form's values into a measure.
func (t *turn) fillMeasure(m guidance.Measure, values map[bot.FieldID]string) (guidance.Measure, problems, error) {
	wrong := problems{}
	text := func(id bot.FieldID, into *string) {
		v, given := values[id]
		if v = strings.TrimSpace(v); given {
			*into = v
		}
		if n := utf8.RuneCountInString(*into); n > maxTask {
			wrong[id] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", maxTask, n)
		}
	}
	text(measureField, &m.Text)
	text(obstaclesField, &m.Obstacles)
	if m.Text == "" {
		wrong[measureField] = "何をするかを入れてください。ほかの欄は残してあります。"
	}
	fillChoice(approachField, &m.Approach, guidance.Approaches, values, wrong)
	fillChoice(urgencyField, &m.Urgency, guidance.Levels, values, wrong)
	fillChoice(weightField, &m.Importance, guidance.Levels, values, wrong)
	fillChoice(difficultyField, &m.Difficulty, guidance.Levels, values, wrong)
	people, err := t.everybody()
	if who, given := values[ownerField]; given {
		if m.Owner = guidance.PersonID(who); who != "" && !slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == who }) {
			wrong[ownerField] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
		}
	}
	if v, given := values[dueField]; given {
		day, ok := guidance.ParseDay(v)
		if m.Due = day; !ok || day == guidance.Undecided {
			m.Due, wrong[dueField] = "", "日付として読めませんでした。2026-12-10 のように入れるか、空のままにしてください。"
		}
	}
	return m, wrong, err
}

func (a *acting) putMeasure(m guidance.Measure) error {
	m.Rev, m.Changed, m.By = m.Rev+1, a.ev.At, a.me.ID
	a.changed = append(a.changed, measuresTopic, homeworkTopic)
	return a.tx.PutMeasure(m)
}

// tellMeasure tells whoever a measure was given to.
func (a *acting) tellMeasure(m guidance.Measure, was guidance.PersonID) error {
	if m.Owner == "" || m.Owner == was || a.isMe(m.Owner) {
		return nil
	}
	text := fmt.Sprintf("%sさんが、対策「%s」を、あなたにお願いしています。", a.me.Name, clip(m.Text, 60))
	if isSet(m.Due) {
		text += "期日は" + a.date(m.Due) + "です。"
	}
	// One of the same id and revision may have been dropped before.
	return a.notify(m.Owner, guidance.Notice{Key: "measure-" + a.newKey(), Text: text, Route: string(measureRoute(m.ID))})
}
