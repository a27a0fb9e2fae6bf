package dialogue

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// The notices of a relay. All of one relay that are out of date are taken
// away with every change of it.
func relayNotice(r guidance.Relay) string { return "relay-" + r.Key }
func againNotice(r guidance.Relay) string { return "relay-" + r.Key + "-again" }
func lateNotice(r guidance.Relay) string  { return "relay-" + r.Key + "-late" }

func doneNotice(r guidance.Relay, rev int) string { return fmt.Sprintf("relay-%s-%d", r.Key, rev) }

// tellAsked puts the question before the asked, and has both hear of it once
// more should it still wait after a week.
func (a *acting) tellAsked(r guidance.Relay, s guidance.Service) error {
	asked, back := "asked/"+r.Key, "relay/"+r.Key
	item := "「" + s.Name + "」"
	week := r.At.Add(guidance.RelayRest)
	a.changed = append(a.changed, serviceTopic(s.No), personTopic(a.me.ID))
	return errors.Join(
		a.notify(r.Asked, guidance.Notice{Key: relayNotice(r), Route: asked,
			Text: a.name(r.Asker) + "から、" + item + "について1つ質問が届いています。答えは選ぶだけです。"}),
		a.notifyAt(r.Asked, guidance.Notice{Key: againNotice(r), Route: asked, At: week,
			Text: item + "についての質問が、まだ残っています。わからないときは、そう返していただけると助かります。"}),
		a.notifyAt(r.Asker, guidance.Notice{Key: lateNotice(r), Route: back, At: week,
			Text: item + "について聞いてから1週間たちましたが、返事はまだありません。"}),
	)
}

// settled writes what became of a relay, takes its notices away and tells
// those who asked, where there is something to tell.
func (a *acting) settled(q inquiry, text string) error {
	r := q.relay
	if err := a.tx.PutRelay(r); err != nil {
		return fmt.Errorf("write relay: %w", err)
	}
	to, err := a.settlers(q)
	if err != nil {
		return err
	}
	a.changed = append(a.changed, serviceTopic(q.service.No), personTopic(r.Asked), personTopic(r.Asker))
	err = errors.Join(a.tx.DropNotice(r.Asked, relayNotice(r)), a.tx.DropNotice(r.Asked, againNotice(r)), a.tx.DropNotice(r.Asker, lateNotice(r)))
	for _, p := range to {
		for rev := range r.Rev {
			err = errors.Join(err, a.tx.DropNotice(p, doneNotice(r, rev)))
		}
		if text != "" {
			err = errors.Join(err, a.notify(p, guidance.Notice{Key: doneNotice(r, r.Rev), Text: text, Route: "relay/" + r.Key}))
		}
	}
	if err != nil {
		return fmt.Errorf("tell what became of a relay: %w", err)
	}
	return nil
}

// settlers are who hears what became of a relay: the asker, or, where they
// may no longer change the service, the others in charge, else the managers.
func (t *turn) settlers(q inquiry) ([]guidance.PersonID, error) {
	asker, there, err := t.personNow(q.relay.Asker)
	if err != nil {
		return nil, fmt.Errorf("read asker: %w", err)
	}
	if there && asker.May(guidance.ChangeService, &q.service) {
		return []guidance.PersonID{asker.ID}, nil
	}
	people, err := t.People()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var charged, managers []guidance.PersonID
	for _, p := range people {
		switch {
		case p.ID == q.relay.Asked:
		case q.service.Has(p.ID) && p.Role != guidance.Expert:
			charged = append(charged, p.ID)
		case p.Role == guidance.Manager:
			managers = append(managers, p.ID)
		}
	}
	if len(charged) > 0 {
		return charged, nil
	}
	return managers, nil
}

// replyText tells those who asked what the asked said.
func (t *turn) replyText(q inquiry) string {
	r, who := q.relay, t.name(q.relay.Asked)
	about := fmt.Sprintf("「%s」の質問%d", q.service.Name, q.item.No)
	switch {
	case r.State == guidance.RelayDeclined && r.Other:
		return who + "から、" + about + "は別の人に聞いてほしいとの返事がありました。"
	case r.State == guidance.RelayDeclined:
		return who + "から、" + about + "はわからないとの返事がありました。"
	case r.State == guidance.RelayOffered:
		return fmt.Sprintf("%sが、%sに「%s」と答えました。ほかの人の答えがあるため、どちらにするかを選んでください。", who, about, labelText(q.item, r.Label))
	}
	return fmt.Sprintf("%sが、%sに「%s」と答えました。", who, about, labelText(q.item, r.Label))
}

func labelText(item *rubric.Item, id string) string {
	if label, ok := item.Label(id); ok {
		return label.Text
	}
	return "未回答"
}

// maySettle reads a route relay/KEY: whoever may change the service may.
func (t *turn) maySettle(args []string) (inquiry, *bot.View, error) {
	q, err := t.inquiryOf(args)
	if err != nil {
		return q, nil, err
	}
	_, instead, err := t.mayService([]string{fmt.Sprint(int(q.service.No))}, guidance.ChangeService)
	return q, instead, err
}

// drawRelay shows those who asked what became of it.
func drawRelay(t *turn, args []string) (bot.View, error) {
	q, instead, err := t.maySettle(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view := bot.View{
		At:    bot.ActionID("relay/" + q.relay.Key),
		Title: t.name(q.relay.Asked) + "に聞いたこと",
		Body: append([]string{fmt.Sprintf("「%s」の質問%d：%s", q.service.Name, q.item.No, q.item.Question)},
			t.relayStory(q)...),
		Actions: append(t.relayActions(q),
			bot.Action{ID: checkRoute("check", q.checking, q.item.Page), Label: "チェックに戻る"},
			bot.Action{ID: "menu", Label: "メニューに戻る"}),
		Watch: []string{serviceTopic(q.service.No)},
	}
	return view, nil
}

// relayStory says where the relay stands.
func (t *turn) relayStory(q inquiry) []string {
	r, who := q.relay, t.name(q.relay.Asked)
	var lines []string
	if r.Words != "" {
		lines = append(lines, "添えたひとこと：「"+r.Words+"」")
	}
	if _, there := t.nameOf(r.Asked); !there && r.State == guidance.RelayWaiting {
		return append(lines, "聞いた人は、いまは名簿にいません。別の人に聞いてください。")
	}
	lines = append(lines, t.relayLine(r, q.item)+"。")
	if r.Word != "" {
		lines = append(lines, who+"のひとこと：「"+r.Word+"」")
	}
	standing := q.standing()
	now := fmt.Sprintf("いまの答えは「%s」（%s、%s）です。", labelText(q.item, standing.Label), t.name(standing.By), t.day(standing.At))
	switch {
	case r.State == guidance.RelayOffered:
		lines = append(lines, now+who+"の答えには、まだ替えていません。")
	case r.State == guidance.RelayAnswered && r.Gave(standing):
		lines = append(lines, "この答えは、"+who+"の答えとしてチェックに入っています。")
	case r.State == guidance.RelayAnswered || r.State == guidance.RelayLeft:
		lines = append(lines, now)
	case q.service.Status == guidance.Ended && r.State == guidance.RelayWaiting:
		lines = append(lines, "利用が終わったサービスなので、返事は求めていません。")
	}
	return lines
}

// relayLine is where a relay stands, in a sentence.
func (t *turn) relayLine(r guidance.Relay, item *rubric.Item) string {
	who := t.name(r.Asked)
	switch r.State {
	case guidance.RelayWaiting:
		return fmt.Sprintf("%sに聞いています（%sから）", who, t.day(r.At))
	case guidance.RelayOffered:
		return fmt.Sprintf("%sに%sから「%s」との答えが届いています", t.day(r.Done), who, labelText(item, r.Label))
	case guidance.RelayDeclined:
		if r.Other {
			return fmt.Sprintf("%sに%sから「別の人に聞いてほしい」との返事がありました", t.day(r.Done), who)
		}
		return fmt.Sprintf("%sに%sから「わからない」との返事がありました", t.day(r.Done), who)
	case guidance.RelayWithdrawn:
		return fmt.Sprintf("%sに、%sへの質問を取り下げました", t.day(r.Done), who)
	}
	return fmt.Sprintf("%sに%sが「%s」と答えました", t.day(r.Done), who, labelText(item, r.Label))
}

func (t *turn) relayActions(q inquiry) []bot.Action {
	key, rev := q.relay.Key, fmt.Sprint(q.sheet.Rev)
	who := t.name(q.relay.Asked)
	if q.relay.State == guidance.RelayOffered {
		return []bot.Action{
			{ID: bot.ActionID("do/take/" + key + "/" + rev), Label: who + "の答えに替える", Style: bot.Primary},
			{ID: bot.ActionID("do/leave/" + key), Label: "いまの答えのままにする"},
		}
	}
	var list []bot.Action
	if !guidance.Known(q.item, q.standing()) && q.service.Status != guidance.Ended {
		list = append(list, bot.Action{ID: askFrom(q.service.No, q.item.ID), Label: "別の人に聞く"})
	}
	if q.relay.State == guidance.RelayWaiting {
		list = append(list, bot.Action{ID: bot.ActionID("do/withdraw/" + key), Label: "この質問を取り下げる", Style: bot.Danger,
			Confirm: who + "への質問を取り下げますか？ 届いている質問は、答えられなくなります。"})
	}
	return list
}

func doWithdraw(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.maySettle(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	r, ok := q.relay.Withdraw(a.ev.At)
	if ok {
		q.relay = r
		if err := a.settled(q, ""); err != nil {
			return bot.View{}, err
		}
	}
	view, err := drawRelay(a.turn, args)
	if view.Notice = "質問を取り下げました。"; !ok && q.relay.State != guidance.RelayWithdrawn {
		view.Notice, view.Problem = "", "もう返事が届いているため、取り下げていません。"
	}
	return view, err
}

// doTake puts an offered answer in the place of the other one, unless that
// has changed since the button was drawn.
func doTake(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.maySettle(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	r, ok := q.relay.Settle(true)
	if !ok {
		return drawRelay(a.turn, args)
	}
	if len(args) < 2 || q.standing().Rev > revision(args[1]) || revision(args[1]) > q.sheet.Rev {
		view, err := drawRelay(a.turn, args)
		view.Problem = "このあいだに、いまの答えが変わりました。替えるかどうかを、もう一度選んでください。"
		return view, err
	}
	q.relay = r
	if err := errors.Join(a.giveFor(&q, r.Label), a.settled(q, "")); err != nil {
		return bot.View{}, err
	}
	view, err := drawRelay(a.turn, args)
	view.Notice = a.name(r.Asked) + "の答えに替えました。前の答えは履歴に残っています。"
	return view, err
}

func doLeave(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.maySettle(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if r, ok := q.relay.Settle(false); ok {
		q.relay = r
		if err := a.settled(q, ""); err != nil {
			return bot.View{}, err
		}
	}
	view, err := drawRelay(a.turn, args)
	if q.relay.State == guidance.RelayLeft {
		view.Notice = "いまの答えのままにしました。"
	}
	return view, err
}

// relayRows are the questions that this person handed on and that are open.
func relayRows(t *turn) ([]bot.Row, error) {
	relays, err := t.OpenRelays(t.me.ID)
	if err != nil {
		return nil, fmt.Errorf("read relays: %w", err)
	}
	var rows []bot.Row
	for _, r := range relays {
		if r.Asker != t.me.ID {
			continue
		}
		q, err := t.inquiryOf([]string{r.Key})
		if errors.Is(err, guidance.ErrNotFound) || err == nil && (!t.me.May(guidance.ChangeService, &q.service) || q.service.Status == guidance.Ended) {
			continue
		}
		if err != nil {
			return nil, err
		}
		state := bot.Cell{Text: "返事待ち", Mark: bot.Open}
		if r.State == guidance.RelayOffered {
			state.Text = "決めてください"
		}
		rows = append(rows, bot.Row{Open: bot.ActionID("relay/" + r.Key), Cells: []bot.Cell{
			{Text: fmt.Sprintf("%sに聞いていること：%s（%d　%s）", t.name(r.Asked), q.service.Name, q.item.No, q.item.Title)}, state,
		}})
	}
	return rows, nil
}

// relayBeside puts what was asked of others beside a question of the
// checklist.
func (t *turn) relayBeside(c checking, item *rubric.Item, field *bot.Field) {
	answer, _ := c.sheet.Answer(item.ID)
	known := guidance.Known(item, answer)
	ask := bot.Action{ID: askFrom(c.service.No, item.ID), Label: "誰かに聞く"}
	show := !known && answer.Label != ""
	for _, r := range c.relays {
		if r.Item != item.ID {
			continue
		}
		open := r.Open()
		if open || !known && r.State == guidance.RelayDeclined || r.Gave(answer) {
			field.Remark = joinLines(field.Remark, t.relayLine(r, item))
		}
		if open {
			ask, show = bot.Action{ID: bot.ActionID("relay/" + r.Key), Label: "聞いた質問を見る"}, true
		}
	}
	if show {
		field.Actions = append(field.Actions, ask)
	}
}

// relayed reports whether an answer came by a relay, which then says so.
func (c checking) relayed(answer guidance.Answer) bool {
	return slices.ContainsFunc(c.relays, func(r guidance.Relay) bool { return r.Gave(answer) })
}

// relaysOnService puts on a service's sheet what is asked and was answered by
// others, and leads to whom else to ask.
func (t *turn) relaysOnService(view *bot.View, c checking) {
	section := bot.Section{Heading: "ほかの人に聞いたこと"}
	some := false
	for i := range c.in.Items {
		item := &c.in.Items[i]
		answer, _ := c.sheet.Answer(item.ID)
		some = some || unknown(item, c.sheet)
		for _, r := range c.relays {
			if r.Item == item.ID && (r.Open() || r.Gave(answer)) {
				section.Points = append(section.Points, fmt.Sprintf("%d　%s：%s", item.No, item.Title, t.relayLine(r, item)))
			}
		}
	}
	if len(section.Points) > 0 {
		view.Sections = append(view.Sections, section)
	}
	if some && t.me.May(guidance.ChangeService, &c.service) && c.service.Status != guidance.Ended {
		at := min(1, len(view.Actions))
		view.Actions = slices.Insert(view.Actions, at, bot.Action{
			ID: bot.ActionID(fmt.Sprintf("unknown/%d", c.service.No)), Label: "わからないことを人に聞く"})
	}
}
