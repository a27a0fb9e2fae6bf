package guidance

import "testing"

func TestParseDay(t *testing.T) {
	for text, want := range map[string]Day{
		"":             "",
		"  ":           "",
		"未定":           Undecided,
		"undecided":    Undecided,
		"2026-12-10":   "2026-12-10",
		"2026/1/2":     "2026-01-02",
		"2026.1.2":     "2026-01-02",
		"２０２６年１２月１０日":  "2026-12-10",
		"2024-02-29":   "2024-02-29",
		" 2026-12-10 ": "2026-12-10",
	} {
		if got, ok := ParseDay(text); !ok || got != want {
			t.Errorf("ParseDay(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-1-32", "10/12", "来月", "0000-01-01", "99999-1-1", "2026-12-10x"} {
		if got, ok := ParseDay(text); ok {
			t.Errorf("ParseDay(%q) = %q, want none", text, got)
		}
	}
}

func TestDayInWords(t *testing.T) {
	for day, want := range map[Day]string{"": "未記入", Undecided: "未定", "2026-04-01": "2026年4月1日（水）"} {
		if got := day.String(); got != want {
			t.Errorf("%q reads %q, want %q", string(day), got, want)
		}
	}
}

func TestParseServiceNo(t *testing.T) {
	for text, want := range map[string]ServiceNo{"S0004": 4, "s4": 4, "4": 4, " Ｓ０００４ ": 4, "S12345": 12345} {
		if got, ok := ParseServiceNo(text); !ok || got != want {
			t.Errorf("ParseServiceNo(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "S", "S0", "0", "-4", "S-4", "4a", "S0004 x", "99999999", "四"} {
		if got, ok := ParseServiceNo(text); ok {
			t.Errorf("ParseServiceNo(%q) = %v, want none", text, got)
		}
	}
	if got := ServiceNo(4).String(); got != "S0004" {
		t.Errorf("number reads %s", got)
	}
}

// TestRights states the whole table once more, so that a slip in it shows.
func TestRights(t *testing.T) {
	mine := &Service{InCharge: []Charge{{Person: "p1", Scope: "入力"}}}
	other := &Service{InCharge: []Charge{{Person: "p2"}}}
	deeds := []Deed{AnswerDiagnosis, SeeLedger, AddService, SeeService, ChangeService}
	for _, c := range []struct {
		role    Role
		service *Service
		may     [5]bool
	}{
		{Employee, other, [5]bool{true, false, true, false, false}},
		{Employee, mine, [5]bool{true, false, true, true, true}},
		{Manager, other, [5]bool{true, true, true, true, true}},
		{Expert, other, [5]bool{false, true, false, true, false}},
		{Expert, mine, [5]bool{false, true, false, true, false}},
		{Role("somebody"), other, [5]bool{}},
	} {
		for i, deed := range deeds {
			if got := (Person{ID: "p1", Role: c.role}).May(deed, c.service); got != c.may[i] {
				t.Errorf("%s may %s: %v", c.role, deed, got)
			}
		}
	}
	if (Person{Role: Manager}).May(Deed("fly"), nil) {
		t.Error("a deed of no table is allowed")
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{" Ｄｒｏｐｂｏｘ　 Business ": "dropbox business", "ｸﾞｰｸﾞﾙ": "グーグル", "㈱": "(株)"} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}
