package guidance

import (
	"testing"
	"time"
)

var (
	chat = Account{"chat", "u1"}
	one  = Account{"web", "p1.a"}
	two  = Account{"web", "p1.b"}
	then = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
)

// TestStandings goes through what a manager could try who hands out links and
// keeps one: after each story, who sees the answers of which round.
func TestStandings(t *testing.T) {
	invitee := Person{ID: "p1"}
	handed := func(p Person, a Account) Person { return p.WithAccount(a, then, "p9", Account{"web", "p9"}) }
	own := func(p Person, a, via Account) Person { return p.WithAccount(a, then, "p1", via) }
	vouched := func(p Person, a, from Account) Person { p, _ = p.Vouch(a, from); return p }
	taken := func(p Person, a Account) Person { p, _ = p.TakeOn(a); return p }
	for _, c := range []struct {
		name   string
		person Person
		begun  bool
		want   map[Account]Standing
		sees   map[Account]int // from which round; absent for none
	}{
		{"an account of the platform", Person{ID: "p1", Accounts: []Account{chat}}, true,
			map[Account]Standing{chat: Proven}, map[Account]int{chat: 1}},
		{"somebody invited", handed(invitee, one), false, map[Account]Standing{one: Fresh}, nil},
		{"two links before anybody began", handed(handed(invitee, one), two), false, map[Account]Standing{one: Fresh, two: Fresh}, nil},
		{"answers entered from paper before the link was opened", handed(invitee, one), true, map[Account]Standing{one: Foreign}, nil},
		{"who began is proven, who kept the other link is not", handed(handed(invitee, one), two).Claim(two, 1), true,
			map[Account]Standing{one: Foreign, two: Proven}, map[Account]int{two: 1}},
		{"a link for somebody who has begun", handed(handed(invitee, one).Claim(one, 1), two), true,
			map[Account]Standing{one: Proven, two: Foreign}, map[Account]int{one: 1}},
		{"recognised, not yet taken on", vouched(handed(handed(invitee, one).Claim(one, 2), two), two, one), true,
			map[Account]Standing{two: Vouched}, map[Account]int{one: 2}},
		{"recognised and taken on: no more than who recognised", taken(vouched(handed(handed(invitee, one).Claim(one, 2), two), two, one), two), true,
			map[Account]Standing{two: Proven}, map[Account]int{one: 2, two: 2}},
		{"not recognised by one that is not proven", vouched(handed(handed(handed(invitee, one).Claim(one, 1), two), chat), chat, two), true,
			map[Account]Standing{chat: Foreign}, map[Account]int{one: 1}},
		{"a device of one's own is told first", own(handed(invitee, one).Claim(one, 1), two, one), true,
			map[Account]Standing{two: Vouched}, map[Account]int{one: 1}},
		{"a device of an unproven account is unproven", own(handed(handed(invitee, one).Claim(one, 1), two), chat, two), true,
			map[Account]Standing{chat: Foreign}, map[Account]int{one: 1}},
		{"beginning anew locks out who began first", own(handed(invitee, one).Claim(one, 1), two, one).Claim(two, 1), true,
			map[Account]Standing{one: Foreign, two: Proven}, map[Account]int{two: 1}},
		{"what was locked out and claims a later round sees no earlier one",
			own(handed(invitee, one).Claim(one, 1), two, one).Claim(two, 1).Claim(one, 2), true,
			map[Account]Standing{one: Proven, two: Foreign}, map[Account]int{one: 2}},
		{"a claim of what is proven keeps what it sees", handed(Person{ID: "p1", Accounts: []Account{chat}}, one).Claim(chat, 3), true,
			map[Account]Standing{chat: Proven, one: Foreign}, map[Account]int{chat: 1}},
		{"cut off and handed out again", handed(handed(invitee, one).Claim(one, 1).WithoutAccount(one), one), true,
			map[Account]Standing{one: Foreign}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for a, want := range c.want {
				if got := c.person.Standing(a, c.begun); got != want {
					t.Errorf("%s is %s, want %s", a, got, want)
				}
			}
			for _, a := range c.person.Accounts {
				first, any := c.sees[a]
				for round := 1; round <= 4; round++ {
					if got := c.person.Sees(a, round); got != (any && round >= first) {
						t.Errorf("%s sees round %d: %v", a, round, got)
					}
				}
			}
		})
	}
}

func TestExpertsEnd(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*60*60)
	p := Person{Role: Expert, Until: "2026-12-10"}
	for _, c := range []struct {
		at   string
		over bool
	}{{"2026-12-10T14:59:59Z", false}, {"2026-12-10T15:00:00Z", true}, {"2026-12-09T15:00:00Z", false}, {"2027-01-01T00:00:00Z", true}} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Ended(DayOf(at, tokyo)); got != c.over {
			t.Errorf("at %s: over %v", c.at, got)
		}
	}
	for _, other := range []Person{{Role: Expert}, {Role: Expert, Until: Undecided}, {Role: Manager, Until: "2020-01-01"}} {
		if other.Ended("2026-12-10") {
			t.Errorf("%+v is over", other)
		}
	}
	if got := ExpertUntil(then, tokyo); got != "2027-06-01" {
		t.Errorf("six months on: %s", got)
	}
}

func TestCodes(t *testing.T) {
	code := NewCode([8]byte{0, 1, 29, 30, 255, 128, 7, 64})
	want, ok := ReadCode(code)
	if !ok || len(code) != 9 {
		t.Fatalf("%q does not read", code)
	}
	half := []byte(code)
	for _, text := range []string{code, " " + code + " ", string(half[:4]) + string(half[5:]), "ａｂｃｄ"} {
		got, ok := ReadCode(text)
		if text == "ａｂｃｄ" {
			if ok {
				t.Errorf("%q reads as a code", text)
			}
		} else if !ok || got != want {
			t.Errorf("%q reads as another code", text)
		}
	}
	for _, text := range []string{"", "ABCD-EFG0", "ABCD-EFGI", "ABCD-EFGHJ", "あいうえおかきく"} {
		if _, ok := ReadCode(text); ok {
			t.Errorf("%q reads as a code", text)
		}
	}
	if low, ok := ReadCode("abcd－efgh"); !ok {
		t.Error("a code in small letters and full width does not read")
	} else if up, _ := ReadCode("ABCDEFGH"); low != up {
		t.Error("case and width make another code")
	}
}

func TestSimilarPeopleAndTheLastManager(t *testing.T) {
	people := []Person{{ID: "p1", Name: "山田 一郎", Role: Manager}, {ID: "p2", Name: "鈴木　花子"}, {ID: "p3", Name: "Suzuki Hanako"}, {ID: "p4"}}
	for name, want := range map[string]int{"山田一郎": 1, "山田": 1, "ｓｕｚｕｋｉ": 1, "鈴木 花": 1, "鈴木 太郎": 0, "": 0, "山田 一郎（営業）": 1} {
		if got := SimilarPeople(people, name); len(got) != want {
			t.Errorf("like %q: %v", name, got)
		}
	}
	if !IsLastManager(people, "p1") || IsLastManager(append(people, Person{ID: "p5", Role: Manager}), "p1") {
		t.Error("the last manager is told wrongly")
	}
}
