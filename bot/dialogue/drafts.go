package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	if key == operationKey {
		return "運用プラン", "operation", orNotFound(!t.me.May(guidance.PlanVisits, nil))
	}
	if key == wishKey {
		return "お知らせの設定", "wish", nil
	}
	if n, ok := strings.CutPrefix(key, minutesKey); ok {
		return "第" + n + "回の訪問の記録", bot.ActionID("minutes/" + n), orNotFound(!t.me.May(guidance.PlanVisits, nil))
	}
	if id, ok := strings.CutPrefix(key, measureKey); ok {
		_, err := t.decidingOf([]string{id})
		return "対策", bot.ActionID("measureset/" + id), errors.Join(err, orNotFound(!t.me.May(guidance.PlanVisits, nil)))
	}
	if text, route, ours, err := t.visitsDraft(key); ours {
		return text, route, err
	}
	draft, err := t.Draft(t.me.ID, key)
	if err == nil && !t.me.May(guidance.AddService, nil) {
		err = guidance.ErrNotFound
	}
	return "サービスの追加：" + draftName(draft), bot.ActionID("new/" + key), err
}

// draftName is what a half-filled form about something new calls it so far.
func draftName(draft map[string]string) string {
	return cmp.Or(clip(draft["name"], maxName), "名前はまだありません")
}

// valuesIn are a draft's values by field.
func valuesIn(draft map[string]string) map[bot.FieldID]string {
	values := make(map[bot.FieldID]string, len(draft))
	for id, v := range draft {
		values[bot.FieldID(id)] = v
	}
	return values
}

// drawnAt is the revision that a form was drawn from: that of its draft, else the
// one in the route, else the present.
func drawnAt(draft map[string]string, args []string, now int) int {
	if rev, kept := draft[draftRev]; kept {
		return revision(rev)
	}
	if len(args) > 0 {
		return revision(args[0])
	}
	return now
}

// entered is the draft of a form with the values of its submit over it.
func (a *acting) entered(key string) (map[bot.FieldID]string, error) {
	draft, err := a.Draft(a.me.ID, key)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	values := valuesIn(draft)
	maps.Copy(values, a.ev.Values)
	return values, nil
}

// keepForm adds those of the values whose fields it knows to the draft of a
// form that was drawn at a revision, and returns what the draft then holds.
func (a *acting) keepForm(key string, values map[bot.FieldID]string, drawn int, known func(bot.FieldID) bool) (map[string]string, error) {
	return a.keepOver(map[string]string{draftRev: strconv.Itoa(drawn)}, key, values, known)
}

// keepEntered is keepForm for what was just entered into a form of these fields
// that has no revision.
func (a *acting) keepEntered(key string, fields ...bot.FieldID) (map[string]string, error) {
	return a.keepOver(map[string]string{}, key, a.ev.Values, func(id bot.FieldID) bool { return slices.Contains(fields, id) })
}

// keepOver is keepForm for a draft that begins with something.
func (a *acting) keepOver(first map[string]string, key string, values map[bot.FieldID]string, known func(bot.FieldID) bool) (map[string]string, error) {
	draft, err := a.Draft(a.me.ID, key)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	if draft == nil {
		draft = first
	}
	for id, v := range values {
		if known(id) {
			draft[string(id)] = clipText(v)
		}
	}
	if err := a.tx.PutDraft(a.me.ID, key, draft); err != nil {
		return nil, fmt.Errorf("keep draft: %w", err)
	}
	return draft, nil
}
