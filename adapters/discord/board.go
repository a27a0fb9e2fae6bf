package discord

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// board collects the components of a message: rows of lists first, then buttons,
// and what finds no room as a button in a list at the end.
type board struct {
	look
	at      bot.ActionID
	n       int // components named so far
	rows    []component
	buttons []button
}

// button is a button before it has its place.
type button struct {
	ref   ref
	label string
	style bot.Style
	url   string
}

// name is the custom_id of the next component.
func (b *board) name(r ref) string {
	r.guild = cmp.Or(r.guild, b.guild)
	b.n++
	return r.id(b.n - 1)
}

func (b *board) button(v verb, route bot.ActionID, field bot.FieldID, option, label string, style bot.Style) {
	b.buttons = append(b.buttons, button{ref: ref{verb: v, route: route, field: field, option: option}, label: label, style: style})
}

// actions puts in buttons that press something. Each carries the page on which it
// stands, where there is room for it.
func (b *board) actions(list []bot.Action) {
	for _, a := range list {
		r := ref{verb: verbOf(a), guild: b.guild, route: a.ID, option: string(b.at)}
		if !isWord(r.option) || !r.fits() {
			r.option = ""
		}
		b.buttons = append(b.buttons, button{ref: r, label: a.Label, style: a.Style})
	}
}

// verbOf is how an action is pressed: what is to be confirmed is asked first.
func verbOf(a bot.Action) verb {
	switch {
	case a.Confirm != "" && a.Vouch:
		return surely
	case a.Confirm != "":
		return sure
	case a.Vouch:
		return vouch
	}
	return press
}

// question puts in what the question at this place can be answered with, and
// what leads on from it.
func (b *board) question(v bot.View, at int) {
	f := v.Fields[at]
	b.answers(v, at)
	if at > 0 {
		b.button(ask, b.at, v.Fields[at-1].ID, "", "前の"+one(v)+"へ", bot.Normal)
	}
	b.onward(v, at)
	if len(f.Help) > 0 && !b.helped {
		b.button(help, b.at, f.ID, "", "解説を読む", bot.Normal)
	}
	b.actions(f.Actions)
}

// one is what people call one of the fields of a page.
func one(v bot.View) string {
	if chatkit.Numbered(v) {
		return "問い"
	}
	return "欄"
}

// onward leads on from a question without answering it: to the next, from the
// last to what is still wanted, or to all that stands there. Where neither is to
// be had, since there is nothing to choose, it leads out.
func (b *board) onward(v bot.View, at int) {
	next, rest, all := "次の"+one(v)+"へ", "残りの"+one(v)+"へ", "入れた内容を見る"
	if v.Fields[at].Value == "" {
		next, rest, all = "とばして次へ", "とばして残りの"+one(v)+"へ", "とばして内容を見る"
	}
	switch other := v.Asks(""); {
	case at+1 < len(v.Fields):
		b.button(ask, b.at, v.Fields[at+1].ID, "", next, bot.Normal)
	case other < 0:
		b.button(ask, b.at, "", "", all, bot.Normal)
	case other != at:
		b.button(ask, b.at, v.Fields[other].ID, "", rest, bot.Normal)
	case chatkit.NothingToChoose(v.Fields[at]) != "" && len(v.Actions) == 0:
		b.button(press, "menu", "", "", "メニューに戻る", bot.Normal)
	}
}

// Up to so many answers, with labels of so many characters, are buttons.
const (
	fewAnswers  = 5
	shortAnswer = 20
)

func (b *board) answers(v bot.View, at int) {
	switch f := v.Fields[at]; {
	case entered(f):
		b.button(fill, b.at, f.ID, "", entering(v, at), bot.Primary)
		b.picks(f)
	case f.Kind == bot.PlaceField:
		c := component{Type: channelComponent, Placeholder: "チャンネルを選んでください", ChannelTypes: channelTypes}
		b.chooser(c, f, "channel")
	case f.Kind == bot.MemberField:
		b.chooser(component{Type: memberComponent, Placeholder: "人を選んでください"}, f, "user")
	case len(f.Options) <= fewAnswers && b.areShort(f):
		b.picks(f)
		b.endRow()
	default:
		b.list(f)
	}
}

// entering is what the button is called that opens a modal: by the first field
// in it, and by how many there are.
func entering(v bot.View, at int) string {
	name := "「" + plain.Cut(strings.Join(strings.Fields(v.Fields[at].Label), " "), maxLabel/2) + "」"
	if n := len(inModal(v, at)); n > 1 {
		name += "など" + strconv.Itoa(n) + "つ"
	}
	return name + "を入力する"
}

// chooser puts in a list of all channels or people, in which the one stands that
// was chosen.
func (b *board) chooser(c component, f bot.Field, kind string) {
	c.CustomID = b.name(ref{verb: list, route: b.at, field: f.ID})
	if isSnowflake(f.Value) {
		c.Chosen = []chosen{{f.Value, kind}}
	}
	b.rows = append(b.rows, row(c))
}

// areShort reports whether all answers find room on buttons.
func (b *board) areShort(f bot.Field) bool {
	return !slices.ContainsFunc(f.Options, func(o bot.Option) bool {
		return plain.Size(o.Label) > shortAnswer || !ref{verb: pick, guild: b.guild, route: b.at, field: f.ID, option: o.Value}.fits()
	})
}

// picks puts in the options as buttons; the one that stands there is marked.
func (b *board) picks(f bot.Field) {
	for _, o := range f.Options {
		style := bot.Normal
		if o.Value == f.Value && f.Value != "" {
			style = bot.Primary
		}
		b.button(pick, b.at, f.ID, o.Value, o.Label, style)
	}
}

// list puts in the options as a list, of so many at a time.
func (b *board) list(f bot.Field) {
	from := max(0, min(b.from, len(f.Options)-1)) / maxOptions * maxOptions
	part := f.Options[from:min(len(f.Options), from+maxOptions)]
	var all []option
	for _, o := range part {
		all = append(all, option{Label: label(o.Label, maxOptionText), Value: o.Value, Default: o.Value == f.Value && f.Value != ""})
	}
	if len(all) == 0 {
		return
	}
	hint := "選んでください"
	if len(part) < len(f.Options) {
		hint += "（" + strconv.Itoa(from+1) + "〜" + strconv.Itoa(from+len(part)) + "／" + strconv.Itoa(len(f.Options)) + "）"
	}
	b.rows = append(b.rows, row(component{Type: listComponent, CustomID: b.name(ref{verb: list, route: b.at, field: f.ID}), Placeholder: hint, Options: all}))
	if from > 0 {
		b.button(turn, b.at, f.ID, strconv.Itoa(from-maxOptions), "前の25件", bot.Normal)
	}
	if from+maxOptions < len(f.Options) {
		b.button(turn, b.at, f.ID, strconv.Itoa(from+maxOptions), "次の25件", bot.Normal)
	}
}

// ending has the button that sends what stands there, and before it what leads to
// the fields: a modal for what is typed, and a list of all.
func (b *board) ending(v bot.View) {
	if at := slices.IndexFunc(v.Fields, entered); at >= 0 {
		b.button(fill, b.at, v.Fields[at].ID, "", entering(v, at), bot.Normal)
	}
	if v.Submit.ID != "" {
		b.end(v)
	}
	hint := "直すところを選ぶ"
	if slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Value == "" }) {
		hint = "書き足す・直すところを選ぶ"
	}
	for some := range slices.Chunk(v.Fields, maxOptions) {
		var all []option
		for _, f := range some {
			all = append(all, option{Label: label(chatkit.FieldTitle(f), maxOptionText), Value: string(f.ID)})
		}
		b.rows = append(b.rows, row(component{Type: listComponent, CustomID: b.name(ref{verb: ask, route: b.at}), Placeholder: hint, Options: all}))
	}
}

// end puts in what ends the page. With it goes what the core keeps nowhere until
// it is sent, where there is room for it: then it outlasts a restart.
func (b *board) end(page bot.View) {
	ends := map[verb]verb{press: send, vouch: vsend, sure: end, surely: vend}
	r := ref{verb: ends[verbOf(page.Submit)], guild: b.guild, route: page.Submit.ID}
	if f := unkept(page); f.ID != "" {
		if r.field, r.option = f.ID, f.Value; !isWord(f.Value) || !r.fits() {
			r.field, r.option = "", ""
		}
	}
	b.buttons = append(b.buttons, button{ref: r, label: page.Submit.Label, style: bot.Primary})
}

// unkept is the field whose value the core keeps nowhere until the page is sent:
// the only one, or the channel or the person that was chosen. The zero one where
// there is none.
func unkept(v bot.View) bot.Field {
	for _, f := range v.Fields {
		if (len(v.Fields) == 1 || f.Kind == bot.PlaceField || f.Kind == bot.MemberField) && f.Value != "" {
			return f
		}
	}
	return bot.Field{}
}

// whereTo puts in what leads on from a view: its rows, links, documents and
// actions.
func (b *board) whereTo(v bot.View) {
	if v.Table != nil {
		b.open(*v.Table)
	}
	for _, s := range v.Sections {
		for _, l := range s.Links {
			b.buttons = append(b.buttons, button{label: l.Label, url: l.URL})
		}
	}
	for i, a := range v.Attach {
		if a.Kind == bot.Document {
			b.button(hand, b.at, "", strconv.Itoa(i), "受け取る："+called(a), bot.Normal)
		}
	}
	b.actions(v.Actions)
}

// called is what people call a document: by what it is, where that is said.
func called(a bot.Attachment) string { return cmp.Or(strings.TrimSpace(a.Alt), a.Name) }

// open puts in the rows that lead somewhere, as lists.
func (b *board) open(t bot.Table) {
	var all []entryOf
	for _, r := range t.Rows {
		if r.Open != "" {
			all = append(all, entryOf{press, r.Open, chatkit.RowName(r)})
		}
	}
	for some := range slices.Chunk(entries(all), maxOptions) {
		b.choice("開くものを選ぶ", some)
	}
}

// choice puts in a list of things to press.
func (b *board) choice(hint string, all []option) {
	b.rows = append(b.rows, row(component{Type: listComponent, CustomID: b.name(ref{verb: rows, route: b.at}), Placeholder: hint, Options: all}))
}

// entryOf is an entry of a list of things to press.
type entryOf struct {
	verb  verb
	route bot.ActionID
	name  string
}

// entries are the options of such a list. Discord takes no value twice: what
// leads to the same place is one entry, called by the first, which says what else
// is there.
func entries(all []entryOf) (list []option) {
	others := map[string][]string{}
	for _, e := range all {
		value, name := string(e.verb)+":"+string(e.route), label(e.name, maxOptionText)
		i := slices.IndexFunc(list, func(was option) bool { return was.Value == value })
		if i < 0 {
			list = append(list, option{Label: name, Value: value})
		} else if list[i].Label != name && !slices.Contains(others[value], name) {
			others[value] = append(others[value], name)
			list[i].Description = alsoHere(others[value])
		}
	}
	return list
}

// alsoHere says what else an entry leads to.
func alsoHere(names []string) string {
	if text := "「" + strings.Join(names, "」「") + "」も、ここから開きます"; plain.Size(text) <= maxOptionText {
		return text
	}
	return "ほかの" + strconv.Itoa(len(names)) + "件も、ここから開きます"
}

// endRow has the buttons so far stand in a row of their own.
func (b *board) endRow() {
	for some := range slices.Chunk(b.buttons, maxPerRow) {
		b.rows = append(b.rows, b.inRow(some))
	}
	b.buttons = nil
}

// done is everything in rows. Buttons for which there are not rows enough go into
// a list, the last first. What a list cannot press (links, and what is about
// questions) then stands before those, and is left out only where there is more of
// it than a message has buttons.
func (b *board) done() []component {
	room := (maxRows - len(b.rows)) * maxPerRow
	if len(b.buttons) > room {
		kept := max(0, room-maxPerRow)
		slices.SortStableFunc(b.buttons, func(x, y button) int { return x.last() - y.last() })
		var rest []entryOf
		for _, x := range b.buttons[kept:] {
			if x.last() > 0 {
				rest = append(rest, entryOf{x.ref.verb, x.ref.route, x.label})
			}
		}
		b.buttons = b.buttons[:kept]
		b.endRow()
		if more := entries(rest); len(more) > 0 && len(b.rows) < maxRows {
			b.choice("ほかの操作を選ぶ", more[:min(len(more), maxOptions)])
		}
		return b.rows[:min(len(b.rows), maxRows)]
	}
	b.endRow()
	return b.rows
}

// last is 1 for what can be an entry of a list, else 0.
func (x button) last() int {
	if x.url == "" && slices.Contains(presses, x.ref.verb) {
		return 1
	}
	return 0
}

func (b *board) inRow(some []button) component {
	var list []component
	for _, x := range some {
		c := component{Type: buttonComponent, Label: label(x.label, maxLabel), Style: secondaryButton}
		switch {
		case x.url != "":
			c.Style, c.URL = linkButton, x.url
			list = append(list, c)
			continue
		case x.style == bot.Primary:
			c.Style = primaryButton
		case x.style == bot.Danger:
			c.Style = dangerButton
		}
		c.CustomID = b.name(x.ref)
		list = append(list, c)
	}
	return row(list...)
}
