package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// figuresFlow is what is published of a closed round, what it says about the
// company, and what is written down about it at the visit.
func figuresFlow() flow {
	return flow{
		screens: map[string]screen{"figures": drawFigures, "gaps": drawGaps, "dig": drawDigs, "probe": drawProbing},
		saves:   map[string]deed{"probe": saveProbing},
		deeds:   map[string]deed{"probe": doProbing},
		words: map[string]bot.ActionID{
			"会社の結果": "figures", "会社の診断結果": "figures", "集計": "figures",
			"ギャップ": "gaps", "本音ギャップ": "gaps", "掘り下げ": "dig", "掘り下げの一覧": "dig",
		},
		actions: figuresActions,
	}
}

// figuresActions leads to the newest result, for those who may see it.
func figuresActions(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.SeeRounds, nil) {
		return nil, nil
	}
	rounds, err := t.Rounds()
	if err != nil || !slices.ContainsFunc(rounds, func(r guidance.Round) bool { return !r.IsOpen() }) {
		return nil, err
	}
	return []bot.Action{{ID: "figures", Label: "会社の診断結果を見る"}}, nil
}

// looked is a round with what may be seen of it: the company's sheet, and
// after the close what was published.
type looked struct {
	round   guidance.Round
	in      *rubric.Instrument
	company guidance.Sheet
	figures guidance.Figures // zero while the round is open
	earlier []guidance.Round // the rounds before it
	newest  bool             // no later one is closed
}

func (l looked) route(word string, page int) bot.ActionID {
	if page == 0 {
		return bot.ActionID(fmt.Sprintf("%s/%d", word, l.round.No))
	}
	return bot.ActionID(fmt.Sprintf("%s/%d/%d", word, l.round.No, page))
}

// to are the routes of a screen's pages.
func (l looked) to(word string) func(page int) bot.ActionID {
	return func(page int) bot.ActionID { return l.route(word, page) }
}

func (l looked) topic() string { return fmt.Sprintf("figures/%d", l.round.No) }

// name is the round in a title: 第2回.
func (l looked) name() string { return fmt.Sprintf("第%d回", l.round.No) }

// lookAt reads the round that a route names, or the newest if it names none,
// a closed one before an open one. It returns the view to show instead where
// this person may not, or there is nothing to be seen.
func (t *turn) lookAt(args []string, openToo bool) (looked, *bot.View, error) {
	instead := func(why string) (looked, *bot.View, error) {
		view, err := t.refuse(why)
		return looked{}, &view, err
	}
	if !t.me.May(guidance.SeeRounds, nil) {
		return instead("会社の診断結果を見られるのは、管理者と専門家だけです。自分の結果は、「結果」と入れると見られます。")
	}
	l, err := t.roundOf(args, openToo)
	if errors.Is(err, guidance.ErrNotFound) && len(args) == 0 {
		return instead("締め切った自社診断は、まだありません。締め切ると、ここで結果を見られます。")
	}
	if err != nil {
		return l, nil, err
	}
	in, ok := t.lib.Instrument(l.round.Edition)
	if !ok || in.Kind != rubric.Diagnosis {
		return instead("この回の質問の版「" + l.round.Edition + "」が、いまの設定では読み込まれていません。この仕組みを動かしている担当者に伝えてください。記録は残っています。")
	}
	l.in = in
	if l.round.IsOpen() && !openToo {
		return instead("この回は、まだ締め切っていません。結果は、締め切ったあとに見られます。")
	}
	return t.readLooked(l)
}

func (t *turn) roundOf(args []string, openToo bool) (looked, error) {
	rounds, err := t.Rounds()
	if err != nil {
		return looked{}, fmt.Errorf("read rounds: %w", err)
	}
	at := -1
	for i, r := range rounds {
		switch {
		case len(args) > 0:
			if strconv.Itoa(r.No) == args[0] {
				at = i
			}
		case !r.IsOpen() || openToo && at < 0:
			at = i
		}
	}
	if at < 0 {
		return looked{}, guidance.ErrNotFound
	}
	later := slices.ContainsFunc(rounds[at+1:], func(r guidance.Round) bool { return !r.IsOpen() })
	return looked{round: rounds[at], earlier: rounds[:at], newest: !later}, nil
}

func (t *turn) readLooked(l looked) (looked, *bot.View, error) {
	if l.round.IsOpen() {
		sheet, err := t.CompanySheet(l.round.No)
		l.company = sheet
		return l, nil, err
	}
	f, err := t.Figures(l.round.No)
	if errors.Is(err, guidance.ErrNotFound) {
		view, err := t.refuse("この回の結果は、残っていません。")
		return l, &view, err
	}
	l.figures, l.company = f, f.Company
	return l, nil, err
}

// drawFigures is the result of a closed round; with a page, how the people's
// answers to each question spread.
func drawFigures(t *turn, args []string) (bot.View, error) {
	l, instead, err := t.lookAt(args, false)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) > 1 {
		return t.spreadPage(l, args[1:]), nil
	}
	view := bot.View{
		At:      l.route("figures", 0),
		Title:   fmt.Sprintf("会社の%sの結果（%s・%s締め切り）", l.in.Title, l.name(), t.day(l.figures.At)),
		Body:    companyLead(l),
		Table:   partTable(l),
		Attach:  t.diagnosisRadar(l),
		Actions: l.figuresActions(),
		Footer:  []string{"点数は会社の回答1枚から出したもので、従業員の答えの平均ではありません。", l.in.Attribution},
		Watch:   []string{l.topic()},
	}
	compared, err := t.compared(l)
	if err != nil {
		return bot.View{}, err
	}
	view.Sections = slices.Concat([]bot.Section{peopleSection(l)}, compared, toRead(opened{in: l.in, sheet: l.company}))
	return view, nil
}

// companyLead is the company's total in words, with what it does not show.
func companyLead(l looked) []string {
	score := l.in.ScoreSeq(l.company.Labels)
	if score.Answered == 0 {
		return []string{"会社の回答は記入されないまま締め切られました。次の回では、締め切る前に会社の回答を記入してください。"}
	}
	lead := []string{fmt.Sprintf("会社の回答は、%d点満点中 %d点です（いちばん低いと%s）。", score.Max, score.Total, pointText(l.in.Min()))}
	if missing := score.Of - score.Answered; missing > 0 {
		lead = append(lead, fmt.Sprintf("未回答が%d問あるため、点数は途中のものです。", missing))
	} else if band, ok := l.in.Band(score.Total); ok {
		lead = append(lead, "「"+band.Title+"」にあたります。"+band.Advice)
	}
	unknown, full := 0, 0
	for _, item := range l.in.Items {
		answer, _ := l.company.Answer(item.ID)
		label, ok := item.Label(answer.Label)
		if ok && label.Concern == rubric.Unknown {
			unknown++
		}
		if ok && label.Points == item.Max() {
			full++
		}
	}
	return append(lead, fmt.Sprintf("「わからない」は%d問、満点の答えは%d問です。満点の答えも、そう言える根拠と例外を「掘り下げの一覧」で確かめてください。", unknown, full))
}

func partTable(l looked) *bot.Table {
	table := &bot.Table{Caption: "部ごとの点数（会社の回答）", Head: []string{"部", "点数", "未回答"}}
	for _, g := range l.in.ScoreSeq(l.company.Labels).Groups {
		open := "なし"
		if rest := g.Of - g.Answered; rest > 0 {
			open = fmt.Sprintf("%d問", rest)
		}
		table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{
			{Text: g.Group.Mark + "　" + g.Group.Title},
			{Text: fmt.Sprintf("%d／%d点", g.Total, g.Max), Bar: &bot.Progress{Done: max(g.Total, 0), Of: g.Max, Unit: "点"}},
			{Text: open},
		}})
	}
	return table
}

// peopleSection says who is counted, and where company and people differ.
func peopleSection(l looked) bot.Section {
	f := l.figures
	s := bot.Section{Heading: "従業員の答え"}
	s.Body = append(s.Body, fmt.Sprintf("%d人に聞き、%d人が%d問すべてに答えました。", f.Asked, f.Whole, len(l.in.Items)))
	if f.ByProxy > 0 {
		s.Body = append(s.Body, fmt.Sprintf("そのうち%d人は、ほかの人が答えを入れた代理入力です（あとで本人が直したものも含みます）。入れた人が答えを知っているため、集計には入れていません。", f.ByProxy))
	}
	if f.People == nil {
		s.Body = append(s.Body, guidance.Withheld(f))
		return s
	}
	less := 0
	for _, g := range guidance.GapsOf(f, l.in) {
		if g.Less > 0 {
			less++
		}
	}
	if less == 0 {
		s.Body = append(s.Body, "会社の回答より低い答えが、人数ではっきり言える質問はありませんでした。")
	} else {
		s.Body = append(s.Body, fmt.Sprintf("会社の回答より従業員の答えが低い質問が%d問あります。「本音ギャップを見る」で確かめてください。", less))
	}
	s.Body = append(s.Body, "誰の答えかわからないように、近い答えを合わせて数えています。図の「真ん中」は、合わせた答えの点を平均して小さいほうにそろえているため、低めに出ることがあります。")
	return s
}

// compared holds the company's total against earlier rounds, those of the same
// edition only.
func (t *turn) compared(l looked) ([]bot.Section, error) {
	var lines []string
	for _, r := range slices.Backward(l.earlier) {
		f, err := t.Figures(r.No)
		if errors.Is(err, guidance.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read earlier figures: %w", err)
		}
		name := fmt.Sprintf("第%d回（%s締め切り）", r.No, t.day(f.At))
		if f.Edition == l.round.Edition {
			lines = append(lines, changeLine(l, f, name))
			break
		}
		lines = append(lines, name+"は質問の版が違うため、点数を比べられません。")
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return []bot.Section{{Heading: "前の回との比較（会社の回答）", Points: lines}}, nil
}

func changeLine(l looked, before guidance.Figures, name string) string {
	was, is := l.in.ScoreSeq(before.Company.Labels), l.in.ScoreSeq(l.company.Labels)
	line := fmt.Sprintf("%sは%d点で、今回は%d点です（%s）。", name, was.Total, is.Total, signed(is.Total-was.Total))
	for i, g := range is.Groups {
		line += g.Group.Short + " " + signed(g.Total-was.Groups[i].Total) + "。"
	}
	if was.Answered < was.Of || is.Answered < is.Of {
		line += "未回答のある回は、そのぶん低く出ています。"
	}
	return line
}

// signed is a change in points: +8点, ±0点, -1点.
func signed(points int) string {
	if points == 0 {
		return "±0点"
	}
	return strings.Replace(fmt.Sprintf("%+d点", points), "-", "−", 1)
}

func (l looked) figuresActions() []bot.Action {
	list := []bot.Action{{ID: l.route("dig", 0), Label: "掘り下げの一覧を見る", Style: bot.Primary}}
	if l.figures.People != nil {
		list = append(list, bot.Action{ID: l.route("gaps", 0), Label: "本音ギャップを見る"},
			bot.Action{ID: l.route("figures", 1), Label: "質問ごとの答えを見る"})
	}
	if l.newest {
		list = append(list, bookAction(guidance.SummaryBook))
	}
	for _, r := range slices.Backward(l.earlier) {
		if !r.IsOpen() {
			list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("figures/%d", r.No)), Label: fmt.Sprintf("第%d回の結果を見る", r.No)})
			break
		}
	}
	return append(list, bot.Action{ID: "menu", Label: "メニューに戻る"})
}
