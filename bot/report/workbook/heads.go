package workbook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// nameColumn is the one without which nothing is a ledger.
const nameColumn Column = "サービス名"

// aliases are other headings that people give the nine columns.
var aliases = map[string]Column{
	"番号": "管理番号", "no": "管理番号", "no.": "管理番号", "id": "管理番号", "管理no": "管理番号", "管理no.": "管理番号",
	"対象サービス名": "サービス名", "クラウドサービス名": "サービス名", "サービスの名称": "サービス名", "サービス": "サービス名", "名称": "サービス名",
	"記入日": "作成日", "作成年月日": "作成日", "記入者": "記入担当者氏名", "記入担当者": "記入担当者氏名", "記入担当者名": "記入担当者氏名",
	"部署": "所管部署", "所管部門": "所管部署", "担当部署": "所管部署", "概要": "サービスの概要", "サービス概要": "サービスの概要", "内容": "サービスの概要",
	"状態": "ステータス", "利用状況": "ステータス", "状況": "ステータス",
	"サービス利用開始日": "サービス利用開始（予定）日", "サービス利用開始予定日": "サービス利用開始（予定）日", "利用開始日": "サービス利用開始（予定）日", "利用開始（予定）日": "サービス利用開始（予定）日", "利用開始予定日": "サービス利用開始（予定）日", "開始日": "サービス利用開始（予定）日",
	"サービス利用終了日": "サービス利用終了（予定）日", "サービス利用終了予定日": "サービス利用終了（予定）日", "利用終了日": "サービス利用終了（予定）日", "利用終了（予定）日": "サービス利用終了（予定）日", "利用終了予定日": "サービス利用終了（予定）日", "終了日": "サービス利用終了（予定）日",
}

// fold makes headings comparable: full and half width, upper and lower case,
// white space anywhere, a colon behind.
func fold(text string) string {
	return strings.TrimRight(strings.ReplaceAll(guidance.Fold(text), " ", ""), ":：")
}

var folded = func() map[string]Column {
	all := map[string]Column{}
	for text, column := range aliases {
		all[fold(text)] = column
	}
	for _, name := range columns {
		all[fold(name)] = Column(name)
	}
	return all
}()

// numbered is a heading with the number of its item before it: 10．バックアップ.
var numbered = regexp.MustCompile(`^\(?([0-9]{1,2})\)?[.．、:：)]?(.*)$`)

// headOf says of which column or item a heading is; neither for one that is not
// known. An item goes by its heading in the list, its title, its question or its
// short label, each also with its number before it.
func headOf(text string, in *rubric.Instrument) (Column, *rubric.Item) {
	plain := fold(text)
	if plain == "" {
		return "", nil
	}
	if column, ok := folded[plain]; ok {
		return column, nil
	}
	for i := range in.Items {
		item := &in.Items[i]
		for _, name := range []string{item.Column, item.Title, item.Question, item.Axis} {
			if plain == fold(name) {
				return "", item
			}
			if m := numbered.FindStringSubmatch(plain); m != nil && m[1] == fmt.Sprint(item.No) && m[2] == fold(name) {
				return "", item
			}
		}
	}
	return "", nil
}

// headings are the row that says what stands in which column, both from 0.
type headings struct {
	row, width int
	at         map[int]Column
	items      map[int]*rubric.Item
	named      map[int]bool // whatever heading it is
	taken      map[string]bool
	strange    []Remark
	sheet      string
}

// headingsOf reads a row as headings.
func headingsOf(sheet string, row int, cells []string, in *rubric.Instrument) headings {
	h := headings{sheet: sheet, row: row, at: map[int]Column{}, items: map[int]*rubric.Item{}, named: map[int]bool{}, taken: map[string]bool{}}
	h.add(row, cells, in)
	return h
}

func (h *headings) add(row int, cells []string, in *rubric.Instrument) {
	h.width = max(h.width, len(cells))
	for i, text := range cells {
		if strings.TrimSpace(text) == "" {
			continue
		}
		column, item := headOf(text, in)
		key := string(column)
		if item != nil {
			key = item.ID
		}
		h.named[i] = true
		switch {
		case key != "" && h.taken[key]:
			h.strange = append(h.strange, Remark{address(h.sheet, i, row), text, "同じ見出しが2つあります。左の列だけを読みました。"})
		case item != nil:
			h.items[i], h.taken[key] = item, true
		case column != "":
			h.at[i], h.taken[key] = column, true
		case !isTotal(text):
			h.strange = append(h.strange, Remark{address(h.sheet, i, row), text, "知らない見出しの列です。この列は読んでいません。"})
		}
	}
}

// enough reports whether it is the head of a ledger: the name of a service and two
// more are there.
func (h *headings) enough() bool { return h.taken[string(nameColumn)] && len(h.taken) >= 3 }

// under takes the next row for the lower half of headings in two rows, where the
// upper one has titles of groups: two more headings at least, and no service.
func (h *headings) under(cells []string, in *rubric.Instrument) bool {
	lower := headingsOf(h.sheet, h.row+1, cells, in)
	if len(lower.taken) < 2 || lower.taken[string(nameColumn)] {
		return false
	}
	for i := range lower.named {
		if _, known := h.at[i]; known || h.items[i] != nil {
			return false
		}
	}
	h.strange = slices.DeleteFunc(h.strange, func(r Remark) bool {
		return slices.ContainsFunc(slices.Collect(maps.Keys(lower.named)), func(i int) bool { return r.Cell == address(h.sheet, i, h.row) })
	})
	h.add(h.row+1, cells, in)
	return true
}

// column is where a heading stands; the first column where it is not there.
func (h *headings) column(name Column) int {
	for i, column := range h.at {
		if column == name {
			return i
		}
	}
	return 0
}

// isTotal reports whether a column holds sums, which are never read but counted.
func isTotal(text string) bool {
	return slices.Contains([]string{fold(totalColumn), fold("合計"), fold("合計点"), fold("点数")}, fold(text))
}

// take reads the cell of one of the nine columns.
func (r *reading) take(x *FoundRow, column Column, at int, text string) {
	s := &x.Service
	switch column {
	case "管理番号":
		x.No = text
	case nameColumn:
		s.Name = strings.Join(strings.Fields(text), " ")
	case "記入担当者氏名":
		s.WrittenBy = strings.Join(strings.Fields(text), " ")
	case "所管部署":
		s.Department = strings.Join(strings.Fields(text), " ")
	case "サービスの概要":
		s.Summary = text
	case "ステータス":
		for _, status := range guidance.Statuses {
			if fold(text) == fold(status.String()) {
				s.Status = status
			}
		}
		if s.Status == "" && text != "" {
			r.remark(at, x.Row, text, "ステータスは、利用中・調査中・利用終了のどれかです。")
		}
	case "作成日":
		s.Written = r.day(at, x.Row, text)
	case "サービス利用開始（予定）日":
		s.Start = r.day(at, x.Row, text)
	case "サービス利用終了（予定）日":
		s.End = r.day(at, x.Row, text)
	}
}

// day reads a day; what is none is named.
func (r *reading) day(column, row int, text string) guidance.Day {
	day, ok := readDay(text)
	if n, err := strconv.ParseFloat(text, 64); ok && r.since1904 && err == nil && n <= lastSerial {
		day, ok = readDay(strconv.Itoa(int(n) + years1904))
	}
	if !ok {
		r.remark(column, row, text, "日付として読めませんでした。")
	}
	return day
}

// The first and the last day that Excel's count of days may mean here: 1970 to
// 2199.
const (
	firstSerial = 25569
	lastSerial  = 109574
	years1904   = 1462 // between the two beginnings that workbooks count from
)

var (
	eight = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	era   = regexp.MustCompile(`^(?:令和|r)(\d{1,2}|元)[年./-](\d{1,2})[月./-](\d{1,2})日?$`)
	// withTime is a day with a time of day behind it, which is left away.
	withTime = regexp.MustCompile(`^(.*\d)[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$`)
)

// readDay reads a day as Excel keeps it or people write it: 45603, 2024/11/7,
// 2024-11-07, 2024.11.7, 2024年11月7日, 20241107, 令和6年11月7日, R6.11.7, 未定.
func readDay(text string) (guidance.Day, bool) {
	text = strings.TrimSpace(guidance.Fold(text))
	if m := withTime.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= firstSerial && n < lastSerial+1 {
		return guidance.DayOf(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)), time.UTC), true
	}
	if m := eight.FindStringSubmatch(text); m != nil {
		return guidance.ParseDay(m[1] + "-" + m[2] + "-" + m[3])
	}
	if m := era.FindStringSubmatch(strings.ReplaceAll(text, " ", "")); m != nil {
		year, err := strconv.Atoi(m[1])
		if err != nil {
			year = 1 // 元年
		}
		return guidance.ParseDay(fmt.Sprintf("%d-%s-%s", 2018+year, m[2], m[3]))
	}
	return guidance.ParseDay(text)
}
