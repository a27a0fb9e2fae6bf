package reporting

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"daicho/bot/guidance"
	"daicho/rubric"
)

const unsaid = "未記入"

// taken is when and where it was, and what was taken down.
func (w *writer) taken() {
	v, m := w.plan.Visits[w.visit-1], w.minutes
	where := cmp.Or(v.Place, unsaid)
	if v.Online.Holds() {
		where += "（オンライン）"
	}
	next, when := "次回の予定", w.plan.Checkpoint
	if w.visit < guidance.VisitCount {
		when = w.plan.Visits[w.visit].Day
	} else {
		next = "その後の確認"
	}
	rows := [][]guidance.BlockCell{
		row("日時", strings.TrimSpace(v.Day.String()+"　"+v.Hours)), row("場所", where), {text("出席者（会社）"), people(v.Attendees)}, {text("専門家"), people(w.experts)},
		row("確かめた内容", w.reviewed()), row("話し合ったこと・決まったこと", cmp.Or(m.Decided, unsaid)), row("専門家からのコメント", cmp.Or(m.Comment, unsaid)),
	}
	if w.visit == guidance.VisitCount {
		rows = append(rows, row("会社による、指導の評価", cmp.Or(m.Evaluation, unsaid)), row("専門家のまとめと評価", cmp.Or(m.Conclusion, unsaid)))
	}
	w.add(guidance.Block{Kind: guidance.TableBlock, Rows: append(rows, row(next, when.String()), row("締めくくった日", w.day(m.Closed)))})
}

func people(ids []guidance.PersonID) guidance.BlockCell {
	if len(ids) == 0 {
		return text(unsaid)
	}
	return guidance.BlockCell{People: ids}
}

// reviewed says in two lines what the figures were, against those before.
func (w *writer) reviewed() string {
	then := w.minutes.Then
	concerns, open := sums(then)
	line := fmt.Sprintf("クラウドサービス：%d件、要注意の答え %d件、未回答の項目 %d件", len(then.Services), concerns, open)
	if w.before != nil {
		concerns, open = sums(*w.before)
		line += fmt.Sprintf("。第%d回の訪問のときは%d件、要注意 %d件、未回答 %d件", w.beforeNo, len(w.before.Services), concerns, open)
	}
	if then.Round == 0 {
		return line
	}
	own := fmt.Sprintf("自社診断（第%d回）：会社の回答 %d点（%d／%d問に回答）", then.Round, then.Total, then.Answered, then.Of)
	if w.before != nil && w.before.Round > 0 {
		own += fmt.Sprintf("。第%d回の訪問のときは%d点", w.beforeNo, w.before.Total)
	}
	return own + "\n" + line
}

// sums are all answers that want attention, and all items that are not answered.
func sums(s guidance.Standings) (concerns, open int) {
	for _, x := range s.Services {
		concerns, open = concerns+x.Concerns, open+x.Open()
	}
	return concerns, open
}

// agreed is on what both sides agree.
func (w *writer) agreed() {
	all := w.lib.Agreements(w.visit)
	if len(all) == 0 {
		return
	}
	w.chapter("確認と合意")
	b := guidance.Block{Kind: guidance.TableBlock, Head: []string{"内容", "会社", "専門家"}}
	for _, a := range all {
		on := w.minutes.On(a.ID)
		b.Rows = append(b.Rows, []guidance.BlockCell{text(a.Text), w.word(on.Company), w.word(on.Expert)})
	}
	w.add(b)
}

// word is who agreed, and when.
func (w *writer) word(x guidance.Word) guidance.BlockCell {
	if x.By == "" {
		return text("まだ")
	}
	return guidance.BlockCell{Text: w.day(x.At), People: []guidance.PersonID{x.By}}
}

// findings are the answers that want attention, the worst first.
func (w *writer) findings() error {
	ledger, err := guidance.LedgerOf(w, w.lib)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	running := ledger.Only(func(r guidance.Row) bool { return r.Service.Status != guidance.Ended })
	all, err := guidance.ConcernsOf(w, w.lib, running.Rows)
	if err != nil {
		return fmt.Errorf("read what wants attention: %w", err)
	}
	w.chapter(fmt.Sprintf("要注意の答え（作ったときの台帳から、気になる順に%d件）", len(all)))
	if len(all) == 0 {
		w.add(guidance.Block{Kind: guidance.TextBlock, Text: "要注意の答えはありません。答えていない項目が残っていないかも、確かめてください。"})
		return nil
	}
	b := guidance.Block{Kind: guidance.TableBlock, Head: []string{"サービス", "項目", "いまの答え", "重要度", "ステータス"}}
	for _, c := range all {
		b.Rows = append(b.Rows, row(c.Service.No.String()+" "+c.Service.Name, itemText(c.Item), c.Label.Text, levelText(c.Service.Importance), c.Service.Status.String()))
	}
	w.add(b)
	return nil
}

func itemText(item *rubric.Item) string { return fmt.Sprintf("%d　%s", item.No, item.Title) }

func levelText(l guidance.Level) string {
	if l == "" {
		return ""
	}
	return l.String()
}

// measures are what was decided to be done, in the order in which it should be.
func (w *writer) measures() error {
	all, err := w.Measures()
	if err != nil {
		return fmt.Errorf("read measures: %w", err)
	}
	if len(all) == 0 {
		return nil
	}
	w.chapter("対策（取り組む順）")
	b := guidance.Block{Kind: guidance.TableBlock, Head: []string{"対策", "対象", "種類", "担当", "期日", "状態"}}
	for _, m := range guidance.InOrder(all) {
		about, err := w.about(m)
		if err != nil {
			return err
		}
		state := "まだ"
		if !m.Done.IsZero() {
			state = "済"
		}
		b.Rows = append(b.Rows, []guidance.BlockCell{text(m.Text), text(about), text(m.Approach.String()), owner(m.Owner), text(m.Due.String()), text(state)})
	}
	w.add(b)
	return nil
}

// about is what a measure is about.
func (w *writer) about(m guidance.Measure) (string, error) {
	switch {
	case m.Service != 0:
		s, err := w.Service(m.Service)
		if errors.Is(err, guidance.ErrNotFound) {
			err = nil
		}
		return strings.TrimSpace(m.Service.String() + " " + s.Name), err
	case m.Item != "":
		return "自社診断", nil
	}
	return "会社全体", nil
}

func owner(id guidance.PersonID) guidance.BlockCell {
	if id == "" {
		return text("まだ")
	}
	return guidance.BlockCell{People: []guidance.PersonID{id}}
}

// homework is what is to be done before the next visit: what the syllabus has, with
// what was said of it, and what people set.
func (w *writer) homework() error {
	if w.visit == guidance.VisitCount {
		return nil
	}
	said, err := w.Homework(w.plan.No)
	if err != nil {
		return fmt.Errorf("read homework: %w", err)
	}
	known := map[string]guidance.Homework{}
	for _, h := range said {
		known[h.ID] = h
	}
	b := guidance.Block{Kind: guidance.TableBlock, Head: []string{"宿題", "担う側", "担当", "期日", "状態"}}
	add := func(h guidance.Homework, what, side, due string) {
		if h.Due != "" {
			due = h.Due.String()
		}
		state := ""
		if !h.Done.IsZero() {
			state = "済"
		}
		b.Rows = append(b.Rows, []guidance.BlockCell{text(what), text(side), owner(h.Owner), text(due), text(state)})
	}
	for _, s := range w.lib.Steps(w.visit+1, rubric.Prepare) {
		due := fmt.Sprintf("訪問の%d営業日前", s.Due)
		if s.Task != "" {
			add(known[s.ID], s.Task, "会社", due)
		}
		if s.ExpertTask != "" {
			add(known[s.ID+guidance.ExpertSide], s.ExpertTask, "専門家", due)
		}
	}
	for _, h := range said {
		if h.IsOwn() && h.Visit == w.visit+1 {
			add(h, h.Text, "会社", "訪問まで")
		}
	}
	if len(b.Rows) > 0 {
		w.chapter(fmt.Sprintf("第%d回の訪問までの宿題", w.visit+1))
		w.add(b)
	}
	return nil
}

// figures are those of every service when the visit was closed, beside those
// before; those of another edition are not compared.
func (w *writer) figures() error {
	before := "前の点数"
	if w.before != nil {
		before = fmt.Sprintf("第%d回の点数", w.beforeNo)
	}
	b := guidance.Block{Kind: guidance.FiguresBlock, Head: []string{"管理番号", "サービス名", "ステータス", "点数", "要注意", "未回答", before}}
	for _, x := range w.minutes.Then.Services {
		was := ""
		if w.before != nil {
			if old, there := w.before.Service(x.No); there && old.Edition == x.Edition {
				was = strconv.Itoa(old.Score)
			}
		}
		b.Rows = append(b.Rows, row(x.No.String(), x.Name, x.Status.String(), strconv.Itoa(x.Score), strconv.Itoa(x.Concerns), strconv.Itoa(x.Open()), was))
	}
	w.add(b)
	return nil
}
