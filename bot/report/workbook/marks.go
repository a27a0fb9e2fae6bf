package workbook

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// marks are what the cells of a sheet do not tell when they are read as texts.
type marks struct {
	empty  cellSet // a formula without a value that it came to
	failed cellSet // Excel's own mistakes: #N/A
	beyond string  // the first cell with something in it right of all that is read
	last   int     // the last row with something in it
}

// mostWide is how many cells a sheet's rows may reach over together: whoever reads
// a row makes room for all that stands left of its last cell.
const mostWide = 2 * maxRows * maxColumns

var errText = errors.New("names a text that is not there")

// cellSet are cells, by row and column from 1.
type cellSet map[int]*[(maxColumns + 64) / 64]uint64

func (s cellSet) add(row, column int) {
	if row > maxRows || column > maxColumns {
		return
	}
	if s[row] == nil {
		s[row] = new([(maxColumns + 64) / 64]uint64)
	}
	s[row][column/64] |= 1 << (column % 64)
}

func (s cellSet) has(row, column int) bool {
	return column <= maxColumns && s[row] != nil && s[row][column/64]&(1<<(column%64)) != 0
}

// marking reads a sheet's cells in their order.
type marking struct {
	marks
	texts       int // how many texts the sheets share
	wide        int64
	row, column int
	inCell      bool
	from        int64
	formula     bool
	kept        bool   // the formula has a value, if an empty one
	filled      bool   // something stands there
	kind        string // of the cell, as its attribute t says
}

// marksOf reads a sheet once, tag by tag. It fails where the sheet breaks off or
// holds what nobody's cell does.
func marksOf(r io.Reader, texts int) (marks, error) {
	m := marking{texts: texts, marks: marks{empty: cellSet{}, failed: cellSet{}}}
	err := checkXML(r, m.tag)
	return m.marks, err
}

func (m *marking) tag(x tag) error {
	switch string(x.name) {
	case "row":
		return m.beginRow(x)
	case "c":
		return m.cell(x)
	case "f":
		m.formula = m.formula || m.inCell
	case "v", "t":
		if m.kind == "s" && m.inCell && x.closes && !x.opens {
			if n, err := strconv.Atoi(string(x.text)); len(x.text) > 0 && (err != nil || n < 0 || n >= m.texts) {
				return errText
			}
		}
		if m.inCell && x.closes && (len(x.text) > 0 && !x.opens || m.kind == "str") {
			m.kept = true
			m.filled = m.filled || len(x.text) > 0 && !x.opens
		}
	}
	if m.inCell && x.at-m.from > mostOfCell {
		return fmt.Errorf("%w: a cell", ErrTooLarge)
	}
	return nil
}

func (m *marking) beginRow(x tag) error {
	if !x.opens {
		return nil
	}
	if m.wide += int64(m.column); m.wide > mostWide {
		return fmt.Errorf("%w: rows too wide", ErrTooLarge)
	}
	m.column = 0
	if m.row++; x.attribute("r") != "" {
		m.row, _ = strconv.Atoi(x.attribute("r"))
	}
	return nil
}

// cell begins or ends a cell.
func (m *marking) cell(x tag) error {
	if x.opens {
		m.column++
		m.inCell, m.from, m.formula, m.kept, m.filled, m.kind = true, x.at, false, false, false, x.attribute("t")
		if at := x.attribute("r"); at != "" {
			column, row, err := excelize.CellNameToCoordinates(at)
			if err != nil {
				return err
			}
			m.column, m.row = column, row
		}
	}
	if !x.closes {
		return nil
	}
	m.inCell = false
	if m.filled || m.formula {
		m.last = max(m.last, m.row)
	}
	switch {
	case m.formula && !m.kept:
		m.empty.add(m.row, m.column)
	case m.kind == "e":
		m.failed.add(m.row, m.column)
	}
	if m.beyond == "" && m.column > maxColumns && (m.filled || m.formula) {
		m.beyond = fmt.Sprintf("%s%d", columnName(m.column), m.row)
	}
	return nil
}
