package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// editing is a change to a service's record, from the form drawn at an
// earlier revision of it.
type editing struct {
	now   guidance.Service // as it stands
	base  guidance.Service // as it stood when the form was drawn
	drawn int
}

// editKey begins the key of a draft that changes a service; its number follows.
const editKey = "edit-"

func (e editing) key() string { return editKey + strconv.Itoa(int(e.now.No)) }

// mayEdit reads a route edit/SERVICE/REVISION.
func (t *turn) mayEdit(args []string) (editing, *bot.View, error) {
	s, instead, err := t.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return editing{}, instead, err
	}
	e := editing{now: s, base: s, drawn: s.Rev}
	if len(args) > 1 {
		e.drawn = revision(args[1])
	}
	if e.drawn < s.Rev {
		base, err := t.ServiceVersion(s.No, e.drawn)
		switch {
		case err == nil:
			e.base = base
		case !errors.Is(err, guidance.ErrNotFound):
			return e, nil, fmt.Errorf("read earlier version: %w", err)
		}
	}
	return e, nil, nil
}

func drawEditService(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, e.key())
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.redrawnEdit(e, draft)
}

// draftRev is where a draft keeps the revision its form was drawn from: what
// somebody else changes meanwhile is a conflict when it is saved, also if the
// form is left and taken up again.
const draftRev = "rev"

func (t *turn) redrawnEdit(e editing, draft map[string]string) (bot.View, error) {
	drawn := e.now.Rev
	if rev, ok := draft[draftRev]; ok {
		drawn = revision(rev)
	}
	return t.redrawn(e.now, draft, func(s guidance.Service) (bot.View, error) { return t.editForm(s, drawn) })
}

func (t *turn) editForm(s guidance.Service, drawn int) (bot.View, error) {
	fields, err := t.formFields(s)
	if err != nil {
		return bot.View{}, err
	}
	return bot.View{
		At:      bot.ActionID(fmt.Sprintf("edit/%d/%d", s.No, drawn)),
		Title:   s.No.String() + " " + s.Name + "の内容を直す",
		Body:    []string{"「変更を保存する」を押すまで、台帳は変わりません。途中の入力は残ります。"},
		Fields:  fields,
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/edit/%d/%d", s.No, drawn)), Label: "変更を保存する", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "あとで続ける"}},
		Watch:   []string{serviceTopic(s.No)},
	}, nil
}

func saveEditService(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepDraft(e.key(), a.ev.Values, e.drawn)
	if err != nil {
		return bot.View{}, err
	}
	return a.redrawnEdit(e, draft)
}

// doEditService writes what the form changed of the record it was drawn
// from. What somebody else has changed since and the form changes too is a
// conflict: it is shown, and saving again decides it.
func doEditService(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayEdit(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	values, err := a.entered(e.key())
	if err != nil {
		return bot.View{}, err
	}
	changed, err := a.changedFields(e, values)
	if err != nil {
		return bot.View{}, err
	}
	after := e.now
	after.InCharge = slices.Clone(after.InCharge)
	wrong, err := a.fill(&after, changed)
	if err != nil {
		return bot.View{}, err
	}
	if err := a.markConflicts(e, changed, wrong); err != nil {
		return bot.View{}, err
	}
	if id := chargeID("person", 0); wrong[id] == "" && a.leftAlone(e.now, after) && !a.me.May(guidance.AssignService, nil) {
		wrong[id] = lastInCharge + "ほかの欄は残してあります。"
	}
	if len(wrong) > 0 {
		if err := a.restartDraft(e, changed); err != nil {
			return bot.View{}, err
		}
		view, err := a.editForm(e.now, e.now.Rev)
		show(&view, changed)
		wrong.mark(&view)
		return view, err
	}
	return a.saveService(e, after, len(changed) > 0)
}

// changedFields are the values that differ from what the form was drawn with.
func (a *acting) changedFields(e editing, values map[bot.FieldID]string) (map[bot.FieldID]string, error) {
	drawn, err := a.formFields(e.base)
	if err != nil {
		return nil, err
	}
	changed := map[bot.FieldID]string{}
	for _, f := range drawn {
		if v, ok := values[f.ID]; ok && v != f.Value {
			changed[f.ID] = v
		}
	}
	return changed, nil
}

// restartDraft keeps only what the form changed, as of today's record: the
// person has now seen what stands there.
func (a *acting) restartDraft(e editing, changed map[bot.FieldID]string) error {
	if err := a.tx.PutDraft(a.me.ID, e.key(), nil); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	_, err := a.keepDraft(e.key(), changed, e.now.Rev)
	return err
}

// markConflicts finds the changed fields that were changed elsewhere too,
// since the form was drawn.
func (a *acting) markConflicts(e editing, changed map[bot.FieldID]string, wrong problems) error {
	was, err := a.formFields(e.base)
	if err != nil {
		return err
	}
	is, err := a.formFields(e.now)
	if err != nil {
		return err
	}
	for i, f := range is {
		mine, ok := changed[f.ID]
		moved := f.Value != was[i].Value || isOtherCharge(f.ID, e.base, e.now)
		if ok && moved && f.Value != mine {
			wrong[f.ID] = fmt.Sprintf("%sに%sがここを「%s」に直しています。あなたの変更は、まだ台帳に入っていません。あなたの入力に直すときは、もう一度「変更を保存する」を押してください。",
				a.moment(e.now.Changed), a.name(e.now.By), orBlank(clip(f.Shown(), 60)))
		}
	}
	return nil
}

func (a *acting) saveService(e editing, after guidance.Service, changed bool) (bot.View, error) {
	if err := a.tx.PutDraft(a.me.ID, e.key(), nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	if !changed {
		view, err := a.shown(e.now)
		view.Notice = "変わったところはありませんでした。"
		return view, err
	}
	ends := after.Status == guidance.Ended && e.now.Status != guidance.Ended
	notice := "変更を保存しました。"
	if _, known := after.End.Time(); ends && !known {
		after.End = guidance.DayOf(a.ev.At, a.in())
		notice += "利用終了日は、今日（" + after.End.String() + "）にしました。"
	}
	if a.leftAlone(e.now, after) {
		notice += "このサービスは担当者未定になりました。"
	}
	if err := a.changeService(e.now, &after); err != nil {
		return bot.View{}, err
	}
	if err := a.tellCharged(e.now, after); err != nil {
		return bot.View{}, err
	}
	view, err := a.afterEdit(after, ends)
	view.Notice = notice
	return view, err
}

// afterEdit leads to what ending a service asks for, else to its sheet.
func (a *acting) afterEdit(after guidance.Service, ends bool) (bot.View, error) {
	if ends && a.me.May(guidance.ChangeService, &after) {
		return drawEnding(a.turn, []string{strconv.Itoa(int(after.No))})
	}
	return a.shown(after)
}

// changeService writes the next version of a service.
func (a *acting) changeService(before guidance.Service, after *guidance.Service) error {
	after.Rev, after.Changed, after.By, after.File = before.Rev+1, a.ev.At, a.me.ID, false
	if err := a.tx.PutService(*after); err != nil {
		return fmt.Errorf("write service: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic, serviceTopic(after.No), personTopic(a.me.ID))
	for _, c := range slices.Concat(before.InCharge, after.InCharge) {
		a.changed = append(a.changed, personTopic(c.Person))
	}
	if after.Status == guidance.Ended && before.Status != guidance.Ended {
		return a.tellEnded(*after)
	}
	return nil
}
