package rubric

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// KnownName is a name that people spell in several ways.
type KnownName struct {
	Name      string
	Maker     string   // the KnownName of whoever makes it, often said before it; empty where it says nothing
	Spellings []string // グーグル beside Google
}

// WordKind says what a word of a service's name tells.
type WordKind string

// The kinds of words.
const (
	CompanyWord WordKind = "company" // 株式会社: the name beside it is a company's
	FillerWord  WordKind = "filler"  // クラウド, サービス: tells no service from another
)

// Spellings are what is known about how names of services are written.
type Spellings struct {
	Names []KnownName
	Words map[string]WordKind
}

const spellingsFolder = "names"

var (
	spellingFiles   = []string{"names.csv", "words.csv"}
	spellingColumns = []column{{"name", 40, false}, {"maker", 40, true}, {"spellings", 200, false}}
	wordColumns     = []column{{"word", 20, false}, {"kind", 10, false}}
)

// Spellings are the known spellings. They are shared and must not be changed.
func (l *Library) Spellings() Spellings { return l.spellings }

// readSpellings reads and validates the spellings of a folder, which replace
// all others.
func readSpellings(fsys fs.FS, ps *problems) Spellings {
	s := Spellings{Words: map[string]WordKind{}}
	file := spellingsFolder + "/names.csv"
	rows, seen := readTable(fsys, file, spellingColumns, ps), map[string]bool{}
	for _, r := range rows {
		name := r.text("name")
		if seen[name] {
			ps.add(file, r.line, fmt.Sprintf("the name %q is there twice", clip(name)), "Join the rows", fmt.Sprintf("「%s」が2回あります。1行にまとめてください。", clip(name)))
		}
		seen[name] = true
		s.Names = append(s.Names, KnownName{Name: name, Maker: r.text("maker"), Spellings: aliases(r.text("spellings"))})
	}
	for _, r := range rows {
		if maker := r.text("maker"); maker != "" && !seen[maker] {
			ps.add(file, r.line, fmt.Sprintf("there is no name %q for the maker", clip(maker)), "Add a row for it, or leave the cell empty",
				fmt.Sprintf("maker の「%s」の行がありません。行を足すか、空にしてください。", clip(maker)))
		}
	}
	for _, r := range readTable(fsys, spellingsFolder+"/words.csv", wordColumns, ps) {
		if r.oneOf(ps, "kind", string(CompanyWord), string(FillerWord)) {
			s.Words[strings.ToLower(r.text("word"))] = WordKind(r.text("kind"))
		}
	}
	s.Names = slices.Clip(s.Names)
	return s
}
