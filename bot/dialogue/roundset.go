package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// mayRoundSet reads a route roundset/NO[/REV].
func (t *turn) mayRoundSet(args []string) (d opened, drawn int, holds bool, instead *bot.View, err error) {
	d, instead, err = t.openRoundAt(args)
	if err != nil || instead != nil {
		return d, 0, false, instead, err
	}
	people, err := t.People()
	if err != nil {
		return d, 0, false, nil, fmt.Errorf("read people: %w", err)
	}
	drawn = d.round.Rev
	if len(args) > 1 {
		drawn = revision(args[1])
	}
	return d, drawn, d.round.Holds(people), nil, nil
}

func drawRoundSet(t *turn, args []string) (bot.View, error) {
	d, _, holds, instead, err := t.mayRoundSet(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.draftOfForm(setRoundKey + strconv.Itoa(d.round.No))
	if err != nil {
		return bot.View{}, err
	}
	return t.roundSetForm(d.round, holds, draft)
}

// roundSetForm draws the form with what was entered, right or wrong.
func (t *turn) roundSetForm(round guidance.Round, holds bool, entered map[bot.FieldID]string) (bot.View, error) {
	after, drawn := round, round.Rev
	if rev, ok := entered[draftRev]; ok {
		drawn = revision(rev)
	}
	wrong, err := t.fillRound(&after, entered, holds)
	if err != nil {
		return bot.View{}, err
	}
	fields, err := t.roundFields(round, holds)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:      bot.ActionID(fmt.Sprintf("roundset/%d/%d", round.No, drawn)),
		Title:   roundName(round) + "の設定",
		Body:    []string{"「変更を保存する」を押すまで、変わりません。記入する人を変えると、前の人と新しい人にお知らせが届きます。", whyNobodyChosen},
		Fields:  fields,
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/round/set/%d/%d", round.No, drawn)), Label: "変更を保存する", Style: bot.Primary},
		Actions: []bot.Action{{ID: roundRoute(round), Label: "この回の画面に戻る"}},
		Watch:   []string{roundTopic},
	}
	if holds {
		view.Body = append(view.Body, heldLine(round))
	}
	show(&view, entered)
	if _, ok := wrong["k"]; ok && holds {
		view.Problem = wrong["k"]
		delete(wrong, "k")
	}
	wrong.mark(&view)
	return view, nil
}

func saveRoundSet(a *acting, args []string) (bot.View, error) {
	d, drawn, holds, instead, err := a.mayRoundSet(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepRoundDraft(setRoundKey+strconv.Itoa(d.round.No), drawn)
	if err != nil {
		return bot.View{}, err
	}
	return a.roundSetForm(d.round, holds, draft)
}

// doRoundSet writes what the form changed; what somebody else has set since
// it was drawn is shown first, and saving again decides it.
func doRoundSet(a *acting, args []string) (bot.View, error) {
	d, drawn, holds, instead, err := a.mayRoundSet(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	key := setRoundKey + strconv.Itoa(d.round.No)
	values, err := a.draftOfForm(key)
	if err != nil {
		return bot.View{}, err
	}
	maps.Copy(values, a.ev.Values)
	after := d.round
	wrong, err := a.fillRound(&after, values, holds)
	if err != nil {
		return bot.View{}, err
	}
	if len(wrong) > 0 {
		return saveRoundSet(a, args)
	}
	if drawn != d.round.Rev && changedRound(d.round, after) {
		return a.roundConflict(d.round, holds, key)
	}
	if err := a.tx.PutDraft(a.me.ID, key, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	return a.saveRound(d, after)
}

func changedRound(a, b guidance.Round) bool {
	return a.Due != b.Due || a.Anonymous() != b.Anonymous() || a.Filler != b.Filler
}

// roundConflict shows what somebody else has set meanwhile. Saved again, the
// form counts as drawn from that.
func (a *acting) roundConflict(round guidance.Round, holds bool, key string) (bot.View, error) {
	if err := a.tx.PutDraft(a.me.ID, key, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	draft, err := a.keepRoundDraft(key, round.Rev)
	if err != nil {
		return bot.View{}, err
	}
	view, err := a.roundSetForm(round, holds, draft)
	if err != nil {
		return view, err
	}
	now, err := a.roundFields(round, holds)
	for i, f := range now {
		if view.Fields[i].Value != f.Value {
			view.Fields[i].Remark = "いまの設定：" + orBlank(f.Shown())
		}
	}
	view.Problem = "この画面をお出ししたあとで、ほかの管理者が設定を変えました。あなたの変更は、まだ保存していません。いまの設定を確かめて、よければもう一度「変更を保存する」を押してください。"
	return view, err
}

// saveRound writes the settings and tells those whose part has changed.
func (a *acting) saveRound(d opened, after guidance.Round) (bot.View, error) {
	if !changedRound(d.round, after) {
		view, err := a.draw(roundRoute(d.round))
		view.Notice = "変わったところはありませんでした。"
		return view, err
	}
	after.Rev++
	if err := a.putRound(after); err != nil {
		return bot.View{}, err
	}
	if d.round.Filler != after.Filler {
		err := cmp.Or(a.tellFillers(d, after), a.audit(guidance.DidFiller, cmp.Or(string(after.Filler), "nobody")))
		if err != nil {
			return bot.View{}, err
		}
	}
	view, err := a.draw(roundRoute(after))
	view.Notice = "変更を保存しました。"
	return view, err
}

// tellFillers tells who fills in the company's sheet now, and who did until
// now and is asked for answers of their own instead.
func (a *acting) tellFillers(d opened, after guidance.Round) error {
	for _, p := range []guidance.PersonID{d.round.Filler, after.Filler} {
		if p == "" {
			continue
		}
		a.changed = append(a.changed, personTopic(p))
		if err := a.dropAsks(after, p); err != nil {
			return err
		}
	}
	if err := a.askFiller(after, len(d.in.Items)); err != nil {
		return err
	}
	before, err := a.Person(d.round.Filler)
	if errors.Is(err, guidance.ErrNotFound) || before.ID == a.me.ID || err == nil && !after.Asks(before) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read person: %w", err)
	}
	text := "会社としての自社診断は、" + a.name(after.Filler) + "が記入することになりました。"
	if after.Filler == "" {
		text = "会社としての自社診断は、管理者が記入することになりました。"
	}
	err = a.notify(before.ID, guidance.Notice{
		Key:   fmt.Sprintf("%s%d-%s", askKey(after), after.Rev, before.ID),
		Text:  text + "代わりに、ご自身としての自社診断をお願いします。" + a.dueLine(after),
		Route: "diagnosis",
	})
	if err != nil {
		return fmt.Errorf("tell who filled in the company's sheet: %w", err)
	}
	return nil
}
