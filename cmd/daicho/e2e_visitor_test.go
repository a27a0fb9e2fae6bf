package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"daicho/adapters/web/webtest"
	"daicho/rubric"
)

// deskWidth is from how many pixels a screen is not a phone's.
const deskWidth = 600

// visitor is somebody before the page who has no mouse.
type visitor struct {
	*webtest.Tab
	t     *testing.T
	width int64
	axe   string
}

// visit opens a personal link and waits for the menu.
func visit(t *testing.T, tab *webtest.Tab, width int64, link string) *visitor {
	t.Helper()
	v := &visitor{tab, t, width, webtest.AxeSource(t)}
	v.Size(width, 800)
	v.Do(chromedp.Navigate(link))
	v.arrived("menu")
	v.Holds(fmt.Sprintf("!location.href.includes(%q) && document.cookie === ''", link[strings.LastIndex(link, "/")+1:]))
	return v
}

// leads is an expression that holds for a route and those below it.
func leads(expression, route string) string {
	return fmt.Sprintf("(%s + '/').startsWith('%s/')", expression, route)
}

// arrived waits until a view of the route is on screen.
func (v *visitor) arrived(route string) {
	v.t.Helper()
	v.Until(leads("location.hash", "#"+route) + ` && document.getElementById('main').getAttribute('aria-busy') === 'false'`)
}

// press goes to the button or row of a route, and presses it.
func (v *visitor) press(route, then string) {
	v.t.Helper()
	v.TabTo(leads("e.dataset.press", route))
	v.Keys(kb.Enter)
	v.arrived(then)
}

// above presses a button of the page's head, which stands before the title.
func (v *visitor) above(route string) {
	v.t.Helper()
	v.TabBackTo(leads("e.dataset.press", route))
	v.Keys(kb.Enter)
	v.arrived(route)
}

// submit ends a page of questions; more keys may follow at once.
func (v *visitor) submit(then string, keys ...string) {
	v.t.Helper()
	v.TabTo(`e.type === 'submit' && e.form.id === 'form'`)
	v.Keys(append([]string{kb.Enter}, keys...)...)
	v.arrived(then)
}

// say types words into the box that stands under every view.
func (v *visitor) say(words, then string) {
	v.t.Helper()
	v.TabTo(`e.id === 'said'`)
	v.Keys(words, kb.Enter)
	v.arrived(then)
	v.Until(`document.getElementById('said').value === ''`)
}

// enter types into a text field.
func (v *visitor) enter(field, text string) {
	v.t.Helper()
	v.TabTo(`e.id === 'f-` + field + `'`)
	v.Keys(text)
}

// box is where a field stands, as an expression.
func box(field string) string { return `document.querySelector('[data-field=` + field + `]')` }

// chosen is the value of a field of choices, empty where none is made.
func (v *visitor) chosen(field string) string {
	v.t.Helper()
	return v.Value(box(field) + `.querySelector('input:checked')?.value ?? ''`)
}

// choose goes to a question and moves on from the answer it stands on until
// the wanted one is chosen.
func (v *visitor) choose(field, value string) {
	v.t.Helper()
	v.TabTo(`e.name === 'f-` + field + `'`)
	for range 10 {
		switch {
		case v.chosen(field) == value:
			return
		case v.Value(`document.activeElement.value`) == value:
			v.Keys(" ")
		default:
			v.Keys(kb.ArrowDown)
		}
	}
	v.t.Fatalf("%s cannot be chosen at %s\npage: %s", value, field, v.Text())
}

// next moves a question on to the answer after the one that is chosen.
func (v *visitor) next(item rubric.Item) (label string) {
	v.t.Helper()
	was := v.chosen(item.ID)
	for i, l := range item.Labels {
		if l.ID == was {
			label = item.Labels[(i+1)%len(item.Labels)].ID
		}
	}
	v.choose(item.ID, label)
	return label
}

// saved waits until the page has told that a field is on disk.
func (v *visitor) saved(field string) {
	v.t.Helper()
	v.Until(box(field) + `.querySelector('.state').dataset.state === 'saved'`)
}

// reads checks that the view says this.
func (v *visitor) reads(texts ...string) {
	v.t.Helper()
	all := v.Value(`document.querySelector('main').innerText + document.getElementById('trouble').innerText`)
	for _, text := range texts {
		if !strings.Contains(all, text) {
			v.t.Errorf("the view does not say %q:\n%s", text, all)
		}
	}
}

// again has the page drawn again twice, as it is when something changes, and
// waits until the first time is over for certain.
func (v *visitor) again() {
	v.t.Helper()
	const turns = `performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/turn')).length`
	want := webtest.Eval[int](v.Tab, turns)
	for range 2 {
		want++
		v.Run(`window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))`)
		v.Until(fmt.Sprintf("%s >= %d", turns, want))
	}
}

// row is what a row that leads somewhere says.
func (v *visitor) row(route string) string {
	v.t.Helper()
	return v.Value(`document.querySelector('tr:has(a[data-press="` + route + `"])').innerText`)
}

// look lets the view be seen as people may see it, light and dark, and by the
// checker, for whom the two differ in their colours alone.
func (v *visitor) look(name string) {
	v.t.Helper()
	where := fmt.Sprintf("e2e-%s-%d-", name, v.width)
	v.Scheme("dark")
	v.Picture(where + "dark")
	if v.width < deskWidth { // colours are the same at any width
		v.Axe(v.axe, where+"dark", "color-contrast")
	}
	v.Scheme("light")
	v.Fits()
	v.Picture(where + "light")
	v.Axe(v.axe, where+"light")
}
