package slack

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestWhateverIsDrawnIsWithinLimits draws views of every size and shape, with
// texts as long as anybody may write, and holds each way they are drawn against
// all limits of Slack.
func TestWhateverIsDrawnIsWithinLimits(t *testing.T) {
	for seed := range uint64(12) {
		v := adaptertest.WildView(rand.New(rand.NewPCG(seed, 3)))
		checkDrawn(t, seed, v)
		if t.Failed() {
			text, _ := json.Marshal(v)
			t.Fatalf("seed %d: %.2000s", seed, text)
		}
	}
}

// FuzzDraw does the same for whatever seed.
func FuzzDraw(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		checkDrawn(t, seed, adaptertest.WildView(rand.New(rand.NewPCG(seed, 3))))
	})
}

func checkDrawn(t *testing.T, seed uint64, v bot.View) {
	t.Helper()
	for _, asked := range append([]bot.FieldID{""}, fieldIDs(v)...) {
		c := oneQuestion(v, asked, asked != "", direct)
		checkPayload(t, seed, "message", map[string]any{"channel": "D1", "text": c.text, "blocks": c.blocks})
		checkButtons(t, seed, v, c.blocks, false)
	}
	c := leading(v, direct, "")
	checkPayload(t, seed, "message", map[string]any{"channel": "D1", "text": c.text, "blocks": c.blocks})
	checkButtons(t, seed, v, c.blocks, true)
	board := board(v, "")
	checkPayload(t, seed, "home", board)
	for part := range 60 {
		m := modal(v, page{Part: part, From: cardAt{"D0123456789", "1234567890.123456"}})
		checkPayload(t, seed, "modal", m)
		answer, err := json.Marshal(sdk.NewUpdateViewSubmissionResponse(&m))
		if err != nil {
			t.Fatal(err)
		}
		p, err := readPage(m.PrivateMetadata)
		if err != nil {
			t.Fatal(err)
		}
		if len(answer) > ackBytes-envelopeBytes && p.Submit != "" && len(split(v)[p.Part]) > 1 {
			t.Errorf("seed %d: part %d of the page takes %d bytes", seed, part, len(answer))
		}
		if !p.More {
			break
		}
	}
	m := modal(v, page{Sure: true})
	checkPayload(t, seed, "modal", m)
}

// fieldIDs are some of a view's fields.
func fieldIDs(v bot.View) (all []bot.FieldID) {
	for i := 0; i < len(v.Fields); i += 7 {
		all = append(all, v.Fields[i].ID)
	}
	return all
}

func checkPayload(t *testing.T, seed uint64, kind string, payload any) {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range slacktest.Validate(kind, text) {
		t.Errorf("seed %d, %s: %s", seed, kind, wrong)
	}
}

// checkButtons looks that no button of the view was left out for want of room.
func checkButtons(t *testing.T, seed uint64, v bot.View, blocks []sdk.Block, opens bool) {
	t.Helper()
	text, _ := json.Marshal(blocks)
	for i, a := range v.Actions {
		if !strings.Contains(string(text), ":"+string(a.ID)+`"`) {
			t.Errorf("seed %d, opens %v: button %d is gone", seed, opens, i)
		}
	}
}
