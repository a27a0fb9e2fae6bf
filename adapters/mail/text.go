package mail

import (
	"crypto/rand"
	netmail "net/mail"
	"slices"
	"strings"

	"github.com/wneessen/go-mail"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// maxSubject is how many characters of a title stand in the subject. Lines of a
// mail's head that are much longer are not carried everywhere.
const maxSubject = 250

// What stands at the end of every mail.
const (
	goesOn = "つづきは、いつもの画面からどうぞ。"
	toStop = "このお知らせを止めるときは、画面の「お知らせの設定」から止められます。"
)

// message is a view as a mail.
func (a *App) message(person string, v bot.View) *mail.Msg {
	m := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingB64), mail.WithNoDefaultUserAgent())
	m.FromMailAddress(&netmail.Address{Name: a.cfg.FromName, Address: a.cfg.From})
	m.ToMailAddress(&netmail.Address{Address: person})
	m.Subject(subject(v.Title))
	m.SetDate()
	m.SetMessageIDWithValue(rand.Text() + "@" + domain(a.cfg.From))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader(mail.HeaderXAutoResponseSuppress, "All")
	m.SetBodyString(mail.TypeTextPlain, a.body(v))
	return m
}

// subject is a title in one line. What people typed is never taken for encoded.
func subject(title string) string {
	line := oneLine(title)
	if line == "" {
		line = "daicho からのお知らせ"
	}
	return chatkit.Measure(chatkit.Units).Cut(strings.ReplaceAll(line, "=?", "= ?"), maxSubject)
}

func oneLine(text string) string { return strings.Join(strings.Fields(bot.Clean(text)), " ") }

// body is the text of a mail, its lines ended as mails have it.
func (a *App) body(v bot.View) string {
	blocks := append(said(v), end(v, a.cfg.Link)...)
	blocks = slices.DeleteFunc(blocks, func(b string) bool { return strings.TrimSpace(b) == "" })
	text := strings.ReplaceAll(strings.Join(blocks, "\n\n")+"\n", "\r\n", "\n")
	text = bot.Clean(strings.ReplaceAll(text, "\r", "\n"))
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// said is what a view says, block by block. Its questions and buttons are on the
// page.
func said(v bot.View) []string {
	var blocks []string
	if line := oneLine(v.Title); line != subject(v.Title) {
		blocks = append(blocks, line) // the subject holds but a part of it
	}
	blocks = append(blocks, v.Notice, v.Problem)
	if v.Progress != nil {
		blocks = append(blocks, v.Progress.Text())
	}
	blocks = append(blocks, v.Body...)
	if v.Table != nil {
		blocks = append(blocks, table(*v.Table))
	}
	for _, p := range v.Attach {
		if p.Kind == bot.Picture && p.Alt != "" {
			blocks = append(blocks, "〔図〕"+p.Alt)
		}
	}
	for _, s := range v.Sections {
		blocks = append(blocks, section(s))
	}
	return blocks
}

// end is the small print, how to go on and how to have no more mails.
func end(v bot.View, link string) []string {
	var notes []string
	for _, line := range v.Footer {
		notes = append(notes, chatkit.Note(line))
	}
	return []string{strings.Join(notes, "\n"), strings.TrimSpace(goesOn + "\n" + link), toStop}
}

// table is a row a line. Where there are more than two cells, each after the
// first has its head before it.
func table(t bot.Table) string {
	var lines []string
	if t.Caption != "" {
		lines = append(lines, t.Caption)
	}
	for _, r := range t.Rows {
		var cells []string
		for i, c := range r.Cells {
			text := chatkit.CellText(c)
			if text != "" && i > 0 && len(r.Cells) > 2 && i < len(t.Head) && t.Head[i] != "" {
				text = oneLine(t.Head[i]) + "：" + text
			}
			if text != "" {
				cells = append(cells, text)
			}
		}
		lines = append(lines, "・"+strings.Join(cells, "　"))
	}
	return strings.Join(lines, "\n")
}

// section is a heading with what stands under it, and the addresses of its links.
func section(s bot.Section) string {
	lines := chatkit.SectionLines(s)
	for _, l := range s.Links {
		lines = append(lines, l.Label+" "+l.URL)
	}
	return strings.Join(lines, "\n")
}
