package dialogue

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// twins are the services that a name is likely to mean, as far as this person
// may see them, and the others.
type twins struct{ seen, hidden []guidance.Twin }

func (w twins) none() bool { return len(w.seen) == 0 && len(w.hidden) == 0 }

func (t *turn) twins(name string) (twins, error) {
	services, err := t.Services()
	if err != nil {
		return twins{}, fmt.Errorf("read services: %w", err)
	}
	return t.sorted(t.names.Twins(name, services)), nil
}

func (t *turn) sorted(all []guidance.Twin) (w twins) {
	for _, twin := range all {
		if t.me.May(guidance.SeeService, &twin.Service) {
			w.seen = append(w.seen, twin)
		} else {
			w.hidden = append(w.hidden, twin)
		}
	}
	return w
}

// key stands in a route for a name and the services it is like: whoever says
// that it is another service has said it of just these.
func (w twins) key(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(guidance.Fold(name)))
	for _, twin := range append(w.seen[:len(w.seen):len(w.seen)], w.hidden...) {
		_, _ = h.Write([]byte(twin.Service.No.String()))
	}
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// apart begins the end of a route that says that a name is another service.
const apart = "apart"

// decided reports whether the end of a route says it of this name.
func (w twins) decided(name string, args []string) bool {
	return w.none() || len(args) == 2 && args[0] == apart && args[1] == w.key(name)
}

// twinView asks whether a name that was entered is one of the services that it
// is like. at draws the question again, again says that it is another, with
// what label says, and fix leads back to where the name was entered.
func (t *turn) twinView(w twins, name string, at, again, fix bot.ActionID, label string) bot.View {
	view := bot.View{At: at, Title: "似た名前のサービスが、すでに台帳にあります", Watch: []string{ledgerTopic}}
	if len(w.seen) > 0 {
		first := w.seen[0]
		view.Title = first.Service.No.String() + " " + first.Service.Name + " がすでにあります"
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", first.Service.No)), Label: first.Service.No.String() + "を見る", Style: bot.Primary})
		view.Table = twinTable(w.seen)
		view.Body = append(view.Body, "「"+name+"」は、これと同じサービスではありませんか。")
	}
	if len(w.hidden) > 0 {
		view.Body = append(view.Body, t.hiddenTwin(name, w.hidden[0].Service))
	}
	view.Body = append(view.Body, "まだ何も追加していません。入力した内容は残してあります。")
	view.Actions = append(view.Actions,
		bot.Action{ID: again + bot.ActionID("/"+apart+"/"+w.key(name)), Label: label},
		bot.Action{ID: fix, Label: "名前を直す"},
		bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

// hiddenTwin says that there is something like it, and no more than whom to
// ask.
func (t *turn) hiddenTwin(name string, s guidance.Service) string {
	who := "会社の管理者"
	if s.Department != "" {
		who = s.Department + "か、会社の管理者"
	}
	return "「" + name + "」に似た名前のサービスが、すでに台帳にあります。同じものかどうかは、" + who + "に聞いてみてください。"
}

func twinTable(list []guidance.Twin) *bot.Table {
	table := &bot.Table{Caption: "似た名前のサービス", Head: []string{"サービス", "所管部署", "似ているところ"}}
	for _, twin := range list[:min(len(list), pageRows)] {
		s := twin.Service
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: s.No.String() + " " + s.Name}, {Text: orBlank(s.Department)}, {Text: string(twin.Why)}},
			Open:  bot.ActionID(fmt.Sprintf("service/%d", s.No)),
		})
	}
	return table
}

// inLedger says in a line which services of the ledger a name is like, as far
// as this person may see them.
func (t *turn) inLedger(list []guidance.Twin) string {
	if names := t.twinNames(list); names != "" {
		return "すでに台帳にあります：" + names
	}
	return "似た名前のサービスが、すでに台帳にあります"
}

func (t *turn) twinNames(list []guidance.Twin) string {
	w := t.sorted(list)
	var names []string
	for _, twin := range w.seen[:min(len(w.seen), 3)] {
		names = append(names, twin.Service.No.String()+" "+twin.Service.Name)
	}
	return strings.Join(names, "、")
}

// held asks back before a service is added whose name is like another's; nil
// where there is none, or where the route already says that it is another.
func (a *acting) held(key string, s guidance.Service, args []string) (*bot.View, error) {
	w, err := a.twins(s.Name)
	if err != nil || w.decided(s.Name, args) {
		return nil, err
	}
	if _, err := a.keepDraft(key, a.ev.Values, 0); err != nil {
		return nil, err
	}
	view := a.newTwinView(w, key, s.Name)
	return &view, nil
}

func (t *turn) newTwinView(w twins, key, name string) bot.View {
	return t.twinView(w, name, bot.ActionID("twin/"+key), bot.ActionID("do/add/"+key), bot.ActionID("new/"+key), "別のサービスとして追加する")
}

// drawTwin draws the question of held again, from the draft.
func drawTwin(t *turn, args []string) (bot.View, error) {
	key, s, instead, err := t.mayAdd(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, key)
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	s.Name = oneLine(draft["name"])
	w, err := t.twins(s.Name)
	if err != nil {
		return bot.View{}, err
	}
	if s.Name == "" || w.none() {
		return drawNewService(t, []string{key})
	}
	return t.newTwinView(w, key, s.Name), nil
}

func similarFlow() flow { return flow{screens: map[string]screen{"twin": drawTwin}} }

// makeService puts a service into the ledger that was named elsewhere than in
// the form.
func (a *acting) makeService(s guidance.Service) (guidance.Service, error) {
	no, err := a.tx.NewServiceNo()
	if err != nil {
		return s, fmt.Errorf("number a service: %w", err)
	}
	s.No, s.Rev, s.Changed, s.Created, s.By = no, 1, a.ev.At, a.ev.At, a.me.ID
	if err := a.tx.PutService(s); err != nil {
		return s, fmt.Errorf("write service: %w", err)
	}
	a.changed = append(a.changed, ledgerTopic)
	return s, nil
}

// there turns a record that is missing into a false.
func ifThere[T any](record T, err error) (T, bool, error) {
	if errors.Is(err, guidance.ErrNotFound) {
		return record, false, nil
	}
	return record, err == nil, err
}
