package document

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"daicho/bot/guidance"
)

// Guideline is a version of the company's guideline as a file.
type Guideline struct {
	guidance.Guideline
	// Versions are all up to this one, the oldest first.
	Versions []guidance.Guideline
	Zone     *time.Location
	// Names are how those are called who stand in it.
	Names map[guidance.PersonID]string
}

const (
	nobody   = "名簿にない人"
	operator = "この仕組みを動かしている担当者"
)

// ReadGuideline reads a version; the newest for 0. It returns
// guidance.ErrNotFound for one that is not there.
func ReadGuideline(r guidance.Reader, no int) (g Guideline, err error) {
	all, err := r.Guidelines()
	if err != nil {
		return g, fmt.Errorf("read the versions: %w", err)
	}
	if no == 0 {
		no = len(all)
	}
	if g.Guideline, err = r.Guideline(no); err != nil {
		return g, fmt.Errorf("read version %d: %w", no, err)
	}
	company, err := r.Company()
	if err != nil {
		return g, fmt.Errorf("read company: %w", err)
	}
	g.Zone, g.Versions, g.Names = company.Location(), all[:min(no, len(all))], map[guidance.PersonID]string{}
	for _, id := range g.people() {
		if g.Names[id], err = nameOf(r, id); err != nil {
			return g, err
		}
	}
	return g, nil
}

// people are all who stand in it.
func (g Guideline) people() (ids []guidance.PersonID) {
	for _, v := range g.Versions {
		ids = append(ids, v.By)
	}
	for _, b := range g.Blocks {
		for _, row := range b.Rows {
			for _, c := range row {
				ids = append(ids, c.People...)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// nameOf is what somebody is called now, also under whom they were joined to.
func nameOf(r guidance.Reader, id guidance.PersonID) (string, error) {
	if id == "" {
		return operator, nil
	}
	now, err := r.Became(id)
	if err != nil {
		return "", fmt.Errorf("read who somebody has become: %w", err)
	}
	p, err := r.Person(now)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return "", fmt.Errorf("read person: %w", err)
	}
	return cmp.Or(p.Name, nobody), nil
}

// Write writes the file.
func (g Guideline) Write(w io.Writer) error {
	cover, f := &file{}, &file{}
	first := slices.IndexFunc(g.Blocks, func(b guidance.Block) bool { return b.Kind == guidance.ChapterBlock })
	if first < 0 {
		first = len(g.Blocks)
	}
	g.cover(cover, g.Blocks[:first])
	text := g.Blocks[first:]
	for i, b := range text {
		switch {
		case i == 0:
			f.pageBreak()
		case b.Kind == guidance.TextBlock && i+1 < len(text) && text[i+1].Kind == guidance.BasisBlock:
			f.paragraph(leadStyle, b.Text)
			continue
		}
		g.block(f, b)
	}
	if note := leftOut(append(cover.lost, f.lost...)); note != "" {
		f.paragraph(noteStyle, note)
	}
	return f.write(w, cover, about{
		title: "クラウドサービス利用の手引き（案）", subject: g.Company, at: g.At,
		header: fmt.Sprintf("%s　クラウドサービス利用の手引き（案）　第%d版", g.Company, g.No),
	})
}

func (g Guideline) cover(f *file, text []guidance.Block) {
	for range 5 {
		f.paragraph(subtitleStyle, "")
	}
	f.paragraph(subtitleStyle, g.Company)
	f.paragraph(titleStyle, "クラウドサービス\n利用の手引き（案）")
	f.paragraph(subtitleStyle, fmt.Sprintf("第%d版の案", g.No))
	f.paragraph(subtitleStyle, g.day(g.At))
	for range 4 {
		f.paragraph(subtitleStyle, "")
	}
	for _, b := range text {
		f.paragraph(noteStyle, b.Text)
	}
}

func (g Guideline) day(at time.Time) string {
	at = at.In(g.Zone)
	return fmt.Sprintf("%d年%d月%d日", at.Year(), at.Month(), at.Day())
}

// levels are the headings' levels.
var levels = map[guidance.BlockKind]int{guidance.ChapterBlock: 1, guidance.PartBlock: 2, guidance.ClauseBlock: 3}

func (g Guideline) block(f *file, b guidance.Block) {
	switch b.Kind {
	case guidance.ChapterBlock, guidance.PartBlock, guidance.ClauseBlock:
		f.heading(levels[b.Kind], b.Text)
	case guidance.PointBlock:
		f.paragraph(pointStyle, "・"+b.Text)
	case guidance.BasisBlock:
		f.paragraph(basisStyle, b.Text)
	case guidance.TableBlock:
		f.table(widthsOf(b.Head), b.Head, g.rows(b.Rows))
	case guidance.RevisionsBlock:
		g.revisions(f)
	default:
		f.paragraph("", b.Text)
	}
}

// wide says how much room a column of a heading takes beside others; 10 where
// nothing is said.
var wide = map[string]int{"管理番号": 6, "サービス名": 12, "所管部署": 7, "扱う情報": 12, "確認の状況": 11, "役割": 8, "すること": 18, "担当する人": 12, "版": 4, "変わったところ": 16}

func widthsOf(head []string) (widths []int) {
	for _, h := range head {
		widths = append(widths, cmp.Or(wide[h], 10))
	}
	return widths
}

func (g Guideline) rows(rows [][]guidance.BlockCell) (texts [][]string) {
	for _, row := range rows {
		var line []string
		for _, c := range row {
			text := []string{}
			if c.Text != "" {
				text = append(text, c.Text)
			}
			for _, id := range c.People {
				text = append(text, g.Names[id])
			}
			line = append(line, strings.Join(text, "、"))
		}
		texts = append(texts, line)
	}
	return texts
}

// blankRevisions are how many rows are left for what people change in the file.
const blankRevisions = 3

func (g Guideline) revisions(f *file) {
	var rows [][]string
	for _, v := range g.Versions {
		rows = append(rows, []string{fmt.Sprintf("第%d版", v.No), g.day(v.At), g.Names[v.By], "台帳と答えから作った案"})
	}
	for range blankRevisions {
		rows = append(rows, []string{"", "", "", ""})
	}
	f.table(widthsOf([]string{"版", "日付", "作った人", "変わったところ"}), []string{"版", "日付", "作った人", "変わったところ"}, rows)
}

// leftOut names the characters that could not be written; empty where all could.
func leftOut(lost []rune) string {
	if len(lost) == 0 {
		return ""
	}
	var codes []string
	for _, r := range lost {
		if code := fmt.Sprintf("U+%04X", r); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return fmt.Sprintf("台帳などの文字のうち、文書に書けない制御文字を%d文字除いています（%s）。ほかの文字は、入力されたとおりです。", len(lost), strings.Join(codes, "、"))
}
