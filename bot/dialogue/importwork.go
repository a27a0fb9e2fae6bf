package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/rubric"
)

// An import is taken over in slices, one a turn: first what it leaves of each
// service is prepared beside the ledger, then all of it comes into force at once,
// then it is put in its place, slice by slice again. Undoing one goes the same
// way. Where the process ends in between, the next tick goes on with the slice
// that its record names.

// workTick does one piece of what is left to be done.
func (c *core) workTick(tx guidance.Tx, ev bot.Event) (bot.Reply, error) {
	a := &acting{turn: &turn{Reader: tx, core: c, ev: ev}, tx: tx}
	err := errors.Join(a.workOnce(), a.fault)
	return bot.Reply{Post: a.post, Changed: a.changed, More: a.more}, err
}

func (a *acting) workOnce() error {
	i, err := a.firstWork()
	if err != nil {
		return err
	}
	if i.Key == "" {
		return a.forgetImports()
	}
	if a.me, err = a.actorOf(i); err != nil {
		return err
	}
	if i, err = a.work(i); err != nil {
		return err
	}
	a.more = true // or it is looked whether anything else is left
	if i.Working() || i.By == "" || i.Rows <= guidance.ImportSlice && i.Left == 0 {
		return nil // who hands in many small files is not told of each
	}
	return a.notify(cmp.Or(a.me.ID, i.By), guidance.Notice{Key: fmt.Sprintf("import-%s-%d", i.Key, i.Asked.Unix()), Text: doneWords(i), Route: "import/" + i.Key})
}

// forgetImports drops a part of what is kept no longer.
func (a *acting) forgetImports() error {
	const part = 200
	all, err := a.Imports()
	if err != nil {
		return fmt.Errorf("read imports: %w", err)
	}
	for _, i := range all {
		if i.Stale(a.ev.At) {
			a.more = true
			_, err := a.tx.DropImport(i.Key, part)
			return err
		}
	}
	return nil
}

// firstWork is the import that was asked for first of those that wait; one
// without a key where none does.
func (t *turn) firstWork() (first guidance.Import, err error) {
	all, err := t.Imports()
	if err != nil {
		return first, fmt.Errorf("read imports: %w", err)
	}
	for _, i := range all {
		if i.Working() && (first.Key == "" || begun(i) && !begun(first) || begun(i) == begun(first) && i.Asked.Before(first.Asked)) {
			first = i
		}
	}
	return first, nil
}

// begun reports whether something of an import is prepared: it is finished before
// the next.
func begun(i guidance.Import) bool {
	return i.Next > 0 || i.State == guidance.ImportSettling || i.State == guidance.UndoSettling
}

// actorOf is as whom an import is worked on: who asked for it, as far as they are
// still there.
func (t *turn) actorOf(i guidance.Import) (guidance.Person, error) {
	id := i.By
	if i.State == guidance.UndoPreparing || i.State == guidance.UndoSettling {
		id = i.Undoer
	}
	if id == "" {
		return guidance.Person{Role: guidance.Manager}, nil // the operator
	}
	p, there, err := t.personNow(id)
	if !there {
		p = guidance.Person{}
	}
	return p, err
}

// work does the next slice of an import.
func (a *acting) work(i guidance.Import) (guidance.Import, error) {
	var err error
	switch i.State {
	case guidance.ImportPreparing:
		err = a.prepareSlice(&i)
	case guidance.UndoPreparing:
		err = a.unprepareSlice(&i)
	default:
		err = a.settleSlice(&i)
	}
	if err != nil {
		return i, err
	}
	if i.Next++; i.Next >= guidance.Slices(i.Rows) {
		err = a.nextState(&i)
	}
	return i, errors.Join(err, a.putImport(i))
}

// nextState is what follows the last slice.
func (a *acting) nextState(i *guidance.Import) error {
	i.Next = 0
	a.changed = append(a.changed, ledgerTopic)
	switch i.State {
	case guidance.ImportPreparing:
		i.State, i.Done = guidance.ImportSettling, a.ev.At
		return a.tx.Enforce()
	case guidance.UndoPreparing:
		i.State = guidance.UndoSettling
		return a.tx.Enforce()
	}
	did := fmt.Sprintf("take %d %d", i.Added, i.Changed)
	if i.State == guidance.UndoSettling {
		i.State, did = guidance.ImportUndone, fmt.Sprintf("undo %d", i.Kept)
	} else if i.State = guidance.ImportDone; i.Added+i.Changed == 0 {
		i.State, i.Done = guidance.ImportDraft, time.Time{} // nothing was decided yet
		return a.tx.Settled()
	}
	return errors.Join(a.tx.Settled(), a.tx.Audit(guidance.Entry{At: a.ev.At, Who: a.me.ID, Did: guidance.DidImport, About: did}))
}

// prepareSlice prepares what the rows of a slice make of their services.
func (a *acting) prepareSlice(i *guidance.Import) error {
	lines, err := a.importLines(*i, i.Next)
	if err != nil {
		return err
	}
	since, err := a.namesSince(*i)
	if err != nil {
		return err
	}
	for n := range lines {
		if err := a.prepareLine(i, &lines[n], since); err != nil {
			return fmt.Errorf("prepare row %d: %w", lines[n].n, err)
		}
	}
	return a.putMarks(i, lines)
}

func (a *acting) putMarks(i *guidance.Import, lines []line) error {
	var marks []guidance.ImportMark
	for _, l := range lines {
		if l.mark != (guidance.ImportMark{Row: l.n}) {
			marks = append(marks, l.mark)
		}
	}
	if len(marks) == 0 {
		return nil
	}
	return a.tx.PutImportMarks(i.Key, i.Next, marks)
}

// namesSince are the names of the services that were added after an import was read,
// folded.
func (a *acting) namesSince(i guidance.Import) (map[string]bool, error) {
	since, err := a.ServicesAfter(i.Last)
	if err != nil {
		return nil, fmt.Errorf("read newer services: %w", err)
	}
	names := make(map[string]bool, len(since))
	for _, s := range since {
		names[guidance.Fold(s.Name)] = true
	}
	return names, nil
}

// prepareLine prepares what one row makes of its service, if it is to.
func (a *acting) prepareLine(i *guidance.Import, l *line, since map[string]bool) error {
	verdict := cmp.Or(l.mark.Verdict, i.Sweep)
	if l.mark.No != 0 || !decidable(l.row) || verdict == guidance.Leave || verdict == guidance.NoVerdict {
		return nil
	}
	if l.mark.Left != "" {
		l.mark.Left = "" // it is tried once more
		i.Left--
	}
	if l.row.Class == guidance.RowSimilar && l.mark.Verdict == guidance.NoVerdict {
		return nil // it is to be decided singly
	}
	if l.row.Match == 0 {
		return a.prepareNew(i, l, since)
	}
	st, cells, err := a.lineCells(*i, l.row)
	if errors.Is(err, guidance.ErrNotFound) {
		return leave(i, l, guidance.LeftMoved) // what had made the service was undone
	}
	if err != nil {
		return err
	}
	if l.mark.Verdict == guidance.NoVerdict && verdict == guidance.Take && importing.Newer(cells) {
		return nil // it is to be decided singly
	}
	taken := importing.Chosen(cells, verdict)
	if !a.me.May(guidance.ChangeService, &st.Service) {
		return leave(i, l, guidance.LeftRight)
	}
	if l.mark.Verdict == guidance.Take {
		moved, err := importing.Moved(a, st, taken, l.mark.Rev, l.mark.SheetRev)
		if err != nil {
			return err
		}
		if moved {
			return leave(i, l, guidance.LeftMoved)
		}
	}
	if len(taken) == 0 {
		return nil
	}
	p := importing.Prepare(l.row, st, taken, a.lib.Current(rubric.Checklist), a.actor())
	l.mark.No, l.mark.Was, l.mark.Is, l.mark.SheetWas, l.mark.SheetIs = p.Service.No, p.Base, p.Service.Rev, p.SheetBase, p.Sheet.Rev
	i.Changed++
	return a.tx.Prepare(p)
}

func (a *acting) actor() importing.Actor { return importing.Actor{By: a.me.ID, At: a.ev.At} }

// leave notes why a row is not taken over.
func leave(i *guidance.Import, l *line, why guidance.LeftBehind) error {
	l.mark.Left = why
	i.Left++
	return nil
}

// prepareNew prepares a service that the ledger has not, unless it has one of the
// name by now.
func (a *acting) prepareNew(i *guidance.Import, l *line, since map[string]bool) error {
	if !a.me.MayImport() {
		return leave(i, l, guidance.LeftRight)
	}
	if since[guidance.Fold(l.row.Service.Name)] {
		return leave(i, l, guidance.LeftNamed)
	}
	no, err := a.tx.NewServiceNo()
	if err != nil {
		return fmt.Errorf("number a service: %w", err)
	}
	p := importing.New(l.row, no, a.lib.Current(rubric.Checklist), a.actor())
	l.mark.No, l.mark.New, l.mark.Is, l.mark.SheetIs = no, true, p.Service.Rev, p.Sheet.Rev
	i.Added++
	return a.tx.Prepare(p)
}

// unprepareSlice prepares what undoing an import makes of the services of a
// slice.
func (a *acting) unprepareSlice(i *guidance.Import) error {
	lines, err := a.importLines(*i, i.Next)
	if err != nil {
		return err
	}
	for n := range lines {
		l := &lines[n]
		l.mark.Left = ""
		if l.mark.No == 0 {
			continue
		}
		may, err := a.mayUndo(l.mark)
		if err != nil {
			return err
		}
		if !may {
			l.mark.Left = guidance.LeftRight
			i.Kept++
			continue
		}
		u, err := importing.Undo(a, l.mark, a.lib.Current(rubric.Checklist), a.actor())
		if err != nil {
			return fmt.Errorf("undo row %d: %w", l.n, err)
		}
		if len(u.Kept) > 0 {
			l.mark.Left, l.mark.Kept = guidance.LeftUsed, strings.Join(u.Kept, "、")
			i.Kept++
		}
		if u.Nothing {
			continue
		}
		if err := a.tx.Prepare(u.Prepared); err != nil {
			return err
		}
	}
	return a.putMarks(i, lines)
}

// mayUndo reports whether what an import did to a service is this person's to put
// back.
func (a *acting) mayUndo(m guidance.ImportMark) (bool, error) {
	s, err := a.Service(m.No)
	if errors.Is(err, guidance.ErrNotFound) {
		return true, nil // there is nothing to put back
	}
	return a.me.May(guidance.ChangeService, &s), err
}

// settleSlice puts what is in force of the services of a slice in its place.
// Where somebody was faster than the import, theirs stands.
func (a *acting) settleSlice(i *guidance.Import) error {
	lines, err := a.importLines(*i, i.Next)
	if err != nil {
		return err
	}
	for n := range lines {
		l := &lines[n]
		if l.mark.No == 0 {
			continue
		}
		ok, err := a.tx.Settle(l.mark.No)
		if err != nil {
			return fmt.Errorf("settle %s: %w", l.mark.No, err)
		}
		a.changed = append(a.changed, serviceTopic(l.mark.No))
		if !ok {
			a.overtaken(i, l)
		}
	}
	return a.putMarks(i, lines)
}

// overtaken notes that somebody has changed a service while the import was being
// prepared.
func (a *acting) overtaken(i *guidance.Import, l *line) {
	if i.State == guidance.UndoSettling {
		if l.mark.Left == "" {
			l.mark.Left = guidance.LeftUsed
			i.Kept++
		}
		return
	}
	i.Changed--
	i.Left++
	l.mark = guidance.ImportMark{Row: l.n, Verdict: l.mark.Verdict, Rev: l.mark.Rev, SheetRev: l.mark.SheetRev, Left: guidance.LeftMoved}
}
