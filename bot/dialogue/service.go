package dialogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func serviceFlow() flow {
	return flow{
		screens: map[string]screen{"service": drawService, "history": drawHistory, "new": drawNewService, "edit": drawEditService},
		saves:   map[string]deed{"new": saveNewService, "edit": saveEditService},
		deeds:   map[string]deed{"add": doAddService, "edit": doEditService},
		waits:   (*turn).draftRows,
		actions: serviceMenu,
	}
}

// serviceMenu offers to add a service, to those who may.
func serviceMenu(t *turn) ([]bot.Action, error) {
	if !t.me.May(guidance.AddService, nil) {
		return nil, nil
	}
	return []bot.Action{{ID: newForm, Label: "クラウドサービスを追加する"}}, nil
}

// serviceOf reads the service a route names; ErrNotFound for any other text.
func (t *turn) serviceOf(args []string) (guidance.Service, error) {
	if len(args) == 0 {
		return guidance.Service{}, guidance.ErrNotFound
	}
	no, err := strconv.Atoi(args[0])
	if err != nil {
		return guidance.Service{}, guidance.ErrNotFound
	}
	return t.Service(guidance.ServiceNo(no))
}

// mayService reads the service a route names and checks what this person may
// do to it; otherwise it returns the view to show instead.
func (t *turn) mayService(args []string, deed guidance.Deed) (guidance.Service, *bot.View, error) {
	s, err := t.serviceOf(args)
	if err != nil && (!errors.Is(err, guidance.ErrNotFound) || t.me.May(guidance.SeeLedger, nil)) {
		return s, nil, err
	}
	if err == nil && t.me.May(deed, &s) {
		return s, nil, nil
	}
	why := notYours
	if err == nil && t.me.May(guidance.SeeService, &s) {
		why = "内容の変更とチェックの答えは、管理者と、このサービスの管理担当者にお願いしています。"
	}
	view, err := t.refuse(why)
	return s, &view, err
}

// notYours is said alike of a service that somebody may not see and of one
// that is not there, so that nobody learns which numbers are given.
const notYours = "この番号のサービスは、見つからないか、あなたの担当ではありません。サービスの内容を見られるのは、管理者・専門家と、そのサービスの管理担当者です。見る必要があるときは、会社の管理者に相談してください。"

// drawService is the sheet of one service 個票: how far it is checked, what
// wants attention, what to do next.
func drawService(t *turn, args []string) (bot.View, error) {
	view, s, err := t.serviceView(args)
	if err == nil && s.No != 0 {
		view.Actions, _ = fold(view.Actions, oftenOnService, serviceMore(s), "ledger")
	}
	return view, err
}

// serviceView is the sheet with all its buttons; what is shown instead comes
// with no service.
func (t *turn) serviceView(args []string) (bot.View, guidance.Service, error) {
	s, instead, err := t.mayService(args, guidance.SeeService)
	if err != nil || instead != nil {
		return orView(instead), guidance.Service{}, err
	}
	view, err := t.sheetView(s)
	return view, s, err
}

// sheetPage is what the answers about a service come to.
type sheetPage struct {
	row   guidance.Row
	sheet guidance.Sheet
	in    *rubric.Instrument
	view  bot.View // the figures
}

func (t *turn) sheetPage(s guidance.Service) (sheetPage, error) {
	row, err := guidance.RowOf(t, t.lib, s)
	if err != nil {
		return sheetPage{}, err
	}
	sheet, err := t.ChecklistSheet(s.No)
	if err != nil {
		return sheetPage{}, err
	}
	in := guidance.EditionOf(t.lib, rubric.Checklist, sheet)
	radar, err := t.radar(s, in, sheet)
	return sheetPage{row, sheet, in, bot.View{
		At:       bot.ActionID(fmt.Sprintf("service/%d", s.No)),
		Title:    s.No.String() + " " + s.Name,
		Progress: &bot.Progress{Done: row.Score.Total, Of: row.Score.Max, Unit: "点"},
		Body:     t.serviceLead(s, row),
		Attach:   radar,
		Footer:   []string{meaning, in.Attribution},
	}}, err
}

func (t *turn) sheetView(s guidance.Service) (bot.View, error) {
	page, err := t.sheetPage(s)
	if err != nil {
		return bot.View{}, err
	}
	row, sheet, in, view := page.row, page.sheet, page.in, page.view
	own, err := t.ownSection(s)
	if err != nil {
		return bot.View{}, err
	}
	view.Sections = append(append(nextSteps(in, sheet), own...), t.particulars(row))
	view.Watch = []string{serviceTopic(s.No)}
	if row.Concerns > 0 {
		view.Table = serviceConcerns(in, sheet, s, t.me.May(guidance.ChangeService, &s))
	}
	view.Actions = t.serviceActions(s, row, len(own) > 0)
	if err := t.sayEdition(&view, row); err != nil {
		return bot.View{}, err
	}
	if s.Status == guidance.Ended {
		end, err := t.endSection(s)
		if err != nil {
			return bot.View{}, err
		}
		view.Sections = append([]bot.Section{end}, view.Sections...)
	}
	return view, t.beside(&view, s)
}

func (t *turn) serviceLead(s guidance.Service, row guidance.Row) []string {
	where := s.Status.String()
	if s.Department != "" {
		where = s.Department + "・" + where
	}
	var groups []string
	for _, g := range row.Score.Groups {
		groups = append(groups, fmt.Sprintf("%s %d／%d", g.Group.Short, g.Total, g.Max))
	}
	lead := []string{where,
		fmt.Sprintf("%d点中%d点まで確認済み（%s）", row.Score.Max, row.Score.Total, strings.Join(groups, "・"))}
	switch rest := row.Score.Of - row.Score.Answered; {
	case row.Lost:
		lead[1] = lostText(kindText[rubric.Checklist], row.Edition)
	case row.Score.Answered == 0:
		lead[1] = fmt.Sprintf("安全利用チェックはまだ始まっていません。%d問、約5分で答えられます。", row.Score.Of)
	case rest > 0:
		lead = append(lead, fmt.Sprintf("あと%d問が未回答です。", rest))
	}
	if row.Concerns > 0 {
		lead = append(lead, fmt.Sprintf("▲ 要注意 %d件", row.Concerns))
	}
	if len(t.present(s)) == 0 {
		lead = append(lead, undecided)
	}
	if row.EndOpen > 0 {
		lead = append(lead, fmt.Sprintf("利用終了の作業　あと%d件", row.EndOpen))
	}
	return lead
}

// serviceConcerns lists the answers that want attention; whoever may change
// them is led to the page where they are asked.
func serviceConcerns(in *rubric.Instrument, sheet guidance.Sheet, s guidance.Service, may bool) *bot.Table {
	table := &bot.Table{Caption: "要注意の答え", Head: []string{"項目", "いまの答え", "メモ"}}
	for _, c := range in.ConcernsSeq(sheet.Labels) {
		answer, _ := sheet.Answer(c.Item.ID)
		row := bot.Row{Cells: []bot.Cell{
			{Text: fmt.Sprintf("%d　%s", c.Item.No, c.Item.Title)},
			{Text: c.Label.Text, Mark: bot.Caution},
			{Text: clip(answer.Note, 60)},
		}}
		if may {
			row.Open = bot.ActionID(fmt.Sprintf("check/%d/%d/%d", s.No, c.Item.Page, sheet.Rev))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// mostSteps is how many next steps a sheet suggests: no bar too high.
const mostSteps = 3

// nextSteps says what to do about the worst answers, in their order.
func nextSteps(in *rubric.Instrument, sheet guidance.Sheet) []bot.Section {
	next := bot.Section{Heading: "次の一歩"}
	for _, c := range in.ConcernsSeq(sheet.Labels) {
		if c.Item.Step != "" && len(next.Points) < mostSteps {
			next.Points = append(next.Points, fmt.Sprintf("%s（%d　%s）", c.Item.Step, c.Item.No, c.Item.Axis))
		}
	}
	if len(next.Points) == 0 {
		return nil
	}
	return []bot.Section{next}
}

// particulars are the fields of the ledger's row.
func (t *turn) particulars(row guidance.Row) bot.Section {
	s := row.Service
	list := []string{
		"サービスの概要：" + orBlank(s.Summary),
		"利用開始（予定）日：" + s.Start.String(),
		"利用終了（予定）日：" + s.End.String(),
		"作成日：" + s.Written.String() + "　記入担当者：" + orBlank(s.WrittenBy),
	}
	for _, c := range s.InCharge {
		line := "管理担当者：" + t.chargeName(c)
		if c.Scope != "" {
			line += "（" + c.Scope + "）"
		}
		list = append(list, line)
	}
	if len(s.InCharge) == 0 {
		list = append(list, "管理担当者：未定")
	}
	list = append(list,
		"扱う情報："+orBlank(s.Information),
		"漏れたり止まったりしたときの影響："+orBlank(s.Impact),
		"情報の重要度："+importanceText(s),
		"最終更新："+t.moment(row.Changed)+"　"+t.changer(row.By, row.File),
	)
	return bot.Section{Heading: "台帳の内容", Points: list}
}

func orBlank(text string) string {
	if text == "" {
		return "未記入"
	}
	return text
}

// serviceActions are the buttons under a service's sheet; own reports whether there
// are items of the company's own.
func (t *turn) serviceActions(s guidance.Service, row guidance.Row, own bool) []bot.Action {
	var list []bot.Action
	if t.me.May(guidance.ChangeService, &s) {
		answer := bot.Action{ID: bot.ActionID(fmt.Sprintf("check/%d", s.No)), Label: "続きを答える", Style: bot.Primary}
		if row.Score.Answered == 0 {
			answer.Label = "チェックをはじめる"
		}
		if row.Score.Answered == row.Score.Of {
			answer.ID, answer.Label, answer.Style = answer.ID+"/1", "答えを直す", bot.Normal
		}
		if s.Status == guidance.Ended {
			list = append(list, endingAction(s, row))
			answer.Style = bot.Normal
		}
		list = append(list, answer,
			bot.Action{ID: bot.ActionID(fmt.Sprintf("edit/%d/%d", s.No, s.Rev)), Label: "台帳の内容を直す"},
			bot.Action{ID: bot.ActionID(fmt.Sprintf("importance/%d/%d", s.No, s.Rev)), Label: "情報の重要度を考える"},
			bot.Action{ID: blankRoute(s.No), Label: "記入用の個票を受け取る"})
	}
	if own && t.me.May(guidance.ChangeService, &s) {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("own/%d", s.No)), Label: "独自の項目に答える"})
	}
	list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("charges/%d", s.No)), Label: "管理担当者を見る"})
	list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("history/%d", s.No)), Label: "履歴を見る"})
	list = append(list, t.shareAction(bot.ActionID(fmt.Sprintf("service/%d", s.No)))...)
	if t.me.May(guidance.ChangeService, &s) && s.Status != guidance.Ended {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("end/%d/%d", s.No, s.Rev)), Label: "利用を終える"})
	}
	return append(list,
		bot.Action{ID: "ledger", Label: "台帳に戻る"},
		bot.Action{ID: "menu", Label: "メニューに戻る"})
}

// radar describes the picture of a checklist, with the earlier set behind.
func (t *turn) radar(s guidance.Service, in *rubric.Instrument, sheet guidance.Sheet) ([]bot.Attachment, error) {
	if len(sheet.ByItem()) == 0 || len(in.Items) == 0 {
		return nil, nil
	}
	sets, err := t.ChecklistSets(s.No)
	if err != nil {
		return nil, err
	}
	radar := guidance.RadarOf(in)
	radar.Title = s.No.String() + " " + s.Name
	radar.Series = []guidance.RadarSeries{{Name: "今回 " + t.day(sheet.Last()), Values: guidance.ValuesOf(in, sheet.ByItem())}}
	if len(sets) > 0 && sets[len(sets)-1].Edition == in.Edition {
		last := sets[len(sets)-1]
		before := guidance.Sheet{Answers: last.Answers}.ByItem()
		radar.Series = append(radar.Series, guidance.RadarSeries{Name: "前回 " + t.day(last.At), Values: guidance.ValuesOf(in, before)})
	}
	return []bot.Attachment{{
		Kind: bot.Picture, Name: "radar.png", Spec: radar.Spec(),
		Alt: radarAlt(s, in, sheet), Table: radarTable(in, sheet, radar),
	}}, nil
}

// radarAlt says in words what the picture shows.
func radarAlt(s guidance.Service, in *rubric.Instrument, sheet guidance.Sheet) string {
	score := in.ScoreSeq(sheet.Labels)
	text := fmt.Sprintf("%s のレーダーチャート。%d点中%d点。", s.Name, score.Max, score.Total)
	for _, g := range score.Groups {
		text += fmt.Sprintf("%s %d／%d点。", g.Group.Short, g.Total, g.Max)
	}
	return text + "項目ごとの答えと点数は、表にもあります。"
}

func radarTable(in *rubric.Instrument, sheet guidance.Sheet, radar guidance.Radar) *bot.Table {
	table := &bot.Table{Caption: "項目ごとの答えと点数", Head: []string{"項目", "答え", "点数"}}
	if len(radar.Series) > 1 {
		table.Head = append(table.Head, "前回の点数")
	}
	for i, item := range in.Items {
		answer, _ := sheet.Answer(item.ID)
		text := "未回答"
		if label, ok := item.Label(answer.Label); ok {
			text = label.Text
		}
		row := bot.Row{Cells: []bot.Cell{{Text: fmt.Sprintf("%d　%s", item.No, item.Title)}, {Text: text}}}
		for _, series := range radar.Series {
			row.Cells = append(row.Cells, bot.Cell{Text: pointText(series.Values[i])})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func pointText(points int) string {
	if points == guidance.Unanswered {
		return "－"
	}
	return strings.Replace(fmt.Sprintf("%d点", points), "-", "−", 1)
}
