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
