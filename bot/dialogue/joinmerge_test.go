package dialogue_test

import (
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// merges joins 吉田 to 鈴木, and returns the form and what came of it.
func (w *world) merges() (form, view bot.View) {
	w.t.Helper()
	code := w.code(paper("鈴木"))
	form = w.from(paper("吉田"), "join", nil)
	view = w.from(paper("吉田"), "do/join", given{"code": code})
	if !strings.Contains(view.Notice, "1つにまとめました") {
		w.t.Fatalf("not joined:\n%s", view.Text())
	}
	return form, view
}

// TestMergingLosesNothing: what two people had asked, were asked, suggested,
// begun and not yet read is one person's afterwards, was counted before, and
// no name leads nowhere.
func TestMergingLosesNothing(t *testing.T) {
	w := newRelayed(t)
	withPage(w)
	w.service("経費", "吉田", guidance.InUse, "3")
	fromSuzuki := w.asks("c03", "山田") // stays
	toYoshida := w.asks("c04", "吉田")  // would be asked of oneself
	w.turn(func(tx *store.Tx) error {
		return errors.Join(
			tx.PutRelay(guidance.Relay{Key: "r1", Service: 2, Item: "c02", Edition: w.relay(toYoshida).Edition, Asker: "p1", Asked: "p3", At: w.now, State: guidance.RelayWaiting, Rev: 1}),
			tx.AddNotice("p3", guidance.Notice{Key: "relay-r1", Text: "質問", Route: "asked/r1", At: w.now}),
			tx.PutSuggestion(guidance.Suggestion{Key: "s1", Name: "Miro", By: "p3", At: w.now}),
			tx.PutSurvey("p2", guidance.Survey{No: 1, Asked: w.now, Done: w.now}),
			tx.PutSurvey("p3", guidance.Survey{No: 1, By: "p1", Asked: w.now, Kinds: []guidance.KindAnswer{{Kind: "tax", Use: guidance.UseNow, Names: "e-Tax"}}}),
			tx.AddNotice("p3", guidance.Notice{Key: "survey-1", Text: "洗い出しのお願い", Route: "survey", At: w.now}),
			tx.PutSurvey("p1", guidance.Survey{No: 1, By: "p3", Asked: w.now}),
			tx.PutDraft("p3", "relay-r1", map[string]string{"word": "たぶん"}),
		)
	})
	form, view := w.merges()
	for _, want := range []string{"管理担当のサービス%1件", "質問%2件", "洗い出し%1件", "サービスの提案%1件", "書きかけ%1件"} {
		if !strings.Contains(form.Text(), strings.ReplaceAll(want, "%", "：")) || !strings.Contains(form.Submit.Confirm, strings.ReplaceAll(want, "%", "")) ||
			!strings.Contains(view.Notice, strings.ReplaceAll(want, "%", "")) {
			t.Errorf("%q is not counted:\n%s\n%s", want, form.Text(), view.Notice)
		}
	}
	if a, b, c := w.relay(fromSuzuki), w.relay(toYoshida), w.relay("r1"); a.State != guidance.RelayWaiting || b.State != guidance.RelayWithdrawn ||
		c.Asked != "p2" || c.State != guidance.RelayWaiting {
		t.Errorf("the relays became\n%+v\n%+v\n%+v", a, b, c)
	}
	w.read(func(tx *store.Tx) error {
		surveys, err := tx.Surveys("p2")
		if len(surveys) != 2 || surveys[0].Done.IsZero() || surveys[1].No != 2 || surveys[1].Kind("tax").Names != "e-Tax" {
			t.Errorf("surveys %+v", surveys)
		}
		s, suggestionErr := tx.Suggestion("s1")
		draft, draftErr := tx.Draft("p2", "relay-r1")
		if s.By != "p2" || draft["word"] != "たぶん" {
			t.Errorf("suggestion %+v, draft %v", s, draft)
		}
		notices, noticeErr := tx.Notices("p2")
		keys := map[string]string{}
		for _, n := range notices {
			keys[n.Key] = n.Route
		}
		if keys["relay-r1"] != "asked/r1" || keys["survey-2"] != "survey" || keys["survey-1"] != "" || keys["relay-"+toYoshida] != "" {
			t.Errorf("notices %v", keys)
		}
		people, peopleErr := tx.People()
		if len(people) != 3 {
			t.Errorf("%d people", len(people))
		}
		return errors.Join(err, suggestionErr, draftErr, noticeErr, peopleErr)
	})
	w.leadsOn()
}

// leadsOn follows names of the person who was absorbed.
func (w *world) leadsOn() {
	w.t.Helper()
	if v := w.press("鈴木", "asked/r1", nil); !strings.Contains(v.Title, "山田 一郎さんからの質問") {
		w.t.Errorf("the question they were asked:\n%s", v.Text())
	}
	for _, c := range []struct {
		who   string
		route bot.ActionID
	}{{"山田", "person/p3"}, {"山田", "surveys/p/p3"}, {"山田", "survey"}, {"山田", "suggestion/s1"}, {"山田", "service/4"}} {
		if text := w.press(c.who, c.route, nil).Text(); !strings.Contains(text, "鈴木 花子") || strings.Contains(text, "名簿にない") {
			w.t.Errorf("%s leads to\n%s", c.route, text)
		}
	}
	for _, id := range []bot.ActionID{"do/surveys/again/p3/1", "do/remove/p3x", "do/role/p3x/manager"} {
		w.press("山田", id, nil)
	}
}
