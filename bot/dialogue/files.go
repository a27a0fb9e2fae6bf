package dialogue

import (
	"fmt"
	"slices"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// exportAbout is what the log says of a ledger that was handed out as a file.
const exportAbout = "ledger"

// handedFor is how long a file can be had after it was asked for, which the log
// notes.
const handedFor = 15 * time.Minute

// filesFlow hands out what the programme wants as files.
func filesFlow() flow {
	return flow{
		screens: map[string]screen{"files": drawFiles},
		deeds:   map[string]deed{"files": doFiles},
		words:   map[string]bot.ActionID{"ファイル": "files", "エクセル": "files", "excel": "files", "台帳のファイル": "files"},
	}
}

func (t *turn) mayTake() (*bot.View, error) {
	if t.me.May(guidance.SeeLedger, nil) {
		return nil, nil
	}
	view, err := t.refuse("台帳をファイルで受け取れるのは、会社の管理者と専門家です。")
	return &view, err
}

// drawFiles shows what can be had as a file: files, and files/ledger with the
// file that was asked for a moment ago.
func drawFiles(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayTake(); err != nil || instead != nil {
		return orView(instead), err
	}
	view := bot.View{
		At: "files", Title: "ファイルで受け取る",
		Body: []string{
			"クラウドサービス台帳を、IPAの「クラウドサービス台帳兼チェックリスト」と同じ並びのExcelファイルで受け取れます。一覧表・個票・貼り付けデータ・配点・要注意・自社診断（会社の回答）が入ります。",
			"いつ誰が受け取ったかは、操作の記録に残ります。",
		},
		Actions: []bot.Action{{ID: "do/files/ledger", Label: "台帳のファイルを作る", Style: bot.Primary}, {ID: "guidelines", Label: "利用の手引きの案を作る"}, {ID: "items", Label: "会社独自のチェック項目を見る"}, {ID: "ledger", Label: "台帳に戻る"}},
	}
	if t.me.MayImport() {
		view.Title, view.Drop = "ファイルで受け取る・渡す", bookDrop()
		view.Actions = slices.Insert(view.Actions, 1, bot.Action{ID: "imports", Label: "渡したファイルを見る"})
	}
	if len(args) == 0 || args[0] != "ledger" {
		return view, nil
	}
	asked, err := t.askedFor(exportAbout)
	if err != nil || asked.IsZero() {
		return view, err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	view.At, view.Actions[0].Style = "files/ledger", bot.Normal
	view.Attach = []bot.Attachment{{Kind: bot.Document, Name: "daicho-ledger.xlsx", Alt: "クラウドサービス台帳（Excel）", Spec: guidance.LedgerBookSpec(c.ID, asked)}}
	return view, nil
}

// askedFor is when this person last asked for a file, as the log calls it, if that
// was a moment ago; zero where it was not.
func (t *turn) askedFor(about string) (time.Time, error) {
	const looked = 50
	list, _, err := t.Audits(0, looked)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the log: %w", err)
	}
	for _, e := range list {
		if e.Did == guidance.DidExport && e.About == about && t.isMe(e.Who) && t.ev.At.Sub(e.At) < handedFor {
			return e.At, nil
		}
	}
	return time.Time{}, nil
}

// doFiles notes in the log that somebody takes the ledger, and hands it to them.
func doFiles(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayTake(); err != nil || instead != nil {
		return orView(instead), err
	}
	if err := a.audit(guidance.DidExport, exportAbout); err != nil {
		return bot.View{}, fmt.Errorf("note the export: %w", err)
	}
	view, err := drawFiles(a.turn, []string{"ledger"})
	view.Notice = "ファイルを用意しました。下から受け取ってください。"
	return view, err
}
