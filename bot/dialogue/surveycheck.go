package dialogue

import (
	"fmt"
	"hash/fnv"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// sameAsKnown is the answer that a name means the service that it is like.
const sameAsKnown = "same"

// doubtID is the field of a name that is like another.
func doubtID(name string) bot.FieldID {
	h := fnv.New32a()
	_, _ = h.Write([]byte(guidance.Fold(name)))
	return bot.FieldID("n-" + strconv.FormatUint(uint64(h.Sum32()), 36))
}

// count of a plan.
type planCount struct{ adds, known, made int }

func countPlan(plan []guidance.Planned) (c planCount) {
	for _, p := range plan {
		switch {
		case p.Made != 0:
			c.made++
		case p.Adds:
			c.adds++
		default:
			c.known++
		}
	}
	return c
}

// surveyCheck shows what will be added and what is known already, before it
// is done.
func (t *turn) surveyCheck(s surveying, args []string) (bot.View, error) {
	plan, err := t.surveyPlan(s)
	if err != nil {
		return bot.View{}, err
	}
	c := countPlan(plan)
	page := pageAt(args, len(plan))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("survey/check/%d", page)),
		Title: fmt.Sprintf("洗い出し　最後の確認（台帳に加えるもの%d件・すでにあるもの%d件）", c.adds, c.known),
		Body:  checkLead(c),
		Watch: []string{personTopic(t.me.ID), ledgerTopic},
	}
	shown := pageOfRows(plan, page)
	if len(plan) > 0 {
		view.Table = &bot.Table{Caption: "サービスの名前", Head: []string{"名前", "種類", "どうなるか"}}
	}
	for _, p := range shown {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{{Text: p.Name}, {Text: p.Kind.Title + "・" + p.Use.String()}, t.fate(p)}})
		if p.Doubtful() {
			view.Fields = append(view.Fields, t.doubtField(p))
		}
	}
	if len(view.Fields) > 0 {
		view.Fields[0].Heading = "似た名前のサービスがあります"
	}
	view.Actions = turnPages(below("survey/check"), page, len(plan), "件")
	t.endOfSurvey(&view, s, plan, c)
	return view, nil
}

func checkLead(c planCount) []string {
	lead := []string{"「台帳に加える」を押すと、加えるものが台帳に入り、あなたが管理担当者になります。すでにあるものは、もう一度は加えません。"}
	if c.adds == 0 {
		lead = []string{"新しく台帳に加えるものはありません。確かめて終わってください。"}
	}
	if c.adds > guidance.MaxSurveyAdds {
		lead = append(lead, fmt.Sprintf("一度に加えるのは%d件までです。残りは、そのあとに続けて加えられます。", guidance.MaxSurveyAdds))
	}
	return lead
}

// fate says what becomes of a name.
func (t *turn) fate(p guidance.Planned) bot.Cell {
	switch {
	case p.Made != 0:
		return bot.Cell{Text: p.Made.String() + " として加えました", Mark: bot.Done}
	case p.Adds && p.Use == guidance.UseNow:
		return bot.Cell{Text: "「利用中」として加えます"}
	case p.Adds:
		return bot.Cell{Text: "「調査中」として加えます"}
	case len(p.Twins) > 0:
		return bot.Cell{Text: t.inLedger(p.Twins)}
	}
	return bot.Cell{Text: "上の「" + p.Like + "」にまとめます"}
}

func (t *turn) doubtField(p guidance.Planned) bot.Field {
	f := bot.Field{ID: doubtID(p.Name), Kind: bot.Choice, Label: "「" + p.Name + "」", Optional: true, Value: sameAsKnown,
		Hint: "「" + p.Like + "」と名前が似ています。", Options: []bot.Option{{Value: sameAsKnown, Label: "同じもの（加えない）"}, {Value: apart, Label: "別のものとして加える"}}}
	if p.Adds {
		f.Value = apart
	}
	if len(p.Twins) > 0 {
		f.Hint = t.twinHint(p)
	}
	return f
}

func (t *turn) twinHint(p guidance.Planned) string {
	w := t.sorted(p.Twins)
	if len(w.seen) > 0 {
		return t.twinNames(p.Twins) + "と名前が似ています。"
	}
	return t.hiddenTwin(p.Name, w.hidden[0].Service)
}

// endOfSurvey puts the button that ends the survey, or what is to be done
// before.
func (t *turn) endOfSurvey(view *bot.View, s surveying, plan []guidance.Planned, c planCount) {
	next := s.next()
	end := bot.Action{ID: bot.ActionID("do/survey/add/" + guidance.PlanKey(plan)), Label: fmt.Sprintf("%d件を台帳に加える", min(c.adds, guidance.MaxSurveyAdds)), Style: bot.Primary}
	if c.adds == 0 {
		end.Label = "確かめて終わる"
	}
	switch missing, long := s.Missing(s.kinds), s.tooLong(); {
	case missing > 0:
		end = bot.Action{ID: bot.ActionID("survey/" + next[0]), Label: "残りの種類を選ぶ", Style: bot.Primary}
		view.Body = []string{fmt.Sprintf("まだ選んでいない種類が%d個あります。選ぶと、ここで台帳に加えられます。", missing)}
		view.Fields = nil
	case long > 0:
		end = bot.Action{ID: bot.ActionID(fmt.Sprintf("survey/names/%d", long)), Label: "名前を直す", Style: bot.Primary}
		view.Body = []string{"名前が長すぎるか、多すぎるところがあります。直すと、ここで台帳に加えられます。"}
		view.Fields = nil
	case next[0] == "names":
		view.Body = append(view.Body, "名前がまだ入っていない種類があります。わからなければ、このまま進めてかまいません。")
	}
	if len(view.Fields) > 0 {
		view.Submit = end
	} else {
		view.Actions = append([]bot.Action{end}, view.Actions...)
	}
	if first := s.namedFrom(1); first > 0 {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("survey/names/%d", first)), Label: "名前を見直す"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "survey/1", Label: "種類を見直す"}, pauseSurvey)
}

// tooLong is the first page with a name that cannot be taken; 0 for none.
func (s surveying) tooLong() int {
	for _, k := range s.kinds {
		if s.wrong(k) != "" {
			return k.Page
		}
	}
	return 0
}

// surveyDone shows what came of a survey.
func (t *turn) surveyDone(s guidance.Survey) (bot.View, error) {
	view := bot.View{
		At:      "survey",
		Title:   "洗い出しは済んでいます",
		Body:    []string{t.day(s.Done) + "に終わりました。新しく台帳に加えたものはありません。"},
		Actions: []bot.Action{{ID: "do/survey/begin", Label: "もう一度洗い出す"}, {ID: "menu", Label: "メニューに戻る"}},
		Watch:   []string{personTopic(t.me.ID), ledgerTopic},
	}
	if len(s.Added) == 0 {
		return view, nil
	}
	view.Body = []string{
		fmt.Sprintf("%sに終わり、%d件を台帳に加えました。", t.day(s.Done), len(s.Added)),
		"それぞれの安全利用チェックが、メニューに入っています。1件に約5分です。続きは、いつでもできます。",
	}
	view.Table = &bot.Table{Caption: "台帳に加えたサービス", Head: []string{"サービス", "ステータス"}}
	for _, no := range s.Added {
		service, ok, err := ifThere(t.Service(no))
		if err != nil {
			return view, err
		}
		if !ok || !t.me.May(guidance.SeeService, &service) || len(view.Table.Rows) == pageRows {
			continue
		}
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: no.String() + " " + service.Name}, {Text: service.Status.String()}},
			Open:  bot.ActionID(fmt.Sprintf("service/%d", no)),
		})
	}
	if len(view.Table.Rows) == 0 {
		view.Table = nil
	} else {
		view.Actions = append([]bot.Action{{ID: "ledger", Label: t.ledgerLabel(), Style: bot.Primary}}, view.Actions...)
	}
	return view, nil
}
