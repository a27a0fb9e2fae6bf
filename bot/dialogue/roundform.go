package dialogue

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// newRound is the route of an empty form that starts a round. Drawn, it has a
// route of its own with the key of what it will start.
const newRound bot.ActionID = "newround"

// Drafts of a round's forms have keys that begin so.
const (
	newRoundKey = "round-"
	setRoundKey = "roundset-"
)

// whyNobodyChosen explains why nobody can be picked for or left out of a round.
const whyNobodyChosen = "誰に答えてもらうかは選べません。1人だけを外した回とそうでない回を比べると、その人の答えがわかってしまうためです。"

// mayStart reads the key of a form that starts a round, and leads to the round
// that is there already: the one it started, or another that is still open.
func (t *turn) mayStart(args []string) (key string, last guidance.Round, instead *bot.View, err error) {
	if instead, err = t.mayRunRounds(); err != nil || instead != nil {
		return "", last, instead, err
	}
	if len(args) == 0 || args[0] == "" || len(args[0]) > maxKey {
		return "", last, nil, guidance.ErrNotFound
	}
	rounds, err := t.Rounds()
	if err != nil {
		return "", last, nil, fmt.Errorf("read rounds: %w", err)
	}
	if len(rounds) > 0 {
		last = rounds[len(rounds)-1]
	}
	started := slices.IndexFunc(rounds, func(r guidance.Round) bool { return r.Key == args[0] })
	switch {
	case started >= 0:
		view, err := t.draw(roundRoute(rounds[started]))
		view.Notice = roundName(rounds[started]) + "は、もうはじめてあります。"
		return "", last, &view, err
	case len(rounds) > 0 && last.IsOpen():
		view, err := t.draw(roundRoute(last))
		view.Problem = roundName(last) + "を受け付けています。次の回は、これを締め切ってからはじめられます。"
		return "", last, &view, err
	}
	return args[0], last, nil, nil
}

// plan is a round before anybody said anything about it.
func (t *turn) plan() guidance.Round {
	return guidance.Round{Edition: t.lib.Current(rubric.Diagnosis).Edition, K: guidance.DefaultK, Filler: t.me.ID}
}

func drawNewRound(t *turn, args []string) (bot.View, error) {
	if len(args) == 0 {
		args = []string{t.newFormKey()}
	}
	key, _, instead, err := t.mayStart(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.draftOfForm(newRoundKey + key)
	if err != nil {
		return bot.View{}, err
	}
	return t.newRoundForm(key, draft)
}

// newRoundForm draws the form with what was entered, right or wrong.
func (t *turn) newRoundForm(key string, entered map[bot.FieldID]string) (bot.View, error) {
	round := t.plan()
	wrong, err := t.fillRound(&round, entered, false)
	if err != nil {
		return bot.View{}, err
	}
	fields, err := t.roundFields(round, false)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    bot.ActionID(string(newRound) + "/" + key),
		Title: "自社診断をはじめる",
		Body: []string{
			"会社のみなさんに、自社診断に答えてもらいます。会社の回答を記入する人だけには、ご自身としての答えをお願いしません。",
			whyNobodyChosen,
		},
		Fields:  append(t.editionField(round), fields...),
		Submit:  bot.Action{ID: bot.ActionID("do/round/plan/" + key), Label: "内容を確かめる", Style: bot.Primary},
		Actions: []bot.Action{{ID: "menu", Label: "あとで続ける"}},
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, nil
}

// diagnoses are the editions of the diagnosis, the current one first.
func (t *turn) diagnoses() []*rubric.Instrument {
	list := []*rubric.Instrument{t.lib.Current(rubric.Diagnosis)}
	for _, edition := range t.lib.Editions() {
		in, ok := t.lib.Instrument(edition)
		if ok && in.Kind == rubric.Diagnosis && in != list[0] {
			list = append(list, in)
		}
	}
	return list
}

// editionValue names an edition in an option: a name that is too long for one
// is hashed.
func editionValue(in *rubric.Instrument) string {
	if len(in.Edition) <= 30 {
		return in.Edition
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(in.Edition)) // never fails
	return fmt.Sprintf("edition-%016x", h.Sum64())
}

// editionField asks for the edition where there is more than one.
func (t *turn) editionField(round guidance.Round) []bot.Field {
	all := t.diagnoses()
	if len(all) < 2 {
		return nil
	}
	field := bot.Field{ID: "edition", Kind: bot.Choice, Label: "質問の版", Hint: "版が違う回どうしの点数は比べられません。"}
	for _, in := range all {
		field.Options = append(field.Options, bot.Option{Value: editionValue(in), Label: "第" + in.Version + "版（" + in.Edition + "）"})
		if in.Edition == round.Edition {
			field.Value = editionValue(in)
		}
	}
	return []bot.Field{field}
}

// roundFields are what a manager sets of a round; k only while it may change.
func (t *turn) roundFields(round guidance.Round, holds bool) ([]bot.Field, error) {
	people, err := t.personOptions()
	if err != nil {
		return nil, err
	}
	due := bot.Field{ID: "due", Kind: bot.Date, Label: "締め切り予定日", Optional: true, Value: string(round.Due),
		Hint:    "お知らせに書き添えます。この日に自動では締め切りません。",
		Options: []bot.Option{{Value: string(guidance.Undecided), Label: "未定"}}}
	filler := bot.Field{ID: "filler", Kind: bot.Person, Label: "会社としての自社診断を記入する人", Optional: true, Value: string(round.Filler), Options: people,
		Hint: "選ばなければ、管理者なら誰でも記入できます。"}
	if holds {
		return []bot.Field{due, filler}, nil
	}
	k := bot.Field{ID: "k", Kind: bot.Choice, Label: "何人以上が答えたら集計を見られるようにしますか", Value: strconv.Itoa(round.Anonymous()),
		Hint: "多いほど、誰の答えか見当がつきにくくなります。誰かが説明を確認したあとは、変えられません。"}
	for n := guidance.DefaultK; n <= guidance.MaxK; n++ {
		k.Options = append(k.Options, bot.Option{Value: strconv.Itoa(n), Label: fmt.Sprintf("%d人以上", n)})
	}
	return []bot.Field{due, k, filler}, nil
}

// fillRound puts a form's values into a round. A value that cannot be taken
// stays out of it and gets a sentence.
func (t *turn) fillRound(r *guidance.Round, values map[bot.FieldID]string, holds bool) (problems, error) {
	wrong := problems{}
	if v, ok := values["edition"]; ok {
		all := t.diagnoses()
		i := slices.IndexFunc(all, func(in *rubric.Instrument) bool { return editionValue(in) == v })
		if i >= 0 {
			r.Edition = all[i].Edition
		} else {
			wrong["edition"] = "この版は見つかりませんでした。選び直してください。ほかの欄は残してあります。"
		}
	}
	if v, ok := values["due"]; ok {
		t.fillDue(r, v, wrong)
	}
	if v, ok := values["k"]; ok {
		fillK(r, v, holds, wrong)
	}
	v, ok := values["filler"]
	if !ok {
		return wrong, nil
	}
	people, err := t.personOptions()
	if err != nil {
		return nil, err
	}
	if v == "" || slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == v }) {
		r.Filler = guidance.PersonID(v)
	} else {
		wrong["filler"] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
	}
	return wrong, nil
}

func (t *turn) fillDue(r *guidance.Round, v string, wrong problems) {
	day, ok := guidance.ParseDay(v)
	switch {
	case !ok:
		wrong["due"] = "日付として読めませんでした。2026-12-10 のように入れるか、決まっていなければ「未定」と入れてください。ほかの欄は残してあります。"
	case day != r.Due && day != "" && day != guidance.Undecided && day < guidance.DayOf(t.ev.At, t.in()):
		wrong["due"] = "締め切り予定日が、今日（" + t.date(t.today()) + "）より前になっています。今日か、あとの日付を入れてください。ほかの欄は残してあります。"
	default:
		r.Due = day
	}
}

func fillK(r *guidance.Round, v string, holds bool, wrong problems) {
	k, err := strconv.Atoi(v)
	switch {
	case err != nil || k < guidance.DefaultK || k > guidance.MaxK:
		wrong["k"] = fmt.Sprintf("人数は%d人から%d人のあいだで選んでください。ほかの欄は残してあります。", guidance.DefaultK, guidance.MaxK)
	case holds && k != r.Anonymous():
		wrong["k"] = heldLine(*r)
	case !holds:
		r.K = k
	}
}

func heldLine(r guidance.Round) string {
	return fmt.Sprintf("人数は%d人以上のまま変えられません。そう書いた説明を、もう確認した人か、紙の質問票を出した人がいるためです。", r.Anonymous())
}

// draftOfForm is what this person has entered into one of a round's forms.
func (t *turn) draftOfForm(key string) (map[bot.FieldID]string, error) {
	draft, err := t.Draft(t.me.ID, key)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	return valuesIn(draft), nil
}

// keepRoundDraft adds what came with the event to the draft of a form and
// returns all of it.
func (a *acting) keepRoundDraft(key string, drawn int) (map[bot.FieldID]string, error) {
	draft, err := a.keepForm(key, a.ev.Values, drawn, func(id bot.FieldID) bool {
		return slices.Contains([]bot.FieldID{"edition", "due", "k", "filler"}, id)
	})
	return valuesIn(draft), err
}

func saveNewRound(a *acting, args []string) (bot.View, error) {
	key, _, instead, err := a.mayStart(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepRoundDraft(newRoundKey+key, 0)
	if err != nil {
		return bot.View{}, err
	}
	return a.newRoundForm(key, draft)
}

// doPlan ends the form and shows what would be started: to start it, and so
// to write to everybody, takes a press of its own also where a form ends with
// its last answer.
func doPlan(a *acting, args []string) (bot.View, error) {
	view, err := saveNewRound(a, args)
	if err != nil || view.Submit.ID == "" || view.Problem != "" || slices.ContainsFunc(view.Fields, func(f bot.Field) bool { return f.Problem != "" }) {
		return view, err
	}
	return drawPlan(a.turn, args)
}

// planned is the round that a form's draft describes; or the view to show
// instead, with what is wrong.
func (t *turn) planned(args []string) (string, guidance.Round, *bot.View, error) {
	key, last, instead, err := t.mayStart(args)
	if err != nil || instead != nil {
		return "", last, instead, err
	}
	draft, err := t.draftOfForm(newRoundKey + key)
	if err != nil {
		return "", last, nil, err
	}
	round := t.plan()
	round.No = last.No + 1
	wrong, err := t.fillRound(&round, draft, false)
	if err != nil || len(wrong) == 0 {
		return key, round, nil, err
	}
	view, err := t.newRoundForm(key, draft)
	return "", round, &view, err
}

// drawPlan shows what a form would start.
func drawPlan(t *turn, args []string) (bot.View, error) {
	key, round, instead, err := t.planned(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	in, _ := t.lib.Instrument(round.Edition)
	turnout, err := guidance.TurnoutOf(t, in, round)
	if err != nil {
		return bot.View{}, err
	}
	due, ok := t.dueDay(round.Due)
	if !ok {
		due = "決めていません"
	}
	filler := "管理者なら誰でも"
	if round.Filler != "" {
		filler = t.name(round.Filler)
	}
	view := bot.View{
		At:    bot.ActionID("plan/" + key),
		Title: roundName(round) + "をはじめますか",
		Body: []string{
			fmt.Sprintf("「自社診断をはじめる」を押すと、%d人に、%d問への答えをお願いするお知らせが届きます。", turnout.Asked, len(in.Items)),
			fmt.Sprintf("締め切り予定日：%s　集計を見られる人数：%d人以上　会社の回答を記入する人：%s", due, round.Anonymous(), filler),
		},
		Actions: []bot.Action{
			{ID: bot.ActionID("do/round/start/" + key), Label: "自社診断をはじめる", Style: bot.Primary},
			{ID: bot.ActionID(string(newRound) + "/" + key), Label: "内容を直す"},
			{ID: "menu", Label: "あとで続ける"},
		},
		Watch: []string{roundTopic},
	}
	if k := round.Anonymous(); turnout.Asked < k {
		view.Body = append(view.Body, fmt.Sprintf("お願いする人が%d人に満たないため、全員が答えても、みなさんの答えの集計は見られません。人数が少ないと、誰の答えかわかってしまうためです。", k))
	}
	return view, nil
}

// doStart starts a round and asks everybody.
func doStart(a *acting, args []string) (bot.View, error) {
	key, round, instead, err := a.planned(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	round.Opened, round.By, round.Key, round.Rev = a.ev.At, a.me.ID, key, 1
	if err := a.tx.PutDraft(a.me.ID, newRoundKey+key, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	if err := a.putRound(round); err != nil {
		return bot.View{}, err
	}
	in, _ := a.lib.Instrument(round.Edition)
	if err := a.askAll(round, len(in.Items)); err != nil {
		return bot.View{}, err
	}
	a.changed = append(a.changed, personTopic(a.me.ID))
	view, err := a.draw(roundRoute(round))
	view.Notice = roundName(round) + "をはじめました。ほかの方には、お知らせが届きます。"
	return view, err
}

// roundDraft says in words which of a round's forms a draft is of and where it
// goes on; false for a draft of another flow.
func (t *turn) roundDraft(key string) (text string, route bot.ActionID, ours bool, err error) {
	set, isSet := strings.CutPrefix(key, setRoundKey)
	start, isNew := strings.CutPrefix(key, newRoundKey)
	if !isSet && !isNew {
		return "", "", false, nil
	}
	newest, err := t.Round()
	if isNew && errors.Is(err, guidance.ErrNotFound) {
		err = nil
	} else if err == nil && newest.IsOpen() == isNew {
		err = guidance.ErrNotFound // it has been started, or is over
	}
	if err == nil && !t.me.May(guidance.RunRounds, nil) {
		err = guidance.ErrNotFound
	}
	if isSet {
		return "自社診断の回の設定", bot.ActionID("roundset/" + set), true, err
	}
	return "自社診断をはじめる", bot.ActionID(string(newRound) + "/" + start), true, err
}
