package dialogue

import (
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

const surveysTopic = "surveys"

func surveyNotice(s guidance.Survey) string { return "survey-" + strconv.Itoa(s.No) }

// saveSurvey keeps what was just entered on a page of the survey.
func saveSurvey(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.maySurvey()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 0 {
		args = s.next()
	}
	s, wrong, err := a.keepSurvey(s, args)
	if err != nil {
		return bot.View{}, err
	}
	view, err := a.surveyPage(s, args)
	wrong.mark(&view)
	return view, err
}

// keepSurvey writes the values of a page into the survey.
func (a *acting) keepSurvey(s surveying, args []string) (surveying, problems, error) {
	var changed bool
	wrong := problems{}
	switch args[0] {
	case "names":
		changed = s.takeNames(a.ev.Values, wrong)
	case "check":
		var err error
		if changed, err = a.takeDoubts(&s); err != nil {
			return s, nil, err
		}
	default:
		changed = s.takeKinds(a.ev.Values, wrong)
	}
	if !changed {
		return s, wrong, nil
	}
	return s, wrong, a.putSurvey(a.me.ID, s.Survey)
}

func (a *acting) putSurvey(p guidance.PersonID, s guidance.Survey) error {
	if err := a.tx.PutSurvey(p, s); err != nil {
		return fmt.Errorf("write survey: %w", err)
	}
	a.changed = append(a.changed, personTopic(p), surveysTopic)
	return nil
}

func (s *surveying) takeKinds(values map[bot.FieldID]string, wrong problems) (changed bool) {
	for _, k := range s.kinds {
		v, ok := values[bot.FieldID(k.ID)]
		if !ok || v == "" {
			continue
		}
		i := slices.IndexFunc(guidance.Uses, func(u guidance.Use) bool { return string(u) == v || u.String() == v })
		if i < 0 {
			wrong[bot.FieldID(k.ID)] = "「" + clip(v, 30) + "」は選択肢にありません。選び直してください。"
			continue
		}
		if answer := s.Kind(k.ID); answer.Use != guidance.Uses[i] {
			answer.Use = guidance.Uses[i]
			s.Survey, changed = s.With(answer), true
		}
	}
	return changed
}

func (s *surveying) takeNames(values map[bot.FieldID]string, wrong problems) (changed bool) {
	for _, k := range s.kinds {
		v, ok := values[bot.FieldID(k.ID)]
		answer := s.Kind(k.ID)
		if !ok || answer.Use == "" || answer.Names == v {
			continue
		}
		runes := []rune(v)
		if len(runes) > guidance.MaxKindNames {
			runes = runes[:guidance.MaxKindNames]
			wrong[bot.FieldID(k.ID)] = fmt.Sprintf("長すぎるため、はじめの%d文字だけを残しました。「%s」のあとは残っていません。%d文字までにして、残りは、終わってからもう一度洗い出すと加えられます。",
				guidance.MaxKindNames, string(runes[guidance.MaxKindNames-15:]), guidance.MaxKindNames/2)
		}
		answer.Names = string(runes)
		s.Survey, changed = s.With(answer), true
	}
	return changed
}

func (a *acting) takeDoubts(s *surveying) (changed bool, err error) {
	plan, err := a.surveyPlan(*s)
	if err != nil {
		return false, err
	}
	for _, p := range plan {
		v, ok := a.ev.Values[doubtID(p.Name)]
		if ok && p.Doubtful() && (v == apart || v == sameAsKnown) && (v == apart) != p.Adds {
			s.Survey, changed = s.Keep(p.Name, v == apart), true
		}
	}
	return changed, nil
}

// doSurvey begins a survey, ends its pages and ends it: do/survey/begin,
// do/survey/PAGE, do/survey/names/PAGE and do/survey/add/PLAN.
func doSurvey(a *acting, args []string) (bot.View, error) {
	if len(args) == 0 {
		return drawSurvey(a.turn, nil)
	}
	if args[0] == "begin" {
		return a.beginSurvey()
	}
	s, instead, err := a.maySurvey()
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if args[0] == "add" {
		return a.endSurvey(s, args[1:])
	}
	s, wrong, err := a.keepSurvey(s, args)
	if err != nil {
		return bot.View{}, err
	}
	if args[0] == "names" {
		view, err := a.afterNames(s, pageAmong(args[1:], s.pages()))
		wrong.mark(&view)
		return view, err
	}
	page := pageAmong(args, s.pages())
	if len(wrong) > 0 {
		view := a.kindsPage(s, page)
		wrong.mark(&view)
		return view, nil
	}
	if page < s.pages() {
		return a.kindsPage(s, page+1), nil
	}
	return a.surveyPage(s, s.next())
}

// afterNames goes on behind a page of names, unless one of them cannot be
// taken.
func (a *acting) afterNames(s surveying, page int) (bot.View, error) {
	for _, k := range s.named(page) {
		if s.wrong(k) != "" {
			return a.namesPage(s, page)
		}
	}
	if next := s.namedFrom(page + 1); next > 0 {
		return a.namesPage(s, next)
	}
	return a.surveyCheck(s, nil)
}

// beginSurvey begins a survey that nobody asked for, or goes on with the one
// that is open: pressed twice, it begins one.
func (a *acting) beginSurvey() (bot.View, error) {
	if !a.me.May(guidance.AddService, nil) {
		return a.refuse("洗い出しは、会社の方にお願いしています。")
	}
	s, _, err := ifThere(a.Survey(a.me.ID))
	if err != nil {
		return bot.View{}, fmt.Errorf("read survey: %w", err)
	}
	if !s.IsOpen() {
		s = guidance.Survey{No: s.No + 1, Asked: a.ev.At}
		if err := a.putSurvey(a.me.ID, s); err != nil {
			return bot.View{}, err
		}
	}
	if err := a.tx.DropNotice(a.me.ID, surveyNotice(s)); err != nil {
		return bot.View{}, fmt.Errorf("take the request away: %w", err)
	}
	open := surveying{s, a.lib.Kinds()}
	return a.surveyPage(open, open.next())
}

// endSurvey makes services of the names, if they and the ledger are still as
// they were shown.
func (a *acting) endSurvey(s surveying, args []string) (bot.View, error) {
	s, _, err := a.keepSurvey(s, []string{"check"})
	if err != nil {
		return bot.View{}, err
	}
	plan, err := a.surveyPlan(s)
	if err != nil {
		return bot.View{}, err
	}
	if s.Missing(s.kinds) > 0 || s.tooLong() > 0 {
		return a.surveyCheck(s, nil)
	}
	if len(args) != 1 || args[0] != guidance.PlanKey(plan) {
		view, err := a.surveyCheck(s, nil)
		view.Notice = "まだ加えていません。内容が変わったので、確かめてから、もう一度押してください。"
		return view, err
	}
	today, rest := guidance.DayOf(a.ev.At, a.in()), 0
	for _, p := range plan {
		if p.Made != 0 || !p.Adds {
			continue
		}
		if rest++; rest > guidance.MaxSurveyAdds {
			continue
		}
		service, err := a.makeService(p.Service(a.me, today))
		if err != nil {
			return bot.View{}, err
		}
		s.Added = append(slices.Clip(s.Added), service.No)
	}
	if rest > guidance.MaxSurveyAdds {
		return a.addedSome(s, rest-guidance.MaxSurveyAdds)
	}
	return a.finishSurvey(s, rest)
}

func (a *acting) addedSome(s surveying, left int) (bot.View, error) {
	if err := a.putSurvey(a.me.ID, s.Survey); err != nil {
		return bot.View{}, err
	}
	view, err := a.surveyCheck(s, nil)
	view.Notice = fmt.Sprintf("%d件を台帳に加えました。残りの%d件も、続けて加えられます。", guidance.MaxSurveyAdds, left)
	return view, err
}

func (a *acting) finishSurvey(s surveying, added int) (bot.View, error) {
	s.Done = a.ev.At
	if err := a.putSurvey(a.me.ID, s.Survey); err != nil {
		return bot.View{}, err
	}
	if err := a.tx.DropNotice(a.me.ID, surveyNotice(s.Survey)); err != nil {
		return bot.View{}, fmt.Errorf("take the request away: %w", err)
	}
	if err := a.tellAsker(s.Survey); err != nil {
		return bot.View{}, err
	}
	view, err := a.surveyDone(s.Survey)
	view.Title = "洗い出しが終わりました"
	view.Notice = fmt.Sprintf("%d件を台帳に加えました。ご協力ありがとうございました。", added)
	if added == 0 {
		view.Notice = "確かめました。ご協力ありがとうございました。"
	}
	return view, err
}

// tellAsker tells whoever asked, if they still look after it.
func (a *acting) tellAsker(s guidance.Survey) error {
	asker, ok, err := a.personNow(s.By)
	if err != nil || !ok || asker.ID == a.me.ID || !asker.May(guidance.AskAround, nil) {
		return err
	}
	n := guidance.Notice{Key: fmt.Sprintf("surveyed-%s-%d", a.me.ID, s.No), Route: "surveys/p/" + string(a.me.ID),
		Text: fmt.Sprintf("%sさんの洗い出しが終わりました。台帳に加わったのは%d件です。", a.me.Name, len(s.Added))}
	return a.notify(asker.ID, n)
}
