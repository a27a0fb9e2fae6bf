package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"daicho/adapters/web"
	"daicho/adapters/web/webtest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestInvitedInABrowser is somebody who is invited, comes by their link, and
// has it renewed: a manager's browser and theirs, on a phone and on a desk.
func TestInvitedInABrowser(t *testing.T) {
	webtest.Chromium(t)
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			newInviting(t, width).tell()
		})
	}
}

// inviting is a company of a manager and an expert, served.
type inviting struct {
	t      *testing.T
	width  int64
	house  *house
	server *web.Server
	home   string
	after  atomic.Int64 // how long after noon it is
	office *webtest.Tab // the browser at which the manager sits
	theirs *webtest.Tab // that of whoever is invited
}

func newInviting(t *testing.T, width int64) *inviting {
	t.Helper()
	s := &inviting{t: t, width: width, office: webtest.Open(t), theirs: webtest.Open(t)}
	cfg, quiet := defaults(), slog.New(slog.DiscardHandler)
	cfg.Data = filepath.Join(t.TempDir(), "d.db")
	h, err := openHouse(t.Context(), cfg, func() time.Time { return noon.Add(time.Duration(s.after.Load())) }, quiet)
	if err != nil {
		t.Fatal(err)
	}
	wc := h.cfg.webConfig(h.now, quiet)
	wc.Listen, wc.Grace = "127.0.0.1:0", time.Second
	if s.server, err = web.New(wc, h.store); err != nil {
		t.Fatal(err)
	}
	s.house = h
	s.company()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.server.Run(ctx, h.runner(nil, webLinks{s.server})) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *inviting) company() {
	s.t.Helper()
	c, err := s.house.createCompany(s.t.Context(), "光陽精機")
	if err != nil {
		s.t.Fatal(err)
	}
	s.home = c.Homes[0]
	err = s.house.store.Turn(s.t.Context(), s.home, func(tx *store.Tx) error {
		for _, p := range []guidance.Person{
			{ID: "p1", Name: "佐藤 恵子", Department: "総務部", Role: guidance.Manager},
			{ID: "p2", Name: "高橋 誠", Role: guidance.Expert, Until: guidance.DayOf(noon.AddDate(0, 0, -1), c.Location())},
		} {
			p.Accounts, p.Greeted = []guidance.Account{{Home: s.home, ID: string(p.ID)}}, noon
			if _, err := tx.NewPersonID(); err != nil {
				return err
			}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
		return tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: noon, By: "p1", Filler: "p1"})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// operators is a link as the operator hands it out.
func (s *inviting) operators(id string) string {
	s.t.Helper()
	link, err := s.server.NewLink(s.t.Context(), bot.Account{Home: s.home, ID: id})
	if err != nil {
		s.t.Fatal(err)
	}
	return link
}

// at is a page of a browser, before anything was opened in it.
func (s *inviting) at(browser *webtest.Tab) *visitor {
	s.t.Helper()
	v := &visitor{browser.Another(), s.t, s.width, webtest.AxeSource(s.t)}
	v.Size(s.width, 800)
	return v
}

func (s *inviting) tell() {
	boss := visit(s.t, s.office.Another(), s.width, s.operators("p1"))
	first := s.invite(boss)
	arai := s.taken(first)
	s.used(first)
	second := s.renew(boss)
	spy := s.spies(second)
	s.recognise(arai)
	s.knows(spy)
	for _, v := range []*visitor{boss, spy} { // before their sessions end of themselves
		v.Clean()
		v.Close()
	}
	s.weeks(arai)
	s.aside()
	arai.Clean()
}

// invite puts somebody on the list. The picture of the link is read from the
// screen, as a phone's camera does.
func (s *inviting) invite(v *visitor) (link string) {
	s.t.Helper()
	v.say("人と役割", "people")
	v.look("people")
	v.press("invite", "invite")
	v.enter("name", "新井 健")
	v.enter("department", "製造部")
	v.look("invite")
	v.submit("link")
	v.reads("新井 健さんを登録しました", "一度だけ")
	v.look("link")
	return s.scanned(v)
}

// scanned reads the link off the screen, at which a camera is aimed so that it
// sees the code and nothing beside it. Whoever holds it comes nearer where it
// reads nothing: the reader misses one code in many at any one size.
func (s *inviting) scanned(v *visitor) string {
	s.t.Helper()
	v.Until(`[...document.querySelectorAll('main img')].some((i) => i.complete && i.naturalWidth > 0)`)
	var link string
	err := errors.New("no camera")
	for scale := 3.0; err != nil && scale > 0.9; scale -= 0.5 {
		link, err = decoded(s.photo(v, scale))
	}
	if err != nil {
		s.t.Fatalf("no camera reads the screen: %v", err)
	}
	v.reads(link)
	return link
}

// photo is the code on the screen, at so many dots a pixel.
func (s *inviting) photo(v *visitor, scale float64) []byte {
	s.t.Helper()
	at := webtest.Eval[[]float64](v.Tab, `(({x, y, width, height}) => [x + scrollX, y + scrollY, width, height])(document.querySelector('main img').getBoundingClientRect())`)
	whole := true
	return webtest.Call(v.Tab, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &whole, Clip: &page.Viewport{X: at[0], Y: at[1], Width: at[2], Height: at[3], Scale: scale},
	}).Data
}

// decoded is what a photo of a code says.
func decoded(photo []byte) (string, error) {
	img, err := png.Decode(bytes.NewReader(photo))
	if err != nil {
		return "", err
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return code.GetText(), nil
}

// taken is who was invited, at their own browser, up to their first answer.
func (s *inviting) taken(link string) *visitor {
	s.t.Helper()
	v := s.at(s.theirs)
	v.opens(link, "open")
	v.Holds(`!location.href.includes('` + link[strings.LastIndex(link, "/")+1:] + `')`)
	v.reads("はじめまして")
	v.press("diagnosis", "privacy")
	v.press("do/begin", "diagnosis/1/1")
	v.choose("d01", "4")
	v.saved("d01")
	return v
}

// opens opens a link of a single use, by the button of its page.
func (v *visitor) opens(link, look string) {
	v.t.Helper()
	v.Do(chromedp.Navigate(link))
	v.Until(`document.title.startsWith('自分の画面を開く')`)
	if look != "" {
		v.look(look)
	}
	v.TabTo(`e.type === 'submit'`)
	v.Keys(kb.Enter)
	v.Do(chromedp.WaitVisible("#said")) // of the page behind it
	v.arrived("menu")
}

// used is somebody else with the link that was taken.
func (s *inviting) used(link string) {
	s.t.Helper()
	v := s.at(s.office)
	v.Do(chromedp.Navigate(link))
	v.Holds(`document.body.innerText.includes('もう使われています')`)
	v.look("used")
}

// renew is a new link for who has one; the screen in use stays so.
func (s *inviting) renew(v *visitor) string {
	s.t.Helper()
	v.say("人", "people")
	v.press("person/p3", "person")
	v.look("person")
	v.press("link/p3", "link")
	v.reads("いま使っている画面はそのまま使えます")
	v.press("do/link/p3", "link")
	v.reads("新井 健さんのリンクができました")
	return s.scanned(v)
}

// spies opens somebody else's link: nothing that was answered is there.
func (s *inviting) spies(link string) *visitor {
	s.t.Helper()
	v := s.at(s.office)
	v.opens(link, "")
	for _, words := range []string{"自社診断", "結果", "自分の記録"} {
		v.say(words, "proof")
		v.reads("この画面では、自社診断の答えを出していません")
	}
	v.look("proof-foreign")
	return v
}

// recognise is who was invited, asked about the new screen at their own.
func (s *inviting) recognise(v *visitor) {
	s.t.Helper()
	v.again()
	v.Holds(box("d01") + `.querySelector('input:checked').value === '4'`) // still theirs
	v.say("メニュー", "menu")
	v.reads("新しいリンクを作りました")
	v.TabTo(`e.dataset.press?.startsWith('do/read/link-')`)
	v.Keys(kb.Enter)
	v.arrived("screen")
	v.look("screen")
	v.sure("do/vouch", "screens")
	v.look("screens")
}

// sure presses a button that asks a question, and goes on in it.
func (v *visitor) sure(route, then string) {
	v.t.Helper()
	v.TabTo(leads("e.dataset.press", route))
	v.Keys(kb.Enter)
	v.Until(`document.getElementById('confirm').open`)
	v.TabTo(`e.id === 'confirm-go'`)
	v.Keys(kb.Enter)
	v.arrived(then)
}

// knows is the second screen, now that it is known.
func (s *inviting) knows(v *visitor) {
	s.t.Helper()
	v.say("自社診断", "proof")
	v.look("proof")
	v.press("do/takeon", "diagnosis")
	v.reads("1／25問")
	v.say("自分の記録", "mydata")
	v.look("mydata")
	v.say("コードでつなぐ", "code")
	v.press("join", "join")
	v.look("join")
}

// weeks go by, in which the page is looked at now and then.
func (s *inviting) weeks(v *visitor) {
	s.t.Helper()
	for range 3 {
		s.after.Add(int64(60 * 24 * time.Hour))
		v.Do(chromedp.Reload())
		v.arrived("screens")
	}
}

// aside are an expert whose time is over and somebody nobody knows.
func (s *inviting) aside() {
	s.t.Helper()
	expert := visit(s.t, s.theirs.Another(), s.width, s.operators("p2"))
	expert.reads("利用期間が終わりました")
	expert.look("expert-ended")
	expert.Clean()
	nobody := visit(s.t, s.theirs.Another(), s.width, s.operators("p99"))
	nobody.press("join", "join")
	nobody.look("join-stranger")
	nobody.Clean()
}
