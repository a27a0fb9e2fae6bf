package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

const visitsTopic = "visits"

// visitsFlow plans the expert's visits 訪問指導 (seed pp. 6–11).
func visitsFlow() flow {
	return flow{
		screens: map[string]screen{"visits": drawVisits, "visitplan": drawVisitPlan, "visit": drawVisit, "visitset": drawVisitSet, "workdays": drawWorkdays},
		saves:   map[string]deed{"visitplan": saveVisitPlan, "visitset": saveVisitSet, "workdays": saveWorkdays},
		deeds:   map[string]deed{"visitplan": doVisitPlan, "visitagain": doVisitAgain, "visitset": doVisitSet, "online": doOnline, "workdays": doWorkdays},
		words: map[string]bot.ActionID{
			"visit": "visits", "訪問指導": "visits", "訪問": "visits", "訪問の予定": "visits", "visit show": "visits", "visit move": "visitplan", "visit plan": "visitplan",
			"訪問 予定": "visitplan", "visit 予定": "visitplan", "訪問指導 予定": "visitplan", "休業日": "workdays", "会社の休み": "workdays",
		},
	}
}

// toPlan is the day behind "visit plan 2026-12-10", as it was typed.
func toPlan(words string) (day string, ok bool) {
	for _, command := range []string{"visit plan ", "visit 予定 ", "訪問 予定 ", "訪問指導 予定 ", "予定 "} {
		if day, ok := strings.CutPrefix(words, command); ok {
			return day, true
		}
	}
	return "", false
}

// drawToPlan proposes visits from a day that was typed.
func (t *turn) drawToPlan(text string) (bot.View, error) {
	day, ok := guidance.ParseDay(text)
	if _, is := day.Time(); ok && is {
		p, _, err := t.programme()
		if err != nil {
			return bot.View{}, err
		}
		return t.draw(bot.ActionID(fmt.Sprintf("visitplan/%d/%s", p.Rev, day)))
	}
	view, err := drawVisitPlan(t, nil)
	if view.Problem == "" {
		view.Problem = "「" + clip(text, 30) + "」を日付として読めませんでした。「訪問 予定 2026-12-10」のように入れるか、下で選んでください。"
	}
	return view, err
}

// programme is the plan, and whether there is one. Who attends and has become
// part of somebody else attends as the other.
func (t *turn) programme() (guidance.Programme, bool, error) {
	p, err := t.Programme()
	if errors.Is(err, guidance.ErrNotFound) {
		return guidance.Programme{}, false, nil
	}
	for i, v := range p.Visits {
		var attend []guidance.PersonID
		for _, id := range v.Attendees {
			if now := t.became(id); !slices.Contains(attend, now) {
				attend = append(attend, now)
			}
		}
		p.Visits[i].Attendees = attend
	}
	return p, err == nil, err
}

// calendar is that of the company.
func (t *turn) calendar() (calendar.Calendar, error) {
	c, err := t.Company()
	return calendar.New(c.Days()), err
}

// date is a day for people: 12月10日（木）, 未定 where it is not set.
func (t *turn) date(d guidance.Day) string {
	at, set := d.Time()
	if !set {
		return "未定"
	}
	text := fmt.Sprintf("%d月%d日（%s）", at.Month(), at.Day(), d.Weekday())
	if today, _ := t.today().Time(); at.Year() != today.Year() {
		text = fmt.Sprintf("%d年%s", at.Year(), text)
	}
	return text
}

// drawVisits shows the plan, and to those who may what they can do with it.
func drawVisits(t *turn, _ []string) (bot.View, error) {
	p, planned, err := t.programme()
	if err != nil {
		return bot.View{}, err
	}
	may := t.me.May(guidance.PlanVisits, nil)
	view := bot.View{At: "visits", Title: "訪問指導の予定", Watch: []string{visitsTopic}}
	if planned {
		view.Body = []string{t.nextVisit(p)}
		view.Table = t.visitTable(p)
		if view.Attach, err = t.course(p); err != nil {
			return bot.View{}, err
		}
	} else {
		view.Title = "訪問指導の予定は、まだありません"
		view.Body = []string{"専門家の訪問指導は、半日ずつ3回あります。2〜3週間おきに、あわせて2か月ほどで進めます。", "予定が決まると、ここに出ます。"}
	}
	switch {
	case may && planned:
		view.Actions = []bot.Action{{ID: "visitplan", Label: "日を直す"}, {ID: "workdays", Label: "会社の休みを確かめる"}, {ID: "guidelines", Label: "利用の手引きの案を作る"}, {ID: "operation", Label: "運用プランを決める"}}
	case may:
		view.Body[1] = "はじめの日を決めると、2回目からの日を、会社の休みと祝日を避けて提案します。"
		view.Actions = []bot.Action{{ID: "visitplan", Label: "予定を立てる", Style: bot.Primary}, {ID: "workdays", Label: "会社の休みを確かめる"}}
	}
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// nextVisit says which visit is next, and how far away it is.
func (t *turn) nextVisit(p guidance.Programme) string {
	today := t.today()
	n := p.Next(today)
	if n == 0 {
		if slices.ContainsFunc(p.Visits[:], func(v guidance.Visit) bool { return v.Day == guidance.Undecided || v.Day == "" }) {
			return "次の訪問の日は、まだ決まっていません。"
		}
		return "3回の訪問は、すべて終わっています。"
	}
	day := p.Visits[n-1].Day
	switch left := calendar.Between(today, day); left {
	case 0:
		return fmt.Sprintf("今日は、第%d回の訪問の日です。", n)
	case 1:
		return fmt.Sprintf("次は第%d回、明日の%sです。", n, t.date(day))
	default:
		return fmt.Sprintf("次は第%d回、%sです。あと%d日です。", n, t.date(day), left)
	}
}

func (t *turn) visitTable(p guidance.Programme) *bot.Table {
	table := &bot.Table{Head: []string{"回", "日", "方法", "場所"}}
	for i, v := range p.Visits {
		table.Rows = append(table.Rows, bot.Row{
			Open: bot.ActionID(fmt.Sprintf("visit/%d", i+1)),
			Cells: []bot.Cell{
				{Text: fmt.Sprintf("第%d回", i+1)}, {Text: strings.TrimSpace(t.date(v.Day) + " " + v.Hours)}, {Text: method(v)}, {Text: cmp.Or(clip(v.Place, 40), "未定")},
			},
		})
	}
	table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{{Text: "そのあとの確認"}, {Text: t.date(p.Checkpoint)}, {}, {}}})
	return table
}

// method is how a visit is held.
func method(v guidance.Visit) string {
	switch {
	case v.Online.Holds():
		return "オンライン"
	case v.Online.Open():
		return "訪問（オンラインは確認待ち）"
	}
	return "訪問"
}

// mayPlan lets those plan who may.
func (t *turn) mayPlan() (*bot.View, error) {
	if t.me.May(guidance.PlanVisits, nil) {
		return nil, nil
	}
	view, err := drawVisits(t, nil)
	view.Problem = "訪問の予定を決めるのは、会社の管理者と専門家です。"
	return &view, err
}

// mayVisit is the plan and the visit with the number in a route.
func (t *turn) mayVisit(args []string) (guidance.Programme, int, error) {
	p, planned, err := t.programme()
	if err != nil {
		return p, 0, err
	}
	if len(args) == 0 || !planned {
		return p, 0, guidance.ErrNotFound
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 || n > guidance.VisitCount {
		return p, 0, guidance.ErrNotFound
	}
	return p, n, nil
}

// putProgramme writes a plan that was changed.
func (a *acting) putProgramme(p guidance.Programme) error {
	p.Rev, p.Changed, p.By = p.Rev+1, a.ev.At, a.me.ID
	a.changed = append(a.changed, visitsTopic)
	return a.tx.PutProgramme(p)
}

// tellVisits tells all whom the visits concern, but for who changed them: the
// managers, the experts and those who attend.
func (a *acting) tellVisits(p guidance.Programme, text string) error {
	people, err := a.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, one := range people {
		attends := slices.ContainsFunc(p.Visits[:], func(v guidance.Visit) bool { return slices.Contains(v.Attendees, one.ID) })
		if one.ID == a.me.ID || one.Ended(a.today()) || !attends && !one.May(guidance.PlanVisits, nil) {
			continue
		}
		n := guidance.Notice{Key: fmt.Sprintf("visits-%d-%d-%s", p.No, p.Rev+1, one.ID), Text: text, Route: "visits"}
		if err := a.notify(one.ID, n); err != nil {
			return fmt.Errorf("tell about the visits: %w", err)
		}
	}
	return nil
}

// visitsDraft says of which form about visits or homework a draft is, where it
// is of one.
func (t *turn) visitsDraft(key string) (text string, route bot.ActionID, ours bool, err error) {
	may := t.me.May(guidance.PlanVisits, nil)
	switch n, visit := strings.CutPrefix(key, visitDraft("")); {
	case key == visitsKey:
		text, route = "訪問の予定", "visitplan"
	case key == workdaysKey:
		text, route = "会社の休み", "workdays"
	case visit:
		text, route = "第"+n+"回の訪問の時間・場所・出席者", bot.ActionID("visitset/"+n)
	case strings.HasPrefix(key, homeworkDraft("")):
		text, route, err := t.homeworkDraftOf(strings.TrimPrefix(key, homeworkDraft("")))
		return text, route, true, err
	default:
		return "", "", false, nil
	}
	return text, route, true, orNotFound(!may)
}
