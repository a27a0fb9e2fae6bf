package dialogue

import (
	"cmp"
	"slices"
	"strings"

	"daicho/bot/guidance"
)

// WithSurfaces has surfaces called by the name of their home's platform, which
// is empty for homes that name does not know. Without it they are all called
// chats, but for the one that is spoken on.
func (d *Dialogue[T]) WithSurfaces(name func(home string) string) *Dialogue[T] {
	d.core.surfaceName = name
	return d
}

// surfaceOf is what the surface of a home is called; page is the home of the
// page that is opened with a browser.
func (t *turn) surfaceOf(home, page string) string {
	switch {
	case home == page:
		return "ブラウザー"
	case home == t.ev.From.Home && t.inChat():
		return t.ev.Surface
	case t.surfaceName == nil:
		return "チャット"
	}
	return cmp.Or(t.surfaceName(home), "チャット")
}

// surfacesOf says where a person can be reached.
func (t *turn) surfacesOf(p guidance.Person, page string) string {
	var names []string
	for _, a := range p.Accounts {
		if name := t.surfaceOf(a.Home, page); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return cmp.Or(strings.Join(names, "・"), "なし")
}
