package slack

import (
	"strings"
	"testing"

	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
)

// TestADiagnosisTakesFewCalls: a whole diagnosis, from the first word to the
// result, is 25 taps and a page turned every few questions, and costs at most
// two calls of the Web API beside the one that opens the modal and those that
// send the picture.
func TestADiagnosisTakesFewCalls(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, nil)
	o.start()
	p := newPhone(o.fake, o.users[0], 1, 0)
	connecting := o.fake.AllCalls()
	if err := p.say("自社診断"); err != nil {
		t.Fatal(err)
	}
	if err := p.AnswerAll(); err != nil {
		t.Fatal(err)
	}
	<-o.ws.Settled(p.user)
	if p.taps != 25 || p.cards != 0 || p.turns > 6 {
		t.Errorf("%d taps, %d of them on messages, %d pages turned", p.taps, p.cards, p.turns)
	}
	calls := o.fake.AllCalls()
	others := 0
	for method, n := range calls {
		n -= connecting[method]
		switch {
		case method == "views.open" && n != 1:
			t.Errorf("%d modals were opened", n)
		case method == "views.open", method == "response_url", method == "upload", strings.HasPrefix(method, "files."): // a picture
		default:
			others += n
		}
	}
	if others > 2 {
		t.Errorf("%d other calls: %v", others, calls)
	}
	t.Logf("25 taps, %d pages turned, calls: %v", p.turns, calls)
	if given := crowdtest.AnswersOf(t, o.store, o.ws.Home(), p.user); len(given) != 25 {
		t.Errorf("%d answers are kept", len(given))
	}
	if s := p.newest(); !strings.Contains(s.Text, "自社診断の結果（あなただけに見えています）") || len(o.fake.Screens(p.user, dmOf(p.user))) != 1 {
		t.Errorf("the result does not take the place of the message:\n%s", s.Text)
	}
	o.noComplaints()
}
