package dialogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// draftVisit is where a draft keeps before which visit the homework is to be done.
const draftVisit = "visit"

// adding is homework that is being set for a visit: hwadd/VISIT/KEY.
type adding struct {
	plan guidance.Programme
	guidance.Homework
	there bool // the form was sent in before
	full  bool // there is as much as there may be
}

func (t *turn) addingOf(args []string) (adding, error) {
	p, n, err := t.mayVisit(args)
	if err != nil || len(args) < 2 || args[1] == "" || len(args[1]) > maxKey {
		return adding{}, errors.Join(err, orNotFound(err == nil))
	}
	said, err := t.Homework(p.No)
	if err != nil {
		return adding{}, fmt.Errorf("read homework: %w", err)
	}
	g := adding{plan: p, Homework: guidance.Homework{ID: guidance.OwnHomework + args[1], Visit: n}}
	own := 0
	for _, h := range said {
		if h.IsOwn() {
			own++
		}
		g.there = g.there || h.ID == g.ID
	}
	g.full = own >= guidance.MaxHomework
	return g, nil
}

func drawHomeworkAdd(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayLead(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := t.addingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if g.there {
		return drawOneHomework(t, []string{args[0], g.ID})
	}
	draft, err := t.Draft(t.me.ID, homeworkDraft(g.ID))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.addForm(g, valuesIn(draft), nil)
}

func (t *turn) addForm(g adding, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	g.Expert = entered[sideField] == expertSide
	rest, err := t.homeworkFields(assignment{Homework: g.Homework})
	key := fmt.Sprintf("%d/%s", g.Visit, strings.TrimPrefix(g.ID, guidance.OwnHomework))
	side := bot.Field{ID: sideField, Kind: bot.Choice, Label: "誰の宿題ですか", Options: []bot.Option{{Value: companySide, Label: "会社"}, {Value: expertSide, Label: "専門家"}}}
	view := bot.View{
		At: bot.ActionID("hwadd/" + key), Title: fmt.Sprintf("第%d回の訪問までの宿題を加える", g.Visit),
		Body: []string{"用意してほしい資料や、確かめてほしいことのお願いにも使えます。"},
		Fields: append([]bot.Field{
			{ID: taskField, Kind: bot.Text, Label: "宿題", Max: maxTask, Hint: "例：情報の取り扱いについての社内規程を用意する"}, side,
		}, rest...),
		Submit:  bot.Action{ID: bot.ActionID("do/hwadd/" + key), Label: "宿題に加える", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("hwall/%d", g.Visit)), Label: "やめて戻る"}},
		Watch:   []string{homeworkTopic},
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, err
}

func saveHomeworkAdd(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayLead(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := a.addingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepOver(map[string]string{draftVisit: strconv.Itoa(g.Visit)}, homeworkDraft(g.ID), a.ev.Values, isHomeworkField)
	if err != nil {
		return bot.View{}, err
	}
	return a.addForm(g, valuesIn(draft), nil)
}

// doHomeworkAdd sets homework. A form that was sent in twice sets it once.
func doHomeworkAdd(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayLead(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := a.addingOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if g.there {
		return drawOneHomework(a.turn, []string{args[0], g.ID})
	}
	values, err := a.entered(homeworkDraft(g.ID))
	if err != nil {
		return bot.View{}, err
	}
	h, wrong, err := a.readHomework(g, values)
	if err != nil {
		return bot.View{}, err
	}
	if len(wrong) > 0 {
		return a.addForm(g, values, wrong)
	}
	if g.full {
		view, err := a.addForm(g, values, nil)
		view.Problem = fmt.Sprintf("宿題を加えられるのは%d件までです。済んだものや要らないものを取り下げると、加えられます。入れた内容は残してあります。", guidance.MaxHomework)
		return view, err
	}
	err = errors.Join(a.tx.PutDraft(a.me.ID, homeworkDraft(g.ID), nil), a.putHomework(g.plan, h), a.tellOwner(g.plan, assignment{Homework: h, task: h.Text}, ""))
	if err != nil {
		return bot.View{}, fmt.Errorf("write homework: %w", err)
	}
	view, err := drawAllHomework(a.turn, args[:1])
	view.Notice = "宿題に加えました。"
	return view, err
}

func (t *turn) readHomework(g adding, values map[bot.FieldID]string) (guidance.Homework, problems, error) {
	h, wrong, err := t.fillHomework(g.plan, g.Homework, values)
	if err != nil {
		return h, nil, err
	}
	h.Text = oneLine(values[taskField])
	switch n := utf8.RuneCountInString(h.Text); {
	case n == 0:
		wrong[taskField] = "宿題の内容を入れてください。ほかの欄は残してあります。"
	case n > maxTask:
		wrong[taskField] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", maxTask, n)
	}
	switch values[sideField] {
	case companySide, expertSide:
		h.Expert = values[sideField] == expertSide
	default:
		wrong[sideField] = "会社の宿題か、専門家の宿題かを選んでください。"
	}
	return h, wrong, nil
}
