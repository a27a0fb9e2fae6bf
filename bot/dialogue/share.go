package dialogue

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// shareFlow brings the ledger or the sheet of a service before everybody who
// reads a channel of the chat.
func shareFlow() flow {
	return flow{
		screens: map[string]screen{"share": drawShare},
		saves:   map[string]deed{"share": saveShare},
		deeds:   map[string]deed{"share": doShare},
	}
}

const (
	shareLabel = "チャンネルに共有する"
	// shareFor is how long it is tried to bring what is shared to its channel.
	shareFor = 48 * time.Hour
	// maxPlace is how long the inside of a place may be, in bytes.
	maxPlace = 80
	// shareKeyLength is how long a key of a sharing is, in letters: its route
	// also names what is shared.
	shareKeyLength = 12
	// sharedLately is among how many of the log's newest lines a sharing is looked
	// for that was pressed twice.
	sharedLately = 50
)

// sharing is something that can be shared.
type sharing struct {
	route bot.ActionID // draws it for one person
	about string       // what it is, for the log
	name  string       // what it is, in words
	holds string       // what of it is shared, in a sentence
	open  string       // the label of the button that leads to it
	view  bot.View     // as everybody reads it
}

// shareAction offers to share what a route draws, on a surface that has
// channels.
func (t *turn) shareAction(route bot.ActionID) []bot.Action {
	if !t.inChat() {
		return nil
	}
	return []bot.Action{{ID: "share/" + route, Label: shareLabel}}
}

// sharingOf is what a route would share, if this person may see it now;
// otherwise what is shown instead.
func (t *turn) sharingOf(args []string) (sharing, *bot.View, error) {
	if len(args) == 0 {
		return sharing{}, nil, guidance.ErrNotFound
	}
	switch args[0] {
	case "ledger":
		return t.sharedLedger(args[1:])
	case "service":
		return t.sharedService(args[1:])
	}
	return sharing{}, nil, guidance.ErrNotFound
}

func (t *turn) sharedLedger(args []string) (sharing, *bot.View, error) {
	if !t.me.May(guidance.SeeLedger, nil) {
		view, err := t.refuse("台帳の全体を共有できるのは、台帳のすべてを見られる管理者と専門家です。")
		return sharing{}, &view, err
	}
	page, err := t.ledgerPage(args)
	if err != nil {
		return sharing{}, nil, err
	}
	if len(page.rows) == 0 {
		view, err := drawLedger(t, args)
		view.Problem = "共有するサービスがありません。"
		return sharing{}, &view, err
	}
	s := sharing{
		route: page.view.At, about: "ledger", name: "クラウドサービス台帳", open: "台帳を開く", view: page.view,
		holds: "出るのは、下の文と一覧だけです。管理担当者の名前も出ます。",
	}
	if words := page.f.words(page.whole); words != "" {
		s.name += "（" + words + "）"
	}
	if len(s.view.Attach) > 0 {
		s.holds = "出るのは、下の文と一覧、同じ内容の棒グラフだけです。管理担当者の名前も出ます。"
	}
	return s, nil, nil
}

func (t *turn) sharedService(args []string) (sharing, *bot.View, error) {
	service, instead, err := t.mayService(args, guidance.SeeService)
	if err != nil || instead != nil {
		return sharing{}, instead, err
	}
	page, err := t.sheetPage(service)
	if err != nil {
		return sharing{}, nil, err
	}
	view := page.view
	if page.row.Concerns > 0 {
		view.Table = withoutNotes(serviceConcerns(page.in, page.sheet, service, false))
	}
	if err := t.sayEdition(&view, page.row); err != nil {
		return sharing{}, nil, err
	}
	s := sharing{
		route: view.At, about: service.No.String(), name: view.Title, open: "このサービスを開く", view: view,
		holds: "出るのは、下の文だけです。メモと根拠資料、台帳のほかの欄は出ません。",
	}
	if len(view.Attach) > 0 {
		s.holds = "出るのは、下の文と表、レーダーチャート、項目ごとの答えと点数だけです。メモと根拠資料、台帳のほかの欄は出ません。"
	}
	return s, nil, nil
}

// withoutNotes leaves out the last column, of notes: they were written for
// those who look after the service.
func withoutNotes(table *bot.Table) *bot.Table {
	last := len(table.Head) - 1
	table.Head = table.Head[:last]
	for i := range table.Rows {
		table.Rows[i].Cells = table.Rows[i].Cells[:last]
	}
	return table
}

// public is the view as everybody in a channel reads it: what it says, and one
// button that shows whoever presses it what they may see themselves.
func (s sharing) public(by string) bot.View {
	view := bot.View{
		At: s.route, Title: s.view.Title, Progress: s.view.Progress, Body: append(slices.Clone(s.view.Body), by),
		Attach: s.view.Attach, Footer: s.view.Footer, Actions: []bot.Action{{ID: s.route, Label: s.open}},
	}
	if s.view.Table != nil {
		table := *s.view.Table
		table.Rows = slices.Clone(table.Rows)
		for i := range table.Rows {
			table.Rows[i].Open = ""
		}
		view.Table = &table
	}
	return view
}

// sharedBy says who shared something, and when.
func (t *turn) sharedBy(at time.Time) string {
	return t.me.Name + "さんが" + t.day(at) + "に共有しました。"
}

// mayShare is sharingOf, on a surface that has channels.
func (t *turn) mayShare(args []string) (sharing, *bot.View, error) {
	if !t.inChat() {
		view, err := t.refuse("この画面にはチャンネルがありません。共有は、チャットの画面からできます。")
		return sharing{}, &view, err
	}
	return t.sharingOf(args)
}

func drawShare(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.mayShare(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.shareForm(s, "", ""), nil
}

// shareForm asks for the channel and shows what will be read there.
func (t *turn) shareForm(s sharing, place, problem string) bot.View {
	public := s.public(t.sharedBy(t.ev.At))
	key := t.newKey()
	return bot.View{
		At:    "share/" + s.route,
		Title: shareLabel + "：" + s.name,
		Body: []string{
			"共有すると、選んだチャンネルの全員（あとから加わる人も）が読めます。",
			s.holds,
			"出るのは、送るときの最新の内容です。出したあと、daicho からは消せません。",
		},
		Table:    public.Table,
		Sections: []bot.Section{{Heading: "チャンネルに出る文", Points: append([]string{public.Title}, public.Body...)}},
		Fields: []bot.Field{{ID: "place", Kind: bot.PlaceField, Label: "共有するチャンネル", Value: place, Problem: problem,
			Hint: "daicho が加わっているチャンネルに出せます。まだなら、先にそのチャンネルに daicho を加えてください。"}},
		Submit: bot.Action{ID: "do/share/" + bot.ActionID(key[:min(len(key), shareKeyLength)]) + "/" + s.route, Label: "この内容を共有する", Style: bot.Primary,
			Confirm: "選んだチャンネルの全員が読めるようになります。共有しますか？"},
		Actions: []bot.Action{{ID: s.route, Label: "共有せずに戻る"}},
	}
}

func saveShare(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.mayShare(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	place, problem := a.placeEntered()
	return a.shareForm(s, place, problem), nil
}

// placeEntered is the channel that was chosen, and what is wrong with it.
func (a *acting) placeEntered() (place, problem string) {
	place = strings.TrimSpace(a.ev.Values["place"])
	odd := strings.ContainsFunc(place, func(r rune) bool { return r <= ' ' || r > '~' })
	if place == "" || odd || len(place) > maxPlace {
		return "", "共有するチャンネルを選んでください。まだ何も共有していません。"
	}
	return place, ""
}

// once stands for one press of the button with a key: what goes where. Pressed
// twice it is the same.
func (s sharing) once(key string, to bot.Place) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{key, string(s.route), to.Home, to.Inside}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// doShare hands what is shared to the postman, once for each press: it is drawn
// when it is sent, with the rights that its sharer then has.
func doShare(a *acting, args []string) (bot.View, error) {
	if len(args) == 0 || !isKey(args[0]) {
		return bot.View{}, guidance.ErrNotFound
	}
	s, instead, err := a.mayShare(args[1:])
	if err != nil || instead != nil {
		return orView(instead), err
	}
	place, problem := a.placeEntered()
	if problem != "" {
		return a.shareForm(s, place, problem), nil
	}
	to := bot.Place{Home: a.ev.From.Home, Inside: place}
	once := s.once(args[0], to)
	about := strings.Join([]string{s.about, place, once}, " ")
	before, err := a.sharedBefore(about)
	if err == nil && !before {
		err = a.audit(guidance.DidShare, about)
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("note what is shared: %w", err)
	}
	a.post = append(a.post, bot.Letter{
		Key: "share-" + string(a.me.ID) + "-" + once, Person: string(a.me.ID), Place: to, Route: s.route, Expires: a.ev.At.Add(shareFor),
	})
	view, err := a.draw(s.route)
	view.Notice = "共有を受け付けました。まもなくチャンネルに出ます。出ないときは、daicho がそのチャンネルに加わっているかを確かめてください。"
	return view, err
}

// sharedBefore reports whether the log has this press already.
func (a *acting) sharedBefore(about string) (bool, error) {
	newest, _, err := a.Audits(0, sharedLately)
	return slices.ContainsFunc(newest, func(e guidance.Entry) bool {
		return e.Did == guidance.DidShare && e.Who == a.me.ID && e.About == about
	}), err
}

// shareWords say what the log has about a sharing, without what stands for the
// press.
func shareWords(about string) string {
	what, rest, _ := strings.Cut(about, " ")
	place, _, _ := strings.Cut(rest, " ")
	if what == "ledger" {
		what = "クラウドサービス台帳"
	}
	return what + "（チャンネル " + place + "）"
}

// sharedLetter draws what somebody shared, for its channel. It is false where
// they may not see it any more, or nothing is left of it.
func (c *core) sharedLetter(r guidance.Reader, by guidance.Person, l bot.Letter, now time.Time) (bot.View, bool, error) {
	t, err := c.begin(r, bot.Event{At: now, From: bot.Account(by.Main()), Press: l.Route})
	if err != nil {
		return bot.View{}, false, err
	}
	s, instead, err := t.sharingOf(l.Route.Parts())
	if err = notLost(cmp.Or(err, t.fault)); errors.Is(err, guidance.ErrNotFound) || err == nil && (instead != nil || s.route == "") {
		return bot.View{}, false, nil
	}
	view := s.public(t.sharedBy(l.Expires.Add(-shareFor)))
	return view, err == nil, cmp.Or(err, t.fault)
}
