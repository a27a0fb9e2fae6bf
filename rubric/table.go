package rubric

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of what is read at all. The largest table of ours has a tenth.
const (
	maxFileBytes = 512 << 10
	maxRows      = 2000
)

// column is one column of a table: its heading, how many characters a cell
// may have, and whether it may be empty.
type column struct {
	name     string
	max      int
	optional bool
}

// record is one row under its headings.
type record struct {
	file  string
	line  int
	cells map[string]string
}

func (r record) text(name string) string { return r.cells[name] }

// number reads a cell as a whole number and says so if it is none.
func (r record) number(ps *problems, name string) (int, bool) {
	n, err := strconv.Atoi(r.cells[name])
	if err != nil || n < -1000 || n > 1000 {
		ps.add(r.file, r.line, fmt.Sprintf("%s is %q, not a whole number", name, clip(r.cells[name])),
			"Write it in half-width digits, such as 3 or -1",
			fmt.Sprintf("%s 列の「%s」が整数ではありません。3 や -1 のように半角の数字で書いてください。", name, clip(r.cells[name])))
		return 0, false
	}
	return n, true
}

// oneOf reads a cell that must be one of a few words.
func (r record) oneOf(ps *problems, name string, words ...string) bool {
	for _, w := range words {
		if r.cells[name] == w {
			return true
		}
	}
	list := strings.Join(words, ", ")
	ps.add(r.file, r.line, fmt.Sprintf("%s is %q", name, clip(r.cells[name])), "Write one of: "+list,
		fmt.Sprintf("%s 列の「%s」は使えません。次のどれかを書いてください：%s", name, clip(r.cells[name]), list))
	return false
}

// readTable reads a CSV file with one row of headings. What is wrong goes to
// ps; rows that could be read are returned all the same, so that problems in
// later columns and files are found in the same run.
func readTable(fsys fs.FS, path string, columns []column, ps *problems) []record {
	data, ok := readFile(fsys, path, ps)
	if !ok {
		return nil
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		addSyntax(ps, path, err)
		return nil
	}
	if !checkHead(path, head, columns, ps) {
		return nil
	}
	return readRows(in, path, trimAll(head), columns, ps)
}

// readFile reads a file of bounded size and makes sure that it is UTF-8.
func readFile(fsys fs.FS, path string, ps *problems) ([]byte, bool) {
	data, err := readBounded(fsys, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		ps.add(path, 0, "the file is missing", "Add it, if need be with its headings only",
			"ファイルがありません。見出しの行だけでもよいので、置いてください。")
	case err != nil:
		ps.add(path, 0, "the file cannot be read: "+err.Error(), "Check its permissions",
			"ファイルを読めません。アクセス権を確かめてください。")
	case len(data) > maxFileBytes:
		ps.add(path, 0, fmt.Sprintf("the file is larger than %d KiB", maxFileBytes>>10), "Remove what does not belong into it",
			fmt.Sprintf("ファイルが大きすぎます（上限 %d KiB）。余分な内容を取り除いてください。", maxFileBytes>>10))
	case !utf8.Valid(data):
		ps.add(path, badLine(data), "the file is not UTF-8", "Save it as “CSV UTF-8 (comma delimited)”",
			"文字コードが UTF-8 ではありません。Excel なら「CSV UTF-8（コンマ区切り）」で保存し直してください。")
	default:
		return bytes.TrimPrefix(data, []byte("\uFEFF")), true
	}
	return nil, false
}

func readBounded(fsys fs.FS, path string) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFileBytes+1))
}

// badLine is the line of the first byte that is not UTF-8.
func badLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

func addSyntax(ps *problems, path string, err error) {
	line := 1
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		line = bad.StartLine
	}
	if errors.Is(err, io.EOF) {
		ps.add(path, 1, "the file is empty", "Add at least its headings",
			"ファイルが空です。少なくとも見出しの行を書いてください。")
		return
	}
	ps.add(path, line, "this is not a CSV table: "+err.Error(), `Write quotation marks inside a cell as "" and the whole cell in quotation marks`,
		`CSVとして読めません。セルの中の " は "" と書き、セル全体を " で囲んでください。`)
}

// checkHead wants every column once and no other.
func checkHead(path string, head []string, columns []column, ps *problems) bool {
	before := len(ps.list) + ps.more
	seen := map[string]bool{}
	for _, h := range trimAll(head) {
		if !knownColumn(columns, h) || seen[h] {
			ps.add(path, 1, fmt.Sprintf("the heading %q is unknown or there twice", clip(h)), "Use the headings "+names(columns)+", each once",
				fmt.Sprintf("見出し「%s」は使えないか、重複しています。見出しは %s を1回ずつ使ってください。", clip(h), names(columns)))
		}
		seen[h] = true
	}
	for _, c := range columns {
		if !seen[c.name] {
			ps.add(path, 1, fmt.Sprintf("the heading %q is missing", c.name), "Use the headings "+names(columns)+", each once",
				fmt.Sprintf("見出し「%s」がありません。見出しは %s を1回ずつ使ってください。", c.name, names(columns)))
		}
	}
	return len(ps.list)+ps.more == before
}

func knownColumn(columns []column, name string) bool {
	for _, c := range columns {
		if c.name == name {
			return true
		}
	}
	return false
}

func names(columns []column) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.name
	}
	return strings.Join(list, ", ")
}

func readRows(in *csv.Reader, path string, head []string, columns []column, ps *problems) []record {
	var rows []record
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			addSyntax(ps, path, err)
			return rows
		}
		line, _ := in.FieldPos(0)
		cells = trimAll(cells)
		if blank(cells) {
			continue // a row that a spreadsheet left behind
		}
		if len(rows) == maxRows {
			ps.add(path, line, fmt.Sprintf("the table has more than %d rows", maxRows), "Remove what does not belong into it",
				fmt.Sprintf("行が多すぎます（上限 %d 行）。余分な行を取り除いてください。", maxRows))
			return rows
		}
		if r, ok := makeRecord(path, line, head, cells, ps); ok {
			checkCells(r, columns, ps)
			rows = append(rows, r)
		}
	}
}

func makeRecord(path string, line int, head, cells []string, ps *problems) (record, bool) {
	if len(cells) != len(head) {
		ps.add(path, line, fmt.Sprintf("the row has %d cells, the headings are %d", len(cells), len(head)), "Put cells that hold a comma in quotation marks and leave empty cells empty",
			fmt.Sprintf("セルが%d個ありますが、見出しは%d個です。カンマを含むセルは \" で囲み、空のセルも区切りを残してください。", len(cells), len(head)))
		return record{}, false
	}
	r := record{file: path, line: line, cells: make(map[string]string, len(head))}
	for i, h := range head {
		r.cells[h] = cells[i]
	}
	return r, true
}

// checkCells looks at each cell by itself: not empty, not too long, and
// nothing in it that could not be shown.
func checkCells(r record, columns []column, ps *problems) {
	for _, c := range columns {
		text := r.cells[c.name]
		if text == "" && !c.optional {
			ps.add(r.file, r.line, c.name+" is empty", "Fill it in, or remove the row", c.name+" 列が空です。記入するか、行ごと消してください。")
		}
		if n := utf8.RuneCountInString(text); n > c.max {
			ps.add(r.file, r.line, fmt.Sprintf("%s has %d characters, more than %d", c.name, n, c.max), "Shorten it",
				fmt.Sprintf("%s 列が%d文字あります。%d文字以内にしてください。", c.name, n, c.max))
		}
		if strings.ContainsFunc(text, unshowable) {
			ps.add(r.file, r.line, c.name+" holds a line break or a control character", "Write it in one line, in a row of its own where a new paragraph begins",
				c.name+" 列に改行などの制御文字があります。1行で書き、段落を分けるときは行を分けてください。")
		}
	}
}

// unshowable finds line breaks, control characters and the invisible ones
// that turn the direction of text.
func unshowable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

func trimAll(cells []string) []string {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}
