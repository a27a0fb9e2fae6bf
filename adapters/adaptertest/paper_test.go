package adaptertest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"daicho/bot"
)

// filled is a page with these values in its fields.
func filled(v bot.View, values ...string) bot.View {
	v.Fields = append([]bot.Field(nil), v.Fields...)
	for i, value := range values {
		v.Fields[i].Value = value
	}
	return v
}

func TestCardAsksOneField(t *testing.T) {
	wrong := filled(formView(), "Dropbox", "図面", "きのう")
	wrong.Fields[2].Problem = "日付として読めませんでした。"
	for _, c := range []struct {
		name  string
		view  bot.View
		asked bot.FieldID
		field bot.FieldID
		label string // of a button it must have
	}{
		{"the first that is wanted", pageView(), "", "c8", "わからない"},
		{"the next that is wanted", filled(pageView(), "3"), "", "c10", "ひとつ前の問い"},
		{"the named one, though it is answered", filled(pageView(), "3"), "c8", "c8", "あとで続ける"},
		{"one that is not there", pageView(), "c99", "c8", "確認した"},
		{"a summary", filled(pageView(), "3", "0"), "", "", "直す：10"},
		{"a summary can be ended", filled(pageView(), "3", "0"), "", "", "次へ"},
		{"nothing optional", filled(formView(), "Dropbox", "図面"), "", "", "直す：利用終了日"},
		{"what is wrong, though it is optional", wrong, "", "until", "未定"},
		{"a view that asks nothing", menuView(), "", "", "台帳を見る"},
		{"a row", listView(), "", "", "S0004"},
	} {
		got := drawCard(c.view, c.asked, false)
		if got.Field != c.field {
			t.Errorf("%s: the card asks %q, want %q", c.name, got.Field, c.field)
		}
		if _, err := pressOn([]Card{got}, bot.Account{}, c.label); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCardShowsOneFieldOnly(t *testing.T) {
	text := drawCard(pageView(), "", false).Text
	if !strings.Contains(text, "利用者の範囲") || strings.Contains(text, "バックアップ") || strings.Contains(text, "次へ") {
		t.Errorf("the card is\n%s", text)
	}
}

func TestHelpIsShownWhenAskedFor(t *testing.T) {
	v := pageView()
	v.Fields[0].Help = []string{"だれが使うかを決めておきます。"}
	if strings.Contains(drawCard(v, "", false).Text, "だれが") || !strings.Contains(drawCard(v, "c8", true).Text, "だれが") {
		t.Error("the help is not shown when, and only when, it is asked for")
	}
}

// opened is the paper with the scripted core behind it.
func opened(t *testing.T) (*Paper, *Core, bot.Account) {
	p, core := NewPaper(home), script()
	stop := p.Start(core)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return p, core, account("yamada")
}

// must fails the test for the first error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestPaperEndsAPageByItself(t *testing.T) {
	p, core, who := opened(t)
	must(t, p.Say(who, "追加"), p.Type(who, "Dropbox"))
	if n := len(core.Matching(press(doForm))); n != 0 {
		t.Fatalf("submitted %d times with a required field open", n)
	}
	must(t, p.Type(who, "図面"))
	all := core.Matching(press(doForm))
	if len(all) != 1 || all[0].Values["name"] != "Dropbox" || all[0].Values["memo"] != "図面" {
		t.Fatalf("submitted %+v", all)
	}
	must(t, p.Redeliver(who))
	if all = core.Matching(press(doForm)); len(all) != 2 || all[0].ID != all[1].ID {
		t.Errorf("the repeat submitted %+v", all)
	}
}

func TestPaperAsksAgainWhatIsNotKept(t *testing.T) {
	p, core, who := opened(t)
	must(t, p.Say(who, "チェック"))
	core.Leads(atPage, "fresh")
	fresh := pageView()
	fresh.At = "fresh"
	core.Show(fresh)
	must(t, p.Choose(who, "確認した"))
	if c := p.Card(who); c.Field != "c8" || len(core.Matching(press(doPage))) != 0 {
		t.Errorf("an answer that the core does not show is taken for kept:\n%s", c.Text)
	}
}

func TestPaperMendsAnAnswer(t *testing.T) {
	p, core, who := opened(t)
	must(t, p.Say(who, "チェック"), p.Choose(who, "確認した"), p.Press(who, "ひとつ前の問い"), p.Choose(who, "0"))
	if c := p.Card(who); c.Field != "c10" {
		t.Fatalf("after mending the card asks %q", c.Field)
	}
	must(t, p.Choose(who, "わからない"), p.Say(who, "チェック"), p.Press(who, "直す：10"), p.Choose(who, "1"))
	if n := len(core.Matching(press(doPage))); n != 1 {
		t.Fatalf("submitted %d times: a mended answer leads back to the summary", n)
	}
	must(t, p.Press(who, "次へ"))
	all := core.Matching(press(doPage))
	if len(all) != 2 || all[1].Values["c8"] != "0" || all[1].Values["c10"] != "1" {
		t.Errorf("submitted %+v", all)
	}
}

func TestPaperPressesOldCards(t *testing.T) {
	p, core, who := opened(t)
	must(t, p.Say(who, "メニュー"), p.Say(who, "台帳"), p.PressOld(who, 1, "済みにする"))
	if len(core.Matching(press(doNote))) != 1 || !strings.Contains(p.Screen(who), "受け付けました") {
		t.Errorf("the screen is\n%s", p.Screen(who))
	}
}

func TestPaperSaysWhatCannotBeDone(t *testing.T) {
	p, _, who := opened(t)
	must(t, p.Say(who, "チェック"))
	for name, err := range map[string]error{
		"no such button":          p.Press(who, "消す"),
		"no such card":            p.PressOld(who, 9, "戻る"),
		"no such answer":          p.Choose(who, "たぶん"),
		"typed where one chooses": p.Type(who, "たぶん"),
		"no such field":           p.Answer(who, "99", "3"),
		"nothing to repeat":       p.Redeliver(account("suzuki")),
		"nothing asked":           p.Choose(account("suzuki"), "確認した"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPaperPostsToExactlyOne(t *testing.T) {
	p, _, who := opened(t)
	for _, to := range []bot.Recipient{{}, {Account: who, Place: bot.Place{Home: home, Inside: "general"}}} {
		if err := p.Post(t.Context(), to, menuView()); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("post to %+v: %v, want ErrRefused", to, err)
		}
	}
	elsewhere := bot.Recipient{Account: bot.Account{Home: "elsewhere", ID: "yamada"}}
	if err := p.Post(t.Context(), elsewhere, menuView()); !errors.Is(err, bot.ErrGone) {
		t.Errorf("post to another home: %v, want ErrGone", err)
	}
}

func TestPaperBeforeAndAfterRun(t *testing.T) {
	p, who := NewPaper(home), account("yamada")
	if err := p.Say(who, "台帳"); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("before Run: %v, want ErrBroken", err)
	}
	for range 2 {
		stop := p.Start(script())
		must(t, p.Say(who, "台帳"), stop())
	}
	if err := p.Post(t.Context(), bot.Recipient{Account: who}, menuView()); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("post after Run: %v, want ErrBroken", err)
	}
}

func TestCoreEndsHeldTurnsWithTheirContext(t *testing.T) {
	core := script()
	core.Hold(by(account("yamada")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	view, err := core.Handle(ctx, bot.Event{From: account("yamada"), Said: "台帳"})
	if !errors.Is(err, context.Canceled) || view.Problem == "" {
		t.Errorf("got %+v, %v", view, err)
	}
}

// vouchView has a button and a page that ask the surface to vouch, and fields
// whose values are chosen on a chat.
func vouchView() bot.View {
	return bot.View{
		At: "vouch", Title: "登録", Actions: []bot.Action{{ID: "do/vouch", Label: "登録する", Vouch: true}, {ID: atMenu, Label: "戻る"}},
		Fields: []bot.Field{
			{ID: "place", Kind: bot.PlaceField, Label: "チャンネル"},
			{ID: "member", Kind: bot.MemberField, Label: "人"},
		},
		Submit: bot.Action{ID: "do/page", Label: "送る", Vouch: true},
	}
}

// TestPaperVouches: the paper says what it knows of who presses, with the
// buttons that ask for it and by no other, and not under the own surface's
// name; and it takes typed places and people.
func TestPaperVouches(t *testing.T) {
	p, core, who := opened(t)
	core.Show(vouchView())
	core.Means("登録", "vouch")
	core.Leads("do/vouch", "vouch")
	core.Leads("do/page", atDone)
	profile := bot.Profile{Name: "山田", Member: true}
	last := func() bot.Event {
		all := core.Events()
		return all[len(all)-1]
	}
	must(t, p.Say(who, "登録"), p.Press(who, "登録する"))
	if last().Profile != nil {
		t.Errorf("vouches for whom it does not know: %+v", last())
	}
	p.Know(who, profile)
	must(t, p.Press(who, "登録する"))
	if got := last(); got.Profile == nil || *got.Profile != profile || got.Surface != PaperSurface {
		t.Errorf("vouches so: %+v", got)
	}
	must(t, p.Redeliver(who))
	if got := last(); got.Profile == nil || *got.Profile != profile {
		t.Errorf("repeats so: %+v", got)
	}
	must(t, p.Type(who, "C042"), p.Type(who, "U042"))
	if got := last(); got.Press != "do/page" || got.Profile == nil || got.Values["place"] != "C042" || got.Values["member"] != "U042" {
		t.Errorf("ends the page so: %+v", got)
	}
	must(t, p.Press(who, "メニューへ"))
	if got := last(); got.Profile != nil {
		t.Errorf("vouches unasked: %+v", got)
	}
	p.Call(bot.OwnSurface)
	must(t, p.Say(who, "登録"), p.Press(who, "登録する"))
	if got := last(); got.Profile != nil || got.Surface != bot.OwnSurface {
		t.Errorf("the own surface vouches: %+v", got)
	}
}
