package discord

import (
	"cmp"
	"slices"
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
	cut := sayCut
	switch {
	case len(v.Fields) == 0:
	case at >= 0:
		asks = question(v.Fields[at], l)
		b.question(v, at)
	default:
		asks, cut = summary(v), sayCutPage
		b.ending(v)
	}
	b.whereTo(v)
	m := worded(head(v), asks, foot(v, l), cut)
	m.Components = b.done()
	return m
}

// head is all of a view that stands above its questions, a paragraph each.
func head(v bot.View) []string {
	var all []string
	add := func(sign string, texts ...string) {
		for _, text := range texts {
			if strings.TrimSpace(text) != "" {
				all = append(all, paragraph(sign+text))
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

// sayElsewhere is said where Discord may offer nothing of the server to choose
// from: in the direct message.
const sayElsewhere = "ここで選べないときは、会社のサーバーのチャンネルで「/daicho」と入れて開いた画面から、同じ操作をしてください。画面はあなただけに見えます。"

// question is one question as it is asked alone.
func question(f bot.Field, l look) (lines []string) {
	chosen := mention(f)
	for _, line := range chatkit.QuestionLines(f, l.helped) {
		if chosen != "" && line == chatkit.Chosen+f.Value {
			lines = append(lines, chatkit.Chosen+chosen)
			continue
		}
		lines = append(lines, paragraph(line))
	}
	if none := chatkit.NothingToChoose(f); none != "" {
		lines = append(lines, literal(none))
	}
	if l.guild != "" && (f.Kind == bot.PlaceField || f.Kind == bot.MemberField) {
		lines = append(lines, literal(sayElsewhere))
	}
	return lines
}

// mention is a channel or somebody who was chosen, by their name, empty for
// anything else. It disturbs nobody: a message says whom it may call.
func mention(f bot.Field) string {
	switch {
	case !isSnowflake(f.Value):
	case f.Kind == bot.PlaceField:
		return "<#" + f.Value + ">"
	case f.Kind == bot.MemberField:
		return "<@" + f.Value + ">"
	}
	return ""
}

// summary is what stands in the fields, once none is wanted any more.
func summary(v bot.View) (lines []string) {
	for _, f := range v.Fields {
		lines = append(lines, stands(f))
	}
	return lines
}

// stands is a field with what stands in it.
func stands(f bot.Field) string {
	text := cmp.Or(mention(f), literal(chatkit.ValueText(f)), "まだ入れていません")
	return literal(chatkit.FieldTitle(f)+"：") + text
}

// What is said where not all of a question has found room, or not all that
// stands in a page.
const (
	sayCut     = "…長いところは、途中までを出しています。"
	sayCutPage = "…長い内容は、途中までを出しています。全部は、下の一覧から1つずつ開くと見られます。"
)

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
// that is longer. cut is said where what is asked is cut all the same.
func worded(head, asks, foot []string, cut string) message {
	m := message{Embeds: []embed{}, Attachments: []attachment{}, Mentions: mentions{Parse: []string{}}}
	if all := strings.Join(slices.Concat(head, asks, foot), "\n"); plain.Size(all) <= maxContent {
		m.Content = all
		return m
	}
	lower := lowerPart(asks, foot, cut)
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

// lowerPart is what is asked, with what stands below it. Where that is too much,
// it says so.
func lowerPart(asks, foot []string, cut string) string {
	all := strings.Join(slices.Concat(asks, foot), "\n")
	if plain.Size(all) <= maxDescription || len(asks) == 0 {
		return shortened(all, maxDescription)
	}
	foot = append([]string{literal(cut)}, fair(foot, maxDescription/4)...)
	asks = fair(asks, maxDescription-plain.Size(strings.Join(foot, "\n"))-1)
	return shortened(strings.Join(append(asks, foot...), "\n"), maxDescription)
}

// fair cuts the longest paragraphs until all of them have room together, and a
// line break each; where there are more than that, the last are left out.
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
	for _, p := range paragraphs[:min(len(paragraphs), max(0, room/2))] {
		all = append(all, shortened(p, most))
	}
	return all
}

// pieces parts text that is literal already into as much as an embed takes.
func pieces(text string) (all []string) {
	for plain.Size(text) > maxDescription {
		piece := plain.Pieces(text, maxDescription)[0]
		if lonely(piece) {
			piece = strings.TrimSuffix(piece, `\`)
		}
		if begun := unfenced(piece); begun != "" {
			piece = begun
		}
		all, text = append(all, piece), text[len(piece):]
	}
	return append(all, text)
}

// unfenced is literal text without a block that it begins and does not end.
func unfenced(text string) string {
	if strings.Count(text, fence)%2 == 0 {
		return text
	}
	return text[:strings.LastIndex(text, fence)]
}

// lonely reports whether literal text ends in a backslash that belongs to the
// letter after it.
func lonely(text string) bool {
	return (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
}

// shortened cuts text that is literal already, and leaves no lonely backslash.
func shortened(text string, most int) string {
	if whole := text; plain.Size(text) > most {
		text = plain.Cut(whole, most)
		if begun := unfenced(text); begun != text {
			return strings.TrimRight(begun, "\n") + "…"
		}
	}
	if cut, ended := strings.CutSuffix(text, "…"); ended && lonely(cut) {
		return strings.TrimSuffix(cut, `\`) + "…"
	}
	return text
}
