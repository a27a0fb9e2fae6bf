package discord

import (
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// look is how a view is looked at.
type look struct {
	reader string      // the person or the channel that it is for
	guild  string      // goes along in every component, where the message stands outside a guild
	asked  bot.FieldID // the question that is asked for; else the first that is wanted
	helped bool        // with its help
	from   int         // the first of its options that is shown
}

// draw lays a view out as a message. Where it asks something, it shows one
// question; where none is left, what stands in all of them.
func draw(v bot.View, l look) message {
	b := &board{look: l, at: v.At}
	at := v.Asks(l.asked)
	var asks []string
	switch {
	case len(v.Fields) == 0:
	case at >= 0:
		asks = chatkit.QuestionLines(v.Fields[at], l.helped)
		b.question(v, at)
	default:
		asks = summary(v)
		b.ending(v)
	}
	b.whereTo(v)
	m := worded(head(v), asks, foot(v, l))
	m.Components = b.done()
	return m
}

// head is all of a view that stands above its questions, a paragraph each.
func head(v bot.View) []string {
	var all []string
	add := func(sign string, texts ...string) {
		for _, text := range texts {
			if strings.TrimSpace(text) != "" {
				all = append(all, literal(sign+text))
			}
		}
	}
	add("", v.Notice)
	add("！ ", v.Problem)
	if v.Progress != nil {
		add("", v.Progress.Text())
	}
	add("", v.Body...)
	if v.Table != nil {
		add("", chatkit.TableLines(*v.Table)...)
	}
	for _, s := range v.Sections {
		add("", strings.Join(chatkit.SectionLines(s), "\n"))
	}
	for _, a := range v.Attach {
		if a.Kind == bot.Document {
			add("〔ファイル〕", a.Alt)
		}
	}
	if strings.TrimSpace(v.Title) != "" {
		title := strings.Join(strings.Fields(v.Title), " ")
		all = append([]string{"**" + literal(asSent.Cut(title, 300)) + "**"}, all...)
	}
	return all
}

// summary is what stands in the fields, once none is wanted any more.
func summary(v bot.View) []string {
	var lines []string
	for _, f := range v.Fields {
		text := chatkit.ValueText(f)
		if text == "" {
			text = "まだ入れていません"
		}
		lines = append(lines, chatkit.FieldTitle(f)+"："+text)
	}
	return lines
}

// foot is what stands below the questions.
func foot(v bot.View, l look) []string {
	var all []string
	if v.Drop != nil {
		where := "daicho とのダイレクトメッセージに、ファイルを1つ送ってください。"
		if l.guild != "" { // this is it
			where = "この会話に、ファイルを1つ送ってください。"
		}
		all = append(all, literal(v.Drop.Text()+"\n"+where))
	}
	for _, line := range v.Footer {
		all = append(all, "-# "+literal(strings.Join(strings.Fields(chatkit.Note(line)), " ")))
	}
	return all
}

// worded puts the text of a message where it finds room: in its content, or,
// where that is too much, the rest of it in embeds. What is asked is never cut
// for the sake of what stands above it, and no paragraph for that of another one
// that is longer.
func worded(head, asks, foot []string) message {
	m := message{Embeds: []embed{}, Attachments: []attachment{}, Mentions: mentions{Parse: []string{}}}
	below := foot
	if len(asks) > 0 {
		below = append([]string{literal(strings.Join(asks, "\n"))}, foot...)
	}
	if all := strings.Join(append(append([]string{}, head...), below...), "\n"); plain.Size(all) <= maxContent {
		m.Content = all
		return m
	}
	lower := shortened(strings.Join(below, "\n"), maxDescription)
	for len(head) > 0 && plain.Size(m.Content)+1+plain.Size(head[0]) <= maxContent {
		m.Content, head = strings.TrimPrefix(m.Content+"\n"+head[0], "\n"), head[1:]
	}
	upper := strings.Join(fair(head, maxEmbeds-plain.Size(lower)), "\n")
	for _, text := range append(pieces(upper), lower) {
		if text != "" {
			m.Embeds = append(m.Embeds, embed{Description: text})
		}
	}
	return m
}

// fair cuts the longest paragraphs until all of them have room together, and a
// line break each.
func fair(paragraphs []string, room int) []string {
	most := maxEmbeds
	size := func() (n int) {
		for _, p := range paragraphs {
			n += min(plain.Size(p), most) + 1
		}
		return n
	}
	for size() > room && most > 1 {
		most = most * 9 / 10
	}
	var all []string
	for _, p := range paragraphs {
		all = append(all, shortened(p, most))
	}
	return all
}

// pieces parts text that is literal already into as much as an embed takes.
func pieces(text string) []string {
	all := plain.Pieces(text, maxDescription-1)
	for i, cut := range all[:len(all)-1] {
		if lonely(cut) {
			all[i], all[i+1] = strings.TrimSuffix(cut, `\`), `\`+all[i+1]
		}
	}
	return all
}

// lonely reports whether literal text ends in a backslash that belongs to the
// letter after it.
func lonely(text string) bool {
	return (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
}

// shortened cuts text that is literal already, and leaves no lonely backslash.
func shortened(text string, most int) string {
	text = plain.Cut(text, most)
	if cut, ended := strings.CutSuffix(text, "…"); ended && lonely(cut) {
		return strings.TrimSuffix(cut, `\`) + "…"
	}
	return text
}
