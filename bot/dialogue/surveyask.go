package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// surveyed is one person with their newest survey; its number is 0 where there
// was none.
type surveyed struct {
	guidance.Person
	survey guidance.Survey
}

// surveyable are the people who can be asked to go through the kinds.
func (t *turn) surveyable() ([]surveyed, error) {
	people, err := t.People()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var list []surveyed
	for _, p := range people {
		if p.Name == "" || !p.May(guidance.AddService, nil) {
			continue
		}
		s, _, err := ifThere(t.Survey(p.ID))
		if err != nil {
			return nil, fmt.Errorf("read survey: %w", err)
		}
		list = append(list, surveyed{p, s})
	}
	return list, nil
}

// recently is how long somebody who has finished is not asked again with
// their whole department.
const recently = 30 * 24 * time.Hour

// due reports whether the person is asked when all of a department are.
func (p surveyed) due(now time.Time) bool {
	return !p.survey.IsOpen() && (p.survey.Done.IsZero() || now.Sub(p.survey.Done) >= recently)
}

func departmentName(name string) string {
	if name == "" {
		return "（部署の記入なし）"
	}
	return name
}

// drawSurveys draws surveys/PAGE, surveys/p/PERSON, surveys/depts and
// surveys/d/DEPARTMENT.
func drawSurveys(t *turn, args []string) (bot.View, error) {
	if !t.me.May(guidance.AskAround, nil) {
		return t.refuse("洗い出しをお願いするのは、会社の管理者です。")
	}
	all, err := t.surveyable()
	if err != nil {
		return bot.View{}, err
	}
	if len(args) > 0 {
		switch args[0] {
		case "p":
			return t.surveyPerson(all, args[1:])
		case "depts":
			return t.surveyDepartments(all, args[1:]), nil
		case "d":
			return t.surveyDepartment(all, args[1:])
		}
	}
	return t.surveysView(all, args), nil
}

func (t *turn) surveysView(all []surveyed, args []string) bot.View {
	slices.SortStableFunc(all, func(a, b surveyed) int { return a.rank() - b.rank() })
	page := pageAt(args, len(all))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("surveys/%d", page)),
		Title: "洗い出しの様子",
		Body:  []string{t.surveysLine(all), "人を選ぶと、お願いや取り消しができます。ほかの人の種類ごとの答えは、ここには出ません。"},
		Table: &bot.Table{Caption: "洗い出し", Head: []string{"名前", "部署", "様子"}},
		Watch: []string{surveysTopic, ledgerTopic},
	}
	for _, p := range pageOfRows(all, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: p.Name}, {Text: departmentName(p.Department)}, t.surveyState(p)},
			Open:  bot.ActionID("surveys/p/" + string(p.ID)),
		})
	}
	view.Actions = append([]bot.Action{{ID: "surveys/depts", Label: "部署ごとにお願いする", Style: bot.Primary}, {ID: "survey", Label: "自分で洗い出す"}},
		turnPages(below("surveys"), page, len(all), "人")...)
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

// rank puts those first who have something open, then those who were never
// asked.
func (p surveyed) rank() int {
	switch {
	case p.survey.IsOpen():
		return 0
	case p.survey.Done.IsZero():
		return 1
	}
	return 2
}

func (t *turn) surveysLine(all []surveyed) string {
	open, done, services := 0, 0, 0
	for _, p := range all {
		services += len(p.survey.Added)
		switch {
		case p.survey.IsOpen():
			open++
		case !p.survey.Done.IsZero():
			done++
		}
	}
	if open+done == 0 {
		return "まだ誰にもお願いしていません。"
	}
	return fmt.Sprintf("%d人のうち%d人が終わり、%d件が台帳に加わりました。", open+done, done, services)
}

func (t *turn) surveyState(p surveyed) bot.Cell {
	kinds := t.lib.Kinds()
	switch missing := p.survey.Missing(kinds); {
	case !p.survey.Done.IsZero():
		return bot.Cell{Text: fmt.Sprintf("済（%s・%d件）", t.day(p.survey.Done), len(p.survey.Added)), Mark: bot.Done}
	case !p.survey.IsOpen():
		return bot.Cell{Text: "お願いしていません"}
	case missing == len(kinds):
		return bot.Cell{Text: "まだ始めていません", Mark: bot.Open}
	case missing > 0:
		return bot.Cell{Text: fmt.Sprintf("途中（あと%d種類）", missing), Mark: bot.Open}
	}
	return bot.Cell{Text: "途中（最後の確認がまだ）", Mark: bot.Open}
}

// surveyedOf finds the person a route names, and whether it was drawn before the
// survey that they have now.
func surveyedOf(all []surveyed, args []string) (surveyed, error) {
	if len(args) > 0 {
		for _, p := range all {
			if string(p.ID) == args[0] {
				return p, nil
			}
		}
	}
	return surveyed{}, guidance.ErrNotFound
}

func (t *turn) surveyPerson(all []surveyed, args []string) (bot.View, error) {
	if len(args) > 0 {
		now, err := t.Became(guidance.PersonID(args[0]))
		if err != nil {
			return bot.View{}, fmt.Errorf("look for a person: %w", err)
		}
		args = []string{string(now)}
	}
	p, err := surveyedOf(all, args)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    bot.ActionID("surveys/p/" + string(p.ID)),
		Title: p.Name + "さんの洗い出し",
		Body:  []string{departmentName(p.Department) + "　" + t.surveyState(p).Text},
		Watch: []string{surveysTopic},
	}
	if p.survey.IsOpen() && p.survey.By != "" {
		view.Body = append(view.Body, t.name(p.survey.By)+"が"+t.day(p.survey.Asked)+"にお願いしました。")
	}
	at := fmt.Sprintf("/%s/%d", p.ID, p.survey.No)
	switch {
	case p.ID == t.me.ID:
		view.Actions = []bot.Action{{ID: "survey", Label: "自分で洗い出す", Style: bot.Primary}}
	case p.survey.IsOpen():
		view.Actions = []bot.Action{{ID: bot.ActionID("do/surveys/again" + at), Label: "もう一度知らせる"}}
		if p.survey.By != "" {
			view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("do/surveys/drop" + at), Label: "お願いを取り消す", Style: bot.Danger,
				Confirm: p.Name + "さんへのお願いを取り消しますか？ 途中の答えは台帳に入りません。"})
		}
	default:
		view.Body = append(view.Body, "お願いすると、"+p.Name+"さんにお知らせが届き、メニューに並びます。")
		view.Actions = []bot.Action{{ID: bot.ActionID("do/surveys/p" + at), Label: "お願いする", Style: bot.Primary}}
	}
	view.Actions = append(view.Actions, bot.Action{ID: "surveys", Label: "一覧に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// departments lists the departments of the people, in the order of their
// names, with how many of each are due.
func departments(all []surveyed, me guidance.PersonID, now time.Time) (names []string, due map[string]int) {
	due = map[string]int{}
	for _, p := range all {
		if _, seen := due[p.Department]; !seen {
			names = append(names, p.Department)
			due[p.Department] = 0
		}
		if p.ID != me && p.due(now) {
			due[p.Department]++
		}
	}
	slices.Sort(names)
	return names, due
}

func (t *turn) surveyDepartments(all []surveyed, args []string) bot.View {
	names, due := departments(all, t.me.ID, t.ev.At)
	page := pageAt(args, len(names))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("surveys/depts/%d", page)),
		Title: "どの部署にお願いしますか",
		Body:  []string{"部署を選ぶと、お願いする人を確かめられます。"},
		Table: &bot.Table{Caption: "部署", Head: []string{"部署", "お願いできる人"}},
		Watch: []string{surveysTopic},
	}
	for _, name := range pageOfRows(names, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: departmentName(name)}, {Text: fmt.Sprintf("%d人", due[name])}},
			Open:  bot.ActionID("surveys/d/" + departmentKey(name)),
		})
	}
	view.Actions = append(turnPages(below("surveys/depts"), page, len(names), "件"), bot.Action{ID: "surveys", Label: "一覧に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

// ofDepartment are the people of the department a route names who are due.
func (t *turn) ofDepartment(all []surveyed, args []string) (name string, due []surveyed, err error) {
	err = guidance.ErrNotFound
	for _, p := range all {
		if len(args) == 0 || departmentKey(p.Department) != args[0] {
			continue
		}
		name, err = p.Department, nil
		if p.ID != t.me.ID && p.due(t.ev.At) {
			due = append(due, p)
		}
	}
	return name, due, err
}

func (t *turn) surveyDepartment(all []surveyed, args []string) (bot.View, error) {
	name, due, err := t.ofDepartment(all, args)
	if err != nil {
		return bot.View{}, err
	}
	var names []string
	for _, p := range due[:min(len(due), 2*pageRows)] {
		names = append(names, p.Name+"さん")
	}
	list := strings.Join(names, "、")
	if len(due) > len(names) {
		list += fmt.Sprintf("ほか%d人", len(due)-len(names))
	}
	view := bot.View{
		At:    bot.ActionID("surveys/d/" + departmentKey(name)),
		Title: departmentName(name) + "に洗い出しをお願いする",
		Body:  []string{"お願いする人：" + list, "お知らせが届き、それぞれのメニューに並びます。すでにお願いしている人と、この30日に終えた人には届きません。"},
		Watch: []string{surveysTopic},
	}
	if len(due) == 0 {
		view.Body = []string{"新しくお願いする人はいません。すでにお願いしているか、この30日に終えています。"}
	} else {
		view.Actions = []bot.Action{{ID: bot.ActionID("do/surveys/d/" + departmentKey(name)), Label: fmt.Sprintf("%d人にお願いする", len(due)), Style: bot.Primary}}
	}
	view.Actions = append(view.Actions, bot.Action{ID: "surveys/depts", Label: "ほかの部署を選ぶ"}, bot.Action{ID: "surveys", Label: "一覧に戻る"})
	return view, nil
}

// doAskAround asks, reminds or takes back: do/surveys/p, again and drop with
// /PERSON/NUMBER, and do/surveys/d/DEPARTMENT. The number is that of the survey
// before the eyes of whoever pressed.
func doAskAround(a *acting, args []string) (bot.View, error) {
	if !a.me.May(guidance.AskAround, nil) {
		return a.refuse("洗い出しをお願いするのは、会社の管理者です。")
	}
	all, err := a.surveyable()
	if err != nil {
		return bot.View{}, err
	}
	if len(args) == 0 {
		return a.surveysView(all, nil), nil
	}
	if args[0] == "d" {
		return a.surveyAll(all, args[1:])
	}
	p, err := surveyedOf(all, args[1:])
	if err != nil {
		return bot.View{}, err
	}
	notice := ""
	if len(args) == 3 && args[2] == strconv.Itoa(p.survey.No) && p.ID != a.me.ID {
		if notice, err = a.surveyOne(args[0], p); err != nil {
			return bot.View{}, err
		}
	}
	view, err := drawSurveys(a.turn, []string{"p", string(p.ID)})
	view.Notice = notice
	return view, err
}

// surveyOne does one of the deeds about a person, if it is still to be done.
func (a *acting) surveyOne(deed string, p surveyed) (string, error) {
	s := p.survey
	switch {
	case deed == "p" && !s.IsOpen():
		return p.Name + "さんにお願いしました。", a.askSurvey(p)
	case deed == "again" && s.IsOpen():
		return p.Name + "さんに、もう一度知らせました。", a.tellSurveyed(p, s)
	case deed == "drop" && s.IsOpen() && s.By != "":
		s.Withdrawn = a.ev.At
		if err := a.tx.DropNotice(p.ID, surveyNotice(s)); err != nil {
			return "", fmt.Errorf("take the request away: %w", err)
		}
		return p.Name + "さんへのお願いを取り消しました。", a.putSurvey(p.ID, s)
	}
	return "", nil
}

func (a *acting) askSurvey(p surveyed) error {
	s := guidance.Survey{No: p.survey.No + 1, By: a.me.ID, Asked: a.ev.At}
	if err := a.putSurvey(p.ID, s); err != nil {
		return err
	}
	return a.tellSurveyed(p, s)
}

func (a *acting) tellSurveyed(p surveyed, s guidance.Survey) error {
	n := guidance.Notice{Key: surveyNotice(s), Route: "survey",
		Text: a.me.Name + "さんから、お仕事で使っているクラウドサービスの洗い出しのお願いです（約5分）。"}
	if err := a.notify(p.ID, n); err != nil {
		return fmt.Errorf("tell who is asked: %w", err)
	}
	return nil
}

func (a *acting) surveyAll(all []surveyed, args []string) (bot.View, error) {
	_, due, err := a.ofDepartment(all, args)
	if err != nil {
		return bot.View{}, err
	}
	for _, p := range due {
		if err := a.askSurvey(p); err != nil {
			return bot.View{}, err
		}
	}
	view, err := drawSurveys(a.turn, nil)
	view.Notice = fmt.Sprintf("%d人にお願いしました。", len(due))
	if len(due) == 0 {
		view.Notice = "新しくお願いする人はいませんでした。"
	}
	return view, err
}
