package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// FuzzText: whatever stands in a text comes out as it went in, but for what XML
// has no place for, and makes nothing else of the file.
func FuzzText(f *testing.F) {
	for _, text := range []string{"", "<w:t>太字</w:t>", "&amp;", "]]>", "\x00\x07\x1b", "a\tb\nc\r\nd\re", "\xff\xfe", "\uFFFE\uFFFF", "👨‍👩‍👧", "\u202eabc", "<!-- -->", "<?xml?>", `"'`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		doc := &file{}
		doc.heading(1, text)
		doc.paragraph("", text)
		doc.table([]int{1}, []string{text}, [][]string{{text}})
		if err := doc.write(&out, &file{}, about{title: text, header: text, at: time.Unix(1e9, 0)}); err != nil {
			t.Fatal(err)
		}
		want, lost := "", 0
		for _, r := range strings.NewReplacer("\r\n", "⏎", "\r", "⏎", "\n", "⏎", "\t", "⇥").Replace(strings.ToValidUTF8(text, "\uFFFD")) {
			if inXML(r) {
				want += string(r)
			} else {
				lost++
			}
		}
		for _, name := range []string{"word/document.xml", "word/header1.xml", "docProps/core.xml"} {
			wellFormed(t, part(t, out.Bytes(), name))
		}
		lines := strings.Split(strings.TrimSuffix(dumped(t, out.Bytes()), "\n"), "\n")
		if len(lines) != 7 || lines[5] != "| "+want+" |" {
			t.Errorf("%q came out as %q", text, lines)
		}
		if len(doc.lost) != 4*lost {
			t.Errorf("%d characters were left out, %d are named", 4*lost, len(doc.lost))
		}
	})
}

func wellFormed(t *testing.T, text []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

// TestLeftOut: what could not be written is named.
func TestLeftOut(t *testing.T) {
	if got := leftOut(nil); got != "" {
		t.Errorf("nothing was left out, and it says %q", got)
	}
	if got := leftOut([]rune{7, 0, 7}); !strings.Contains(got, "3文字") || !strings.Contains(got, "U+0007、U+0000") {
		t.Errorf("it says %q", got)
	}
}
