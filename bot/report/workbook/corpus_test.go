package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/rubric"
)

var update = flag.Bool("update", false, "write what comes out as what is expected")

// form is a workbook as somebody has made it after the ledger's: a head and rows
// that each awkward one changes in its own way.
type form struct {
	t    *testing.T
	f    *excelize.File
	head []any
	rows [][]any
}

const formSheet = "台帳"

// plainForm has one service of the ledger with two answers changed, and a new one.
func plainForm(t *testing.T) *form {
	x := &form{t: t, f: excelize.NewFile()}
	t.Cleanup(func() { _ = x.f.Close() })
	x.must(x.f.SetSheetName("Sheet1", formSheet))
	x.head = []any{"管理番号", "サービス名", "所管部署", "ステータス", "利用開始日", "1 どの業務で利用するか明確にする", "10 バックアップに責任を持つ"}
	x.rows = [][]any{
		{"S0011", "クラウド顧客管理システムZZZ", "営業企画部", "利用中", "2024/4/1", "一部明確化できている", "すべて管理できている"},
		{"", "勤怠ノート", "総務部", "調査中", "未定", "", "まだ確認していない"},
	}
	return x
}

func (x *form) must(errs ...error) {
	x.t.Helper()
	if err := errors.Join(errs...); err != nil {
		x.t.Fatal(err)
	}
}

// put writes the head and the rows from a row on.
func (x *form) put(sheet string, from int) {
	x.t.Helper()
	for i, row := range append([][]any{x.head}, x.rows...) {
		x.must(x.f.SetSheetRow(sheet, fmt.Sprintf("A%d", from+i), &row))
	}
}

func (x *form) bytes() []byte {
	x.t.Helper()
	var out bytes.Buffer
	x.must(x.f.Write(&out))
	return out.Bytes()
}

// rezip changes the parts of a workbook, as another program would have written
// them.
func rezip(t *testing.T, data []byte, change func(name, text string) (string, bool)) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		changed, keep := change(part.Name, text.String())
		if !keep {
			continue
		}
		to, err := w.Create(part.Name)
		if err == nil {
			_, err = to.Write([]byte(changed))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// told is all that is said of a workbook, as text.
func told(found Found, all []Difference, err error) string {
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintln(&b, "sheet", found.Sheet)
	for _, d := range all {
		switch {
		case d.Unclear:
			fmt.Fprintf(&b, "unclear %d %s\n", d.Row, d.Name)
		case d.IsNew():
			fmt.Fprintf(&b, "new %d %s\n", d.Row, d.Name)
		default:
			fmt.Fprintf(&b, "%s %d %s\n", d.No, d.Row, d.Name)
		}
		for _, c := range d.Changes {
			fmt.Fprintf(&b, "  %s: %q → %q\n", c.What, c.Was, c.Is)
		}
		if d.Remark != "" {
			fmt.Fprintf(&b, "  ! %s\n", d.Remark)
		}
		if d.IsNew() {
			fmt.Fprintf(&b, "  = %s\n", d.whole(found))
		}
	}
	for _, r := range found.Remarks {
		fmt.Fprintf(&b, "remark %s %q %s\n", r.Cell, r.Text, r.Why)
	}
	return b.String()
}

// whole is what a new row says.
func (d Difference) whole(found Found) string {
	x := found.Rows[slices.IndexFunc(found.Rows, func(x FoundRow) bool { return x.Row == d.Row })]
	var answers []string
	for id, label := range x.Answers {
		answers = append(answers, id+"="+label.Text)
	}
	slices.Sort(answers)
	s := x.Service
	return fmt.Sprintf("%q %q %q %q %q %q %s %q %q %v", x.No, dayText(s.Written), s.WrittenBy, s.Department, s.Summary, s.Name, statusWord(s.Status), dayText(s.Start), dayText(s.End), answers)
}

// TestCorpus: what is said of each of the awkward workbooks is what is expected,
// and two readings say the same.
func TestCorpus(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	ledger, _ := printed(t)
	now, err := Read(bytesOf(t, ledger), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(corpus) < 40 {
		t.Errorf("%d workbooks", len(corpus))
	}
	for name, make := range corpus {
		t.Run(name, func(t *testing.T) {
			data := make(plainForm(t))
			var got [2]string
			for i := range got {
				found, err := Read(data, in)
				got[i] = told(found, Differences(found, now, in), err)
			}
			if got[0] != got[1] {
				t.Errorf("two readings:\n%s\n%s", got[0], got[1])
			}
			file := filepath.Join("testdata", "corpus", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got[0]), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || string(want) != got[0] {
				t.Errorf("got\n%s\nwant\n%s%v", got[0], want, err)
			}
		})
	}
}

// TestCorpusIsWhole: no expectation is left behind whose workbook is gone.
func TestCorpusIsWhole(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.txt")
	if err != nil || len(files) != len(corpus) {
		t.Errorf("%d files for %d workbooks, %v", len(files), len(corpus), err)
	}
}

var (
	sharedText = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"[^>]*t="s"[^>]*><v>([0-9]+)</v></c>`)
	addressed  = regexp.MustCompile(`<c r="[A-Z]+[0-9]+"`)
)
