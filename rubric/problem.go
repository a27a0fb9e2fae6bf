package rubric

import (
	"errors"
	"fmt"
	"strconv"
)

// Problem is one thing that is wrong with a file, and what to do about it.
// Load returns all it finds, joined; errors.As finds the first.
type Problem struct {
	File     string // its path within the folder: cloud-3.1/items.csv
	Line     int    // from 1; 0 when it is about the file or folder as a whole
	What     string // what is wrong, in English
	Mend     string // what to do about it, in English
	Japanese string // both in Japanese, for the operator who edits the table
}

// Error is the place, what is wrong and the mend, with the Japanese on a line
// of its own.
func (p *Problem) Error() string {
	return p.place() + ": " + p.What + ". " + p.Mend + ".\n    " + p.Japanese
}

func (p *Problem) place() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// maxProblems is how many problems are told at once: a table that was spoilt
// as a whole should not fill the operator's screen for ever.
const maxProblems = 50

// problems gathers what is wrong, so that an operator learns it all at once.
type problems struct {
	list []error
	more int
}

// add notes a problem; the English sentences come without a full stop.
func (ps *problems) add(file string, line int, what, mend, japanese string) {
	if len(ps.list) == maxProblems {
		ps.more++
		return
	}
	ps.list = append(ps.list, &Problem{file, line, what, mend, japanese})
}

// err is nil when nothing was found.
func (ps *problems) err() error {
	if ps.more == 0 {
		return errors.Join(ps.list...)
	}
	rest := fmt.Errorf("and %d more problems like these; mend these first\n    ほかに%d件あります。まず上のものから直してください。", ps.more, ps.more)
	return errors.Join(append(ps.list[:len(ps.list):len(ps.list)], rest)...)
}

// clip shortens a cell for use in a message.
func clip(text string) string {
	if r := []rune(text); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return text
}
