package guidance

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

func TestParseURL(t *testing.T) {
	for _, text := range []string{"https://example.jp", " https://example.jp/a?b=c#d ", "http://日本語.jp/約款", "https://[::1]:8443/", "https://e.jp/" + strings.Repeat("a", MaxURL-13)} {
		if got, ok := ParseURL(text); !ok || got != strings.TrimSpace(text) {
			t.Errorf("ParseURL(%q) = %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "example.jp", "ftp://example.jp/", "javascript:alert(1)", "https://", "https:///a", "https://u:p@example.jp/", "https://u@example.jp/",
		"https://a b.jp/", "data:text/html,x", "https://e.jp/" + strings.Repeat("a", MaxURL-12), "//example.jp"} {
		if got, ok := ParseURL(text); ok {
			t.Errorf("ParseURL(%q) = %q, want none", text, got)
		}
	}
}

func TestCleanFileName(t *testing.T) {
	for name, want := range map[string]string{
		"約款.pdf": "約款.pdf", "../../etc/名簿.csv": "名簿.csv", `C:\書類\約款.pdf`: "約款.pdf", "a\x00\nb.txt": "ab.txt",
		"前\u202efdp.exe": "前fdp.exe", "  a   b.txt ": "a b.txt", "": "", "x/": "",
	} {
		if got := CleanFileName(name); got != want {
			t.Errorf("CleanFileName(%q) = %q, want %q", name, got, want)
		}
	}
	long := CleanFileName(strings.Repeat("長", 300) + ".pdf")
	if n := utf8.RuneCountInString(long); n > MaxFileName || !strings.HasSuffix(long, "….pdf") {
		t.Errorf("a long name becomes %q (%d characters)", long, n)
	}
	if n := utf8.RuneCountInString(CleanFileName("a." + strings.Repeat("x", 300))); n > MaxFileName {
		t.Errorf("a long ending leaves %d characters", n)
	}
}

// office is an office file with these parts.
func office(t *testing.T, types string, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append([]string{"[Content_Types].xml"}, parts...) {
		w, err := z.Create(name)
		if err == nil && name == "[Content_Types].xml" {
			_, err = w.Write([]byte(types))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckFile(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("氏名,部署\r\n山田,営業部\r\n")
	if err != nil {
		t.Fatal(err)
	}
	plain := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	sheet, doc := office(t, plain, "xl/workbook.xml"), office(t, "", "word/document.xml")
	for _, c := range []struct {
		name, data string
		kind       string
		want       FileProblem
	}{
		{"約款.pdf", "%PDF-1.7\n", ".pdf", ""},
		{"約款.PDF", "%PDF-1.7\n", ".pdf", ""},
		{"a.png", "\x89PNG\r\n\x1a\n…", ".png", ""},
		{"a.jpeg", "\xff\xd8\xff\xe0", ".jpg", ""},
		{"a.txt", "稼働率は99.9%です。\n", ".txt", ""},
		{"a.csv", sjis, ".csv", ""},
		{"a.xlsx", string(sheet), ".xlsx", ""},
		{"a.docx", string(doc), ".docx", ""},
		{"a.xlsx", string(doc), ".xlsx", FileOther},
		{"a.xlsx", "PK\x03\x04", ".xlsx", FileOther},
		{"a.xlsx", string(office(t, plain, "xl/workbook.xml", "xl/vbaProject.bin")), ".xlsx", FileMacro},
		{"a.xlsx", string(office(t, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml")), ".xlsx", FileMacro},
		{"a.docx", string(office(t, "", "word/document.xml", "word/activeX/activeX1.bin")), ".docx", FileMacro},
		{"a.xlsm", string(sheet), "", FileMacro},
		{"a.xls", "\xd0\xcf\x11\xe0", "", FileOld},
		{"a.pdf", "MZ\x90", ".pdf", FileOther},
		{"a.txt", "\x00\x01", ".txt", FileOther},
		{"a.txt", "  <!DOCTYPE html><p>", ".txt", FileOther},
		{"a.csv", "<svg onload=x>", ".csv", FileOther},
		{"a.html", "<p>", "", FileKind},
		{"a.svg", "<svg/>", "", FileKind},
		{"a.exe", "MZ", "", FileKind},
		{"pdf", "%PDF-", "", FileKind},
		{"a.pdf.exe", "%PDF-", "", FileKind},
		{"a.pdf", "", "", FileEmpty},
		{"a.txt", strings.Repeat("x", MaxFile), ".txt", ""},
		{"a.txt", strings.Repeat("x", MaxFile+1), "", FileLarge},
	} {
		kind, problem := CheckFile(c.name, []byte(c.data))
		if problem != c.want || problem == "" && kind != c.kind {
			t.Errorf("%s (%.20q): %q, %q; want %q, %q", c.name, c.data, kind, problem, c.kind, c.want)
		}
	}
}

func FuzzCheckFile(f *testing.F) {
	f.Add("a.xlsx", []byte("PK\x05\x06"+strings.Repeat("\x00", 18)))
	f.Add("a.txt", []byte("\xef\xbb\xbf<"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if kind, problem := CheckFile(CleanFileName(name), data); problem == "" && kind == "" {
			t.Errorf("%q is taken for nothing", name)
		}
	})
}

func TestStoredSpec(t *testing.T) {
	spec := StoredSpec("c1", Evidence{Service: 12, No: 3})
	company, no, n, ok := ParseStored(strings.TrimPrefix(spec, StoredKind+":"))
	if !ok || company != "c1" || no != 12 || n != 3 {
		t.Errorf("%s reads as %s, %s, %d", spec, company, no, n)
	}
}

func TestRoomFor(t *testing.T) {
	for kept, want := range map[int64]FileProblem{0: "", MaxFiles - MaxFile: "", MaxFiles - MaxFile + 1: FileNoRoom, MaxFiles: FileNoRoom} {
		if got := RoomFor(kept, MaxFile); got != want {
			t.Errorf("beside %d bytes: %q, want %q", kept, got, want)
		}
	}
}
