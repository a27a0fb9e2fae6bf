package dialogue

import (
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// newForm is the route of an empty form. The form, once drawn, has a route
// of its own: it carries the key of what it will create, so that pressing
// twice creates one.
const newForm bot.ActionID = "new"

// newFormKey makes the key of a form. Keys sort by the second they were made
// in: the oldest draft is the first.
func (t *turn) newFormKey() string {
	return strconv.FormatInt(t.ev.At.Unix(), 36) + "-" + t.newKey()
}

// maxKey is the longest key of a form: seven digits of time, a hyphen, and a
// key of New.
const maxKey = 7 + 1 + 26

// blank is a service before anybody said anything about it.
func (t *turn) blank() guidance.Service {
	return guidance.Service{
		Written:    guidance.DayOf(t.ev.At, t.in()),
		WrittenBy:  t.me.Name,
		Department: t.me.Department,
		Status:     guidance.Surveying,
		InCharge:   []guidance.Charge{{Person: t.me.ID}},
	}
}

// beginService keeps the name that was typed and shows the form with it.
func (a *acting) beginService(name string) (bot.View, error) {
	key := a.newFormKey()
	if a.me.May(guidance.AddService, nil) {
		values := map[bot.FieldID]string{"name": clip(name, maxName)}
		if _, err := a.keepDraft(key, values, 0); err != nil {
			return bot.View{}, err
		}
	}
	return drawNewService(a.turn, []string{key})
}

func drawNewService(t *turn, args []string) (bot.View, error) {
	if len(args) == 0 {
		args = []string{t.newFormKey()}
	}
	key, s, instead, err := t.mayAdd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, key)
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.redrawn(s, draft, func(s guidance.Service) (bot.View, error) { return t.drawForm(key, s) })
}

// redrawn puts a draft's values over a service and draws them, with what is
// wrong about them beside the fields.
func (t *turn) redrawn(s guidance.Service, draft map[string]string, draw func(guidance.Service) (bot.View, error)) (bot.View, error) {
	if len(draft) == 0 {
		return draw(s)
	}
	values := map[bot.FieldID]string{}
	for k, v := range draft {
		values[bot.FieldID(k)] = v
	}
	wrong, err := t.fill(&s, values)
	if err != nil {
		return bot.View{}, err
	}
	view, err := draw(s)
	show(&view, values)
	wrong.mark(&view)
	return view, err
}

// show puts what was entered back into the fields, right or wrong.
func show(view *bot.View, values map[bot.FieldID]string) {
	for i := range view.Fields {
		if v, ok := values[view.Fields[i].ID]; ok {
			view.Fields[i].Value = v
		}
	}
}

// mayAdd reads the key of a new form, and leads to the service that it has
// already made if it has.
func (t *turn) mayAdd(args []string) (string, guidance.Service, *bot.View, error) {
	if !t.me.May(guidance.AddService, nil) {
		view, err := t.refuse("クラウドサービスの追加は、会社の方にお願いしています。")
		return "", guidance.Service{}, &view, err
	}
	if len(args) == 0 || args[0] == "" || len(args[0]) > maxKey {
		return "", guidance.Service{}, nil, guidance.ErrNotFound
	}
	made, ok, err := t.MadeBy(args[0])
	if err != nil {
		return "", guidance.Service{}, nil, fmt.Errorf("look for made service: %w", err)
	}
	if ok {
		view, err := drawService(t, []string{fmt.Sprint(int(made))})
		return "", guidance.Service{}, &view, err
	}
	return args[0], t.blank(), nil, nil
}

func (t *turn) drawForm(key string, s guidance.Service) (bot.View, error) {
	fields, err := t.formFields(s)
	if err != nil {
		return bot.View{}, err
	}
	return bot.View{
		At:      bot.ActionID("new/" + key),
		Title:   "クラウドサービスを追加する",
		Body:    []string{"サービス名を入れて「追加する」を押すと、台帳に入ります。ほかの欄は、あとからでも直せます。番号は自動で付きます。"},
		Fields:  fields,
		Submit:  bot.Action{ID: bot.ActionID("do/add/" + key), Label: "追加する", Style: bot.Primary},
		Actions: append(t.suggestInstead(key), bot.Action{ID: "ledger", Label: "やめて台帳に戻る"}),
	}, nil
}

func saveNewService(a *acting, args []string) (bot.View, error) {
	key, s, instead, err := a.mayAdd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepDraft(key, a.ev.Values, 0)
	if err != nil {
		return bot.View{}, err
	}
	return a.redrawn(s, draft, func(s guidance.Service) (bot.View, error) { return a.drawForm(key, s) })
}

// keepDraft adds what was just entered to the draft of a form, and keeps the
// revision that the form was first drawn from.
func (a *acting) keepDraft(key string, values map[bot.FieldID]string, drawn int) (map[string]string, error) {
	return a.keepForm(key, values, drawn, isFormField)
}

func isFormField(id bot.FieldID) bool {
	fixed := []bot.FieldID{"status", "importance", "person1", "person2", "scope1", "scope2"}
	return slices.Contains(fixed, id) ||
		slices.ContainsFunc(formTexts, func(f formText) bool { return f.id == id }) ||
		slices.ContainsFunc(formDays, func(f formDay) bool { return f.id == id })
}

// clipText bounds what a draft keeps of one field: twice what any field may
// hold, so that a text that is too long is not lost while it is shortened.
func clipText(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 2*max(maxText, guidance.MaxMinutes))])
}

func doAddService(a *acting, args []string) (bot.View, error) {
	key, s, instead, err := a.mayAdd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	values, err := a.entered(key)
	if err != nil {
		return bot.View{}, err
	}
	if _, ok := values["name"]; !ok {
		values["name"] = ""
	}
	wrong, err := a.fill(&s, values)
	if err != nil {
		return bot.View{}, err
	}
	if s.Status == "" {
		wrong["status"] = "「ステータス」を選んでください。ほかの欄は残してあります。"
	}
	if len(wrong) > 0 {
		if _, err := a.keepDraft(key, a.ev.Values, 0); err != nil {
			return bot.View{}, err
		}
		view, err := a.drawForm(key, s)
		show(&view, values)
		wrong.mark(&view)
		return view, err
	}
	if view, err := a.held(key, s, args[1:]); err != nil || view != nil {
		return orView(view), err
	}
	return a.addService(key, s)
}

func (a *acting) addService(key string, s guidance.Service) (bot.View, error) {
	no, err := a.tx.NewServiceNo()
	if err != nil {
		return bot.View{}, fmt.Errorf("number a service: %w", err)
	}
	s.No, s.Rev, s.Changed, s.Created, s.By = no, 1, a.ev.At, a.ev.At, a.me.ID
	if err := a.tx.PutService(s); err != nil {
		return bot.View{}, fmt.Errorf("write service: %w", err)
	}
	if err := a.tx.PutMadeBy(key, no); err != nil {
		return bot.View{}, fmt.Errorf("note what made the service: %w", err)
	}
	if err := a.tx.PutDraft(a.me.ID, key, nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic, personTopic(a.me.ID))
	if err := a.tellCharged(guidance.Service{}, s); err != nil {
		return bot.View{}, err
	}
	view, err := a.shown(s)
	view.Notice = no.String() + "「" + s.Name + "」を台帳に追加しました。"
	return view, err
}

// shown is the sheet of a service that was just written, or the menu for
// whoever has put it into somebody else's charge.
func (t *turn) shown(s guidance.Service) (bot.View, error) {
	if !t.me.May(guidance.SeeService, &s) {
		return drawMenu(t, nil)
	}
	return drawService(t, []string{fmt.Sprint(int(s.No))})
}

// tellCharged tells people that they are now in charge of a service, unless
// they said so themselves.
func (a *acting) tellCharged(before, after guidance.Service) error {
	for _, c := range after.InCharge {
		if c.Person == "" || c.Person == a.me.ID || before.Has(c.Person) {
			continue
		}
		if err := a.notify(c.Person, ChargeNotice(a.me, after, c.Person)); err != nil {
			return fmt.Errorf("tell who is in charge: %w", err)
		}
	}
	return a.tellRelieved(before, after)
}

// ChargeNotice tells a person that somebody has put them in charge of a
// service, as it then stands.
func ChargeNotice(by guidance.Person, s guidance.Service, to guidance.PersonID) guidance.Notice {
	return guidance.Notice{
		Key:   fmt.Sprintf("charge-%s-%d-%s", s.No, s.Rev, to),
		Text:  by.Name + "さんが、あなたを「" + s.Name + "」の管理担当者にしました。内容の確認と、安全利用チェックをお願いします。",
		Route: fmt.Sprintf("service/%d", s.No),
	}
}
