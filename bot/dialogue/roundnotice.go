package dialogue

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// DiagnosisNotice is what those asked in a round are told about who sees what,
// before the first question: a paragraph each. k is the round's, questions how
// many there are. It names no surface, since all are told the same.
func DiagnosisNotice(k, questions int) []string {
	return []string{
		fmt.Sprintf("【自社診断】あなた個人の答えは、社内のほかの人にも専門家にも見えません。管理者と専門家が見るのは、締め切ったあと、%d問すべてに自分で答えた人が%d人以上いたときの集計だけです。まだ答え終えていない人の名前は、管理者に見えます。", questions, k),
		fmt.Sprintf("紙に書いて管理者に渡した答えは、代わりに入力する管理者に見えます。そのため、この%d人には数えず、集計にも入れません。自分で答えはじめた人の分を、ほかの人が入力することはできません。", k),
		"この仕組みを動かしている担当者と、会社で使っているチャットなどの提供元は、技術的には記録を見られる立場にあります。",
	}
}

// noticeOf is what a round's notice says: as it was fixed, or as it would be
// fixed now.
func noticeOf(round guidance.Round, in *rubric.Instrument) []string {
	if !round.Fixed.IsZero() {
		return round.Notice
	}
	return DiagnosisNotice(round.Anonymous(), len(in.Items))
}

// beginRoute carries which notice was shown: only what stood before the
// person's eyes is confirmed.
func beginRoute(round guidance.Round, notice []string) bot.ActionID {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.Join(notice, "\n"))) // never fails
	return bot.ActionID(fmt.Sprintf("do/begin/%d/%08x", round.No, h.Sum32()))
}

// ledgerNotice says who sees what is entered about services.
const ledgerNotice = "【台帳と安全利用チェック】会社の記録です。管理者・専門家・そのサービスの管理担当者に、答えた人の名前とともに見えます。" +
	"この人たちがチャンネルに共有すると、点数と答え、管理担当者の名前を、そのチャンネルの全員が読めます（答えた人の名前とメモは出ません）。"

// drawPrivacy says who will see what, before the first question and whenever
// somebody wants to know.
func drawPrivacy(t *turn, _ []string) (bot.View, error) {
	view := bot.View{
		At:      "privacy",
		Title:   "誰に何が見えるか",
		Actions: []bot.Action{t.toMenu("メニューに戻る")},
		Watch:   []string{roundTopic, personTopic(t.me.ID)},
	}
	d, ok, err := t.openDiagnosis()
	if err != nil {
		return bot.View{}, err
	}
	if !ok {
		view.Body = []string{
			"【自社診断】まだ始まっていません。始まると、最初の質問の前に、誰に何が見えるかをお見せします。",
			ledgerNotice,
			"この仕組みを動かしている担当者" + t.surfaceMaker() + "は、技術的には記録を見られる立場にあります。" + t.surfaceAdmin(),
		}
		return view, nil
	}
	notice := noticeOf(d.round, d.in)
	view.Body = slices.Clone(notice)
	again, err := t.soonAgain(d.round)
	if err != nil {
		return bot.View{}, err
	}
	view.Body = append(view.Body, again...)
	if admin := t.surfaceAdmin(); admin != "" {
		view.Body = append(view.Body, admin)
	}
	view.Footer = []string{ledgerNotice}
	if d.round.IsOpen() && d.round.Asks(t.me) && !d.round.Knows(t.me) && !d.hidden {
		view.Title = "はじめる前に：誰に何が見えるか"
		view.Actions = []bot.Action{
			{ID: beginRoute(d.round, notice), Label: "確認してはじめる", Style: bot.Primary},
			t.toMenu("今はやめておく"),
			{ID: printRoute(d.round), Label: "紙で答える"},
		}
	}
	return view, nil
}

// soon is how long after a round those asked again are told that its figures
// can be held against theirs: minds have hardly changed.
const soon = 90 * 24 * time.Hour

// soonAgain warns those asked that figures of a round shortly before are out
// already. Two sets of figures that count all but one of the same people tell
// much about that one, should nobody have changed their mind; and who fills in
// the company's sheet is not counted.
func (t *turn) soonAgain(round guidance.Round) ([]string, error) {
	rounds, err := t.Rounds()
	if err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	for _, before := range slices.Backward(rounds) {
		if before.No >= round.No || before.IsOpen() || round.Opened.Sub(before.Closed) >= soon {
			continue
		}
		f, err := t.Figures(before.No)
		if err != nil && !errors.Is(err, guidance.ErrNotFound) {
			return nil, fmt.Errorf("read earlier figures: %w", err)
		}
		if len(f.People) == 0 {
			continue
		}
		line := fmt.Sprintf("第%d回を%sに締め切り、集計を出したばかりです。近い時期の2つの回の集計を見比べると、誰の答えか見当をつける手がかりになることがあります。", before.No, t.day(before.Closed))
		if before.Filler != round.Filler {
			line += "会社の回答を記入する人（集計に入らない人）は、そのときから変わっています。"
		}
		return []string{line}, nil
	}
	return nil, nil
}

// surfaceMaker names, where the surface is somebody else's, whoever makes it.
func (t *turn) surfaceMaker() string {
	if !t.inChat() {
		return ""
	}
	return "と、" + t.ev.Surface + "の提供元"
}

// surfaceAdmin says, where the surface is somebody else's, that people of the
// company could see the conversation too, should the surface let them.
func (t *turn) surfaceAdmin() string {
	if !t.inChat() {
		return ""
	}
	return "会社に" + t.ev.Surface + "の記録を取り出せる人がいれば、その人も、技術的には見られる立場にあります。"
}

// doBegin notes that the person has confirmed the round's notice. The first
// who does fixes it for everybody.
func doBegin(a *acting, args []string) (bot.View, error) {
	d, ok, err := a.openDiagnosis()
	if err != nil {
		return bot.View{}, err
	}
	if !ok || !d.round.IsOpen() || !d.round.Asks(a.me) || d.round.Knows(a.me) {
		return a.draw("diagnosis")
	}
	if d.hidden { // who confirms here is not known to be the one who is promised something
		return drawProof(a.turn, nil)
	}
	notice := noticeOf(d.round, d.in)
	if bot.ActionID("do/begin/"+strings.Join(args, "/")) != beginRoute(d.round, notice) {
		view, err := drawPrivacy(a.turn, nil)
		view.Problem = "この画面をお出ししたあとで、説明の内容が変わりました。お手数ですが、もう一度読んでから「確認してはじめる」を押してください。"
		return view, err
	}
	if err := a.claimFresh(); err != nil {
		return bot.View{}, err
	}
	a.me.NoticeRead, a.me.NoticeRound = a.ev.At, d.round.No
	if err := a.tx.PutPerson(a.me); err != nil {
		return bot.View{}, fmt.Errorf("note that the notice was read: %w", err)
	}
	if err := a.fix(d.round, d.in); err != nil {
		return bot.View{}, err
	}
	return a.draw("diagnosis")
}

// fix makes the round's notice and k stand, as somebody was just promised.
func (a *acting) fix(round guidance.Round, in *rubric.Instrument) error {
	if !round.Fixed.IsZero() {
		return nil
	}
	a.changed = append(a.changed, roundTopic)
	if err := a.tx.PutRound(round.Fix(noticeOf(round, in), a.ev.At)); err != nil {
		return fmt.Errorf("fix what the round promises: %w", err)
	}
	return nil
}

// roundTopic is watched by what shows how far rounds are.
const roundTopic = "rounds"

// dueDay is a due day in words with its weekday; false where none is set.
func (t *turn) dueDay(d guidance.Day) (string, bool) {
	at, ok := d.Time()
	if !ok {
		return "", false
	}
	return t.day(time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, t.in())), true
}

// dueLine says until when answers are hoped for; empty where nobody said.
func (t *turn) dueLine(round guidance.Round) string {
	day, ok := t.dueDay(round.Due)
	if !ok {
		return ""
	}
	return "締め切り予定日は" + day + "です。"
}
