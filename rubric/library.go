package rubric

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data
var data embed.FS

// Embedded returns the library that is built in: the diagnosis ipa-5min-3.1,
// the checklist cloud-3.1 and the readings. An error means a broken build.
var Embedded = sync.OnceValues(func() (*Library, error) {
	fsys, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("rubric: embedded data: %w", err)
	}
	lib := &Library{instruments: map[string]*Instrument{}, current: map[Kind]string{}}
	if err := lib.add(fsys, 0); err != nil {
		return nil, fmt.Errorf("rubric: embedded data:\n%w", err)
	}
	return lib, nil
})

// MustEmbedded is Embedded for tests and variables; it panics on an error.
func MustEmbedded() *Library {
	lib, err := Embedded()
	if err != nil {
		panic(err)
	}
	return lib
}

// Load returns the embedded library together with what stands in the given
// folders. A folder holds one folder an edition, and perhaps "readings",
// "ending", "guideline" and "syllabus"; its editions and readings are added, or replace the
// ones of the same name, and its tasks of the end of use, chapters of the guideline and steps of the visits
// replace ours as a whole, as do its "kinds" of services and "names", the known
// spellings. An
// edition that replaces another must keep its item and label ids, because
// stored answers are told by them. The error joins every *Problem found.
func Load(folders ...fs.FS) (*Library, error) {
	base, err := Embedded()
	if err != nil {
		return nil, err
	}
	lib := &Library{
		instruments: maps.Clone(base.instruments),
		current:     maps.Clone(base.current),
		readings:    slices.Clone(base.readings),
		endTasks:    base.endTasks,
		steps:       base.steps,
		agreements:  base.agreements,
		kinds:       base.kinds,
		spellings:   base.spellings,
		sections:    base.sections,
	}
	for i, folder := range folders {
		if err := lib.add(folder, i+1); err != nil {
			return nil, err
		}
	}
	return lib, nil
}

// add takes in a folder; on an error the library is not to be used.
func (l *Library) add(folder fs.FS, source int) error {
	ps := &problems{}
	has := surveyFolder(folder, ps)
	for _, edition := range has.editions {
		in := readEdition(folder, edition, ps)
		if in == nil {
			continue
		}
		checkReplaced(l.instruments[edition], in, ps)
		keepClauses(l.instruments[edition], in)
		in.source = source
		l.instruments[edition] = in
	}
	if has.readings {
		l.readings = mergeReadings(l.readings, readReadings(folder, ps))
	}
	if has.ending {
		l.endTasks = readEndTasks(folder, ps)
	}
	if has.syllabus {
		l.steps = readSteps(folder, ps)
		if _, err := fs.Stat(folder, agreementsFile); err == nil {
			l.agreements = readAgreements(folder, ps)
		}
	}
	if has.kinds {
		l.kinds = readKinds(folder, ps)
	}
	if has.spellings {
		l.spellings = readSpellings(folder, ps)
	}
	if has.guideline {
		l.sections = readGuideline(folder, ps)
	}
	l.chooseCurrent()
	return ps.err()
}

// chooseCurrent makes the highest version of each kind current; among equals
// the one from the later folder, then the later name.
func (l *Library) chooseCurrent() {
	for _, edition := range l.Editions() {
		in := l.instruments[edition]
		now, ok := l.instruments[l.current[in.Kind]]
		if !ok || newer(in, now) {
			l.current[in.Kind] = edition
		}
	}
}

func newer(a, b *Instrument) bool {
	if c := slices.Compare(versionParts(a.Version), versionParts(b.Version)); c != 0 {
		return c > 0
	}
	return a.source >= b.source
}

// versionParts reads "3.1" as 3, 1. A spreadsheet makes 4 of 4.0, so
// trailing zeros do not count.
func versionParts(version string) []int {
	var parts []int
	for p := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(p)
		parts = append(parts, n)
	}
	for len(parts) > 1 && parts[len(parts)-1] == 0 {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// WithCurrent returns the same library in which the given editions are the
// current ones of their kinds. It fails for an edition that is not there.
func (l *Library) WithCurrent(editions ...string) (*Library, error) {
	chosen := *l
	chosen.current = maps.Clone(l.current)
	for _, edition := range editions {
		in, ok := l.instruments[edition]
		if !ok {
			list := strings.Join(l.Editions(), ", ")
			return nil, fmt.Errorf("rubric: there is no edition %q. Choose one of: %s\n    「%s」という版はありません。次のどれかを指定してください：%s", edition, list, edition, list)
		}
		chosen.current[in.Kind] = edition
	}
	return &chosen, nil
}

// Current is the edition that new rounds and checklists of a kind use; nil
// for a kind that does not exist.
func (l *Library) Current(kind Kind) *Instrument { return l.instruments[l.current[kind]] }

// Instrument is the edition with that name, false if it was not loaded.
func (l *Library) Instrument(edition string) (*Instrument, bool) {
	in, ok := l.instruments[edition]
	return in, ok
}

// Editions names all editions, sorted.
func (l *Library) Editions() []string { return slices.Sorted(maps.Keys(l.instruments)) }

// Readings are the readings of the help menu in their order.
func (l *Library) Readings() []Reading { return l.readings }

// Reading is the reading with that id, false if there is none.
func (l *Library) Reading(id string) (Reading, bool) {
	for _, r := range l.readings {
		if r.ID == id {
			return r, true
		}
	}
	return Reading{}, false
}
