package guidance

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/rubric"
)

var surveyKinds = []rubric.ServiceKind{{ID: "mail", Page: 1, Title: "電子メール"}, {ID: "storage", Page: 2, Title: "オンラインストレージ"}, {ID: "shop", Page: 2, Title: "ECサイト"}}

func TestParseNames(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" 、\n　、 ", nil},
		{"Gmail", []string{"Gmail"}},
		{"Gmail、Outlook\r\n・Google  ドライブ\n- Box", []string{"Gmail", "Outlook", "Google ドライブ", "Box"}},
		{"Example, Inc.", []string{"Example, Inc."}},
		{"カラーミー・ショップ", []string{"カラーミー・ショップ"}},
	} {
		if got := ParseNames(c.text); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if name, long := TooLong("Box\n" + strings.Repeat("名", MaxServiceName+1)); !long || name == "Box" {
		t.Errorf("too long: %q %v", name, long)
	}
	if _, long := TooLong("Box\n" + strings.Repeat("名", MaxServiceName)); long {
		t.Error("just short enough is called too long")
	}
}

func surveyed(answers ...KindAnswer) (s Survey) {
	s.No = 1
	for _, a := range answers {
		s = s.With(a)
	}
	return s
}

func TestSurveyPlan(t *testing.T) {
	services := []Service{{No: 3, Name: "Google ドライブ"}, {No: 4, Name: "Box"}}
	storage := func(names string) Survey { return surveyed(KindAnswer{"storage", UseNow, names}) }
	for _, c := range []struct {
		name string
		s    Survey
		want string
	}{
		{"nothing said", Survey{No: 1}, ""},
		{"not used", surveyed(KindAnswer{"storage", UseNone, "Dropbox"}), ""},
		{"in use and considered", surveyed(KindAnswer{"shop", UsePlan, "BASE"}, KindAnswer{"mail", UseNow, "Gmail、Outlook"}), "Gmail+use Outlook+use BASE+plan"},
		{"marked", storage("Dropbox（検討中）\nFirestorage(利用中)"), "Dropbox+plan Firestorage+use"},
		{"only a mark", storage("（検討中）"), "（検討中）+use"},
		{"known", storage("グーグルドライブ、Dropbox"), "グーグルドライブ=S0003 Dropbox+use"},
		{"known, but another", storage("グーグルドライブ").Keep("グーグルドライブ", true), "グーグルドライブ+use"},
		{"another, after all not", storage("グーグルドライブ").Keep("グーグルドライブ", true).Keep("ｸﾞｰｸﾞﾙﾄﾞﾗｲﾌﾞ", false), "グーグルドライブ=S0003"},
		{"twice", surveyed(KindAnswer{"storage", UseNow, "Dropbox"}, KindAnswer{"mail", UseNow, "ＤＲＯＰＢＯＸ"}), "ＤＲＯＰＢＯＸ+use"},
		{"twice, spelled otherwise", storage("Dropbox、ドロップボックス"), "Dropbox+use ドロップボックス=Dropbox"},
		{"made before", func() Survey { s := storage("Box"); s.Added = []ServiceNo{4}; return s }(), "Box#S0004"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range c.s.Plan(c.s.Entries(surveyKinds), knownNames(), services) {
				switch {
				case p.Made != 0:
					got = append(got, p.Name+"#"+p.Made.String())
				case p.Adds:
					got = append(got, p.Name+"+"+string(p.Use))
				case len(p.Twins) > 0:
					got = append(got, p.Name+"="+p.Twins[0].Service.No.String())
				default:
					got = append(got, p.Name+"="+p.Like)
				}
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%s, want %s", text, c.want)
			}
		})
	}
}

// TestPlanKey: the key changes with whatever would change what is made.
func TestPlanKey(t *testing.T) {
	box := Planned{Mentioned: Mentioned{Name: "Box", Use: UseNow}, Adds: true}
	keys := map[string]string{}
	for name, plan := range map[string][]Planned{
		"none": nil, "one": {box}, "two": {box, {Mentioned: Mentioned{Name: "Miro", Use: UseNow}, Adds: true}},
		"considered": {{Mentioned: Mentioned{Name: "Box", Use: UsePlan}, Adds: true}}, "known": {{Mentioned: box.Mentioned}},
		"made": {{Mentioned: box.Mentioned, Made: 1}},
	} {
		if other, taken := keys[PlanKey(plan)]; taken {
			t.Errorf("%s and %s share a key", name, other)
		}
		keys[PlanKey(plan)] = name
	}
}

func TestSurveyBecomesAService(t *testing.T) {
	by := Person{ID: "p2", Name: "鈴木", Department: "総務部"}
	for use, want := range map[Use]Status{UseNow: InUse, UsePlan: Surveying} {
		p := Planned{Mentioned: Mentioned{Name: "Box", Kind: surveyKinds[1], Use: use}}
		got := p.Service(by, "2026-12-01")
		if got.Status != want || got.Name != "Box" || got.Department != "総務部" || got.WrittenBy != "鈴木" || got.Written != "2026-12-01" ||
			got.Summary != "オンラインストレージ" || fmt.Sprint(got.InCharge) != fmt.Sprint([]Charge{{Person: "p2"}}) {
			t.Errorf("%s: %+v", use, got)
		}
	}
}

func TestSurveyIsOpen(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		s    Survey
		want bool
	}{{Survey{}, false}, {Survey{No: 1}, true}, {Survey{No: 1, Done: now}, false}, {Survey{No: 1, Withdrawn: now}, false}} {
		if c.s.IsOpen() != c.want {
			t.Errorf("%+v: open %v", c.s, c.s.IsOpen())
		}
	}
	s := surveyed(KindAnswer{"mail", UseNow, "Gmail"})
	if other := s.With(KindAnswer{"mail", UseNone, ""}); s.Kind("mail").Use != UseNow || other.Kind("mail").Use != UseNone {
		t.Error("an answer changed another copy of the survey")
	}
	if n := s.Missing(surveyKinds); n != 2 {
		t.Errorf("%d missing", n)
	}
}

func TestSuggestionIsDecidedOnce(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	one, ok := Suggestion{Key: "k"}.Decide(Declined, "p1", now)
	if !ok || one.Decision != Declined || one.DecidedBy != "p1" || !one.Decided.Equal(now) {
		t.Errorf("%+v %v", one, ok)
	}
	if again, ok := one.Decide(Accepted, "p9", now); ok || again != one {
		t.Errorf("decided twice: %+v", again)
	}
}

// Two people's surveys become one list; of two open ones, one is made in which
// nothing that was typed is missing.
func TestJoinSurveys(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 12, n, 0, 0, 0, 0, time.UTC) }
	kind := func(id string, use Use, names string) KindAnswer {
		return KindAnswer{Kind: id, Use: use, Names: names}
	}
	done := func(n int) Survey { return Survey{No: 1, Asked: day(n), Done: day(n)} }
	own := Survey{No: 2, Asked: day(5), Apart: []string{"a"}, Added: []ServiceNo{1},
		Kinds: []KindAnswer{kind("tax", UsePlan, "e-Tax"), kind("mail", UseNone, ""), kind("web", UseNow, "x")}}
	other := Survey{No: 1, Asked: day(4), Apart: []string{"a", "b"}, Added: []ServiceNo{2},
		Kinds: []KindAnswer{kind("tax", UseNow, "弥生、e-Tax"), kind("mail", UseNow, "Gmail"), kind("pay", UseNone, "")}}
	both := JoinSurveys([]Survey{done(3), own}, []Survey{done(1), other})
	if len(both) != 3 || !both[0].Asked.Equal(day(1)) || !both[1].Asked.Equal(day(3)) || !both[2].IsOpen() {
		t.Fatalf("joined: %+v", both)
	}
	want := []KindAnswer{kind("tax", UsePlan, "e-Tax\n弥生"), kind("mail", UseNow, "Gmail"), kind("web", UseNow, "x"), kind("pay", UseNone, "")}
	if one := both[2]; !slices.Equal(one.Kinds, want) || !slices.Equal(one.Apart, []string{"b", "a"}) && !slices.Equal(one.Apart, []string{"a", "b"}) || len(one.Added) != 2 {
		t.Errorf("the open one: %+v", one)
	}
	if one := JoinSurveys(nil, []Survey{done(1)}); len(one) != 1 {
		t.Errorf("no open one: %+v", one)
	}
}
