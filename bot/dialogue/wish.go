package dialogue

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

const (
	wishKey               = "wish"
	mailField bot.FieldID = "mail"
	// maxMail is how long an address may be (RFC 5321, 4.5.3.1.3).
	maxMail = 254
)

// drawWish shows what this person wants of the reminders.
func drawWish(t *turn, _ []string) (bot.View, error) {
	draft, err := t.Draft(t.me.ID, wishKey)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.wishPage(valuesIn(draft), nil), nil
}

func (t *turn) wishPage(entered map[bot.FieldID]string, wrong problems) bot.View {
	w := t.me.Reminders
	view := bot.View{At: "wish", Title: "お知らせの設定", Watch: []string{personTopic(t.me.ID)}}
	switch {
	case w.Silent:
		view.Body = []string{"宿題と訪問のお知らせを、止めています。止めていることは、会社の管理者に見えます。", "ほかの人からのお願いや返事は、止めていても届きます。"}
		view.Actions = []bot.Action{{ID: "do/silent/no", Label: "お知らせを受け取る", Style: bot.Primary}}
	case w.Snoozed > t.today():
		view.Body = []string{t.date(w.Snoozed) + "まで、宿題のお知らせを休んでいます。"}
		view.Actions = append([]bot.Action{{ID: "do/snooze/0", Label: "休みをやめる"}}, silence)
	default:
		view.Body = []string{"宿題が残っているときだけ、訪問の前に、営業日の朝にお知らせします。1日に1通までです。"}
		view.Actions = append(append([]bot.Action{}, snoozes...), silence)
	}
	if t.mail != "" && t.onPageOnly(t.me) {
		view.Fields = []bot.Field{{ID: mailField, Kind: bot.Text, Label: "お知らせを受け取るメールアドレス", Optional: true, Value: w.Mail, Max: maxMail,
			Hint: "画面だけをお使いの方には、メールでお知らせします。空なら、メールは送りません。"}}
		view.Submit = bot.Action{ID: "do/wish", Label: "このアドレスにする", Style: bot.Primary}
		if w.Silent {
			view.Submit.Style = "" // to hear of anything at all comes first
		}
	}
	show(&view, entered)
	wrong.mark(&view)
	view.Actions = append(view.Actions, bot.Action{ID: "homework", Label: "宿題を見る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

var silence = bot.Action{ID: "do/silent/yes", Label: "お知らせを止める", Confirm: "宿題と訪問のお知らせを止めます。止めていることは、会社の管理者に見えます。よろしいですか。"}

// putMe writes what this person wants.
func (a *acting) putMe() error {
	a.changed = append(a.changed, personTopic(a.me.ID), peopleTopic)
	if err := a.tx.PutPerson(a.me); err != nil {
		return fmt.Errorf("write person: %w", err)
	}
	return nil
}

// doSnooze puts the reminding off until the next business day after so many
// days, or until Monday.
func doSnooze(a *acting, args []string) (bot.View, error) {
	if len(args) != 1 {
		return drawWish(a.turn, nil)
	}
	days, ok := map[string]int{"0": 0, "1": 1, "3": 3, "mon": a.toMonday()}[args[0]]
	cal, err := a.calendar()
	if err != nil || !ok {
		return bot.View{}, errors.Join(err, orNotFound(!ok))
	}
	if a.me.Reminders.Silent { // an old card was pressed
		view, err := drawWish(a.turn, nil)
		view.Problem = "いまは、お知らせを止めています。受け取るときは、「お知らせを受け取る」を押してください。"
		return view, err
	}
	a.me.Reminders.Snoozed = ""
	notice := "いつものとおりに、お知らせします。"
	if days > 0 {
		if day, some := cal.Next(calendar.Add(a.today(), days)); some {
			a.me.Reminders.Snoozed = day
			notice = a.date(day) + "の朝に、またお知らせします。"
		}
	}
	if err := a.putMe(); err != nil {
		return bot.View{}, err
	}
	view, err := drawHomework(a.turn, nil)
	view.Notice = notice
	return view, err
}

// toMonday is in how many days the next Monday is.
func (t *turn) toMonday() int {
	today, _ := t.today().Time()
	return (int(time.Monday)-int(today.Weekday())+6)%7 + 1
}

func doSilent(a *acting, args []string) (bot.View, error) {
	if len(args) != 1 || args[0] != "yes" && args[0] != "no" {
		return drawWish(a.turn, nil)
	}
	a.me.Reminders.Silent = args[0] == "yes"
	if err := a.putMe(); err != nil {
		return bot.View{}, err
	}
	view, err := drawWish(a.turn, nil)
	view.Notice = "お知らせを受け取ります。"
	if a.me.Reminders.Silent {
		view.Notice = "お知らせを止めました。宿題は、この画面でいつでも見られます。"
	}
	return view, err
}

func saveWish(a *acting, _ []string) (bot.View, error) {
	draft, err := a.keepEntered(wishKey, mailField)
	if err != nil {
		return bot.View{}, err
	}
	return a.wishPage(valuesIn(draft), nil), nil
}

func doWish(a *acting, _ []string) (bot.View, error) {
	values, err := a.entered(wishKey)
	if err != nil {
		return bot.View{}, err
	}
	address := strings.TrimSpace(values[mailField])
	if address != "" && !isMail(address) {
		return a.wishPage(values, problems{mailField: "メールアドレスとして読めませんでした。hanako@example.co.jp のように入れてください。"}), nil
	}
	a.me.Reminders.Mail = address
	if err := errors.Join(a.tx.PutDraft(a.me.ID, wishKey, nil), a.putMe()); err != nil {
		return bot.View{}, err
	}
	view, err := drawWish(a.turn, nil)
	if view.Notice = "これからは、" + address + " にもお知らせします。"; address == "" {
		view.Notice = "メールは送らないことにしました。"
	}
	return view, err
}

// isMail reports whether a text is one plain address of ASCII, without quotation
// marks and addresses of machines.
func isMail(text string) bool {
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > maxMail {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r <= ' ' || strings.ContainsRune("\"[]()<>,;:\\", r) })
}
