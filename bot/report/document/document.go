// Package document writes the files of the programme that are opened in a word
// processor: the company's guideline 利用の手引き（案） (seed p. 7). It is the only
// place that knows how such a file is made.
//
// It writes WordprocessingML itself (ISO/IEC 29500: a zip of a few XML parts),
// because no library that could be had does what is needed: of those under a
// permissive licence github.com/gomutex/godocx is no longer kept, and neither it
// nor its successor ubavic/godocx (not to be had as a module) writes headers,
// footers or fields, which page numbers and a table of contents are;
// fumiama/go-docx is under the AGPL.
//
// Text from people is always text: markup in it stays as it was typed, and
// characters that XML has no place for are left out and said to be.
package document

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"
)

// file is a document that is being written: paragraphs and tables from its top
// down.
type file struct {
	body     strings.Builder
	contents []heading
	lost     []rune // what was left out, in the order it was met
}

// heading is one of the table of contents.
type heading struct {
	level int // from 1
	text  string
}

// The looks of paragraphs, by their ids in styles.xml.
const (
	titleStyle    = "Title"
	subtitleStyle = "Subtitle"
	pointStyle    = "ListBullet"
	leadStyle     = "Lead" // stays on the page of what follows
	basisStyle    = "Basis"
	noteStyle     = "Notice"
	cellStyle     = "TableText"
	headStyle     = "TableHead"
)

// escape is a text as XML holds it. Line ends and tabs are not of it.
func (f *file) escape(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case !inXML(r):
			f.lost = append(f.lost, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// inXML reports whether XML 1.0 has a place for a character.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// runs is a text as it stands in a paragraph, with its line ends and tabs.
func (f *file) runs(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:r><w:tab/></w:r>")
			}
			if piece != "" {
				b.WriteString(`<w:r><w:t xml:space="preserve">` + f.escape(piece) + `</w:t></w:r>`)
			}
		}
	}
	return b.String()
}

// paragraph writes one in a style; none for plain text.
func (f *file) paragraph(style, text string) {
	f.body.WriteString("<w:p>" + styled(style) + f.runs(text) + "</w:p>")
}

func styled(style string) string {
	if style == "" {
		return ""
	}
	return `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
}

// heading writes one of a level, from 1, with the mark that the table of contents
// leads to.
func (f *file) heading(level int, text string) {
	f.contents = append(f.contents, heading{level, text})
	n := len(f.contents)
	fmt.Fprintf(&f.body, `<w:p>%s<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%d"/></w:p>`,
		styled(fmt.Sprintf("Heading%d", level)), n, markOf(n), f.runs(text), n)
}

func markOf(n int) string { return fmt.Sprintf("_Toc%06d", n) }

// pageBreak begins a new page.
func (f *file) pageBreak() { f.body.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`) }

// tableWide is how wide a table is: the text of an A4 page, in twentieths of a
// point.
const tableWide = 9354

// table writes one whose first row is repeated on every page. widths are the
// parts that its columns take.
func (f *file) table(widths []int, head []string, rows [][]string) {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	b := &f.body
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="Ledger"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`, tableWide)
	for _, w := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, tableWide*w/sum)
	}
	b.WriteString("</w:tblGrid>")
	f.row(widths, sum, head, headStyle, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for _, row := range rows {
		f.row(widths, sum, row, cellStyle, "")
	}
	b.WriteString("</w:tbl><w:p/>")
}

func (f *file) row(widths []int, sum int, cells []string, style, props string) {
	f.body.WriteString("<w:tr>" + props)
	for i, text := range cells {
		fmt.Fprintf(&f.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, tableWide*widths[i]/sum)
		f.paragraph(style, text)
		f.body.WriteString("</w:tc>")
	}
	f.body.WriteString("</w:tr>")
}

// about is what the file says of itself.
type about struct {
	title, subject string
	header         string // at the top of every page but the first
	at             time.Time
}

// write writes the file: the cover, the table of contents, and what was written.
func (f *file) write(w io.Writer, cover *file, a about) error {
	contents := cover.tableOfContents(f.contents)
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", documentHead + cover.body.String() + contents + f.body.String() + documentFoot},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/header1.xml", fmt.Sprintf(header, cover.escape(a.header))},
		{"word/footer1.xml", footer},
		{"docProps/core.xml", fmt.Sprintf(coreProps, cover.escape(a.title), cover.escape(a.subject), a.at.UTC().Format(time.RFC3339))},
	}
	z := zip.NewWriter(w)
	for _, p := range parts {
		part, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: a.at})
		if err == nil {
			_, err = io.WriteString(part, p.text)
		}
		if err != nil {
			return fmt.Errorf("document: %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

// tableOfContents is a field over the headings. A word processor that fills it anew
// adds the pages, which nobody knows before the text is laid out; until then it
// holds the headings, each leading to its place.
func (f *file) tableOfContents(all []heading) string {
	const (
		begin = `<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-3" \h \z \u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
		end   = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	)
	var b strings.Builder
	b.WriteString("<w:p>" + styled("TOCHeading") + f.runs("目次") + "</w:p>")
	for i, h := range all {
		before, after := "", ""
		if i == 0 {
			before = begin
		}
		if i == len(all)-1 {
			after = end
		}
		fmt.Fprintf(&b, `<w:p>%s%s<w:hyperlink w:anchor="%s" w:history="1">%s</w:hyperlink>%s</w:p>`, styled(fmt.Sprintf("TOC%d", h.level)), before, markOf(i+1), f.runs(h.text), after)
	}
	return b.String()
}
