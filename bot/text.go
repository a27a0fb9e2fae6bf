package bot

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// barCells is how many cells a progress bar has in plain text.
const barCells = 10

// Text is the view as plain text that a person can read and a script can
// answer: every button stands as ［label］ with its action id behind it, every
// option with its value in brackets, every field with its id, and the last
// line is the view's At. Nothing of the view is left out but Watch and Spec.
func (v View) Text() string {
	var t text
	t.line("■ " + v.Title)
	t.marked("→ ", v.Notice)
	t.marked("！", v.Problem)
	if v.Progress != nil {
		t.line(v.Progress.Text())
	}
	t.lines("", v.Body)
	if v.Table != nil {
		t.gap()
		t.table("", *v.Table)
	}
	for _, a := range v.Attach {
		t.attachment(a)
	}
	for _, s := range v.Sections {
		t.section(s)
	}
	for _, f := range v.Fields {
		t.field(f)
	}
	if v.Drop != nil {
		t.gap()
		t.line(v.Drop.Text())
	}
	t.buttons(v)
	if len(v.Footer) > 0 {
		t.gap()
		t.lines("※ ", v.Footer)
	}
	if v.At != "" {
		t.line("@ " + string(v.At))
	}
	return t.String()
}

// Text is the progress as a bar with its number: ▰▰▰▱▱▱▱▱▱▱ 7／25問. A bar is
// only full when everything is done, and only empty when nothing is.
func (p Progress) Text() string {
	return fmt.Sprintf("%s %d／%d%s", p.bar(), p.Done, p.Of, p.Unit)
}

func (p Progress) bar() string {
	full := 0
	if p.Of > 0 {
		done := min(max(p.Done, 0), p.Of)
		full = done * barCells / p.Of
		if done > 0 {
			full = max(full, 1)
		}
	}
	return strings.Repeat("▰", full) + strings.Repeat("▱", barCells-full)
}

// text collects the lines of a view.
type text struct{ strings.Builder }

func (t *text) line(s string) { t.WriteString(strings.TrimRight(s, " ") + "\n") }

// gap leaves one empty line.
func (t *text) gap() { t.WriteString("\n") }

// marked writes what people wrote or were told with a sign before its first
// line and the lines below it under the first; an empty text writes nothing.
func (t *text) marked(sign, s string) {
	if s == "" {
		return
	}
	below := "\n" + strings.Repeat(" ", columns(sign))
	t.line(sign + strings.ReplaceAll(s, "\n", below))
}

func (t *text) lines(sign string, all []string) {
	for _, s := range all {
		t.marked(sign, s)
	}
}

func (t *text) section(s Section) {
	t.gap()
	t.line("【" + s.Heading + "】")
	t.lines("", s.Body)
	t.lines("・", s.Points)
	for _, l := range s.Links {
		t.marked("・", l.Label+" "+l.URL)
	}
}

func (t *text) attachment(a Attachment) {
	t.gap()
	kind := "〔図〕"
	if a.Kind == Document {
		kind = "〔ファイル〕"
	}
	t.marked(kind, a.Alt+" ("+a.Name+")")
	if a.Table != nil {
		t.table("  ", *a.Table)
	}
}

func (t *text) field(f Field) {
	t.gap()
	if f.Heading != "" {
		t.line("〈" + f.Heading + "〉")
	}
	t.marked("", f.title())
	t.marked("  ", f.Hint)
	t.lines("  解説：", f.Help)
	if f.offers() {
		for _, o := range f.Options {
			t.marked("  "+f.sign(o)+" ", fmt.Sprintf("%s [%s]", o.Label, o.Value))
		}
	}
	if !f.offers() || f.other() {
		t.marked("  ＝ ", f.Value)
	}
	t.marked("  ！", f.Problem)
	t.marked("  … ", f.Remark)
	for _, a := range f.Actions {
		t.marked("  ", a.Text())
	}
}

// title is the number, label and id of a field.
func (f Field) title() string {
	s := f.Label
	if f.Number != "" {
		s = f.Number + ". " + s
	}
	if f.Optional {
		s += "（任意）"
	}
	return s + " <" + string(f.ID) + ">"
}

// offers reports whether the field has options to choose from.
func (f Field) offers() bool { return len(f.Options) > 0 }

// other reports whether the value is none of the options.
func (f Field) other() bool {
	return f.Value != "" && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == f.Value })
}

func (f Field) sign(o Option) string {
	if o.Value == f.Value {
		return "●"
	}
	return "○"
}

func (t *text) buttons(v View) {
	all := v.Actions
	if v.Submit.ID != "" {
		all = append([]Action{v.Submit}, all...)
	}
	if len(all) == 0 {
		return
	}
	t.gap()
	for _, a := range all {
		t.marked("", a.Text())
	}
}

// Text is what can be handed in: 〔ファイルを渡せます〕 and what for.
func (d Drop) Text() string {
	s := "〔ファイルを渡せます〕" + d.Label
	if d.Hint != "" {
		s += "（" + d.Hint + "）"
	}
	return s
}

// Text is the button with its action id: ［戻る］ menu.
func (a Action) Text() string {
	s := "［" + a.Label + "］ " + string(a.ID)
	if a.Confirm != "" {
		s += "（確認：" + a.Confirm + "）"
	}
	return s
}

func (t *text) table(indent string, tab Table) {
	if tab.Caption != "" {
		t.marked(indent, tab.Caption)
	}
	lines := [][]string{tab.Head}
	for _, r := range tab.Rows {
		lines = append(lines, r.texts())
	}
	wide := widths(lines)
	for i, cells := range lines {
		s := aligned(cells, wide)
		if i > 0 && tab.Rows[i-1].Open != "" {
			s += "  → " + string(tab.Rows[i-1].Open)
		}
		t.line(indent + s)
	}
}

func (r Row) texts() []string {
	all := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		all[i] = c.line()
	}
	return all
}

// line is the cell in one line: its sign, its bar, its text.
func (c Cell) line() string {
	s := strings.Join(strings.Fields(c.Text), " ")
	if c.Bar != nil {
		s = c.Bar.bar() + " " + s
	}
	if c.Mark != Plain {
		s = c.Mark.Sign() + " " + s
	}
	return s
}

func widths(lines [][]string) []int {
	var wide []int
	for _, cells := range lines {
		for i, s := range cells {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], columns(s))
		}
	}
	return wide
}

func aligned(cells []string, wide []int) string {
	var b strings.Builder
	for i, s := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		b.WriteString(s + strings.Repeat(" ", wide[i]-columns(s)))
	}
	return strings.TrimRight(b.String(), " ")
}

// columns is how many columns of a Japanese terminal the text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			n += 2
		default:
			n++
		}
	}
	return n
}
