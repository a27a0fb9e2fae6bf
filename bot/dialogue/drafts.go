package dialogue

import (
	"errors"
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

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
	if no, ok := strings.CutPrefix(key, editKey); ok {
		s, err := t.serviceOf([]string{no})
		if err == nil && !t.me.May(guidance.ChangeService, &s) {
			err = guidance.ErrNotFound
		}
		return "台帳の変更：" + s.No.String() + " " + s.Name, bot.ActionID("edit/" + no), err
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
