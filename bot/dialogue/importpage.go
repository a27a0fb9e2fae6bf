package dialogue

import (
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// classWords call the classes of rows.
var classWords = map[guidance.ImportClass]string{
	guidance.RowNew: "新しいサービス", guidance.RowChanged: "内容が変わるサービス", guidance.RowNewer: "台帳のほうが新しいところがあるサービス",
	guidance.RowSimilar: "似た名前が台帳にあるサービス",
	guidance.RowUnclear: "どのサービスか決められない行", guidance.RowForeign: "担当していないサービスの行", guidance.RowSame: "台帳と同じサービス",
}

// leftClass lists what was to be taken over, or undone, and could not be.
const leftClass guidance.ImportClass = "left"

// importSummary is what a file would change, or has changed, with its numbers.
func (t *turn) importSummary(i guidance.Import) (bot.View, error) {
	at := "import/" + i.Key
	view := bot.View{
		At: bot.ActionID(at), Title: fileName(i) + " の取り込み",
		Watch: []string{importTopic(i.Key)},
		Body:  t.importLead(i),
	}
	if i.Working() {
		view.Progress = &bot.Progress{Done: min(i.Next*guidance.ImportSlice, i.Rows), Of: i.Rows, Unit: "行"}
		view.Actions = []bot.Action{{ID: "ledger", Label: "台帳を見る"}, {ID: "menu", Label: "メニューに戻る"}}
		return view, nil
	}
	view.Table = importTable(i)
	view.Actions = append(t.importActions(i), bot.Action{ID: "imports", Label: "ほかのファイルを見る"}, bot.Action{ID: "ledger", Label: "台帳に戻る"})
	return view, nil
}

// importLead says in a few sentences how far an import is.
func (t *turn) importLead(i guidance.Import) []string {
	read := fmt.Sprintf("%sが%sに渡したファイルです。シート「%s」から%d件を読みました。", t.bringer(i), t.moment(i.Made), i.Sheet, i.Rows)
	if i.File == "" {
		read = fmt.Sprintf("%sが%sに貼り付けた%d行です。", t.bringer(i), t.moment(i.Made), i.Rows)
	}
	switch i.State {
	case guidance.ImportDraft:
		lines := []string{read}
		if i.As.Before(i.Made) {
			lines = append(lines, "ファイルの内容は、"+t.moment(i.As)+"のものとして扱います。そのあとに台帳で変わったところは「台帳のほうが新しい」と示します。")
		}
		if t.otherEdition(i) {
			lines = append(lines, "読んだあとでチェックの質問の版が替わったため、チェックの答えは取り込みません。ファイルを渡し直すと、新しい版で読みます。")
		}
		if i.Uncompared {
			lines = append(lines, "サービスの数が多いため、似た名前が台帳にあるかは確かめていません。")
		}
		if clearRows(i)+singleRows(i) == 0 {
			return append(lines, "台帳と違うところはありません。取り込むものはありません。")
		}
		return append(lines, "下の表から中身を確かめて、取り込むものを決めてください。決めるまで、台帳は変わりません。")
	case guidance.ImportDone:
		return append([]string{read, t.moment(i.Done) + "に取り込みました。" + countWords(i.Added, i.Changed)}, t.undoLine(i)...)
	case guidance.ImportUndone:
		lines := []string{read, t.moment(i.Asked) + "に、取り込む前に戻しました。"}
		if i.Kept > 0 {
			lines = append(lines, fmt.Sprintf("取り込んだあとで人が直したところのある%d件は、その直しを残しました。", i.Kept))
		}
		return lines
	case guidance.UndoPreparing, guidance.UndoSettling:
		return []string{read, "取り込む前に戻しています。終わったらお知らせします。"}
	}
	return []string{read, "取り込んでいます。終わるまで、台帳は前のまま見えます。終わったらお知らせします。"}
}

func countWords(added, changed int) string {
	return fmt.Sprintf("新しいサービス%d件、内容が変わったサービス%d件です。", added, changed)
}

func (t *turn) undoLine(i guidance.Import) []string {
	if !i.MayUndo(t.ev.At) {
		return nil
	}
	return []string{"取り込みは、" + t.moment(i.Done.Add(guidance.UndoFor)) + "まで元に戻せます。"}
}

// importTable counts the rows by what they are; each count leads to them.
func importTable(i guidance.Import) *bot.Table {
	table := &bot.Table{Caption: "読んだときの台帳との違い", Head: []string{"内容", "件数"}}
	add := func(text string, n int, unit string, open string, mark bot.Mark) {
		if n > 0 {
			table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{{Text: text}, {Text: fmt.Sprintf("%d%s", n, unit), Mark: mark}}, Open: bot.ActionID("import/" + i.Key + "/" + open)})
		}
	}
	add("取り込めなかったサービス", i.Left, "件", "list/left", bot.Caution)
	if i.State == guidance.ImportUndone {
		add("戻さずに残したサービス", i.Kept, "件", "list/left", bot.Caution)
	}
	for _, class := range guidance.ImportClasses {
		mark := bot.Plain
		if class == guidance.RowNewer || class == guidance.RowSimilar || class == guidance.RowUnclear {
			mark = bot.Caution
		}
		add(classWords[class], i.Found[class], "件", "list/"+string(class), mark)
	}
	add("読み取れなかったセル", i.Remarks, "か所", "unread", bot.Caution)
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

// importActions are what can be done with an import as a whole.
func (t *turn) importActions(i guidance.Import) (list []bot.Action) {
	do := "do/import/" + i.Key + "/"
	if rest := clearRows(i) + singleRows(i) - i.Added - i.Changed; t.isMe(i.By) && rest > 0 && (i.State == guidance.ImportDraft || i.State == guidance.ImportDone) {
		list = takeActions(i, do)
	}
	if i.MayUndo(t.ev.At) {
		list = append(list, bot.Action{ID: bot.ActionID(do + "undo"), Label: "取り込みを元に戻す", Style: bot.Danger,
			Confirm: "取り込む前の内容に戻しますか？ 取り込んだあとで人が直したところは、その直しを残します。"})
	}
	if i.State == guidance.ImportDraft && t.isMe(i.By) {
		list = append(list, bot.Action{ID: bot.ActionID(do + "drop"), Label: "取り込まずに捨てる", Style: bot.Danger, Confirm: "このファイルから読んだ内容を捨てますか？ 台帳は変わりません。"})
	}
	return list
}

// clearRows are those that can be taken over without anybody deciding them singly,
// singleRows those that had better be decided.
func clearRows(i guidance.Import) int {
	return i.Found[guidance.RowNew] + i.Found[guidance.RowChanged]
}

func singleRows(i guidance.Import) int {
	return i.Found[guidance.RowNewer] + i.Found[guidance.RowSimilar]
}

// takeActions offer what there is (still) to be taken over.
func takeActions(i guidance.Import, do string) (list []bot.Action) {
	fresh := i.State == guidance.ImportDraft
	if clear := clearRows(i); clear > 0 && (fresh || i.Sweep == guidance.NoVerdict) {
		label := "すべて取り込む"
		switch {
		case !fresh:
			label = "残りのうち、台帳と食い違わないものをすべて取り込む"
		case singleRows(i) > 0:
			label = fmt.Sprintf("台帳と食い違わない%d件をすべて取り込む", clear)
		}
		list = append(list, bot.Action{ID: bot.ActionID(do + "take"), Label: label, Style: bot.Primary})
	}
	if i.Found[guidance.RowNewer] > 0 && (fresh || i.Sweep != guidance.Keep) {
		list = append(list, bot.Action{ID: bot.ActionID(do + "keep"), Label: "台帳のほうが新しいところは残して、すべて取り込む"})
	}
	return append(list, bot.Action{ID: bot.ActionID(do + "only"), Label: "1件ずつ決めたものだけを取り込む"})
}

// importRemarks lists what was not understood, a page of it, to the last cell.
func (t *turn) importRemarks(i guidance.Import, args []string) (bot.View, error) {
	route := below("import/" + i.Key + "/unread")
	page := pageAt(args, i.Remarks)
	view := bot.View{
		At: route(page), Title: fileName(i) + " の読み取れなかったところ",
		Body: []string{
			fmt.Sprintf("%dか所あります。ここにあるセルは取り込みません。ファイルで直して、もう一度渡すこともできます。", i.Remarks),
		},
		Table:   &bot.Table{Head: []string{"セル", "書いてあること", "理由"}},
		Actions: append(turnPages(route, page, i.Remarks, "か所"), bot.Action{ID: bot.ActionID("import/" + i.Key), Label: "取り込みの画面に戻る"}),
		Watch:   []string{importTopic(i.Key)},
	}
	for n := (page - 1) * pageRows; n < min(page*pageRows, i.Remarks); n++ {
		part, err := t.ImportRemarks(i.Key, n/guidance.ImportSlice)
		if err != nil || n%guidance.ImportSlice >= len(part) {
			return view, err
		}
		r := part[n%guidance.ImportSlice]
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{{Text: clip(r.Cell, 60)}, {Text: clip(r.Text, 60)}, {Text: r.Why}}})
	}
	return view, nil
}
