package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// ownTasks are the company's own items that this person has still to answer, of
// each service in their charge that is not ended.
func ownTasks(t *turn) ([]task, error) {
	all, err := t.OwnItems()
	if err != nil || len(guidance.StandingItems(all)) == 0 {
		return nil, err
	}
	services, err := t.Services()
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, s := range services {
		if !s.Has(t.me.ID) || s.Status == guidance.Ended {
			continue
		}
		o, err := t.ownOf(s)
		if err != nil {
			return nil, err
		}
		if open := len(o.open()); open > 0 {
			tasks = append(tasks, task{text: s.Name + "の独自の項目", done: len(o.asked) - open, of: len(o.asked), route: bot.ActionID(fmt.Sprintf("own/%d", s.No))})
		}
	}
	return tasks, nil
}

// ownAnswers are the answers about one service to the company's own items.
type ownAnswers struct {
	service guidance.Service
	all     []guidance.OwnItem
	asked   []guidance.OwnItem
	sheet   guidance.Sheet
	drawn   int // the revision the page was drawn from
}

func (o ownAnswers) open() []guidance.OwnItem { return guidance.OpenOwn(o.asked, o.sheet) }

func (t *turn) ownOf(s guidance.Service) (ownAnswers, error) {
	all, err := t.OwnItems()
	if err != nil {
		return ownAnswers{}, fmt.Errorf("read own items: %w", err)
	}
	sheet, err := t.OwnSheet(s.No)
	if err != nil {
		return ownAnswers{}, fmt.Errorf("read own answers: %w", err)
	}
	return ownAnswers{service: s, all: all, asked: guidance.StandingItems(all), sheet: sheet, drawn: sheet.Rev}, nil
}

// mayOwn reads a route own/SERVICE[/REVISION].
func (t *turn) mayOwn(args []string) (ownAnswers, *bot.View, error) {
	s, instead, err := t.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return ownAnswers{}, instead, err
	}
	o, err := t.ownOf(s)
	if err == nil && len(o.asked) == 0 {
		view, err := drawService(t, args[:1])
		view.Problem = "会社独自の項目は、いまはありません。"
		return o, &view, err
	}
	if len(args) > 1 {
		if o.drawn = revision(args[1]); o.drawn > o.sheet.Rev {
			o.drawn = 0 // no page was drawn in the future
		}
	}
	return o, nil, err
}

func (o ownAnswers) route(verb string) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d", verb, o.service.No, o.sheet.Rev))
}

func drawOwn(t *turn, args []string) (bot.View, error) {
	o, instead, err := t.mayOwn(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.ownPage(o), nil
}

func (t *turn) ownPage(o ownAnswers) bot.View {
	s := o.service
	view := bot.View{
		At:       o.route("own"),
		Title:    s.No.String() + " " + s.Name + "の独自の項目",
		Progress: &bot.Progress{Done: len(o.asked) - len(o.open()), Of: len(o.asked), Unit: "問"},
		Body:     []string{"会社が加えた項目です。45点の評価には入りません。答えは、選ぶたびに保存され、管理者・専門家・このサービスの管理担当者に、答えた人の名前とともに見えます。利用の手引きとExcelファイルにも出ます。"},
		Submit:   bot.Action{ID: o.route("do/own"), Label: "このサービスの画面へ進む", Style: bot.Primary},
		Actions:  []bot.Action{{ID: "pause", Label: "あとで続ける"}},
		Watch:    []string{serviceTopic(s.No), ownItemsTopic},
	}
	for _, i := range o.asked {
		view.Fields = append(view.Fields, t.ownField(o, i))
	}
	return view
}

func (t *turn) ownField(o ownAnswers, i guidance.OwnItem) bot.Field {
	answer, ok := o.sheet.Answer(i.ID())
	f := bot.Field{ID: bot.FieldID(i.ID()), Kind: bot.Choice, Label: i.Question, Hint: i.String() + "　" + i.Title, Value: answer.Label}
	if i.Decides != "" {
		f.Hint += "（決める人：" + i.Decides + "）"
	}
	for _, label := range i.Item().Labels {
		f.Options = append(f.Options, bot.Option{Value: label.ID, Label: label.Text})
	}
	if ok {
		f.Remark = t.day(answer.At) + "に" + t.name(answer.By) + "が記入"
	}
	if i.Outdated(answer) {
		f.Value = ""
		f.Remark = fmt.Sprintf("%sに文が変わりました。前の答えは「%s」（%s）です。あらためて選んでください。", t.day(i.Asked), ownLabel(i, answer.Label), f.Remark)
	}
	return f
}

func saveOwn(a *acting, args []string) (bot.View, error) {
	view, _, err := a.answerOwn(args)
	return view, err
}

// doOwn ends the page: what was not saved yet is, and the service's sheet says
// what is left.
func doOwn(a *acting, args []string) (bot.View, error) {
	view, o, err := a.answerOwn(args)
	if err != nil || o == nil {
		return view, err
	}
	view, err = drawService(a.turn, args[:1])
	view.Notice = fmt.Sprintf("独自の項目は、%d問とも答え終わりました。", len(o.asked))
	if rest := len(o.open()); rest > 0 {
		view.Notice = fmt.Sprintf("ここまでの答えを保存しました。独自の項目は、あと%d問です。", rest)
	}
	return view, err
}

// answerOwn keeps the answers given on the page and draws it again. It returns
// what to go on with, or nil if the view says why not.
func (a *acting) answerOwn(args []string) (bot.View, *ownAnswers, error) {
	o, instead, err := a.mayOwn(args)
	if err != nil || instead != nil {
		return orView(instead), nil, err
	}
	o, wrong, err := a.giveOwn(o)
	if err != nil {
		return bot.View{}, nil, err
	}
	view := a.ownPage(o)
	wrong.mark(&view)
	if len(wrong) > 0 {
		return view, nil, nil
	}
	return view, &o, nil
}

// giveOwn writes the answers that differ from what is there; what somebody else
// answered after the page was drawn is shown and not overwritten.
func (a *acting) giveOwn(o ownAnswers) (ownAnswers, problems, error) {
	wrong, before := problems{}, o.sheet.Rev
	for _, i := range o.asked {
		id := bot.FieldID(i.ID())
		v, ok := a.ev.Values[id]
		if !ok || v == "" {
			continue
		}
		labels := i.Item().Labels
		at := slices.IndexFunc(labels, func(l rubric.Label) bool { return l.ID == v || l.Text == v })
		if at < 0 {
			wrong[id] = "「" + clip(v, 30) + "」は選択肢にありません。選び直してください。ほかの答えは保存してあります。"
			continue
		}
		give := o.sheet.Give
		if old, _ := o.sheet.Answer(i.ID()); i.Outdated(old) {
			give = o.sheet.Renew
		}
		sheet, out := give(i.ID(), labels[at].ID, a.me.ID, a.ev.At, o.drawn)
		if out.Conflict != nil {
			theirs := ownLabel(i, out.Conflict.Label)
			wrong[id] = fmt.Sprintf("%sに%sが「%s」と記入しています。あなたが選んだ「%s」は、まだ保存していません。直すときは、もう一度選んでください。", a.moment(out.Conflict.At), a.name(out.Conflict.By), theirs, labels[at].Text)
			continue
		}
		o.sheet = sheet
		if out.Was != nil {
			if err := a.tx.AddOwnChange(o.service.No, *out.Was); err != nil {
				return o, nil, fmt.Errorf("keep replaced answer: %w", err)
			}
		}
	}
	return o, wrong, a.writeOwn(o, before)
}

func (a *acting) writeOwn(o ownAnswers, before int) error {
	if o.sheet.Rev == before {
		return nil
	}
	if err := a.tx.PutOwnSheet(o.service.No, o.sheet); err != nil {
		return fmt.Errorf("write own answers: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic, serviceTopic(o.service.No), personTopic(a.me.ID))
	for _, c := range o.service.InCharge {
		a.changed = append(a.changed, personTopic(c.Person))
	}
	return nil
}

// ownLabel is an answer to an own item in words.
func ownLabel(i guidance.OwnItem, label string) string {
	item := i.Item()
	return labelText(&item, label)
}

// ownSection says on the service's sheet what is answered to the company's own
// items, apart from the total; nothing where there are none.
func (t *turn) ownSection(s guidance.Service) ([]bot.Section, error) {
	o, err := t.ownOf(s)
	if err != nil || len(o.asked) == 0 {
		return nil, err
	}
	section := bot.Section{Heading: fmt.Sprintf("会社独自の項目　%d／%d問（45点には入りません）", len(o.asked)-len(o.open()), len(o.asked))}
	for _, i := range o.asked {
		section.Points = append(section.Points, t.ownLine(i, o.sheet))
	}
	return []bot.Section{section}, nil
}

func (t *turn) ownLine(i guidance.OwnItem, sheet guidance.Sheet) string {
	a, _ := sheet.Answer(i.ID())
	switch {
	case a.Label == "":
		return "○ まだ：" + i.Title
	case i.Outdated(a):
		return fmt.Sprintf("○ まだ：%s（文が変わる前の答え：%s　%s %s）", i.Title, ownLabel(i, a.Label), t.day(a.At), t.name(a.By))
	}
	item, mark := i.Item(), ""
	if l, ok := item.Label(a.Label); ok && l.Concern != rubric.NoConcern {
		mark = "▲ 要注意："
	}
	return fmt.Sprintf("%s%s：%s　%s %s", mark, i.Title, ownLabel(i, a.Label), t.day(a.At), t.name(a.By))
}

// ownHistory are the latest answers to own items that were replaced, those to
// items that were given up included.
func (t *turn) ownHistory(s guidance.Service) ([]bot.Section, error) {
	o, err := t.ownOf(s)
	if err != nil || len(o.all) == 0 {
		return nil, err
	}
	changes, err := t.OwnChanges(s.No)
	if err != nil {
		return nil, fmt.Errorf("read replaced answers: %w", err)
	}
	section := bot.Section{Heading: "会社独自の項目"}
	for n := len(changes) - 1; n >= 0 && len(section.Points) < pageRows; n-- {
		c := changes[n]
		at := slices.IndexFunc(o.all, func(i guidance.OwnItem) bool { return i.ID() == c.Was.Item })
		if at < 0 {
			continue
		}
		i := o.all[at]
		section.Points = append(section.Points, fmt.Sprintf("%s　%s：「%s」から「%s」に　%s", t.moment(c.At), i.Title, ownLabel(i, c.Was.Label), ownLabel(i, after(changes[n+1:], o.sheet, c.Was.Item).Label), t.name(c.By)))
	}
	for _, i := range o.all {
		if a, _ := o.sheet.Answer(i.ID()); !i.Stands() && a.Label != "" {
			section.Points = append(section.Points, fmt.Sprintf("やめた項目　%s：%s　%s %s", i.Title, ownLabel(i, a.Label), t.day(a.At), t.name(a.By)))
		}
	}
	if len(section.Points) == 0 {
		return nil, nil
	}
	return []bot.Section{section}, nil
}
