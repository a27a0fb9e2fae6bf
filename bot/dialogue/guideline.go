package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/guideline"
)

const guidelineTopic = "guideline"

// guidelineFlow makes the company's own rules 利用の手引き（案） as a document, and
// keeps every version (seed pp. 7 and 10).
func guidelineFlow() flow {
	return flow{
		screens: map[string]screen{"guidelines": drawGuidelines, "guideline": drawGuideline},
		deeds:   map[string]deed{"guideline": doGuideline, "guidelineget": doGuidelineGet},
		words:   map[string]bot.ActionID{"手引き": "guidelines", "利用の手引き": "guidelines", "手引きの案": "guidelines", "ガイドライン": "guidelines", "guideline": "guidelines"},
		actions: guidelineActions,
	}
}

// guidelineActions lead to the guideline, once there is anything to write it from.
func guidelineActions(t *turn) ([]bot.Action, error) {
	services, err := t.Services()
	if err != nil || len(services) == 0 || !t.me.May(guidance.SeeLedger, nil) {
		return nil, err
	}
	return []bot.Action{{ID: "guidelines", Label: "利用の手引きを作る"}}, nil
}

func (t *turn) mayGuideline() (*bot.View, error) {
	if t.me.May(guidance.SeeLedger, nil) {
		return nil, nil
	}
	view, err := t.refuse("利用の手引きの案を作れるのは、会社の管理者と専門家です。")
	return &view, err
}

// drawGuidelines lists the versions, the newest first.
func drawGuidelines(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayGuideline(); err != nil || instead != nil {
		return orView(instead), err
	}
	all, err := t.Guidelines()
	if err != nil {
		return bot.View{}, fmt.Errorf("read the versions: %w", err)
	}
	slices.Reverse(all)
	page := pageAt(args, len(all))
	view := bot.View{
		At: "guidelines", Title: "利用の手引き（案）",
		Body: []string{
			"会社の「クラウドサービス利用の手引き（案）」を、台帳・チェックの答え・決めた対策から、Wordのファイルで作ります。",
			"下書きです。受け取ったら、会社に合わせて直してください。まだ確認していないことも、そのまま書かれます。",
			"いつ誰が作り、受け取ったかは、操作の記録に残ります。",
		},
		Actions: []bot.Action{{ID: "do/guideline", Label: "手引きの案を作る", Style: bot.Primary}},
		Watch:   []string{guidelineTopic},
	}
	if page > 1 {
		view.At = below("guidelines")(page)
	}
	if len(all) > 0 {
		view.Actions[0].Label = "新しい版を作る"
		view.Table = t.versionTable(pageOfRows(all, page))
	}
	view.Actions = append(view.Actions, turnPages(below("guidelines"), page, len(all), "件")...)
	view.Actions = append(view.Actions, bot.Action{ID: "items", Label: "会社独自のチェック項目を見る"}, bot.Action{ID: "files", Label: "ほかのファイルを見る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func (t *turn) versionTable(list []guidance.Guideline) *bot.Table {
	table := &bot.Table{Caption: "これまでの版", Head: []string{"版", "作った日時", "作った人"}}
	for _, g := range list {
		table.Rows = append(table.Rows, bot.Row{Open: versionRoute(g.No), Cells: []bot.Cell{{Text: fmt.Sprintf("第%d版", g.No)}, {Text: t.moment(g.At)}, {Text: t.maker(g)}}})
	}
	return table
}

// maker is who had a version made.
func (t *turn) maker(g guidance.Guideline) string {
	if g.By == "" {
		return "この仕組みを動かしている担当者"
	}
	return t.name(g.By)
}

func versionRoute(no int) bot.ActionID { return bot.ActionID(fmt.Sprintf("guideline/%d", no)) }

// versionAbout is what the log says of a version that was handed out.
func versionAbout(no int) string { return fmt.Sprintf("guideline %d", no) }

// drawGuideline shows a version: guideline/N, with the file where this person
// asked for it a moment ago.
func drawGuideline(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayGuideline(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := t.versionOf(args)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At: versionRoute(g.No), Title: fmt.Sprintf("利用の手引き（案）　第%d版", g.No),
		Body:     []string{fmt.Sprintf("%sに、%sが作りました。そのときの台帳と答えのままで、あとから受け取っても変わりません。", t.moment(g.At), t.maker(g))},
		Sections: contentsOf(g),
		Actions:  []bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/guidelineget/%d", g.No)), Label: "この版を受け取る", Style: bot.Primary}, {ID: "guidelines", Label: "版の一覧に戻る"}, {ID: "menu", Label: "メニューに戻る"}},
	}
	asked, err := t.askedFor(versionAbout(g.No))
	if err != nil || asked.IsZero() {
		return view, err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	view.Actions[0].Style = bot.Normal
	view.Attach = []bot.Attachment{{Kind: bot.Document, Name: fmt.Sprintf("daicho-guideline-%d.docx", g.No), Alt: fmt.Sprintf("クラウドサービス利用の手引き（案）　第%d版（Word）", g.No), Spec: guidance.GuidelineSpec(c.ID, g.No, asked)}}
	return view, nil
}

func (t *turn) versionOf(args []string) (guidance.Guideline, error) {
	if len(args) != 1 {
		return guidance.Guideline{}, guidance.ErrNotFound
	}
	no, err := strconv.Atoi(args[0])
	if err != nil {
		return guidance.Guideline{}, guidance.ErrNotFound
	}
	g, err := t.Guideline(no)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		err = fmt.Errorf("read version %d: %w", no, err)
	}
	return g, err
}

// contentsOf are the chapters of a version, for who cannot open the file where
// they are.
func contentsOf(g guidance.Guideline) []bot.Section {
	section := bot.Section{Heading: "目次"}
	for _, b := range g.Blocks {
		if b.Kind == guidance.ChapterBlock {
			section.Points = append(section.Points, b.Text)
		}
	}
	return []bot.Section{section}
}

// doGuideline makes a version of what the records say now, and hands it out.
func doGuideline(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayGuideline(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, fresh, err := guideline.Make(a.tx, a.lib, a.ev.At, a.me.ID)
	if err != nil {
		return bot.View{}, err
	}
	notice := fmt.Sprintf("第%d版を作りました。下から受け取ってください。", g.No)
	if !fresh {
		notice = fmt.Sprintf("第%d版を作ったあと、台帳・答え・対策に変わりはありません。第%d版を下から受け取ってください。", g.No, g.No)
	}
	if fresh {
		a.changed = append(a.changed, guidelineTopic, homeworkTopic)
	}
	return a.handGuideline(g.No, notice)
}

// doGuidelineGet hands out a version that was made before.
func doGuidelineGet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayGuideline(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := a.versionOf(args)
	if err != nil {
		return bot.View{}, err
	}
	return a.handGuideline(g.No, "ファイルを用意しました。下から受け取ってください。")
}

// handGuideline notes in the log that somebody takes a version, and hands it to
// them.
func (a *acting) handGuideline(no int, notice string) (bot.View, error) {
	if err := a.audit(guidance.DidExport, versionAbout(no)); err != nil {
		return bot.View{}, fmt.Errorf("note the export: %w", err)
	}
	view, err := drawGuideline(a.turn, []string{strconv.Itoa(no)})
	view.Notice = notice
	return view, err
}

// guidelineSeen reports whether a draft was made.
func (t *turn) guidelineSeen() (bool, string, error) {
	all, err := t.Guidelines()
	if err != nil {
		return false, "", fmt.Errorf("read the versions: %w", err)
	}
	if len(all) == 0 {
		return false, "まだ作られていません", nil
	}
	return true, fmt.Sprintf("第%d版まで", len(all)), nil
}
