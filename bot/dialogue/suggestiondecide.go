package dialogue

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// suggestionOf reads the suggestion that a route names: managers may, and whoever
// made it. What others may not see is not there for them.
func (t *turn) suggestionOf(args []string) (guidance.Suggestion, error) {
	if len(args) == 0 {
		return guidance.Suggestion{}, guidance.ErrNotFound
	}
	s, err := t.Suggestion(args[0])
	if err == nil && s.By != t.me.ID && !t.me.May(guidance.AskAround, nil) {
		err = guidance.ErrNotFound
	}
	return s, err
}

// mayDecide is suggestionOf for somebody who is to decide; otherwise it
// returns the view to show instead.
func (t *turn) mayDecide(args []string) (guidance.Suggestion, *bot.View, error) {
	if !t.me.May(guidance.AskAround, nil) {
		view, err := t.refuse("提案に返事をするのは、会社の管理者です。")
		return guidance.Suggestion{}, &view, err
	}
	s, err := t.suggestionOf(args)
	if err != nil || s.Decision == guidance.Waiting {
		return s, nil, err
	}
	view, err := t.suggestionView(s)
	view.Notice = "この提案には、" + t.name(s.DecidedBy) + "がすでに返事をしています。"
	if s.DecidedBy == t.me.ID {
		view.Notice = "この提案への返事は済んでいます。"
	}
	return s, &view, err
}

// drawSuggestion shows one suggestion, or one of the pages that decide it:
// suggestion/KEY/accept, known and decline.
func drawSuggestion(t *turn, args []string) (bot.View, error) {
	if len(args) > 1 {
		s, instead, err := t.mayDecide(args)
		if err != nil || instead != nil {
			return orView(instead), err
		}
		switch args[1] {
		case "accept":
			return t.acceptView(s, "")
		case "known":
			return t.knownView(s, args[2:])
		case "decline":
			return t.declineView(s, "", ""), nil
		}
	}
	s, err := t.suggestionOf(args)
	if err != nil {
		return bot.View{}, err
	}
	return t.suggestionView(s)
}

func (t *turn) suggestionView(s guidance.Suggestion) (bot.View, error) {
	view := bot.View{
		At:    bot.ActionID("suggestion/" + s.Key),
		Title: "サービスの提案：" + s.Name,
		Body: []string{
			"使いみち：" + orBlank(s.Use) + "　部署：" + orBlank(s.Department),
			t.name(s.By) + "が" + t.moment(s.At) + "に知らせました。",
		},
		Watch: []string{suggestionsTopic, ledgerTopic},
	}
	if s.Decision != guidance.Waiting {
		view.Body = append(view.Body, t.decisionLine(s))
	}
	if no := s.Service; no != 0 {
		service, ok, err := ifThere(t.Service(no))
		if err != nil {
			return view, err
		}
		if ok && t.me.May(guidance.SeeService, &service) {
			view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", no)), Label: no.String() + "を見る", Style: bot.Primary})
		}
	}
	if s.Decision == guidance.Waiting && t.me.May(guidance.AskAround, nil) {
		w, err := t.twins(s.Name)
		if err != nil {
			return view, err
		}
		if len(w.seen) > 0 {
			view.Body = append(view.Body, "似た名前のサービスが、すでに台帳にあります。")
			view.Table = twinTable(w.seen)
		}
		view.Actions = decideActions(s.Key)
	}
	if s.Decision == guidance.Waiting && s.By == t.me.ID && !t.me.May(guidance.AskAround, nil) {
		view.Body = append(view.Body, "管理者の返事を待っています。返事は、あなたのメニューに届きます。")
	}
	view.Actions = append(view.Actions, bot.Action{ID: "suggestions", Label: "提案の一覧に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func decideActions(key string) []bot.Action {
	at := bot.ActionID("suggestion/" + key)
	return []bot.Action{
		{ID: at + "/accept", Label: "台帳に加える", Style: bot.Primary},
		{ID: at + "/known", Label: "すでにある"},
		{ID: at + "/decline", Label: "見送る"},
	}
}

// decisionLine is the answer in a sentence.
func (t *turn) decisionLine(s guidance.Suggestion) string {
	line := t.name(s.DecidedBy) + "の返事：" + s.Decision.String()
	if s.Decision == guidance.Accepted {
		line += "（" + s.Service.String() + "）"
	}
	if s.Reason != "" {
		line += "。理由：" + s.Reason
	}
	return line
}

// The answers to who is to be in charge.
const (
	inChargeProposer = "proposer"
	inChargeNobody   = "nobody"
)

func (t *turn) acceptView(s guidance.Suggestion, problem string) (bot.View, error) {
	w, err := t.twins(s.Name)
	if err != nil {
		return bot.View{}, err
	}
	proposer, err := t.mayBeInCharge(s.By)
	if err != nil {
		return bot.View{}, err
	}
	charge := bot.Field{ID: "charge", Kind: bot.Choice, Label: "管理担当者", Problem: problem,
		Hint: "管理担当者は、このサービスの内容を見て直し、安全利用チェックに答えます。あとから変えられます。"}
	if proposer {
		charge.Options = append(charge.Options, bot.Option{Value: inChargeProposer, Label: t.name(s.By)})
	}
	charge.Options = append(charge.Options, bot.Option{Value: inChargeNobody, Label: "まだ決めない"})
	submit := bot.Action{ID: bot.ActionID("do/accept/" + s.Key), Label: "台帳に加える", Style: bot.Primary}
	view := bot.View{
		At:      bot.ActionID("suggestion/" + s.Key + "/accept"),
		Title:   "「" + s.Name + "」を台帳に加える",
		Body:    []string{"「調査中」として台帳に入ります。番号は自動で付きます。"},
		Fields:  []bot.Field{charge},
		Actions: []bot.Action{{ID: bot.ActionID("suggestion/" + s.Key), Label: "戻る"}},
		Watch:   []string{suggestionsTopic, ledgerTopic},
	}
	if len(w.seen) > 0 {
		view.Body = append(view.Body, "似た名前のサービスが、すでに台帳にあります。同じものなら、戻って「すでにある」を選んでください。")
		view.Table = twinTable(w.seen)
		submit.ID += bot.ActionID("/" + apart + "/" + w.key(s.Name))
		submit.Label = "別のサービスとして加える"
	}
	view.Submit = submit
	return view, nil
}

func (t *turn) mayBeInCharge(id guidance.PersonID) (bool, error) {
	p, ok, err := ifThere(t.Person(id))
	return ok && p.Role != guidance.Expert && p.Name != "", err
}

// saveDecision keeps nothing: a decision is made at once.
func saveDecision(a *acting, args []string) (bot.View, error) {
	view, err := drawSuggestion(a.turn, args)
	show(&view, a.ev.Values)
	return view, err
}

func doAcceptSuggestion(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.mayDecide(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	charge := a.ev.Values["charge"]
	proposer, err := a.mayBeInCharge(s.By)
	if err != nil {
		return bot.View{}, err
	}
	if charge != inChargeNobody && (charge != inChargeProposer || !proposer) {
		return a.acceptView(s, "管理担当者を選んでください。")
	}
	w, err := a.twins(s.Name)
	if err != nil {
		return bot.View{}, err
	}
	if !w.decided(s.Name, args[1:]) {
		view, err := a.acceptView(s, "")
		show(&view, a.ev.Values)
		view.Problem = "まだ加えていません。似た名前のサービスを確かめてから、もう一度押してください。"
		return view, err
	}
	return a.accept(s, charge == inChargeProposer)
}

func (a *acting) accept(s guidance.Suggestion, proposer bool) (bot.View, error) {
	by, _, err := ifThere(a.Person(s.By))
	if err != nil {
		return bot.View{}, fmt.Errorf("read proposer: %w", err)
	}
	service := guidance.Service{Name: s.Name, Written: guidance.DayOf(a.ev.At, a.in()), WrittenBy: by.Name, Department: s.Department,
		Summary: s.Use, Status: guidance.Surveying}
	if proposer {
		service.InCharge = []guidance.Charge{{Person: s.By}}
	}
	if service, err = a.makeService(service); err != nil {
		return bot.View{}, err
	}
	s.Service = service.No
	text := "お知らせいただいた「" + s.Name + "」を、台帳に加えました（" + service.No.String() + "）。ありがとうございます。"
	if proposer {
		text = "お知らせいただいた「" + s.Name + "」を台帳に加え、あなたを管理担当者にしました（" + service.No.String() + "）。安全利用チェックをお願いします。"
	}
	return a.decide(s, guidance.Accepted, text)
}

// decide writes a decision, tells the proposer and takes the other managers'
// notices away.
func (a *acting) decide(s guidance.Suggestion, d guidance.Decision, text string) (bot.View, error) {
	s, ok := s.Decide(d, a.me.ID, a.ev.At)
	if !ok {
		return a.suggestionView(s)
	}
	if err := a.tx.PutSuggestion(s); err != nil {
		return bot.View{}, fmt.Errorf("write suggestion: %w", err)
	}
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	told := false
	for _, p := range people {
		if err := a.tx.DropNotice(p.ID, suggestKey+s.Key); err != nil {
			return bot.View{}, fmt.Errorf("take a notice away: %w", err)
		}
		if p.May(guidance.AskAround, nil) {
			a.changed = append(a.changed, personTopic(p.ID))
		}
		if p.ID == s.By && s.By != a.me.ID {
			told = true
			n := guidance.Notice{Key: "answer-" + s.Key, Text: text, Route: "suggestion/" + s.Key}
			if err := a.notify(p.ID, n); err != nil {
				return bot.View{}, fmt.Errorf("tell the proposer: %w", err)
			}
		}
	}
	a.changed = append(a.changed, suggestionsTopic)
	view, err := a.suggestionView(s)
	view.Notice = "「" + s.Name + "」に返事をしました。"
	if told {
		view.Notice += a.name(s.By) + "に知らせます。"
	}
	return view, err
}

// knownView asks which service it is: those like it first, then all others.
func (t *turn) knownView(s guidance.Suggestion, args []string) (bot.View, error) {
	services, err := t.Services()
	if err != nil {
		return bot.View{}, fmt.Errorf("read services: %w", err)
	}
	list := t.names.Twins(s.Name, services)
	like := map[guidance.ServiceNo]bool{}
	for _, twin := range list {
		like[twin.Service.No] = true
	}
	for _, service := range services {
		if !like[service.No] {
			list = append(list, guidance.Twin{Service: service})
		}
	}
	page := pageAt(args, len(list))
	at := "suggestion/" + s.Key + "/known"
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("%s/%d", at, page)),
		Title: "「" + s.Name + "」は、台帳のどのサービスですか",
		Body:  []string{"同じサービスを選ぶと、" + t.name(s.By) + "に「すでに台帳にあります」と知らせます。"},
		Watch: []string{suggestionsTopic, ledgerTopic},
	}
	if len(list) == 0 {
		view.Body = []string{"台帳には、まだサービスがありません。"}
	} else {
		view.Table = &bot.Table{Caption: "台帳のサービス（似た名前が先）", Head: []string{"サービス", "所管部署", "似ているところ"}}
	}
	for _, twin := range pageOfRows(list, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: twin.Service.No.String() + " " + twin.Service.Name}, {Text: orBlank(twin.Service.Department)}, {Text: string(twin.Why)}},
			Open:  bot.ActionID(fmt.Sprintf("do/known/%s/%d", s.Key, twin.Service.No)),
		})
	}
	view.Actions = append(turnPages(below(at), page, len(list), "件"), bot.Action{ID: bot.ActionID("suggestion/" + s.Key), Label: "戻る"})
	return view, nil
}

func doKnownSuggestion(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.mayDecide(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	service, err := a.serviceOf(args[1:])
	if err != nil {
		return bot.View{}, err
	}
	s.Service = service.No
	text := "お知らせいただいた「" + s.Name + "」は、すでに台帳にありました。ありがとうございます。"
	return a.decide(s, guidance.KnownAs, text)
}

func (t *turn) declineView(s guidance.Suggestion, reason, problem string) bot.View {
	return bot.View{
		At:    bot.ActionID("suggestion/" + s.Key + "/decline"),
		Title: "「" + s.Name + "」を見送る",
		Body:  []string{"台帳には加えません。理由は、" + t.name(s.By) + "に届きます。"},
		Fields: []bot.Field{{ID: "reason", Kind: bot.Text, Label: "見送る理由", Hint: "例：試しに使っただけで、もう使っていないため",
			Max: maxLine, Value: reason, Problem: problem}},
		Submit:  bot.Action{ID: bot.ActionID("do/decline/" + s.Key), Label: "見送る", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID("suggestion/" + s.Key), Label: "戻る"}},
		Watch:   []string{suggestionsTopic},
	}
}

func doDeclineSuggestion(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.mayDecide(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	reason := oneLine(a.ev.Values["reason"])
	switch n := utf8.RuneCountInString(reason); {
	case reason == "":
		return a.declineView(s, "", "理由を短く入れてください。"), nil
	case n > maxLine:
		return a.declineView(s, clipText(reason), fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。", maxLine, n)), nil
	}
	s.Reason = reason
	text := "お知らせいただいた「" + s.Name + "」は、今回は台帳に加えないことになりました。理由：" + strings.TrimRight(reason, "。") + "。"
	return a.decide(s, guidance.Declined, text)
}
