package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// inquiry is a relay with the question it is about, as both stand now.
type inquiry struct {
	checking
	relay guidance.Relay
	item  *rubric.Item
}

// inquiryOf reads the relay that a route names; ErrNotFound for any other
// text, and for a question that is no longer in the checklist.
func (t *turn) inquiryOf(args []string) (q inquiry, err error) {
	if len(args) == 0 {
		return q, guidance.ErrNotFound
	}
	if q.relay, err = t.Relay(args[0]); err != nil {
		return q, err
	}
	if q.service, err = t.Service(q.relay.Service); err != nil {
		return q, err
	}
	if q.sheet, err = t.ChecklistSheet(q.service.No); err != nil {
		return q, fmt.Errorf("read checklist: %w", err)
	}
	q.in = guidance.EditionOf(t.lib, rubric.Checklist, q.sheet)
	q.drawn = q.sheet.Rev
	item, ok := q.in.Item(q.relay.Item)
	if !ok || q.in.Edition != q.relay.Edition {
		return q, guidance.ErrNotFound
	}
	q.item, q.page = item, item.Page
	return q, nil
}

func (q inquiry) standing() guidance.Answer {
	a, _ := q.sheet.Answer(q.item.ID)
	return a
}

// over says why the asked need not answer any more; empty while they may.
func (q inquiry) over() string {
	r, standing := q.relay, q.standing()
	switch {
	case q.service.Status == guidance.Ended:
		return "このサービスの利用は終わったため、お答えは必要なくなりました。"
	case r.State == guidance.RelayWithdrawn || r.State == guidance.RelayLeft:
		return "この質問へのお答えは、必要なくなりました。"
	case r.State == guidance.RelayAnswered && guidance.Known(q.item, standing) && standing.By != r.Asked && standing.Label != r.Label:
		return "あなたの答えは届いていますが、そのあと担当者が見直しています。伝えたいことがあるときは、担当者に直接伝えてください。"
	}
	return ""
}

// mayReply reads a route asked/KEY; nobody but the asked sees it.
func (t *turn) mayReply(args []string) (inquiry, *bot.View, error) {
	q, err := t.inquiryOf(args)
	if err != nil {
		return q, nil, err
	}
	if !t.isMe(q.relay.Asked) {
		view, err := t.refuse("この質問は、ほかの人に宛てたものです。あなたへの質問は、このメニューに並びます。")
		return q, &view, err
	}
	if why := q.over(); why != "" {
		return q, &bot.View{
			At: askedRoute(q), Title: "質問へのお返事", Body: []string{why},
			Actions: []bot.Action{{ID: "menu", Label: "メニューに戻る"}},
			Watch:   []string{personTopic(t.me.ID), serviceTopic(q.service.No)},
		}, nil
	}
	return q, nil, nil
}

func askedRoute(q inquiry) bot.ActionID { return bot.ActionID("asked/" + q.relay.Key) }

// askedDraft is the key of what the asked entered before sending it.
func askedDraft(key string) string { return "relay-" + key }

func drawAsked(t *turn, args []string) (bot.View, error) {
	q, instead, err := t.mayReply(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, askedDraft(q.relay.Key))
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.askedPage(q, draft), nil
}

// askedPage is all that the asked see: who asks, the service's name, and this
// one question.
func (t *turn) askedPage(q inquiry, entered map[string]string) bot.View {
	view := bot.View{
		At:     askedRoute(q),
		Title:  t.askerOf(q.relay) + "からの質問",
		Body:   []string{"「" + q.service.Name + "」について、1問だけ教えてください。"},
		Fields: []bot.Field{t.askedField(q, entered["answer"]), besideField(q.word(entered))},
		Submit: bot.Action{ID: bot.ActionID("do/asked/" + q.relay.Key), Label: "この答えを送る", Style: bot.Primary},
		Watch:  []string{personTopic(t.me.ID), serviceTopic(q.service.No)},
	}
	if q.relay.Words != "" {
		view.Body = append(view.Body, t.askerOf(q.relay)+"から：「"+q.relay.Words+"」")
	}
	switch q.relay.State {
	case guidance.RelayWaiting:
		view.Actions = []bot.Action{
			{ID: bot.ActionID("do/pass/" + q.relay.Key), Label: "わたしにはわからない"},
			{ID: bot.ActionID("do/pass/" + q.relay.Key + "/other"), Label: "別の人に聞いてほしい"},
		}
	case guidance.RelayDeclined:
		view.Body = append(view.Body, "お返事は届いています。わかったときは、ここで答えを選んで送れます。")
	default:
		view.Body = append(view.Body, t.day(q.relay.Done)+"のあなたの答えは届いています。変わったときは、選び直して送れます。")
		view.Submit.Label, view.Submit.Style = "答えを直して送る", bot.Normal
	}
	view.Body = append(view.Body, "選んだ答えとひとことは、あなたの名前とともに、管理者・専門家・このサービスの管理担当者に見えます。")
	leave := bot.Action{ID: "menu", Label: "あとで答える"}
	if q.relay.State != guidance.RelayWaiting {
		leave.Label = "メニューに戻る"
	}
	view.Actions = append(view.Actions, leave)
	return view
}

// word is the sentence beside the answer: as it was entered, else as it was
// sent.
func (q inquiry) word(entered map[string]string) string {
	if word, ok := entered["word"]; ok {
		return word
	}
	return q.relay.Word
}

// askedField is the question with its labels. Not to know has a button of its
// own.
func (t *turn) askedField(q inquiry, entered string) bot.Field {
	field := t.questions[q.in][q.item.ID]
	field.ID, field.Number, field.Heading, field.Hint, field.Value = "answer", "", "", titled(*q.item), entered
	field.Options = slices.DeleteFunc(slices.Clone(field.Options), func(o bot.Option) bool {
		return !guidance.Known(q.item, guidance.Answer{Label: o.Value})
	})
	if field.Value == "" {
		field.Value = q.relay.Label
	}
	return field
}

func besideField(entered string) bot.Field {
	return bot.Field{ID: "word", Kind: bot.LongText, Label: "ひとこと", Optional: true, Max: guidance.MaxWords, Value: entered,
		Hint: "答えに添えたいことや、わかりそうな人の名前があれば書いてください。"}
}

func saveAsked(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.mayReply(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, _, err := a.enterReply(q)
	return view, err
}

// reply is what the asked entered.
type reply struct{ label, word string }

// enterReply keeps what was entered and returns it, or nil where something of
// it is wrong and the view says what.
func (a *acting) enterReply(q inquiry) (bot.View, *reply, error) {
	entered, err := a.keepEntered(askedDraft(q.relay.Key), "answer", "word")
	if err != nil {
		return bot.View{}, nil, err
	}
	view := a.askedPage(q, entered)
	given := reply{word: strings.TrimSpace(q.word(entered))}
	text := entered["answer"]
	if text == "" {
		text = q.relay.Label
	}
	label, ok := q.item.Label(text)
	if !ok {
		label, ok = q.item.Read(text)
	}
	switch {
	case ok && guidance.Known(q.item, guidance.Answer{Label: label.ID}):
		given.label, view.Fields[0].Value = label.ID, label.ID
	case ok:
		view.Fields[0].Value, view.Fields[0].Problem = "", "わからないときは、下の「わたしにはわからない」を押してください。"
	case text != "":
		view.Fields[0].Value, view.Fields[0].Problem = "", "「"+clip(text, 30)+"」は、この質問の答えとして読み取れませんでした。選択肢から選んでください。"
	}
	if n := utf8.RuneCountInString(given.word); n > guidance.MaxWords {
		view.Fields[1].Problem = fmt.Sprintf("ひとことは%d文字までです。いまは%d文字あります。短くしてください。", guidance.MaxWords, n)
	}
	if view.Fields[0].Problem != "" || view.Fields[1].Problem != "" {
		return view, nil, nil
	}
	return view, &given, nil
}

// doReply takes the answer of the asked.
func doReply(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.mayReply(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, given, err := a.enterReply(q)
	if err != nil || given == nil {
		return view, err
	}
	if given.label == "" {
		view.Fields[0].Problem = "答えを選んでください。わからないときは「わたしにはわからない」を押してください。"
		return view, nil
	}
	r, out := q.relay.Reply(q.item, given.label, given.word, q.standing(), a.ev.At)
	if out == guidance.ReplyWrite {
		err = a.giveFor(&q, given.label)
	}
	if err == nil && out != guidance.ReplySame && out != guidance.ReplyLate {
		q.relay = r
		err = a.settled(q, a.replyText(q))
	}
	if err != nil {
		return bot.View{}, err
	}
	if err := a.tx.PutDraft(a.me.ID, askedDraft(r.Key), nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	view, err = drawAsked(a.turn, args)
	switch out {
	case guidance.ReplySame:
		view.Notice = "この答えは、もう届いています。"
	case guidance.ReplyLate:
		view.Problem = "いま選んだ答えは、届けていません。"
	default:
		view.Notice = "答えを" + a.askerOf(r) + "に届けました。ありがとうございます。"
	}
	return view, err
}

// giveFor writes an answer into the checklist as that of the asked.
func (a *acting) giveFor(q *inquiry, label string) error {
	before := q.sheet
	sheet, out := q.sheet.Give(q.item.ID, label, q.relay.Asked, a.ev.At, q.sheet.Rev)
	q.sheet = sheet
	if err := a.keepReplaced(q.service.No, out.Was); err != nil {
		return err
	}
	return a.writeSheet(&q.checking, before)
}

// doDecline: the asked do not know, or name somebody else.
func doDecline(a *acting, args []string) (bot.View, error) {
	q, instead, err := a.mayReply(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, given, err := a.enterReply(q)
	if err != nil || given == nil && view.Fields[1].Problem != "" {
		return view, err
	}
	word := strings.TrimSpace(view.Fields[1].Value)
	r, ok := q.relay.Decline(word, len(args) > 1 && args[1] == "other", a.ev.At)
	if !ok {
		view.Notice = "お返事は、もう届いています。"
		return view, nil
	}
	q.relay = r
	err = errors.Join(a.settled(q, a.replyText(q)), a.tx.PutDraft(a.me.ID, askedDraft(r.Key), nil))
	if err != nil {
		return bot.View{}, err
	}
	view, err = drawMenu(a.turn, nil)
	view.Notice = "お返事を" + a.askerOf(r) + "に届けました。ありがとうございます。"
	return view, err
}

// askedTasks are the questions that wait for this person.
func askedTasks(t *turn) ([]task, error) {
	relays, err := t.OpenRelays(t.me.ID)
	if err != nil {
		return nil, fmt.Errorf("read relays: %w", err)
	}
	var tasks []task
	for _, r := range relays {
		if r.Asked != t.me.ID || r.State != guidance.RelayWaiting {
			continue
		}
		q, err := t.inquiryOf([]string{r.Key})
		if errors.Is(err, guidance.ErrNotFound) || err == nil && q.over() != "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, task{
			text: t.askerOf(r) + "からの質問：" + q.service.Name, of: 1, route: askedRoute(q),
		})
	}
	return tasks, nil
}

// askerOf is who hears what the asked say: the asker, or whoever looks after
// the service once the asker has gone.
func (t *turn) askerOf(r guidance.Relay) string {
	if name, there := t.nameOf(r.Asker); there {
		return name + "さん"
	}
	return "担当の人"
}
