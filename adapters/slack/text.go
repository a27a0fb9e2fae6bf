package slack

import (
	"cmp"
	"strings"

	"daicho/bot"
)

// head puts in everything of a view that stands above its questions and
// buttons; with title also its first line.
func (s *sheet) head(v bot.View, title bool) {
	if title {
		s.header(v.Title)
	}
	s.text(v.Notice)
	s.marked("！ ", v.Problem)
	if v.Progress != nil {
		s.text(v.Progress.Text())
	}
	s.lines(v.Body...)
	if v.Table != nil {
		s.table(*v.Table)
	}
	for _, a := range v.Attach {
		s.attachment(a)
	}
	for _, section := range v.Sections {
		s.section(section)
	}
}

func (s *sheet) marked(sign, text string) {
	if text != "" {
		s.text(sign + text)
	}
}

// table puts in a table as lines that read well on a phone and aloud: each
// names what it says. A row that leads somewhere has its button beside it.
func (s *sheet) table(t bot.Table) {
	s.text(t.Caption)
	var lines []string
	if len(t.Head) < 3 && strings.TrimSpace(strings.Join(t.Head, "")) != "" {
		lines = append(lines, strings.Join(t.Head, "　"))
	}
	for _, r := range t.Rows {
		line := rowLine(t.Head, r)
		if r.Open == "" {
			lines = append(lines, line)
			continue
		}
		s.lines(lines...)
		lines = nil
		s.row(line, element{verb: press, route: r.Open, label: rowLabel(r)})
	}
	s.lines(lines...)
}

// rowLabel is what the button of a row is called: what the row is about.
func rowLabel(r bot.Row) string {
	if len(r.Cells) == 0 || strings.TrimSpace(r.Cells[0].Text) == "" {
		return "開く"
	}
	return strings.Join(strings.Fields(r.Cells[0].Text), " ")
}

func rowLine(head []string, r bot.Row) string {
	var parts []string
	for i, c := range r.Cells {
		text := cellText(c)
		if text == "" {
			continue
		}
		if i > 0 && i < len(head) && len(r.Cells) > 2 && head[i] != "" {
			text = head[i] + "：" + text
		}
		parts = append(parts, text)
	}
	return cmp.Or(strings.Join(parts, "　"), "—")
}

// cellText is a cell in one line: its sign, its bar, its text.
func cellText(c bot.Cell) string {
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

// attachment puts in what a picture or document shows, in words. Pictures are
// sent behind the message, documents when they are asked for.
func (s *sheet) attachment(a bot.Attachment) {
	if a.Kind == bot.Document {
		s.text("〔ファイル〕" + a.Alt)
		return
	}
	s.text("〔図〕" + a.Alt)
	if a.Table != nil {
		s.table(*a.Table)
	}
}

func (s *sheet) section(section bot.Section) {
	lines := []string{"【" + section.Heading + "】"}
	lines = append(lines, section.Body...)
	for _, p := range section.Points {
		lines = append(lines, "・"+p)
	}
	s.lines(lines...)
	var links []element
	for _, l := range section.Links {
		links = append(links, element{verb: link, label: l.Label, url: l.URL})
	}
	if len(links) == 0 {
		return
	}
	if s.cut = s.cut || len(s.blocks)+1 >= s.most || s.room < len(links)*maxButton; !s.cut {
		s.buttons(links)
	}
}

// foot puts in what stands below the questions: what can be handed in, the
// buttons, and the small print.
func (s *sheet) foot(v bot.View, first ...element) {
	if v.Drop != nil {
		s.text(v.Drop.Text() + "\nこのアプリとのダイレクトメッセージにファイルを送ると、受け取ります。")
	}
	all := first
	for _, a := range v.Attach {
		if a.Kind == bot.Document {
			all = append(all, element{verb: hand, route: v.At, value: a.Name, label: "受け取る：" + a.Name})
		}
	}
	for _, a := range v.Actions {
		all = append(all, pressing(a))
	}
	s.buttons(all)
	for _, line := range v.Footer {
		s.small("※ " + line)
	}
}
