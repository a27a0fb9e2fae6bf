package dialogue

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// relayFlow hands a question that nobody in charge can answer on to somebody
// who may: 「わからない」→「誰に聞く？」.
func relayFlow() flow {
	return flow{
		screens: map[string]screen{"ask": drawAsk, "asked": drawAsked, "relay": drawRelay, "unknown": drawUnknown},
		saves:   map[string]deed{"ask": saveAsk, "asked": saveAsked},
		deeds: map[string]deed{
			"ask": doAsk, "asked": doReply, "pass": doDecline,
			"withdraw": doWithdraw, "take": doTake, "leave": doLeave,
		},
		cards: map[string]bool{"asked": true, "relay": true},
		tasks: askedTasks,
		waits: relayRows,
	}
}

// maxRelayKey is the longest key of a relay: a key of New.
const maxRelayKey = 26

// asking is the page on which a question is handed on.
type asking struct {
	checking
	item *rubric.Item
	key  string // of the relay that it will make
}

func askRoute(verb string, k asking) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%s/%s", verb, k.service.No, k.item.ID, k.key))
}

func askFrom(no guidance.ServiceNo, item string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("ask/%d/%s", no, item))
}

// mayAsk reads a route ask/SERVICE/ITEM[/KEY]. What it returns instead is a
// refusal, the relay that the key has made, or why nothing is to be asked.
func (t *turn) mayAsk(args []string) (asking, *bot.View, error) {
	c, item, instead, err := t.mayNote(args[:min(2, len(args))])
	if err != nil || instead != nil {
		return asking{}, instead, err
	}
	k := asking{checking: c, item: item}
	if len(args) < 3 {
		k.key = t.newKey()
	} else if k.key = args[2]; k.key == "" || len(k.key) > maxRelayKey {
		return k, nil, guidance.ErrNotFound
	}
	switch r, err := t.Relay(k.key); {
	case err == nil && r.Service == c.service.No:
		view, err := drawRelay(t, []string{k.key})
		return k, &view, err
	case err == nil:
		return k, nil, guidance.ErrNotFound // another service's key
	case !errors.Is(err, guidance.ErrNotFound):
		return k, nil, fmt.Errorf("read relay: %w", err)
	}
	standing, _ := c.sheet.Answer(item.ID)
	switch (guidance.Relay{}).Check(c.service, guidance.Person{}, item, standing, nil) {
	case guidance.AskEnded:
		view, err := drawService(t, args[:1])
		view.Problem = "利用が終わったサービスなので、ほかの人に聞く必要はありません。"
		return k, &view, err
	case guidance.AskKnown:
		view := t.checkPage(c)
		view.Problem = fmt.Sprintf("%d番の質問には、もう答えがあります。ほかの人に聞きたいときは、答えを「わからない」にしてください。", item.No)
		return k, &view, nil
	}
	return k, nil, nil
}

func drawAsk(t *turn, args []string) (bot.View, error) {
	k, instead, err := t.mayAsk(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, askDraft(k.key))
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.askPage(k, draft)
}

// askDraft is the key of what was entered before it was sent.
func askDraft(key string) string { return "ask-" + key }

func (t *turn) askPage(k asking, entered map[string]string) (bot.View, error) {
	people, err := t.askable()
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    askRoute("ask", k),
		Title: "誰に聞きますか",
		Body: []string{
			fmt.Sprintf("「%s」の質問%d：%s", k.service.Name, k.item.No, k.item.Question),
			"聞かれた人に見えるのは、サービスの名前とこの質問、あなたの名前とひとことだけです。ほかの答えやメモは見えません。",
			"その人の答えは、その人の名前とともにチェックに入り、管理者・専門家・このサービスの管理担当者に見えます。",
		},
		Actions: []bot.Action{{ID: checkRoute("check", k.checking, k.item.Page), Label: "聞かずにチェックに戻る"}},
		Watch:   []string{serviceTopic(k.service.No)},
	}
	if len(people) == 0 {
		view.Body = []string{"いまは、聞ける人が名簿にいません。会社の管理者に、わかりそうな人の登録を頼んでください。"}
		return view, nil
	}
	view.Submit = bot.Action{ID: askRoute("do/ask", k), Label: "この人に聞く", Style: bot.Primary}
	view.Fields = []bot.Field{
		{ID: "person", Kind: bot.Person, Label: "わかりそうな人", Options: people, Value: entered["person"]},
		{ID: "words", Kind: bot.LongText, Label: "ひとこと", Optional: true, Max: guidance.MaxWords, Value: entered["words"],
			Hint: "例：契約のときの書類に書いてあったかもしれません。"},
	}
	return view, nil
}

// askable are the people this person can ask.
func (t *turn) askable() ([]bot.Option, error) {
	people, err := t.People()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var list []bot.Option
	for _, p := range people {
		if !guidance.Askable(p, t.me.ID) {
			continue
		}
		list = append(list, personOption(p))
	}
	return list, nil
}

func saveAsk(a *acting, args []string) (bot.View, error) {
	k, instead, err := a.mayAsk(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, _, err := a.enterAsk(k)
	return view, err
}

// enterAsk keeps what was entered and says what is wrong with it; the relay
// that it would make is returned where nothing is.
func (a *acting) enterAsk(k asking) (bot.View, *guidance.Relay, error) {
	entered, err := a.keepEntered(askDraft(k.key), "person", "words")
	if err != nil {
		return bot.View{}, nil, err
	}
	view, err := a.askPage(k, entered)
	if err != nil || len(view.Fields) == 0 {
		return view, nil, err
	}
	r := guidance.Relay{
		Key: k.key, Service: k.service.No, Item: k.item.ID, Edition: k.in.Edition, Asker: a.me.ID,
		Asked: guidance.PersonID(entered["person"]), Words: strings.TrimSpace(entered["words"]),
		At: a.ev.At, State: guidance.RelayWaiting, Rev: 1,
	}
	if n := utf8.RuneCountInString(r.Words); n > guidance.MaxWords {
		view.Fields[1].Problem = fmt.Sprintf("ひとことは%d文字までです。いまは%d文字あります。短くしてください。", guidance.MaxWords, n)
	}
	if view.Fields[0].Problem, err = a.whyNot(k, r); err != nil {
		return bot.View{}, nil, err
	}
	if view.Fields[0].Problem != "" || view.Fields[1].Problem != "" {
		return view, nil, nil
	}
	return view, &r, nil
}

// whyNot says why the chosen person cannot be asked; empty where they can or
// nobody is chosen yet.
func (a *acting) whyNot(k asking, r guidance.Relay) (string, error) {
	if r.Asked == "" {
		return "", nil
	}
	asked, err := a.Person(r.Asked)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return "", fmt.Errorf("read person: %w", err)
	}
	standing, _ := k.sheet.Answer(k.item.ID)
	switch r.Check(k.service, asked, k.item, standing, k.relays) {
	case guidance.AskTwice:
		return a.name(r.Asked) + "には、いまも同じ質問を聞いています。返事を待つか、別の人を選んでください。", nil
	case "":
		return "", nil
	}
	return "この人には、いまは聞けません。一覧から選び直してください。", nil
}

// doAsk hands the question on.
func doAsk(a *acting, args []string) (bot.View, error) {
	if len(args) < 3 {
		return bot.View{}, guidance.ErrNotFound
	}
	k, instead, err := a.mayAsk(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, r, err := a.enterAsk(k)
	if err != nil || r == nil {
		return view, err
	}
	if r.Asked == "" {
		view.Fields[0].Problem = "聞く人を選んでください。ひとことは残してあります。"
		return view, nil
	}
	if err := errors.Join(a.tx.PutRelay(*r), a.tx.PutDraft(a.me.ID, askDraft(k.key), nil)); err != nil {
		return bot.View{}, fmt.Errorf("write relay: %w", err)
	}
	if err := a.tellAsked(*r, k.service); err != nil {
		return bot.View{}, err
	}
	view, err = drawRelay(a.turn, []string{r.Key})
	view.Notice = a.name(r.Asked) + "に聞きました。返事が届くと、お知らせします。"
	return view, err
}

// drawUnknown lists a service's answers わからない, each leading to whom to
// ask.
func drawUnknown(t *turn, args []string) (bot.View, error) {
	c, instead, err := t.mayCheck(args[:min(1, len(args))])
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("unknown/%d", c.service.No)),
		Title: c.service.No.String() + " " + c.service.Name + "の「わからない」",
		Body:  []string{"聞きたい質問を選ぶと、誰に聞くかを決められます。"},
		Table: &bot.Table{Head: []string{"質問", "いまの様子"}},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("service/%d", c.service.No)), Label: "このサービスの画面に戻る"},
			{ID: "menu", Label: "メニューに戻る"}},
		Watch: []string{serviceTopic(c.service.No)},
	}
	for i := range c.in.Items {
		if item := &c.in.Items[i]; unknown(item, c.sheet) {
			view.Table.Rows = append(view.Table.Rows, t.unknownRow(c, item))
		}
	}
	if len(view.Table.Rows) == 0 {
		view.Body, view.Table = []string{"「わからない」の答えは、いまはありません。"}, nil
	}
	return view, nil
}

// unknown reports whether the item was answered わからない.
func unknown(item *rubric.Item, sheet guidance.Sheet) bool {
	answer, ok := sheet.Answer(item.ID)
	return ok && answer.Label != "" && !guidance.Known(item, answer)
}

func (t *turn) unknownRow(c checking, item *rubric.Item) bot.Row {
	row := bot.Row{
		Cells: []bot.Cell{{Text: fmt.Sprintf("%d　%s", item.No, item.Title)}, {Text: "まだ誰にも聞いていません", Mark: bot.Open}},
		Open:  askFrom(c.service.No, item.ID),
	}
	for _, r := range c.relays {
		if r.Item == item.ID && r.Open() {
			row.Cells[1] = bot.Cell{Text: t.relayLine(r, item), Mark: bot.Open}
			row.Open = bot.ActionID("relay/" + r.Key)
		}
	}
	return row
}
