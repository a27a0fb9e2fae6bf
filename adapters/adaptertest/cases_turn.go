package adaptertest

import (
	"strconv"
	"time"

	"daicho/bot"
)

func idCase(s *stage) {
	who, other := s.person(0), s.person(1)
	seen := map[string]bot.Event{}
	for range 3 {
		s.does(who, Act{Say: "メニュー"})
		s.does(who, Act{Press: s.button(s.sees(who, "何をしますか。"), "済みにする")})
		s.sees(who, "保存しました。")
		s.does(other, Act{Say: "メニュー"})
	}
	done := func(ev bot.Event) bool { return ev.Said != "" || ev.Press.Acts() }
	for _, ev := range s.reaches(9, done) {
		if ev.ID == "" {
			s.Fatalf("a delivery has no id: %+v", ev)
		}
		if first, again := seen[ev.ID]; again && first.From == ev.From {
			s.Fatalf("two deliveries have the id %q: %+v and %+v", ev.ID, first, ev)
		}
		seen[ev.ID] = ev
	}
}

func repeatCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "メニュー"})
	s.does(who, Act{Press: s.button(s.sees(who, "何をしますか。"), "済みにする")})
	s.sees(who, "保存しました。")
	s.acknowledged(s.wire.Repeat(), "the repeat")
	all := s.reaches(2, press(doNote))
	if all[0].ID == "" || all[0].ID != all[1].ID {
		s.Errorf("the repeat has the id %q, the delivery had %q", all[1].ID, all[0].ID)
	}
	if all[1].From != who {
		s.Errorf("the repeat comes from %+v, want %+v", all[1].From, who)
	}
	s.sees(who, "受け付けました")
}

func acknowledgeCase(s *stage) {
	who := s.person(0)
	for n := range 3 {
		s.does(who, Act{Say: "メニュー"})
		id := s.button(s.sees(who, "何をしますか。"), "済みにする")
		hold := s.core.Hold(func(ev bot.Event) bool { return ev.Press == doNote && ev.From == who })
		receipt := s.wire.Deliver(who, Act{Press: id})
		s.reaches(n+1, press(doNote))
		s.others()
		early := false
		select {
		case <-receipt:
			early = true
		default:
		}
		seen := s.wire.Sees(who)
		hold.Release()
		if early {
			s.Fatalf("acknowledged while the core was still at it")
		}
		if _, kept := find([]Sight{seen}, "保存しました。"); kept {
			s.Fatalf("shown as kept while the core was still at it")
		}
		s.acknowledged(receipt, doNote)
		s.sees(who, "保存しました。")
	}
}

func failCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "メニュー"})
	id := s.button(s.sees(who, "何をしますか。"), "済みにする")
	s.core.Fail(press(doNote), sorry("いまは保存できませんでした。もう一度お試しください。（番号 K7QX）"), errDisk)
	s.does(who, Act{Press: id})
	got := s.sees(who, "いまは保存できませんでした。")
	s.sees(who, "K7QX")
	if _, kept := find([]Sight{got}, "保存しました。"); kept {
		s.Errorf("what failed is shown as kept:\n%s", got.Text)
	}
	if _, inside := find([]Sight{got}, errDisk.Error()); inside {
		s.Errorf("the inside of the error is shown to people:\n%s", got.Text)
	}
	s.core.Mend()
	s.does(who, Act{Say: "メニュー"})
	s.does(who, Act{Press: s.button(s.sees(who, "何をしますか。"), "済みにする")})
	s.sees(who, "保存しました。")
}

func staleCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "メニュー"})
	id := s.button(s.sees(who, "何をしますか。"), "済みにする")
	s.does(who, Act{Say: "台帳"})
	s.sees(who, "クラウドサービス台帳")
	s.does(who, Act{Press: id, Old: true})
	s.checkEvent(s.reaches(1, press(doNote))[0], who, bot.Place{})
	s.sees(who, "受け付けました")
}

func deletedCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "メニュー"})
	id := s.button(s.sees(who, "何をしますか。"), "済みにする")
	hold := s.core.Hold(press(doNote))
	receipt := s.wire.Deliver(who, Act{Press: id})
	s.reaches(1, press(doNote))
	s.wire.Inject(DeleteScreens)
	hold.Release()
	s.acknowledged(receipt, doNote)
	s.sees(who, "受け付けました")
}

// orderCase hands each thing on while the one before is still in the core.
func orderCase(s *stage) {
	const n = 8
	who := s.person(0)
	var holds []*Gate
	var receipts []Receipt
	for i := range n {
		words := "確認" + strconv.Itoa(i)
		s.core.Show(bot.View{At: bot.ActionID("n/" + strconv.Itoa(i)), Title: words + "の画面"})
		s.core.Means(words, bot.ActionID("n/"+strconv.Itoa(i)))
		holds = append(holds, s.core.Hold(said(words)))
	}
	defer release(holds)
	for i := range n {
		receipts = append(receipts, s.wire.Deliver(who, Act{Say: "確認" + strconv.Itoa(i)}))
		s.others()
		if i > 0 {
			holds[i-1].Release()
		}
		s.reaches(i+1, saidBy(who))
	}
	release(holds)
	for i, r := range receipts {
		s.acknowledged(r, i)
	}
	for i, ev := range s.core.Matching(saidBy(who)) {
		if want := "確認" + strconv.Itoa(i); ev.Said != want {
			s.Errorf("number %d in the core was %q, want %q", i, ev.Said, want)
		}
	}
	for _, ev := range s.core.Overlaps() {
		s.Errorf("%q reached the core while an earlier one of the same person was in it", ev.Said)
	}
	s.sees(who, "確認"+strconv.Itoa(n-1)+"の画面")
}

func saidBy(who bot.Account) Match {
	return func(ev bot.Event) bool { return ev.From == who && ev.Said != "" }
}

func release(holds []*Gate) {
	for _, h := range holds {
		h.Release()
	}
}

// crowdCase holds one person's turn while others take theirs, and looks that
// everybody gets their own answer.
func crowdCase(s *stage) {
	slow := s.person(0)
	hold := s.core.Hold(by(slow))
	defer hold.Release()
	waiting := s.wire.Deliver(slow, Act{Say: "メニュー"})
	s.reaches(1, by(slow))
	for n, words := range map[int]string{1: "台帳", 2: "チェック"} {
		s.does(s.person(n), Act{Say: words})
	}
	s.sees(s.person(1), "クラウドサービス台帳")
	s.sees(s.person(2), "安全利用チェック")
	hold.Release()
	s.acknowledged(waiting, "メニュー")
	got := s.sees(slow, "何をしますか。")
	for _, foreign := range []string{"クラウドサービス台帳", "安全利用チェック"} {
		if _, mixed := find([]Sight{got}, foreign); mixed {
			s.Errorf("%s sees what was another's:\n%s", slow.ID, got.Text)
		}
	}
}

// stopCase ends the adapter while a turn is in the core: Run must not return
// before it.
func stopCase(s *stage) {
	who := s.person(0)
	hold := s.core.Hold(by(who))
	defer hold.Release()
	s.wire.Deliver(who, Act{Say: "メニュー"})
	s.reaches(1, by(who))
	stopped, inside := make(chan error, 1), 0
	go func() {
		err := s.wire.Stop()
		inside = s.core.Inside()
		stopped <- err
	}()
	select {
	case err := <-stopped: // the turn saw its context end, or was left alone
		stopped <- err
	case <-time.After(100 * time.Millisecond): // Run waits for the turn
	}
	hold.Release()
	select {
	case err := <-stopped:
		if err != nil {
			s.Errorf("Run returned %v after its context ended, want nil", err)
		}
		if inside != 0 {
			s.Errorf("Run returned with %d turns still in the core", inside)
		}
	case <-time.After(s.patience):
		s.Fatalf("Run does not return")
	}
}
