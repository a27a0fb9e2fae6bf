package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/reporting"
)

// reportFlow makes the report of a visit that was closed 実施報告書, keeps every
// version, and has both sides agree to one (seed pp. 8–10).
func reportFlow() flow {
	return flow{
		screens: map[string]screen{"reports": drawReports, "report": drawReport},
		deeds:   map[string]deed{"report": doReport, "reportget": doReportGet, "reportsign": doReportSign},
		words:   map[string]bot.ActionID{"報告書": "reports", "実施報告書": "reports"},
	}
}

// drawReports lists the versions of a visit's report, the newest first: reports/N,
// of the newest visit that was closed where the route names none.
func drawReports(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 0 {
		n, err := t.lastClosed()
		if err != nil || n > 0 {
			view, err2 := drawReports(t, []string{strconv.Itoa(n)})
			return view, errors.Join(err, err2)
		}
		view, err := drawVisits(t, nil)
		view.Problem = "実施報告書は、訪問を締めくくったあとに作れます。"
		return view, err
	}
	v, err := t.visitedOf(args[:1])
	if err != nil {
		return bot.View{}, err
	}
	if v.Closed.IsZero() {
		view, err := drawClose(t, args[:1])
		view.Problem = "実施報告書は、訪問を締めくくったあとに作れます。"
		return view, err
	}
	all, err := t.Reports(v.plan.No, v.Visit)
	if err != nil {
		return bot.View{}, fmt.Errorf("read the versions: %w", err)
	}
	return t.reportList(v, all, pageAt(beyond(args), len(all))), nil
}

func (t *turn) reportList(v visited, all []guidance.Report, page int) bot.View {
	route := fmt.Sprintf("reports/%d", v.Visit)
	view := bot.View{
		At: bot.ActionID(route), Title: fmt.Sprintf("第%d回訪問指導の実施報告書", v.Visit),
		Body: []string{
			"訪問の記録、合意したこと、締めくくったときの数字、要注意の答え、対策、次の宿題を、Excelのファイルにまとめます。",
			"作るたびに、そのときの記録が1つの版として残ります。内容を確かめたら、会社と専門家のそれぞれが同意してください。",
		},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/report/%d", v.Visit)), Label: "報告書を作る", Style: bot.Primary}},
		Watch:   []string{visitsTopic},
	}
	if page > 1 {
		view.At = below(route)(page)
	}
	if len(all) > 0 {
		view.Actions[0].Label = "新しい版を作る"
		view.Table = &bot.Table{Caption: "これまでの版", Head: []string{"版", "作った日時", "作った人", "同意"}}
		slices.Reverse(all)
		for _, r := range pageOfRows(all, page) {
			view.Table.Rows = append(view.Table.Rows, bot.Row{Open: reportRoute(r), Cells: []bot.Cell{
				{Text: fmt.Sprintf("第%d版", r.No)}, {Text: t.moment(r.At)}, {Text: t.reporter(r)}, signedCell(r),
			}})
		}
	}
	view.Actions = append(view.Actions, turnPages(below(route), page, len(all), "件")...)
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("close/%d", v.Visit)), Label: "訪問の記録に戻る"}, bot.Action{ID: "files", Label: "ほかのファイルを見る"})
	return view
}

// lastClosed is the newest visit that was closed; 0 where none was.
func (t *turn) lastClosed() (last int, err error) {
	p, planned, err := t.programme()
	if err != nil || !planned {
		return 0, err
	}
	for n := 1; n <= guidance.VisitCount; n++ {
		m, err := t.Minutes(p.No, n)
		if err != nil {
			return 0, fmt.Errorf("read minutes: %w", err)
		}
		if !m.Closed.IsZero() {
			last = n
		}
	}
	return last, nil
}

func reportRoute(r guidance.Report) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("report/%d/%d", r.Visit, r.No))
}

// reporter is who had a version made.
func (t *turn) reporter(r guidance.Report) string {
	if r.By == "" {
		return "この仕組みを動かしている担当者"
	}
	return t.name(r.By)
}

func signedCell(r guidance.Report) bot.Cell {
	switch {
	case r.Holds():
		return bot.Cell{Text: "会社・専門家", Mark: bot.Done}
	case r.Signed.Company.By != "":
		return bot.Cell{Text: "会社のみ", Mark: bot.Open}
	case r.Signed.Expert.By != "":
		return bot.Cell{Text: "専門家のみ", Mark: bot.Open}
	}
	return bot.Cell{Text: "まだ", Mark: bot.Open}
}

// reportOf is the version that a route names.
func (t *turn) reportOf(args []string) (guidance.Report, error) {
	if len(args) != 2 {
		return guidance.Report{}, guidance.ErrNotFound
	}
	v, err := t.visitedOf(args[:1])
	if err != nil {
		return guidance.Report{}, err
	}
	no, err := strconv.Atoi(args[1])
	if err != nil {
		return guidance.Report{}, guidance.ErrNotFound
	}
	return t.Report(v.plan.No, v.Visit, no)
}

// drawReport shows a version: report/VISIT/NO, with the file where this person
// asked for it a moment ago.
func drawReport(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	r, err := t.reportOf(args)
	if err != nil {
		return bot.View{}, err
	}
	name := fmt.Sprintf("第%d回訪問指導の実施報告書　第%d版", r.Visit, r.No)
	view := bot.View{
		At: reportRoute(r), Title: name,
		Body:    []string{fmt.Sprintf("%sに、%sが作りました。そのときの記録のままで、あとから受け取っても変わりません。", t.moment(r.At), t.reporter(r))},
		Table:   &bot.Table{Caption: "この版への同意", Head: []string{"会社", "専門家"}, Rows: []bot.Row{{Cells: []bot.Cell{t.wordCell(r.Signed.Company), t.wordCell(r.Signed.Expert)}}}},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/reportget/%d/%d", r.Visit, r.No)), Label: "この版を受け取る", Style: bot.Primary}},
		Watch:   []string{visitsTopic},
	}
	if t.myWord(&r.Signed).By == "" {
		view.Actions = append(view.Actions, bot.Action{
			ID: bot.ActionID(fmt.Sprintf("do/reportsign/%d/%d", r.Visit, r.No)), Label: "この版に同意する",
			Confirm: fmt.Sprintf("%sの内容に、%sとして同意しますか。あとから取り消すことはできません。", name, t.side()),
		})
	}
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("reports/%d", r.Visit)), Label: "版の一覧に戻る"})
	asked, err := t.askedFor(reportAbout(r))
	if err != nil || asked.IsZero() {
		return view, err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	view.Actions[0].Style = bot.Normal
	view.Attach = []bot.Attachment{{Kind: bot.Document, Name: fmt.Sprintf("daicho-report-%d-%d.xlsx", r.Visit, r.No), Alt: name + "（Excel）", Spec: guidance.ReportSpec(c.ID, r, asked)}}
	return view, nil
}

// side is for whom this person speaks.
func (t *turn) side() string {
	if t.me.Role == guidance.Expert {
		return "専門家"
	}
	return "会社"
}

// reportAbout is what the log says of a version.
func reportAbout(r guidance.Report) string { return fmt.Sprintf("report %d %d", r.Visit, r.No) }

// doReport makes a version of what the records say now, and hands it out.
func doReport(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := a.visitedOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if v.Closed.IsZero() {
		return drawReports(a.turn, args)
	}
	r, fresh, err := reporting.Make(a.tx, a.lib, v.Visit, a.ev.At, a.me.ID)
	if err != nil {
		return bot.View{}, err
	}
	notice := fmt.Sprintf("第%d版を作りました。下から受け取ってください。", r.No)
	if !fresh {
		notice = fmt.Sprintf("第%d版を作ったあと、記録に変わりはありません。第%d版を下から受け取ってください。", r.No, r.No)
	}
	a.changed = append(a.changed, visitsTopic)
	return a.handReport(r, notice)
}

// doReportGet hands out a version that was made before.
func doReportGet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	r, err := a.reportOf(args)
	if err != nil {
		return bot.View{}, err
	}
	return a.handReport(r, "ファイルを用意しました。下から受け取ってください。")
}

func (a *acting) handReport(r guidance.Report, notice string) (bot.View, error) {
	if err := a.audit(guidance.DidExport, reportAbout(r)); err != nil {
		return bot.View{}, fmt.Errorf("note the export: %w", err)
	}
	view, err := drawReport(a.turn, []string{strconv.Itoa(r.Visit), strconv.Itoa(r.No)})
	view.Notice = notice
	return view, err
}

// doReportSign has this person's side agree to a version.
func doReportSign(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	r, err := a.reportOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if mine := a.myWord(&r.Signed); mine.By == "" {
		*mine = guidance.Word{By: a.me.ID, At: a.ev.At}
		a.changed = append(a.changed, visitsTopic)
		if err := a.tx.SignReport(r); err != nil {
			return bot.View{}, fmt.Errorf("note that somebody agrees: %w", err)
		}
	}
	view, err := drawReport(a.turn, args)
	view.Notice = fmt.Sprintf("第%d版への、%sの同意を記録しました。", r.No, a.side())
	return view, err
}
