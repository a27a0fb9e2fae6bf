package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// part is one part of a file.
func part(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		t.Fatal(err)
	}
	return text
}

// dumped is every paragraph of a file with its style, one a line; those of a row
// of a table stand on one.
func dumped(t testing.TB, data []byte) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(part(t, data, "word/document.xml")))
	style, text, row, inText := "", "", []string(nil), false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "tr":
				row = []string{}
			case "p":
				style, text = "", ""
			case "pStyle":
				style = x.Attr[0].Value
			case "br":
				text += "⏎"
				if len(x.Attr) > 0 {
					text = "(new page)"
				}
			case "tab":
				text += "⇥"
			case "t":
				inText = true
			}
		case xml.CharData:
			if inText {
				text += strings.ReplaceAll(string(x), strings.Repeat("い", 100), "い*100 ")
			}
		case xml.EndElement:
			switch x.Name.Local {
			case "t":
				inText = false
			case "p":
				if row != nil {
					row = append(row, text)
				} else {
					b.WriteString(strings.TrimRight(strings.TrimSpace(style+": "+text), ":") + "\n")
				}
			case "tr":
				b.WriteString("| " + strings.Join(row, " | ") + " |\n")
				row = nil
			}
		}
	}
}
