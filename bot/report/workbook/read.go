package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// What is read of a workbook at most: more is nobody's ledger.
const (
	// MaxBook is how large a file may be, in bytes.
	MaxBook     = 8 << 20
	unzipped    = 64 << 20 // of all that it holds
	xmlInMemory = 16 << 20 // of one part, before it goes to the disk
	headRows    = 40       // how far down the headings may stand
	maxRows     = 20_000
	maxColumns  = 200
)

// Why a file is not read (errors.Is).
var (
	ErrNotBook   = errors.New("workbook: not an Excel workbook of the kind .xlsx")
	ErrLocked    = errors.New("workbook: protected by a password")
	ErrTooLarge  = errors.New("workbook: too large")
	ErrNoLedger  = errors.New("workbook: no sheet has the headings of a ledger")
	errManyLines = fmt.Errorf("%w: more than %d rows", ErrTooLarge, maxRows)
)

// Found is what a workbook says of services.
type Found struct {
	Sheet string
	Rows  []FoundRow
	// Remarks are what was not understood, or left out on purpose: nothing of a
	// workbook is dropped without being named.
	Remarks []Remark
}

// FoundRow is one service as the workbook has it. Only what it has a column for
// is known.
type FoundRow struct {
	Row     int
	No      string // as it stands there
	Service guidance.Service
	Has     map[Column]bool         // the columns that are there
	Answers map[string]rubric.Label // rubric.Item.ID → what was answered
	Asked   map[string]bool         // the items that have a column
}

// Remark says what became of a cell that was not taken over.
type Remark struct {
	Cell string // its address, 一覧表!J7
	Text string // what stands there
	Why  string // in words for people
}

// Column is one of the nine before the items, by its heading in the workbook.
type Column string

// reading is a workbook that is being read.
type reading struct {
	f     *excelize.File
	in    *rubric.Instrument
	found Found
	at    map[int]Column
	items map[int]*rubric.Item
}

// Read reads a workbook in the layout of the ledger, or one that people made after
// it.
func Read(data []byte, in *rubric.Instrument) (Found, error) {
	if len(data) > MaxBook {
		return Found{}, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(data))
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: unzipped, UnzipXMLSizeLimit: xmlInMemory})
	if err != nil {
		return Found{}, kindOf(data, err)
	}
	defer f.Close()
	r := &reading{f: f, in: in}
	for _, name := range r.sheets() {
		ok, err := r.sheet(name)
		if err != nil || ok {
			return r.found, err
		}
	}
	return Found{}, ErrNoLedger
}

// kindOf says why a file cannot be opened.
func kindOf(data []byte, err error) error {
	const compound = "\xD0\xCF\x11\xE0" // older files, and those with a password
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword) || strings.HasPrefix(string(data), compound):
		return ErrLocked
	case strings.Contains(err.Error(), "unzip size exceeds"):
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", ErrNotBook, err)
}

// sheets are those of the workbook, the likeliest first.
func (r *reading) sheets() (names []string) {
	for _, name := range []string{listSheet, pasteSheet} {
		if i, err := r.f.GetSheetIndex(name); err == nil && i >= 0 {
			names = append(names, name)
		}
	}
	for _, name := range r.f.GetSheetList() {
		if name != listSheet && name != pasteSheet {
			names = append(names, name)
		}
	}
	return names
}

// sheet reads a sheet if it has the headings; false where it has not.
func (r *reading) sheet(name string) (bool, error) {
	rows, err := r.f.Rows(name)
	if err != nil {
		return false, nil // a chart, for instance
	}
	defer rows.Close()
	no, headed := 0, false
	for rows.Next() {
		if no++; !headed && no > headRows {
			return false, nil
		}
		cells, err := rows.Columns()
		if err != nil {
			return false, fmt.Errorf("%w: %s: %w", ErrNotBook, name, err)
		}
		cells = cells[:min(len(cells), maxColumns)]
		switch {
		case !headed:
			headed = r.heads(name, no, cells)
		case no > maxRows:
			return true, errManyLines
		default:
			r.row(no, cells)
		}
	}
	return headed, nil
}

// heads takes a row for the headings if the name of a service and two more are
// among them.
func (r *reading) heads(sheet string, no int, cells []string) bool {
	at, items := map[int]Column{}, map[int]*rubric.Item{}
	var strange []Remark
	taken := map[string]bool{}
	for i, text := range cells {
		column, item := headOf(text, r.in)
		key := string(column)
		if item != nil {
			key = item.ID
		}
		switch {
		case key != "" && taken[key]:
			strange = append(strange, Remark{address(sheet, i, no), text, "同じ見出しが2つあります。左の列だけを読みました。"})
		case item != nil:
			items[i], taken[key] = item, true
		case column != "":
			at[i], taken[key] = column, true
		case strings.TrimSpace(text) != "" && fold(text) != fold(totalColumn):
			strange = append(strange, Remark{address(sheet, i, no), text, "知らない見出しの列です。この列は読んでいません。"})
		}
	}
	if !taken[string(nameColumn)] || len(taken) < 3 {
		return false
	}
	r.at, r.items = at, items
	r.found = Found{Sheet: sheet, Remarks: strange}
	return true
}

func address(sheet string, column, row int) string {
	return fmt.Sprintf("%s!%s%d", sheet, columnName(column+1), row)
}

func (r *reading) remark(column, row int, text, why string) {
	r.found.Remarks = append(r.found.Remarks, Remark{address(r.found.Sheet, column, row), text, why})
}

// row reads one service. Empty rows, and the examples that a form is handed out
// with, are none.
func (r *reading) row(no int, cells []string) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return
	}
	x := FoundRow{Row: no, Has: map[Column]bool{}, Answers: map[string]rubric.Label{}, Asked: map[string]bool{}}
	text := func(i int) string {
		if i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	for i, column := range r.at {
		x.Has[column] = true
		r.take(&x, column, i, text(i))
	}
	for i, item := range r.items {
		x.Asked[item.ID] = true
		if label, ok := item.Read(text(i)); ok {
			x.Answers[item.ID] = label
		} else if text(i) != "" {
			r.remark(i, no, text(i), fmt.Sprintf("項目%dの選択肢にない答えです。", item.No))
		}
	}
	switch {
	case strings.HasPrefix(fold(x.No), fold("記入例")):
		r.remark(0, no, x.No, "記入例の行です。読んでいません。")
	case x.Service.Name == "":
		r.remark(0, no, strings.Join(cells, " "), "サービス名がない行です。読んでいません。")
	default:
		r.found.Rows = append(r.found.Rows, x)
	}
}
