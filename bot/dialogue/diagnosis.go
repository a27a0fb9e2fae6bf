package dialogue

import (
	"errors"
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func diagnosisFlow() flow {
	return flow{
		screens: map[string]screen{
			"diagnosis": drawDiagnosis, "selfcheck": drawSelfCheck, "privacy": drawPrivacy, "result": drawResult, "answers": drawAnswers,
		},
		saves: map[string]deed{"diagnosis": saveDiagnosis},
		deeds: map[string]deed{"begin": doBegin, "diagnosis": doDiagnosis},
		words: map[string]bot.ActionID{
			"diagnosis": "selfcheck", "診断": "selfcheck", "自社診断": "selfcheck", "はじめる": "diagnosis",
			"結果": "result", "自分の結果": "result", "診断の結果": "result",
		},
		tasks:   diagnosisTasks,
		actions: diagnosisActions,
	}
}

// opened is the diagnosis of the newest round, as this person answered it.
type opened struct {
	round guidance.Round
	in    *rubric.Instrument
	sheet guidance.Sheet
	page  int // the one that was answered
	// hidden says that the sheet is not shown to this account: see proven.
	hidden bool
}

// ownSheet is what this person answered in a round, and whether it is hidden
// from this account: then the sheet is empty, and must not be written.
func (t *turn) ownSheet(round int) (guidance.Sheet, bool, error) {
	err := t.proven(round)
	if errors.Is(err, errNotMine) {
		return guidance.Sheet{}, true, nil
	}
	if err != nil {
		return guidance.Sheet{}, false, err
	}
	sheet, err := t.DiagnosisSheet(t.me.ID, round)
	return sheet, false, err
}

// openDiagnosis returns false while no round was ever opened.
func (t *turn) openDiagnosis() (opened, bool, error) {
	round, err := t.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return opened{}, false, nil
	}
	if err != nil {
		return opened{}, false, fmt.Errorf("read round: %w", err)
	}
	sheet, hidden, err := t.ownSheet(round.No)
	if err != nil {
		return opened{}, false, fmt.Errorf("read diagnosis: %w", err)
	}
	in, ok := t.lib.Instrument(round.Edition)
	if !ok {
		return opened{}, false, &guidance.LostEditionError{Kind: rubric.Diagnosis, Edition: round.Edition}
	}
	return opened{round: round, in: in, sheet: sheet, hidden: hidden}, true, nil
}

// mayAnswer returns the diagnosis if this person can answer it now, and
// otherwise the view to show instead.
func (t *turn) mayAnswer() (opened, *bot.View, error) {
	instead := func(view bot.View, err error) (opened, *bot.View, error) { return opened{}, &view, err }
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return instead(t.refuse("自社診断は、会社の方に答えていただくものです。専門家の方への質問はありません。"))
	}
	d, ok, err := t.openDiagnosis()
	if err != nil {
		return opened{}, nil, err
	}
	if !ok {
		return instead(t.refuse("いま受け付けている自社診断はありません。始まると、メニューに出ます。"))
	}
	switch {
	case !d.round.IsOpen():
		why := "自社診断は" + t.day(d.round.Closed) + "に締め切りました。"
		if len(d.sheet.Answers) > 0 {
			why += "それまでのあなたの答えは残っています。「結果」と入れると見られます。"
		}
		return instead(t.refuse(why))
	case !d.round.Asks(t.me):
		return instead(t.refuse("この回では、会社としての自社診断の記入をお願いしています。ご自身としての答えは、いただきません。"))
	case d.hidden:
		return instead(drawProof(t, nil))
	case !d.round.Knows(t.me):
		return instead(drawPrivacy(t, nil))
	}
	return d, nil, nil
}

// drawSelfCheck is where the words 自社診断 lead: to what is left to answer,
// and whoever looks after the rounds and has nothing left, to the round.
func drawSelfCheck(t *turn, _ []string) (bot.View, error) {
	if !t.me.May(guidance.SeeRounds, nil) {
		return drawDiagnosis(t, nil)
	}
	own, err := diagnosisTasks(t)
	if err != nil {
		return bot.View{}, err
	}
	company, err := companyTasks(t)
	if err != nil {
		return bot.View{}, err
	}
	for _, k := range append(own, company...) {
		if k.open() {
			return t.draw(k.route)
		}
	}
	round, err := t.Round()
	if err == nil && round.IsOpen() {
		return t.draw(roundRoute(round))
	}
	return t.draw("rounds")
}

// drawDiagnosis draws a page of the open round, diagnosis[/PAGE[/ROUND]]: the
// one asked for, else the first with a question that is still open.
func drawDiagnosis(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.mayAnswer()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	page := pageOf(args, d.in)
	if page == 0 {
		missing := d.sheet.Missing(d.in)
		if len(missing) == 0 {
			return drawResult(t, nil)
		}
		page = missing[0].Page
	}
	return t.diagnosisPage(d, page), nil
}

// pageOf reads the page from a route's first argument; 0 if it names none.
func pageOf(args []string, in *rubric.Instrument) int {
	if len(args) == 0 {
		return 0
	}
	page, err := strconv.Atoi(args[0])
	if err != nil || page < 1 || page > in.Pages() {
		return 0
	}
	return page
}

// pageRound reads the round whose questions a page showed, the route's second
// argument. Pages without one were drawn when a company's first round was its
// only one.
func pageRound(args []string) int {
	if len(args) < 2 {
		return 1
	}
	return revision(args[1])
}

func diagnosisRoute(verb string, page int, round guidance.Round) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d", verb, page, round.No))
}

func orView(v *bot.View) bot.View {
	if v == nil {
		return bot.View{}
	}
	return *v
}

func (t *turn) diagnosisPage(d opened, page int) bot.View {
	items := d.in.PageItems(page)
	view := bot.View{
		At:       diagnosisRoute("diagnosis", page, d.round),
		Title:    d.in.Title,
		Progress: progressOf(d.in, d.sheet),
		Submit:   bot.Action{ID: diagnosisRoute("do/diagnosis", page, d.round), Label: "次へ進む", Style: bot.Primary},
		Footer:   []string{d.in.Attribution},
		Watch:    t.ownWatch(),
	}
	if page == d.in.Pages() {
		view.Submit.Label = "結果を見る"
	}
	if page == 1 {
		view.Body = []string{"あてはまるものを選んでください。答えは、選ぶたびに保存されます。"}
	}
	if page > 1 {
		view.Actions = append(view.Actions, bot.Action{ID: diagnosisRoute("diagnosis", page-1, d.round), Label: "戻る"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "pause", Label: "あとで続ける"})
	view.Fields = make([]bot.Field, 0, len(items))
	for i, item := range items {
		field := t.questions.field(d.in, d.sheet, item, i == 0)
		if answer, ok := d.sheet.Answer(item.ID); ok && answer.By != t.me.ID {
			field.Remark = "代理入力：" + t.day(answer.At) + "に" + t.name(answer.By) + "が入力"
		}
		view.Fields = append(view.Fields, field)
	}
	return view
}

func progressOf(in *rubric.Instrument, sheet guidance.Sheet) *bot.Progress {
	done := 0
	for item := range sheet.Labels {
		if _, ok := in.Item(item); ok {
			done++
		}
	}
	return &bot.Progress{Done: done, Of: len(in.Items), Unit: "問"}
}

// saveDiagnosis keeps the answers given so far on a page.
func saveDiagnosis(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerDiagnosis(args)
	return view, err
}

// doDiagnosis ends a page: what was not saved yet is, and the next is shown.
func doDiagnosis(a *acting, args []string) (bot.View, error) {
	view, d, err := a.answerDiagnosis(args)
	switch {
	case err != nil || d == nil:
		return view, err
	case d.page == d.in.Pages():
		return drawResult(a.turn, nil)
	}
	view = a.diagnosisPage(*d, d.page+1)
	view.Notice = leftBehind(d.in, d.sheet, d.page)
	return view, nil
}

// answerDiagnosis keeps the answers given on a page and draws it again. It
// returns the diagnosis to go on with, or nil if the view says why not.
func (a *acting) answerDiagnosis(args []string) (bot.View, *opened, error) {
	d, instead, err := a.mayAnswer()
	if err != nil || instead != nil {
		view := orView(instead)
		if view.Problem == "" && len(a.ev.Values) > 0 {
			view.Problem = "入力は、まだ保存していません。下の説明を確かめてから、あらためて答えてください。"
		}
		return view, nil, err
	}
	if pageRound(args) != d.round.No {
		view, err := drawDiagnosis(a.turn, nil)
		view.Problem = "前の回の画面でした。入力は保存していません。いま受け付けている" + roundName(d.round) + "の画面を出しました。"
		return view, nil, err
	}
	d, wrong, err := a.giveDiagnosis(d)
	if err != nil {
		return bot.View{}, nil, err
	}
	d.page = max(pageOf(args, d.in), 1)
	view := a.diagnosisPage(d, d.page)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &d, nil
}

// leftBehind says how many questions of a page that was ended are still open;
// nothing if none is.
func leftBehind(in *rubric.Instrument, sheet guidance.Sheet, page int) string {
	left := 0
	for _, item := range sheet.Missing(in) {
		if item.Page == page {
			left++
		}
	}
	if left == 0 {
		return ""
	}
	return fmt.Sprintf("前の画面に、まだ答えていない質問が%d問あります。あとから戻って答えられます。", left)
}

// giveDiagnosis writes the answers that differ from what is there.
func (a *acting) giveDiagnosis(d opened) (opened, problems, error) {
	before := d.sheet.Rest(d.in)
	sheet, replaced, wrong := a.giveAll(d.in, d.sheet, d.sheet.Rev)
	for _, was := range replaced {
		if err := a.tx.AddDiagnosisChange(a.me.ID, d.round.No, was); err != nil {
			return d, nil, fmt.Errorf("keep replaced answer: %w", err)
		}
	}
	if sheet.Rev == d.sheet.Rev {
		return d, wrong, nil
	}
	d.sheet = sheet
	a.changed = append(a.changed, ownTopic(a.me.ID))
	if err := a.tx.PutDiagnosisSheet(a.me.ID, d.round.No, sheet); err != nil {
		return d, nil, fmt.Errorf("write diagnosis: %w", err)
	}
	if before > 0 && sheet.Rest(d.in) == 0 {
		return d, wrong, a.finishedAsk(d.round, a.me.ID)
	}
	return d, wrong, nil
}

// diagnosisTasks are the open round's diagnosis; none while there is no round.
func diagnosisTasks(t *turn) ([]task, error) {
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return nil, nil
	}
	d, ok, err := t.openDiagnosis()
	if err != nil || !ok || d.hidden || !d.round.IsOpen() || !d.round.Asks(t.me) {
		return nil, err
	}
	missing := d.sheet.Rest(d.in)
	k := task{text: "自社診断", done: len(d.in.Items) - missing, of: len(d.in.Items), route: "diagnosis"}
	if missing == 0 {
		k.route = "result"
	}
	return []task{k}, nil
}

// diagnosisActions lead to one's own result once there is one.
func diagnosisActions(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return nil, nil
	}
	d, ok, err := t.openDiagnosis()
	if err != nil || !ok || len(d.sheet.Answers) == 0 || d.round.IsOpen() && d.sheet.Rest(d.in) > 0 {
		return nil, err
	}
	return []bot.Action{{ID: "result", Label: "自分の診断結果を見る"}}, nil
}
