package slacktest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// answerWith acknowledges submissions with what it is told to.
type answerWith struct{ payload any }

func (w *answerWith) answer(e socketmode.Event) (any, bool) {
	if call, ok := e.Data.(slack.InteractionCallback); ok && call.Type == slack.InteractionTypeViewSubmission {
		return w.payload, true
	}
	return nil, true
}

func question(id string, initial *slack.OptionBlockObject) *slack.InputBlock {
	r := radio("choice", option("a", "はい"), option("b", "いいえ"))
	r.InitialOption = initial
	return slack.NewInputBlock(id, plainText("質問"), plainText("ヒント"), r).WithDispatchAction(true)
}

func TestModal(t *testing.T) {
	s, a := start(t, Options{})
	w := &answerWith{}
	a.connect(w.answer)
	on := a.openModal(yamada, modal("一頁", question("q1", nil), written("q2", "理由").WithOptional(true)))
	want := "一頁\n質問\n○ はい\n○ いいえ\nヒント\n理由\n［やめる］\n［送信］"
	if on.Kind != "modal" || on.Title != "一頁" || on.Text != want {
		t.Fatalf("got %+v", on)
	}
	if s.Submit(yamada) != nil || !strings.Contains(modalOfUser(t, s, yamada).Text, "required") {
		t.Error("submitted without an answer")
	}
	done(t, s.Enter(yamada, on, on.Inputs[0], "b"))
	press := a.press()
	if press.Container.ViewID != on.ViewID || press.View.CallbackID != "page" || press.View.PrivateMetadata != "meta" {
		t.Errorf("got %+v", press.View)
	}
	if got := press.ActionCallback.BlockActions[0]; got.BlockID != "q1" || got.SelectedOption.Value != "b" {
		t.Errorf("got %+v", got)
	}
	if s.Enter(yamada, on, on.Inputs[1], "*なぜ* & <なら>") != nil {
		t.Error("an input that does not dispatch sent something")
	}
	w.payload = slack.NewUpdateViewSubmissionResponse(new(modal("二頁", written("q3", "もう一つ"))))
	done(t, s.Submit(yamada))
	sent := a.press()
	if got := sent.View.State.Values["q2"]["text"].Value; got != "*なぜ* & <なら>" {
		t.Errorf("got %q", got)
	}
	if got := sent.View.State.Values["q1"]["choice"].SelectedOption.Value; got != "b" {
		t.Errorf("got %q", got)
	}
	second := modalOfUser(t, s, yamada)
	if second.Title != "二頁" || second.ViewID != on.ViewID {
		t.Fatalf("got %+v", second)
	}
	s.Enter(yamada, second, second.Inputs[0], "短い")
	w.payload = slack.NewErrorsViewSubmissionResponse(map[string]string{"q3": "短すぎます"})
	done(t, s.Submit(yamada))
	if now := modalOfUser(t, s, yamada); !strings.Contains(now.Text, "もう一つ\n短い\n⚠ 短すぎます") {
		t.Errorf("got %q", now.Text)
	}
	w.payload = nil
	done(t, s.Submit(yamada))
	if _, there := s.Modal(yamada); there {
		t.Error("an empty acknowledgement closes the modal")
	}
	clean(t, s)
}

func TestSubmissionAnswers(t *testing.T) {
	s, a := start(t, Options{})
	w := &answerWith{}
	a.connect(w.answer)
	open := func() { a.openModal(yamada, modal("一", slack.NewDividerBlock())) }
	submit := func(payload any) {
		t.Helper()
		w.payload = payload
		done(t, s.Submit(yamada))
	}
	open()
	submit(slack.NewPushViewSubmissionResponse(new(modal("二", slack.NewDividerBlock()))))
	submit(slack.NewPushViewSubmissionResponse(new(modal("三", slack.NewDividerBlock()))))
	if modalOfUser(t, s, yamada).Title != "三" {
		t.Error("not pushed")
	}
	clean(t, s)
	submit(slack.NewPushViewSubmissionResponse(new(modal("四", slack.NewDividerBlock()))))
	blamed(t, s, "push_limit_reached")
	submit(nil)
	if modalOfUser(t, s, yamada).Title != "二" {
		t.Error("the one below is not there")
	}
	submit(slack.NewErrorsViewSubmissionResponse(map[string]string{"nowhere": "x"}))
	blamed(t, s, `"nowhere", which is no input block`)
	submit(slack.NewUpdateViewSubmissionResponse(new(modal(strings.Repeat("x", 25), slack.NewDividerBlock()))))
	blamed(t, s, "25 characters")
	submit(map[string]string{"response_action": "dance"})
	blamed(t, s, `unknown response_action "dance"`)
	submit(slack.NewClearViewSubmissionResponse())
	if _, there := s.Modal(yamada); there {
		t.Error("not cleared")
	}
}

func TestInputsKeepWhatWasTyped(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	a.openModal(yamada, modal("一", question("q1", nil), written("q2", "理由")))
	on := modalOfUser(t, s, yamada)
	done(t, s.Enter(yamada, on, on.Inputs[0], "b"))
	s.Enter(yamada, on, on.Inputs[1], "なぜなら")
	view := modal("二", question("q1", option("a", "はい")), question("q9", option("a", "はい")), written("q2", "理由"))
	got := must[*slack.ViewResponse](t)(a.api.UpdateView(view, "", a.press().View.Hash, on.ViewID))
	if v := got.State.Values; v["q1"]["choice"].SelectedOption.Value != "b" || v["q9"]["choice"].SelectedOption.Value != "a" || v["q2"]["text"].Value != "なぜなら" {
		t.Errorf("got %+v", v)
	}
	if text := modalOfUser(t, s, yamada).Text; !strings.Contains(text, "○ はい\n● いいえ") || !strings.Contains(text, "● はい\n○ いいえ") {
		t.Errorf("got %q", text)
	}
	_, err := a.api.UpdateView(view, "", "1.stale", on.ViewID)
	code(t, err, "hash_conflict")
	s.CloseModal(yamada)
	_, err = a.api.UpdateView(view, "", "", on.ViewID)
	code(t, err, "not_found")
	clean(t, s)
}

func TestTriggers(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	command := func() string {
		done(t, s.Command(yamada, lobby, "/daicho", "help <me> & https://x.jp"))
		cmd := a.next().Data.(slack.SlashCommand)
		if cmd.Text != "help &lt;me&gt; &amp; <https://x.jp>" || cmd.ChannelID != lobby || cmd.UserID != yamada {
			t.Errorf("got %+v", cmd)
		}
		return cmd.TriggerID
	}
	page := modal("一", slack.NewActionBlock("a", button("go", "", "次")))
	trigger := command()
	if _, err := a.api.OpenView(trigger, page); err != nil {
		t.Fatal(err)
	}
	clean(t, s)
	_, err := a.api.OpenView(trigger, page)
	code(t, err, "exchanged_trigger_id")
	late := command()
	s.Pass(3*time.Second + time.Millisecond)
	_, err = a.api.OpenView(late, page)
	code(t, err, "expired_trigger_id")
	_, err = a.api.OpenView("1.2.3", page)
	code(t, err, "invalid_trigger_id")
	for want := range []int{0, 1, 2} {
		on := modalOfUser(t, s, yamada)
		done(t, s.Click(yamada, on, on.Elements[0]))
		_, err = a.api.PushView(a.press().TriggerID, page)
		if want < 2 && err != nil {
			t.Error(err)
		}
	}
	code(t, err, "push_limit_reached")
	for _, want := range []string{"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id", "modals are open already"} {
		blamed(t, s, want)
	}
}

func TestCloseAndHome(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	quiet := modal("一", slack.NewDividerBlock())
	a.openModal(yamada, quiet)
	if s.CloseModal(yamada) != nil {
		t.Error("told without notify_on_close")
	}
	quiet.NotifyOnClose = true
	a.openModal(yamada, quiet)
	done(t, s.CloseModal(yamada))
	if got := a.press(); got.Type != slack.InteractionTypeViewClosed || got.View.PrivateMetadata != "meta" || got.IsCleared {
		t.Errorf("got %+v", got)
	}
	done(t, s.OpenHome(yamada))
	a.next()
	if _, there := s.Home(yamada); there {
		t.Error("a home that nobody published")
	}
	home := slack.HomeTabViewRequest{Type: "home", Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewHeaderBlock(plainText("家")), slack.NewActionBlock("a", button("go", "v", "始める"))}}}
	first := must[*slack.ViewResponse](t)(a.api.PublishView(yamada, home, ""))
	on, _ := s.Home(yamada)
	if on.Text != "家\n［始める］" || on.ViewID != first.ID {
		t.Errorf("got %+v", on)
	}
	done(t, s.Click(yamada, on, on.Elements[0]))
	if got := a.press(); got.View.ID != first.ID || got.View.Type != slack.VTHomeTab || got.TriggerID == "" || got.ResponseURL != "" {
		t.Errorf("got %+v", got)
	}
	if _, err := a.api.PublishView(yamada, home, first.Hash); err != nil {
		t.Error(err)
	}
	_, err := a.api.PublishView(yamada, home, first.Hash)
	code(t, err, "hash_conflict")
	clean(t, s)
}

func TestMessageInputs(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	pick := slack.NewOptionsSelectBlockElement("static_select", plainText("選ぶ"), "pick", option("x", "甲"), option("y", "乙"))
	people := slack.NewOptionsSelectBlockElement("users_select", plainText("誰"), "who")
	boxes := slack.NewCheckboxGroupsBlockElement("boxes", option("1", "一"), option("2", "二"))
	date := slack.NewDatePickerBlockElement("day")
	_, _, err := a.api.PostMessage(lobby, slack.MsgOptionText("x", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("acts", pick, people, boxes, date, button("ok", "", "決定"))))
	if err != nil {
		t.Fatal(err)
	}
	on := one(t, s.Screens(yamada, lobby))
	for i, value := range []string{"y", suzuki, "1\n2", "2025-05-01"} {
		done(t, s.Enter(yamada, on, on.Inputs[i], value))
		a.press()
	}
	done(t, s.Click(yamada, on, on.Elements[0]))
	got := a.press()
	v := got.BlockActionState.Values["acts"]
	if v["pick"].SelectedOption.Value != "y" || v["who"].SelectedUser != suzuki || len(v["boxes"].SelectedOptions) != 2 || v["day"].SelectedDate != "2025-05-01" {
		t.Errorf("got %+v", v)
	}
	if got.Message.Timestamp != on.TS || got.Channel.ID != lobby || got.ResponseURL == "" {
		t.Errorf("got %+v", got)
	}
	if text := one(t, s.Screens(yamada, lobby)).Text; text != "○ 甲\n● 乙\n@suzuki\n● 一\n● 二\n2025-05-01\n［決定］" {
		t.Errorf("got %q", text)
	}
	if text := one(t, s.Screens(sato, lobby)).Text; !strings.HasPrefix(text, "選ぶ\n○ 甲\n○ 乙\n誰\n") {
		t.Errorf("somebody else sees it: %q", text)
	}
	clean(t, s)
}

func TestCommandAnswer(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(func(socketmode.Event) (any, bool) { return map[string]string{"text": "すぐ"}, true })
	d := s.Command(yamada, lobby, "/daicho", "")
	done(t, d)
	if sc := one(t, s.Screens(yamada, lobby)); sc.Kind != "ephemeral" || sc.Text != "すぐ" {
		t.Errorf("got %+v", sc)
	}
	var said struct{ Text string }
	if err := json.Unmarshal(d.Ack(), &said); err != nil || said.Text != "すぐ" {
		t.Errorf("got %s", d.Ack())
	}
	again := s.Again(d)
	done(t, again)
	one(t, s.Screens(yamada, lobby))
	clean(t, s)
	done(t, s.Say(yamada, s.DM(yamada), "x"))
	blamed(t, s, "what the acknowledgement says is dropped")
}
