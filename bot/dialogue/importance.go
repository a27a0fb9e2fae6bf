package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

func importanceFlow() flow {
	return flow{
		screens: map[string]screen{"importance": drawImportance, "level": drawLevel},
		saves:   map[string]deed{"importance": saveImportance},
		deeds:   map[string]deed{"importance": doImportance, "level": doLevel},
	}
}

// importanceKey begins the key of the draft of a service's effects; its
// number follows.
const importanceKey = "importance-"

// effectQuestion asks how much harm would follow, with an example of each
// answer after the thinking of seed p. 28.
type effectQuestion struct {
	id       bot.FieldID
	label    string
	examples [3]string // in the order of guidance.AllEffects
	of       func(*guidance.Effects) *guidance.Effect
}

var effectQuestions = []effectQuestion{
	{"leak", "預けている情報が外に漏れたら、影響はどのくらいですか", [3]string{
		"お客様の個人情報や営業秘密が漏れて、謝罪や補償、個人情報保護委員会への報告が必要になる",
		"見積もりや取引先の連絡先が漏れて、関係先への説明が必要になる",
		"製品カタログのように、もともと公開している情報しか預けていない"},
		func(e *guidance.Effects) *guidance.Effect { return &e.Leak }},
	{"change", "情報が書き換えられたら（改ざん）、影響はどのくらいですか", [3]string{
		"請求や振込、給与の金額が変わり、気づかないまま支払ってしまう",
		"予定や在庫の数がずれて、確かめ直す手間がかかる",
		"元の資料が手元にあり、すぐに見つけて直せる"},
		func(e *guidance.Effects) *guidance.Effect { return &e.Change }},
	{"loss", "情報が消えてしまったら（消失）、影響はどのくらいですか", [3]string{
		"ほかに控えがなく、作り直せない。法律で保存が必要な帳簿も入っている",
		"控えはあるが古く、入れ直しに数日かかる",
		"同じものが社内にもあり、困らない"},
		func(e *guidance.Effects) *guidance.Effect { return &e.Loss }},
	{"stop", "サービスが使えなくなったら（停止）、影響はどのくらいですか", [3]string{
		"受注や出荷、給与の支払いが止まり、お客様や社員に迷惑がかかる",
		"電話や紙で代わりはできるが、手間が増える",
		"数日使えなくても、仕事は進む"},
		func(e *guidance.Effects) *guidance.Effect { return &e.Stop }},
}

func isEffectField(id bot.FieldID) bool {
	return slices.ContainsFunc(effectQuestions, func(q effectQuestion) bool { return q.id == id })
}

func (e editing) importanceKey() string { return importanceKey + strconv.Itoa(int(e.now.No)) }

func drawImportance(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, e.importanceKey())
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.importancePage(e, draft, nil), nil
}

func (t *turn) importancePage(e editing, draft map[string]string, wrong problems) bot.View {
	s, rev := e.now, e.now.Rev
	if kept, ok := draft[draftRev]; ok {
		rev = revision(kept)
	}
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("importance/%d/%d", s.No, rev)),
		Title: s.No.String() + " " + s.Name + "の情報の重要度",
		Body: []string{
			"もしものときの影響を4つ選ぶと、重要度の目安を出します。おおよそでかまいません。",
			"扱う情報：" + orBlank(clip(s.Information, 100)),
			"答えは台帳に残り、管理者・専門家・このサービスの管理担当者に見えます。要注意の答えを並べる順番に使います。",
		},
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/importance/%d/%d", s.No, rev)), Label: "目安を見る", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "このサービスの画面に戻る"}},
		Watch:   []string{serviceTopic(s.No)},
	}
	for _, q := range effectQuestions {
		f := bot.Field{ID: q.id, Kind: bot.Choice, Label: q.label, Value: string(*q.of(&s.Effects))}
		if v, ok := draft[string(q.id)]; ok {
			f.Value = v
		}
		for i, effect := range guidance.AllEffects {
			f.Options = append(f.Options, bot.Option{Value: string(effect), Label: effect.String()})
			f.Help = append(f.Help, effect.String()+"：たとえば、"+q.examples[i])
		}
		f.Hint = "「大きい」の例：" + q.examples[0]
		view.Fields = append(view.Fields, f)
	}
	wrong.mark(&view)
	return view
}

func saveImportance(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepForm(e.importanceKey(), a.ev.Values, e.drawn, isEffectField)
	if err != nil {
		return bot.View{}, err
	}
	_, wrong := a.readEffects(e, fieldValues(draft))
	if len(wrong) > 0 {
		draft, err = a.restartEffects(e, fieldValues(draft))
	}
	return a.importancePage(e, draft, wrong), err
}

// readEffects puts what was entered into the service as it stands. What
// somebody else has answered since the page was drawn is a conflict.
func (a *acting) readEffects(e editing, values map[bot.FieldID]string) (guidance.Effects, problems) {
	after, wrong := e.now.Effects, problems{}
	for _, q := range effectQuestions {
		was, is := *q.of(&e.base.Effects), *q.of(&e.now.Effects)
		v := is
		fillChoice(q.id, &v, guidance.AllEffects, values, wrong)
		if v == was || v == is || v == "" {
			continue // not answered here, or answered alike
		}
		if is != was {
			wrong[q.id] = fmt.Sprintf("%sに%sがここを「%s」に直しています。あなたの答えは、まだ台帳に入っていません。「%s」に直すときは、もう一度選ぶか、「目安を見る」を押してください。",
				a.moment(e.now.Changed), a.name(e.now.By), is, v)
			continue
		}
		*q.of(&after) = v
	}
	return after, wrong
}

// restartEffects keeps what was entered as of today's record, which the person
// is now shown.
func (a *acting) restartEffects(e editing, values map[bot.FieldID]string) (map[string]string, error) {
	if err := a.tx.PutDraft(a.me.ID, e.importanceKey(), nil); err != nil {
		return nil, fmt.Errorf("drop draft: %w", err)
	}
	return a.keepForm(e.importanceKey(), values, e.now.Rev, isEffectField)
}

// doImportance writes the effects and shows what importance they suggest.
func doImportance(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	values, err := a.entered(e.importanceKey())
	if err != nil {
		return bot.View{}, err
	}
	effects, wrong := a.readEffects(e, values)
	if len(wrong) > 0 {
		draft, err := a.restartEffects(e, values)
		return a.importancePage(e, draft, wrong), err
	}
	if err := a.tx.PutDraft(a.me.ID, e.importanceKey(), nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	after := e.now
	if after.Effects = effects; effects != e.now.Effects {
		if err := a.changeService(e.now, &after); err != nil {
			return bot.View{}, err
		}
	}
	if level, _ := effects.Propose(); level == "" {
		view := a.importancePage(editing{now: after, base: after, drawn: after.Rev}, nil, nil)
		view.Notice = "ここまでの答えを台帳に保存しました。残りにも答えると、目安を出せます。"
		return view, nil
	}
	return a.levelPage(after), nil
}

func drawLevel(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.levelPage(e.now), nil
}

// levelPage proposes how important the information is; people decide.
func (t *turn) levelPage(s guidance.Service) bot.View {
	proposed, why := s.Effects.Propose()
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("level/%d/%d", s.No, s.Rev)),
		Title: s.No.String() + " " + s.Name + "の情報の重要度",
		Body:  []string{"目安を出すには、もしものときの影響を4つとも選んでください。", "いまの記録：" + s.Importance.String()},
		Watch: []string{serviceTopic(s.No)},
	}
	if proposed != "" {
		view.Body = []string{
			"目安は「" + proposed.String() + "」です。" + why + "です。",
			"影響の見立て：" + effectText(s.Effects),
			"いまの記録：" + s.Importance.String(),
			"目安と違う重要度にしてもかまいません。決めた重要度は、いつでも直せます。",
		}
	}
	levels := slices.Clone(guidance.Levels)
	if i := slices.Index(levels, proposed); i > 0 {
		levels = slices.Insert(slices.Delete(levels, i, i+1), 0, proposed)
	}
	for _, level := range levels {
		action := bot.Action{ID: bot.ActionID(fmt.Sprintf("do/level/%d/%d/%s", s.No, s.Rev, string(level))), Label: "重要度を「" + level.String() + "」にする"}
		if level == proposed {
			action.Style = bot.Primary
		}
		view.Actions = append(view.Actions, action)
	}
	view.Actions = append(view.Actions,
		bot.Action{ID: bot.ActionID(fmt.Sprintf("importance/%d/%d", s.No, s.Rev)), Label: "影響の答えを直す"},
		bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "決めずに戻る"})
	return view
}

// doLevel decides how important the information is.
func doLevel(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) < 3 || !slices.Contains(guidance.Levels, guidance.Level(args[2])) {
		return a.levelPage(e.now), nil
	}
	level, after := guidance.Level(args[2]), e.now
	if e.now.Importance != level {
		if e.now.Importance != e.base.Importance || e.now.Effects != e.base.Effects {
			view := a.levelPage(e.now)
			view.Problem = fmt.Sprintf("%sに%sがこのサービスの重要度か影響を直しています。「%s」は、まだ台帳に入っていません。いまの内容を見て、もう一度選んでください。",
				a.moment(e.now.Changed), a.name(e.now.By), level)
			return view, nil
		}
		after.Importance = level
		if err := a.changeService(e.now, &after); err != nil {
			return bot.View{}, err
		}
	}
	view, err := a.shown(after)
	view.Notice = "情報の重要度を「" + level.String() + "」にしました。"
	return view, err
}

// importanceText is a service's importance with what it rests on.
func importanceText(s guidance.Service) string {
	text := s.Importance.String()
	proposed, why := s.Effects.Propose()
	switch {
	case proposed == "":
		return text
	case s.Importance == proposed:
		return text + "（" + why + "）"
	}
	return text + "（影響からの目安は「" + proposed.String() + "」。" + why + "）"
}

// effectText is the four effects in a line.
func effectText(e guidance.Effects) string {
	var list []string
	for _, h := range e.Each() {
		list = append(list, h.Word+"は「"+h.Effect.String()+"」")
	}
	return strings.Join(list, "、")
}
