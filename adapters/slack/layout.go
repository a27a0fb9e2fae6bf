package slack

import (
	"strings"

	"daicho/adapters/chatkit"
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
	for _, section := range v.Sections {
		s.section(section)
	}
	for _, a := range v.Attach { // in words, at length: below what is to be done
		s.attachment(a)
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
	if len(t.Head) == 2 && strings.TrimSpace(strings.Join(t.Head, "")) != "" {
		lines = append(lines, strings.Join(t.Head, "　"))
	}
	for _, r := range t.Rows {
		text := chatkit.RowText(t.Head, r)
		if r.Open == "" {
			lines = append(lines, text)
			continue
		}
		s.lines(lines...)
		lines = nil
		s.row(text, element{verb: press, route: r.Open, label: "開く", aloud: chatkit.RowName(r) + "を開く"})
	}
	s.lines(lines...)
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

// fewWords is up to how many characters name a document.
const fewWords = 40

// calledFile is what people call a document: by what it is, where that is said in
// a few words.
func calledFile(a bot.Attachment) string {
	if a.Alt == "" || sent(a.Alt) > fewWords {
		return a.Name
	}
	return a.Alt
}

// wrong puts in what is wrong with what stands in the fields, where these are
// not shown.
func (s *sheet) wrong(v bot.View) {
	for _, f := range v.Fields {
		if f.Problem != "" {
			s.marked("！ ", f.Label+"："+f.Problem)
		}
	}
}

// howToHandIn says where a file goes: Slack has no room for one in what is
// drawn here.
func (s *sheet) howToHandIn() string {
	switch s.where {
	case inModal:
		return "この画面を閉じて、このアプリとのダイレクトメッセージに、ファイルを1つ送ってください。書きかけの内容は、閉じるときに保存します。"
	case onTab:
		return "上の「メッセージ」を開いて、ファイルを1つ送ってください。"
	case among:
		return "このアプリとのダイレクトメッセージに、ファイルを1つ送ってください。"
	}
	return "この会話に、ファイルを1つ送ってください。"
}

func (s *sheet) section(section bot.Section) {
	s.lines(chatkit.SectionLines(section)...)
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
		s.text(v.Drop.Text() + "\n" + s.howToHandIn())
	}
	all := first
	for _, a := range v.Attach {
		if a.Kind == bot.Document {
			all = append(all, element{verb: hand, route: v.At, value: a.Name + s.card, label: "受け取る：" + calledFile(a)})
		}
	}
	for _, a := range v.Actions {
		all = append(all, pressing(a))
	}
	s.buttons(all)
	for _, line := range v.Footer {
		s.small(chatkit.Note(line))
	}
}
