package dialogue

import (
	"errors"
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// serviceForms are the forms about one service: the key of their drafts, which
// the service's number follows, what they are called, the screen where they go
// on, and whether they still mean anything.
var serviceForms = []struct {
	key, text, screen string
	now               func(guidance.Service) bool
}{
	{editKey, "台帳の変更", "edit", nil},
	{endKey, "利用終了の手続き", "end", func(s guidance.Service) bool { return s.Status != guidance.Ended }},
	{chargeKey, "管理担当者の追加", "charge", nil},
	{handoverKey, "担当の引き継ぎ", "handover", func(s guidance.Service) bool { return len(s.InCharge) > 0 }},
	{importanceKey, "情報の重要度", "importance", nil},
}

// draftRows lead back to the forms that were left half filled.
func (t *turn) draftRows() ([]bot.Row, error) {
	keys, err := t.Drafts(t.me.ID)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	var rows []bot.Row
	for _, key := range keys {
		text, route, err := t.draftOf(key)
		if errors.Is(err, guidance.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, bot.Row{Cells: []bot.Cell{{Text: text}, {Text: "書きかけ", Mark: bot.Open}}, Open: route})
	}
	return rows, nil
}

// draftOf says in words what a draft is of and where it goes on; ErrNotFound
// for one that this person can no longer go on with.
func (t *turn) draftOf(key string) (string, bot.ActionID, error) {
	for _, form := range serviceForms {
		no, ok := strings.CutPrefix(key, form.key)
		if !ok {
			continue
		}
		s, err := t.serviceOf([]string{no})
		if err == nil && !(t.me.May(guidance.ChangeService, &s) && (form.now == nil || form.now(s))) {
			err = guidance.ErrNotFound
		}
		return form.text + "：" + s.No.String() + " " + s.Name, bot.ActionID(form.screen + "/" + no), err
	}
	if strings.HasPrefix(key, askDraft("")) || strings.HasPrefix(key, askedDraft("")) {
		return "", "", guidance.ErrNotFound // what is asked is found where it is asked
	}
	if text, route, ours, err := t.roundDraft(key); ours {
		return text, route, err
	}
	if form, ok := strings.CutPrefix(key, suggestKey); ok {
		return t.suggestDraft(key, form)
	}
	if rest, ok := strings.CutPrefix(key, inviteKey); ok {
		return t.inviteDraft(key, rest)
	}
	draft, err := t.Draft(t.me.ID, key)
	if err == nil && !t.me.May(guidance.AddService, nil) {
		err = guidance.ErrNotFound
	}
	name := clip(draft["name"], maxName)
	if name == "" {
		name = "名前はまだありません"
	}
	return "サービスの追加：" + name, bot.ActionID("new/" + key), err
}
