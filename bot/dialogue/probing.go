package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func (l looked) probeRoute(verb, item string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%s", verb, l.round.No, item))
}

// digs are the questions of a round's company sheet worth going into.
func (t *turn) digs(l looked) ([]guidance.Dig, error) {
	return guidance.DigsOf(l.in, l.company, guidance.GapsOf(l.figures, l.in),
		func(item string) (guidance.Probing, error) { return t.Probing(l.round.No, item) })
}

// drawDigs is the list to go through at the visit 掘り下げ.
func drawDigs(t *turn, args []string) (bot.View, error) {
	l, instead, err := t.lookAt(args, true)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	list, err := t.digs(l)
	if err != nil {
		return bot.View{}, fmt.Errorf("list what to go into: %w", err)
	}
	page := pageAt(beyond(args), len(list))
	view := bot.View{
		At:      l.route("dig", page),
		Title:   fmt.Sprintf("掘り下げの一覧（%s）　%d問", l.name(), len(list)),
		Body:    digLead(l, list, page),
		Actions: append(turnPages(l.to("dig"), page, len(list), "問"), l.back()...),
		Watch:   []string{l.topic()},
	}
	if len(list) == 0 {
		return view, nil
	}
	view.Table = &bot.Table{Caption: "確かめたい質問（気になる順）", Head: []string{"質問", "会社の回答", "確かめたい理由", "記入"}}
	for _, d := range pageOfRows(list, page) {
		written := bot.Cell{Text: "まだ", Mark: bot.Open}
		if n := d.Probing.Written(); n > 0 {
			written = bot.Cell{Text: fmt.Sprintf("%d件", n), Mark: bot.Done}
		}
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: itemName(d.Item)}, {Text: companyText(l, d.Item)}, {Text: doubtText(l, d)}, written},
			Open:  l.probeRoute("probe", d.Item.ID),
		})
	}
	return view, nil
}

func digLead(l looked, list []guidance.Dig, page int) []string {
	if len(list) == 0 {
		return []string{"いま掘り下げたい質問はありません。"}
	}
	lead := []string{"会社の回答のうち、訪問指導のときに確かめたい質問です。質問を選ぶと、根拠・例外と、掘り下げの答えを書き留められます。"}
	if l.round.IsOpen() {
		lead = append(lead, "この回はまだ受付中です。従業員の答えとの比較は、締め切ったあとに加わります。")
	}
	if pages := pagesOf(len(list)); pages > 1 {
		lead = append(lead, fmt.Sprintf("%d／%dページです。", page, pages))
	}
	return lead
}

// doubtText says why a question is on the list.
func doubtText(l looked, d guidance.Dig) string {
	var words []string
	for _, doubt := range d.Doubts {
		switch doubt {
		case guidance.Differs:
			words = append(words, "従業員は"+guidance.GapText(l.figures, d.Gap))
		case guidance.NotKnown:
			words = append(words, "会社の回答が「わからない」です")
		case guidance.NotAsked:
			words = append(words, "会社の回答がまだありません")
		case guidance.Ungrounded:
			words = append(words, "満点の答えで、根拠がまだ書かれていません")
		}
	}
	if len(words) == 0 {
		return "書き留めてあります"
	}
	return strings.Join(words, "。")
}

// probing is the page about one question of the company's sheet.
type probing struct {
	looked
	item     rubric.Item
	p        guidance.Probing
	replaced []guidance.Change
	drawn    int
}

func (p probing) revised(verb string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d", p.probeRoute(verb, p.item.ID), p.p.Texts.Rev))
}

// mayProbe reads a route probe/ROUND/ITEM[/REVISION].
func (t *turn) mayProbe(args []string) (probing, *bot.View, error) {
	if len(args) < 2 {
		args = []string{"", ""}
	}
	l, instead, err := t.lookAt(args, true)
	p := probing{looked: l}
	if err != nil || instead != nil {
		return p, instead, err
	}
	item, ok := l.in.Item(args[1])
	if !ok || !t.me.May(guidance.Probe, nil) {
		return p, nil, guidance.ErrNotFound
	}
	p.item = *item
	if p.p, err = t.Probing(l.round.No, item.ID); err != nil {
		return p, nil, fmt.Errorf("read what was written: %w", err)
	}
	if p.replaced, err = t.ProbingChanges(l.round.No, item.ID); err != nil {
		return p, nil, fmt.Errorf("read what was replaced: %w", err)
	}
	p.drawn = p.p.Texts.Rev
	if len(args) > 2 {
		if rev, err := strconv.Atoi(args[2]); err == nil && rev >= 0 {
			p.drawn = min(rev, p.drawn)
		}
	}
	return p, nil, nil
}

func drawProbing(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayProbe(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.probePage(p), nil
}

func (t *turn) probePage(p probing) bot.View {
	view := bot.View{
		At:       p.revised("probe"),
		Title:    "掘り下げ：" + itemName(p.item),
		Body:     t.probeLead(p),
		Fields:   t.probeFields(p),
		Sections: t.probeHistory(p),
		Submit:   bot.Action{ID: p.revised("do/probe"), Label: "保存して一覧に戻る", Style: bot.Primary},
		Actions:  append([]bot.Action{{ID: p.route("dig", 0), Label: "掘り下げの一覧に戻る"}}, p.back()...),
		Footer:   []string{p.in.Attribution},
		Watch:    []string{p.topic()},
	}
	return view
}

// probeLead says what is asked, what the company answered, what its people
// said as far as it is published, and who sees what is written here.
func (t *turn) probeLead(p probing) []string {
	answer, there := p.company.Answer(p.item.ID)
	company := "会社の回答：" + companyText(p.looked, p.item)
	if there && answer.Label != "" {
		company += fmt.Sprintf("（%s、%s）", t.name(answer.By), t.day(answer.At))
	}
	lead := append([]string{p.item.Question}, p.item.Notes...)
	lead = append(lead, company)
	if answer.Note != "" {
		lead = append(lead, "会社の回答のメモ："+answer.Note)
	}
	if p.figures.People != nil {
		lead = append(lead, "従業員の答え："+guidance.SpreadText(p.figures, p.item))
	}
	return append(lead, "ここに書いたことは、管理者と専門家に、書いた人の名前とともに見えます。誰がどう答えたかなど、従業員一人ひとりの答えは書かないでください。")
}

func (t *turn) probeFields(p probing) []bot.Field {
	fields := []bot.Field{
		t.probeField(p, guidance.Grounds, "根拠", "なぜそう判断したか。見たものや、決まりの名前など"),
		t.probeField(p, guidance.Exceptions, "例外", "当てはまらない部署、人、機器など。なければ「なし」"),
	}
	for i, probe := range p.item.Probes {
		field := t.probeField(p, guidance.ProbeKey(probe), probe, "")
		if i == 0 {
			field.Heading = "掘り下げの質問"
		}
		fields = append(fields, field)
	}
	return fields
}

func (t *turn) probeField(p probing, key, label, hint string) bot.Field {
	field := bot.Field{ID: bot.FieldID(key), Kind: bot.LongText, Label: label, Hint: hint, Optional: true, Max: guidance.MaxNote, Value: p.p.Text(key)}
	if answer, ok := p.p.Texts.Answer(key); ok && answer.Note != "" {
		field.Remark = fmt.Sprintf("%sに%sが記入", t.moment(answer.At), t.name(answer.By))
	}
	return field
}

// probeHistory is what was written to probes that are no longer asked in these
// words, and the latest texts that were replaced.
func (t *turn) probeHistory(p probing) []bot.Section {
	old := bot.Section{Heading: "いまの版にはない質問への答え"}
	for _, a := range p.p.Texts.Answers {
		if a.Label != "" && a.Note != "" && !slices.ContainsFunc(p.item.Probes, func(s string) bool { return guidance.ProbeKey(s) == a.Item }) {
			old.Points = append(old.Points, fmt.Sprintf("%s：%s（%s、%s）", a.Label, a.Note, t.name(a.By), t.day(a.At)))
		}
	}
	changed := bot.Section{Heading: "書き直す前の内容"}
	for _, c := range slices.Backward(p.replaced) {
		if len(changed.Points) < pageRows && c.Was.Note != "" {
			changed.Points = append(changed.Points, fmt.Sprintf("%s：「%s」（%sが%sに記入、%sに%sが書き直し）", probeName(c.Was), c.Was.Note,
				t.name(c.Was.By), t.moment(c.Was.At), t.moment(c.At), t.name(c.By)))
		}
	}
	return slices.DeleteFunc([]bot.Section{old, changed}, func(s bot.Section) bool { return len(s.Points) == 0 })
}

func probeName(a guidance.Answer) string {
	switch a.Item {
	case guidance.Grounds:
		return "根拠"
	case guidance.Exceptions:
		return "例外"
	}
	return a.Label
}

func saveProbing(a *acting, args []string) (bot.View, error) {
	view, _, err := a.probe(args)
	return view, err
}

func doProbing(a *acting, args []string) (bot.View, error) {
	view, kept, err := a.probe(args)
	if err != nil || !kept {
		return view, err
	}
	view, err = drawDigs(a.turn, args[:1])
	view.Notice = "保存しました。続けて、ほかの質問も確かめられます。"
	return view, err
}

// probe keeps what was entered; false where the view says what was not taken.
func (a *acting) probe(args []string) (bot.View, bool, error) {
	p, instead, err := a.mayProbe(args)
	if err != nil || instead != nil {
		return orView(instead), false, err
	}
	before, wrong := p.p.Texts.Rev, problems{}
	for _, field := range a.probeFields(p) {
		text, given := a.ev.Values[field.ID]
		if !given {
			continue
		}
		problem, err := a.writeProbe(&p, field, strings.TrimSpace(text))
		if err != nil {
			return bot.View{}, false, err
		}
		if problem != "" {
			wrong[field.ID] = problem
		}
	}
	if p.p.Texts.Rev != before {
		p.p.Texts.Edition = p.in.Edition
		a.changed = append(a.changed, p.topic())
		if err := a.tx.PutProbing(p.p); err != nil {
			return bot.View{}, false, fmt.Errorf("write what was said: %w", err)
		}
	}
	view := a.probePage(p)
	wrong.mark(&view)
	for i := range view.Fields {
		if id := view.Fields[i].ID; wrong[id] != "" {
			view.Fields[i].Value = strings.TrimSpace(a.ev.Values[id])
		}
	}
	return view, len(wrong) == 0, nil
}

// writeProbe puts one text where it belongs, or says why not.
func (a *acting) writeProbe(p *probing, field bot.Field, text string) (problem string, err error) {
	if n := utf8.RuneCountInString(text); n > guidance.MaxNote {
		return fmt.Sprintf("1つの欄は%d文字までです。いまは%d文字あり、まだ保存していません。短くしてください。", guidance.MaxNote, n), nil
	}
	key, asked := string(field.ID), ""
	if key != guidance.Grounds && key != guidance.Exceptions {
		asked = field.Label
	}
	next, out := p.p.Write(key, asked, text, a.me.ID, a.ev.At, p.drawn, p.replaced)
	if c := out.Conflict; c != nil {
		return fmt.Sprintf("%sに%sが書き直しています。いまの内容は「%s」です。あなたの内容は、まだ保存していません。置き換えるときは、もう一度保存してください。",
			a.moment(c.At), a.name(c.By), orBlank(clip(c.Note, 200))), nil
	}
	p.p = next
	if out.Was == nil {
		return "", nil
	}
	p.replaced = append(p.replaced, *out.Was)
	if err := a.tx.AddProbingChange(p.round.No, p.item.ID, *out.Was); err != nil {
		return "", fmt.Errorf("keep replaced text: %w", err)
	}
	return "", nil
}
