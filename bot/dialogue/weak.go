package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// weakItem is something about which a measure can be decided.
type weakItem struct {
	id      string // of the measure
	service *guidance.Service
	item    rubric.Item
	label   rubric.Label
}

// where says what it is about: a service, or the diagnosis.
func (x weakItem) where() string {
	if x.service != nil {
		return x.service.No.String() + " " + x.service.Name
	}
	return "自社診断"
}

// name says where and what it is, as no other is called.
func (x weakItem) name() string {
	no := fmt.Sprintf("項目%d", x.item.No)
	if x.service == nil {
		no = fmt.Sprintf("問%d", x.item.No)
	}
	return x.where() + "　" + no + "：" + clip(x.item.Title, 30)
}

// weakItems are the answers about services that want attention, the worst
// first, then what the company says of itself that it does not do, or in part.
func (t *turn) weakItems() ([]weakItem, error) {
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	running := ledger.Only(func(r guidance.Row) bool { return r.Service.Status != guidance.Ended })
	concerns, err := guidance.ConcernsOf(t, t.lib, running.Rows)
	if err != nil {
		return nil, fmt.Errorf("read what wants attention: %w", err)
	}
	var list []weakItem
	for _, c := range concerns {
		list = append(list, weakItem{guidance.ServiceMeasure(c.Service.No, c.Item.ID), c.Service, *c.Item, c.Label})
	}
	own, err := t.weakQuestions()
	return append(list, own...), err
}

// weakQuestions are those of the newest round that the company does not answer
// with the most points, the worst first.
func (t *turn) weakQuestions() ([]weakItem, error) {
	round, there, err := ifThere(t.Round())
	if err != nil || !there {
		return nil, err
	}
	in, ok := t.lib.Instrument(round.Edition)
	if !ok {
		return nil, nil // what was answered cannot be told without it
	}
	sheet, err := t.CompanySheet(round.No)
	if err != nil {
		return nil, fmt.Errorf("read the company's sheet: %w", err)
	}
	var list []weakItem
	for _, item := range in.Items {
		a, _ := sheet.Answer(item.ID)
		if label, ok := item.Label(a.Label); ok && label.Points < item.Max() {
			list = append(list, weakItem{id: guidance.DiagnosisMeasure(item.ID), item: item, label: label})
		}
	}
	slices.SortStableFunc(list, func(a, b weakItem) int { return a.label.Points - b.label.Points })
	return list, nil
}

// drawWeak lists what measures can be decided about: weak/PAGE.
func drawWeak(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	list, err := t.weakItems()
	if err != nil {
		return bot.View{}, err
	}
	measures, err := t.Measures()
	if err != nil {
		return bot.View{}, fmt.Errorf("read measures: %w", err)
	}
	page := pageAt(args, len(list))
	view := bot.View{
		At: "weak", Title: fmt.Sprintf("対策を考えたいところ　%d件", len(list)),
		Body: []string{
			"要注意の答えと、自社診断でまだ実施できていないところを、気になる順に並べています。選ぶと、対策を決められます。",
			"すべてに手を付けなくてかまいません。緊急度・重要度・難易度を見て、会社の身の丈に合ったものから選んでください。",
		},
		Table:   &bot.Table{Caption: "対策を考えたいところ", Head: []string{"どこの、何を", "いまの答え", "対策"}},
		Actions: append(turnPages(below("weak"), page, len(list), "件"), bot.Action{ID: "measures", Label: "対策の一覧に戻る"}),
		Footer:  []string{meaning},
		Watch:   []string{ledgerTopic, measuresTopic, roundTopic},
	}
	if page > 1 {
		view.At = below("weak")(page)
	}
	for _, x := range pageOfRows(list, page) {
		state := bot.Cell{Text: "まだ", Mark: bot.Open}
		route := bot.ActionID("measureset/" + x.id)
		if i := slices.IndexFunc(measures, func(m guidance.Measure) bool { return m.ID == x.id }); i >= 0 {
			state, route = t.measureState(measures[i]), bot.ActionID("measure/"+x.id)
		}
		view.Table.Rows = append(view.Table.Rows, bot.Row{Open: route, Cells: []bot.Cell{{Text: x.name()}, {Text: x.label.Text, Mark: bot.Caution}, state}})
	}
	if len(list) == 0 {
		view.Table, view.Body = nil, []string{"いまのところ、要注意の答えも、自社診断で実施できていない答えもありません。答えていない項目が残っていないかも、確かめてください。"}
	}
	return view, nil
}
