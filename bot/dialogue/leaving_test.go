package dialogue_test

import (
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestLeavingIsSensible: what others wait for from somebody who was erased is
// not waited for, what that one asked goes on, and no menu names them or leads
// to where they were.
func TestLeavingIsSensible(t *testing.T) {
	w := newRelayed(t)
	withPage(w)
	toYoshida := w.asks("c03", "吉田")
	edition := w.relay(toYoshida).Edition
	w.turn(func(tx *store.Tx) error {
		return errors.Join(
			tx.PutRelay(guidance.Relay{Key: "r1", Service: 1, Item: "c02", Edition: edition, Asker: "p3", Asked: "p1", At: w.now, State: guidance.RelayWaiting, Rev: 1}),
			tx.AddNotice("p1", guidance.Notice{Key: "relay-r1", Text: "吉田 太郎さんから、「会計」について1つ質問が届いています。", Route: "asked/r1", At: w.now}),
			tx.AddNotice("p1", guidance.Notice{Key: "surveyed-p3-1", Text: "吉田 太郎さんの洗い出しが終わりました。", Route: "surveys/p/p3", At: w.now}),
			tx.PutSuggestion(guidance.Suggestion{Key: "s1", Name: "Miro", By: "p3", At: w.now}),
			tx.AddNotice("p1", guidance.Notice{Key: "suggest-s1", Text: "吉田 太郎さんから、使っているサービス「Miro」の知らせが届きました。", Route: "suggestion/s1", At: w.now}),
			tx.PutSurvey("p2", guidance.Survey{No: 1, By: "p3", Asked: w.now}),
		)
	})
	w.press("山田", "do/remove/p3", nil)
	if r := w.relay(toYoshida); r.State != guidance.RelayWithdrawn {
		t.Errorf("what they were asked: %+v", r)
	}
	menu := w.press("鈴木", "menu", nil).Text()
	if !strings.Contains(menu, "名簿からいなくなりました") || strings.Contains(menu, "聞いていること") || strings.Contains(menu, "吉田") {
		t.Errorf("the menu of who asked them:\n%s", menu)
	}
	for _, who := range []string{"山田", "鈴木"} {
		for _, row := range w.press(who, "menu", nil).Table.Rows {
			view := w.press(who, row.Open, nil)
			if text := row.Cells[0].Text + view.Text(); strings.Contains(text, "吉田") || view.Problem != "" {
				t.Errorf("%s leads %s to\n%s", row.Cells[0].Text, who, text)
			}
		}
	}
	for _, c := range []struct {
		route bot.ActionID
		says  string
	}{{"asked/r1", "担当の人からの質問"}, {"suggestion/s1", "名簿にない人が"}, {"surveys/p/p3", "見つかりませんでした"}, {"person/p3", "もう名簿にいません"}, {"audit", "名簿にない人（p3）"}} {
		if text := w.press("山田", c.route, nil).Text(); !strings.Contains(text, c.says) || strings.Contains(text, "吉田") {
			t.Errorf("%s shows\n%s", c.route, text)
		}
	}
	if text := w.press("鈴木", "survey", nil).Text(); strings.Contains(text, "お願いです") || strings.Contains(text, "名簿にない") {
		t.Errorf("the survey they asked for:\n%s", text)
	}
	v := w.press("山田", "do/asked/r1", given{"answer": "3"})
	if !strings.Contains(v.Notice, "担当の人に届けました") {
		t.Errorf("an answer to their question:\n%s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		people, err := tx.People()
		if len(people) != 3 {
			t.Errorf("%d people", len(people))
		}
		return err
	})
}
