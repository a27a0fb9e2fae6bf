package dialogue

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// Fields of the ledger's form, and how long a text may be, in characters.
const (
	maxName = guidance.MaxServiceName
	maxLine = guidance.MaxServiceLine
	maxText = guidance.MaxServiceText
	// charges is how many people in charge the form names; more of them are
	// kept as they are.
	charges = 2
)

// formText reads and writes one text of a service.
type formText struct {
	id       bot.FieldID
	kind     bot.FieldKind
	label    string
	hint     string
	heading  string
	max      int
	optional bool
	of       func(*guidance.Service) *string
}

var formTexts = []formText{
	{"name", bot.Text, "サービス名", "例：○○オンラインストレージサービス", "サービスについて", maxName, false,
		func(s *guidance.Service) *string { return &s.Name }},
	{"department", bot.Text, "所管部署", "例：営業部", "", maxLine, true,
		func(s *guidance.Service) *string { return &s.Department }},
	{"summary", bot.LongText, "サービスの概要", "例：外部顧客との営業関係書類の受け渡し", "", maxText, true,
		func(s *guidance.Service) *string { return &s.Summary }},
	{"writer", bot.Text, "記入担当者氏名", "", "", maxLine, true,
		func(s *guidance.Service) *string { return &s.WrittenBy }},
	{"information", bot.LongText, "どんな情報を扱いますか", "例：お客様の氏名と連絡先、見積書", "扱う情報と影響", maxText, true,
		func(s *guidance.Service) *string { return &s.Information }},
	{"impact", bot.LongText, "漏れる・書き換えられる・消える・止まると、どんな影響がありますか", "例：お客様への謝罪と補償、受注の停止", "", maxText, true,
		func(s *guidance.Service) *string { return &s.Impact }},
}

// formDay reads and writes one day of a service.
type formDay struct {
	id      bot.FieldID
	label   string
	heading string
	open    bool // it may be 未定
	of      func(*guidance.Service) *guidance.Day
}

var formDays = []formDay{
	{"start", "サービス利用開始（予定）日", "", true, func(s *guidance.Service) *guidance.Day { return &s.Start }},
	{"end", "サービス利用終了（予定）日", "", true, func(s *guidance.Service) *guidance.Day { return &s.End }},
	{"written", "作成日", "この記録について", false, func(s *guidance.Service) *guidance.Day { return &s.Written }},
}

// formFields draws the whole form, in the order of a ledger's row.
func (t *turn) formFields(s guidance.Service) ([]bot.Field, error) {
	people, err := t.personOptions()
	if err != nil {
		return nil, err
	}
	text := map[bot.FieldID]bot.Field{}
	for _, f := range formTexts {
		text[f.id] = bot.Field{ID: f.id, Kind: f.kind, Label: f.label, Hint: f.hint, Heading: f.heading,
			Max: f.max, Optional: f.optional, Value: *f.of(&s)}
	}
	day := map[bot.FieldID]bot.Field{}
	for _, f := range formDays {
		field := bot.Field{ID: f.id, Kind: bot.Date, Label: f.label, Heading: f.heading, Optional: true, Value: string(*f.of(&s))}
		if f.open || field.Value == string(guidance.Undecided) {
			field.Options = []bot.Option{{Value: string(guidance.Undecided), Label: "未定"}}
		}
		day[f.id] = field
	}
	fields := []bot.Field{text["name"], text["department"], text["summary"], statusField(s), day["start"], day["end"]}
	for i := range charges {
		fields = append(fields, chargeFields(s, i, people)...)
	}
	return append(fields, text["information"], text["impact"], importanceField(s), day["written"], text["writer"]), nil
}

func statusField(s guidance.Service) bot.Field {
	f := bot.Field{ID: "status", Kind: bot.Choice, Label: "ステータス", Value: string(s.Status)}
	for _, status := range guidance.Statuses {
		f.Options = append(f.Options, bot.Option{Value: string(status), Label: status.String()})
	}
	return f
}

func importanceField(s guidance.Service) bot.Field {
	f := bot.Field{ID: "importance", Kind: bot.Choice, Label: "情報の重要度", Optional: true, Value: string(s.Importance),
		Hint: "個人情報や営業秘密を扱うなら「高」が目安です。"}
	for _, level := range guidance.Levels {
		f.Options = append(f.Options, bot.Option{Value: string(level), Label: level.String()})
	}
	return f
}

func chargeFields(s guidance.Service, i int, people []bot.Option) []bot.Field {
	c := chargeAt(s, i)
	who := bot.Field{ID: chargeID("person", i), Kind: bot.Person, Label: fmt.Sprintf("管理担当者%d", i+1), Optional: true,
		Value: string(c.Person), Options: people}
	if c.Person == "" && c.Name != "" {
		who.Remark = "いまの記録：" + c.Name + "（名簿にない人）"
	}
	if i == 0 {
		who.Heading = "管理担当者"
		who.Hint = "管理担当者は、このサービスの内容を見て直し、チェックに答えられます。ほかの人を選ぶと、その人にお知らせが届きます。"
	}
	scope := bot.Field{ID: chargeID("scope", i), Kind: bot.Text, Label: fmt.Sprintf("管理担当者%dの受け持ち", i+1), Optional: true,
		Value: c.Scope, Max: maxLine, Hint: "例：入力項目とその活用／技術とヘルプデスク"}
	if more := len(s.InCharge) - charges; more > 0 && i == charges-1 {
		scope.Remark = fmt.Sprintf("このほかの%d件の担当は、そのまま残ります。サービスの画面の「管理担当者を見る」から直せます。", more)
	}
	return []bot.Field{who, scope}
}

func chargeID(what string, i int) bot.FieldID { return bot.FieldID(fmt.Sprintf("%s%d", what, i+1)) }

// personOptions are the people of the company who can be in charge.
func (t *turn) personOptions() ([]bot.Option, error) {
	people, err := t.People()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var list []bot.Option
	for _, p := range people {
		if p.Role == guidance.Expert || p.Name == "" {
			continue
		}
		list = append(list, personOption(p))
	}
	return list, nil
}

// personOption offers a person, by name and department.
func personOption(p guidance.Person) bot.Option {
	label := p.Name
	if p.Department != "" {
		label += "（" + p.Department + "）"
	}
	return bot.Option{Value: string(p.ID), Label: label}
}

// gone takes out of a field of people who is no longer offered there, and says
// who it was.
func (t *turn) gone(f *bot.Field) {
	if _, there := f.Option(f.Value); f.Value != "" && !there {
		f.Value, f.Remark = "", "いまの記録："+t.name(guidance.PersonID(f.Value))
	}
}

// fill puts a form's values into a service. A value that cannot be taken
// stays out of it and gets a sentence.
func (t *turn) fill(s *guidance.Service, values map[bot.FieldID]string) (problems, error) {
	wrong := problems{}
	for _, f := range formTexts {
		if v, ok := values[f.id]; ok {
			fillText(f, s, v, wrong)
		}
	}
	for _, f := range formDays {
		if v, ok := values[f.id]; ok {
			fillDay(f, s, v, wrong)
		}
	}
	fillChoice("status", &s.Status, guidance.Statuses, values, wrong)
	fillChoice("importance", &s.Importance, guidance.Levels, values, wrong)
	people, err := t.personOptions()
	if err != nil {
		return nil, err
	}
	fillCharges(s, people, values, wrong)
	checkDays(*s, wrong)
	return wrong, nil
}

func fillText(f formText, s *guidance.Service, v string, wrong problems) {
	v = strings.TrimSpace(v)
	if f.kind == bot.Text {
		v = oneLine(v)
	}
	n := utf8.RuneCountInString(v)
	switch {
	case v == "" && !f.optional:
		wrong[f.id] = "「" + f.label + "」を入れてください。ほかの欄は残してあります。"
	case n > f.max:
		wrong[f.id] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", f.max, n)
	default:
		*f.of(s) = v
	}
}

func fillDay(f formDay, s *guidance.Service, v string, wrong problems) {
	day, ok := guidance.ParseDay(v)
	if !ok {
		wrong[f.id] = "日付として読めませんでした。2026-12-10 のように入れるか、決まっていなければ「未定」と入れてください。ほかの欄は残してあります。"
		return
	}
	*f.of(s) = day
}

// fillChoice takes a value of the list, or its word for people.
func fillChoice[T interface {
	~string
	fmt.Stringer
}](id bot.FieldID, to *T, list []T, values map[bot.FieldID]string, wrong problems) {
	v, ok := values[id]
	if !ok {
		return
	}
	i := slices.IndexFunc(list, func(x T) bool { return string(x) == v || x.String() == v })
	switch {
	case i >= 0:
		*to = list[i]
	case v == "":
		*to = ""
	default:
		wrong[id] = "「" + clip(v, 30) + "」は選択肢にありません。選び直してください。ほかの欄は残してあります。"
	}
}

// fillCharges reads the people in charge. A row without a person and scope
// is left out; a name from outside the bot stays until it is replaced.
func fillCharges(s *guidance.Service, people []bot.Option, values map[bot.FieldID]string, wrong problems) {
	rows := slices.Clone(s.InCharge)
	for i := range charges {
		if i >= len(rows) {
			rows = append(rows, guidance.Charge{})
		}
		fillCharge(&rows[i], i, people, values, wrong)
	}
	s.InCharge = slices.DeleteFunc(rows, func(c guidance.Charge) bool { return c.Person == "" && c.Name == "" })
	for i := range min(len(s.InCharge), charges) {
		id := chargeID("person", i)
		if again := slices.Index(s.InCharge[i+1:], s.InCharge[i]); again >= 0 && wrong[id] == "" {
			wrong[chargeID("person", min(i+1+again, charges-1))] = "同じ人が、同じ受け持ちで2回入っています。別の人にするか、受け持ちを分けるか、選ばないままにしてください。"
		}
	}
}

// isOtherCharge reports whether a field of a person in charge is about another
// person now than it was.
func isOtherCharge(id bot.FieldID, base, now guidance.Service) bool {
	for i := range charges {
		if id == chargeID("person", i) || id == chargeID("scope", i) {
			a, b := chargeAt(base, i), chargeAt(now, i)
			return a.Person != b.Person || a.Name != b.Name
		}
	}
	return false
}

func chargeAt(s guidance.Service, i int) (c guidance.Charge) {
	if i < len(s.InCharge) {
		c = s.InCharge[i]
	}
	return c
}

func fillCharge(c *guidance.Charge, i int, people []bot.Option, values map[bot.FieldID]string, wrong problems) {
	if v, ok := values[chargeID("scope", i)]; ok {
		if v = oneLine(v); utf8.RuneCountInString(v) > maxLine {
			wrong[chargeID("scope", i)] = fmt.Sprintf("%d文字までです。短くしてください。ほかの欄は残してあります。", maxLine)
		} else {
			c.Scope = v
		}
	}
	if v, ok := values[chargeID("person", i)]; ok {
		switch {
		case slices.ContainsFunc(people, func(o bot.Option) bool { return o.Value == v }):
			c.Person, c.Name = guidance.PersonID(v), ""
		case v == "":
			c.Person = ""
		default:
			wrong[chargeID("person", i)] = "この人は名簿に見つかりませんでした。選び直してください。ほかの欄は残してあります。"
			return
		}
	}
	if c.Scope != "" && c.Person == "" && c.Name == "" {
		wrong[chargeID("person", i)] = "受け持ちだけが入っています。管理担当者を選ぶか、受け持ちを空にしてください。ほかの欄は残してあります。"
	}
}

// checkDays: use cannot end before it began.
func checkDays(s guidance.Service, wrong problems) {
	start, ok := s.Start.Time()
	end, known := s.End.Time()
	if ok && known && end.Before(start) {
		wrong["end"] = "利用終了（予定）日が、利用開始（予定）日の" + s.Start.String() + "より前になっています。どちらかを直してください。"
	}
}
