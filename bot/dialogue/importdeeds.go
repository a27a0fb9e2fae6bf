package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// doImport decides about an import: do/import/KEY/VERB, and about one of its rows
// do/import/KEY/row/N/VERDICT/REV.SHEETREV.
func doImport(a *acting, args []string) (bot.View, error) {
	i, err := a.importOf(args)
	if err != nil || len(args) < 2 || i.Working() {
		return drawImport(a.turn, args[:min(1, len(args))])
	}
	if instead, err := a.mayBring(); err != nil || instead != nil {
		return orView(instead), err
	}
	switch verb := args[1]; {
	case verb == "undo" && i.MayUndo(a.ev.At):
		return a.undoImport(i)
	case !a.isMe(i.By) || i.State == guidance.ImportUndone:
	case verb == "row" && len(args) > 3:
		return a.markLine(i, args[2:])
	case verb == "drop" && i.State == guidance.ImportDraft:
		return a.throwAway(i)
	case verb == "take":
		return a.takeImport(i, guidance.Take)
	case verb == "keep":
		return a.takeImport(i, guidance.Keep)
	case verb == "only":
		return a.takeImport(i, guidance.NoVerdict)
	}
	return a.importSummary(i)
}

func (a *acting) throwAway(i guidance.Import) (bot.View, error) {
	if err := a.dropImport(i.Key); err != nil {
		return bot.View{}, fmt.Errorf("drop import: %w", err)
	}
	view, err := drawImports(a.turn, nil)
	view.Notice = "「" + fileName(i) + "」から読んだ内容を捨てました。台帳は変わっていません。"
	return view, err
}

// passImports hands on the files that wait to be decided.
func (a *acting) passImports(from, to guidance.PersonID) error {
	all, err := a.Imports()
	if err != nil {
		return fmt.Errorf("read imports: %w", err)
	}
	for _, i := range all {
		if i.By != from || i.State != guidance.ImportDraft {
			continue
		}
		i.By = to
		if err := a.putImport(i); err != nil {
			return err
		}
	}
	return nil
}

// markLine keeps what was decided of one row, with what was before whoever
// decided.
func (a *acting) markLine(i guidance.Import, args []string) (bot.View, error) {
	l, err := a.importLine(i, args[0])
	if err != nil {
		return bot.View{}, err
	}
	v := guidance.Verdict(args[1])
	if l.mark.No != 0 || !decidable(l.row) || !slices.Contains([]guidance.Verdict{guidance.Take, guidance.Keep, guidance.Leave}, v) {
		return a.importRow(i, args[0], nil)
	}
	m := guidance.ImportMark{Row: l.n, Verdict: v}
	if len(args) > 2 {
		rev, sheetRev, _ := strings.Cut(args[2], ".")
		m.Rev, m.SheetRev = revision(rev), revision(sheetRev)
	}
	if l.mark.Left != "" && i.Left > 0 { // it is decided anew
		i.Left--
		if err := a.putImport(i); err != nil {
			return bot.View{}, err
		}
	}
	if err := a.putMark(i.Key, m); err != nil {
		return bot.View{}, err
	}
	a.changed = append(a.changed, importTopic(i.Key))
	view, err := a.importRow(i, args[0], nil)
	view.Notice = "「" + verdictWords(l.row, v) + "」に決めました。台帳は、取り込むまで変わりません。"
	return view, err
}

// putMark writes the mark of one row among those of its slice.
func (a *acting) putMark(key string, m guidance.ImportMark) error {
	slice := m.Row / guidance.ImportSlice
	marks, err := a.ImportMarks(key, slice)
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	at := slices.IndexFunc(marks, func(x guidance.ImportMark) bool { return x.Row >= m.Row })
	switch {
	case at < 0:
		marks = append(marks, m)
	case marks[at].Row == m.Row:
		marks[at] = m
	default:
		marks = slices.Insert(marks, at, m)
	}
	return a.tx.PutImportMarks(key, slice, marks)
}

// takeImport has an import taken over. One of a few rows is done at once, a
// longer one slice by slice in turns of its own.
func (a *acting) takeImport(i guidance.Import, sweep guidance.Verdict) (bot.View, error) {
	i.State, i.Sweep, i.Asked, i.Next = guidance.ImportPreparing, sweep, a.ev.At, 0
	return a.startImport(i)
}

// doImports takes over what is in no conflict of all files that wait:
// do/imports/take. Few rows are done at once.
func doImports(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayBring(); err != nil || instead != nil || len(args) == 0 || args[0] != "take" {
		if err == nil && instead == nil {
			return drawImports(a.turn, nil)
		}
		return orView(instead), err
	}
	mine, err := a.myDrafts()
	if err != nil {
		return bot.View{}, fmt.Errorf("read imports: %w", err)
	}
	files, rows := 0, 0
	for _, i := range mine {
		if clearRows(i) == 0 {
			continue
		}
		files, rows = files+1, rows+i.Rows
		i.State, i.Sweep, i.Asked, i.Next = guidance.ImportPreparing, guidance.Take, a.ev.At, 0
		if err := a.putImport(i); err != nil {
			return bot.View{}, err
		}
	}
	if err := a.workSoon(rows); err != nil {
		return bot.View{}, err
	}
	view, err := drawImports(a.turn, nil)
	view.Notice = allTaken(files, a.more)
	return view, err
}

// allTaken says what became of all files that waited.
func allTaken(files int, more bool) string {
	switch {
	case files == 0:
		return "食い違わずに取り込めるものは、ありませんでした。ファイルを開いて、1件ずつ決めてください。"
	case more:
		return fmt.Sprintf("%d件のファイルを取り込んでいます。終わったものから、下の状態が変わります。", files)
	}
	return fmt.Sprintf("%d件のファイルから取り込みました。決めることが残っていれば、ファイルを開くと見られます。", files)
}

// workSoon does the work on imports at once where these are few rows, and leaves it
// for later where they are not or a longer import is before them.
func (a *acting) workSoon(rows int) error {
	a.more = rows > 0
	for a.more && rows <= guidance.ImportSlice {
		i, err := a.firstWork()
		if err != nil {
			return err
		}
		if a.more = i.Key != ""; !a.more || i.Rows > guidance.ImportSlice || !a.isMe(i.By) {
			return nil
		}
		if _, err := a.work(i); err != nil {
			return err
		}
	}
	return nil
}

func (a *acting) undoImport(i guidance.Import) (bot.View, error) {
	i.State, i.Asked, i.Next, i.Left, i.Kept = guidance.UndoPreparing, a.ev.At, 0, 0, 0
	i.Undoer = a.me.ID
	return a.startImport(i)
}

// startImport starts the work on an import, and does all of it where it is little.
func (a *acting) startImport(i guidance.Import) (bot.View, error) {
	if err := a.putImport(i); err != nil {
		return bot.View{}, err
	}
	for i.Working() && i.Rows <= guidance.ImportSlice {
		now, err := a.firstWork()
		if err != nil {
			return bot.View{}, err
		}
		if now.Key != i.Key {
			break
		}
		if i, err = a.work(now); err != nil {
			return bot.View{}, err
		}
	}
	a.more = i.Working()
	view, err := a.importSummary(i)
	if i.Working() {
		return view, err
	}
	view.Notice = doneWords(i)
	return view, err
}

// doneWords say what was done.
func doneWords(i guidance.Import) string {
	if i.State == guidance.ImportUndone {
		return "「" + fileName(i) + "」を取り込む前に戻しました。"
	}
	words := "「" + fileName(i) + "」を取り込みました。" + countWords(i.Added, i.Changed)
	if i.State == guidance.ImportDraft {
		words = "「" + fileName(i) + "」には、取り込むと決めたものがありませんでした。台帳は変わっていません。"
	}
	if i.Left > 0 {
		words += fmt.Sprintf("取り込めなかったサービスが%d件あります。", i.Left)
	}
	return words
}

// importWords say what the log has of an import: "take 3 5", "undo 1".
func importWords(about string) string {
	var added, changed, kept int
	if n, _ := fmt.Sscanf(about, "take %d %d", &added, &changed); n == 2 {
		return countWords(added, changed)
	}
	if n, _ := fmt.Sscanf(about, "undo %d", &kept); n == 1 && kept > 0 {
		return fmt.Sprintf("元に戻しました。人が直した%d件は残しました。", kept)
	}
	return "元に戻しました。"
}
