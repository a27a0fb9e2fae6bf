package dialogue

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// handedFor is how long a file can be had after it was asked for, which the log
// notes.
const handedFor = 15 * time.Minute

// filesFlow hands out what the programme wants as files.
func filesFlow() flow {
	return flow{
		screens: map[string]screen{"files": drawFiles},
		deeds:   map[string]deed{"files": doFiles},
		words:   map[string]bot.ActionID{"ファイル": "files", "エクセル": "files", "excel": "files", "台帳のファイル": "files", "実施計画": "files", "運用プランのファイル": "files", "診断結果のまとめ": "files"},
	}
}

func (t *turn) mayTake() (*bot.View, error) {
	if t.me.May(guidance.SeeLedger, nil) {
		return nil, nil
	}
	view, err := t.refuse("ファイルで受け取れるのは、会社の管理者と専門家です。")
	return &view, err
}

// bookAction makes a workbook.
func bookAction(b guidance.Book) bot.Action {
	return bot.Action{ID: bot.ActionID("do/files/" + string(b)), Label: books[b].makes}
}

// drawFiles shows what can be had as a file: files, and files/BOOK with the file
// that was asked for a moment ago.
func drawFiles(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayTake(); err != nil || instead != nil {
		return orView(instead), err
	}
	view := bot.View{
		At: "files", Title: "ファイルで受け取る",
		Body: []string{
			"クラウドサービス台帳を、IPAの「クラウドサービス台帳兼チェックリスト」と同じ並びのExcelファイルで受け取れます。一覧表・個票・貼り付けデータ・配点・要注意・自社診断（会社の回答）が入ります。",
			"自社診断結果のまとめ、訪問指導の実施報告書、対策の実施計画（案）、運用プランも、Excelファイルで受け取れます。",
			"いつ誰が受け取ったかは、操作の記録に残ります。",
		},
	}
	missing := bot.Section{Heading: "まだ作れないファイル"}
	for _, b := range guidance.Books {
		there, err := books[b].has(t)
		switch {
		case err != nil:
			return view, err
		case there:
			view.Actions = append(view.Actions, bookAction(b))
		case books[b].nothing != "":
			missing.Points = append(missing.Points, books[b].nothing)
		}
	}
	closed, err := t.lastClosed()
	if err != nil {
		return view, err
	}
	if closed > 0 && t.me.May(guidance.PlanVisits, nil) {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("reports/%d", closed)), Label: fmt.Sprintf("第%d回の実施報告書を見る", closed)})
	}
	if len(missing.Points) > 0 {
		view.Sections = append(view.Sections, missing)
	}
	view.Actions[0].Style = bot.Primary
	if t.me.MayImport() {
		view.Title, view.Drop = "ファイルで受け取る・渡す", bookDrop()
		view.Actions = slices.Insert(view.Actions, 1, bot.Action{ID: "imports", Label: "渡したファイルを見る"})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "guidelines", Label: "利用の手引きの案を作る"}, bot.Action{ID: "items", Label: "会社独自のチェック項目を見る"}, bot.Action{ID: "ledger", Label: "台帳に戻る"})
	if len(args) == 0 {
		return view, nil
	}
	return t.handed(view, guidance.Book(args[0]))
}

// handed is the page of a workbook that was asked for a moment ago; the page of all
// of them where it was not.
func (t *turn) handed(all bot.View, b guidance.Book) (bot.View, error) {
	about, known := books[b]
	asked, err := t.askedFor(string(b))
	if err != nil || asked.IsZero() || !known {
		return all, err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	view := bot.View{
		At: bot.ActionID("files/" + string(b)), Title: about.alt,
		Body:    []string{"いつ誰が受け取ったかは、操作の記録に残ります。"},
		Attach:  []bot.Attachment{{Kind: bot.Document, Name: about.name, Alt: about.alt, Spec: guidance.BookSpec(b, c.ID, asked)}},
		Actions: []bot.Action{{ID: "files", Label: "ほかのファイルを見る"}, about.back},
	}
	if b == guidance.SummaryBook {
		l, instead, err := t.lookAt(nil, false)
		if err != nil || instead != nil {
			return orView(instead), err
		}
		view.Attach = append(view.Attach, t.diagnosisRadar(l)...)
	}
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

// doFiles notes in the log that somebody takes a workbook, and hands it to them.
func doFiles(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayTake(); err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 0 || !slices.Contains(guidance.Books, guidance.Book(args[0])) {
		return bot.View{}, guidance.ErrNotFound
	}
	about := books[guidance.Book(args[0])]
	there, err := about.has(a.turn)
	if err != nil {
		return bot.View{}, err
	}
	if !there {
		view, err := drawFiles(a.turn, nil)
		view.Problem = cmp.Or(about.nothing, "このファイルは、まだ作れません。")
		return view, err
	}
	if err := a.audit(guidance.DidExport, args[0]); err != nil {
		return bot.View{}, fmt.Errorf("note the export: %w", err)
	}
	view, err := drawFiles(a.turn, args)
	view.Notice = "ファイルを用意しました。下から受け取ってください。"
	return view, err
}
