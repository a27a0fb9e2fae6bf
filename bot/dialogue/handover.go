package dialogue

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// handoverKey begins the key of the draft of a handing over; the service's
// number follows.
const handoverKey = "handover-"

// The fields of a handing over.
const (
	partField bot.FieldID = "part"
	toField   bot.FieldID = "to"
	wordField bot.FieldID = "word"
)

// maxWord is how long a word to whoever takes over may be, in characters.
const maxWord = 200

// handPart is what can be handed over: one part, or all of one's own.
type handPart struct {
	value, label string
	charges      []guidance.Charge
}

// handParts are what this person can hand over of a service: their own parts,
// and everybody's for whoever decides who is in charge. The values name places
// in this version of the service.
func (t *turn) handParts(s guidance.Service) []handPart {
	var list []handPart
	mine := s.Parts(t.me.ID)
	if len(mine) > 0 {
		list = append(list, handPart{"mine", "自分の担当のすべて", mine})
	}
	for i, c := range s.InCharge {
		own := c.Person == t.me.ID
		if own && len(mine) == 1 || !own && !t.me.May(guidance.AssignService, nil) {
			continue
		}
		label := t.chargeName(c)
		if c.Scope != "" {
			label += "（" + clip(c.Scope, 30) + "）"
		}
		list = append(list, handPart{strconv.Itoa(i + 1), label, []guidance.Charge{c}})
	}
	return list
}

func isHandoverField(id bot.FieldID) bool {
	return id == partField || id == toField || id == wordField
}

func (e editing) handoverKey() string { return handoverKey + strconv.Itoa(int(e.now.No)) }

// mayHandover reads a route handover/SERVICE/REVISION. Whoever has just handed
// over all they had is told that it is done.
func (t *turn) mayHandover(args []string) (editing, *bot.View, error) {
	if done, err := t.handedAll(args); err != nil || done != nil {
		return editing{}, done, err
	}
	e, instead, err := t.mayEdit(args)
	if err != nil || instead != nil || len(t.handParts(e.now)) > 0 {
		return e, instead, err
	}
	view := t.chargesPage(e.now)
	view.Problem = "引き継ぐ担当がありません。管理担当者が未定のときは「管理担当者を追加する」から決めてください。"
	return e, &view, nil
}

// handedAll is the view for somebody who was in charge when the page was drawn
// and no longer is: the second press of a handing over, for instance.
func (t *turn) handedAll(args []string) (*bot.View, error) {
	s, err := t.serviceOf(args)
	if err != nil || len(args) < 2 || t.me.May(guidance.ChangeService, &s) {
		return nil, nil // whatever is wrong is said by mayService
	}
	was, err := t.ServiceVersion(s.No, revision(args[1]))
	if err != nil || !was.Has(t.me.ID) {
		return nil, nil
	}
	view, err := drawMenu(t, nil)
	view.Notice = "「" + was.Name + "」の担当は、もうあなたから外れています。"
	return &view, err
}

func drawHandover(t *turn, args []string) (bot.View, error) {
	e, instead, err := t.mayHandover(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, e.handoverKey())
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.handoverPage(e, draft, nil)
}

// handoverPage asks what is handed over, to whom, and with which word. The
// page keeps the version whose parts it names.
func (t *turn) handoverPage(e editing, draft map[string]string, wrong problems) (bot.View, error) {
	people, err := t.personOptions()
	if err != nil {
		return bot.View{}, err
	}
	s, rev := e.now, e.now.Rev
	if kept, ok := draft[draftRev]; ok && draft[string(partField)] != "" {
		rev = revision(kept)
		if s, err = t.ServiceVersion(e.now.No, rev); err != nil {
			s, rev = e.now, e.now.Rev
		}
	}
	if len(t.handParts(s)) == 0 {
		s, rev = e.now, e.now.Rev
	}
	part := bot.Field{ID: partField, Kind: bot.Choice, Label: "何を引き継ぎますか"}
	for _, p := range t.handParts(s) {
		part.Options = append(part.Options, bot.Option{Value: p.value, Label: p.label})
	}
	if len(part.Options) == 1 {
		part.Value = part.Options[0].Value
	}
	people = slices.DeleteFunc(people, func(o bot.Option) bool { return o.Value == string(t.me.ID) && len(s.Parts(t.me.ID)) > 0 })
	told := "選んだ人に、お知らせが届きます。"
	if t.me.May(guidance.AssignService, nil) {
		told = "選んだ人と、担当から外れる人に、お知らせが届きます。"
	}
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("handover/%d/%d", s.No, rev)),
		Title: e.now.No.String() + " " + e.now.Name + "の担当をほかの人に引き継ぐ",
		Body: []string{
			"引き継ぐと、これまでの管理担当者は担当から外れ、選んだ人が同じ受け持ちの管理担当者になります。残っている作業も、その人にお願いします。",
			told,
		},
		Fields: []bot.Field{
			part,
			{ID: toField, Kind: bot.Person, Label: "誰に引き継ぎますか", Options: people},
			{ID: wordField, Kind: bot.LongText, Label: "引き継ぎ先の人へのひとこと", Optional: true, Max: maxWord, Hint: "お知らせに添えて、引き継ぎ先の人にだけ見せます。台帳には残りません。"},
		},
		Submit: bot.Action{ID: bot.ActionID(fmt.Sprintf("do/handover/%d/%d", s.No, rev)), Label: "引き継ぐ", Style: bot.Primary,
			Confirm: "選んだ人に、すぐお知らせが届きます。担当を引き継ぎますか？"},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("charges/%d", s.No)), Label: "やめて戻る"}},
		Watch:   []string{serviceTopic(s.No)},
	}
	for i, f := range view.Fields {
		if v, ok := draft[string(f.ID)]; ok {
			view.Fields[i].Value = v
		}
	}
	wrong.mark(&view)
	return view, nil
}

func saveHandover(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayHandover(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepForm(e.handoverKey(), a.ev.Values, e.drawn, isHandoverField)
	if err != nil {
		return bot.View{}, err
	}
	_, wrong, err := a.readHandover(e, fieldValues(draft))
	if err != nil {
		return bot.View{}, err
	}
	maps.DeleteFunc(wrong, func(id bot.FieldID, _ string) bool { return draft[string(id)] == "" }) // not yet asked
	return a.handoverPage(e, draft, wrong)
}

func fieldValues(draft map[string]string) map[bot.FieldID]string {
	values := map[bot.FieldID]string{}
	for k, v := range draft {
		values[bot.FieldID(k)] = v
	}
	return values
}

// handing is a handing over as it was entered.
type handing struct {
	charges []guidance.Charge
	to      guidance.PersonID
	word    string
}

// readHandover reads what was entered: the parts from the version that the
// page named them of.
func (a *acting) readHandover(e editing, values map[bot.FieldID]string) (handing, problems, error) {
	wrong := problems{}
	parts := a.handParts(e.base)
	h := handing{to: guidance.PersonID(values[toField]), word: oneLine(values[wordField])}
	i := slices.IndexFunc(parts, func(p handPart) bool { return p.value == values[partField] })
	switch {
	case i >= 0:
		h.charges = parts[i].charges
	case values[partField] == "" && len(parts) == 1:
		h.charges = parts[0].charges
	default:
		wrong[partField] = "何を引き継ぐかを選んでください。ほかの欄は残してあります。"
	}
	if n := utf8.RuneCountInString(h.word); n > maxWord {
		wrong[wordField] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", maxWord, n)
	}
	people, err := a.personOptions()
	if err != nil {
		return h, nil, err
	}
	switch {
	case h.to == "":
		wrong[toField] = "引き継ぎ先の人を選んでください。ほかの欄は残してあります。"
	case len(h.charges) > 0 && !slices.ContainsFunc(h.charges, func(c guidance.Charge) bool { return c.Person != h.to }):
		wrong[toField] = "この担当は、いまもこの人のものです。別の人を選んでください。ほかの欄は残してあります。"
		if h.to == a.me.ID {
			wrong[toField] = "自分には引き継げません。別の人を選んでください。ほかの欄は残してあります。"
		}
	default:
		if why := a.cannotCharge(people, string(h.to)); why != "" {
			wrong[toField] = why
		}
	}
	return h, wrong, nil
}

func doHandover(a *acting, args []string) (bot.View, error) {
	e, instead, err := a.mayHandover(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	values, err := a.entered(e.handoverKey())
	if err != nil {
		return bot.View{}, err
	}
	h, wrong, err := a.readHandover(e, values)
	if err != nil {
		return bot.View{}, err
	}
	if len(wrong) > 0 {
		draft, err := a.keepForm(e.handoverKey(), a.ev.Values, e.drawn, isHandoverField)
		if err != nil {
			return bot.View{}, err
		}
		return a.handoverPage(e, draft, wrong)
	}
	if err := a.tx.PutDraft(a.me.ID, e.handoverKey(), nil); err != nil {
		return bot.View{}, fmt.Errorf("drop draft: %w", err)
	}
	after, moved := e.now.HandedOver(h.charges, h.to)
	if !moved {
		return a.notHanded(e, h), nil
	}
	return a.handOver(e.now, after, h)
}

// notHanded is shown where what was to be handed over is no longer there:
// somebody has handed it over already, to the same person or another.
func (a *acting) notHanded(e editing, h handing) bot.View {
	view := a.chargesPage(e.now)
	if e.now.Has(h.to) {
		view.Notice = "この引き継ぎは済んでいます。いまの担当は下のとおりです。"
		return view
	}
	view.Problem = fmt.Sprintf("%sに%sがこのサービスの担当を直しています。引き継ぎは、まだしていません。いまの担当を見て、必要ならもう一度「ほかの人に引き継ぐ」を押してください。",
		a.moment(e.now.Changed), a.name(e.now.By))
	return view
}

// handOver writes the new charges and tells the new person, and the old ones
// where somebody else did it.
func (a *acting) handOver(before, after guidance.Service, h handing) (bot.View, error) {
	if err := a.changeService(before, &after); err != nil {
		return bot.View{}, err
	}
	if h.to != a.me.ID {
		n, err := a.handoverNotice(after, h)
		if err != nil {
			return bot.View{}, err
		}
		if err := a.tell(h.to, n); err != nil {
			return bot.View{}, err
		}
	}
	for _, c := range h.charges {
		if c.Person == "" || c.Person == a.me.ID {
			continue
		}
		n := guidance.Notice{
			Key:   fmt.Sprintf("handed-%s-%d-%s", after.No, after.Rev, c.Person),
			Text:  fmt.Sprintf("%sさんが、「%s」のあなたの担当%sを%sに引き継ぎました。", a.me.Name, after.Name, inBrackets(c.Scope), a.name(h.to)),
			Route: "ledger",
		}
		if err := a.tell(c.Person, n); err != nil {
			return bot.View{}, err
		}
	}
	view := a.chargesPage(after)
	if !a.me.May(guidance.SeeService, &after) {
		var err error
		if view, err = drawMenu(a.turn, nil); err != nil {
			return view, err
		}
	}
	view.Notice = fmt.Sprintf("「%s」の担当を%sに引き継ぎました。", after.Name, a.name(h.to))
	return view, nil
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}

// handoverNotice names what is handed over, the word with it, and what is
// still open.
func (a *acting) handoverNotice(s guidance.Service, h handing) (guidance.Notice, error) {
	var scopes []string
	for _, c := range h.charges {
		if c.Scope != "" {
			scopes = append(scopes, c.Scope)
		}
	}
	text := fmt.Sprintf("%sさんが、「%s」の担当%sをあなたに引き継ぎました。", a.me.Name, s.Name, inBrackets(strings.Join(scopes, "、")))
	if !slices.ContainsFunc(h.charges, func(c guidance.Charge) bool { return c.Person == a.me.ID }) {
		text = fmt.Sprintf("%sさんが、「%s」の担当%sを%sからあなたに引き継ぎました。", a.me.Name, s.Name, inBrackets(strings.Join(scopes, "、")), a.chargeCall(h.charges[0]))
	}
	open, err := a.openWork(s)
	if err != nil {
		return guidance.Notice{}, err
	}
	text += open
	if h.word != "" {
		text += "ひとこと：「" + h.word + "」"
	}
	return guidance.Notice{Key: fmt.Sprintf("handover-%s-%d-%s", s.No, s.Rev, h.to), Text: text, Route: fmt.Sprintf("service/%d", s.No)}, nil
}

// openWork names what is still to be done about a service.
func (a *acting) openWork(s guidance.Service) (string, error) {
	if s.Status == guidance.Ended {
		e, err := a.endingOf(s)
		if open := len(e.open()); err == nil && open > 0 {
			return fmt.Sprintf("残っているのは、利用終了の作業%d件です。", open), nil
		}
		return "", err
	}
	sheet, err := a.ChecklistSheet(s.No)
	if err != nil {
		return "", fmt.Errorf("read checklist: %w", err)
	}
	if guidance.Lost(a.lib, rubric.Checklist, sheet) {
		return lostText(kindText[rubric.Checklist], sheet.Edition), nil
	}
	if rest := sheet.Rest(guidance.EditionOf(a.lib, rubric.Checklist, sheet)); rest > 0 {
		return fmt.Sprintf("残っているのは、安全利用チェックの%d問です。", rest), nil
	}
	return "安全利用チェックは、すべて答えてあります。", nil
}
