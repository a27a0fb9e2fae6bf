package dialogue

import (
	"errors"
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// endKey begins the key of the draft of an end of use; the service's number
// follows.
const endKey = "end-"

const endDay bot.FieldID = "end"

// mayEnd reads a route end/SERVICE/REVISION, and leads to the tasks of the end
// where the service has ended.
func (t *turn) mayEnd(args []string) (editing, *bot.View, error) {
	e, instead, err := t.mayEdit(args)
	if err != nil || instead != nil || e.now.Status != guidance.Ended {
		return e, instead, err
	}
	view, err := drawEnding(t, args[:1])
	view.Notice = "このサービスは、もう利用終了になっています。日付を直すときは、このサービスの画面の「台帳の内容を直す」を使ってください。"
	return e, &view, err
}

func drawEnd(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayEnd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, endKey+strconv.Itoa(int(e.now.No)))
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.endPage(e.now, draft), nil
}

// endPage says what ending means and asks for the day: today, unless a draft
// has another.
func (t *turn) endPage(s guidance.Service, draft map[string]string) bot.View {
	day := bot.Field{ID: endDay, Kind: bot.Date, Label: "利用終了日", Value: string(guidance.DayOf(t.ev.At, t.in())),
		Hint: "契約が切れる日が先のときは、その日を入れてください。"}
	if v, ok := draft[string(endDay)]; ok {
		day.Value = v
		_, day.Problem = endOn(s, v)
	}
	return bot.View{
		At:    bot.ActionID(fmt.Sprintf("end/%d/%d", s.No, s.Rev)),
		Title: s.No.String() + " " + s.Name + "の利用を終える",
		Body: []string{
			"利用終了にしても、記録は台帳に残り、点数も出ます。安全利用チェックのお願いは、もう出ません。",
			fmt.Sprintf("代わりに、データの受け取りやアカウントの削除など、終わるときの作業を%d件お願いします。管理担当者のメニューに、済むまで出ます。", len(t.lib.EndTasks())),
			"間違えたときは、あとで取り消せます。",
		},
		Fields: []bot.Field{day},
		Submit: bot.Action{ID: bot.ActionID(fmt.Sprintf("do/end/%d/%d", s.No, s.Rev)), Label: "利用終了にする", Style: bot.Danger,
			Confirm: "「" + s.Name + "」を利用終了にしますか？"},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "やめて戻る"}},
		Watch:   []string{serviceTopic(s.No)},
	}
}

// endOn reads the day on which a service's use ends, or says what is wrong
// with it.
func endOn(s guidance.Service, text string) (guidance.Day, string) {
	day, ok := guidance.ParseDay(text)
	end, known := day.Time()
	if !ok || !known {
		return "", "日付として読めませんでした。2026-12-10 のように入れてください。まだ決まっていなければ、決まってから利用終了にしてください。"
	}
	if start, begun := s.Start.Time(); begun && end.Before(start) {
		return "", "利用開始（予定）日の" + s.Start.String() + "より前になっています。日付を直してください。"
	}
	return day, ""
}

func (a *acting) keepEnd(e editing) (map[string]string, error) {
	return a.keepForm(endKey+strconv.Itoa(int(e.now.No)), a.ev.Values, e.drawn, func(id bot.FieldID) bool { return id == endDay })
}

func saveEnd(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEnd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepEnd(e)
	return a.endPage(e.now, draft), err
}

func doEnd(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEnd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	key := endKey + strconv.Itoa(int(e.now.No))
	values, err := a.entered(key)
	if err != nil {
		return bot.View{}, err
	}
	text, ok := values[endDay]
	if !ok {
		text = string(guidance.DayOf(a.ev.At, a.in()))
	}
	after := e.now
	day, problem := endOn(e.now, text)
	if problem != "" {
		draft, err := a.keepEnd(e)
		return a.endPage(e.now, draft), err
	}
	after.Status, after.End = guidance.Ended, day
	if err := a.tx.PutDraft(a.me.ID, key, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	if err := a.changeService(e.now, &after); err != nil {
		return bot.View{}, err
	}
	view, err := drawEnding(a.turn, args[:1])
	view.Notice = "利用終了にしました。終わるときの作業を確かめてください。あとからでも答えられます。"
	return view, err
}

// tellEnded tells the others in charge that a service has ended, and what is
// asked of them now.
func (a *acting) tellEnded(s guidance.Service) error {
	e, err := a.endingOf(s)
	if err != nil {
		return err
	}
	left := fmt.Sprintf("終わるときの作業が%d件あります。済んだものから答えてください。", len(e.open()))
	if len(e.open()) == 0 {
		left = "終わるときの作業は、前に答えたものが残っています。いまもそのとおりかを確かめてください。"
	}
	told := map[guidance.PersonID]bool{"": true, a.me.ID: true}
	for _, c := range s.InCharge {
		if told[c.Person] {
			continue
		}
		told[c.Person] = true
		n := guidance.Notice{
			Key:   fmt.Sprintf("ended-%s-%d-%s", s.No, s.Rev, c.Person),
			Text:  a.me.Name + "さんが「" + s.Name + "」を利用終了にしました。" + left,
			Route: fmt.Sprintf("ending/%d", s.No),
		}
		if err := a.tell(c.Person, n); err != nil {
			return err
		}
	}
	return nil
}

// doResume takes an end of use back that was a mistake. What was answered
// about its tasks stays.
func doResume(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if e.now.Status != guidance.Ended {
		view, err := drawService(a.turn, args[:1])
		view.Notice = "このサービスは「" + e.now.Status.String() + "」になっています。"
		return view, err
	}
	if e.base.Status != e.now.Status || e.base.End != e.now.End {
		view, err := drawEnding(a.turn, args[:1])
		view.Problem = fmt.Sprintf("%sに%sがこのサービスの記録を直しています。取り消すときは、もう一度「利用終了を取り消す」を押してください。", a.moment(e.now.Changed), a.name(e.now.By))
		return view, err
	}
	before, err := a.beforeEnd(e.now)
	if err != nil {
		return bot.View{}, err
	}
	after := e.now.Resumed(before)
	if err := a.changeService(e.now, &after); err != nil {
		return bot.View{}, err
	}
	view, err := drawService(a.turn, args[:1])
	view.Notice = "利用終了を取り消し、「" + after.Status.String() + "」に戻しました。利用終了の作業の答えは残してあります。"
	return view, err
}

// beforeEnd is the last version of a service that was not ended; nil if there
// is none.
func (t *turn) beforeEnd(s guidance.Service) (*guidance.Service, error) {
	for rev := s.Rev - 1; rev > 0; rev-- {
		was, err := t.ServiceVersion(s.No, rev)
		if errors.Is(err, guidance.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read earlier version: %w", err)
		}
		if was.Status != guidance.Ended {
			return &was, nil
		}
	}
	return nil, nil
}
