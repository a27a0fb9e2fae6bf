package chatkit

import (
	"cmp"
	"strings"

	"daicho/bot"
)

// RowName is what a row is about.
func RowName(r bot.Row) string {
	if len(r.Cells) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(r.Cells[0].Text), " ")
}

// RowText is a row as people read it: two cells side by side, more of them one
// below the other under the first, each with its head. What is empty is left
// out.
func RowText(head []string, r bot.Row) string {
	if len(r.Cells) < 3 {
		parts := []string{}
		for _, c := range r.Cells {
			if text := CellText(c); text != "" {
				parts = append(parts, text)
			}
		}
		return cmp.Or(strings.Join(parts, "　"), "—")
	}
	lines := []string{CellText(r.Cells[0])}
	for i, c := range r.Cells[1:] {
		text := CellText(c)
		if text == "" || text == "—" || text == "なし" {
			continue
		}
		if i+1 < len(head) && head[i+1] != "" {
			text = head[i+1] + "：" + text
		}
		lines = append(lines, "　"+text)
	}
	return strings.Join(lines, "\n")
}

// CellText is a cell in one line: its sign, its bar, its text.
func CellText(c bot.Cell) string {
	text := strings.Join(strings.Fields(c.Text), " ")
	if c.Bar != nil {
		bar, _, _ := strings.Cut(c.Bar.Text(), " ")
		text = bar + " " + text
	}
	if c.Mark != bot.Plain {
		text = c.Mark.Sign() + " " + text
	}
	return strings.TrimSpace(text)
}

// Note is a line of small print, with its sign unless it has one.
func Note(line string) string {
	if strings.HasPrefix(line, "※") {
		return line
	}
	return "※ " + line
}

// SectionLines is a section as lines, its heading first. Its links are left to
// the platform.
func SectionLines(section bot.Section) []string {
	lines := append([]string{"【" + section.Heading + "】"}, section.Body...)
	for _, p := range section.Points {
		lines = append(lines, "・"+p)
	}
	return lines
}

// TableLines is a table as lines: its caption, its heads where two cells stand
// side by side, and its rows.
func TableLines(t bot.Table) []string {
	lines := []string{}
	if t.Caption != "" {
		lines = append(lines, t.Caption)
	}
	if len(t.Head) == 2 && strings.TrimSpace(strings.Join(t.Head, "")) != "" {
		lines = append(lines, strings.Join(t.Head, "　"))
	}
	for _, r := range t.Rows {
		lines = append(lines, RowText(t.Head, r))
	}
	return lines
}

// SayBeside is said where a file came with words: one of both is taken.
const SayBeside = "ファイルに添えられた文は、受け取っていません。必要なときは、文だけをもう一度送ってください。"
