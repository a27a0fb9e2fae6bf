package discord

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestWhateverIsDrawnIsWithinLimits draws views with texts of any length and more
// of everything than there is room for.
func TestWhateverIsDrawnIsWithinLimits(t *testing.T) {
	for seed := range uint64(40) {
		checkDrawn(t, seed, adaptertest.WildView(rand.New(rand.NewPCG(seed, 5))))
	}
}

// FuzzDraw does the same for whatever seed.
func FuzzDraw(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		checkDrawn(t, seed, adaptertest.WildView(rand.New(rand.NewPCG(seed, 7))))
	})
}

func checkDrawn(t *testing.T, seed uint64, v bot.View) {
	t.Helper()
	for _, l := range looks(v) {
		checkPayload(t, seed, "message", draw(v, l))
		if m, ok := form(v, l); ok {
			checkPayload(t, seed, "modal", m)
		}
	}
}

// looks are ways to look at a view: at some of its questions, in a server and
// outside.
func looks(v bot.View) (all []look) {
	asked := []bot.FieldID{""}
	for i := 0; i < len(v.Fields); i += 5 {
		asked = append(asked, v.Fields[i].ID)
	}
	for _, id := range asked {
		all = append(all, look{asked: id}, look{guild: "1575227479809851393", asked: id, helped: true, from: 50})
	}
	return all
}

func checkPayload(t *testing.T, seed uint64, kind string, payload any) {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range discordtest.Validate(kind, text) {
		t.Errorf("seed %d, %s: %s", seed, kind, wrong)
	}
}

// TestComponents: which answers are buttons and which a list, and that nothing
// that can be pressed is lost where there is no room for it.
func TestComponents(t *testing.T) {
	options := func(n int, label string) (list []bot.Option) {
		for i := range n {
			list = append(list, bot.Option{Value: string(rune('a'+i%26)) + strings.Repeat("x", i/26), Label: label})
		}
		return list
	}
	page := func(f bot.Field, actions int) bot.View {
		f.ID, f.Label = "f", "問い"
		v := bot.View{At: "page/1", Title: "題", Fields: []bot.Field{f}, Submit: bot.Action{ID: "do/page/1", Label: "次へ"}}
		for i := range actions {
			v.Actions = append(v.Actions, bot.Action{ID: bot.ActionID("go/" + string(rune('a'+i))), Label: "行く"})
		}
		return v
	}
	for name, c := range map[string]struct {
		view bot.View
		want string
	}{
		"four short ones":   {page(bot.Field{Kind: bot.Choice, Options: options(4, "実施している")}, 1), "bbbb b"},
		"six are a list":    {page(bot.Field{Kind: bot.Choice, Options: options(6, "はい")}, 1), "l b"},
		"long ones":         {page(bot.Field{Kind: bot.Choice, Options: options(2, strings.Repeat("長", 21))}, 0), "l"},
		"thirty":            {page(bot.Field{Kind: bot.Person, Options: options(30, "花子")}, 0), "l b"},
		"a text":            {page(bot.Field{Kind: bot.Text, Help: []string{"解説"}}, 2), "bbbb"},
		"a day, or none":    {page(bot.Field{Kind: bot.Date, Options: options(1, "未定")}, 0), "bb"},
		"a channel":         {page(bot.Field{Kind: bot.PlaceField}, 0), "k"},
		"somebody":          {page(bot.Field{Kind: bot.MemberField}, 0), "m"},
		"more than is room": {page(bot.Field{Kind: bot.Choice, Options: options(4, "はい")}, 24), "bbbb bbbbb bbbbb bbbbb l"},
		"all is answered":   {page(bot.Field{Kind: bot.Choice, Value: "a", Options: options(2, "はい")}, 0), "l b"},
	} {
		if got := shape(draw(c.view, look{}).Components); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestWhatWasChosenIsCalledByItsName: a channel and somebody, in the question, in
// the list from which they are chosen, and in what is shown of a page.
func TestWhatWasChosenIsCalledByItsName(t *testing.T) {
	const id = "300000000000000001"
	for kind, want := range map[bot.FieldKind][2]string{bot.PlaceField: {"<#" + id + ">", "channel"}, bot.MemberField: {"<@" + id + ">", "user"}} {
		v := bot.View{At: "page/1", Title: "題", Fields: []bot.Field{{ID: "f", Kind: kind, Label: "行き先", Value: id}}, Submit: bot.Action{ID: "do/page/1", Label: "送る"}}
		if text := draw(v, look{}).Content; !strings.HasSuffix(text, "行き先："+want[0]) {
			t.Errorf("the page shows %q", text)
		}
		m := draw(v, look{asked: "f"})
		if got := m.Components[0].Components[0].Chosen; !strings.HasSuffix(m.Content, "\n● "+want[0]) || len(got) != 1 || got[0] != (chosen{id, want[1]}) {
			t.Errorf("the question shows %q, its list %+v", m.Content, got)
		}
		checkPayload(t, 0, "message", m)
		if m := draw(v, look{asked: "f", guild: "200000000000000001"}); !strings.HasSuffix(m.Content, literal(sayElsewhere)) {
			t.Errorf("in the direct message it shows %q", m.Content)
		}
		v.Fields[0].Value = "C042"
		if m := draw(v, look{asked: "f"}); !strings.HasSuffix(m.Content, "● C042") || m.Components[0].Components[0].Chosen != nil {
			t.Errorf("what is no id of Discord's is shown as %q", m.Content)
		}
	}
}

// TestRowsThatLeadToTheSamePlace are one entry, which names what it leaves out.
func TestRowsThatLeadToTheSamePlace(t *testing.T) {
	rows := func(names ...string) (v bot.View) {
		v.Table = &bot.Table{Head: []string{"質問"}}
		for _, name := range names {
			v.Table.Rows = append(v.Table.Rows, bot.Row{Open: "service/1", Cells: []bot.Cell{{Text: name}}})
		}
		return v
	}
	for want, v := range map[string]bot.View{
		"": rows("鍵", "鍵"), "「控え」「版」も、ここから開きます": rows("鍵", "控え", "版", "控え"), "ほかの2件も、ここから開きます": rows("鍵", strings.Repeat("長", 60), strings.Repeat("短", 60)),
	} {
		if got := draw(v, look{}).Components[0].Components[0].Options; len(got) != 1 || got[0].Label != "鍵" || got[0].Description != want {
			t.Errorf("the entries are %+v, want %q", got, want)
		}
	}
}

// TestThereIsAlwaysAWayOn: also from a question that offers nothing, and every
// button says where it leads.
func TestThereIsAlwaysAWayOn(t *testing.T) {
	text := func(value string) bot.Field {
		return bot.Field{ID: "t", Kind: bot.Text, Label: "名前", Value: value, Optional: true}
	}
	for _, c := range []struct {
		fields  []bot.Field
		asked   bot.FieldID
		actions []bot.Action
		says    string
		labels  string
	}{
		{[]bot.Field{{ID: "p", Kind: bot.Person, Label: "担当"}}, "", nil, "選べる人がまだいません。", "メニューに戻る"},
		{[]bot.Field{{ID: "p", Kind: bot.Choice, Label: "担当"}}, "", []bot.Action{{ID: "menu", Label: "戻る"}}, "選べるものがまだありません。", "戻る"},
		{[]bot.Field{{ID: "p", Kind: bot.Choice, Label: "担当"}, text("")}, "", nil, "選べるもの", "とばして次へ"},
		{[]bot.Field{{ID: "p", Kind: bot.Choice, Label: "担当"}, text("")}, "t", nil, "名前（任意）", "「名前」を入力する 前の欄へ とばして残りの欄へ"},
		{[]bot.Field{text("")}, "t", nil, "名前（任意）", "「名前」を入力する とばして内容を見る"},
		{[]bot.Field{text("花子")}, "t", nil, "名前（任意）", "「名前」を入力する 入れた内容を見る"},
		{[]bot.Field{text("花子"), {ID: "d", Number: "2", Kind: bot.Date, Label: "期限", Value: "2026-12-10"}}, "t", nil, "名前（任意）", "「名前」など2つを入力する 次の問いへ"},
	} {
		m := draw(bot.View{At: "page/1", Title: "題", Fields: c.fields, Actions: c.actions}, look{asked: c.asked})
		var labels []string
		for _, r := range m.Components {
			for _, b := range r.Components {
				labels = append(labels, b.Label)
			}
		}
		if !strings.Contains(m.Content, c.says) || strings.Join(labels, " ") != c.labels {
			t.Errorf("%q has %q, want %q with %q", m.Content, labels, c.says, c.labels)
		}
	}
}

// TestLinksStandWhereButtonsAreMany: what can go into a list does, links cannot.
func TestLinksStandWhereButtonsAreMany(t *testing.T) {
	v := bot.View{At: "page/1", Title: "題", Fields: []bot.Field{{ID: "f", Kind: bot.Text, Label: "名前"}}}
	for i := range 24 {
		v.Fields[0].Actions = append(v.Fields[0].Actions, bot.Action{ID: bot.ActionID("go/" + string(rune('a'+i))), Label: "行く"})
	}
	v.Sections = []bot.Section{{Heading: "資料", Links: []bot.Link{{Label: "読む", URL: "https://example.com/"}}}}
	v.Attach = []bot.Attachment{{Kind: bot.Document, Name: "a.txt", Alt: "自分の記録"}}
	found := map[string]bool{}
	for _, r := range draw(v, look{}).Components {
		for _, b := range r.Components {
			found[b.Label] = true
		}
	}
	if !found["読む"] || !found["受け取る：自分の記録"] || !found["「名前」を入力する"] {
		t.Errorf("there are %v", found)
	}
}

// TestALongPageSaysWhatItCuts: everything is named, and that there is more.
func TestALongPageSaysWhatItCuts(t *testing.T) {
	v := bot.View{At: "page/1", Title: "題", Submit: bot.Action{ID: "do/page/1", Label: "送る"}, Footer: []string{"注"}}
	for i := range 9 {
		v.Fields = append(v.Fields, bot.Field{ID: bot.FieldID('a' + rune(i)), Kind: bot.LongText, Label: "欄" + string(rune('a'+i)), Value: strings.Repeat("長い。", 1000)})
	}
	m := draw(v, look{})
	text := m.Content
	for _, e := range m.Embeds {
		text += "\n" + e.Description
	}
	for _, want := range []string{"欄a：", "欄i：", "…", sayCutPage, "※ 注"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%.300s", want, text)
		}
	}
	checkPayload(t, 0, "message", m)
}

// shape is what stands in each row: b for a button, l for a list, k and m for
// those of channels and people.
func shape(components []component) string {
	var all []string
	for _, r := range components {
		text := ""
		for _, c := range r.Components {
			text += map[int]string{buttonComponent: "b", listComponent: "l", channelComponent: "k", memberComponent: "m"}[c.Type]
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}
