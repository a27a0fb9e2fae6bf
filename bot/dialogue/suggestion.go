package dialogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

func suggestionFlow() flow {
	return flow{
		screens: map[string]screen{"suggest": drawSuggest, "suggestion": drawSuggestion, "suggestions": drawSuggestions},
		saves:   map[string]deed{"suggest": saveSuggest, "suggestion": saveDecision},
		deeds:   map[string]deed{"suggest": doSuggest, "accept": doAcceptSuggestion, "known": doKnownSuggestion, "decline": doDeclineSuggestion},
		words: map[string]bot.ActionID{
			"suggest": "suggest", "提案": "suggest", "知らせる": "suggest", "サービスを知らせる": "suggest", "届いた提案": "suggestions",
		},
		waits: suggestionRow,
	}
}

// suggestInstead offers, beside the form of a new service, to tell a manager
// of it and not to be in charge, to those who are no managers themselves.
func (t *turn) suggestInstead(key string) []bot.Action {
	if !t.me.May(guidance.Suggest, nil) || t.me.May(guidance.AskAround, nil) {
		return nil
	}
	return []bot.Action{{ID: bot.ActionID("suggest/" + key), Label: "自分では担当せず、管理者に知らせる"}}
}

// suggestKey begins the key of a draft that suggests a service.
const suggestKey = "suggest-"

// suggesting is the form of a suggestion.
type suggesting struct {
	key    string
	values map[string]string
}

// maySuggest reads the key of a form, and leads to the suggestion that it has
// already made if it has.
func (t *turn) maySuggest(args []string) (suggesting, *bot.View, error) {
	if !t.me.May(guidance.Suggest, nil) {
		view, err := t.refuse("使っているサービスを知らせるのは、会社の方にお願いしています。")
		return suggesting{}, &view, err
	}
	if len(args) == 0 || args[0] == "" {
		args = []string{t.newFormKey()}
	}
	if len(args[0]) > maxKey {
		return suggesting{}, nil, guidance.ErrNotFound
	}
	made, ok, err := ifThere(t.Suggestion(args[0]))
	switch {
	case err != nil:
		return suggesting{}, nil, fmt.Errorf("look for suggestion: %w", err)
	case ok && made.By == t.me.ID:
		view, err := drawSuggestion(t, []string{made.Key})
		return suggesting{}, &view, err
	case ok:
		return suggesting{}, nil, guidance.ErrNotFound
	}
	draft, err := t.Draft(t.me.ID, suggestKey+args[0])
	if err != nil {
		return suggesting{}, nil, fmt.Errorf("read draft: %w", err)
	}
	if draft == nil {
		draft, err = t.suggestionOfForm(args[0])
	}
	return suggesting{key: args[0], values: draft}, nil, err
}

// suggestionOfForm begins a suggestion with what was already entered into the
// form of a new service.
func (t *turn) suggestionOfForm(key string) (map[string]string, error) {
	form, err := t.Draft(t.me.ID, key)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	values := map[string]string{"department": t.me.Department}
	for from, to := range map[string]string{"name": "name", "summary": "use", "department": "department"} {
		if form[from] != "" {
			values[to] = form[from]
		}
	}
	return values, nil
}

func drawSuggest(t *turn, args []string) (bot.View, error) {
	f, instead, err := t.maySuggest(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 2 && args[1] == apart {
		return t.suggestTwin(f)
	}
	return f.view(), nil
}

// suggestTwin draws again the question whether it is a service of the ledger.
func (t *turn) suggestTwin(f suggesting) (bot.View, error) {
	name := oneLine(f.values["name"])
	w, err := t.twins(name)
	if err != nil || name == "" || w.none() {
		return f.view(), err
	}
	return t.askTwin(f, name, w), nil
}

func (t *turn) askTwin(f suggesting, name string, w twins) bot.View {
	view := t.twinView(w, name, bot.ActionID("suggest/"+f.key+"/"+apart), bot.ActionID("do/suggest/"+f.key), bot.ActionID("suggest/"+f.key), "別のサービスとして知らせる")
	view.Body[len(view.Body)-1] = "まだ知らせていません。入力した内容は残してあります。"
	return view
}

func (f suggesting) fields() []bot.Field {
	return []bot.Field{
		{ID: "name", Kind: bot.Text, Label: "サービス名", Hint: "例：○○オンラインストレージサービス", Max: maxName, Value: f.values["name"]},
		{ID: "use", Kind: bot.LongText, Label: "何に使っていますか", Hint: "例：取引先との図面の受け渡し", Max: maxLine, Value: f.values["use"]},
		{ID: "department", Kind: bot.Text, Label: "使っている部署", Max: maxLine, Optional: true, Value: f.values["department"]},
	}
}

func (f suggesting) view() bot.View {
	return bot.View{
		At:    bot.ActionID("suggest/" + f.key),
		Title: "使っているサービスを知らせる",
		Body: []string{
			"台帳にまだないクラウドサービスを、会社の管理者に知らせます。",
			"入れた内容とあなたのお名前は、管理者に見えます。台帳に加えるかどうかは管理者が決め、返事はメニューに届きます。",
		},
		Fields:  f.fields(),
		Submit:  bot.Action{ID: bot.ActionID("do/suggest/" + f.key), Label: "知らせる", Style: bot.Primary},
		Actions: []bot.Action{{ID: "menu", Label: "やめてメニューに戻る"}},
	}
}

// suggestDraft says in words what is half suggested; see draftOf.
func (t *turn) suggestDraft(key, form string) (string, bot.ActionID, error) {
	draft, err := t.Draft(t.me.ID, key)
	if err == nil && !t.me.May(guidance.Suggest, nil) {
		err = guidance.ErrNotFound
	}
	return "知らせるサービス：" + cmp.Or(clip(draft["name"], maxName), "名前はまだありません"), bot.ActionID("suggest/" + form), err
}

// keep puts what was just entered over the draft and keeps it.
func (a *acting) keepSuggestion(f suggesting) error {
	for _, field := range f.fields() {
		if v, ok := a.ev.Values[field.ID]; ok {
			f.values[string(field.ID)] = clipText(v)
		}
	}
	if err := a.tx.PutDraft(a.me.ID, suggestKey+f.key, f.values); err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

// wrong are sentences about the fields that cannot be taken. Those that were
// never filled are only asked for at the end.
func (f suggesting) wrong(end bool) problems {
	wrong := problems{}
	for _, field := range f.fields() {
		v, given := f.values[string(field.ID)]
		v = strings.TrimSpace(v)
		switch n := utf8.RuneCountInString(v); {
		case v == "" && !field.Optional && (end || given):
			wrong[field.ID] = "「" + field.Label + "」を入れてください。ほかの欄は残してあります。"
		case n > field.Max:
			wrong[field.ID] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", field.Max, n)
		}
	}
	return wrong
}

func saveSuggest(a *acting, args []string) (bot.View, error) {
	f, instead, err := a.maySuggest(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if err := a.keepSuggestion(f); err != nil {
		return bot.View{}, err
	}
	view := f.view()
	f.wrong(false).mark(&view)
	return view, nil
}

func doSuggest(a *acting, args []string) (bot.View, error) {
	f, instead, err := a.maySuggest(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if err := a.keepSuggestion(f); err != nil {
		return bot.View{}, err
	}
	if wrong := f.wrong(true); len(wrong) > 0 {
		view := f.view()
		wrong.mark(&view)
		return view, nil
	}
	name := oneLine(f.values["name"])
	w, err := a.twins(name)
	if err != nil {
		return bot.View{}, err
	}
	if !w.decided(name, args[min(1, len(args)):]) {
		return a.askTwin(f, name, w), nil
	}
	return a.suggest(f, name)
}

func (a *acting) suggest(f suggesting, name string) (bot.View, error) {
	s := guidance.Suggestion{Key: f.key, Name: name, Use: strings.TrimSpace(f.values["use"]), Department: oneLine(f.values["department"]), By: a.me.ID, At: a.ev.At}
	if err := a.tx.PutSuggestion(s); err != nil {
		return bot.View{}, fmt.Errorf("write suggestion: %w", err)
	}
	for _, key := range []string{suggestKey + f.key, f.key} {
		if err := a.tx.PutDraft(a.me.ID, key, nil); err != nil {
			return bot.View{}, fmt.Errorf("drop draft: %w", err)
		}
	}
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if p.ID == a.me.ID || !p.May(guidance.AskAround, nil) {
			continue
		}
		n := guidance.Notice{Key: suggestKey + s.Key, Text: a.me.Name + "さんから、使っているサービス「" + s.Name + "」の知らせが届きました。台帳に加えるかどうかを決めてください。", Route: "suggestion/" + s.Key}
		if err := a.notify(p.ID, n); err != nil {
			return bot.View{}, fmt.Errorf("tell managers: %w", err)
		}
	}
	view, err := drawSuggestion(a.turn, []string{s.Key})
	view.Notice = "「" + s.Name + "」を管理者に知らせました。"
	return view, err
}

// suggestionRow leads managers to what waits for them.
func suggestionRow(t *turn) ([]bot.Row, error) {
	if !t.me.May(guidance.AskAround, nil) {
		return nil, nil
	}
	all, err := t.Suggestions()
	if err != nil {
		return nil, fmt.Errorf("read suggestions: %w", err)
	}
	n := 0
	for _, s := range all {
		if s.Decision == guidance.Waiting {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []bot.Row{{Cells: []bot.Cell{{Text: "従業員から届いたサービスの提案"}, {Text: fmt.Sprintf("返事待ち%d件", n), Mark: bot.Open}}, Open: "suggestions"}}, nil
}

const suggestionsTopic = "suggestions"

// drawSuggestions lists all of them to a manager, those that wait first; to
// others their own.
func drawSuggestions(t *turn, args []string) (bot.View, error) {
	all, err := t.Suggestions()
	if err != nil {
		return bot.View{}, fmt.Errorf("read suggestions: %w", err)
	}
	if !t.me.May(guidance.Suggest, nil) {
		return t.refuse("サービスの提案は、会社の管理者が受け取っています。")
	}
	if !t.me.May(guidance.AskAround, nil) {
		all = slices.DeleteFunc(all, func(s guidance.Suggestion) bool { return s.By != t.me.ID })
	}
	slices.SortStableFunc(all, func(a, b guidance.Suggestion) int {
		waits := func(s guidance.Suggestion) int { return min(len(s.Decision), 1) }
		if c := waits(a) - waits(b); c != 0 {
			return c
		}
		return b.At.Compare(a.At)
	})
	page := pageAt(args, len(all))
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("suggestions/%d", page)),
		Title: fmt.Sprintf("サービスの提案　%d件", len(all)),
		Body:  []string{"提案を開くと、内容と返事を見られます。"},
		Watch: []string{suggestionsTopic},
	}
	if len(all) == 0 {
		view.Body = []string{"まだ提案はありません。"}
	} else {
		view.Table = t.suggestionTable(pageOfRows(all, page))
	}
	view.Actions = append(turnPages(below("suggestions"), page, len(all), "件"), bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func (t *turn) suggestionTable(list []guidance.Suggestion) *bot.Table {
	table := &bot.Table{Caption: "サービスの提案（返事待ちが先）", Head: []string{"サービス名", "知らせた人", "日付", "返事"}}
	for _, s := range list {
		state := bot.Cell{Text: s.Decision.String(), Mark: bot.Done}
		if s.Decision == guidance.Waiting {
			state.Mark = bot.Open
		}
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: s.Name}, {Text: t.name(s.By)}, {Text: t.day(s.At)}, state},
			Open:  bot.ActionID("suggestion/" + s.Key),
		})
	}
	return table
}
