package workbook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// TestAsOf: a workbook of the bot's speaks of the moment in which it was handed out,
// however often it was saved since; any other of when it was last saved.
func TestAsOf(t *testing.T) {
	own := bytesOf(t, Ledger{At: at, Checklist: rubric.MustEmbedded().Current(rubric.Checklist)})
	saved := func(data []byte, p excelize.DocProperties) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var out bytes.Buffer
		if err := f.SetDocProps(&p); err != nil {
			t.Fatal(err)
		}
		if err := f.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	later := at.Add(48 * time.Hour).UTC()
	props := func(creator, modified string) excelize.DocProperties {
		return excelize.DocProperties{Creator: creator, Created: at.UTC().Format("2006-01-02T15:04:05Z"), Modified: modified, LastModifiedBy: "山田"}
	}
	for name, c := range map[string]struct {
		data []byte
		want time.Time
	}{
		"handed out":      {own, at.UTC().Truncate(time.Second)},
		"saved again":     {saved(own, props("daicho", later.Format("2006-01-02T15:04:05Z"))), at.UTC().Truncate(time.Second)},
		"somebody else's": {saved(own, props("山田", later.Format("2006-01-02T15:04:05Z"))), later.Truncate(time.Second)},
		"no workbook":     {[]byte("管理番号"), time.Time{}},
		"cut off":         {own[:len(own)/2], time.Time{}},
		"nothing at all":  {nil, time.Time{}},
	} {
		if got := AsOf(c.data); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestDraft: each row with the service that it means, texts cleaned, and what the
// ledger has no room for named and left out.
func TestDraft(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	long := strings.Repeat("長", guidance.MaxServiceLine+1)
	found, err := Read(made(t, "一覧表",
		[]any{"管理番号", "サービス名", "所管部署", "サービスの概要", "利用開始日", "利用終了日", "クラウドサービスの種類を選ぶ"},
		[]any{"S0007", "ｇｏｏｇｌｅ　ドライブ", "営業\u202e部", "一\u202e行", "2024/4/1", "2023/4/1", "確認した"},
		[]any{"S0001", "会計", long, "", "", "", "さあ"},
		[]any{"", strings.Repeat("名", guidance.MaxServiceName+1), "", "", "", "", ""},
	), in)
	if err != nil {
		t.Fatal(err)
	}
	clean := strings.NewReplacer("\u202e", "").Replace
	rows, remarks := found.Draft([]guidance.Service{{No: 1, Name: "Google ドライブ"}}, in, clean)
	var got []string
	for _, x := range rows {
		got = append(got, fmt.Sprintf("%d %s %d %q %q %s %v %v", x.Line, x.No, x.Match, x.Service.Department, x.Service.Summary, string(x.Service.End), x.Answers, x.Unclear))
	}
	want := []string{
		`2 S0007 1 "営業部" "一行"  [{c02 3   0001-01-01 00:00:00 +0000 UTC 0 false}] false`, `3 S0001 0 "" ""  [] false`, `4  0 "" ""  [] true`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || !strings.Contains(rows[1].Remark, "Google ドライブ") {
		t.Errorf("rows:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var cells []string
	for _, r := range remarks {
		cells = append(cells, r.Cell)
		if n := len([]rune(r.Text)); n > shownText {
			t.Errorf("%s shows %d characters", r.Cell, n)
		}
	}
	if text := strings.Join(cells, "、"); text != "一覧表!G3、一覧表 2行目 利用終了日、一覧表 3行目 所管部署、一覧表 4行目 サービス名" {
		t.Errorf("remarks at %s", text)
	}
}

// TestUnread: every reason for which a file is not read has its word.
func TestUnread(t *testing.T) {
	for err, want := range map[error]string{ErrNotBook: UnreadOther, ErrLocked: UnreadLocked, errManyLines: UnreadLarge, ErrNoLedger: UnreadHeads, nil: ""} {
		if got := Unread(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}
