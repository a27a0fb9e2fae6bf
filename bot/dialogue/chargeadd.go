package dialogue

import (
	"fmt"
	"slices"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// chargeKey begins the key of the draft of somebody to add; the service's
// number follows.
const chargeKey = "charge-"

// The fields of who is to be added. outside stands for somebody who is not in
// the bot and goes by the name entered.
const (
	whoField   bot.FieldID = "who"
	nameField  bot.FieldID = "name"
	scopeField bot.FieldID = "scope"
	outside                = "outside"
)

func isChargeField(id bot.FieldID) bool {
	return id == whoField || id == nameField || id == scopeField
}

func (c charging) draftKey() string { return chargeKey + strconv.Itoa(int(c.now.No)) }

// addPage asks who is to be in charge too, and what for.
func (t *turn) addPage(c charging, draft map[string]string, wrong problems) (bot.View, error) {
	people, err := t.personOptions()
	if err != nil {
		return bot.View{}, err
	}
	s := c.now
	name := bot.Field{ID: nameField, Kind: bot.Text, Label: "名簿にない人の名前", Optional: draft[string(whoField)] != outside, Max: maxLine,
		Hint: "「名簿にない人」を選んだときだけ入れてください。お知らせは届きません。"}
	view := bot.View{
		At:    chargeRoute("charge", s, 0),
		Title: s.No.String() + " " + s.Name + "の管理担当者を追加する",
		Body:  []string{"選んだ人は、このサービスの内容を見て直し、チェックに答えられるようになります。選んだ人に、お知らせが届きます。"},
		Fields: []bot.Field{
			{ID: scopeField, Kind: bot.Text, Label: "受け持ち", Optional: true, Max: maxLine, Hint: "例：入力項目とその活用／技術とヘルプデスク。空なら、全体の担当です。"},
			{ID: whoField, Kind: bot.Person, Label: "誰を管理担当者にしますか", Options: append(people, bot.Option{Value: outside, Label: "名簿にない人"})},
			name,
		},
		Submit:  bot.Action{ID: chargeRoute("do/charge", s, 0), Label: "管理担当者に加える", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("charges/%d", s.No)), Label: "戻る"}},
		Watch:   []string{serviceTopic(s.No)},
	}
	for i := range view.Fields {
		view.Fields[i].Value = draft[string(view.Fields[i].ID)]
	}
	wrong.mark(&view)
	return view, nil
}

// addCharge puts somebody in charge too. Whoever is already stays as they
// are, so that adding twice adds once.
func (a *acting) addCharge(c charging) (bot.View, error) {
	values, err := a.entered(c.draftKey())
	if err != nil {
		return bot.View{}, err
	}
	part, wrong, err := a.readCharge(values)
	if err != nil {
		return bot.View{}, err
	}
	there := c.now.Part(part) >= 0
	if len(c.now.InCharge) >= guidance.MaxCharges && !there && len(wrong) == 0 {
		wrong[whoField] = fmt.Sprintf("担当は%d件までです。加えるには、先に誰かを外してください。", guidance.MaxCharges)
	}
	if len(wrong) > 0 {
		draft, err := a.keepForm(c.draftKey(), a.ev.Values, c.drawn, isChargeField)
		if err != nil {
			return bot.View{}, err
		}
		return a.addPage(c, draft, wrong)
	}
	if err := a.tx.PutDraft(a.me.ID, c.draftKey(), nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	if there {
		view := a.chargesPage(c.now)
		view.Notice = a.chargeCall(part) + "は、この受け持ちの管理担当者になっています。"
		return view, nil
	}
	after := c.now
	after.InCharge = append(slices.Clone(after.InCharge), part)
	if err := a.changeService(c.now, &after); err != nil {
		return bot.View{}, err
	}
	if err := a.tellCharged(c.now, after); err != nil {
		return bot.View{}, err
	}
	view := a.chargesPage(after)
	view.Notice = a.chargeCall(part) + "を管理担当者に加えました。"
	return view, nil
}

// readCharge reads who was entered and what for.
func (a *acting) readCharge(values map[bot.FieldID]string) (guidance.Charge, problems, error) {
	wrong := problems{}
	part := guidance.Charge{Scope: oneLine(values[scopeField])}
	if p := tooLong(part.Scope); p != "" {
		wrong[scopeField] = p
	}
	people, err := a.personOptions()
	if err != nil {
		return part, nil, err
	}
	name := oneLine(values[nameField])
	switch who := values[whoField]; {
	case who == "":
		wrong[whoField] = "管理担当者にする人を選んでください。ほかの欄は残してあります。"
	case who != outside:
		part.Person = guidance.PersonID(who)
		if p := a.cannotCharge(people, who); p != "" {
			wrong[whoField] = p
		}
	case name == "":
		wrong[nameField] = "名簿にない人の名前を入れてください。ほかの欄は残してあります。"
	default:
		part.Name = name
		if p := tooLong(name); p != "" {
			wrong[nameField] = p
		}
	}
	return part, wrong, nil
}

// cannotCharge says why somebody cannot be in charge of a service; empty if
// they can.
func (a *acting) cannotCharge(people []bot.Option, who string) string {
	if slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == who }) {
		return ""
	}
	if p, err := a.Person(guidance.PersonID(who)); err == nil && p.Role == guidance.Expert {
		return "専門家は管理担当者になれません。会社の人を選んでください。ほかの欄は残してあります。"
	}
	return "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
}
