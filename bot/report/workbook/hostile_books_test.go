//go:build linux

package workbook

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"daicho/rubric"
)

// The sheet of a small ledger of one service, to which more is put in between.
const (
	sheetBegins = `<worksheet xmlns="` + mainSpace + `"><sheetData>` +
		`<row r="1"><c t="inlineStr"><is><t>管理番号</t></is></c><c t="inlineStr"><is><t>サービス名</t></is></c><c t="inlineStr"><is><t>ステータス</t></is></c></row>` +
		`<row r="2"><c t="inlineStr"><is><t>S0001</t></is></c><c t="inlineStr"><is><t>Box</t></is></c><c t="inlineStr"><is><t>利用中</t></is></c></row>`
	sheetEnds = `</sheetData></worksheet>`
)

func sheetPartOf(write func(io.Writer) error) part {
	return part{name: "xl/worksheets/sheet1.xml", write: write}
}

// rowsOf is the ledger with more rows.
func rowsOf(t *testing.T, rows string) []byte {
	t.Helper()
	return packed(t, part{name: "xl/worksheets/sheet1.xml", text: sheetBegins + rows + sheetEnds})
}

// repeated writes a text again and again, up to so many bytes, between two others.
func repeated(before, text, after string, bytes int) func(io.Writer) error {
	return func(w io.Writer) error {
		block := strings.Repeat(text, max(1, (1<<20)/len(text)))
		_, err := io.WriteString(w, before)
		for n := 0; n < bytes && err == nil; n += len(block) {
			_, err = io.WriteString(w, block)
		}
		if err == nil {
			_, err = io.WriteString(w, after)
		}
		return err
	}
}

// repeatedRows writes so many rows below the ledger's own.
func repeatedRows(rows int, row func(no int) string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, sheetBegins)
		for n := range rows {
			if err == nil {
				_, err = io.WriteString(w, row(n+3))
			}
		}
		if err == nil {
			_, err = io.WriteString(w, sheetEnds)
		}
		return err
	}
}

// swelled is a ledger of which one part unpacks to 200 MB.
func swelled(t *testing.T, name, before, text, after string) []byte {
	t.Helper()
	return packed(t, part{name: name, write: repeated(before, text, after, 200<<20)})
}

// wideHeads has a heading in every column that Excel has.
func wideHeads(t *testing.T) []byte {
	t.Helper()
	row := strings.Replace(sheetBegins, `</row>`, strings.Repeat(`<c t="inlineStr"><is><t>備考</t></is></c>`, 16_381)+`</row>`, 1)
	return packed(t, part{name: "xl/worksheets/sheet1.xml", text: row + sheetEnds})
}

func related(kind, target string) string {
	return relations(fmt.Sprintf(`<Relationship Id="rId1" Type="%s/%s" Target="%s"/>`, relationSpace, kind, target))
}

const relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

func relations(list string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + list + `</Relationships>`
}

// bookOf names so many sheets.
func bookOf(sheets int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<workbook xmlns="%s" xmlns:r="%s"><sheets>`, mainSpace, relationSpace)
	for i := range sheets {
		fmt.Fprintf(&b, `<sheet name="台帳%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
	}
	b.WriteString(`</sheets></workbook>`)
	return b.String()
}

func manySheets(t *testing.T, sheets int) []byte {
	t.Helper()
	var list strings.Builder
	parts := []part{{name: "xl/workbook.xml", text: bookOf(sheets)}}
	for i := range sheets {
		fmt.Fprintf(&list, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relationSpace, i+1)
		parts = append(parts, part{name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), text: sheetBegins + sheetEnds})
	}
	return packed(t, append(parts, part{name: "xl/_rels/workbook.xml.rels", text: relations(list.String())})...)
}

// lying says of its sheet that it unpacks to a hundred bytes, where it is 80 MB.
func lying(t *testing.T) []byte {
	t.Helper()
	data := packed(t, sheetPartOf(repeated(sheetBegins+"<!--", " ", "-->"+sheetEnds, 80<<20)))
	const sizeAt, nameAt = 24, 46 // in an entry of the list at the end
	for at := bytes.Index(data, []byte("PK\x01\x02")); at >= 0 && at+nameAt < len(data); {
		if bytes.HasPrefix(data[at+nameAt:], []byte("xl/worksheets/")) {
			binary.LittleEndian.PutUint32(data[at+sizeAt:], 100)
		}
		next := bytes.Index(data[at+1:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return data
}

// declared has a document type before the text of its sheet, and uses what it
// declares.
func declared(t *testing.T, entities string) []byte {
	t.Helper()
	text := `<!DOCTYPE worksheet [` + entities + `]>` + sheetBegins + `<row r="3"><c t="inlineStr"><is><t>&l9;</t></is></c></row>` + sheetEnds
	return packed(t, part{name: "xl/worksheets/sheet1.xml", text: text})
}

// laughs are entities of which each is ten times the one before it.
func laughs() string {
	var b strings.Builder
	b.WriteString(`<!ENTITY l0 "ha">`)
	for i := range 9 {
		fmt.Fprintf(&b, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	return b.String()
}

// incompressible has a picture that makes the file so many bytes long.
func incompressible(t *testing.T, size int) []byte {
	t.Helper()
	noise := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	return packed(t, part{name: "xl/media/photo.png", write: func(w io.Writer) error { _, err := w.Write(noise); return err }})
}

// allUnknown has as many rows as are read, and in each of them fifteen long answers
// that nobody knows.
func allUnknown(t *testing.T) []byte {
	t.Helper()
	heads, cells := "", ""
	for _, item := range rubric.MustEmbedded().Current(rubric.Checklist).Items {
		heads += `<c t="inlineStr"><is><t>` + item.Title + `</t></is></c>`
		cells += `<c t="inlineStr"><is><t>` + strings.Repeat("謎", 70) + `</t></is></c>`
	}
	begins := strings.Replace(sheetBegins, `</row>`, heads+`</row>`, 1)
	return packed(t, sheetPartOf(func(w io.Writer) error {
		_, err := io.WriteString(w, begins)
		for n := 3; n <= maxRows && err == nil; n++ {
			_, err = fmt.Fprintf(w, `<row r="%d"><c t="inlineStr"><is><t/></is></c><c t="inlineStr"><is><t>名%d</t></is></c><c/>%s</row>`, n, n, cells)
		}
		if err == nil {
			_, err = io.WriteString(w, sheetEnds)
		}
		return err
	}))
}
