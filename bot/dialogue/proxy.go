package dialogue

import (
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// proxyFlow is how a manager enters what people wrote on paper 代理入力.
func proxyFlow() flow {
	return flow{
		screens: map[string]screen{"proxy": drawProxy, "proxies": drawProxies},
		saves:   map[string]deed{"proxy": saveProxy},
		deeds:   map[string]deed{"proxy": doProxy, "unproxy": doUnproxy},
		words:   map[string]bot.ActionID{"代理入力": "proxies", "紙の答え": "proxies"},
	}
}

// entering is the sheet of somebody who answered on paper.
type entering struct {
	opened
	owner guidance.Person
	state guidance.Proxying
	// veiled says that the owner has begun by themselves, which is nobody
	// else's to know: the pages are shown as though nobody had, and the first
	// answer is refused. The log then says who tried.
	veiled bool
}

// mayProxy reads the open round for a manager; else it returns the view to
// show instead.
func (t *turn) mayProxy() (opened, *bot.View, error) {
	instead := func(view bot.View, err error) (opened, *bot.View, error) { return opened{}, &view, err }
	if !t.me.May(guidance.RunRounds, nil) {
		return instead(t.refuse("紙の答えを代わりに入力できるのは、管理者だけです。紙の質問票は、会社の管理者に渡してください。"))
	}
	d, ok, err := t.openDiagnosis()
	if err != nil {
		return opened{}, nil, err
	}
	if !ok || !d.round.IsOpen() {
		return instead(t.refuse("いま受け付けている自社診断はないため、代わりに入力することはできません。"))
	}
	return d, nil, nil
}

// drawProxies lists those who have not finished, to choose whose paper it is.
func drawProxies(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.mayProxy()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	standing, err := guidance.TurnoutOf(t, d.in, d.round)
	if err != nil {
		return bot.View{}, err
	}
	page := pageAt(args, len(standing.Open))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("proxies/%d", page)),
		Title: "紙の答えを代わりに入力する",
		Body:  []string{"紙の質問票に答えを書いて渡してくれた人を選んでください。自分で答えはじめた人の分は、入力できません。"},
		Table: openTable(standing.Open, page, "proxy"),
		Watch: []string{roundTopic},
	}
	if len(standing.Open) == 0 {
		view.Body = []string{"お願いした全員が答え終えています。代わりに入力する答えはありません。"}
	}
	view.Actions = append(turnPages(below("proxies"), page, len(standing.Open), "人"),
		bot.Action{ID: roundRoute(d.round), Label: "この回の画面に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// mayEnter reads a route proxy/PERSON[/PAGE[/ROUND]] and checks that this
// person may enter that one's answers. A page of another round enters nothing.
func (t *turn) mayEnter(args []string) (entering, *bot.View, error) {
	d, instead, err := t.mayProxy()
	if err != nil || instead != nil {
		return entering{}, instead, err
	}
	if len(args) == 0 {
		return entering{}, nil, guidance.ErrNotFound
	}
	owner, err := t.Person(guidance.PersonID(args[0]))
	if err != nil {
		return entering{}, nil, err
	}
	if d.sheet, err = t.DiagnosisSheet(owner.ID, d.round.No); err != nil {
		return entering{}, nil, fmt.Errorf("read diagnosis: %w", err)
	}
	e := entering{opened: d, owner: owner, state: guidance.ProxyingOf(d.round, d.in, owner, d.sheet, t.me.ID)}
	if e.state == guidance.ProxyBegun && !e.sheet.EnteredBy(t.me.ID) {
		e.state, e.veiled, e.sheet = guidance.ProxyFree, true, guidance.Sheet{}
	}
	if e.state != guidance.ProxyFree && e.state != guidance.ProxyMine {
		view, err := t.noEntry(e)
		return e, &view, err
	}
	e.page = pageOf(args[1:], d.in)
	if len(args) > 2 && args[2] != strconv.Itoa(d.round.No) {
		view := t.proxyIntro(e)
		view.Problem = "前の回の画面でした。入力は保存していません。"
		return e, &view, nil
	}
	return e, nil, nil
}

// noEntry says that somebody's answers cannot be entered, above the list of
// those who have not finished. It never shows an answer, and says the same
// whether the person, or another manager, has begun: that is not this one's to
// know.
func (t *turn) noEntry(e entering) (bot.View, error) {
	view, err := drawProxies(t, nil)
	name := nameOrID(e.owner)
	switch e.state {
	case guidance.ProxyWhole, guidance.ProxyBegun, guidance.ProxyTaken:
		view.Problem = name + "さんの分は、代わりには入力できず、入力は保存していません。ご本人が答えているか、ほかの管理者が入力しているか、もう答え終えています。紙の質問票は、ご本人か、ほかの管理者に渡してください。"
		if t.mayDrop(e) {
			view.Actions = append([]bot.Action{dropAction(e)}, view.Actions...)
		}
	case guidance.ProxyOneself:
		view.Problem = "ご自身の答えは、代わりの入力ではなく「自社診断」から答えてください。"
	default:
		view.Problem = name + "さんは、この回で答えをお願いしている人ではありません。"
	}
	return view, err
}

// mayDrop reports whether this person may throw away an entry that is not
// finished: who began it, or any manager once that one no longer can go on.
func (t *turn) mayDrop(e entering) bool {
	if e.state == guidance.ProxyMine {
		return true
	}
	by, ok := e.sheet.Enterer(e.owner.ID)
	if e.state != guidance.ProxyTaken || !ok {
		return false
	}
	p, err := t.Person(by)
	return err != nil || !p.May(guidance.RunRounds, nil)
}

func dropAction(e entering) bot.Action {
	name := nameOrID(e.owner)
	return bot.Action{
		ID: bot.ActionID(fmt.Sprintf("do/unproxy/%s/%d", e.owner.ID, e.round.No)), Label: "入力を取り消す", Style: bot.Danger,
		Confirm: name + "さんの分として入力した答えを消します。元に戻せません。ご本人にお知らせし、ご本人はあらためて自分で答えられますが、集計には入りません。",
	}
}

func drawProxy(t *turn, args []string) (bot.View, error) {
	if len(args) == 0 {
		return drawProxies(t, nil)
	}
	e, instead, err := t.mayEnter(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	switch {
	case e.state == guidance.ProxyFree && (e.page == 0 || len(args) < 3):
		return t.proxyIntro(e), nil
	case e.page == 0:
		e.page = e.sheet.Missing(e.in)[0].Page
	}
	return t.proxyPage(e, e.page), nil
}

// proxyIntro says what entering means, before the first answer is.
func (t *turn) proxyIntro(e entering) bot.View {
	name := nameOrID(e.owner)
	return bot.View{
		At:    bot.ActionID("proxy/" + string(e.owner.ID)),
		Title: "代理入力：" + name + "さん",
		Body: []string{
			name + "さんが紙に書いたとおりにだけ、入力してください。書いていない質問は、ご本人に確かめるまで空けておきます。",
			fmt.Sprintf("入力するあなたには答えが見えます。そのため、この人の分は「%d人以上」の人数に数えず、集計にも入れません。", e.round.Anonymous()),
			fmt.Sprintf("%d問すべてを入れ終えると閉じて、あなたからはもう開けません。代わりに入力したことは、%sさんにお知らせします。ご本人は、締め切りまで直せます。", len(e.in.Items), name),
		},
		Actions: []bot.Action{
			{ID: proxyRoute("proxy", e, 1), Label: "紙を見ながら入力する", Style: bot.Primary},
			{ID: "proxies", Label: "やめて戻る"},
		},
		Watch: []string{roundTopic},
	}
}

func proxyRoute(verb string, e entering, page int) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%s/%d/%d", verb, e.owner.ID, page, e.round.No))
}

func (t *turn) proxyPage(e entering, page int) bot.View {
	view := bot.View{
		At:       proxyRoute("proxy", e, page),
		Title:    "代理入力：" + nameOrID(e.owner) + "さん",
		Progress: progressOf(e.in, e.sheet),
		Body:     []string{"紙に書いてあるとおりに選んでください。最後の1問を入れると閉じます。その前に見直してください。"},
		Submit:   bot.Action{ID: proxyRoute("do/proxy", e, page), Label: "次へ進む", Style: bot.Primary},
		Footer:   []string{e.in.Attribution},
		Watch:    []string{roundTopic},
	}
	if page == e.in.Pages() {
		view.Submit.Label = "入力を終える"
	}
	if page > 1 {
		view.Actions = append(view.Actions, bot.Action{ID: proxyRoute("proxy", e, page-1), Label: "戻る"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "proxies", Label: "あとで続ける"})
	if len(e.sheet.Answers) > 0 {
		view.Actions = append(view.Actions, dropAction(e))
	}
	for i, item := range e.in.PageItems(page) {
		view.Fields = append(view.Fields, t.questions.field(e.in, e.sheet, item, i == 0))
	}
	return view
}

func saveProxy(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerProxy(args)
	return view, err
}

// doProxy ends a page: what was not saved yet is, and the next is shown.
func doProxy(a *acting, args []string) (bot.View, error) {
	view, e, err := a.answerProxy(args)
	if err != nil || e == nil {
		return view, err
	}
	if e.page < e.in.Pages() {
		return a.proxyPage(*e, e.page+1), nil
	}
	view, err = drawProxies(a.turn, nil)
	view.Notice = fmt.Sprintf("%sさんの分を、ここまで保存しました。あと%d問です。", nameOrID(e.owner), e.sheet.Rest(e.in))
	return view, err
}

// answerProxy keeps the answers entered on a page and draws it again. It
// returns the sheet to go on with, or nil if the view says why not: also when
// the sheet is whole and so is shut.
func (a *acting) answerProxy(args []string) (bot.View, *entering, error) {
	e, instead, err := a.mayEnter(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	if len(args) < 3 || e.page == 0 { // no page of a round: nothing that was shown to anybody
		return a.proxyIntro(e), nil, nil
	}
	if list, _ := readAnswers(e.in, a.ev.Values); e.veiled && len(list) > 0 {
		view, err := a.refuseEntry(e)
		return view, nil, err
	}
	e, wrong, err := a.enter(e)
	if err != nil {
		return bot.View{}, nil, err
	}
	if e.sheet.Rest(e.in) == 0 {
		view, err := a.shutEntry(e)
		return view, nil, err
	}
	view := a.proxyPage(e, e.page)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &e, nil
}

// refuseEntry refuses the first answer for somebody who has begun. That it was
// tried is in the log, as every entry is.
func (a *acting) refuseEntry(e entering) (bot.View, error) {
	if err := a.audit(guidance.DidProxy, string(e.owner.ID)+" refused"); err != nil {
		return bot.View{}, fmt.Errorf("note an entry: %w", err)
	}
	e.state = guidance.ProxyBegun
	return a.noEntry(e)
}

// enter writes the answers. What the enterer corrects of their own entry is
// not kept behind it: nobody answered that. The paper named the round's k, so
// the first answer makes it stand.
func (a *acting) enter(e entering) (entering, problems, error) {
	sheet, _, wrong := a.giveAll(e.in, e.sheet, e.sheet.Rev)
	if sheet.Rev == e.sheet.Rev {
		return e, wrong, nil
	}
	e.sheet = sheet
	if err := a.tx.PutDiagnosisSheet(e.owner.ID, e.round.No, e.sheet); err != nil {
		return e, nil, fmt.Errorf("write diagnosis: %w", err)
	}
	a.changed = append(a.changed, ownTopic(e.owner.ID))
	if e.state == guidance.ProxyFree {
		if err := a.audit(guidance.DidProxy, string(e.owner.ID)); err != nil {
			return e, nil, fmt.Errorf("note an entry: %w", err)
		}
	}
	e.state = guidance.ProxyMine
	return e, wrong, a.fix(e.round, e.in)
}

// shutEntry shuts a whole sheet for who entered it, and tells the owner.
func (a *acting) shutEntry(e entering) (bot.View, error) {
	if err := a.finishedAsk(e.round, e.owner.ID); err != nil {
		return bot.View{}, err
	}
	err := a.notify(e.owner.ID, guidance.Notice{
		Key:   fmt.Sprintf("round-%d-proxy-%s", e.round.No, e.owner.ID),
		Text:  a.me.Name + "さんが、あなたの紙の質問票の答えを代わりに入力しました。内容を確かめて、違うところは直せます。",
		Route: "result",
	})
	if err != nil {
		return bot.View{}, fmt.Errorf("tell whose answers were entered: %w", err)
	}
	view, err := drawProxies(a.turn, nil)
	view.Notice = fmt.Sprintf("%sさんの%d問をすべて入力しました。この入力は閉じました。ご本人にはお知らせします。", nameOrID(e.owner), len(e.in.Items))
	return view, err
}

// doUnproxy throws away an entry that is not finished: do/unproxy/PERSON/ROUND.
func doUnproxy(a *acting, args []string) (bot.View, error) {
	if len(args) != 2 {
		return drawProxies(a.turn, nil)
	}
	e, instead, err := a.mayEnter([]string{args[0], "", args[1]})
	switch {
	case err != nil:
		return bot.View{}, err
	case instead != nil && (e.state != guidance.ProxyTaken || !a.mayDrop(e) || args[1] != strconv.Itoa(e.round.No)):
		return *instead, nil
	case len(e.sheet.Answers) == 0:
		return a.proxyIntro(e), nil
	}
	e.sheet = guidance.Sheet{Edition: e.sheet.Edition, Rev: e.sheet.Rev + 1}
	if err := a.tx.PutDiagnosisSheet(e.owner.ID, e.round.No, e.sheet); err != nil {
		return bot.View{}, fmt.Errorf("drop an entry: %w", err)
	}
	a.changed = append(a.changed, ownTopic(e.owner.ID), roundTopic)
	if err := a.tellOfDrop(e); err != nil {
		return bot.View{}, err
	}
	view, err := drawProxies(a.turn, nil)
	view.Notice = nameOrID(e.owner) + "さんの分の入力を取り消しました。ご本人にはお知らせします。"
	return view, err
}

// tellOfDrop notes that an entry was thrown away and tells whose it was: their
// own answers are not counted from now on, which they would not know.
func (a *acting) tellOfDrop(e entering) error {
	if err := a.audit(guidance.DidProxy, string(e.owner.ID)+" dropped"); err != nil {
		return fmt.Errorf("note that an entry was dropped: %w", err)
	}
	err := a.notify(e.owner.ID, guidance.Notice{
		Key:   fmt.Sprintf("round-%d-unproxy-%s", e.round.No, e.owner.ID),
		Text:  a.me.Name + "さんが、あなたの分として入れはじめた答えを取り消しました。ご自身で答えられます。" + notCounted,
		Route: "diagnosis",
	})
	if err != nil {
		return fmt.Errorf("tell whose entry was dropped: %w", err)
	}
	return nil
}

// notCounted says what an entry by somebody else means for one's own answers.
const notCounted = "入力した人が内容を知っているため、この回の集計には入りません。"
