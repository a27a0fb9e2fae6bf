package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

const (
	workdaysKey             = "workdays"
	offField    bot.FieldID = "off"
	yearlyField bot.FieldID = "yearly"
	closedField bot.FieldID = "closed"
)

// maxDays is how long a list of days may be, in characters: room for as many as
// there may be of the longest.
const maxDays = 1500

func isWorkdaysField(id bot.FieldID) bool {
	return id == offField || id == yearlyField || id == closedField
}

// drawWorkdays shows on which days the company does not work; those who may
// change it there.
func drawWorkdays(t *turn, _ []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, workdaysKey)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.workdaysPage(valuesIn(draft))
}

func (t *turn) workdaysPage(entered map[bot.FieldID]string) (bot.View, error) {
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	days := c.Days()
	view := bot.View{
		At:    "workdays",
		Title: "会社の休み",
		Body:  []string{"訪問の日とお知らせは、ここに書かれた日と祝日を避けます。祝日は書かなくてかまいません。"},
		Fields: []bot.Field{
			{ID: offField, Kind: bot.Text, Label: "毎週の休み", Optional: true, Value: offText(days.Off), Max: maxHours, Hint: "例：土・日"},
			{ID: yearlyField, Kind: bot.LongText, Label: "毎年の休み", Optional: true, Value: yearlyText(days.Yearly), Max: maxDays, Hint: "1行に1つ。例：年末年始 12/29〜1/3"},
			{ID: closedField, Kind: bot.LongText, Label: "このほかの休業日", Optional: true, Value: closedText(days.Closed), Max: maxDays, Hint: "1行に1つ。例：2026-06-08、2026-12-28〜2027-01-05"},
		},
		Submit:  bot.Action{ID: "do/workdays", Label: "この内容で決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: "visits", Label: "やめて戻る"}},
		Watch:   []string{visitsTopic},
	}
	show(&view, entered)
	return view, nil
}

func offText(days []time.Weekday) string {
	var all []string
	for i := range weekdays {
		if d := (i + 1) % len(weekdays); slices.Contains(days, time.Weekday(d)) { // Sunday comes last
			all = append(all, weekdays[d])
		}
	}
	return strings.Join(all, "・")
}

func yearlyText(all []guidance.Season) string {
	var lines []string
	for _, s := range all {
		lines = append(lines, fmt.Sprintf("%s %s〜%s", s.Name, monthDay(s.From), monthDay(s.To)))
	}
	return strings.Join(lines, "\n")
}

// monthDay is 12/29 of 12-29.
func monthDay(text string) string {
	at, err := time.Parse("01-02", text)
	if err != nil {
		return text
	}
	return fmt.Sprintf("%d/%d", at.Month(), at.Day())
}

func closedText(all []guidance.Span) string {
	var lines []string
	for _, s := range all {
		line := string(s.From)
		if s.To != s.From {
			line += "〜" + string(s.To)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// readOff reads days of the week: 土・日.
func readOff(text string) ([]time.Weekday, string) {
	var days []time.Weekday
	for _, r := range strings.NewReplacer("曜日", "", "曜", "", "と", "").Replace(guidance.Fold(text)) {
		if strings.ContainsRune("・、, 　/", r) {
			continue
		}
		i := slices.Index(weekdays, string(r))
		if i < 0 {
			return nil, "「土・日」のように、曜日で入れてください。"
		}
		if !slices.Contains(days, time.Weekday(i)) {
			days = append(days, time.Weekday(i))
		}
	}
	if len(days) == len(weekdays) {
		return nil, "すべての曜日が休みになっています。"
	}
	slices.Sort(days)
	return days, ""
}

// seasonPattern is a stretch of every year, 年末年始 12/29〜1/3, or one day of it.
var seasonPattern = regexp.MustCompile(`^(?:([^/〜～~]{1,20}?)[\s　:：]+|([^/〜～~]{0,19}[^\d\s　:：/〜～~]))?(\d{1,2})[/月](\d{1,2})日?(?:\s*[〜~～\-]\s*(\d{1,2})[/月](\d{1,2})日?)?$`)

// narrow are digits and strokes as they are typed full width.
var narrow = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "／", "/", "－", "-")

// namelessSeason is what a stretch of every year is called to which nobody gave a name.
const namelessSeason = "会社の休み"

// maxSeasons is how many stretches of every year a company may name.
const maxSeasons = 12

func readYearly(text string) ([]guidance.Season, string) {
	var all []guidance.Season
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		s, ok := readSeason(line)
		switch {
		case !ok:
			return nil, "「" + clip(line, 30) + "」を読めませんでした。「年末年始 12/29〜1/3」のように、1行に1つ入れてください。"
		case daysOf(s) > mostSeason:
			return nil, fmt.Sprintf("「%s」は%d日あります。1つの休みは%d日までです。はじめと終わりの日を確かめてください。", clip(line, 30), daysOf(s), mostSeason)
		}
		all = append(all, s)
	}
	if len(all) > maxSeasons {
		return nil, fmt.Sprintf("%d件までです。いまは%d件あります。短くしてください。", maxSeasons, len(all))
	}
	return all, ""
}

func readSeason(line string) (guidance.Season, bool) {
	m := seasonPattern.FindStringSubmatch(narrow.Replace(line))
	if m == nil {
		return guidance.Season{}, false
	}
	s := guidance.Season{Name: cmp.Or(m[1], m[2], namelessSeason), From: yearDay(m[3], m[4]), To: yearDay(m[3], m[4])}
	if m[5] != "" {
		s.To = yearDay(m[5], m[6])
	}
	return s, s.From != "" && s.To != ""
}

// mostSeason is how many days a stretch of every year may have: more than that
// is not a closed company, but a mistake.
const mostSeason = 60

// daysOf is how many days a stretch of every year has, in a leap year.
func daysOf(s guidance.Season) int {
	from, _ := time.Parse(time.DateOnly, "2024-"+s.From)
	to, _ := time.Parse(time.DateOnly, "2024-"+s.To)
	if to.Before(from) {
		to = to.AddDate(1, 0, 0)
	}
	return int(to.Sub(from).Hours()/24) + 1
}

// yearDay is 12-29 of a month and a day, empty where there is none.
func yearDay(month, day string) string {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	at := time.Date(2024, time.Month(m), d, 0, 0, 0, 0, time.UTC) // a leap year
	if int(at.Month()) != m || at.Day() != d {
		return ""
	}
	return at.Format("01-02")
}

func saveWorkdays(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepOver(map[string]string{}, workdaysKey, a.ev.Values, isWorkdaysField)
	if err != nil {
		return bot.View{}, err
	}
	return a.workdaysPage(valuesIn(draft))
}

func doWorkdays(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	values, err := a.entered(workdaysKey)
	if err != nil {
		return bot.View{}, err
	}
	c, err := a.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	days, wrong := readWorkdays(c.Days(), a.today(), values)
	if len(wrong) > 0 {
		view, err := a.workdaysPage(values)
		wrong.mark(&view)
		return view, err
	}
	c.Workdays = &days
	a.changed = append(a.changed, visitsTopic)
	if err := errors.Join(a.tx.PutDraft(a.me.ID, workdaysKey, nil), a.tx.PutCompany(c)); err != nil {
		return bot.View{}, fmt.Errorf("write the workdays: %w", err)
	}
	view, err := drawVisits(a.turn, nil)
	view.Notice = "会社の休みを決めました。"
	return view, err
}

func readWorkdays(days guidance.Workdays, today guidance.Day, values map[bot.FieldID]string) (guidance.Workdays, problems) {
	wrong := problems{}
	note := func(id bot.FieldID, problem string) {
		if problem != "" {
			wrong[id] = problem
		}
	}
	if text, given := values[offField]; given {
		off, problem := readOff(text)
		days.Off = off
		note(offField, problem)
	}
	if text, given := values[yearlyField]; given {
		yearly, problem := readYearly(text)
		days.Yearly = yearly
		note(yearlyField, problem)
	}
	if text, given := values[closedField]; given {
		closed, err := guidance.ParseSpans(text)
		if days.Closed = closed; err != nil {
			note(closedField, err.Error())
		}
	}
	if _, some := calendar.New(days).Next(today); !some && len(wrong) == 0 {
		wrong[closedField] = "休みばかりで、何か月も営業日がありません。休みの日を確かめてください。ほかの欄は残してあります。"
	}
	return days, wrong
}
