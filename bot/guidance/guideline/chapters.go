package guideline

import (
	"cmp"
	"fmt"
	"strings"

	"daicho/bot/guidance"
	"daicho/rubric"
)

type row = []guidance.BlockCell

// cells is a row of texts.
func cells(texts ...string) (r row) {
	for _, text := range texts {
		r = append(r, guidance.BlockCell{Text: text})
	}
	return r
}

const (
	undecided = "未定"
	blank     = "未記入"
)

// who is a field of people, or what stands there for nobody.
func who(nobody string, people ...guidance.PersonID) guidance.BlockCell {
	if len(people) == 0 || people[0] == "" {
		return guidance.BlockCell{Text: nobody}
	}
	return guidance.BlockCell{People: people}
}

func (w *writer) roles() {
	w.section(rubric.RolesSection, true)
	rows := []row{
		append(cells("経営者", "この手引きを承認し、必要な人手と費用を決めます。"), guidance.BlockCell{}),
		append(cells("会社の管理者", "使うサービスと対策を決め、この手引きを見直します。"), who(undecided, w.managers...)),
		append(cells("台帳を管理する人", "クラウドサービス台帳を新しく保ち、相談を受けます。"), who(undecided, w.company.Operation.Keeper)),
		append(cells("管理担当者", "受け持つサービスの設定、アカウント、控えを管理し、安全利用チェックに答えます。"), guidance.BlockCell{Text: "サービスごとに「連絡先」の章にあります。"}),
		append(cells("部署の責任者", "部署で使うサービスと使い方を把握し、新しく使いたいときに申し出ます。"), guidance.BlockCell{}),
		append(cells("利用者", "この手引きを守り、おかしなことに気づいたら知らせます。"), guidance.BlockCell{Text: "クラウドサービスを使うすべての人"}),
	}
	w.table([]string{"役割", "すること", "担当する人"}, rows)
}

// list writes which services may be used for what; those that are being looked
// at, and those that have ended, stand apart.
func (w *writer) list() {
	w.section(rubric.ServicesSection, true)
	w.add(guidance.PartBlock, "利用中のサービス")
	w.serviceTable(w.of(guidance.InUse), "使ってよい業務")
	w.add(guidance.PartBlock, "調査中のサービス")
	w.add(guidance.TextBlock, "使うかどうかを決めるために調べているサービスです。使うと決まるまで、業務の情報を入れません。")
	w.serviceTable(w.of(guidance.Surveying), "使いたい業務")
	w.add(guidance.PartBlock, "利用を終えたサービス")
	w.add(guidance.TextBlock, "もう使わないサービスです。業務に使いません。")
	ended := w.of(guidance.Ended)
	if len(ended) == 0 {
		w.add(guidance.TextBlock, "台帳にありません。")
		return
	}
	var rows []row
	for _, s := range ended {
		rows = append(rows, cells(s.Service.No.String(), s.Service.Name, orBlank(s.Service.Department), day(s.Service.End), endState(s)))
	}
	w.table([]string{"管理番号", "サービス名", "所管部署", "利用終了日", "終了の作業"}, rows)
}

func endState(s service) string {
	if len(s.open) > 0 {
		return fmt.Sprintf("あと%d件", len(s.open))
	}
	return "済んでいます"
}

// serviceTable is a table of services that are not ended.
func (w *writer) serviceTable(list []service, purpose string) {
	if len(list) == 0 {
		w.add(guidance.TextBlock, "台帳にありません。")
		return
	}
	var rows []row
	for _, s := range list {
		information := orBlank(s.Service.Information)
		if s.Service.Importance != "" {
			information += "（重要度 " + s.Service.Importance.String() + "）"
		}
		rows = append(rows, cells(s.Service.No.String(), s.Service.Name, orBlank(s.Service.Department), orBlank(s.Service.Summary), information, checked(s)))
	}
	w.table([]string{"管理番号", "サービス名", "所管部署", purpose, "扱う情報", "確認の状況"}, rows)
}

// checked says how far a service has been checked, which is not how safe it is.
func checked(s service) string {
	if s.Lost {
		return "答えの版（" + s.Edition + "）を読めません"
	}
	text := fmt.Sprintf("%d点中%d点まで確認済み", s.Score.Max, s.Score.Total)
	if s.Concerns > 0 {
		text += fmt.Sprintf("、▲ 要注意%d件", s.Concerns)
	}
	if rest := s.Score.Of - s.Score.Answered; rest > 0 {
		text += fmt.Sprintf("、○ まだ%d問", rest)
	}
	return text
}

func orBlank(text string) string { return cmp.Or(text, blank) }

// ending writes the tasks of the end of use (seed p. 39), and of which services
// some are left.
func (w *writer) ending() {
	w.section(rubric.EndingSection, true)
	for _, task := range w.lib.EndTasks() {
		w.addf(guidance.PointBlock, "%s：%s", task.Short, task.Question)
	}
	for _, s := range w.of(guidance.Ended) {
		var left []string
		for _, task := range s.open {
			left = append(left, task.Short)
		}
		if len(left) > 0 {
			w.addf(guidance.TextBlock, "○ まだ：%sは、次の作業が残っています。%s", s.name(), strings.Join(left, "、"))
		}
	}
}

// contacts writes who is in charge of what.
func (w *writer) contacts() {
	w.section(rubric.ContactsSection, true)
	rows := []row{
		{{Text: "クラウドサービス全般、台帳"}, who(undecided, w.company.Operation.Keeper), {Text: "台帳を管理する人"}},
		{{Text: "この手引き、事故の報告"}, who(undecided, w.managers...), {Text: "会社の管理者"}},
	}
	for _, s := range w.of(guidance.InUse, guidance.Surveying) {
		if len(s.Service.InCharge) == 0 {
			rows = append(rows, cells(s.name(), undecided, ""))
		}
		for _, c := range s.Service.InCharge {
			rows = append(rows, row{{Text: s.name()}, charged(c), {Text: cmp.Or(c.Scope, "全体")}})
		}
	}
	w.table([]string{"何について", "連絡する人", "役割・受け持ち"}, rows)
}

func charged(c guidance.Charge) guidance.BlockCell {
	if c.Person != "" {
		return guidance.BlockCell{People: []guidance.PersonID{c.Person}}
	}
	return guidance.BlockCell{Text: orBlank(c.Name)}
}

func (w *writer) revisions() {
	w.section(rubric.RevisionsSection, true)
	o := w.company.Operation
	if o.Months > 0 {
		w.addf(guidance.TextBlock, "%dか月のあいだ台帳とチェックに変わりがなかったサービスは、管理担当者が確認し直します。", o.Months)
	}
	if o.Told != "" {
		w.add(guidance.TextBlock, "社員への知らせ方："+o.Told)
	}
	w.add(guidance.RevisionsBlock, "")
}
