//go:build linux

package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/rubric"
)

// hostile are workbooks made to harm who reads them, each with what becomes of it:
// the word for its error, or what is said of it beside the row that is read.
var hostile = map[string]struct {
	make func(t *testing.T) []byte
	want string
}{
	"zip bomb, a sheet": {func(t *testing.T) []byte { return swelled(t, "xl/worksheets/sheet1.xml", "<!--", " ", "-->") }, UnreadLarge},
	"zip bomb, a part that nobody reads": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/media/image1.png", write: repeated("", " ", "", 200<<20)})
	}, "図や写真"},
	"zip bomb, the book itself":    {func(t *testing.T) []byte { return swelled(t, "xl/workbook.xml", "<!--", " ", "-->") }, UnreadLarge},
	"a part that lies of its size": {lying, UnreadOther},
	"shared strings bomb": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/sharedStrings.xml", write: repeated(`<sst xmlns="`+mainSpace+`">`, "<si><t>a</t></si>", "</sst>", 90<<20)})
	}, UnreadLarge},
	"one shared string without end": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/sharedStrings.xml", write: repeated(`<sst xmlns="`+mainSpace+`"><si><t>`, "a", "</t></si></sst>", 90<<20)})
	}, UnreadLarge},
	"a million rows": {func(t *testing.T) []byte {
		return packed(t, sheetPartOf(repeatedRows(1_000_000, func(n int) string {
			return fmt.Sprintf(`<row r="%d"><c t="inlineStr"><is><t>x</t></is></c></row>`, n)
		})))
	}, UnreadLarge},
	"a million empty rows": {func(t *testing.T) []byte {
		return packed(t, sheetPartOf(repeatedRows(1_000_000, func(n int) string { return fmt.Sprintf(`<row r="%d"/>`, n) })))
	}, ""},
	"row a thousand million": {func(t *testing.T) []byte {
		return rowsOf(t, `<row r="1000000000"><c t="inlineStr"><is><t>x</t></is></c></row>`)
	}, UnreadLarge},
	"16,384 columns": {func(t *testing.T) []byte {
		return rowsOf(t, `<row r="3">`+strings.Repeat(`<c t="inlineStr"><is><t>x</t></is></c>`, 16_384)+`</row>`)
	}, "列目より右"},
	"16,384 headings":      {wideHeads, "列目より右"},
	"every answer unknown": {allUnknown, UnreadUnclear},
	"column ZZZZZZ":        {func(t *testing.T) []byte { return rowsOf(t, `<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>`) }, UnreadOther},
	"thousands of sheets":  {func(t *testing.T) []byte { return manySheets(t, 4_000) }, UnreadLarge},
	"a hundred thousand parts": {func(t *testing.T) []byte {
		var parts []part
		for i := range 100_000 {
			parts = append(parts, part{name: fmt.Sprintf("xl/media/%d.png", i), write: func(io.Writer) error { return nil }})
		}
		return packed(t, parts...)
	}, UnreadLarge},
	"deeply nested": {func(t *testing.T) []byte {
		return rowsOf(t, strings.Repeat("<a>", 1_000_000)+strings.Repeat("</a>", 1_000_000))
	}, UnreadOther},
	"deeply nested, the book itself": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/workbook.xml", write: repeated("", "<a>", "", 900<<10)})
	}, UnreadOther},
	"one cell without end": {func(t *testing.T) []byte {
		return packed(t, sheetPartOf(repeated(sheetBegins+`<row r="3"><c t="inlineStr"><is><t>`, "長い", "</t></is></c></row>"+sheetEnds, 80<<20)))
	}, UnreadLarge},
	"one tag without end":      {func(t *testing.T) []byte { return rowsOf(t, `<row r="3" x="`+strings.Repeat("a", 10<<20)+`"/>`) }, UnreadOther},
	"billion laughs":           {func(t *testing.T) []byte { return declared(t, laughs()) }, UnreadOther},
	"an entity from a file":    {func(t *testing.T) []byte { return declared(t, `<!ENTITY l0 SYSTEM "file:///etc/passwd">`) }, UnreadOther},
	"an entity from elsewhere": {func(t *testing.T) []byte { return declared(t, `<!ENTITY % e SYSTEM "http://127.0.0.1:9/e.dtd"> %e;`) }, UnreadOther},
	"links to other files": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/externalLinks/externalLink1.xml", text: `<externalLink xmlns="` + mainSpace + `"/>`})
	}, "ほかのファイルへのリンク"},
	"macros": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/vbaProject.bin", text: packedOle + strings.Repeat("Auto_Open", 1000)})
	}, "マクロ"},
	"a password": {func(*testing.T) []byte { return append([]byte(packedOle+"\xA1\xB1\x1A\xE1"), make([]byte, 1<<20)...) }, UnreadLocked},
	"truncated":  {func(t *testing.T) []byte { data := packed(t); return data[:len(data)*2/3] }, UnreadOther},
	"a sheet that breaks off": {func(t *testing.T) []byte {
		return packed(t, part{name: "xl/worksheets/sheet1.xml", text: sheetBegins + `<row r="3"><c t="inlineStr"><is><t>x`})
	}, UnreadOther},
	"40 MB":             {func(t *testing.T) []byte { return incompressible(t, 40<<20) }, UnreadLarge},
	"as large as taken": {func(t *testing.T) []byte { return incompressible(t, MaxBook-(64<<10)) }, "図や写真"},
	"a path outside":    {func(t *testing.T) []byte { return packed(t, part{name: "../../../tmp/outside.xml", text: "<x/>"}) }, ""},
	"the sheet twice": {func(t *testing.T) []byte {
		return packed(t, part{name: "XL/Worksheets/Sheet1.xml", text: sheetBegins + sheetEnds})
	}, UnreadHeads},
}

const mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// TestHostile reads each of them in a process of its own: what becomes of it, and
// that it takes no more memory than a reading may. How long each takes is said with
// -v, since only that depends on the machine.
func TestHostile(t *testing.T) {
	if path := os.Getenv(hostilePath); path != "" {
		readHostile(path)
	}
	const most = 200 << 10 // KiB
	for name, c := range hostile {
		t.Run(name, func(t *testing.T) {
			became := elsewhere(t, c.make(t))
			t.Logf("%.2f s, %d MB; %d rows, %d remarks, %s%s", became.Took.Seconds(), became.Peak>>10, became.Rows, became.Remarks, became.Error, became.Last)
			if became.Error != "" && became.Error != c.want || became.Error == "" && (became.Rows == 0 || !strings.Contains(became.Last, c.want) || c.want == "" && became.Remarks > 0) {
				t.Errorf("want %q", c.want)
			}
			if became.Peak > most {
				t.Errorf("took %d MB", became.Peak>>10)
			}
		})
	}
}

const hostilePath = "DAICHO_HOSTILE_CHILD"

// became is what a reading came to, and what it took.
type became struct {
	Error         string // the word for it
	Rows, Remarks int
	Last          string // of the remarks
	Took          time.Duration
	Peak          int // of resident memory, in KiB
}

func elsewhere(t *testing.T, data []byte) (b became) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hostile.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHostile$")
	cmd.Env = append(os.Environ(), hostilePath+"="+path)
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &b)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return b
}

// readHostile is the whole life of that process.
func readHostile(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	begun := time.Now()
	found, err := Read(data, rubric.MustEmbedded().Current(rubric.Checklist))
	b := became{Error: Unread(err), Rows: len(found.Rows), Remarks: len(found.Remarks), Took: time.Since(begun), Peak: peakMemory()}
	if b.Remarks > 0 {
		b.Last = found.Remarks[b.Remarks-1].Cell + " " + found.Remarks[b.Remarks-1].Why
	}
	if err := json.NewEncoder(os.Stdout).Encode(b); err != nil {
		panic(err)
	}
	os.Exit(0)
}

// peakMemory is the most that this process has had in memory, in KiB.
func peakMemory() (kib int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		panic(err)
	}
	return kib
}

// part is one part of a workbook: its text, or what writes it.
type part struct {
	name, text string
	write      func(io.Writer) error
}

func (p part) writeTo(w *zip.Writer) error {
	to, err := w.Create(p.name)
	if err != nil || p.write == nil {
		_, wrong := io.WriteString(to, p.text)
		return errors.Join(err, wrong)
	}
	return p.write(to)
}

// packed is a small ledger of one service, with these parts in place of its own or
// beside them.
func packed(t *testing.T, parts ...part) []byte {
	t.Helper()
	replaced := map[string]bool{}
	for _, p := range parts {
		replaced[p.name] = true
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range []part{
		{name: "[Content_Types].xml", text: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{name: "_rels/.rels", text: related("officeDocument", "xl/workbook.xml")},
		{name: "xl/workbook.xml", text: bookOf(1)},
		{name: "xl/_rels/workbook.xml.rels", text: related("worksheet", "worksheets/sheet1.xml")},
		{name: "xl/worksheets/sheet1.xml", text: sheetBegins + sheetEnds},
	} {
		if !replaced[p.name] {
			parts = append([]part{p}, parts...)
		}
	}
	for _, p := range parts {
		if err := p.writeTo(w); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
