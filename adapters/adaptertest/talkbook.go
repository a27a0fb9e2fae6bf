package adaptertest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// booked is a workbook in a talk: its name, when it was last saved if that is
// said, and its rows.
var booked = regexp.MustCompile(`^!book ([^ @]+)(?:@([^ ]+))? (.*)$`)

// parseBook reads a workbook of a talk: \n ends a row, | a cell.
func parseBook(m []string) (talkLine, error) {
	var saved time.Time
	if m[2] != "" {
		at, err := time.ParseInLocation(clockFormat, m[2], japan)
		if err != nil {
			return talkLine{}, fmt.Errorf("when a workbook was saved is said with !book NAME@2026-12-01T09:30")
		}
		saved = at
	}
	var rows [][]string
	for row := range strings.SplitSeq(m[3], `\n`) {
		rows = append(rows, strings.Split(row, "|"))
	}
	return talkLine{kind: drop, field: m[1], text: string(Book(saved, rows))}, nil
}

// Book is a workbook of one sheet 一覧表 with these rows of text, last saved at a
// moment, or without one where that is zero. It holds as little as a workbook can.
func Book(saved time.Time, rows [][]string) []byte {
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="一覧表" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheetRows(rows) + `</sheetData></worksheet>`},
	}
	if !saved.IsZero() {
		parts = append(parts, [2]string{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>` + saved.UTC().Format(time.RFC3339) + `</dcterms:modified></cp:coreProperties>`})
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		part, err := w.Create(p[0])
		if err == nil {
			_, err = part.Write([]byte(p[1]))
		}
		if err != nil {
			panic(err) // memory is always written to
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func sheetRows(rows [][]string) string {
	var out strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&out, `<row r="%d">`, i+1)
		for j, text := range row {
			if text == "" {
				continue
			}
			fmt.Fprintf(&out, `<c r="%s%d" t="inlineStr"><is><t>`, string(rune('A'+j)), i+1)
			_ = xml.EscapeText(&out, []byte(text)) // memory is always written to
			out.WriteString(`</t></is></c>`)
		}
		out.WriteString(`</row>`)
	}
	return out.String()
}
