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

func drawOperation(t *turn, _ []string) (bot.View, error) {
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
	return t.operationPage(c.Operation, valuesIn(draft), nil)
}

func (t *turn) operationPage(o guidance.Operation, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	people, err := t.personOptions()
	months := bot.Field{ID: monthsField, Kind: bot.Choice, Label: "サービスを見直す間隔", Optional: true, Hint: "この間、台帳やチェックに変わりがなかったサービスについて、月のはじめに担当の人へお知らせします。"}
	if o.Months > 0 {
		months.Value = strconv.Itoa(o.Months)
	}
	for _, m := range guidance.RecheckMonths {
		months.Options = append(months.Options, bot.Option{Value: strconv.Itoa(m), Label: fmt.Sprintf("%dか月", m)})
	}
	months.Options = append(months.Options, bot.Option{Value: "0", Label: "見直さない"})
	view := bot.View{
		At: "operation", Title: "運用プラン",
		Body: []string{"訪問指導が終わったあとも、台帳とチェックを続けていくための決まりです。お知らせは、3回の訪問が終わってからはじまります。"},
		Fields: []bot.Field{
			months,
			{ID: keeperField, Kind: bot.Person, Label: "台帳を管理する人", Optional: true, Value: string(o.Keeper), Options: people, Hint: "管理担当者のいないサービスの見直しも、この人にお願いします。"},
			{ID: toldField, Kind: bot.LongText, Label: "社員への知らせ方", Optional: true, Value: o.Told, Max: maxText, Hint: "例：毎年4月の全体会議で、利用の手引きを説明する"},
		},
		Submit:  bot.Action{ID: bot.ActionID(fmt.Sprintf("do/operation/%d", o.Rev)), Label: "この内容で決める", Style: bot.Primary},
		Actions: []bot.Action{{ID: "visits", Label: "やめて戻る"}},
		Watch:   []string{visitsTopic},
	}
	show(&view, entered)
	wrong.mark(&view)
	return view, err
}

func saveOperation(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := a.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	draft, err := a.keepOver(map[string]string{}, operationKey, a.ev.Values, isOperationField)
	if err != nil {
		return bot.View{}, err
	}
	return a.operationPage(c.Operation, valuesIn(draft), nil)
}

func doOperation(a *acting, _ []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := a.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	values, err := a.entered(operationKey)
	if err != nil {
		return bot.View{}, err
	}
	o, wrong, err := a.fillOperation(c.Operation, values)
	if err != nil || len(wrong) > 0 {
		view, err2 := a.operationPage(c.Operation, values, wrong)
		return view, errors.Join(err, err2)
	}
	o.Rev, o.Changed, o.By = o.Rev+1, a.ev.At, a.me.ID
	c.Operation = o
	a.changed = append(a.changed, visitsTopic)
	if err := errors.Join(a.tx.PutDraft(a.me.ID, operationKey, nil), a.tx.PutCompany(c)); err != nil {
		return bot.View{}, fmt.Errorf("write the operation plan: %w", err)
	}
	view, err := drawVisits(a.turn, nil)
	view.Notice = "運用プランを決めました。"
	return view, err
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
