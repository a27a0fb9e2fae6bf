package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"daicho/bot"
)

// fakeNote asks for a file.
func fakeNote() bot.View {
	return bot.View{
		Title: "メモと根拠資料：6　サービスの信頼性", Body: []string{"メモと根拠資料は、管理者・専門家・このサービスの管理担当者に見えます。"},
		Table: &bot.Table{Caption: "根拠資料", Head: []string{"資料", "大きさ", "加えた人"}, Rows: []bot.Row{
			{Cells: []bot.Cell{{Text: "××勤怠管理WEBシステム利用約款（2026年4月1日改定）.pdf"}, {Text: "1.2MB"}, {Text: "鈴木 花子さん（12月1日（火））"}}}}},
		Attach:  []bot.Attachment{{Kind: bot.Document, Name: "S0004-1.pdf", Alt: "××勤怠管理WEBシステム利用約款（2026年4月1日改定）.pdf", Spec: "stored:c1/4/1"}},
		Fields:  []bot.Field{{ID: "note", Kind: bot.LongText, Label: "メモ", Optional: true, Max: 500}},
		Submit:  bot.Action{ID: "do/note", Label: "メモを保存して戻る", Style: bot.Primary},
		Drop:    &bot.Drop{Label: "根拠資料のファイルを加える", Hint: "pdf・png・jpg・txt・csv・xlsx・docx、1つ5MBまで", Accept: []string{".pdf", ".txt"}, Max: 5 << 20},
		Actions: []bot.Action{{ID: "ledger/1", Label: "戻る"}, {ID: "do/unproof", Label: "外す：××勤怠管理WEBシステム…", Style: bot.Danger, Confirm: "外しますか？"}},
		Watch:   []string{"ledger"},
	}
}

// file takes a file where one is asked for; one that is called an .exe is not
// taken.
func (f *fakeCore) file(ev bot.Event) bot.View {
	view := f.draw(ev.Shown)
	switch {
	case view.Drop == nil:
		view = f.draw("menu")
		view.Problem = "この画面ではファイルを受け取れません。"
	case strings.HasSuffix(ev.File.Name, ".exe"):
		view.Problem = "「" + ev.File.Name + "」は受け取れない種類です。"
	default:
		f.deeds++
		view.Notice = "「" + ev.File.Name + "」を加えました。"
	}
	return view
}

// hands has the browser choose a file, or drop it on the page.
func (b *tab) hands(how, name string, size int) {
	b.t.Helper()
	b.Run(`window.give = (how, name, size) => {
		const data = new DataTransfer();
		data.items.add(new File(['%PDF-'.padEnd(size, 'x')], name));
		if (how === 'drop') return document.querySelector('main').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
		const input = document.getElementById('file');
		input.files = data.files;
		input.dispatchEvent(new Event('change', {bubbles: true}));
	}`)
	b.Run(`give('` + how + `', '` + name + `', ` + strconv.Itoa(size) + `)`)
}

func files(ev bot.Event) bool { return ev.File != nil }

func TestFileIsHandedIn(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("note/4", "メモと根拠資料")
	b.Do(chromedp.SendKeys(chromedp.ID("f-note"), "かきかけ"))
	b.TabTo(`e.id === 'file'`)
	b.Holds(`document.querySelector('label[for=file]').textContent === '根拠資料のファイルを加える' && document.activeElement.accept === '.pdf,.txt'`)
	b.Holds(`document.activeElement.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id))`)
	b.hands("choose", "約款 2026.pdf", 70_000)
	b.Until(`document.querySelector('.notice')?.textContent === '「約款 2026.pdf」を加えました。'`)
	b.Holds(`document.getElementById('f-note').value === 'かきかけ' && document.getElementById('file').value === ''`)
	b.Holds(`document.getElementById('status').textContent.startsWith('「約款 2026.pdf」を加えました。')`)
	b.hands("drop", "二つめ.pdf", 10)
	b.Until(`document.querySelector('.notice')?.textContent === '「二つめ.pdf」を加えました。'`)
	got := b.core.acted(files)
	if len(got) != 2 || got[0].File.Name != "約款 2026.pdf" || len(got[0].File.Data) != 70_000 || got[0].Shown != "note/4" || got[0].ID == "" || got[0].ID == got[1].ID {
		t.Errorf("the core was handed %d files", len(got))
	}
	if got := b.core.value("note"); got != "かきかけ" {
		t.Errorf("the note is kept as %q", got)
	}
	b.Clean()
}

// TestFileThatIsNotTaken: whatever is wrong is said at the box, and nothing
// else on the page is lost.
func TestFileThatIsNotTaken(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("note/4", "メモと根拠資料")
	b.hands("choose", "道具.exe", 10)
	b.Until(`document.querySelector('.drop.wrong .problem')?.textContent.includes('道具.exe')`)
	b.Holds(`document.getElementById('trouble').textContent.includes('受け取れない種類')`)
	b.Picture("drop-refused")
	b.hands("choose", "大きい.pdf", 5<<20+1)
	b.Until(`document.querySelector('.drop.wrong .problem')?.textContent.includes('5MBを超えている')`)
	b.core.with(func() { b.core.fail = context.DeadlineExceeded })
	b.hands("choose", "とぎれる.pdf", 100)
	b.Until(`document.getElementById('file-again') !== null`)
	b.Holds(`document.querySelector('.drop .problem').textContent.includes('いまは記録できませんでした') && document.querySelector('h1').textContent.includes('メモ')`)
	b.core.with(func() { b.core.fail = nil })
	b.Do(chromedp.Click(chromedp.ID("file-again")))
	b.Until(`document.getElementById('file-again') === null && document.querySelector('.drop.wrong') === null`)
	b.Until(`document.querySelector('.notice')?.textContent === '「とぎれる.pdf」を加えました。'`)
	got := b.core.acted(files)
	if len(got) != 3 || got[1].ID != got[2].ID || b.core.done() != 1 {
		t.Errorf("%d deliveries, %d files kept", len(got), b.core.done())
	}
	b.show("ledger/1", "クラウドサービス台帳")
	b.hands("drop", "約款.pdf", 10)
	b.Until(`document.getElementById('trouble').textContent.includes('ファイルを受け取れません')`)
	b.Holds(`document.querySelector('h1').textContent.includes('台帳')`)
	if n := len(b.core.acted(files)); n != 3 {
		t.Errorf("a file dropped where none is asked for was sent: %d", n)
	}
}

func TestDropAtTheDoor(t *testing.T) {
	h := open(t)
	page, session := h.comeIn(t)
	at := page + "drop"
	large := strings.Repeat("x", bot.MaxFile+1)
	for what, c := range map[string]struct {
		url, body string
		headers   []string
		want      int
	}{
		"by the link":                 {h.link + "/drop?name=a.pdf&shown=note/4", "x", nil, http.StatusOK},
		"by the page":                 {at + "?name=a.pdf&id=k-1", "x", []string{"Cookie", session, "X-Daicho", "1"}, http.StatusOK},
		"by a foreign form":           {at + "?name=a.pdf", "x", []string{"Cookie", session}, http.StatusForbidden},
		"from a foreign page":         {h.link + "/drop?name=a.pdf", "x", []string{"Origin", "https://example.com"}, http.StatusForbidden},
		"by nobody":                   {at + "?name=a.pdf", "x", []string{"X-Daicho", "1"}, http.StatusUnauthorized},
		"without a name":              {h.link + "/drop", "x", nil, http.StatusBadRequest},
		"a name without an end":       {h.link + "/drop?name=" + strings.Repeat("a", maxFileName+1), "x", nil, http.StatusBadRequest},
		"an id that is none":          {h.link + "/drop?name=a&id=%0a", "x", nil, http.StatusBadRequest},
		"shown by a view that acts":   {h.link + "/drop?name=a&shown=do/end", "x", nil, http.StatusBadRequest},
		"too large, and it says so":   {h.link + "/drop?name=a", large, nil, http.StatusRequestEntityTooLarge},
		"as large as is taken":        {h.link + "/drop?name=a", large[1:], nil, http.StatusOK},
		"asked for and not handed in": {h.link + "/drop?name=a", "", nil, http.StatusOK},
	} {
		before := len(h.core.acted(files))
		got := ask(t, http.MethodPost, c.url, c.body, c.headers...)
		if got.StatusCode != c.want {
			t.Errorf("%s: %s: %s", what, got.Status, got.body)
		}
		if n := len(h.core.acted(files)) - before; (n == 1) != (c.want == http.StatusOK) {
			t.Errorf("%s: the core was handed %d files", what, n)
		}
	}
	if log := h.log.String(); strings.Contains(log, "a.pdf") {
		t.Errorf("a file's name is in the log: %s", log)
	}
}
