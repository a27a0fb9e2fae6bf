package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
	"daicho/bot/guidance/reminding"
	"daicho/rubric"
)

// reminderFlow is what people see and want of the reminders.
func reminderFlow() flow {
	return flow{
		screens: map[string]screen{"remind": drawRemind, "wish": drawWish},
		saves:   map[string]deed{"wish": saveWish},
		deeds:   map[string]deed{"snooze": doSnooze, "silent": doSilent, "wish": doWish},
		words:   map[string]bot.ActionID{"お知らせの設定": "wish", "お知らせを止める": "wish", "リマインド": "wish"},
	}
}

// drawRemind shows a reminder as it would be today, and the homework where
// nothing is left of it.
func drawRemind(t *turn, args []string) (bot.View, error) {
	view, ok, err := t.reminder(reminding.Read(strings.Join(args, "/")))
	if err != nil || ok {
		return view, err
	}
	return drawHomework(t, nil)
}

// reminder is one message with all that this person is to be told; false where
// nothing is left to say.
func (t *turn) reminder(why []reminding.Reason) (bot.View, bool, error) {
	p, planned, err := t.programme()
	if err != nil || !planned {
		return bot.View{}, false, err
	}
	view := bot.View{At: reminderRoute(why), Watch: append(t.ownWatch(), visitsTopic, homeworkTopic, ledgerTopic)}
	for _, r := range inOrder(why) {
		switch r.Kind {
		case reminding.Agenda:
			err = t.agendaPart(&view, p, r.Visit)
		case reminding.Close:
			err = t.closePart(&view, p, r.Visit)
		case reminding.Checkpoint:
			t.checkpointPart(&view, p)
		case reminding.Recheck:
			err = t.recheckPart(&view)
		case reminding.Digest:
			err = t.digestPart(&view, p, r.Visit)
		default:
			err = t.workPart(&view)
		}
		if err != nil {
			return view, false, err
		}
	}
	if view.Title == "" {
		return view, false, nil
	}
	view.Actions = distinct(view.Actions)
	view.Actions = append(view.Actions, bot.Action{ID: "wish", Label: "お知らせの設定"})
	return view, true, nil
}

// inOrder are the reasons in the order in which they are said, each kind of work
// once.
func inOrder(why []reminding.Reason) (list []reminding.Reason) {
	order := []reminding.Kind{reminding.Agenda, reminding.Close, reminding.Checkpoint, reminding.Recheck, reminding.Homework, reminding.Again, reminding.Digest}
	worked, lastClose := false, 0
	for _, r := range why { // after a long sleep the newest visit is enough
		if r.Kind == reminding.Close {
			lastClose = max(lastClose, r.Visit)
		}
	}
	for _, kind := range order {
		for _, r := range why {
			work := kind == reminding.Homework || kind == reminding.Again
			if r.Kind != kind || work && worked || kind == reminding.Close && r.Visit < lastClose || r.Visit == 0 && (kind == reminding.Agenda || kind == reminding.Close || kind == reminding.Digest) {
				continue
			}
			worked = worked || work
			list = append(list, r)
		}
	}
	return list
}

// distinct are the buttons of all parts of a message, each once, of which the
// first stands out that should.
func distinct(all []bot.Action) (list []bot.Action) {
	out := false
	for _, one := range all {
		if slices.ContainsFunc(list, func(a bot.Action) bool { return a.ID == one.ID }) {
			continue
		}
		if one.Style == bot.Primary && out {
			one.Style = ""
		}
		out = out || one.Style == bot.Primary
		list = append(list, one)
	}
	return list
}

// entitle gives the message its title where it has none yet: what comes after
// that has a heading of its own.
func entitle(view *bot.View, title string) {
	if view.Title == "" {
		view.Title = title
	}
}

// agendaPart says on the morning of a visit what will happen.
func (t *turn) agendaPart(view *bot.View, p guidance.Programme, n int) error {
	v := p.Visits[n-1]
	if v.Day < t.today() || !isSet(v.Day) {
		return nil
	}
	title := fmt.Sprintf("今日は、第%d回の訪問指導です", n)
	if v.Day != t.today() {
		title = fmt.Sprintf("%sに、第%d回の訪問指導があります", t.date(v.Day), n)
	}
	entitle(view, title)
	view.Body = append(view.Body, visitNames[n-1])
	view.Sections = append(view.Sections, t.whenAndWhere(v))
	side := func(s rubric.Step) string { return s.Company }
	if t.me.Role == guidance.Expert {
		side = expertDoes
	}
	t.stepSection(view, n, rubric.OnTheDay, "当日の進め方", side)
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("visit/%d", n)), Label: "訪問の内容を見る", Style: bot.Primary})
	digging, err := t.digging()
	view.Actions = append(view.Actions, digging...)
	return err
}

func isSet(d guidance.Day) bool {
	_, set := d.Time()
	return set
}

// closePart asks to close a visit that is over.
func (t *turn) closePart(view *bot.View, p guidance.Programme, n int) error {
	v := p.Visits[n-1]
	if !t.me.May(guidance.PlanVisits, nil) {
		return nil
	}
	m, err := t.Minutes(p.No, n)
	if err != nil || !m.Closed.IsZero() || v.Day >= t.today() || !isSet(v.Day) {
		return err
	}
	entitle(view, fmt.Sprintf("第%d回の訪問指導（%s）は、いかがでしたか", n, t.dayIn(v.Day)))
	next := "次の訪問までの宿題"
	if n == guidance.VisitCount {
		next = "まとめと評価"
	}
	view.Body = append(view.Body, "決まったことと"+next+"を、忘れないうちに書き留めて、締めくくってください。")
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("close/%d", n)), Label: "訪問の記録を書く", Style: bot.Primary})
	return nil
}

// checkpointPart asks months later whether what was decided holds.
func (t *turn) checkpointPart(view *bot.View, p guidance.Programme) {
	if !t.me.May(guidance.PlanVisits, nil) || !isSet(p.Checkpoint) || p.Checkpoint > t.today() {
		return
	}
	entitle(view, "訪問指導のあとの確認の時期です")
	view.Body = append(view.Body, fmt.Sprintf("%sに予定していた確認です。クラウドサービスの台帳とチェックが、いまの使い方に合っているかを見直してください。", t.date(p.Checkpoint)))
	view.Actions = append(view.Actions, bot.Action{ID: "ledger", Label: "台帳を見る", Style: bot.Primary})
}

// workPart says what this person still has to do, with a button that goes on
// right there.
func (t *turn) workPart(view *bot.View) error {
	open, err := t.opener()
	if err != nil {
		return err
	}
	list, err := open(t.me)
	if err != nil || len(list) == 0 {
		return err
	}
	p, n, err := t.comingVisit()
	if err != nil {
		return err
	}
	title := fmt.Sprintf("宿題が%d件残っています", len(list))
	if n > 0 && isSet(p.Visits[n-1].Day) {
		if left := calendar.Between(t.today(), p.Visits[n-1].Day); left > 0 {
			title = fmt.Sprintf("%s。宿題が%d件残っています", daysTo(n, left), len(list))
		}
	}
	entitle(view, title)
	first := bot.Action{ID: list[0].route, Label: "続きをする"}
	if len(view.Actions) == 0 {
		first.Style = bot.Primary
	}
	view.Table = leftTable(t, pageOfRows(list, 1))
	if more := len(list) - pageRows; more > 0 {
		view.Body = append(view.Body, fmt.Sprintf("このほかに%d件あります。", more))
	}
	view.Actions = append(view.Actions, first, bot.Action{ID: "homework", Label: "宿題をすべて見る"})
	view.Actions = append(view.Actions, snoozes...)
	return nil
}

// daysTo says how far a visit is away.
func daysTo(n, days int) string {
	switch days {
	case 0:
		return fmt.Sprintf("第%d回の訪問は今日です", n)
	case 1:
		return fmt.Sprintf("第%d回の訪問は明日です", n)
	}
	return fmt.Sprintf("第%d回の訪問まであと%d日です", n, days)
}

// snoozes put the reminding off.
var snoozes = []bot.Action{
	{ID: "do/snooze/1", Label: "明日また知らせる"}, {ID: "do/snooze/3", Label: "3日後に知らせる"}, {ID: "do/snooze/mon", Label: "月曜に知らせる"},
}

// digestPart tells those who may see it who still has what before a visit that
// is to come, and whom nothing reaches but a word.
func (t *turn) digestPart(view *bot.View, p guidance.Programme, n int) error {
	if day := p.Visits[n-1].Day; !t.me.May(guidance.PlanVisits, nil) || !isSet(day) || day < t.today() {
		return nil
	}
	open, err := t.opener()
	if err != nil {
		return err
	}
	people, err := t.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	section := bot.Section{Heading: "宿題が残っている人"}
	var unreached []string
	for _, who := range people {
		list, err := open(who)
		if err != nil {
			return err
		}
		if len(list) == 0 || t.isMe(who.ID) {
			continue
		}
		note := ""
		switch {
		case who.Reminders.Silent:
			note = "（お知らせを止めています）"
		case len(who.Accounts) == 0:
			note = "（お知らせが届きません）"
		}
		if note != "" || (who.Reminders.Mail == "" || t.mail == "") && t.onPageOnly(who) {
			unreached = append(unreached, who.Name+"さん")
		}
		section.Points = append(section.Points, who.Name+"さん"+note+"："+namesOf(list))
	}
	if len(section.Points) == 0 {
		return nil
	}
	entitle(view, fmt.Sprintf("%s。宿題が残っている人が%d人います", daysTo(n, calendar.Between(t.today(), p.Visits[n-1].Day)), len(section.Points)))
	view.Sections = append(view.Sections, clipped(section))
	if len(unreached) > 0 {
		view.Sections = append(view.Sections, bot.Section{
			Heading: "声をかけていただきたい人", Body: []string{strings.Join(firstOf(unreached, pageRows), "、") + "は、自分で画面を開くまで気づけません。声をかけるときは、次の文面をお使いください。"},
			Points: []string{fmt.Sprintf("第%d回の訪問指導（%s）までの宿題が残っています。いつもの画面を開いて「宿題」と入れると、続きからはじめられます。", n, t.dayIn(p.Visits[n-1].Day))},
		})
	}
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("hwall/%d", n)), Label: "会社の宿題を見る"})
	return nil
}

// namesOf are names of what is open, without how far somebody is: how many
// questions of the diagnosis somebody has answered is theirs.
func namesOf(list []open) string {
	var names []string
	for _, o := range list {
		if name := clip(o.task, 30); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if more := len(names) - 3; more > 0 {
		return strings.Join(names[:3], "、") + fmt.Sprintf(" ほか%d件", more)
	}
	return strings.Join(names, "、")
}

// mostNamed is how many people a digest names.
const mostNamed = 30

func clipped(s bot.Section) bot.Section {
	if more := len(s.Points) - mostNamed; more > 0 {
		s.Points = append(s.Points[:mostNamed:mostNamed], fmt.Sprintf("ほか%d人", more))
	}
	return s
}

func firstOf(names []string, n int) []string {
	if len(names) > n {
		return append(names[:n:n], fmt.Sprintf("ほか%d人", len(names)-n))
	}
	return names
}
