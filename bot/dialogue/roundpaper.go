package dialogue

import (
	"cmp"
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func printRoute(r guidance.Round) bot.ActionID { return bot.ActionID(fmt.Sprintf("print/%d", r.No)) }

// mayPrint is the open round that a route names, for those whom it concerns.
func (t *turn) mayPrint(args []string) (opened, *bot.View, error) {
	instead := func(view bot.View, err error) (opened, *bot.View, error) { return opened{}, &view, err }
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return instead(t.refuse("質問票は、会社の方に答えていただくものです。専門家の方への質問はありません。"))
	}
	round, in, err := t.roundAt(args)
	if err != nil {
		return opened{}, nil, err
	}
	if !round.IsOpen() {
		return instead(t.refuse(roundName(round) + "は" + t.day(round.Closed) + "に締め切ったため、質問票はもう使いません。"))
	}
	return opened{round: round, in: in}, nil, nil
}

// drawPrint is the sheet that people fill in on paper. It promises something,
// so it is only shown once that stands.
func drawPrint(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.mayPrint(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if !d.round.Fixed.IsZero() {
		return t.paperSheet(d.round, d.in), nil
	}
	return bot.View{
		At:    printRoute(d.round),
		Title: "紙の質問票",
		Body: []string{
			fmt.Sprintf("%d問を紙に書いて答えるための質問票です。誰に何が見えるかの説明も、いっしょに載ります。", len(d.in.Items)),
			fmt.Sprintf("質問票を出すと、説明の内容は、この回が終わるまで変えられなくなります（集計を見られるのは、%d人以上が答えたときです）。", d.round.Anonymous()),
		},
		Actions: []bot.Action{
			{ID: bot.ActionID(fmt.Sprintf("do/round/print/%d", d.round.No)), Label: "質問票を出す", Style: bot.Primary},
			t.backFromPrint(d.round),
		},
		Watch: []string{roundTopic},
	}, nil
}

// doPrint fixes what the paper promises, and shows it.
func doPrint(a *acting, args []string) (bot.View, error) {
	d, instead, err := a.mayPrint(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if err := a.fix(d.round, d.in); err != nil {
		return bot.View{}, err
	}
	return drawPrint(a.turn, args)
}

func (t *turn) backFromPrint(round guidance.Round) bot.Action {
	if t.me.May(guidance.RunRounds, nil) {
		return bot.Action{ID: roundRoute(round), Label: "この回の画面に戻る"}
	}
	return bot.Action{ID: "menu", Label: "メニューに戻る"}
}

// paperSheet is all questions with a box for every answer, to be printed.
func (t *turn) paperSheet(round guidance.Round, in *rubric.Instrument) bot.View {
	view := bot.View{
		At:    printRoute(round),
		Title: in.Title + "　質問票",
		Body: append([]string{
			"お名前：＿＿＿＿＿＿＿＿＿＿＿＿　　記入日：＿＿＿＿年＿＿月＿＿日",
			"あてはまるもの1つに印（✓）を付けて、会社の管理者に渡してください。" + t.dueLine(round),
		}, round.Notice...),
		Actions: []bot.Action{t.backFromPrint(round)},
	}
	t.howToPrint(&view)
	view.Footer = append(view.Footer, in.Attribution)
	for _, g := range in.Groups {
		section := bot.Section{Heading: g.Mark + "　" + g.Title}
		for _, item := range in.Items {
			if item.Group == g.ID {
				lines := append([]string{fmt.Sprintf("%d. %s", item.No, item.Question)}, item.Notes...)
				section.Points = append(section.Points, strings.Join(append(lines, boxes(item)), "\n"))
			}
		}
		view.Sections = append(view.Sections, section)
	}
	return view
}

// howToPrint says how what is shown comes onto paper: nothing is printed from a
// chat.
func (t *turn) howToPrint(view *bot.View) {
	home, err := t.linkHome()
	t.fault = cmp.Or(t.fault, err)
	switch {
	case !t.inChat():
		view.Footer = []string{"この画面を、A4の紙に印刷して使います。"}
	case home == "":
		view.Footer = []string{"ここからは印刷できません。この文面をワープロに写して、A4の紙に印刷してください。"}
	default:
		view.Footer = []string{"ここからは印刷できません。「別の端末で使う」で出るリンクをパソコンのブラウザーで開き、この質問票を印刷してください。"}
		view.Actions = append([]bot.Action{{ID: "device", Label: "別の端末で使う"}}, view.Actions...)
	}
}

// boxes are the answers of an item to be ticked.
func boxes(item rubric.Item) string {
	var list []string
	for _, label := range item.Labels {
		list = append(list, "□ "+label.Text)
	}
	return strings.Join(list, "　　")
}

// drawPaste is a text for people who are reached in no other way.
func drawPaste(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.openRoundAt(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return bot.View{
		At:    bot.ActionID(fmt.Sprintf("paste/%d", d.round.No)),
		Title: "伝えるための文面",
		Body:  []string{"お知らせが届かない方には、下の文面を、メールや掲示にそのまま写してお使いください。"},
		Sections: []bot.Section{{Heading: "自社診断へのご協力のお願い", Body: []string{
			fmt.Sprintf("会社の情報の守り方についての%d問（約5分）に、答えてください。%s", len(d.in.Items), t.dueLine(d.round)),
			"daicho の画面を開くと、はじめられます。誰に何が見えるかは、最初の質問の前に書いてあります。",
			"画面の開き方がわからない方、紙で答えたい方は、" + t.me.Name + "まで声をかけてください。",
		}}},
		Actions: []bot.Action{{ID: roundRoute(d.round), Label: "この回の画面に戻る"}},
	}, nil
}
