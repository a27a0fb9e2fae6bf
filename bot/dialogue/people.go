package dialogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// peopleTopic is changed by whatever lists of people show.
const peopleTopic = "people"

func peopleFlow() flow {
	return flow{
		screens: map[string]screen{
			"people": drawPeople, "person": drawPerson, "invite": drawInvite, "amend": drawAmend, "resign": drawResign, "audit": drawAudit,
		},
		saves: map[string]deed{"invite": saveInvite, "amend": saveAmend},
		deeds: map[string]deed{"invite": doInvite, "amend": doAmend, "role": doRole, "remove": doRemove},
		words: map[string]bot.ActionID{
			"人": "people", "人と役割": "people", "名簿": "people", "操作の記録": "audit",
		},
		actions: func(t *turn) ([]bot.Action, error) {
			if !t.me.May(guidance.ManagePeople, nil) {
				return nil, nil
			}
			return []bot.Action{{ID: "people", Label: "人と役割を見る"}}, nil
		},
	}
}

// drawPeople lists everybody of the company, for those who look after it.
func drawPeople(t *turn, args []string) (bot.View, error) {
	if !t.me.May(guidance.ManagePeople, nil) {
		return t.refuse("人の登録や役割を見られるのは管理者です。必要なときは、会社の管理者に伝えてください。")
	}
	people, err := t.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	home, err := t.linkHome()
	page := pageAt(args, len(people))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("people/%d", page)),
		Title: "人と役割",
		Body:  []string{peopleLine(people)},
		Table: &bot.Table{Head: []string{"名前", "部署", "役割", "画面", "状態"}},
		Watch: []string{peopleTopic},
	}
	for _, p := range pageOfRows(people, page) {
		view.Table.Rows = append(view.Table.Rows, t.personRow(p, home))
	}
	view.Actions = append([]bot.Action{{ID: newInvite, Label: "人を招く", Style: bot.Primary}},
		turnPages(below("people"), page, len(people), "人")...)
	view.Actions = append(view.Actions, bot.Action{ID: "audit", Label: "操作の記録を見る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, err
}

func peopleLine(people []guidance.Person) string {
	count := map[guidance.Role]int{}
	for _, p := range people {
		count[p.Role]++
	}
	var parts []string
	for _, r := range guidance.Roles {
		parts = append(parts, fmt.Sprintf("%s%d人", r, count[r]))
	}
	return fmt.Sprintf("%d人が名簿にいます（%s）。", len(people), strings.Join(parts, "・"))
}

func (t *turn) personRow(p guidance.Person, home string) bot.Row {
	return bot.Row{
		Cells: []bot.Cell{{Text: p.Name}, {Text: orDash(p.Department)}, {Text: p.Role.String()}, {Text: t.surfacesOf(p, home)}, t.personState(p)},
		Open:  bot.ActionID("person/" + string(p.ID)),
	}
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// personState says whether somebody has come, and until when an expert may.
func (t *turn) personState(p guidance.Person) bot.Cell {
	switch {
	case p.Ended(t.today()):
		return bot.Cell{Text: p.Until.String() + "で利用終了", Mark: bot.Caution}
	case p.Greeted.IsZero():
		return bot.Cell{Text: "まだ使いはじめていない", Mark: bot.Open}
	case p.Role == guidance.Expert && p.Until != "":
		return bot.Cell{Text: p.Until.String() + "まで", Mark: bot.Done}
	}
	return bot.Cell{Text: "利用中", Mark: bot.Done}
}

// unreminded says that somebody does not want to be reminded; empty where they do.
func (t *turn) unreminded(p guidance.Person) string {
	switch {
	case p.Reminders.Silent:
		return "本人が止めています"
	case p.Reminders.Snoozed > t.today():
		return t.date(p.Reminders.Snoozed) + "まで休んでいます"
	}
	return ""
}

// today is the day in the company's time zone.
func (t *turn) today() guidance.Day { return guidance.DayOf(t.ev.At, t.in()) }

// drawPerson is one person, for those who look after people.
func drawPerson(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	view, err := t.personView(p)
	view.Actions, _ = fold(view.Actions, oftenOnPerson, personMore(p), "people")
	return view, err
}

// personView is one person with all the buttons.
func (t *turn) personView(p guidance.Person) (bot.View, error) {
	home, err := t.linkHome()
	id := string(p.ID)
	state := t.personState(p)
	view := bot.View{
		At:    bot.ActionID("person/" + id),
		Title: p.Name + "さん",
		Table: &bot.Table{Head: []string{"項目", "内容"}, Rows: []bot.Row{
			{Cells: []bot.Cell{{Text: "部署"}, {Text: orDash(p.Department)}}},
			{Cells: []bot.Cell{{Text: "役割"}, {Text: p.Role.String()}}},
			{Cells: []bot.Cell{{Text: "画面"}, {Text: t.surfacesOf(p, home)}}},
			{Cells: []bot.Cell{{Text: "状態"}, state}},
		}},
		Body:    []string{roleMeans(p.Role)},
		Actions: []bot.Action{{ID: bot.ActionID("amend/" + id + "/" + personRev(p)), Label: "登録を直す"}},
		Watch:   []string{peopleTopic},
	}
	if text := t.unreminded(p); text != "" {
		view.Table.Rows = append(view.Table.Rows, words("お知らせ", text))
	}
	view.Actions = append(view.Actions, t.linkActions(p)...)
	view.Actions = append(view.Actions, t.roleActions(p)...)
	if p.ID != t.me.ID {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("do/remove/" + id), Label: "名簿から外す", Style: bot.Danger, Confirm: removeConfirm(p)})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "people", Label: "人の一覧に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, err
}

func (t *turn) linkActions(p guidance.Person) []bot.Action {
	if p.ID == t.me.ID {
		return []bot.Action{{ID: "device", Label: "別の端末で使う"}}
	}
	id := string(p.ID)
	list := append([]bot.Action{{ID: bot.ActionID("link/" + id), Label: "リンクを渡す"}}, t.tieActions(p)...)
	return append(list,
		bot.Action{ID: bot.ActionID("do/unlink/" + id), Label: "リンクをすべて無効にする", Style: bot.Danger,
			Confirm: p.Name + "さんのリンクと、そのリンクで開いた画面がすべて使えなくなります。記録は残ります。自社診断のこれまでの答えは、本人にも見られなくなることがあります。無効にしますか？"})
}

func roleMeans(r guidance.Role) string {
	switch r {
	case guidance.Manager:
		return "管理者は、台帳のすべてと自社診断の集計を見られ、人の登録と役割を変えられます。一人ひとりの答えは見えません。"
	case guidance.Expert:
		return "専門家は、台帳のすべてと自社診断の集計を見られます。一人ひとりの答えは見えません。自社診断には答えません。"
	}
	return "従業員は、自社診断に答え、担当するサービスの台帳とチェックを受け持ちます。"
}

// roleActions grant another role. One's own is given up on a page of its own,
// which says what that means.
func (t *turn) roleActions(p guidance.Person) (list []bot.Action) {
	for _, r := range guidance.Roles {
		if r == p.Role {
			continue
		}
		a := bot.Action{ID: bot.ActionID(fmt.Sprintf("do/role/%s/%s", p.ID, string(r))), Label: r.String() + "にする",
			Confirm: fmt.Sprintf("%sさんを%sから%sに変えます。%s本人にお知らせが届きます。変えますか？", p.Name, p.Role, r, roleMeans(r))}
		if p.ID == t.me.ID {
			a = bot.Action{ID: bot.ActionID("resign/" + string(r)), Label: r.String() + "になる"}
		}
		list = append(list, a)
	}
	return list
}

// drawResign asks a manager who is about to give up their own role.
func drawResign(t *turn, args []string) (bot.View, error) {
	if !t.me.May(guidance.ManagePeople, nil) {
		return drawPeople(t, nil)
	}
	if len(args) != 1 || !slices.Contains(guidance.Roles, guidance.Role(args[0])) || guidance.Role(args[0]) == t.me.Role {
		return drawPerson(t, []string{string(t.me.ID)})
	}
	role := guidance.Role(args[0])
	return bot.View{
		At:    bot.ActionID("resign/" + args[0]),
		Title: "自分の役割を" + role.String() + "に変える",
		Body: []string{
			"管理者でなくなると、人の登録や役割、自社診断の回を扱えなくなります。",
			"もう一度管理者になるには、ほかの管理者に頼む必要があります。",
		},
		Actions: []bot.Action{
			{ID: bot.ActionID(fmt.Sprintf("do/role/%s/%s/sure", t.me.ID, string(role))), Label: "管理者をやめて" + role.String() + "になる", Style: bot.Danger,
				Confirm: "自分では元に戻せません。管理者をやめますか？"},
			{ID: bot.ActionID("person/" + string(t.me.ID)), Label: "やめずに戻る"},
		},
	}, nil
}

// drawAudit shows managers what was done to people and data.
func drawAudit(t *turn, args []string) (bot.View, error) {
	if !t.me.May(guidance.ManagePeople, nil) {
		return t.refuse("操作の記録を見られるのは管理者です。")
	}
	_, all, err := t.Audits(0, 0)
	if err != nil {
		return bot.View{}, fmt.Errorf("read the log: %w", err)
	}
	page := pageAt(args, all)
	entries, _, err := t.Audits((page-1)*pageRows, pageRows)
	view := bot.View{
		At:      bot.ActionID(fmt.Sprintf("audit/%d", page)),
		Title:   "操作の記録",
		Body:    []string{fmt.Sprintf("人の登録や役割、データの持ち出しの記録が%d件あります。新しい順です。答えの内容は残しません。", all)},
		Table:   &bot.Table{Head: []string{"日時", "誰が", "したこと", "対象"}},
		Actions: append(turnPages(below("audit"), page, all, "件"), bot.Action{ID: "people", Label: "人と役割に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"}),
		Watch:   []string{peopleTopic},
	}
	for _, e := range entries {
		view.Table.Rows = append(view.Table.Rows, t.auditRow(e))
	}
	return view, err
}

var deedWords = map[string]string{
	guidance.DidExport: "データの持ち出し", guidance.DidRole: "役割の変更", guidance.DidLink: "リンクの作成", guidance.DidInvite: "人の登録", guidance.DidEnroll: "自分での登録", guidance.DidShare: "チャンネルへの共有",
	guidance.DidPerson: "登録の変更", guidance.DidUnlink: "リンクの無効化", guidance.DidErase: "記録の消去", guidance.DidJoin: "画面の追加",
	guidance.DidPart: "画面の切り離し", guidance.DidProve: "画面の本人確認",
	guidance.DidHome: "使う場所の追加", guidance.DidProxy: "代理入力", guidance.DidVisits: "訪問の予定の変更", guidance.DidClose: "訪問の締めくくり", guidance.DidFiller: "会社の回答を記入する人の変更", guidance.DidImport: "ファイルからの取り込み",
}

func (t *turn) auditRow(e guidance.Entry) bot.Row {
	who := "この仕組みの担当者"
	if e.Who != "" {
		who = t.name(e.Who)
	}
	did := deedWords[e.Did]
	if did == "" {
		did = e.Did
	}
	about := []string{}
	if e.Did == guidance.DidShare {
		return bot.Row{Cells: []bot.Cell{{Text: t.moment(e.At)}, {Text: who}, {Text: did}, {Text: shareWords(e.About)}}}
	}
	if e.Did == guidance.DidImport {
		return bot.Row{Cells: []bot.Cell{{Text: t.moment(e.At)}, {Text: who}, {Text: did}, {Text: importWords(e.About)}}}
	}
	for part := range strings.FieldsSeq(e.About) {
		about = append(about, t.auditPart(part))
	}
	return bot.Row{Cells: []bot.Cell{{Text: t.moment(e.At)}, {Text: who}, {Text: did}, {Text: orDash(strings.Join(about, " "))}}}
}

// personIDForm is what ids of people look like.
var personIDForm = regexp.MustCompile(`^p[0-9]+$`)

// auditPart says an id or a word of the log as people say it.
func (t *turn) auditPart(part string) string {
	if name, there := t.nameOf(guidance.PersonID(part)); there {
		return name + "さん"
	}
	if personIDForm.MatchString(part) {
		return gonePerson + "（" + part + "）"
	}
	if r := guidance.Role(part); slices.Contains(guidance.Roles, r) {
		return r.String()
	}
	if b, is := books[guidance.Book(part)]; is {
		return b.alt
	}
	switch part {
	case "report":
		return "実施報告書"
	case "guideline":
		return "利用の手引き（案）"
	case "afresh":
		return "（はじめから答え直し）"
	case "dropped":
		return "（取り消し）"
	case "refused":
		return "（できなかった）"
	case "nobody":
		return "誰も決めない"
	case "member":
		return "（チャットの人）"
	case "merged":
		return "（2つの登録を1つに）"
	case "backup":
		return "控えの作成"
	case "mydata":
		return "自分の記録"
	case "form":
		return "記入用の個票"
	}
	if unnamed.MatchString(part) {
		return gonePerson + "（" + part + "）"
	}
	return part
}

// unnamed is the id of somebody who stands in no list any more.
var unnamed = regexp.MustCompile(`^p[0-9]+$`)
