package rubric

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
)

// The tables of the readings. A row of contents.csv under another heading
// than the row before begins a section.
var (
	readingColumns = []column{{"id", 16, false}, {"title", 40, false}, {"pages", 12, true}}
	contentColumns = []column{{"reading", 16, false}, {"heading", 40, false}, {"kind", 8, false}, {"text", 300, false}, {"url", 200, true}}
)

// maxReadings bounds the help menu.
const maxReadings = 20

// readReadings reads and validates the readings of a folder.
func readReadings(fsys fs.FS, ps *problems) []Reading {
	var list []Reading
	var lines []int
	file, seen := readingsFolder+"/readings.csv", map[string]bool{}
	for _, r := range readTable(fsys, file, readingColumns, ps) {
		ps.checkID(file, r.line, r.text("id"), seen)
		list = append(list, Reading{ID: r.text("id"), Title: r.text("title"), Pages: r.text("pages")})
		lines = append(lines, r.line)
	}
	if len(list) > maxReadings {
		ps.add(file, 0, fmt.Sprintf("there are more than %d readings", maxReadings), "Join some of them",
			fmt.Sprintf("読みものが%d個を超えています。まとめてください。", maxReadings))
	}
	for _, r := range readTable(fsys, readingsFolder+"/contents.csv", contentColumns, ps) {
		i := slices.IndexFunc(list, func(have Reading) bool { return have.ID == r.text("reading") })
		if i < 0 {
			ps.add(r.file, r.line, fmt.Sprintf("there is no reading %q", clip(r.text("reading"))), "Use an id from readings.csv",
				fmt.Sprintf("「%s」という読みものはありません。readings.csv の id を書いてください。", clip(r.text("reading"))))
			continue
		}
		addContent(list[i].section(r.text("heading")), r, ps)
	}
	for i := range list {
		if len(list[i].Sections) == 0 {
			ps.add(file, lines[i], fmt.Sprintf("the reading %q has no text", list[i].ID), "Add rows to contents.csv",
				fmt.Sprintf("読みもの「%s」の本文がありません。contents.csv に足してください。", list[i].ID))
		}
	}
	return list
}

// section is the last section if it has this heading, else a new one.
func (r *Reading) section(heading string) *ReadingSection {
	if n := len(r.Sections); n == 0 || r.Sections[n-1].Heading != heading {
		r.Sections = append(r.Sections, ReadingSection{Heading: heading})
	}
	return &r.Sections[len(r.Sections)-1]
}

func addContent(s *ReadingSection, r record, ps *problems) {
	address, text := r.text("url"), r.text("text")
	if !r.oneOf(ps, "kind", "body", "point", "link") {
		return
	}
	if (r.text("kind") == "link") != publicPage(address) || (r.text("kind") != "link" && address != "") {
		ps.add(r.file, r.line, fmt.Sprintf("the url is %q", clip(address)), "Write an https address for a link, and none elsewhere",
			"url 列は、kind が link の行にだけ、https:// で始まるアドレスを書いてください。")
		return
	}
	switch r.text("kind") {
	case "body":
		s.Body = append(s.Body, text)
	case "point":
		s.Points = append(s.Points, text)
	case "link":
		s.Links = append(s.Links, ReadingLink{Label: text, URL: address})
	}
}

// publicPage wants a plain https address without a name or password in it.
func publicPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// mergeReadings puts readings of the same id in their place and others
// behind.
func mergeReadings(have, add []Reading) []Reading {
	merged := slices.Clone(have)
	for _, r := range add {
		if i := slices.IndexFunc(merged, func(h Reading) bool { return h.ID == r.ID }); i >= 0 {
			merged[i] = r
		} else {
			merged = append(merged, r)
		}
	}
	return merged
}
