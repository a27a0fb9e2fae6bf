package workbook

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"daicho/rubric"
)

// TestMalformedSheets: a sheet that would be read only in part is refused, since
// nobody would learn of the rows behind.
func TestMalformedSheets(t *testing.T) {
	const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>管理番号</t></is></c><c r="B1" t="inlineStr"><is><t>サービス名</t></is></c><c r="C1" t="inlineStr"><is><t>ステータス</t></is></c></row>`
	service := func(no int, name string) string {
		return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>`, no, no, no, no, name)
	}
	var wide strings.Builder
	for no := 3; no < maxRows; no++ {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, no, no)
	}
	for what, c := range map[string]struct {
		rows string
		want error
	}{
		"well formed":            {service(3, "&amp;&#x1F600;&#12354;"), nil},
		"an unknown entity":      {service(3, "&e;"), ErrNotBook},
		"an illegal character":   {service(3, "&#0;"), ErrNotBook},
		"bytes that are none":    {service(3, "\xff\xfe"), ErrNotBook},
		"markup in a text":       {service(3, "]]>"), ErrNotBook},
		"tags crossed":           {`<row r="3"><c></row></c>`, ErrNotBook},
		"a bare attribute":       {`<row r=3></row>`, ErrNotBook},
		"a text that is none":    {`<row r="3"><c r="B3" t="s"><v>7</v></c></row>`, ErrNotBook},
		"rows that are too wide": {wide.String(), ErrTooLarge},
	} {
		_, err := Read(rowsOf(t, head+service(2, "会計")+c.rows+service(maxRows, "最後")), rubric.MustEmbedded().Current(rubric.Checklist))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}
