package guidance

import (
	"slices"
	"strings"

	"daicho/rubric"
)

// Names tells which names are likely to mean one service, though they are
// not written alike. It knows well-known names and words from the rubric, and
// of all others how they sound. It never changes.
type Names struct {
	spellings map[string][]atom // of known names, squeezed
	longest   int               // of those, in bytes
	words     map[string]rubric.WordKind
	suffixes  []string // filler words in kana that stand at the end of others
}

// Likeness says in half a sentence why two names may mean one service; empty
// for none.
type Likeness string

// The likenesses, the surest first.
const (
	SameSpelling   Likeness = "大文字・小文字や全角・半角、空白などの書き方だけが違います"
	SameButExtras  Likeness = "会社名や「クラウド」などの付け足しだけが違います"
	SameKnown      Likeness = "同じサービスの別の呼び方です"
	SameSound      Likeness = "カタカナと英字の違いで、読み方が近い名前です"
	PerhapsMistype Likeness = "1〜2文字だけが違います"
)

var likenesses = []Likeness{SameSpelling, SameButExtras, SameKnown, SameSound, PerhapsMistype}

// Twin is a service that a name is likely to mean already.
type Twin struct {
	Service Service
	Why     Likeness
}

// Index is services that were read once, for many names.
type Index struct {
	names    *Names
	services []Service
	readings []reading
}

// Index reads the names of services.
func (n *Names) Index(services []Service) *Index {
	x := &Index{names: n, services: services, readings: make([]reading, len(services))}
	for i := range services {
		x.readings[i] = n.read(services[i].Name)
	}
	return x
}

// Twins returns which of the services the name is likely to mean, the surest
// first.
func (x *Index) Twins(name string) []Twin { return x.twins(x.names.read(name)) }

func (x *Index) twins(mine reading) []Twin {
	var twins []Twin
	for i := range x.services {
		if why := like(mine, x.readings[i]); why != "" {
			twins = append(twins, Twin{Service: x.services[i], Why: why})
		}
	}
	slices.SortStableFunc(twins, func(a, b Twin) int {
		return slices.Index(likenesses, a.Why) - slices.Index(likenesses, b.Why)
	})
	return twins
}

// Twins is Index and its Twins, for one name.
func (n *Names) Twins(name string, services []Service) []Twin { return n.Index(services).Twins(name) }

// Like says whether two names are likely to mean one service, and why. It is
// the same both ways, and a name is like itself.
func (n *Names) Like(a, b string) Likeness { return like(n.read(a), n.read(b)) }

func like(a, b reading) Likeness {
	if a.plain == b.plain {
		return SameSpelling
	}
	best := Likeness("")
	for i := range a.forms {
		for j := range b.forms {
			x, y := &a.forms[i], &b.forms[j]
			if x.without != "" && y.without != "" && x.without != y.without {
				continue // freee（会計） is not freee（労務）
			}
			why := x.like(y)
			if why == SameSpelling && (x.without != "" || y.without != "" || x.extras != y.extras) {
				why = SameButExtras
			}
			if why != "" && (best == "" || slices.Index(likenesses, why) < slices.Index(likenesses, best)) {
				best = why
			}
		}
	}
	return best
}

// form is a name taken apart, as one of the ways to take it.
type form struct {
	atoms   part   // what tells it from others, with known names put in
	raw     part   // the same as it was written
	whole   part   // all of it as it was written
	extras  string // the words that tell nothing
	without string // what was left out: a company's name, or what stood in brackets
}

// part is some of a name, with what comparing it with a thousand others needs
// of it each time.
type part struct {
	all          []atom
	fixed, heard []atom // those that are seen, and those that are heard
	joined       string // the whole without the places where words meet
}

func partOf(list []atom) part {
	p := part{all: list, joined: joined(list)}
	for _, a := range list {
		if a.script.heard() {
			p.heard = append(p.heard, a)
		} else {
			p.fixed = append(p.fixed, a)
		}
	}
	return p
}

func (p part) same(q part) bool { return sameAtoms(p.all, q.all) || p.joined == q.joined }

// like compares two forms.
func (x *form) like(y *form) Likeness {
	switch {
	case x.raw.same(y.raw):
		return SameSpelling
	case len(x.atoms.all) == 0 || len(y.atoms.all) == 0:
		return ""
	case x.atoms.same(y.atoms):
		return SameKnown
	case allKnown(x.atoms.all) && allKnown(y.atoms.all):
		return "" // both are known, as different things
	case sameBut(x.atoms, y.atoms, soundsAlike), sameBut(x.raw, y.raw, soundsAlike), sameBut(x.whole, y.whole, soundsAlike):
		return SameSound
	case sameBut(x.raw, y.raw, mistyped), sameBut(x.atoms, y.atoms, mistyped):
		return PerhapsMistype
	}
	return ""
}

// sameAtoms reports whether both hold the same, in whatever order.
func sameAtoms(a, b []atom) bool {
	if len(a) != len(b) {
		return false
	}
	used := 0
	for _, x := range a {
		found := false
		for j, y := range b {
			if used&(1<<j) == 0 && x == y {
				used, found = used|1<<j, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// joined is the whole without the places where words meet.
func joined(list []atom) string {
	var b strings.Builder
	for _, a := range list {
		b.WriteString(a.text)
	}
	return b.String()
}

func allKnown(list []atom) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(a atom) bool { return a.script.heard() })
}

// sameBut reports whether both hold the same known names, figures and
// ideographs, and whether the rest, which is heard, passes the test.
func sameBut(a, b part, alike func(a, b []atom) bool) bool {
	return len(a.heard) > 0 && len(b.heard) > 0 && sameAtoms(a.fixed, b.fixed) && alike(a.heard, b.heard)
}
