package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/rubric"
)

// line is a row of an import with what was decided of it.
type line struct {
	n   int // from 0
	row guidance.ImportRow
	// mark is empty but for its Row where nothing was decided.
	mark guidance.ImportMark
}

// importLines are the rows of a slice with their marks.
func (t *turn) importLines(head guidance.Import, slice int) ([]line, error) {
	rows, err := t.ImportRows(head.Key, slice)
	marks, markErr := t.ImportMarks(head.Key, slice)
	if err := errors.Join(err, markErr); err != nil {
		return nil, fmt.Errorf("read rows of an import: %w", err)
	}
	lines := make([]line, len(rows))
	for i, row := range rows {
		if t.otherEdition(head) {
			row.Answers = nil
		}
		n := slice*guidance.ImportSlice + i
		lines[i] = line{n: n, row: row, mark: guidance.ImportMark{Row: n}}
	}
	for _, m := range marks {
		if i := m.Row - slice*guidance.ImportSlice; i >= 0 && i < len(lines) {
			lines[i].mark = m
		}
	}
	return lines, nil
}

// otherEdition reports whether the questions were replaced since a file was read:
// its answers are then those to others.
func (t *turn) otherEdition(i guidance.Import) bool {
	return i.Edition != t.lib.Current(rubric.Checklist).Edition
}

// importLine is one of them by its number; ErrNotFound for none.
func (t *turn) importLine(head guidance.Import, number string) (line, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return line{}, guidance.ErrNotFound
	}
	lines, err := t.importLines(head, n/guidance.ImportSlice)
	if err == nil && n%guidance.ImportSlice >= len(lines) {
		err = guidance.ErrNotFound
	}
	if err != nil {
		return line{}, err
	}
	return lines[n%guidance.ImportSlice], nil
}

func (l line) is(class guidance.ImportClass) bool {
	if class == leftClass {
		return l.mark.Left != ""
	}
	return l.row.Class == class
}

// importList lists the rows of a class, a page of them.
func (t *turn) importList(i guidance.Import, class guidance.ImportClass, args []string) (bot.View, error) {
	title := classTitle(i, class)
	if title == "" {
		return t.importSummary(i)
	}
	var hits []line
	for n := range guidance.Slices(i.Rows) {
		lines, err := t.importLines(i, n)
		if err != nil {
			return bot.View{}, err
		}
		for _, l := range lines {
			if l.is(class) {
				hits = append(hits, l)
			}
		}
	}
	route := below("import/" + i.Key + "/list/" + string(class))
	page := pageAt(args, len(hits))
	view := bot.View{
		At: route(page), Title: title,
		Body:    []string{fmt.Sprintf("%s に%d件あります。", fileName(i), len(hits))},
		Table:   &bot.Table{Head: []string{"サービス", "行", "状態"}},
		Actions: append(turnPages(route, page, len(hits), "件"), bot.Action{ID: bot.ActionID("import/" + i.Key), Label: "取り込みの画面に戻る"}),
		Watch:   []string{importTopic(i.Key)},
	}
	for _, l := range pageOfRows(hits, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: clip(l.row.Service.Name, 40)}, {Text: lineNo(l.row)}, {Text: lineState(i, l)}},
			Open:  bot.ActionID(fmt.Sprintf("import/%s/row/%d", i.Key, l.n)),
		})
	}
	if len(hits) == 0 {
		view.Table = nil
	}
	return view, nil
}

// classTitle calls the rows of a class; empty for none.
func classTitle(i guidance.Import, class guidance.ImportClass) string {
	switch {
	case class != leftClass:
		return classWords[class]
	case i.State == guidance.ImportUndone:
		return "戻さずに残したサービス"
	}
	return "取り込めなかったサービス"
}

// lineNo says where a row stands in its file.
func lineNo(x guidance.ImportRow) string {
	return fmt.Sprintf("%d行目", x.Line)
}

// lineState says what was decided of a row, or became of it.
func lineState(i guidance.Import, l line) string {
	switch {
	case l.mark.Left != "":
		return leftWords(l.mark.Left)
	case l.mark.No != 0 && i.State == guidance.ImportUndone:
		return "元に戻しました"
	case l.mark.No != 0:
		return "取り込みました（" + l.mark.No.String() + otherNo(l) + "）"
	case !decidable(l.row):
		return "取り込みません"
	}
	return verdictWords(l.row, l.mark.Verdict)
}

// otherNo tells the number that the file has for a new service, where the bot gave
// it another.
func otherNo(l line) string {
	if no, ok := guidance.ParseServiceNo(l.row.No); !l.mark.New || l.row.No == "" || ok && no == l.mark.No {
		return ""
	}
	return "。ファイルでは " + clip(l.row.No, 20)
}

// verdictWords are a verdict about a row, as its button has it.
func verdictWords(x guidance.ImportRow, v guidance.Verdict) string {
	switch {
	case v == guidance.Take && x.Class == guidance.RowSimilar:
		return "別のサービスとして加える"
	case v == guidance.Take && x.Match == 0:
		return "新しいサービスとして加える"
	}
	switch v {
	case guidance.Take:
		return "ファイルのとおりにする"
	case guidance.Keep:
		return "台帳のほうが新しいところを残す"
	case guidance.Leave:
		return "このサービスは取り込まない"
	}
	return "まだ決めていません"
}

// leftWords say why a row was not taken over, or not undone.
func leftWords(why guidance.LeftBehind) string {
	switch why {
	case guidance.LeftMoved:
		return "決めたあとに、台帳で同じところが変わりました"
	case guidance.LeftNamed:
		return "読んだあとに、同じ名前のサービスが台帳に加わりました"
	case guidance.LeftRight:
		return "取り込むことのできる役割では、なくなりました"
	}
	return "取り込んだあとで人が直したところを残しました"
}

// decidable reports whether there is anything to decide about a row.
func decidable(x guidance.ImportRow) bool {
	return slices.Contains([]guidance.ImportClass{guidance.RowNew, guidance.RowSimilar, guidance.RowChanged, guidance.RowNewer}, x.Class)
}

// importRow shows one service of a file beside what stands in the ledger.
func (t *turn) importRow(i guidance.Import, number string, args []string) (bot.View, error) {
	l, err := t.importLine(i, number)
	if err != nil {
		return bot.View{}, err
	}
	route := below(fmt.Sprintf("import/%s/row/%d", i.Key, l.n))
	view := bot.View{Title: l.row.Service.Name, Watch: []string{importTopic(i.Key)}, Body: []string{t.lineLead(i, l)}}
	if l.mark.Kept != "" {
		view.Body = append(view.Body, "人が直したため残したところ："+l.mark.Kept)
	}
	foreign, err := t.foreign(l.row)
	if err != nil {
		return bot.View{}, err
	}
	if l.row.Remark != "" && !foreign {
		view.Body = append(view.Body, l.row.Remark)
	}
	back := bot.Action{ID: bot.ActionID("import/" + i.Key + "/list/" + string(l.row.Class)), Label: "一覧に戻る"}
	if l.mark.No != 0 || foreign || !decidable(l.row) {
		view.At, view.Actions = route(1), []bot.Action{back}
		if l.mark.No != 0 && !l.mark.New || l.mark.New && i.State == guidance.ImportDone {
			view.Actions = append([]bot.Action{{ID: bot.ActionID(fmt.Sprintf("service/%d", l.mark.No)), Label: l.mark.No.String() + "を見る"}}, back)
		}
		return view, nil
	}
	st, cells, err := t.lineCells(i, l.row)
	if err != nil {
		return bot.View{}, err
	}
	page := pageAt(args, len(cells))
	view.At, view.Table = route(page), t.cellTable(pageOfRows(cells, page))
	if st.OtherEdition(t.lib.Current(rubric.Checklist)) {
		view.Body = append(view.Body, "このサービスのチェックは別の版の質問で答えてあるため、チェックの答えは取り込みません。")
	}
	if len(cells) == 0 {
		view.Body = append(view.Body, "いまの台帳と違うところは、ありません。")
	}
	next, err := t.nextLine(i, l)
	view.Actions = slices.Concat(turnPages(route, page, len(cells), "か所"), t.lineActions(i, l, st, cells), next, []bot.Action{back, {ID: bot.ActionID("import/" + i.Key), Label: "取り込みの画面に戻る"}})
	return view, err
}

// nextLine leads to the next row of the same class that nobody has decided yet, if
// there is one not far behind.
func (t *turn) nextLine(i guidance.Import, l line) ([]bot.Action, error) {
	const far = 4 // slices
	for slice := l.n / guidance.ImportSlice; slice < min(l.n/guidance.ImportSlice+far, guidance.Slices(i.Rows)); slice++ {
		lines, err := t.importLines(i, slice)
		if err != nil {
			return nil, err
		}
		for _, x := range lines {
			if x.n > l.n && x.row.Class == l.row.Class && x.mark == (guidance.ImportMark{Row: x.n}) {
				return []bot.Action{{ID: bot.ActionID(fmt.Sprintf("import/%s/row/%d", i.Key, x.n)), Label: "次のサービスを見る"}}, nil
			}
		}
	}
	return nil, nil
}

// foreign reports whether a row is of a service that is not this person's to
// change (any more): nothing of the ledger is then shown beside it.
func (t *turn) foreign(x guidance.ImportRow) (bool, error) {
	if x.Match == 0 {
		return !t.me.MayImport(), nil
	}
	s, err := t.Service(x.Match)
	if errors.Is(err, guidance.ErrNotFound) {
		return true, nil
	}
	return !t.me.May(guidance.ChangeService, &s), err
}

// lineLead says which service a row means and what was decided.
func (t *turn) lineLead(i guidance.Import, l line) string {
	file := lineNo(l.row)
	if l.row.No != "" {
		file += "、管理番号は " + clip(l.row.No, 20)
	}
	source := "ファイル（" + file + "）の行です。"
	if i.File == "" {
		source = "貼り付けた行（" + file + "）です。"
	}
	text := source + lineState(i, l) + "。"
	if l.mark.No == 0 && l.mark.Left == "" && l.mark.Verdict != "" {
		text = source + "「" + verdictWords(l.row, l.mark.Verdict) + "」に決めてあります。"
	}
	if l.row.Class == guidance.RowUnclear || l.row.Class == guidance.RowForeign {
		return text
	}
	if l.row.Match == 0 {
		if l.mark.New {
			return text
		}
		return "台帳にない、新しいサービスです。番号は取り込むときに付きます。" + text
	}
	return l.row.Match.String() + " として読みました。" + text
}

// lineCells are the cells of a row that differ from what stands now.
func (t *turn) lineCells(i guidance.Import, x guidance.ImportRow) (importing.Standing, []importing.Cell, error) {
	var st importing.Standing
	var err error
	if x.Match != 0 {
		st, err = importing.Stand(t, x, i.As)
	}
	return st, importing.Cells(x, st, t.lib.Current(rubric.Checklist)), err
}

func (t *turn) cellTable(cells []importing.Cell) *bot.Table {
	if len(cells) == 0 {
		return nil
	}
	table := &bot.Table{Caption: "違うところ", Head: []string{"項目", "いまの台帳", "ファイル"}}
	for _, c := range cells {
		was := bot.Cell{Text: orBlank(clip(c.Was, 60))}
		if c.Newer {
			was.Text += fmt.Sprintf("（台帳のほうが新しい：%s %s）", t.moment(c.At), t.changer(c.By, c.File))
			was.Mark = bot.Caution
		}
		table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{{Text: c.What}, was, {Text: clip(c.Is, 60)}}})
	}
	return table
}

// lineActions decide a row. They carry the revisions that are shown.
func (t *turn) lineActions(i guidance.Import, l line, st importing.Standing, cells []importing.Cell) (list []bot.Action) {
	if len(cells) == 0 || !t.isMe(i.By) || i.Working() || i.State == guidance.ImportUndone {
		return nil
	}
	add := func(v guidance.Verdict) {
		style := bot.Normal
		if l.mark.Verdict == "" && v == guidance.Take {
			style = bot.Primary
		}
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/import/%s/row/%d/%s/%d.%d", i.Key, l.n, v, st.Service.Rev, st.Sheet.Rev)), Label: verdictWords(l.row, v), Style: style})
	}
	add(guidance.Take)
	if importing.Newer(cells) {
		add(guidance.Keep)
	}
	add(guidance.Leave)
	return list
}
