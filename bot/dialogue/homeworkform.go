package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

const (
	ownerField bot.FieldID = "owner"
	dueField   bot.FieldID = "due"
	memoField  bot.FieldID = "note"
	taskField  bot.FieldID = "task"
	sideField  bot.FieldID = "side"

	companySide = "company"
	expertSide  = "expert"
	// maxTask is how long homework may be that people set, in characters.
	maxTask = 200
)

var noTime time.Time

func isHomeworkField(id bot.FieldID) bool {
	return slices.Contains([]bot.FieldID{ownerField, dueField, memoField, taskField, sideField}, id)
}

func homeworkDraft(id string) string { return "hw-" + id }

// homeworkDraftOf says of which homework a draft is: one that is there, or one
// that is being set.
func (t *turn) homeworkDraftOf(id string) (string, bot.ActionID, error) {
	p, n, err := t.comingVisit()
	if err != nil || n == 0 {
		return "", "", errors.Join(err, orNotFound(err == nil))
	}
	for visit := 1; visit <= guidance.VisitCount; visit++ {
		_, one, err := t.homeworkOf([]string{strconv.Itoa(visit), id})
		if err == nil {
			return "宿題：" + clip(one.task, 40), bot.ActionID(fmt.Sprintf("hwset/%d/%s", visit, id)), nil
		}
		if !errors.Is(err, guidance.ErrNotFound) {
			return "", "", err
		}
	}
	key, own := strings.CutPrefix(id, guidance.OwnHomework)
	if !own || !t.me.May(guidance.PlanVisits, nil) || p.No == 0 {
		return "", "", guidance.ErrNotFound
	}
	draft, err := t.Draft(t.me.ID, homeworkDraft(id))
	route := bot.ActionID(fmt.Sprintf("hwadd/%s/%s", cmp.Or(draft[draftVisit], strconv.Itoa(n)), key))
	return "宿題の追加：" + cmp.Or(clip(draft[string(taskField)], 40), "内容はまだありません"), route, err
}

// everybody are all people of the company and its experts.
func (t *turn) everybody() ([]bot.Option, error) {
	people, err := t.People()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var list []bot.Option
	for _, p := range people {
		if p.Name != "" && !p.Ended(t.today()) {
			list = append(list, personOption(p))
		}
	}
	return list, nil
}

// homeworkFields ask who sees to homework, by when, and what came of it.
func (t *turn) homeworkFields(one assignment) ([]bot.Field, error) {
	people, err := t.everybody()
	if err != nil {
		return nil, err
	}
	whose := "選ばないと、管理者みんなの宿題になります。選んだ人には、お知らせが届きます。"
	if one.Expert {
		whose = "選ばないと、専門家の宿題になります。選んだ人には、お知らせが届きます。"
	}
	due := bot.Field{ID: dueField, Kind: bot.Date, Label: "期日", Optional: true, Value: string(one.Due)}
	if one.Due == "" && one.due != "" {
		due.Hint = "空なら、" + t.date(one.due) + "までです（訪問の日から数えます）。"
	}
	owner := bot.Field{ID: ownerField, Kind: bot.Person, Label: "担当", Optional: true, Value: string(one.Owner), Options: people, Hint: whose}
	t.gone(&owner)
	return []bot.Field{
		owner, due,
		{ID: memoField, Kind: bot.LongText, Label: "メモ", Optional: true, Value: one.Note, Max: guidance.MaxNote, Hint: "例：資料は総務に頼んだ。総務のフォルダーに置いてある。"},
	}, nil
}

func drawHomeworkSet(t *turn, args []string) (bot.View, error) {
	_, one, err := t.homeworkOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := t.Draft(t.me.ID, homeworkDraft(one.ID))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.homeworkForm(one, drawnAt(draft, args[2:], one.Rev), valuesIn(draft), nil)
}

func (t *turn) homeworkForm(one assignment, drawn int, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	fields, err := t.homeworkFields(one)
	key := fmt.Sprintf("%d/%s/%d", one.Visit, one.ID, drawn)
	view := bot.View{
		At: bot.ActionID("hwset/" + key), Title: "「" + clip(one.task, 30) + "」の担当・期日・メモ", Fields: fields,
		Submit:  bot.Action{ID: bot.ActionID("do/hwset/" + key), Label: "この内容で決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: homeworkRoute(one), Label: "やめて戻る"}},
		Watch:   []string{homeworkTopic},
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, err
}

func saveHomeworkSet(a *acting, args []string) (bot.View, error) {
	_, one, err := a.homeworkOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(homeworkDraft(one.ID), a.ev.Values, drawnAt(nil, args[2:], one.Rev), isHomeworkField)
	if err != nil {
		return bot.View{}, err
	}
	return a.homeworkForm(one, drawnAt(draft, nil, one.Rev), valuesIn(draft), nil)
}

func doHomeworkSet(a *acting, args []string) (bot.View, error) {
	p, one, err := a.homeworkOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(homeworkDraft(one.ID), a.ev.Values, drawnAt(nil, args[2:], one.Rev), isHomeworkField)
	if err != nil {
		return bot.View{}, err
	}
	values, drawn := valuesIn(draft), drawnAt(draft, nil, one.Rev)
	h, wrong, err := a.fillHomework(p, one.Homework, values)
	switch was := one.Homework; {
	case err != nil:
		return bot.View{}, err
	case len(wrong) > 0:
		return a.homeworkForm(one, drawn, values, wrong)
	case drawn != one.Rev && (was.Owner != "" && h.Owner != was.Owner || was.Due != "" && h.Due != was.Due || was.Note != "" && h.Note != was.Note):
		return a.homeworkConflict(one, draft)
	}
	if err := a.decideHomework(p, one, h); err != nil {
		return bot.View{}, fmt.Errorf("write homework: %w", err)
	}
	view, err := drawOneHomework(a.turn, args)
	if errors.Is(err, guidance.ErrNotFound) { // it was handed to somebody else
		view, err = drawHomework(a.turn, nil)
	}
	view.Notice = "「" + clip(one.task, 30) + "」の内容を決めました。"
	return view, err
}

// homeworkConflict says that somebody has changed it meanwhile, and what it is
// now.
func (a *acting) homeworkConflict(one assignment, draft map[string]string) (bot.View, error) {
	draft[draftRev] = strconv.Itoa(one.Rev)
	if err := a.tx.PutDraft(a.me.ID, homeworkDraft(one.ID), draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	view, err := a.homeworkForm(one, one.Rev, valuesIn(draft), nil)
	view.Problem = fmt.Sprintf("%sに、ほかの人か、ほかの画面で、この宿題が直されています（担当：%s、期日：%s、メモ：%s）。あなたの内容に替えるときは、もう一度「この内容で決める」を押してください。",
		a.moment(one.Changed), a.ownerText(one), a.dueText(one), orBlank(clip(one.Note, 60)))
	return view, err
}

// decideHomework writes what is said of one, if it is anything new.
func (a *acting) decideHomework(p guidance.Programme, one assignment, h guidance.Homework) error {
	was := one.Owner
	err := a.tx.PutDraft(a.me.ID, homeworkDraft(one.ID), nil)
	if one.Homework == h {
		return err
	}
	one.Homework = h
	return errors.Join(err, a.putHomework(p, h), a.tellOwner(p, one, was))
}

// fillHomework puts a form's values into homework.
func (t *turn) fillHomework(p guidance.Programme, h guidance.Homework, values map[bot.FieldID]string) (guidance.Homework, problems, error) {
	wrong := problems{}
	people, err := t.everybody()
	if err != nil {
		return h, nil, err
	}
	if who, given := values[ownerField]; given {
		if h.Owner = guidance.PersonID(who); who != "" && !slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == who }) {
			wrong[ownerField] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
		}
	}
	if text, given := values[dueField]; given {
		day, ok := guidance.ParseDay(text)
		if _, set := day.Time(); !ok || day != "" && !set {
			wrong[dueField] = "日付として読めませんでした。2026-12-10 のように入れるか、空のままにしてください。"
		}
		if h.Due = day; h.Due != "" && !ok {
			h.Due = ""
		}
		if visit := p.Visits[h.Visit-1].Day; wrong[dueField] == "" && h.Due > visit && visit != "" && visit != guidance.Undecided {
			wrong[dueField] = fmt.Sprintf("第%d回の訪問（%s）より後です。訪問の日までの日にしてください。", h.Visit, t.dayIn(visit))
		}
	}
	if text, given := values[memoField]; given {
		h.Note = strings.TrimSpace(text)
		if n := utf8.RuneCountInString(h.Note); n > guidance.MaxNote {
			wrong[memoField] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", guidance.MaxNote, n)
		}
	}
	return h, wrong, nil
}

// tellOwner tells whoever homework was handed to.
func (a *acting) tellOwner(p guidance.Programme, one assignment, was guidance.PersonID) error {
	if one.Owner == "" || one.Owner == was || a.isMe(one.Owner) {
		return nil
	}
	text := fmt.Sprintf("%sさんが、第%d回の訪問までの宿題「%s」を、あなたにお願いしています。", a.me.Name, one.Visit, clip(one.task, 60))
	if one.due = one.Due; one.due != "" {
		text += "期日は" + a.date(one.due) + "です。"
	}
	return a.notify(one.Owner, guidance.Notice{
		Key: fmt.Sprintf("hw-%d-%s-%d", p.No, one.ID, one.Rev+1), Text: text, Route: string(homeworkRoute(one)),
	})
}
