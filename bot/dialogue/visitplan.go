package dialogue

import (
	"errors"
	"fmt"
	"maps"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

const (
	// visitsKey is the key of the draft of a plan.
	visitsKey = "visits"
	// proposedFrom is where that draft keeps the wish for the first visit.
	proposedFrom = "from"
	// firstVisitIn is in how many days the first visit is proposed where nobody has
	// a wish: inside the one to two weeks of the first preparation.
	firstVisitIn = 10

	checkpointField bot.FieldID = "checkpoint"
)

func visitField(n int) bot.FieldID { return bot.FieldID(fmt.Sprintf("visit%d", n)) }

// planning is a plan that is being made: what stands so far, and what its form
// says.
type planning struct {
	now     guidance.Programme // as it is kept, without number where there is none
	drawn   int                // the revision that the form was drawn from
	from    guidance.Day       // the wish for the first visit; empty where nobody has one
	visits  [guidance.VisitCount]guidance.Day
	check   guidance.Day
	entered map[bot.FieldID]string // what was entered over it
	cal     calendar.Calendar
	closed  [guidance.VisitCount]bool // visits that were held and closed: they can only be dated back
	today   guidance.Day
}

// planningOf is the plan to begin with, of a route visitplan/REVISION/DAY: from
// the wish for that day, else as it is kept, else from today, and over that what
// was entered.
func (t *turn) planningOf(args []string) (planning, error) {
	now, planned, err := t.programme()
	if err != nil {
		return planning{}, err
	}
	g := planning{now: now, drawn: now.Rev, entered: map[bot.FieldID]string{}, today: t.today()}
	var err2 error
	g.cal, err = t.calendar()
	if g.closed, err2 = t.closedVisits(now); errors.Join(err, err2) != nil {
		return g, errors.Join(err, err2)
	}
	if len(args) > 0 {
		g.drawn = revision(args[0])
	}
	if len(args) > 1 {
		if day, ok := guidance.ParseDay(args[1]); ok && day != guidance.Undecided {
			g.from = day
		}
	}
	first := g.from
	if first == "" {
		first = calendar.Add(t.today(), firstVisitIn)
	}
	if planned && g.from == "" {
		g.visits, g.check = now.Days(), now.Checkpoint
	} else if p, ok := g.cal.Propose(first); ok {
		g.visits, g.check = p.Visits, p.Checkpoint
	}
	draft, err := t.Draft(t.me.ID, visitsKey)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return g, fmt.Errorf("read draft: %w", err)
	}
	if rev, kept := draft[draftRev]; kept && draft[proposedFrom] == string(g.from) {
		g.drawn = revision(rev)
		maps.Copy(g.entered, valuesIn(draft))
		delete(g.entered, draftRev)
		delete(g.entered, proposedFrom)
	}
	return g, nil
}

// closedVisits says which visits of a plan were closed.
func (t *turn) closedVisits(p guidance.Programme) (closed [guidance.VisitCount]bool, err error) {
	for i := range closed {
		if p.No == 0 {
			continue
		}
		m, err := t.Minutes(p.No, i+1)
		if err != nil {
			return closed, fmt.Errorf("read minutes: %w", err)
		}
		closed[i] = !m.Closed.IsZero()
	}
	return closed, nil
}

// take reads what was entered; what cannot be taken gets a sentence.
func (g *planning) take() problems {
	wrong := problems{}
	for i := range g.visits {
		id := visitField(i + 1)
		text, given := g.entered[id]
		if !given {
			continue
		}
		day, ok := guidance.ParseDay(text)
		switch _, set := day.Time(); {
		case !ok:
			wrong[id] = "日付として読めませんでした。2026-12-10 のように入れてください。"
		case i == 0 && !set:
			wrong[id] = "第1回の日を入れてください。"
		default:
			g.visits[i] = day
		}
	}
	if text, given := g.entered[checkpointField]; given {
		day, ok := guidance.ParseDay(text)
		if g.check = day; !ok {
			wrong[checkpointField] = "日付として読めませんでした。2026-12-10 のように入れるか、空のままにしてください。"
		}
	}
	g.order(wrong)
	return wrong
}

// order: each visit is after the one before it, and the checkpoint after all; one
// that was closed does not lie ahead.
func (g *planning) order(wrong problems) {
	for i, day := range g.visits {
		if id := visitField(i + 1); g.closed[i] && (!isSet(day) || day > g.today) && wrong[id] == "" {
			wrong[id] = fmt.Sprintf("第%d回は締めくくってあるため、今日までの日にしてください。もとの日は%sです。", i+1, g.now.Visits[i].Day)
		}
	}
	last, name := g.visits[0], "第1回"
	for i, day := range g.visits {
		id := visitField(i + 1)
		if _, set := day.Time(); i == 0 || !set || wrong[id] != "" {
			continue
		}
		if day <= last {
			wrong[id] = name + "（" + last.String() + "）より後の日にしてください。"
			continue
		}
		last, name = day, fmt.Sprintf("第%d回", i+1)
	}
	if _, set := g.check.Time(); set && g.check <= last && wrong[checkpointField] == "" {
		wrong[checkpointField] = name + "（" + last.String() + "）より後の日にしてください。"
	}
}

func drawVisitPlan(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := t.planningOf(args)
	if err != nil {
		return bot.View{}, err
	}
	return t.planPage(g), nil
}

// planPage asks for the days, and says what is unusual about those so far.
func (t *turn) planPage(g planning) bot.View {
	wrong := g.take()
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("visitplan/%d", g.drawn)),
		Title: "訪問指導の予定を立てる",
		Body: []string{
			"祝日、年末年始、お盆、会社の休みを避けて提案しています。日は、あとからでも直せます。",
			"「この予定で決める」を押すまで、予定は変わりません。",
		},
		Submit: bot.Action{ID: bot.ActionID(fmt.Sprintf("do/visitplan/%d", g.drawn)), Label: "この予定で決める", Style: bot.Primary},
		Watch:  []string{visitsTopic},
	}
	if g.now.No > 0 {
		view.Title = "訪問指導の予定を直す"
		view.Body[1] = "「この予定で決める」を押すまで、予定は変わりません。変わったときは、関わる人にお知らせします。"
	}
	if g.now.No > 0 && g.from == "" {
		view.Body = view.Body[1:]
	}
	if g.from != "" {
		view.At += bot.ActionID("/" + string(g.from))
		view.Submit.ID += bot.ActionID("/" + string(g.from))
	}
	undecided := []bot.Option{{Value: string(guidance.Undecided), Label: "未定"}}
	for i, day := range g.visits {
		f := bot.Field{ID: visitField(i + 1), Kind: bot.Date, Label: fmt.Sprintf("第%d回の訪問", i+1), Value: string(day), Remark: g.remark(day)}
		if i > 0 {
			f.Options = undecided
		}
		view.Fields = append(view.Fields, f)
	}
	view.Fields = append(view.Fields, bot.Field{ID: checkpointField, Kind: bot.Date, Label: "訪問のあとの確認", Optional: true, Value: string(g.check), Remark: g.remark(g.check),
		Hint: "数か月たってから、対策が続いているかを確かめる日です。"})
	show(&view, g.entered)
	wrong.mark(&view)
	if remarks := g.cal.Remarks(calendar.Plan{Visits: g.visits}, t.applied(g.now)); len(remarks) > 0 && len(wrong) == 0 {
		view.Sections = append(view.Sections, bot.Section{Heading: "このままでも決められますが、確かめてください", Points: remarks})
	}
	view.Actions = []bot.Action{{ID: "do/visitagain", Label: "第1回に合わせて選び直す"}, {ID: "visits", Label: "やめて戻る"}}
	return view
}

// remark is the day of the week, and why it is no business day if it is none.
func (g *planning) remark(d guidance.Day) string {
	day := d.Weekday()
	if day == "" {
		return ""
	}
	if why := g.cal.Off(d); why != "" && why != day+"曜日" {
		return day + "曜日・" + why
	}
	return day + "曜日"
}

// applied is the day from which the first preparation counts.
func (t *turn) applied(p guidance.Programme) guidance.Day {
	if p.Applied != "" {
		return p.Applied
	}
	return t.today()
}

// keepPlan keeps what was entered into the form.
func (a *acting) keepPlan(args []string) (planning, error) {
	g, err := a.planningOf(args)
	if err != nil {
		return g, err
	}
	for id, v := range a.ev.Values {
		if id == checkpointField || id == visitField(1) || id == visitField(2) || id == visitField(3) {
			g.entered[id] = clipText(v)
		}
	}
	return g, a.putPlanDraft(g)
}

func (a *acting) putPlanDraft(g planning) error {
	draft := map[string]string{proposedFrom: string(g.from), draftRev: strconv.Itoa(g.drawn)}
	for id, v := range g.entered {
		draft[string(id)] = v
	}
	if err := a.tx.PutDraft(a.me.ID, visitsKey, draft); err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

func saveVisitPlan(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := a.keepPlan(args)
	return a.planPage(g), err
}

// doVisitAgain proposes the other days anew from the first one that stands in
// the form.
func doVisitAgain(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.Draft(a.me.ID, visitsKey)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	g, err := a.planningOf([]string{draft[draftRev], draft[proposedFrom]})
	if err != nil {
		return bot.View{}, err
	}
	g.take()
	if err := a.tx.PutDraft(a.me.ID, visitsKey, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	view, err := drawVisitPlan(a.turn, []string{strconv.Itoa(g.now.Rev), string(g.visits[0])})
	view.Notice = "第1回の日に合わせて、ほかの日を選び直しました。まだ決めていません。"
	return view, err
}

// doVisitPlan decides the days. Somebody else's change meanwhile is shown first.
func doVisitPlan(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	g, err := a.keepPlan(args)
	if err != nil {
		return bot.View{}, err
	}
	if wrong := g.take(); len(wrong) > 0 {
		return a.planPage(g), nil
	}
	if g.drawn != g.now.Rev && !g.same() {
		g.drawn = g.now.Rev
		if err := a.putPlanDraft(g); err != nil {
			return bot.View{}, err
		}
		view := a.planPage(g)
		view.Problem = fmt.Sprintf("%sに%sが予定を直しています（%s）。あなたの予定に替えるときは、もう一度「この予定で決める」を押してください。", a.moment(g.now.Changed), a.name(g.now.By), a.dates(g.now))
		return view, nil
	}
	return a.decidePlan(g)
}

// same reports whether the days are those that are kept.
func (g *planning) same() bool {
	return g.now.No > 0 && g.now.Days() == g.visits && g.now.Checkpoint == g.check
}

func (a *acting) decidePlan(g planning) (bot.View, error) {
	p, first := g.now, g.now.No == 0
	if first {
		p.No, p.Applied = 1, a.today()
	}
	same := g.same()
	for i, day := range g.visits {
		p.Visits[i].Day = day
	}
	p.Checkpoint = g.check
	if err := a.tx.PutDraft(a.me.ID, visitsKey, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	notice := "変わったところはありません。"
	if !same {
		said := "訪問指導の予定が変わりました。"
		if notice = "予定を直しました。関わる人にお知らせします。"; first {
			notice, said = "予定を決めました。関わる人にお知らせします。", "訪問指導の予定が決まりました。"
		}
		err := errors.Join(a.tellVisits(p, said+a.dates(p)+"です。"), a.putProgramme(p), a.audit(guidance.DidVisits, p.AuditDays()))
		if err != nil {
			return bot.View{}, fmt.Errorf("write the plan: %w", err)
		}
	}
	view, err := drawVisits(a.turn, nil)
	view.Notice = notice
	return view, err
}

// dates are the days of the visits in a sentence: 第1回は12月10日（木）、….
func (t *turn) dates(p guidance.Programme) string {
	text := ""
	for i, v := range p.Visits {
		if i > 0 {
			text += "、"
		}
		text += fmt.Sprintf("第%d回は%s", i+1, t.date(v.Day))
	}
	return text
}
