package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func roundFlow() flow {
	return flow{
		screens: map[string]screen{
			"rounds": drawRounds, "round": drawRound, "newround": drawNewRound, "plan": drawPlan, "roundset": drawRoundSet,
			"paste": drawPaste, "print": drawPrint,
		},
		saves: map[string]deed{"newround": saveNewRound, "roundset": saveRoundSet},
		deeds: map[string]deed{"round": doRound},
		words: map[string]bot.ActionID{
			"診断の回": "rounds", "自社診断の回": "rounds", "自社診断をはじめる": newRound,
		},
		waits:   roundWaits,
		actions: roundActions,
	}
}

func roundRoute(r guidance.Round) bot.ActionID { return bot.ActionID(fmt.Sprintf("round/%d", r.No)) }

func roundName(r guidance.Round) string { return fmt.Sprintf("第%d回の自社診断", r.No) }

// roundActions lead to the rounds; to the first one, where there is none yet.
func roundActions(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.SeeRounds, nil) {
		return nil, nil
	}
	_, err := t.Round()
	switch {
	case errors.Is(err, guidance.ErrNotFound) && t.me.May(guidance.RunRounds, nil):
		if alone, err := t.alone(); err != nil || alone {
			return []bot.Action{{ID: newInvite, Label: "人を招く", Style: bot.Primary}}, err
		}
		return []bot.Action{{ID: newRound, Label: "自社診断をはじめる", Style: bot.Primary}}, nil
	case errors.Is(err, guidance.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read round: %w", err)
	}
	return []bot.Action{{ID: "rounds", Label: "自社診断の回を見る"}}, nil
}

// firstAsk says to a newcomer what there is to do about the diagnosis, with
// the button that begins it; no button where there is nothing.
func (t *turn) firstAsk() (string, bot.Action, error) {
	d, ok, err := t.openDiagnosis()
	manager := t.me.May(guidance.RunRounds, nil)
	lost, isLost := errors.AsType[*guidance.LostEditionError](err)
	switch {
	case isLost:
		return lostText(kindText[lost.Kind], lost.Edition), bot.Action{}, nil
	case err != nil:
		return "", bot.Action{}, err
	case !ok && manager:
		if alone, err := t.alone(); err != nil || alone {
			line := fmt.Sprintf("まず、いっしょに使う人を招いてください。会社のみなさんに、会社の情報の守り方についての%d問（約5分）に答えてもらいます。", len(t.lib.Current(rubric.Diagnosis).Items))
			return line, bot.Action{ID: newInvite, Label: "人を招く", Style: bot.Primary}, err
		}
		line := fmt.Sprintf("まず、自社診断をはじめてください。会社の情報の守り方についての%d問（約5分）を、会社のみなさんに答えてもらいます。", len(t.lib.Current(rubric.Diagnosis).Items))
		return line, bot.Action{ID: newRound, Label: "自社診断をはじめる", Style: bot.Primary}, nil
	case !ok:
		return "自社診断は、まだ始まっていません。会社の管理者がはじめると、お知らせします。", bot.Action{}, nil
	case !d.round.IsOpen():
		return "いま受け付けている自社診断はありません。次の回が始まると、お知らせします。", bot.Action{}, nil
	case !d.round.Asks(t.me):
		line := fmt.Sprintf("いまお願いしたいのは、会社としての自社診断です。会社を代表して、%d問に答えていただきます。", len(d.in.Items))
		return line, bot.Action{ID: "company", Label: "はじめる", Style: bot.Primary}, nil
	}
	line := fmt.Sprintf("いまお願いしたいのは自社診断です。会社の情報の守り方についての%d問で、約5分です。", len(d.in.Items))
	return line, bot.Action{ID: "diagnosis", Label: "はじめる", Style: bot.Primary}, nil
}

// alone reports whether there is nobody else yet whom a round could ask.
func (t *turn) alone() (bool, error) {
	people, err := t.People()
	if err != nil {
		return false, fmt.Errorf("read people: %w", err)
	}
	return !slices.ContainsFunc(people, func(p guidance.Person) bool {
		return p.ID != t.me.ID && p.May(guidance.AnswerDiagnosis, nil)
	}), nil
}

// roundWaits say that nobody is named for the company's sheet yet.
func roundWaits(t *turn) ([]bot.Row, error) {
	if !t.me.May(guidance.RunRounds, nil) {
		return nil, nil
	}
	d, ok, err := t.openDiagnosis()
	if err != nil || !ok || !d.round.IsOpen() || d.round.Filler != "" {
		return nil, err
	}
	sheet, err := t.CompanySheet(d.round.No)
	if err != nil {
		return nil, fmt.Errorf("read the company's sheet: %w", err)
	}
	if sheet.Rest(d.in) == 0 {
		return nil, nil
	}
	return []bot.Row{{
		Cells: []bot.Cell{{Text: "会社としての自社診断"}, {Text: "記入する人が未定", Mark: bot.Open}},
		Open:  roundRoute(d.round),
	}}, nil
}

// maySeeRounds returns the view to show instead to whoever may not.
func (t *turn) maySeeRounds() (*bot.View, error) {
	if t.me.May(guidance.SeeRounds, nil) {
		return nil, nil
	}
	view, err := t.refuse("自社診断の回を見られるのは、管理者と専門家だけです。ご自身の答えは「自社診断」と「結果」から見られます。")
	return &view, err
}

// mayRunRounds likewise, for what only managers do.
func (t *turn) mayRunRounds() (*bot.View, error) {
	if t.me.May(guidance.RunRounds, nil) {
		return nil, nil
	}
	view, err := t.refuse("自社診断の回をはじめる・変える・締め切ることができるのは、管理者だけです。必要なときは、会社の管理者に相談してください。")
	return &view, err
}

// roundAt is the round that a route names, with its instrument.
func (t *turn) roundAt(args []string) (guidance.Round, *rubric.Instrument, error) {
	rounds, err := t.Rounds()
	if err != nil {
		return guidance.Round{}, nil, fmt.Errorf("read rounds: %w", err)
	}
	if len(args) == 0 {
		return guidance.Round{}, nil, guidance.ErrNotFound
	}
	i := slices.IndexFunc(rounds, func(r guidance.Round) bool { return strconv.Itoa(r.No) == args[0] })
	if i < 0 {
		return guidance.Round{}, nil, guidance.ErrNotFound
	}
	in, ok := t.lib.Instrument(rounds[i].Edition)
	if !ok {
		return guidance.Round{}, nil, &guidance.LostEditionError{Kind: rubric.Diagnosis, Edition: rounds[i].Edition}
	}
	return rounds[i], in, nil
}

// drawRounds lists the rounds, the newest first, a page at a time.
func drawRounds(t *turn, args []string) (bot.View, error) {
	instead, err := t.maySeeRounds()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	rounds, err := t.Rounds()
	if err != nil {
		return bot.View{}, fmt.Errorf("read rounds: %w", err)
	}
	view := bot.View{At: "rounds", Title: "自社診断の回", Watch: []string{roundTopic}}
	slices.Reverse(rounds)
	if t.me.May(guidance.RunRounds, nil) && (len(rounds) == 0 || !rounds[0].IsOpen()) {
		view.Actions = append(view.Actions, bot.Action{ID: newRound, Label: "自社診断をはじめる", Style: bot.Primary})
	}
	if len(rounds) == 0 {
		view.Body = []string{"自社診断は、まだ一度もはじめていません。"}
	} else {
		page := pageAt(args, len(rounds))
		view.At = bot.ActionID(fmt.Sprintf("rounds/%d", page))
		view.Table = t.roundTable(pageOfRows(rounds, page))
		view.Actions = append(view.Actions, turnPages(below("rounds"), page, len(rounds), "件")...)
	}
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func (t *turn) roundTable(rounds []guidance.Round) *bot.Table {
	table := &bot.Table{Head: []string{"回", "はじめた日", "状態"}}
	for _, r := range rounds {
		state := bot.Cell{Text: "受付中", Mark: bot.Open}
		if !r.IsOpen() {
			state = bot.Cell{Text: t.day(r.Closed) + "に締め切り", Mark: bot.Done}
		}
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: fmt.Sprintf("第%d回", r.No)}, {Text: t.day(r.Opened)}, state},
			Open:  roundRoute(r),
		})
	}
	return table
}

// drawRound shows how far a round is: round/NO[/PAGE].
func drawRound(t *turn, args []string) (bot.View, error) {
	view, round, err := t.roundView(args)
	if err == nil && round.No != 0 {
		view.Actions, _ = fold(view.Actions, oftenOnRound, roundMore(round), "close")
	}
	return view, err
}

// roundView is a round with all its buttons; what is shown instead, and a
// closed round, come with no round.
func (t *turn) roundView(args []string) (bot.View, guidance.Round, error) {
	instead, err := t.maySeeRounds()
	if err != nil || instead != nil {
		return orView(instead), guidance.Round{}, err
	}
	round, in, err := t.roundAt(args)
	if err != nil {
		return bot.View{}, round, err
	}
	if !round.IsOpen() {
		view, err := t.closedRound(round)
		return view, guidance.Round{}, err
	}
	view, err := t.openRound(round, in, args[1:])
	return view, round, err
}

func (t *turn) openRound(round guidance.Round, in *rubric.Instrument, rest []string) (bot.View, error) {
	standing, err := guidance.TurnoutOf(t, in, round)
	if err != nil {
		return bot.View{}, err
	}
	company, err := t.CompanySheet(round.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read the company's sheet: %w", err)
	}
	view := bot.View{
		At:       roundRoute(round),
		Title:    roundName(round),
		Progress: &bot.Progress{Done: standing.Whole, Of: standing.Asked, Unit: "人"},
		Body:     t.roundLines(round, in, standing, company),
		Watch:    []string{roundTopic},
	}
	if !t.me.May(guidance.RunRounds, nil) {
		view.Actions = []bot.Action{
			{ID: sheetRoute(round), Label: "会社の回答を見る"},
			{ID: "rounds", Label: "ほかの回を見る"},
			{ID: "menu", Label: "メニューに戻る"},
		}
		return view, nil
	}
	page := pageAt(rest, len(standing.Open))
	if page > 1 {
		view.At = bot.ActionID(fmt.Sprintf("round/%d/%d", round.No, page))
	}
	view.Table = openTable(standing.Open, page, "")
	view.Actions = t.runActions(round, in, standing, company, page)
	return view, nil
}

// roundLines say how the round stands. They name nobody who was asked.
func (t *turn) roundLines(round guidance.Round, in *rubric.Instrument, s guidance.Turnout, company guidance.Sheet) []string {
	began := t.day(round.Opened) + "にはじめました。"
	if round.By != "" {
		began = t.day(round.Opened) + "に" + t.name(round.By) + "がはじめました。"
	}
	due := t.dueLine(round)
	if due == "" {
		due = "締め切り予定日は決めていません。"
	}
	count := fmt.Sprintf("答えをお願いしている%d人のうち、%d人が%d問すべてに答えました。", s.Asked, s.Whole, len(in.Items))
	if proxy := s.Whole - s.Own; proxy > 0 {
		count += fmt.Sprintf("うち%d人は代理入力です。", proxy)
	}
	lines := []string{began + due, count, anonymityLine(round, s), t.companyLine(round, in, company)}
	if !round.Reminded.IsZero() {
		lines = append(lines, "前回のお知らせは、"+t.moment(round.Reminded)+"に"+t.name(round.RemindedBy)+"が送りました。")
	}
	return lines
}

// anonymityLine says what of people's answers will be seen, and of how many.
func anonymityLine(round guidance.Round, s guidance.Turnout) string {
	k := round.Anonymous()
	if s.Asked < k {
		return fmt.Sprintf("答えをお願いしている人が%d人に満たないため、みなさんの答えの集計は見られません。人数が少ないと、誰の答えかわかってしまうためです。見られるのは、会社の回答だけです。", k)
	}
	return fmt.Sprintf("締め切ったあと、自分で答え終えた人が%d人以上いれば、集計を見られます。いまは%d人です。誰が何と答えたかは、管理者にも専門家にも見えません。", k, s.Own)
}

func (t *turn) companyLine(round guidance.Round, in *rubric.Instrument, company guidance.Sheet) string {
	rest := company.Rest(in)
	state := fmt.Sprintf("%d問中%d問が記入済みです。", len(in.Items), len(in.Items)-rest)
	if round.Filler == "" {
		return "会社としての自社診断は、記入する人が決まっていません。管理者なら誰でも記入できます。" + state
	}
	if _, there := t.nameOf(round.Filler); !there {
		return "会社としての自社診断を記入する人が、名簿にいません。「予定日・記入する人・人数を変える」から選び直してください。" + state
	}
	return "会社としての自社診断は、" + t.name(round.Filler) + "が記入します。" + state
}

// openTable is a page of those who have not finished; nil if all have. With a
// verb each row leads to what that does for the person.
func openTable(open []guidance.Person, page int, verb string) *bot.Table {
	if len(open) == 0 {
		return nil
	}
	table := &bot.Table{Caption: fmt.Sprintf("まだ答え終えていない人（%d人）", len(open)), Head: []string{"名前", "部署"}}
	for _, p := range pageOfRows(open, page) {
		row := bot.Row{Cells: []bot.Cell{{Text: nameOrID(p)}, {Text: p.Department}}}
		if verb != "" {
			row.Open = bot.ActionID(verb + "/" + string(p.ID))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// nameOrID is how a person stands in a list.
func nameOrID(p guidance.Person) string {
	if p.Name == "" {
		return "名前のない人（" + string(p.ID) + "）"
	}
	return p.Name
}

// runActions are what a manager does with an open round.
func (t *turn) runActions(round guidance.Round, in *rubric.Instrument, s guidance.Turnout, company guidance.Sheet, page int) []bot.Action {
	no := strconv.Itoa(round.No)
	var list []bot.Action
	if round.Fills(t.me) {
		list = append(list, bot.Action{ID: "company", Label: "会社としての自社診断を記入する"})
	} else {
		list = append(list, bot.Action{ID: sheetRoute(round), Label: "会社の回答を見る"})
	}
	list = append(list, turnPages(below("round/"+no), page, len(s.Open), "人")...)
	if len(s.Open) > 0 {
		if round.MayRemind(t.ev.At, t.in()) {
			list = append(list, bot.Action{ID: bot.ActionID("do/round/remind/" + no), Label: "まだの人にお知らせを送る",
				Confirm: fmt.Sprintf("まだ答え終えていない%d人に、お知らせを1通ずつ送ります。送れるのは1日に1回です。送りますか？", len(s.Open))})
		}
		list = append(list, bot.Action{ID: "proxies", Label: "紙の答えを代わりに入力する"})
	}
	return append(list,
		bot.Action{ID: printRoute(round), Label: "紙の質問票を出す"},
		bot.Action{ID: bot.ActionID("paste/" + no), Label: "伝える文面を見る"},
		bot.Action{ID: bot.ActionID("roundset/" + no), Label: "予定日・記入する人・人数を変える"},
		bot.Action{ID: bot.ActionID("do/round/close/" + no), Label: "締め切る", Style: bot.Danger, Confirm: closeQuestion(round, in, s, company)},
		bot.Action{ID: "rounds", Label: "ほかの回を見る"},
		bot.Action{ID: "menu", Label: "メニューに戻る"})
}

// closeQuestion says, before a round is closed, what will be seen of it.
func closeQuestion(round guidance.Round, in *rubric.Instrument, s guidance.Turnout, company guidance.Sheet) string {
	text := fmt.Sprintf("締め切ると、答えは受け付けられなくなり、元に戻せません。自分で答え終えた人は、いま%d人です。", s.Own)
	if k := round.Anonymous(); s.Own < k {
		text += fmt.Sprintf("%d人に満たないため、みなさんの答えの集計は見られません。", k)
	} else {
		text += "みなさんの答えの集計が、管理者と専門家に見えるようになります。"
	}
	if rest := company.Rest(in); rest > 0 {
		text += fmt.Sprintf("会社としての自社診断は、あと%d問残っています。", rest)
	}
	return text + "締め切りますか？"
}
