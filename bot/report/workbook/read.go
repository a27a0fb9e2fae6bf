package workbook

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// What is read of a workbook at most: more is nobody's ledger.
const (
	// MaxBook is how large a file may be, in bytes.
	MaxBook     = 8 << 20
	unzipped    = 96 << 20 // of all that is read of it
	xmlInMemory = 4 << 20  // of one part, before it goes to the disk
	headRows    = 40       // how far down the headings may stand
	maxRows     = 20_000
	maxColumns  = 200
	maxRemarks  = 50_000 // cells that are not understood: nobody looks through more
)

// Why a file is not read (errors.Is).
var (
	ErrNotBook   = errors.New("workbook: not an Excel workbook of the kind .xlsx")
	ErrLocked    = errors.New("workbook: protected by a password")
	ErrTooLarge  = errors.New("workbook: too large")
	ErrNoLedger  = errors.New("workbook: no sheet has the headings of a ledger")
	ErrUnclear   = fmt.Errorf("workbook: more than %d cells are not understood", maxRemarks)
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
	a     *archive
	marks marks // of the sheet that is read
	in    *rubric.Instrument
	found Found
	head  headings
	// since1904 is set where the workbook counts its days from 1904, not 1900.
	since1904 bool
	unheaded  map[int]bool // columns without a heading, named already
}

// Read reads a workbook in the layout of the ledger, or one that people made after
// it.
func Read(data []byte, in *rubric.Instrument) (Found, error) {
	if len(data) > MaxBook {
		return Found{}, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(data))
	}
	a, err := openArchive(data)
	if err != nil {
		return Found{}, err
	}
	f, err := a.open()
	if err != nil {
		return Found{}, err
	}
	defer f.Close()
	r := &reading{f: f, a: a, in: in, unheaded: map[int]bool{}}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		r.since1904 = *props.Date1904
	}
	names := r.sheets()
	for i, name := range names {
		ok, err := r.sheet(name)
		if err != nil {
			return Found{}, err
		}
		if ok {
			r.others(names[i+1:])
			r.found.Remarks = append(r.found.Remarks, a.remarks...)
			return r.found, nil
		}
	}
	if ok, err := r.cards(names); !ok {
		return Found{}, cmp.Or(err, ErrNoLedger)
	}
	r.found.Remarks = append(r.found.Remarks, a.remarks...)
	return r.found, nil
}

// isOwn reports whether the ledger's own workbook has a sheet of this name.
func isOwn(sheet string) bool { return slices.Contains(ownSheets, sheet) }

// others names the further sheets that look like a ledger too: one is read.
func (r *reading) others(names []string) {
	for _, name := range names {
		if isOwn(name) {
			continue
		}
		_, err := r.a.marksOf(name)
		if err != nil {
			r.found.Remarks = append(r.found.Remarks, Remark{name, "", "このシートは壊れているか、大きすぎます。読んでいません。"})
			continue
		}
		if _, ok := r.headed(name); ok {
			r.found.Remarks = append(r.found.Remarks, Remark{name, "", "このシートにも台帳の見出しがありますが、読んでいません。1枚のシートにまとめてください。"})
		} else if lines, err := r.lines(name); err == nil && isCard(lines, r.in) {
			r.found.Remarks = append(r.found.Remarks, Remark{name, "", "このシートは個票ですが、読んでいません。個票だけのファイルにして渡すと読めます。"})
		}
	}
}

// headed reports whether a sheet has headings of a ledger near its top.
func (r *reading) headed(name string) (headings, bool) {
	rows, err := r.f.Rows(name)
	if err != nil {
		return headings{}, false // a chart, for instance
	}
	defer rows.Close()
	for no := 1; rows.Next() && no <= headRows; no++ {
		cells, err := rows.Columns()
		if err != nil {
			return headings{}, false
		}
		if h := headingsOf(name, no, cells[:min(len(cells), maxColumns)], r.in); h.enough() {
			return h, true
		}
	}
	return headings{}, false
}

// open opens what is kept of the workbook.
func (a *archive) open() (*excelize.File, error) {
	if file := a.parts["xl/sharedstrings.xml"]; file != nil {
		err := a.check(file, func(r io.Reader) (err error) { a.texts, err = countTexts(r); return err })
		if err != nil {
			return nil, err
		}
	}
	data, err := a.slim()
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: unzipped, UnzipXMLSizeLimit: xmlInMemory})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBook, err)
	}
	return f, nil
}

// check reads a part once; what is wrong with it is wrong with the workbook.
func (a *archive) check(file *zip.File, do func(io.Reader) error) error {
	r, err := file.Open()
	if err == nil {
		defer r.Close()
		err = do(r)
	}
	if err == nil || errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", ErrNotBook, file.Name, err)
}

// marksOf are the marks of a sheet, which is thereby seen to be whole.
func (a *archive) marksOf(sheet string) (m marks, err error) {
	for _, s := range a.sheets {
		if s.name == sheet {
			err = a.check(s.file, func(r io.Reader) (err error) { m, err = marksOf(r, a.texts); return err })
		}
	}
	return m, err
}

// sheets are those of the workbook, the likeliest first.
func (r *reading) sheets() (names []string) {
	for _, name := range []string{listSheet, pasteSheet} {
		if r.a.has(name) {
			names = append(names, name)
		}
	}
	for _, s := range r.a.sheets {
		if s.name != listSheet && s.name != pasteSheet {
			names = append(names, s.name)
		}
	}
	return names
}

// sheet reads a sheet if it has the headings; false where it has not.
func (r *reading) sheet(name string) (bool, error) {
	marks, err := r.a.marksOf(name)
	if err != nil {
		return false, err
	}
	var ok bool
	if r.head, ok = r.headed(name); !ok {
		return false, nil
	}
	if marks.last > maxRows {
		return false, errManyLines
	}
	r.found, r.marks = Found{Sheet: name}, marks
	rows, err := r.f.Rows(name)
	if err != nil {
		return false, fmt.Errorf("%w: %s: %w", ErrNotBook, name, err)
	}
	defer rows.Close()
	for no := 1; no <= marks.last && rows.Next(); no++ {
		cells, err := rows.Columns()
		if err != nil {
			return false, fmt.Errorf("%w: %s: %w", ErrNotBook, name, err)
		}
		cells = cells[:min(len(cells), maxColumns)]
		switch {
		case no <= r.head.row || no == r.head.row+1 && r.head.under(cells, r.in):
		case len(r.found.Remarks) > maxRemarks:
			return false, ErrUnclear
		default:
			r.row(no, cells)
		}
	}
	r.found.Remarks = append(r.head.strange, r.found.Remarks...)
	if marks.beyond != "" {
		r.found.Remarks = append(r.found.Remarks, Remark{name + "!" + marks.beyond, "", fmt.Sprintf("右に離れすぎています。%d列目より右は読んでいません。", maxColumns)})
	}
	return true, nil
}

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

func address(sheet string, column, row int) string {
	return fmt.Sprintf("%s!%s%d", sheet, columnName(column+1), row)
}

func (r *reading) remark(column, row int, text, why string) {
	r.found.Remarks = append(r.found.Remarks, Remark{address(r.found.Sheet, column, row), text, why})
}

func newRow(no int) FoundRow {
	return FoundRow{Row: no, Has: map[Column]bool{}, Answers: map[string]rubric.Label{}, Asked: map[string]bool{}}
}

// row reads one service. Empty rows, and the examples that a form is handed out
// with, are none.
func (r *reading) row(no int, cells []string) {
	if blank(cells) && !r.uncalculated(no) {
		return
	}
	x := newRow(no)
	text := func(i int) string {
		if i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	for i := range max(len(cells), r.head.width) {
		r.cell(&x, i, text(i))
	}
	switch {
	case strings.HasPrefix(fold(x.No), fold("記入例")):
		r.remark(r.head.column("管理番号"), no, x.No, "記入例の行です。読んでいません。")
	case x.Service.Name == "":
		r.remark(r.head.column(nameColumn), no, strings.Join(strings.Fields(strings.Join(cells, " ")), " "), "サービス名がない行です。読んでいません。")
	default:
		r.found.Rows = append(r.found.Rows, x)
	}
}

// uncalculated reports whether a row has a formula without a value in a column
// that is read.
func (r *reading) uncalculated(no int) bool {
	for at := range r.head.width {
		if (r.head.at[at] != "" || r.head.items[at] != nil) && r.marks.empty.has(no, at+1) {
			return true
		}
	}
	return false
}

// cell reads one cell of a service by the heading above it.
func (r *reading) cell(x *FoundRow, at int, text string) {
	if strings.HasPrefix(text, "#") && slices.Contains(mistakes, text) {
		r.remark(at, x.Row, text, "Excelの計算が失敗したセルです。空として扱いました。")
		text = ""
	}
	column, known := r.head.at[at]
	item := r.head.items[at]
	if text == "" && (known || item != nil) && r.marks.empty.has(x.Row, at+1) {
		r.remark(at, x.Row, text, "計算の結果がファイルに残っていない式です。空として扱いました。Excelで開いて保存し直すと、結果が残ります。")
	}
	switch {
	case known:
		x.Has[column] = true
		r.take(x, column, at, text)
	case item != nil:
		x.Asked[item.ID] = true
		if label, ok := item.Read(text); ok {
			x.Answers[item.ID] = label
		} else if text != "" {
			r.remark(at, x.Row, text, fmt.Sprintf("項目%dの選択肢にない答えです。", item.No))
		}
	case text != "" && !r.head.named[at] && !r.unheaded[at]:
		r.unheaded[at] = true
		r.remark(at, x.Row, text, "見出しのない列です。この列は読んでいません。")
	}
}

// mistakes are what Excel shows where a formula has no value.
var mistakes = []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
