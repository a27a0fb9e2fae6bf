package guidance

import (
	"testing"
	"time"

	"daicho/rubric"
)

var (
	askedAt  = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	repliedA = askedAt.Add(48 * time.Hour)
)

func sampleItem(t *testing.T) *rubric.Item {
	t.Helper()
	item, ok := rubric.MustEmbedded().Current(rubric.Checklist).Item("c05")
	if !ok {
		t.Fatal("no item c05")
	}
	return item
}

func TestMayAsk(t *testing.T) {
	item := sampleItem(t)
	reached := []Account{{Home: "h", ID: "a"}}
	yoshida := Person{ID: "p2", Name: "吉田", Role: Employee, Accounts: reached}
	waiting := Relay{Item: "c05", Asked: "p2", State: RelayWaiting}
	for what, c := range map[string]struct {
		service  Service
		asked    Person
		standing Answer
		others   []Relay
		want     AskProblem
	}{
		"nobody answered":             {asked: yoshida},
		"わからない":                       {asked: yoshida, standing: Answer{Label: "0"}},
		"a note without an answer":    {asked: yoshida, standing: Answer{Note: "?"}},
		"answered":                    {asked: yoshida, standing: Answer{Label: "1"}, want: AskKnown},
		"an ended service":            {service: Service{Status: Ended}, asked: yoshida, want: AskEnded},
		"a manager":                   {asked: Person{ID: "p3", Name: "山田", Role: Manager, Accounts: reached}},
		"an expert":                   {asked: Person{ID: "p4", Name: "中村", Role: Expert, Accounts: reached}, want: AskNobody},
		"oneself":                     {asked: Person{ID: "p1", Name: "鈴木", Role: Employee, Accounts: reached}, want: AskNobody},
		"somebody out of reach":       {asked: Person{ID: "p5", Name: "佐藤", Role: Employee}, want: AskNobody},
		"nobody":                      {want: AskNobody},
		"the same person again":       {asked: yoshida, others: []Relay{waiting}, want: AskTwice},
		"the same about another item": {asked: yoshida, others: []Relay{{Item: "c06", Asked: "p2", State: RelayWaiting}}},
		"another person as well":      {asked: yoshida, others: []Relay{{Item: "c05", Asked: "p3", State: RelayWaiting}}},
		"once more after a no":        {asked: yoshida, others: []Relay{{Item: "c05", Asked: "p2", State: RelayDeclined}}},
	} {
		r := Relay{Item: "c05", Asker: "p1", Asked: c.asked.ID}
		if got := r.Check(c.service, c.asked, item, c.standing, c.others); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

// TestReply: nobody's answer but one's own is ever written over.
func TestReply(t *testing.T) {
	item := sampleItem(t)
	none, unknown := Answer{}, Answer{Label: "0", By: "p1"}
	others, own := Answer{Label: "1", By: "p1"}, Answer{Label: "3", By: "p2"}
	for what, c := range map[string]struct {
		state    RelayState
		said     string // before
		standing Answer
		label    string
		want     ReplyOutcome
		becomes  RelayState
	}{
		"the first answer":                       {RelayWaiting, "", none, "3", ReplyWrite, RelayAnswered},
		"over わからない":                             {RelayWaiting, "", unknown, "3", ReplyWrite, RelayAnswered},
		"answered meanwhile, otherwise":          {RelayWaiting, "", others, "3", ReplyOffer, RelayOffered},
		"answered meanwhile, the same":           {RelayWaiting, "", others, "1", ReplyAgrees, RelayAnswered},
		"over one's own":                         {RelayWaiting, "", own, "1", ReplyWrite, RelayAnswered},
		"twice the same":                         {RelayAnswered, "3", own, "3", ReplySame, RelayAnswered},
		"twice, otherwise, while it stands":      {RelayAnswered, "3", own, "2", ReplyWrite, RelayAnswered},
		"twice, otherwise, after another's":      {RelayAnswered, "3", others, "2", ReplyLate, RelayAnswered},
		"twice the same, after another's":        {RelayAnswered, "3", others, "3", ReplySame, RelayAnswered},
		"again, once it was unknown again":       {RelayAnswered, "3", unknown, "3", ReplyWrite, RelayAnswered},
		"offered, the same":                      {RelayOffered, "3", others, "3", ReplySame, RelayOffered},
		"offered, otherwise":                     {RelayOffered, "3", others, "2", ReplyOffer, RelayOffered},
		"offered, now the same as what stands":   {RelayOffered, "3", others, "1", ReplyAgrees, RelayAnswered},
		"after declining":                        {RelayDeclined, "", unknown, "3", ReplyWrite, RelayAnswered},
		"after declining, answered by others":    {RelayDeclined, "", others, "3", ReplyOffer, RelayOffered},
		"after it was withdrawn":                 {RelayWithdrawn, "", unknown, "3", ReplyLate, RelayWithdrawn},
		"after the other answer was left as was": {RelayLeft, "3", others, "2", ReplyLate, RelayLeft},
	} {
		r := Relay{Item: "c05", Asker: "p1", Asked: "p2", State: c.state, Label: c.said, At: askedAt, Rev: 1}
		got, out := r.Reply(item, c.label, "ひとこと", c.standing, repliedA)
		if out != c.want || got.State != c.becomes {
			t.Errorf("%s: %v, %s; want %v, %s", what, out, got.State, c.want, c.becomes)
		}
		if wrote := out != ReplySame && out != ReplyLate; wrote != (got.Rev == 2 && got.Label == c.label && got.Done.Equal(repliedA) && got.Word == "ひとこと") {
			t.Errorf("%s: became %+v", what, got)
		}
		if out == ReplyWrite && Known(item, c.standing) && c.standing.By != "p2" {
			t.Errorf("%s: writes over somebody else's answer", what)
		}
	}
}

// TestRelayEnds: each of the other ends is reached from one state alone.
func TestRelayEnds(t *testing.T) {
	for _, state := range []RelayState{RelayWaiting, RelayAnswered, RelayOffered, RelayLeft, RelayDeclined, RelayWithdrawn} {
		r := Relay{State: state, Label: "3", Rev: 4}
		declined, ok1 := r.Decline("山田さんへ", true, repliedA)
		withdrawn, ok2 := r.Withdraw(repliedA)
		if ok1 != (state == RelayWaiting) || ok2 != ok1 {
			t.Errorf("%s: declined %v, withdrawn %v", state, ok1, ok2)
		}
		if ok1 && (declined.State != RelayDeclined || !declined.Other || declined.Word == "" || declined.Label != "" || declined.Rev != 5 || withdrawn.State != RelayWithdrawn) {
			t.Errorf("became %+v and %+v", declined, withdrawn)
		}
		taken, ok := r.Settle(true)
		left, _ := r.Settle(false)
		if ok != (state == RelayOffered) || ok && (taken.State != RelayAnswered || left.State != RelayLeft || taken.Rev != 5) {
			t.Errorf("%s: settled %v: %s, %s", state, ok, taken.State, left.State)
		}
		if open := state == RelayWaiting || state == RelayOffered; r.Open() != open {
			t.Errorf("%s is open: %v", state, r.Open())
		}
	}
}

func TestGave(t *testing.T) {
	r := Relay{State: RelayAnswered, Item: "c05", Asked: "p2", Label: "3"}
	for a, want := range map[Answer]bool{
		{Item: "c05", By: "p2", Label: "3"}: true, {Item: "c05", By: "p1", Label: "3"}: false,
		{Item: "c05", By: "p2", Label: "2"}: false, {Item: "c06", By: "p2", Label: "3"}: false,
	} {
		if r.Gave(a) != want {
			t.Errorf("%+v came by the relay: %v", a, !want)
		}
	}
}
