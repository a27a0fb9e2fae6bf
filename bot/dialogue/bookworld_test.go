package dialogue_test

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/bot/report/workbook"
	"daicho/rubric"
	"daicho/store"
)

// understand reads a workbook, as the program does for its runner.
func (w *world) understand(ctx context.Context, ev bot.Event) (string, string, error) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	file := &bot.File{}
	var found workbook.Found
	var err error
	if file = cmp.Or(ev.File, file); ev.File != nil {
		found, err = workbook.Read(file.Data, in)
	} else {
		found, err = workbook.ReadPasted(ev.Said, in)
	}
	if err != nil {
		return "", workbook.Unread(err), nil
	}
	w.keys++
	i := guidance.Import{Key: fmt.Sprintf("book%03d", w.keys), Made: w.now, File: file.Name, Sheet: found.Sheet, Edition: in.Edition, As: workbook.AsOf(file.Data)}
	if i.As.IsZero() {
		i.As = w.now
	}
	var rows []guidance.ImportRow
	var remarks []guidance.ImportRemark
	err = w.store.Read(ctx, ev.From.Home, func(tx *store.Tx) error {
		me, err := tx.PersonOf(guidance.Account(ev.From))
		if err != nil {
			return err
		}
		services, err := tx.Services()
		if err != nil {
			return err
		}
		var seen []guidance.Service
		for _, s := range services {
			if i.Last = s.No; me.MayImport() || me.May(guidance.ChangeService, &s) {
				seen = append(seen, s)
			}
		}
		i.By = me.ID
		rows, remarks = found.Draft(seen, in, bot.Clean)
		if i.Found, err = importing.Classify(tx, rows, i.As, in, me); err == nil {
			i.Uncompared = !importing.Compare(rows, seen, guidance.NewNames(rubric.MustEmbedded().Spellings()), i.Found)
		}
		return err
	})
	if err != nil {
		return "", "", err
	}
	return i.Key, "", w.store.KeepImport(ctx, ev.From.Home, i, rows, remarks)
}

// drop has somebody drop a workbook of these rows, last saved at a moment.
func (w *world) drop(name, file string, saved time.Time, rows [][]string) bot.View {
	w.t.Helper()
	account, _ := w.Account(name)
	view, err := w.runner.Handle(context.Background(), bot.Event{From: account, File: &bot.File{Name: file, Data: adaptertest.Book(saved, rows)}, Surface: "紙の画面"})
	if err != nil {
		w.t.Fatalf("%s drops %s: %v", name, file, err)
	}
	return view
}

// work has the bot do all that it left for later, and says in how many turns.
func (w *world) work() (turns int) {
	w.t.Helper()
	for more := true; more; turns++ {
		var err error
		if more, err = w.runner.WorkOnce(context.Background(), home); err != nil {
			w.t.Fatal(err)
		}
	}
	return turns
}

// manyRows are so many services as a workbook has them.
func manyRows(n int, department string) [][]string {
	rows := [][]string{{"管理番号", "サービス名", "所管部署", "ステータス", "どの業務で利用するか明確にする", "クラウドサービスの種類を選ぶ"}}
	for i := range n {
		rows = append(rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("サービス%05d", i), department, "利用中", "すべて明確化できている", "確認中"})
	}
	return rows
}
