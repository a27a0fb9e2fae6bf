package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// importFlow takes workbooks that were filled in by hand into the ledger: what
// they would change is shown first, cell by cell, and decided.
func importFlow() flow {
	return flow{
		screens: map[string]screen{"imports": drawImports, "import": drawImport},
		deeds:   map[string]deed{"import": doImport, "imports": doImports},
		files:   map[string]deed{"imports": takeBook, "import": takeBook, "files": takeBook},
		words:   map[string]bot.ActionID{"取り込み": "imports", "取り込む": "imports", "ファイルの取り込み": "imports", "import": "imports"},
		waits:   (*turn).importRows,
	}
}

// mostDrafts is how many files of a person wait at most.
const mostDrafts = 300

// importTopic is changed when an import gets on.
func importTopic(key string) string { return "import/" + key }

// mayBring checks that the person may take anything over: all of the ledger, or
// services in their charge.
func (t *turn) mayBring() (*bot.View, error) {
	if t.me.MayImport() {
		return nil, nil
	}
	services, err := t.Services()
	if err != nil || slices.ContainsFunc(services, func(s guidance.Service) bool { return t.me.May(guidance.ChangeService, &s) }) {
		return nil, err
	}
	view, err := t.refuse("台帳のファイルを取り込めるのは、会社の管理者と、サービスの管理担当者です。")
	return &view, err
}

// Reads implements bot.Talk: a workbook is understood before its turn wherever no
// screen wants the file for something else.
func (d *Dialogue[T]) Reads(tx T, ev bot.Event) (bool, error) {
	if !isPasted(ev.Said) && !d.core.takesBook(ev) {
		return false, nil
	}
	t, err := d.core.begin(tx, ev)
	if err != nil {
		return false, err
	}
	if _, outside := t.outside(); outside {
		return false, nil
	}
	instead, err := t.mayBring()
	return instead == nil && err == nil, err
}

// takesBook reports whether the file of an event is for the ledger.
func (c *core) takesBook(ev bot.Event) bool {
	if ev.File == nil {
		return false
	}
	word := ev.Shown.Parts()[0]
	if _, wanted := c.files[word]; !wanted {
		return isBook(ev.File.Name)
	}
	return slices.Contains([]string{"imports", "import", "files", "blank"}, word)
}

// pastedTabs is how many tabs a line has at least that was copied out of a sheet.
const pastedTabs = 3

// isPasted reports whether words are rows that were copied out of a sheet.
func isPasted(said string) bool {
	for line := range strings.SplitSeq(said, "\n") {
		if strings.Count(line, "\t") >= pastedTabs {
			return true
		}
	}
	return false
}

// isBook reports whether a file is a workbook by its name.
func isBook(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{".xlsx", ".xlsm", ".xls"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

func bookDrop() *bot.Drop {
	return &bot.Drop{Label: "記入した台帳のファイルを渡す", Hint: fmt.Sprintf("xlsx、1つ%sまで。渡しただけでは、台帳は変わりません。", megabytes(bot.MaxFile)), Accept: []string{".xlsx"}}
}

// takeBook makes what was read of a workbook a draft, and shows it.
func takeBook(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayBring(); err != nil || instead != nil {
		return orView(instead), err
	}
	if a.ev.Draft == "" {
		view, err := drawImports(a.turn, nil)
		view.Problem = a.unreadProblem()
		return view, err
	}
	i, err := a.Import(a.ev.Draft)
	if err != nil {
		return bot.View{}, fmt.Errorf("read import: %w", err)
	}
	if mine, err := a.myDrafts(); err != nil || len(mine) >= mostDrafts {
		view, wrong := drawImports(a.turn, nil)
		view.Problem = fmt.Sprintf("決めていないファイルが%d件あるため、「%s」は受け取っていません。取り込むか捨てるかしてから、もう一度渡してください。", len(mine), fileName(i))
		return view, cmp.Or(err, wrong)
	}
	i.State, i.By = guidance.ImportDraft, a.me.ID
	if err := a.putImport(i); err != nil {
		return bot.View{}, err
	}
	view, err := a.importSummary(i)
	view.Notice = "「" + fileName(i) + "」を読みました。台帳は、まだ変わっていません。"
	return view, err
}

// unreadProblem says that what was handed in could not be read, and why.
func (a *acting) unreadProblem() string {
	switch {
	case a.ev.File != nil:
		return "「" + clip(a.ev.File.Name, maxName) + "」を読めませんでした。台帳は変わっていません。" + unreadWords(a.ev.Unread)
	case a.ev.Unread == "busy":
		return "貼り付けた行を、まだ読めていません。台帳は変わっていません。1分ほど待ってから、もう一度貼り付けてください。"
	}
	return "貼り付けた行を読めませんでした。台帳は変わっていません。「貼り付けデータ生成」のA列からX列までを、行ごとコピーして貼り付けてください。見出しの行を付けると、ほかの並びでも読めます。"
}

// unreadWords say why a file could not be read, and what to do.
func unreadWords(why string) string {
	switch why {
	case "locked":
		return "パスワードが付いているか、古い形式のファイルです。パスワードを外し、.xlsx で保存し直してから渡してください。"
	case "large":
		return "大きすぎます。台帳のシートだけを残してから渡してください。"
	case "heads":
		return "台帳の見出しのあるシートが見つかりません。「サービス名」と、ほかに2つ以上の見出しを、1つの行に並べてください。"
	case "unclear":
		return "読めないセルが多すぎます。答えを「配点」シートの選択肢に、日付を 2026/4/1 のような形にそろえてから渡してください。"
	case "slow":
		return "読むのに時間がかかりすぎました。台帳のシートだけを残してから渡してください。"
	case "busy":
		return "いま、ほかのファイルを読んでいます。1分ほど待ってから、もう一度渡してください。"
	}
	return "Excel（.xlsx）のファイルではないか、壊れています。Excelで開けるかを確かめ、.xlsx で保存し直してから渡してください。"
}

// putImport writes an import and tells the screens that show it.
func (a *acting) putImport(i guidance.Import) error {
	a.changed = append(a.changed, importTopic(i.Key), personTopic(i.By))
	if err := a.tx.PutImport(i); err != nil {
		return fmt.Errorf("write import: %w", err)
	}
	return nil
}

// myDrafts are the files of this person that wait to be decided, the oldest first.
func (t *turn) myDrafts() ([]guidance.Import, error) { return t.myImports(guidance.ImportDraft) }

func (a *acting) dropImport(key string) error {
	const whole = 2_000
	_, err := a.tx.DropImport(key, whole)
	a.changed = append(a.changed, importTopic(key), personTopic(a.me.ID))
	return err
}

// myImports are those this person may see, the oldest first: what they handed in,
// and for managers what others have taken over; only those of a state where one
// is named.
func (t *turn) myImports(state guidance.ImportState) ([]guidance.Import, error) {
	all, err := t.Imports()
	return slices.DeleteFunc(all, func(i guidance.Import) bool { return !t.seesImport(i) || state != "" && i.State != state }), err
}

func (t *turn) seesImport(i guidance.Import) bool {
	switch i.State {
	case guidance.ImportReading:
		return false
	case guidance.ImportDraft:
		return t.isMe(i.By)
	}
	return t.isMe(i.By) || t.me.MayImport()
}

// fileName is what an import is called.
func fileName(i guidance.Import) string {
	if i.File == "" {
		return "貼り付けた行"
	}
	return clip(i.File, maxName)
}

// stateWords say how far an import is.
func stateWords(i guidance.Import) string {
	switch i.State {
	case guidance.ImportDraft:
		return "確認を待っています"
	case guidance.ImportDone:
		return "取り込みました"
	case guidance.ImportUndone:
		return "元に戻しました"
	case guidance.UndoPreparing, guidance.UndoSettling:
		return "元に戻しています"
	}
	return "取り込んでいます"
}

// importRows lead from the menu to what waits to be decided.
func (t *turn) importRows() (rows []bot.Row, err error) {
	mine, err := t.myDrafts()
	for _, i := range mine {
		rows = append(rows, bot.Row{Cells: []bot.Cell{{Text: "取り込む前のファイル：" + clip(fileName(i), 40)}, {Text: "確認待ち", Mark: bot.Open}}, Open: bot.ActionID("import/" + i.Key)})
	}
	return rows, err
}

// drawImports lists the files that were handed in, a page of them: imports/PAGE.
func drawImports(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayBring(); err != nil || instead != nil {
		return orView(instead), err
	}
	all, err := t.myImports("")
	if err != nil {
		return bot.View{}, fmt.Errorf("read imports: %w", err)
	}
	slices.Reverse(all)
	page := pageAt(args, len(all))
	view := bot.View{
		At: below("imports")(page), Title: "ファイルから取り込む",
		Body: []string{
			"記入した台帳のExcelファイルを渡すと、いまの台帳と違うところを、セルごとに見せます。取り込むかどうかは、見てから決められます。",
			"渡したファイルの内容は、7日のあいだここに残り、そのあと消えます。",
		},
		Drop:    bookDrop(),
		Actions: append(turnPages(below("imports"), page, len(all), "件"), bot.Action{ID: "ledger", Label: "台帳に戻る"}),
		Watch:   []string{personTopic(t.me.ID)},
	}
	if len(all) == 0 {
		return view, nil
	}
	if mine, err := t.myDrafts(); err != nil {
		return view, err
	} else if len(mine) > 1 {
		view.Actions = append([]bot.Action{{ID: "do/imports/take", Label: fmt.Sprintf("決めていない%d件のファイルから、台帳と食い違わないものをすべて取り込む", len(mine))}}, view.Actions...)
	}
	view.Table = &bot.Table{Caption: "渡されたファイル", Head: []string{"ファイル", "渡した人", "状態"}}
	for _, i := range pageOfRows(all, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: clip(fileName(i), 40)}, {Text: t.bringer(i) + "（" + t.day(i.Made) + "）"}, {Text: stateWords(i)}},
			Open:  bot.ActionID("import/" + i.Key),
		})
	}
	return view, nil
}

// bringer is who handed a file in.
func (t *turn) bringer(i guidance.Import) string {
	if i.By == "" {
		return "この仕組みの担当者"
	}
	return t.name(i.By)
}

// importOf is the import that a route names, if this person may see it.
func (t *turn) importOf(args []string) (guidance.Import, error) {
	if len(args) == 0 {
		return guidance.Import{}, guidance.ErrNotFound
	}
	i, err := t.Import(args[0])
	if err == nil && !t.seesImport(i) {
		err = guidance.ErrNotFound
	}
	return i, err
}

// drawImport shows an import, or a part of it: import/KEY, import/KEY/list/CLASS,
// import/KEY/row/N, import/KEY/unread.
func drawImport(t *turn, args []string) (bot.View, error) {
	i, err := t.importOf(args)
	if errors.Is(err, guidance.ErrNotFound) {
		view, err := drawImports(t, nil)
		view.Problem = "このファイルの取り込みは、もうありません。捨てたか、7日が過ぎて消えています。台帳は変わっていません。"
		return view, err
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("read import: %w", err)
	}
	rest := args[1:]
	switch {
	case len(rest) > 1 && rest[0] == "list":
		return t.importList(i, guidance.ImportClass(rest[1]), rest[2:])
	case len(rest) > 1 && rest[0] == "row":
		return t.importRow(i, rest[1], rest[2:])
	case len(rest) > 0 && rest[0] == "unread":
		return t.importRemarks(i, rest[1:])
	}
	return t.importSummary(i)
}
