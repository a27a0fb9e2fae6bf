package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"daicho/adapters/web/webtest"
)

// tours are the views of the example company that people come by, beside
// those that the story leads through, by whose they are.
var tours = []struct {
	who    string
	routes []string
}{
	{"佐藤 恵子", []string{
		"menu", "more", "rounds", "round/2", "roundmore/2", "round/1", "figures/1", "figures/1/2", "gaps/1", "dig/1", "company/1", "companysheet/1",
		"print/2", "paste/2", "roundset/2", "proxies/2", "people", "person/p4", "personmore/p4", "invite/tour1", "audit", "service/3", "servicemore/3", "suggestions", "surveys", "survey", "ending/3", "mydata",
		"visits", "visitplan", "visit/2", "visitset/2", "workdays", "homework", "hwall", "hwall/1", "hw/2/v2-room", "hwset/2/v2-room", "hwadd/2/tour2", "remind/h2.d2", "wish", "close/1", "minutes/1", "since/1", "measures", "weak", "measureset/own-tour3", "measure/own-demo1", "operation", "recheck", "files", "imports", "guidelines", "items", "itemadd/tour4",
	}},
	{"高橋 誠", []string{"menu", "figures/1", "dig/1", "probe/1/d03", "companysheet/1", "service/4", "homework", "visit/2", "remind/a2.c1"}},
	{"山田 一郎", []string{"menu", "asked/demoask1", "relay/demoask2", "unknown/2", "check/2/2", "note/4/c06", "suggest", "code", "device", "screens", "mydata", "privacy", "homework", "hw/2/own-demo", "remind/h2"}},
	{"田中 美咲", []string{"menu", "waiting", "privacy", "suggest"}},
}

// TestEndToEndTour looks at one view after the other, by their addresses: the
// first of everybody as a page that they have kept, the others as by the
// browser's own buttons.
func TestEndToEndTour(t *testing.T) {
	webtest.Chromium(t)
	program := build(t)
	for _, width := range []int64{1280, 360} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			s := &story{t, program, filepath.Join(t.TempDir(), "d.db"), webtest.Open(t), width}
			p := s.program.demo(t, s.data)
			for _, tour := range tours {
				v := s.visit(p.urls[tour.who])
				kept := webtest.Eval[string](v.Tab, `location.origin + location.pathname`)
				v.Do(chromedp.Navigate("about:blank"), chromedp.Navigate(kept+"#"+tour.routes[0]))
				for _, route := range tour.routes {
					v.open(route)
					v.look("tour-" + strings.ReplaceAll(tour.who[:3]+"-"+route, "/", "-"))
				}
				s.leave(v)
			}
			p.stop()
		})
	}
}

// open goes to the address of a route.
func (v *visitor) open(route string) {
	v.t.Helper()
	v.Run(`location.hash = '#` + route + `'`)
	first, _, _ := strings.Cut(route, "/")
	v.Until(leads("history.state?.at", first) + ` && document.getElementById('main')?.getAttribute('aria-busy') === 'false'`)
	v.Run(`for (const i of document.images) i.loading = 'eager'`)
	v.Until(`[...document.images].every((i) => i.complete && i.naturalWidth > 0)`)
}
