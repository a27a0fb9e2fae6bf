package guidance

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/rubric"
)

// Use says whether a kind of service is used.
type Use string

// The answers to each kind (seed p. 23); empty if nobody said.
const (
	UseNow  Use = "use"  // 利用中
	UsePlan Use = "plan" // 検討中
	UseNone Use = "none" // なし
)

// Uses lists them in the order of their buttons.
var Uses = []Use{UseNow, UsePlan, UseNone}

// String is the answer in words.
func (u Use) String() string {
	switch u {
	case UseNow:
		return "利用中"
	case UsePlan:
		return "検討中"
	case UseNone:
		return "なし"
	}
	return "未回答"
}

// KindAnswer is what a person said of one kind of service.
type KindAnswer struct {
	Kind  string // rubric.ServiceKind.ID
	Use   Use
	Names string // as they were typed; see ParseNames
}

// Survey is one going through the kinds of services by one person 洗い出し.
// It is that person's; others see whether it is done, and what came of it.
type Survey struct {
	No        int       // of this person, from 1
	By        PersonID  // who asked for it; empty where nobody did
	Asked     time.Time // or begun, where nobody asked
	Kinds     []KindAnswer
	Apart     []string    // names, folded, that are other services than those they are like
	Added     []ServiceNo // what came of it
	Done      time.Time   // zero while it is open
	Withdrawn time.Time   // when the request was taken back; zero if not
}

// Bounds of a survey.
const (
	// MaxSurveyAdds is how many services are made of a survey in one turn.
	MaxSurveyAdds = 50
	// MaxSurveyNames is how many names a survey may hold; each is compared with
	// all others and with the whole ledger.
	MaxSurveyNames = 300
	// MaxKindNames is how many characters are kept of what is typed for a
	// kind.
	MaxKindNames = 2000
	// MaxServiceName is how long a service's name may be, in characters.
	MaxServiceName = maxNameRunes
)

// IsOpen reports whether the survey can still be gone on with.
func (s Survey) IsOpen() bool { return s.No > 0 && s.Done.IsZero() && s.Withdrawn.IsZero() }

// Kind is what was said of a kind.
func (s Survey) Kind(id string) KindAnswer {
	for _, k := range s.Kinds {
		if k.Kind == id {
			return k
		}
	}
	return KindAnswer{Kind: id}
}

// With is the survey with another answer to a kind. It never changes the
// slice that other copies share.
func (s Survey) With(answer KindAnswer) Survey {
	s.Kinds = slices.Clone(s.Kinds)
	if i := slices.IndexFunc(s.Kinds, func(k KindAnswer) bool { return k.Kind == answer.Kind }); i >= 0 {
		s.Kinds[i] = answer
	} else {
		s.Kinds = append(s.Kinds, answer)
	}
	return s
}

// Missing is how many of the kinds have no answer yet.
func (s Survey) Missing(kinds []rubric.ServiceKind) (n int) {
	for _, k := range kinds {
		if s.Kind(k.ID).Use == "" {
			n++
		}
	}
	return n
}

// Keep is the survey with a name noted as another service than those it is
// like, or no longer.
func (s Survey) Keep(name string, apart bool) Survey {
	name = Fold(name)
	s.Apart = slices.DeleteFunc(slices.Clone(s.Apart), func(n string) bool { return n == name })
	if apart {
		s.Apart = append(s.Apart, name)
	}
	return s
}

// Mentioned is a service that a survey names.
type Mentioned struct {
	Name string
	Kind rubric.ServiceKind
	Use  Use // UseNow or UsePlan
}

// ParseNames reads names, one a line or with 、 between them.
func ParseNames(text string) []string {
	var names []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '、' || r == '､' }) {
		name := strings.Join(strings.Fields(strings.TrimLeft(strings.TrimSpace(part), "・•-*")), " ")
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// planMarks mark a name, among those in use, of what is only considered, and
// the other way round.
var planMarks = map[string]Use{"（検討中）": UsePlan, "(検討中)": UsePlan, "（利用中）": UseNow, "(利用中)": UseNow}

func marked(name string, use Use) (string, Use) {
	for mark, other := range planMarks {
		if rest, ok := strings.CutSuffix(name, mark); ok && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest), other
		}
	}
	return name, use
}

// Entries are the names of the survey, in the order of the kinds. A name that
// stands there twice is one.
func (s Survey) Entries(kinds []rubric.ServiceKind) []Mentioned {
	var list []Mentioned
	seen := map[string]bool{}
	for _, k := range kinds {
		answer := s.Kind(k.ID)
		if answer.Use != UseNow && answer.Use != UsePlan {
			continue
		}
		for _, text := range ParseNames(answer.Names) {
			name, use := marked(text, answer.Use)
			if key := Fold(name); !seen[key] {
				seen[key] = true
				list = append(list, Mentioned{Name: name, Kind: k, Use: use})
			}
		}
	}
	return list
}

// TooLong returns the first name that is longer than a service's may be.
func TooLong(text string) (string, bool) {
	for _, name := range ParseNames(text) {
		if utf8.RuneCountInString(name) > MaxServiceName {
			return name, true
		}
	}
	return "", false
}

// Planned is what is to become of an entry.
type Planned struct {
	Mentioned
	Adds  bool
	Made  ServiceNo // what an earlier turn of this survey made of it
	Twins []Twin    // services that it is like
	Like  string    // an entry above that it is like; empty for none
}

// Doubtful reports whether it is the person who has to say that it is another
// service.
func (p Planned) Doubtful() bool { return p.Made == 0 && (len(p.Twins) > 0 || p.Like != "") }

// Plan says of each entry whether it is to be added: those that are not in
// the ledger yet, and those that the person holds apart.
func (s Survey) Plan(entries []Mentioned, names *Names, services []Service) []Planned {
	made := map[string]ServiceNo{}
	for _, service := range services {
		if slices.Contains(s.Added, service.No) {
			made[Fold(service.Name)] = service.No
		}
	}
	index := names.Index(services)
	var list []Planned
	var added []reading // of the entries that are to be added
	var which []string
	for _, e := range entries {
		mine := names.read(e.Name)
		p := Planned{Mentioned: e, Made: made[Fold(e.Name)]}
		if p.Made == 0 {
			p.Twins = index.twins(mine)
			if i := slices.IndexFunc(added, func(r reading) bool { return like(r, mine) != "" }); i >= 0 {
				p.Like = which[i]
			}
			p.Adds = !p.Doubtful() || slices.Contains(s.Apart, Fold(e.Name))
		}
		if p.Adds {
			added, which = append(added, mine), append(which, e.Name)
		}
		list = append(list, p)
	}
	return list
}

// PlanKey stands for a plan in a route: what is confirmed is what was shown.
func PlanKey(plan []Planned) string {
	h := fnv.New32a()
	for _, p := range plan {
		_, _ = h.Write([]byte(Fold(p.Name) + "\x00" + string(p.Use) + strconv.FormatBool(p.Adds) + p.Made.String() + "\n"))
	}
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// Service is what an entry becomes in the ledger: in the charge of the person
// who named it.
func (p Planned) Service(by Person, today Day) Service {
	s := Service{Name: p.Name, Written: today, WrittenBy: by.Name, Department: by.Department, Summary: p.Kind.Title,
		Status: Surveying, InCharge: []Charge{{Person: by.ID}}}
	if p.Use == UseNow {
		s.Status = InUse
	}
	return s
}

// SurveyReader reads surveys.
type SurveyReader interface {
	// Survey returns a person's newest survey; ErrNotFound if there is none.
	Survey(p PersonID) (Survey, error)
	// Surveys returns all of a person's, the oldest first.
	Surveys(p PersonID) ([]Survey, error)
}

// SurveyTx writes surveys.
type SurveyTx interface {
	// PutSurvey writes a person's survey by its number.
	PutSurvey(p PersonID, s Survey) error
}

// JoinSurveys are the surveys of one person who were two: those that are over
// in the order of their beginning, then the one that is open. Of two open ones
// one is made: the own answers hold, and of the other's what was not answered.
// Names that were typed are kept from both.
func JoinSurveys(own, other []Survey) []Survey {
	var over, open []Survey
	for _, s := range slices.Concat(own, other) {
		if s.IsOpen() {
			open = append(open, s)
		} else {
			over = append(over, s)
		}
	}
	slices.SortStableFunc(over, func(a, b Survey) int { return a.Asked.Compare(b.Asked) })
	if len(open) == 0 {
		return over
	}
	one := open[0]
	for _, more := range open[1:] {
		one = one.joined(more)
	}
	return append(over, one)
}

func (s Survey) joined(other Survey) Survey {
	for _, k := range other.Kinds {
		have := s.Kind(k.Kind)
		if have.Use == "" || have.Use == UseNone && k.Use != "" {
			have.Use = k.Use
		}
		for _, name := range ParseNames(k.Names) {
			both := strings.TrimPrefix(have.Names+"\n"+name, "\n")
			if !slices.Contains(ParseNames(have.Names), name) && utf8.RuneCountInString(both) <= MaxKindNames {
				have.Names = both
			}
		}
		s = s.With(have)
	}
	for _, name := range other.Apart {
		s = s.Keep(name, true)
	}
	s.Added = append(slices.Clone(s.Added), other.Added...)
	return s
}
