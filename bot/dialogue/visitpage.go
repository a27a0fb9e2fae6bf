package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// visitNames say what each visit is about (seed pp. 8–10).
var visitNames = [guidance.VisitCount]string{"既存及び検討中クラウドサービスの洗い出し", "チェックシートに基づく、クラウドサービスのリスク評価", "チェックシートに基づく、クラウドサービスのリスク評価（継続）"}

const (
	hoursField bot.FieldID = "hours"
	placeField bot.FieldID = "where"
	// attendees is how many the form names; more of them are kept as they are.
	attendees = 5
	maxHours  = 30
)

func attendeeField(i int) bot.FieldID { return bot.FieldID("attendee" + strconv.Itoa(i+1)) }

// drawVisit shows one visit.
func drawVisit(t *turn, args []string) (bot.View, error) {
	p, n, err := t.mayVisit(args)
	if err != nil {
		return bot.View{}, err
	}
	v := p.Visits[n-1]
	view := bot.View{
		At:       bot.ActionID(fmt.Sprintf("visit/%d", n)),
		Title:    fmt.Sprintf("第%d回の訪問指導　%s", n, t.date(v.Day)),
		Body:     []string{visitNames[n-1]},
		Sections: []bot.Section{t.whenAndWhere(v)},
		Watch:    []string{visitsTopic},
	}
	if v.Online.Open() {
		view.Body = append(view.Body, t.onlineSentence(v.Online))
	}
	if err := t.preparing(&view, p, n); err != nil {
		return bot.View{}, err
	}
	if t.me.May(guidance.PlanVisits, nil) {
		digging, err := t.digging()
		if err != nil {
			return bot.View{}, err
		}
		view.Actions = append(append(view.Actions, digging...), bot.Action{ID: bot.ActionID(fmt.Sprintf("close/%d", n)), Label: "訪問の記録を書く"},
			bot.Action{ID: bot.ActionID(fmt.Sprintf("visitset/%d", n)), Label: "時間・場所・出席者を直す"})
		view.Actions = append(view.Actions, t.onlineActions(n, v.Online)...)
	}
	view.Actions = append(view.Actions, bot.Action{ID: "visits", Label: "予定に戻る"})
	return view, nil
}

func (t *turn) whenAndWhere(v guidance.Visit) bot.Section {
	return bot.Section{Heading: "日時と場所", Points: []string{
		"日時：" + strings.TrimSpace(t.date(v.Day)+" "+v.Hours), "方法：" + method(v), "場所：" + orBlank(v.Place), "出席：" + t.attending(v),
	}}
}

// digging leads those who may plan to what they will go into at the visit
// 掘り下げ, once there is a diagnosis.
func (t *turn) digging() ([]bot.Action, error) {
	if !t.me.May(guidance.Probe, nil) {
		return nil, nil
	}
	round, there, err := ifThere(t.Round())
	if err != nil || !there {
		return nil, err
	}
	return []bot.Action{{ID: bot.ActionID(fmt.Sprintf("dig/%d", round.No)), Label: "掘り下げる質問を見る"}}, nil
}

// attending names who attends.
func (t *turn) attending(v guidance.Visit) string {
	var names []string
	for _, id := range v.Attendees {
		names = append(names, t.name(id))
	}
	return orBlank(strings.Join(names, "、"))
}

// onlineSentence says what a visit still needs to be online.
func (t *turn) onlineSentence(o guidance.Online) string {
	if o.Agreed == "" {
		return t.name(o.Equal) + "が、オンラインでも訪問と同じ指導ができる見込みと伝えています。会社の管理者が合意すると、オンラインになります。"
	}
	return t.name(o.Agreed) + "が、オンラインに合意しています。専門家が、訪問と同じ指導ができる見込みと伝えると、オンラインになります。"
}

// onlineActions are what this person can say about a visit being online: the
// first is always on site (seed p. 11).
func (t *turn) onlineActions(n int, o guidance.Online) []bot.Action {
	route := fmt.Sprintf("do/online/%d/", n)
	mine, label := o.Agreed, "オンラインに合意する"
	if t.me.Role == guidance.Expert {
		mine, label = o.Equal, "オンラインでもできると伝える"
	}
	switch {
	case n == 1:
		return nil
	case mine != "":
		return []bot.Action{{ID: bot.ActionID(route + "no"), Label: "オンラインをやめる"}}
	}
	return []bot.Action{{ID: bot.ActionID(route + "yes"), Label: label}}
}

// doOnline says, or takes back, that a visit may be online.
func doOnline(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, n, err := a.mayVisit(args)
	if err != nil || n == 1 || len(args) != 2 || args[1] != "yes" && args[1] != "no" {
		return bot.View{}, errors.Join(err, orNotFound(err == nil))
	}
	was := p.Visits[n-1].Online
	o := was
	whose := &o.Agreed
	if a.me.Role == guidance.Expert {
		whose = &o.Equal
	}
	if *whose = ""; args[1] == "yes" {
		*whose = a.me.ID
	}
	p.Visits[n-1].Online = o
	if o != was {
		if was.Holds() != o.Holds() {
			err = a.tellVisits(p, fmt.Sprintf("第%d回の訪問指導（%s）の方法が、%sになりました。", n, a.date(p.Visits[n-1].Day), method(p.Visits[n-1])))
		}
		if err = errors.Join(err, a.putProgramme(p)); err != nil {
			return bot.View{}, fmt.Errorf("write the plan: %w", err)
		}
	}
	view, err := drawVisit(a.turn, args[:1])
	view.Notice = "記録しました。"
	return view, err
}

// orNotFound is ErrNotFound where that is so.
func orNotFound(is bool) error {
	if is {
		return guidance.ErrNotFound
	}
	return nil
}

func visitDraft(n string) string { return "visit-" + n }

func drawVisitSet(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, n, err := t.mayVisit(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := t.Draft(t.me.ID, visitDraft(strconv.Itoa(n)))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.visitForm(p, n, drawnAt(draft, args[1:], p.Rev), valuesIn(draft))
}

// visitForm asks for hours, place and attendees of a visit.
func (t *turn) visitForm(p guidance.Programme, n, drawn int, entered map[bot.FieldID]string) (bot.View, error) {
	people, err := t.personOptions()
	if err != nil {
		return bot.View{}, err
	}
	v := p.Visits[n-1]
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("visitset/%d/%d", n, drawn)),
		Title: fmt.Sprintf("第%d回の訪問指導（%s）", n, t.date(v.Day)),
		Fields: []bot.Field{
			{ID: hoursField, Kind: bot.Text, Label: "時間", Optional: true, Value: v.Hours, Max: maxHours, Hint: "例：13:30〜17:00"},
			{ID: placeField, Kind: bot.Text, Label: "場所", Optional: true, Value: v.Place, Max: maxLine, Hint: "例：本社2階 会議室（プロジェクターあり）。オンラインなら、会議のアドレス"},
		},
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/visitset/%d/%d", n, drawn)), Label: "この内容で決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("visit/%d", n)), Label: "やめて戻る"}},
		Watch:   []string{visitsTopic},
	}
	for i := range attendees {
		f := bot.Field{ID: attendeeField(i), Kind: bot.Person, Label: fmt.Sprintf("出席者%d", i+1), Optional: true, Options: people}
		if i < len(v.Attendees) {
			f.Value = string(v.Attendees[i])
			t.gone(&f)
		}
		if i == 0 {
			f.Heading, f.Hint = "出席する人", "経営者のほか、業務に詳しい人、ITの運用や管理をしている人の出席をおすすめします。"
		}
		view.Fields = append(view.Fields, f)
	}
	show(&view, entered)
	return view, nil
}

func isVisitField(id bot.FieldID) bool {
	return id == hoursField || id == placeField || strings.HasPrefix(string(id), "attendee")
}

func saveVisitSet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, n, err := a.mayVisit(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(visitDraft(strconv.Itoa(n)), a.ev.Values, drawnAt(nil, args[1:], p.Rev), isVisitField)
	if err != nil {
		return bot.View{}, err
	}
	return a.visitForm(p, n, drawnAt(draft, nil, p.Rev), valuesIn(draft))
}

func doVisitSet(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, n, err := a.mayVisit(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(visitDraft(strconv.Itoa(n)), a.ev.Values, drawnAt(nil, args[1:], p.Rev), isVisitField)
	if err != nil {
		return bot.View{}, err
	}
	drawn, was := drawnAt(draft, nil, p.Rev), p.Visits[n-1]
	v, wrong, err := a.fillVisit(was, valuesIn(draft))
	if err != nil || len(wrong) > 0 {
		view, formErr := a.visitForm(p, n, drawn, valuesIn(draft))
		wrong.mark(&view)
		return view, errors.Join(err, formErr)
	}
	if drawn != p.Rev && !a.isMe(p.By) && replaces(was, v) {
		return a.visitConflict(p, n, draft)
	}
	return a.decideVisit(p, n, v)
}

// replaces reports whether something that was said of a visit would be
// otherwise.
func replaces(was, is guidance.Visit) bool {
	return was.Hours != "" && was.Hours != is.Hours || was.Place != "" && was.Place != is.Place ||
		len(was.Attendees) > 0 && !slices.Equal(was.Attendees, is.Attendees)
}

// visitConflict says who has changed the plan meanwhile, and what it is now.
func (a *acting) visitConflict(p guidance.Programme, n int, draft map[string]string) (bot.View, error) {
	draft[draftRev] = strconv.Itoa(p.Rev)
	if err := a.tx.PutDraft(a.me.ID, visitDraft(strconv.Itoa(n)), draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	view, err := a.visitForm(p, n, p.Rev, valuesIn(draft))
	view.Problem = fmt.Sprintf("%sに%sが、訪問の予定を直しています。第%d回は、いま次のとおりです。あなたの内容に替えるときは、もう一度「この内容で決める」を押してください。", a.moment(p.Changed), a.name(p.By), n)
	view.Sections = append(view.Sections, a.whenAndWhere(p.Visits[n-1]))
	return view, err
}

// decideVisit writes what is known of a visit, if it is anything new.
func (a *acting) decideVisit(p guidance.Programme, n int, v guidance.Visit) (bot.View, error) {
	was := p.Visits[n-1]
	before := was.Attendees
	p.Visits[n-1] = v
	said := "第" + strconv.Itoa(n) + "回の内容を決めました。"
	for later := n; later < guidance.VisitCount; later++ { // who attends one mostly attends all
		if len(p.Visits[later].Attendees) == 0 && len(v.Attendees) > 0 {
			p.Visits[later].Attendees = slices.Clone(v.Attendees)
			said += fmt.Sprintf("第%d回も、同じ人の出席にしました。", later+1)
		}
	}
	err := a.tx.PutDraft(a.me.ID, visitDraft(strconv.Itoa(n)), nil)
	if was.Hours != v.Hours || was.Place != v.Place || !slices.Equal(before, v.Attendees) {
		err = errors.Join(err, a.tellAttendees(p, n, before), a.putProgramme(p))
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("write the plan: %w", err)
	}
	view, err := drawVisit(a.turn, []string{strconv.Itoa(n)})
	view.Notice = said
	return view, err
}

// fillVisit puts a form's values into a visit. Attendees beyond those that the
// form names stay.
func (t *turn) fillVisit(v guidance.Visit, values map[bot.FieldID]string) (guidance.Visit, problems, error) {
	people, err := t.personOptions()
	if err != nil {
		return v, nil, err
	}
	wrong := problems{}
	line := func(id bot.FieldID, into *string, most int) {
		text, given := values[id]
		if text = oneLine(text); !given {
			return
		}
		if n := utf8.RuneCountInString(text); n > most {
			wrong[id] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", most, n)
			return
		}
		*into = text
	}
	line(hoursField, &v.Hours, maxHours)
	line(placeField, &v.Place, maxLine)
	named := make([]guidance.PersonID, max(attendees, len(v.Attendees)))
	copy(named, v.Attendees)
	for i := range attendees {
		id, given := values[attendeeField(i)]
		if !given {
			continue
		}
		if id != "" && !slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == id }) {
			wrong[attendeeField(i)] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
			continue
		}
		named[i] = guidance.PersonID(id)
	}
	v.Attendees = nil
	for _, id := range named {
		if id != "" && !slices.Contains(v.Attendees, id) {
			v.Attendees = append(v.Attendees, id)
		}
	}
	return v, wrong, nil
}

// tellAttendees tells who attends a visit and did not before.
func (a *acting) tellAttendees(p guidance.Programme, n int, before []guidance.PersonID) error {
	v := p.Visits[n-1]
	for _, id := range v.Attendees {
		if id == a.me.ID || slices.Contains(before, id) {
			continue
		}
		notice := guidance.Notice{
			Key:   fmt.Sprintf("attend-%d-%d-%d-%s", p.No, n, p.Rev+1, id),
			Text:  fmt.Sprintf("%sさんが、第%d回の訪問指導（%s）の出席をあなたにお願いしています。", a.me.Name, n, strings.TrimSpace(a.date(v.Day)+" "+v.Hours)),
			Route: fmt.Sprintf("visit/%d", n),
		}
		if err := a.notify(id, notice); err != nil {
			return fmt.Errorf("tell who attends: %w", err)
		}
	}
	return nil
}
