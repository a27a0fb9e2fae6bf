package dialogue

import (
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// doRound does what a route do/round/VERB/NO says.
func doRound(a *acting, args []string) (bot.View, error) {
	verbs := map[string]deed{"plan": doPlan, "start": doStart, "set": doRoundSet, "remind": doRemind, "close": doClose, "print": doPrint}
	if len(args) == 0 || verbs[args[0]] == nil {
		return drawMenu(a.turn, nil)
	}
	return verbs[args[0]](a, args[1:])
}

// openRoundAt is the open round that a route names, for a manager; else the
// view to show instead.
func (t *turn) openRoundAt(args []string) (opened, *bot.View, error) {
	instead, err := t.mayRunRounds()
	if err != nil || instead != nil {
		return opened{}, instead, err
	}
	round, in, err := t.roundAt(args)
	if err != nil {
		return opened{}, nil, err
	}
	if !round.IsOpen() {
		view, err := t.draw(figuresRoute(round))
		view.Notice = roundName(round) + "は、" + t.moment(round.Closed) + "に締め切ってあります。"
		return opened{}, &view, err
	}
	return opened{round: round, in: in}, nil, nil
}

// doRemind sends one notice to each who has not finished, once a day.
func doRemind(a *acting, args []string) (bot.View, error) {
	d, instead, err := a.openRoundAt(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if !d.round.MayRemind(a.ev.At, a.in()) {
		view, err := a.draw(roundRoute(d.round))
		view.Notice = "今日のお知らせは、" + a.moment(d.round.Reminded) + "に" + a.name(d.round.RemindedBy) + "が送ってあります。次は明日から送れます。"
		return view, err
	}
	standing, err := guidance.TurnoutOf(a, d.in, d.round)
	if err != nil {
		return bot.View{}, err
	}
	if len(standing.Open) == 0 {
		view, err := a.draw(roundRoute(d.round))
		view.Notice = "お願いした全員が答え終えているため、お知らせは送っていません。"
		return view, err
	}
	for _, p := range standing.Open {
		if err := a.remind(d, p); err != nil {
			return bot.View{}, err
		}
	}
	d.round.Reminded, d.round.RemindedBy = a.ev.At, a.me.ID
	if err := a.putRound(d.round); err != nil {
		return bot.View{}, err
	}
	view, err := a.draw(roundRoute(d.round))
	view.Notice = fmt.Sprintf("まだ答え終えていない%d人に、お知らせを送りました。", len(standing.Open))
	return view, err
}

// remind puts the day's notice before somebody, in place of earlier ones of
// the round.
func (a *acting) remind(d opened, p guidance.Person) error {
	if err := a.dropAsks(d.round, p.ID); err != nil {
		return err
	}
	day := strings.ReplaceAll(string(guidance.DayOf(a.ev.At, a.in())), "-", "")
	return a.notify(p.ID, guidance.Notice{
		Key: fmt.Sprintf("%s%s-%s", askKey(d.round), day, p.ID),
		Text: fmt.Sprintf("自社診断（%d問、約5分）へのご協力をお願いします。%s途中まで答えた方は、続きから始められます。",
			len(d.in.Items), a.dueLine(d.round)),
		Route: "diagnosis",
	})
}

func (a *acting) putRound(round guidance.Round) error {
	a.changed = append(a.changed, roundTopic)
	if err := a.tx.PutRound(round); err != nil {
		return fmt.Errorf("write round: %w", err)
	}
	return nil
}

// Keys of a round's notices begin so: of those that ask for answers, and of
// those that ask for the company's sheet.
func askKey(r guidance.Round) string  { return fmt.Sprintf("round-%d-ask-", r.No) }
func fillKey(r guidance.Round) string { return fmt.Sprintf("round-%d-fill-", r.No) }

// dropAsks takes away the notices that ask somebody for something which they
// have done, or which nobody wants of them any more.
func (a *acting) dropAsks(round guidance.Round, p guidance.PersonID) error {
	notices, err := a.tx.Notices(p)
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	for _, n := range notices {
		if !strings.HasPrefix(n.Key, askKey(round)) && !strings.HasPrefix(n.Key, fillKey(round)) {
			continue
		}
		a.changed = append(a.changed, personTopic(p))
		if err := a.tx.DropNotice(p, n.Key); err != nil {
			return fmt.Errorf("drop notice: %w", err)
		}
	}
	return nil
}

// finishedAsk notes that somebody has answered every question.
func (a *acting) finishedAsk(round guidance.Round, p guidance.PersonID) error {
	a.changed = append(a.changed, roundTopic)
	return a.dropAsks(round, p)
}

// askAll tells everybody who is asked that the round has begun, but for who
// began it and knows.
func (a *acting) askAll(round guidance.Round, questions int) error {
	people, err := a.tx.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if p.ID == a.me.ID || !round.Asks(p) {
			continue
		}
		err := a.notify(p.ID, guidance.Notice{
			Key:   askKey(round) + "00000000-" + string(p.ID),
			Text:  fmt.Sprintf("%sさんが自社診断をはじめました。会社の情報の守り方についての%d問で、約5分です。%s", a.me.Name, questions, a.dueLine(round)),
			Route: "diagnosis",
		})
		if err != nil {
			return fmt.Errorf("ask for answers: %w", err)
		}
	}
	return a.askFiller(round, questions)
}

// askFiller tells who fills in the company's sheet, unless they said so
// themselves.
func (a *acting) askFiller(round guidance.Round, questions int) error {
	if round.Filler == "" || round.Filler == a.me.ID {
		return nil
	}
	err := a.notify(round.Filler, guidance.Notice{
		Key: fmt.Sprintf("%s%d-%s", fillKey(round), round.Rev, round.Filler),
		Text: fmt.Sprintf("%sさんが、会社としての自社診断（%d問）の記入をあなたにお願いしています。%sご自身としての自社診断には、答えなくてかまいません。",
			a.me.Name, questions, a.dueLine(round)),
		Route: "company",
	})
	if err != nil {
		return fmt.Errorf("ask for the company's sheet: %w", err)
	}
	return nil
}

// doClose ends a round for good and publishes what may be published of it.
func doClose(a *acting, args []string) (bot.View, error) {
	d, instead, err := a.openRoundAt(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	figures, err := guidance.FiguresOf(a, a.lib, d.round, a.ev.At)
	if err != nil {
		return bot.View{}, err
	}
	d.round.Closed, d.round.ClosedBy = a.ev.At, a.me.ID
	if err := a.putRound(d.round); err != nil {
		return bot.View{}, err
	}
	if err := a.tx.PutFigures(figures); err != nil {
		return bot.View{}, fmt.Errorf("publish figures: %w", err)
	}
	if err := a.tellClosed(d.round); err != nil {
		return bot.View{}, err
	}
	view, err := a.draw(figuresRoute(d.round))
	view.Notice = roundName(d.round) + "を締め切りました。"
	return view, err
}

// tellClosed takes back what is asked of people, and tells those who look
// after the rounds that the result is there.
func (a *acting) tellClosed(round guidance.Round) error {
	people, err := a.tx.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		a.changed = append(a.changed, personTopic(p.ID))
		if err := a.dropAsks(round, p.ID); err != nil {
			return err
		}
		if p.ID == a.me.ID || !p.May(guidance.SeeRounds, nil) {
			continue
		}
		err := a.notify(p.ID, guidance.Notice{
			Key:   fmt.Sprintf("round-%d-closed-%s", round.No, p.ID),
			Text:  fmt.Sprintf("%sさんが%sを締め切りました。結果を見られます。", a.me.Name, roundName(round)),
			Route: string(figuresRoute(round)),
		})
		if err != nil {
			return fmt.Errorf("tell that a round is closed: %w", err)
		}
	}
	return nil
}
