package workbook

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// corpus are workbooks as people and programs make them, by what is awkward in
// each.
var corpus = map[string]func(x *form) []byte{
	"plain": func(x *form) []byte { return x.from(1) },
	"title-above": func(x *form) []byte {
		x.set("A1", "株式会社みなと工業　クラウドサービス台帳")
		x.set("G2", "2026年12月1日 現在")
		return x.from(4)
	},
	"far-down":     func(x *form) []byte { return x.from(40) },
	"too-far-down": func(x *form) []byte { return x.from(41) },
	"one-to-right": func(x *form) []byte { return x.shifted() },
	"full-width": func(x *form) []byte {
		x.head[0], x.head[5] = "Ｎｏ．", "１．どの業務で利用するか明確にする"
		x.rows[0][0] = "Ｓ００１１"
		x.rows[0][4] = "２０２４／４／１"
		return x.from(1)
	},
	"half-width": func(x *form) []byte {
		x.head[1], x.head[3] = "ｻｰﾋﾞｽ名", "ｽﾃｰﾀｽ"
		x.rows[0][1] = "ｸﾗｳﾄﾞ顧客管理ｼｽﾃﾑZZZ"
		return x.from(1)
	},
	"trailing-space": func(x *form) []byte {
		x.head[1] = " サービス名　"
		x.rows[0][1] = "クラウド顧客管理システムZZZ　 "
		x.rows[0][3] = "利用中 "
		x.rows[0][5] = " 一部 明確化できている "
		return x.from(1)
	},
	"line-breaks": func(x *form) []byte {
		x.head[4] = "サービス\n利用開始\n（予定）日"
		x.rows[0][1] = "クラウド顧客管理\nシステムZZZ"
		return x.from(1)
	},
	"aliases": func(x *form) []byte {
		x.head = []any{"番号", "クラウドサービス名", "担当部署", "利用状況", "開始日", "業務の明確化", "データバックアップ状況"}
		return x.from(1)
	},
	"colons": func(x *form) []byte {
		for i := range x.head {
			x.head[i] = fmt.Sprint(x.head[i], "：")
		}
		return x.from(1)
	},
	"example-rows": func(x *form) []byte {
		x.rows = append([][]any{{"記入例", "○○ストレージ", "総務部", "利用中"}, {"記入例2", "△△会計", "経理部", "利用中"}}, x.rows...)
		return x.from(1)
	},
	"empty-between":   func(x *form) []byte { x.rows = [][]any{x.rows[0], {}, {" ", "　"}, x.rows[1]}; return x.from(1) },
	"day-serial":      func(x *form) []byte { return x.starting(45383) },
	"day-serial-time": func(x *form) []byte { return x.starting(45383.75) },
	"day-slash":       func(x *form) []byte { return x.starting("2024/04/01") },
	"day-dash-time":   func(x *form) []byte { return x.starting("2024-04-01 00:00:00") },
	"day-dot":         func(x *form) []byte { return x.starting("2024.4.1") },
	"day-kanji":       func(x *form) []byte { return x.starting("2024年4月1日") },
	"day-eight":       func(x *form) []byte { return x.starting("20240401") },
	"day-era":         func(x *form) []byte { return x.starting("令和6年4月1日") },
	"day-short-era":   func(x *form) []byte { return x.starting("R6.4.1") },
	"day-styled":      func(x *form) []byte { return x.styledDay() },
	"day-1904": func(x *form) []byte {
		x.rows[0][4] = 45383 - years1904
		yes := true
		x.must(x.f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		return x.from(1)
	},
	"day-undecided": func(x *form) []byte { return x.starting("未定") },
	"day-none":      func(x *form) []byte { return x.starting("来年の春ごろ") },
	"columns-missing": func(x *form) []byte {
		x.head = x.head[:4]
		for i := range x.rows {
			x.rows[i] = x.rows[i][:4]
		}
		return x.from(1)
	},
	"too-few-heads": func(x *form) []byte {
		x.head = x.head[1:3]
		for i := range x.rows {
			x.rows[i] = x.rows[i][1:3]
		}
		return x.from(1)
	},
	"columns-extra":   func(x *form) []byte { return x.with("契約者", "社長", "山本") },
	"column-headless": func(x *form) []byte { return x.with(nil, "更新は3月", "") },
	"column-twice":    func(x *form) []byte { return x.with("所管部署", "営業部", "人事部") },
	"column-total":    func(x *form) []byte { return x.with("合計点", 38, 0) },
	"columns-turned":  func(x *form) []byte { return x.turned() },
	"number-twice":    func(x *form) []byte { x.rows[1][0] = "S0001"; return x.from(1) },
	"numbers-other":   func(x *form) []byte { x.rows[0][0], x.rows[1][0] = 12, "A-7"; return x.from(1) },
	"name-twice": func(x *form) []byte {
		x.rows = append(x.rows, []any{"", "勤怠ノート", "製造部", "利用中"})
		return x.from(1)
	},
	"name-twice-numbered": func(x *form) []byte {
		x.rows = append(x.rows, []any{"S0077", "クラウド顧客管理システムZZZ", "製造部", "利用中"})
		return x.from(1)
	},
	"row-twice":    func(x *form) []byte { x.rows = append(x.rows, x.rows[0]); return x.from(1) },
	"name-missing": func(x *form) []byte { x.rows[1][1] = ""; return x.from(1) },
	"labels-unknown": func(x *form) []byte {
		x.rows[0][3], x.rows[0][5], x.rows[0][6] = "使用中", "だいたい", "○"
		return x.from(1)
	},
	"rows-hidden": func(x *form) []byte {
		data := func() []byte { x.put(formSheet, 1); x.must(x.f.SetRowVisible(formSheet, 3, false)); return x.bytes() }
		return data()
	},
	"head-merged": func(x *form) []byte {
		x.must(x.f.MergeCell(formSheet, "A1", "E1"), x.f.MergeCell(formSheet, "F1", "G1"))
		x.set("A1", "サービス")
		x.set("F1", "チェック項目")
		return x.from(2)
	},
	"head-two-rows": func(x *form) []byte { return x.twoRows() },
	"name-merged": func(x *form) []byte {
		x.rows = [][]any{x.rows[0], {"", "", "営業二部"}, x.rows[1]}
		x.put(formSheet, 1)
		x.must(x.f.MergeCell(formSheet, "B2", "B3"))
		return x.bytes()
	},
	"formula-label": func(x *form) []byte { x.put(formSheet, 1); return x.formula("D2", `"利用"&"中"`, "利用終了") },
	"formula-unvalued": func(x *form) []byte {
		x.rows[0][3], x.rows[1][1] = nil, nil
		x.put(formSheet, 1)
		x.must(x.f.SetCellFormula(formSheet, "D2", `"利用"&"中"`), x.f.SetCellFormula(formSheet, "B3", `"勤怠"&"ノート"`), x.f.SetCellFormula(formSheet, "B4", `"名刺"&"管理"`), x.f.SetCellFormula(formSheet, "H5", "1+1"))
		return x.bytes()
	},
	"far-right":      func(x *form) []byte { x.set("GS3", "メモ"); return x.from(1) },
	"formula-failed": func(x *form) []byte { x.rows[0][2], x.rows[1][1] = "#N/A", "#REF!"; return x.from(1) },
	"formula-like":   func(x *form) []byte { x.rows[1][1], x.rows[1][2] = "=1+1", "＝式"; return x.from(1) },
	"sheet-second": func(x *form) []byte {
		x.must(x.newSheet("表紙"))
		x.must(x.f.MoveSheet("表紙", formSheet))
		x.must(x.f.SetCellValue("表紙", "A1", "クラウドサービス一覧"))
		return x.from(1)
	},
	"sheets-two": func(x *form) []byte { x.must(x.newSheet("製造部")); x.put("製造部", 1); return x.from(1) },
	"sheet-paste": func(x *form) []byte {
		x.must(x.f.SetSheetName(formSheet, pasteSheet))
		x.put(pasteSheet, 1)
		return x.bytes()
	},
	"sheet-none":     func(x *form) []byte { x.set("A1", "メモ"); return x.bytes() },
	"head-only":      func(x *form) []byte { x.rows = nil; return x.from(1) },
	"inline-strings": func(x *form) []byte { return x.inline() },
	"no-references":  func(x *form) []byte { return x.unreferenced() },
	"libreoffice":    func(x *form) []byte { return x.written("libreoffice") },
	"openpyxl":       func(x *form) []byte { return x.written("openpyxl") },
}

func (x *form) set(cell string, value any) { x.must(x.f.SetCellValue(formSheet, cell, value)) }

func (x *form) from(row int) []byte { x.put(formSheet, row); return x.bytes() }

func (x *form) newSheet(name string) error { _, err := x.f.NewSheet(name); return err }

// written is a workbook that another program wrote.
func (x *form) written(by string) []byte {
	data, err := os.ReadFile(filepath.Join("testdata", "written", by+".xlsx"))
	x.must(err)
	return data
}

// starting has a day of the first service's start.
func (x *form) starting(day any) []byte { x.rows[0][4] = day; return x.from(1) }

// with has one more column at the end.
func (x *form) with(head, one, other any) []byte {
	x.head, x.rows[0], x.rows[1] = append(x.head, head), append(x.rows[0], one), append(x.rows[1], other)
	return x.from(1)
}

func (x *form) shifted() []byte {
	for i, row := range append([][]any{x.head}, x.rows...) {
		x.must(x.f.SetSheetRow(formSheet, fmt.Sprintf("C%d", 2+i), &row))
	}
	return x.bytes()
}

// turned has its columns the other way round.
func (x *form) turned() []byte {
	for _, row := range append([][]any{x.head}, x.rows...) {
		for i, j := 0, len(row)-1; i < j; i, j = i+1, j-1 {
			row[i], row[j] = row[j], row[i]
		}
	}
	return x.from(1)
}

func (x *form) styledDay() []byte {
	x.rows[0][4] = 45383
	x.put(formSheet, 1)
	format := `[$-411]ggge"年"m"月"d"日"`
	style, err := x.f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	x.must(err, x.f.SetCellStyle(formSheet, "E2", "E2", style))
	return x.bytes()
}

// twoRows has the items' headings below the title of their group.
func (x *form) twoRows() []byte {
	lower := []any{nil, nil, nil, nil, nil, x.head[5], x.head[6]}
	x.head = []any{x.head[0], x.head[1], x.head[2], x.head[3], x.head[4], "チェック項目", nil}
	x.rows = append([][]any{lower}, x.rows...)
	x.put(formSheet, 1)
	x.must(x.f.MergeCell(formSheet, "F1", "G1"))
	for _, column := range "ABCDE" {
		x.must(x.f.MergeCell(formSheet, fmt.Sprintf("%c1", column), fmt.Sprintf("%c2", column)))
	}
	return x.bytes()
}

// formula has a formula in a cell, with the value that it came to last.
func (x *form) formula(cell, formula, value string) []byte {
	x.must(x.f.SetCellFormula(formSheet, cell, formula))
	stands := regexp.MustCompile(`<c r="` + cell + `"([^>]*?)(?: t="[a-z]+")?><f>(.*?)</f>(?:<v>.*?</v>)?</c>`)
	return rezip(x.t, x.bytes(), func(_, text string) (string, bool) {
		return stands.ReplaceAllString(text, `<c r="`+cell+`"$1 t="str"><f>$2</f><v>`+value+`</v></c>`), true
	})
}

// inline keeps every text in its cell, as openpyxl and others write it.
func (x *form) inline() []byte {
	x.put(formSheet, 1)
	var texts []string
	rezip(x.t, x.bytes(), func(name, text string) (string, bool) {
		if name == "xl/sharedStrings.xml" {
			for _, part := range strings.Split(text, "<si>")[1:] {
				texts = append(texts, part[strings.Index(part, ">")+1:strings.Index(part, "</t>")])
			}
		}
		return text, true
	})
	return rezip(x.t, x.bytes(), func(name, text string) (string, bool) {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			text = sharedText.ReplaceAllStringFunc(text, func(cell string) string {
				m := sharedText.FindStringSubmatch(cell)
				n := 0
				_, err := fmt.Sscan(m[2], &n)
				x.must(err)
				return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, m[1], texts[n])
			})
		}
		return text, name != "xl/sharedStrings.xml"
	})
}

// unreferenced leaves the addresses of the cells away, as some programs do.
func (x *form) unreferenced() []byte {
	x.rows = x.rows[:1]
	x.put(formSheet, 1)
	return rezip(x.t, x.bytes(), func(name, text string) (string, bool) {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			text = addressed.ReplaceAllString(text, "<c")
		}
		return text, true
	})
}
