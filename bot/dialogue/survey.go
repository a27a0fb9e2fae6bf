package dialogue

import (
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func surveyFlow() flow {
	return flow{
		screens: map[string]screen{"survey": drawSurvey, "surveys": drawSurveys},
		saves:   map[string]deed{"survey": saveSurvey},
		deeds:   map[string]deed{"survey": doSurvey, "surveys": doAskAround},
		words: map[string]bot.ActionID{
			"survey": "survey", "洗い出し": "survey", "洗い出す": "survey", "surveys": "surveys", "洗い出しの様子": "surveys", "洗い出しをお願いする": "surveys",
		},
		tasks:   surveyTasks,
		actions: surveyMenu,
	}
}

// surveyMenu leads those who may ask others to do so.
func surveyMenu(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.AskAround, nil) {
		return nil, nil
	}
	return []bot.Action{{ID: "surveys", Label: "洗い出しをお願いする"}}, nil
}

// surveyTasks is the survey that this person has open: each kind, and to make
// sure at the end.
func surveyTasks(t *turn) ([]task, error) {
	if !t.me.May(guidance.AddService, nil) {
		return nil, nil
	}
	s, _, err := ifThere(t.Survey(t.me.ID))
	if err != nil || !s.IsOpen() {
		return nil, err
	}
	kinds := t.lib.Kinds()
	missing := s.Missing(kinds)
	k := task{text: "クラウドサービスの洗い出し", done: len(kinds) - missing, of: len(kinds) + 1, unit: "種類", route: "survey"}
	k.rest = fmt.Sprintf("あと%d種類", missing)
	if missing == 0 {
		k.rest = "名前と最後の確認"
	}
	return []task{k}, nil
}

// surveying is a survey that this person can go on with.
type surveying struct {
	guidance.Survey
	kinds []rubric.ServiceKind
}

// pages is how many pages the kinds are asked on.
func (s surveying) pages() int { return s.kinds[len(s.kinds)-1].Page }

// page are the kinds asked on a page.
func (s surveying) page(no int) []rubric.ServiceKind {
	var list []rubric.ServiceKind
	for _, k := range s.kinds {
		if k.Page == no {
			list = append(list, k)
		}
	}
	return list
}

// named are the kinds of a page whose services have names.
func (s surveying) named(no int) []rubric.ServiceKind {
	var list []rubric.ServiceKind
	for _, k := range s.page(no) {
		if use := s.Kind(k.ID).Use; use == guidance.UseNow || use == guidance.UsePlan {
			list = append(list, k)
		}
	}
	return list
}

// namedFrom is the first page from this one on with names to give; 0 for none.
func (s surveying) namedFrom(no int) int {
	for ; no <= s.pages(); no++ {
		if len(s.named(no)) > 0 {
			return no
		}
	}
	return 0
}

// next is where a survey goes on: the first page with an open kind, else that
// of the names, else the end.
func (s surveying) next() []string {
	for _, k := range s.kinds {
		if s.Kind(k.ID).Use == "" {
			return []string{strconv.Itoa(k.Page)}
		}
	}
	for _, k := range s.kinds {
		if use := s.Kind(k.ID).Use; use != guidance.UseNone && len(guidance.ParseNames(s.Kind(k.ID).Names)) == 0 {
			return []string{"names", strconv.Itoa(k.Page)}
		}
	}
	return []string{"check"}
}

// maySurvey returns the open survey of this person, and otherwise the view to
// show instead.
func (t *turn) maySurvey() (surveying, *bot.View, error) {
	instead := func(view bot.View, err error) (surveying, *bot.View, error) { return surveying{}, &view, err }
	if !t.me.May(guidance.AddService, nil) {
		return instead(t.refuse("洗い出しは、会社の方にお願いしています。"))
	}
	s, ok, err := ifThere(t.Survey(t.me.ID))
	switch {
	case err != nil:
		return surveying{}, nil, fmt.Errorf("read survey: %w", err)
	case ok && s.IsOpen():
		return surveying{s, t.lib.Kinds()}, nil, nil
	case ok && !s.Done.IsZero():
		return instead(t.surveyDone(s))
	}
	return instead(t.surveyIntro(guidance.Survey{}), nil)
}

// drawSurvey draws survey, survey/PAGE, survey/names/PAGE and
// survey/check/PAGE.
func drawSurvey(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.maySurvey()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 0 {
		if len(s.Kinds) == 0 {
			return t.surveyIntro(s.Survey), nil
		}
		args = s.next()
	}
	return t.surveyPage(s, args)
}

func (t *turn) surveyPage(s surveying, args []string) (bot.View, error) {
	switch args[0] {
	case "names":
		return t.namesPage(s, pageAmong(args[1:], s.pages()))
	case "check":
		return t.surveyCheck(s, args[1:])
	}
	return t.kindsPage(s, pageAmong(args, s.pages())), nil
}

// surveyIntro says what it is and who sees what, before the first question.
func (t *turn) surveyIntro(s guidance.Survey) bot.View {
	kinds := t.lib.Kinds()
	view := bot.View{
		At:    "survey",
		Title: "クラウドサービスの洗い出し",
		Body: []string{
			fmt.Sprintf("お仕事で使っているクラウドサービスを、種類ごとに思い出してください。%d種類について、使っているかどうかを選び、名前を入れます。約5分です。", len(kinds)),
			"名前を入れたサービスは台帳に加わり、管理者・専門家・管理担当者に見えます。あなたが管理担当者になります（あとから変えられます）。",
			"管理者に見えるのは、進み具合と、台帳に加わったサービスです。種類ごとの答えは、ほかの人の画面には出ません。",
		},
		Actions: []bot.Action{{ID: "do/survey/begin", Label: "はじめる", Style: bot.Primary}, {ID: "menu", Label: "今はやめておく"}},
		Watch:   []string{personTopic(t.me.ID)},
	}
	if asker, there := t.nameOf(s.By); there && !t.isMe(s.By) {
		view.Body[0] = asker + "さんからのお願いです。" + view.Body[0]
	}
	return view
}

func (t *turn) kindsPage(s surveying, page int) bot.View {
	view := bot.View{
		At:       bot.ActionID(fmt.Sprintf("survey/%d", page)),
		Title:    fmt.Sprintf("洗い出し　%d／%d　どんなサービスを使っていますか", page, s.pages()),
		Progress: s.progress(),
		Submit:   bot.Action{ID: bot.ActionID(fmt.Sprintf("do/survey/%d", page)), Label: "次へ進む", Style: bot.Primary},
		Watch:    []string{personTopic(t.me.ID)},
	}
	if page == 1 {
		view.Body = []string{"種類ごとに選んでください。答えは、選ぶたびに保存されます。サービスの名前は、あとでうかがいます。"}
	}
	group := ""
	for _, k := range s.page(page) {
		f := bot.Field{ID: bot.FieldID(k.ID), Kind: bot.Choice, Label: k.Title, Hint: "例：" + k.Example, Value: string(s.Kind(k.ID).Use)}
		if k.Group != group {
			f.Heading, group = k.Group, k.Group
		}
		for _, u := range guidance.Uses {
			f.Options = append(f.Options, bot.Option{Value: string(u), Label: u.String()})
		}
		view.Fields = append(view.Fields, f)
	}
	if page > 1 {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("survey/%d", page-1)), Label: "戻る"})
	}
	view.Actions = append(view.Actions, pauseSurvey)
	return view
}

var pauseSurvey = bot.Action{ID: "pause/survey", Label: "あとで続ける"}

func (s surveying) progress() *bot.Progress {
	return &bot.Progress{Done: len(s.kinds) - s.Missing(s.kinds), Of: len(s.kinds), Unit: "種類"}
}

// namesPage asks for the names of the kinds of a page that are used.
func (t *turn) namesPage(s surveying, page int) (bot.View, error) {
	if len(s.named(page)) == 0 {
		next := s.namedFrom(page)
		if next == 0 {
			return t.surveyCheck(s, nil)
		}
		page = next
	}
	plan, err := t.surveyPlan(s)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("survey/names/%d", page)),
		Title: "洗い出し　サービスの名前を入れてください",
		Body: []string{
			"いくつかあるときは、1行に1つずつ入れるか、「、」で区切ってください。名前がわからなければ、空のままで進めます。",
			"使っているものと検討しているものが混ざるときは、名前の後ろに（利用中）か（検討中）を付けてください。",
		},
		Submit: bot.Action{ID: bot.ActionID(fmt.Sprintf("do/survey/names/%d", page)), Label: "次へ進む", Style: bot.Primary},
		Watch:  []string{personTopic(t.me.ID), ledgerTopic},
	}
	for i, k := range s.named(page) {
		answer := s.Kind(k.ID)
		f := bot.Field{ID: bot.FieldID(k.ID), Kind: bot.LongText, Label: k.Title + "（" + answer.Use.String() + "）", Hint: "例：" + k.Example,
			Optional: true, Value: answer.Names, Max: guidance.MaxKindNames / 2, Problem: s.wrong(k), Remark: t.knownRemark(plan, k)}
		if i == 0 {
			f.Heading = k.Group
		}
		view.Fields = append(view.Fields, f)
	}
	view.Actions = []bot.Action{{ID: bot.ActionID(fmt.Sprintf("survey/%d", page)), Label: "戻る"}, pauseSurvey}
	return view, nil
}

// wrong says what is to be mended in the names of a kind before they can be
// taken; nothing if they can.
func (s surveying) wrong(k rubric.ServiceKind) string {
	answer := s.Kind(k.ID)
	if text := namesProblem(answer.Names); text != "" {
		return text
	}
	if n := len(s.Entries(s.kinds)); n > guidance.MaxSurveyNames && answer.Names != "" {
		return fmt.Sprintf("一度の洗い出しに書ける名前は、ぜんぶで%d件までです。いまは%d件あります。残りは、終わってからもう一度洗い出すと加えられます。入力は残してあります。", guidance.MaxSurveyNames, n)
	}
	return ""
}

func namesProblem(text string) string {
	if n := len([]rune(text)); n > guidance.MaxKindNames/2 {
		return fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。入力は残してあります。", guidance.MaxKindNames/2, n)
	}
	if name, long := guidance.TooLong(text); long {
		return fmt.Sprintf("「%s」が長すぎます。名前は%d文字までです。1行に1つずつになっているか確かめてください。", clip(name, 20), guidance.MaxServiceName)
	}
	return ""
}

// knownRemark says which names of a kind are in the ledger already.
func (t *turn) knownRemark(plan []guidance.Planned, k rubric.ServiceKind) string {
	remark := ""
	for _, p := range plan {
		if p.Kind.ID != k.ID || len(p.Twins) == 0 || p.Adds {
			continue
		}
		if names := t.twinNames(p.Twins); names != "" {
			remark += "「" + p.Name + "」はすでに台帳にあります：" + names + "。"
		} else {
			remark += "「" + p.Name + "」に似た名前のサービスが、すでに台帳にあります。"
		}
	}
	return remark
}

func (t *turn) surveyPlan(s surveying) ([]guidance.Planned, error) {
	entries := s.Entries(s.kinds)
	if len(entries) == 0 {
		return nil, nil
	}
	entries = entries[:min(len(entries), guidance.MaxSurveyNames)] // more are asked to be made fewer: see surveying.wrong
	services, err := t.Services()
	if err != nil {
		return nil, fmt.Errorf("read services: %w", err)
	}
	return s.Plan(entries, t.names, services), nil
}
