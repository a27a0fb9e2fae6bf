package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

const (
	operationKey             = "operation"
	monthsField  bot.FieldID = "months"
	keeperField  bot.FieldID = "keeper"
	toldField    bot.FieldID = "told"
)

// operationFlow is how the company goes on after the visits 運用プラン 継続実施
// (seed p. 6): who keeps the ledger, and when each service is checked again.
func operationFlow() flow {
	return flow{
		screens: map[string]screen{"operation": drawOperation, "recheck": drawRecheck},
		saves:   map[string]deed{"operation": saveOperation},
		deeds:   map[string]deed{"operation": doOperation, "checked": doChecked},
		words:   map[string]bot.ActionID{"運用プラン": "operation", "運用": "operation", "見直し": "recheck", "サービスの見直し": "recheck"},
		tasks:   recheckTasks,
	}
}

func isOperationField(id bot.FieldID) bool {
	return id == monthsField || id == keeperField || id == toldField
}

func drawOperation(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	draft, err := t.Draft(t.me.ID, operationKey)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.operationPage(c.Operation, drawnAt(draft, args, c.Operation.Rev), valuesIn(draft), nil)
}

func (t *turn) operationPage(o guidance.Operation, drawn int, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	people, err := t.personOptions()
	months := bot.Field{ID: monthsField, Kind: bot.Choice, Label: "サービスを見直す間隔", Optional: true, Hint: "この間、台帳やチェックに変わりがなかったサービスについて、月のはじめに担当の人へお知らせします。"}
	if o.Months > 0 {
		months.Value = strconv.Itoa(o.Months)
	}
	for _, m := range guidance.RecheckMonths {
		months.Options = append(months.Options, bot.Option{Value: strconv.Itoa(m), Label: fmt.Sprintf("%dか月", m)})
	}
	months.Options = append(months.Options, bot.Option{Value: "0", Label: "見直さない"})
	keeper := bot.Field{ID: keeperField, Kind: bot.Person, Label: "台帳を管理する人", Optional: true, Value: string(t.became(o.Keeper)), Options: people, Hint: "管理担当者のいないサービスの見直しも、この人にお願いします。"}
	t.gone(&keeper)
	view := bot.View{
		At: bot.ActionID(fmt.Sprintf("operation/%d", drawn)), Title: "運用プラン",
		Body: []string{"訪問指導が終わったあとも、台帳とチェックを続けていくための決まりです。お知らせは、3回の訪問が終わってからはじまります。"},
		Fields: []bot.Field{
			months,
			keeper,
			{ID: toldField, Kind: bot.LongText, Label: "社員への知らせ方", Optional: true, Value: o.Told, Max: maxText, Hint: "例：毎年4月の全体会議で、利用の手引きを説明する"},
		},
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/operation/%d", drawn)), Label: "この内容で決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: "visits", Label: "やめて戻る"}},
		Watch:   []string{visitsTopic},
	}
	if o.Rev > 0 {
		view.Actions = append(view.Actions, bookAction(guidance.OperationBook))
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, err
}

func saveOperation(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := a.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	draft, err := a.keepForm(operationKey, a.ev.Values, drawnAt(nil, args, c.Operation.Rev), isOperationField)
	if err != nil {
		return bot.View{}, err
	}
	return a.operationPage(c.Operation, drawnAt(draft, nil, c.Operation.Rev), valuesIn(draft), nil)
}

func doOperation(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := a.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	draft, err := a.keepForm(operationKey, a.ev.Values, drawnAt(nil, args, c.Operation.Rev), isOperationField)
	if err != nil {
		return bot.View{}, err
	}
	was, values, drawn := c.Operation, valuesIn(draft), drawnAt(draft, nil, c.Operation.Rev)
	o, wrong, err := a.fillOperation(was, values)
	switch {
	case err != nil || len(wrong) > 0:
		view, err2 := a.operationPage(was, drawn, values, wrong)
		return view, errors.Join(err, err2)
	case drawn != was.Rev && o != was && !a.isMe(was.By):
		return a.operationConflict(was, draft)
	}
	if err := a.decideOperation(c, o); err != nil {
		return bot.View{}, fmt.Errorf("write the operation plan: %w", err)
	}
	view, err := drawVisits(a.turn, nil)
	view.Notice = "運用プランを決めました。"
	return view, err
}

// operationConflict says who has decided otherwise meanwhile, and what.
func (a *acting) operationConflict(now guidance.Operation, draft map[string]string) (bot.View, error) {
	draft[draftRev] = strconv.Itoa(now.Rev)
	if err := a.tx.PutDraft(a.me.ID, operationKey, draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	months, keeper := "見直さない", "未記入"
	if now.Months > 0 {
		months = fmt.Sprintf("%dか月", now.Months)
	}
	if now.Keeper != "" {
		keeper = a.name(now.Keeper)
	}
	view, err := a.operationPage(now, now.Rev, valuesIn(draft), nil)
	view.Problem = fmt.Sprintf("%sに%sが、運用プランを決めています（間隔：%s、台帳を管理する人：%s、知らせ方：%s）。あなたの内容に替えるときは、もう一度「この内容で決める」を押してください。",
		a.moment(now.Changed), a.name(now.By), months, keeper, orBlank(clip(now.Told, 60)))
	return view, err
}

// decideOperation writes the operation plan, if it is anything new.
func (a *acting) decideOperation(c guidance.Company, o guidance.Operation) error {
	err := a.tx.PutDraft(a.me.ID, operationKey, nil)
	if o == c.Operation {
		return err
	}
	o.Rev, o.Changed, o.By = o.Rev+1, a.ev.At, a.me.ID
	c.Operation = o
	a.changed = append(a.changed, visitsTopic)
	return errors.Join(err, a.tx.PutCompany(c))
}

func (t *turn) fillOperation(o guidance.Operation, values map[bot.FieldID]string) (guidance.Operation, problems, error) {
	wrong := problems{}
	if v, given := values[monthsField]; given && v != "" {
		n, err := strconv.Atoi(v)
		if o.Months = n; err != nil || n != 0 && !slices.Contains(guidance.RecheckMonths, n) {
			wrong[monthsField] = "選択肢から選んでください。ほかの欄は残してあります。"
		}
	}
	people, err := t.personOptions()
	if who, given := values[keeperField]; given {
		if o.Keeper = guidance.PersonID(who); who != "" && !slices.ContainsFunc(people, func(x bot.Option) bool { return x.Value == who }) {
			wrong[keeperField] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
		}
	}
	if v, given := values[toldField]; given {
		if o.Told = strings.TrimSpace(v); utf8.RuneCountInString(o.Told) > maxText {
			wrong[toldField] = fmt.Sprintf("%d文字までです。短くしてください。ほかの欄は残してあります。", maxText)
		}
	}
	return o, wrong, err
}
