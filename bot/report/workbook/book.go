package workbook

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
)

// book is a workbook that is being written.
type book struct {
	*excelize.File
	styles
	err error // the first that went wrong
}

// styles are the looks of cells, as excelize numbers them.
type styles struct {
	title, head, text, day, number, small int
	groups                                []int // headings of the groups, in their colours
}

// groupColours are the grounds of the groups, as in the pictures.
var groupColours = []string{"DCEAF6", "FCEBDB", "EDE3F5"}

const font = "游ゴシック"

func newBook() *book {
	b := &book{File: excelize.NewFile()}
	border := []excelize.Border{{Type: "left", Color: "B4BCC6", Style: 1}, {Type: "right", Color: "B4BCC6", Style: 1}, {Type: "top", Color: "B4BCC6", Style: 1}, {Type: "bottom", Color: "B4BCC6", Style: 1}}
	wrapped := &excelize.Alignment{Vertical: "center", WrapText: true}
	ground := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	face := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: font, Size: size, Bold: bold}
	}
	centred := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	day := "yyyy/m/d"
	b.title = b.style(&excelize.Style{Font: face(14, true)})
	b.head = b.style(&excelize.Style{Font: face(10, true), Fill: ground("E7EBF0"), Border: border, Alignment: centred})
	b.text = b.style(&excelize.Style{Font: face(10, false), Border: border, Alignment: wrapped})
	b.day = b.style(&excelize.Style{Font: face(10, false), Border: border, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}, CustomNumFmt: &day})
	b.number = b.style(&excelize.Style{Font: face(10, true), Border: border, Alignment: centred})
	b.small = b.style(&excelize.Style{Font: face(9, false), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	for _, c := range groupColours {
		b.groups = append(b.groups, b.style(&excelize.Style{Font: face(10, true), Fill: ground(c), Border: border, Alignment: centred}))
	}
	return b
}

// try notes what went wrong first.
func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// finish writes the book, under a title.
func (b *book) finish(w io.Writer, title, company string, at time.Time) error {
	made := at.UTC().Format("2006-01-02T15:04:05Z")
	b.try(b.DeleteSheet("Sheet1"))
	b.try(b.SetDocProps(&excelize.DocProperties{Title: title, Subject: company, Creator: handedOut, Created: made, Modified: made, Language: "ja-JP"}))
	if b.err == nil {
		b.try(b.File.Write(w))
	}
	if b.err != nil {
		return fmt.Errorf("workbook: %w", b.err)
	}
	return nil
}

func (b *book) style(s *excelize.Style) int {
	id, err := b.NewStyle(s)
	b.try(err)
	return id
}

// group is the look of a group's heading.
func (b *book) group(i int) int { return b.groups[i%len(b.groups)] }

// sheet is one sheet that is being written from its top down.
type sheet struct {
	b      *book
	name   string
	w      *excelize.StreamWriter
	row    int       // the one that was written last
	widths []float64 // of the columns, in characters
}

// sheet begins a sheet. before does what has to be done before its rows are
// written: charts, lists, what stays in sight.
func (b *book) sheet(name string, widths []float64, before func(s *sheet)) *sheet {
	_, err := b.NewSheet(name)
	b.try(err)
	s := &sheet{b: b, name: name, widths: widths}
	before(s)
	s.w, err = b.NewStreamWriter(name)
	b.try(err)
	for i, width := range widths {
		if s.w != nil {
			b.try(s.w.SetColWidth(i+1, i+1, width))
		}
	}
	return s
}

// add writes the next row, as high as its texts need.
func (s *sheet) add(cells ...any) {
	lines := 1
	for i, c := range cells {
		if c, ok := c.(excelize.Cell); ok && i < len(s.widths) && c.StyleID != s.b.small && c.StyleID != s.b.title {
			if text, ok := c.Value.(string); ok {
				lines = max(lines, linesOf(text, s.widths[i]))
			}
		}
	}
	s.addHigh(float64(lines)*lineHigh+4, cells...)
}

// How high a line is, in points, and how many of them a row shows at most: Excel
// has no higher rows.
const (
	lineHigh  = 14
	mostLines = 28
)

// linesOf is in how many lines a text stands in a column that is so many
// characters wide; Japanese ones take two.
func linesOf(text string, width float64) int {
	lines, wide := 0, 0
	end := func() {
		lines += 1 + int(float64(max(wide-1, 0))/max(width-1, 1))
		wide = 0
	}
	for _, r := range text {
		switch {
		case r == '\n':
			end()
		case r > 0xFF:
			wide += 2
		default:
			wide++
		}
	}
	end()
	return min(lines, mostLines)
}

// addWhole is add for texts that may be too long for one row: what has no room
// goes on in the rows below.
func (s *sheet) addWhole(cells ...any) {
	for len(cells) > 0 {
		row, rest := make([]any, len(cells)), make([]any, len(cells))
		more := false
		for i, c := range cells {
			row[i] = c
			c, isCell := c.(excelize.Cell)
			text, isText := c.Value.(string)
			if !isCell || !isText {
				rest[i] = excelize.Cell{StyleID: s.b.text, Value: ""}
				continue
			}
			now, later := parted(text, s.widths[i])
			row[i], rest[i] = excelize.Cell{StyleID: c.StyleID, Value: now}, excelize.Cell{StyleID: c.StyleID, Value: later}
			more = more || later != ""
		}
		if s.add(row...); !more {
			return
		}
		cells = rest
	}
}

// parted is as much of a text as one row shows in a column, and the rest.
func parted(text string, width float64) (now, later string) {
	if linesOf(text, width) < mostLines {
		return text, ""
	}
	letters := []rune(text)
	most := sort.Search(len(letters), func(n int) bool { return linesOf(string(letters[:n+1]), width) >= mostLines })
	return string(letters[:most]), string(letters[most:])
}

// addHigh is add for a row of a height in points.
func (s *sheet) addHigh(height float64, cells ...any) {
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	s.b.try(err)
	if s.b.err == nil {
		s.b.try(s.w.SetRow(at, cells, excelize.RowOpts{Height: height}))
	}
}

// title writes what a sheet is called, and a line or two below that which says
// what it is, over so many columns.
func (s *sheet) title(name, says string, columns int) {
	s.addHigh(24, cell(s.b.title, name))
	wide := 0.0
	for _, w := range s.widths[:columns] {
		wide += w
	}
	s.addHigh(float64(linesOf(says, wide))*lineHigh+4, cell(s.b.small, says))
	s.merge("A2", columnName(columns)+"2")
}

// field writes a heading over so many columns, and what stands under it over the rest
// of all; a text that has no room goes on below.
func (s *sheet) field(name, text string, head, all int) {
	wide, narrow := 0.0, 0.0
	for i, w := range s.widths[:all] {
		if i < head {
			narrow += w
		} else {
			wide += w
		}
	}
	for first := true; first || text != ""; first = false {
		now, later := parted(text, wide)
		cells := []any{cell(s.b.head, name)}
		for range head - 1 {
			cells = append(cells, cell(s.b.head, ""))
		}
		s.addHigh(float64(max(linesOf(now, wide), linesOf(name, narrow)))*lineHigh+4, append(cells, cell(s.b.text, now))...)
		if head > 1 {
			s.merge(fmt.Sprintf("A%d", s.row), fmt.Sprintf("%s%d", columnName(head), s.row))
		}
		s.merge(fmt.Sprintf("%s%d", columnName(head+1), s.row), fmt.Sprintf("%s%d", columnName(all), s.row))
		name, text = "", later
	}
}

// heads are headings.
func (s *sheet) heads(names ...string) (cells []any) {
	for _, name := range names {
		cells = append(cells, cell(s.b.head, name))
	}
	return cells
}

func (s *sheet) merge(from, to string) {
	if s.b.err == nil {
		s.b.try(s.w.MergeCell(from, to))
	}
}

func (s *sheet) end() {
	if s.b.err == nil {
		s.b.try(s.w.Flush())
	}
}

// printed sets how a sheet is printed: on A4, as wide as the page.
func (s *sheet) printed(landscape bool, heads string) {
	size, wide, orientation, fit := 9, 1, "portrait", true
	if landscape {
		orientation = "landscape"
	}
	none := 0
	s.b.try(s.b.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &none}))
	slim := 0.4
	s.b.try(s.b.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &slim, Right: &slim, Top: &slim, Bottom: &slim}))
	s.b.try(s.b.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	if heads != "" {
		s.b.try(s.b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted(s.name) + "!" + heads, Scope: s.name}))
	}
}

// quoted is a sheet's name as formulas have it.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// mostText is how many characters a cell holds: what is longer would be cut off
// silently.
const mostText = 32767

// cell is a text as it stands, in a look: never a formula.
func cell(style int, text string) excelize.Cell {
	if len(text) > mostText {
		if n := []rune(text); len(n) > mostText {
			text = string(n[:mostText-1]) + "…"
		}
	}
	return excelize.Cell{StyleID: style, Value: text}
}

// formula is a formula with what it comes to.
func formula(style int, text string, value any) excelize.Cell {
	return excelize.Cell{StyleID: style, Formula: text, Value: value}
}

// dayCell is a day as Excel keeps days, or 未定.
func (b *book) dayCell(d guidance.Day) excelize.Cell {
	at, set := d.Time()
	switch {
	case d == guidance.Undecided:
		return cell(b.day, "未定")
	case !set:
		return cell(b.day, "")
	}
	return excelize.Cell{StyleID: b.day, Value: serial(at)}
}

// serial is a day as a number of days, as Excel counts them: 45603 is 7 November
// 2024.
func serial(at time.Time) int {
	const day = 24 * 60 * 60
	return firstSerial + int(at.Unix()/day)
}

func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		panic(fmt.Sprintf("workbook: column %d", n))
	}
	return name
}
