package adaptertest

import (
	"context"
	"errors"

	"daicho/bot"
)

func strangerCase(s *stage) {
	who, known := s.wire.Stranger(), s.person(0)
	s.does(known, Act{Say: "台帳"})
	s.sees(known, "クラウドサービス台帳")
	s.does(who, Act{Say: "メニュー"})
	var got Sight
	if !s.becomes(func() bool { got = s.wire.Sees(who); return got.Text != "" }) {
		s.Fatalf("a stranger is left without a word")
	}
	if _, leaked := find([]Sight{got}, "クラウドサービス台帳"); leaked {
		s.Errorf("a stranger sees another's screen:\n%s", got.Text)
	}
	for _, ev := range s.core.Matching(said("メニュー")) {
		if ev.From != who {
			s.Errorf("a stranger came in as %+v", ev.From)
		}
	}
}

func placeCase(s *stage) {
	who, where := s.person(0), s.wire.Place()
	to := bot.Recipient{Place: where}
	s.does(who, Act{In: where, Say: "台帳"})
	s.sees(who, "クラウドサービス台帳")
	s.checkEvent(s.reaches(1, said("台帳"))[0], who, where)
	if err := s.post(to, noticeView("共有された台帳です。")); err != nil {
		s.Fatalf("post to the place: %v", err)
	}
	shared := s.receives(to, "共有された台帳です。")
	s.does(who, Act{In: where, Press: s.button(shared, "続きを答える")})
	s.checkEvent(s.reaches(1, press(atList))[0], who, where)
	s.sees(who, "クラウドサービス台帳")
	s.others()
	if _, public := find(s.wire.Posted(to), "クラウドサービス台帳"); public {
		s.Errorf("an answer to one person is read by the whole place: %+v", s.wire.Posted(to))
	}
	if _, there := find(s.wire.Posted(to), "共有された台帳です。"); !there {
		s.Errorf("the message of the place was replaced: %+v", s.wire.Posted(to))
	}
}

func (s *stage) post(to bot.Recipient, v bot.View) error {
	ctx, cancel := context.WithTimeout(s.Context(), s.patience)
	defer cancel()
	s.core.Show(v)
	return s.wire.Post(ctx, to, v)
}

func postCase(s *stage) {
	who := s.person(0)
	to := bot.Recipient{Account: who}
	for n := range 3 {
		s.does(s.person(n), Act{Say: "台帳"})
	}
	words := "あと9問です。<b>" + markup[2]
	if err := s.post(to, noticeView(words)); err != nil {
		s.Fatalf("post: %v", err)
	}
	got := s.receives(to, words)
	s.others()
	for n := 1; n < 3; n++ {
		other := s.person(n)
		seen := append(s.wire.Posted(bot.Recipient{Account: other}), s.wire.Sees(other))
		if _, leaked := find(seen, "あと9問です。"); leaked {
			s.Errorf("%s reads what was posted to %s", other.ID, who.ID)
		}
	}
	if where := s.wire.Place(); where != (bot.Place{}) {
		if _, leaked := find(s.wire.Posted(bot.Recipient{Place: where}), "あと9問です。"); leaked {
			s.Errorf("the place reads what was posted to %s", who.ID)
		}
	}
	for _, b := range got.Buttons {
		if b.Press == atNotice { // only its beginning is shown: draw the whole
			s.does(who, Act{Press: atNotice})
			got = s.sees(who, words)
		}
	}
	before := len(s.core.Matching(press(atList)))
	s.does(who, Act{Press: s.button(got, "続きを答える")})
	s.checkEvent(s.reaches(before+1, press(atList))[before], who, bot.Place{})
	s.sees(who, "クラウドサービス台帳")
}

func postPlaceCase(s *stage) {
	to := bot.Recipient{Place: s.wire.Place()}
	for _, words := range []string{"一つめのお知らせです。", "二つめのお知らせです。"} {
		if err := s.post(to, noticeView(words)); err != nil {
			s.Fatalf("post: %v", err)
		}
	}
	s.receives(to, "一つめのお知らせです。")
	s.receives(to, "二つめのお知らせです。")
}

func goneCase(s *stage) {
	people := s.wire.People()
	last := bot.Recipient{Account: people[len(people)-1]}
	s.wire.Inject(ForgetAll)
	all := []bot.Recipient{last, {Account: bot.Account{Home: last.Account.Home, ID: "nobody-at-all"}}}
	if where := s.wire.Place(); where != (bot.Place{}) {
		all = append(all, bot.Recipient{Place: where})
	}
	for _, to := range all {
		if err := s.post(to, noticeView("お知らせです。")); !errors.Is(err, bot.ErrGone) {
			s.Errorf("post to %+v: %v, want ErrGone", to, err)
		}
	}
	if err := s.post(bot.Recipient{Account: people[0]}, noticeView("別のお知らせです。")); err != nil {
		s.Fatalf("the next post: %v", err)
	}
	s.receives(bot.Recipient{Account: people[0]}, "別のお知らせです。")
}

func refusedCase(s *stage) { s.failedPost(RefusePost, bot.ErrRefused) }
func brokenCase(s *stage)  { s.failedPost(FailPost, bot.ErrBroken) }

// failedPost has one post fail and looks that the next one arrives.
func (s *stage) failedPost(f Fault, want error) {
	s.Helper()
	to := bot.Recipient{Account: s.person(0)}
	s.wire.Inject(f)
	if err := s.post(to, noticeView("一度目です。")); !errors.Is(err, want) {
		s.Errorf("post: %v, want %v", err, want)
	}
	if err := s.post(to, noticeView("二度目です。")); err != nil {
		s.Fatalf("the next post: %v", err)
	}
	s.receives(to, "二度目です。")
}

func limitedCase(s *stage) {
	to := bot.Recipient{Account: s.person(0)}
	s.wire.Inject(LimitPost)
	err := s.post(to, noticeView("早すぎました。"))
	var limited *bot.Limited
	if !errors.As(err, &limited) {
		s.Fatalf("post: %v, want a *bot.Limited", err)
	}
	if limited.After != LimitAfter {
		s.Errorf("post again after %v, want %v", limited.After, LimitAfter)
	}
	if _, shown := find(s.wire.Posted(to), "早すぎました。"); shown {
		s.Errorf("what was limited is shown")
	}
}

// reconnectCase breaks the connection under a turn, a thing done and a post.
// None of them may get lost: what Post took is seen, what it did not take
// is taken after.
func reconnectCase(s *stage) {
	who, to := s.person(0), bot.Recipient{Account: s.person(0)}
	for round := range 3 {
		s.does(who, Act{Say: "メニュー"})
		id := s.button(s.sees(who, "何をしますか。"), "済みにする")
		s.wire.Inject(Disconnect)
		waiting := s.wire.Deliver(who, Act{Press: id})
		words := "切れている間のお知らせ" + kanjiNumber(round+1)
		err := s.post(to, noticeView(words))
		s.wire.Inject(Reconnect)
		s.acknowledged(waiting, "what was done while the connection was broken")
		s.reaches(round+1, press(doNote))
		s.sees(who, "受け付けました")
		if err != nil {
			if !errors.Is(err, bot.ErrBroken) {
				s.Errorf("post without a connection: %v, want ErrBroken or nil", err)
			}
			if err := s.post(to, noticeView(words)); err != nil {
				s.Fatalf("post after the connection is back: %v", err)
			}
		}
		s.receives(to, words)
	}
	ids := map[string]bool{}
	for _, ev := range s.core.Matching(press(doNote)) {
		ids[ev.ID] = true
	}
	if len(ids) != 3 {
		s.Errorf("3 presses came as %d deliveries", len(ids))
	}
}
