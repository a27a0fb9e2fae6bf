package guidance

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Evidence is one piece that an answer of a checklist rests on 根拠資料: an
// address of the web, or a file (the labels of item 6 say 約款添付). It hangs
// beside the answer and stays when the answer is given anew.
type Evidence struct {
	Service ServiceNo
	No      int    // within the service, from 1; never given twice
	Item    string // rubric.Item.ID
	URL     string // an address; empty for a file
	Name    string // of a file, as it was called; for people's eyes, never a path
	Kind    string // of a file: one of FileKinds
	Size    int    // of a file, in bytes
	Hash    string // of a file: SHA-256 in hexadecimal
	By      PersonID
	At      time.Time
	// Removed is when it was taken away, its bytes with it; zero while it
	// stands.
	Removed   time.Time
	RemovedBy PersonID
}

// Limits of evidence.
const (
	MaxEvidence = 5         // pieces an answer
	MaxURL      = 500       // characters of an address
	MaxFile     = 5 << 20   // bytes of a file
	MaxFiles    = 200 << 20 // bytes of all files of a company together
	MaxFileName = 120       // characters kept of a file's name
)

// Stands reports whether it was not taken away.
func (e Evidence) Stands() bool { return e.Removed.IsZero() }

// Same reports whether both are the same piece for the same item.
func (e Evidence) Same(o Evidence) bool {
	return e.Item == o.Item && e.URL == o.URL && e.Hash == o.Hash
}

// Title is what people call it: the address, or the file's name.
func (e Evidence) Title() string {
	if e.URL != "" {
		return e.URL
	}
	return e.Name
}

// FileName is the name under which the file is handed out: ASCII, made by us.
func (e Evidence) FileName() string { return fmt.Sprintf("%s-%d%s", e.Service, e.No, e.Kind) }

// EvidenceOf returns those that stand beside an item, the oldest first.
func EvidenceOf(all []Evidence, item string) (list []Evidence) {
	for _, e := range all {
		if e.Stands() && e.Item == item {
			list = append(list, e)
		}
	}
	return list
}

// ParseURL reads an address that can be evidence: http or https with a host,
// without name or password in it. It is never fetched.
func ParseURL(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > MaxURL || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	return text, true
}

// CleanFileName is the name of a file for people: its last part, without
// anything unseen, cut to MaxFileName.
func CleanFileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	runes := []rune(strings.Join(strings.Fields(name), " "))
	if len(runes) > MaxFileName {
		ending := []rune(name[strings.LastIndexByte(name, '.')+1:])
		keep := max(0, MaxFileName-len(ending)-2)
		runes = append(append(runes[:keep:keep], '…', '.'), ending[:min(len(ending), MaxFileName-2)]...)
	}
	return string(runes)
}

// StoredKind begins the Spec of a file that was kept, before a colon.
const StoredKind = "stored"

// StoredSpec names a kept file: its company, service and number. Whoever
// holds it was shown the view that lists it; it carries no right.
func StoredSpec(company string, e Evidence) string {
	return fmt.Sprintf("%s:%s/%d/%d", StoredKind, company, int(e.Service), e.No)
}

// ParseStored reads what follows the kind in such a Spec.
func ParseStored(rest string) (company string, service ServiceNo, no int, ok bool) {
	parts := strings.Split(rest, "/")
	if len(parts) != 3 || parts[0] == "" {
		return "", 0, 0, false
	}
	s, err1 := strconv.Atoi(parts[1])
	n, err2 := strconv.Atoi(parts[2])
	return parts[0], ServiceNo(s), n, err1 == nil && err2 == nil && s > 0 && n > 0
}

// EvidenceReader reads the evidence of a company.
type EvidenceReader interface {
	// Evidence returns all evidence of a service, what was taken away
	// included, the oldest first.
	Evidence(no ServiceNo) ([]Evidence, error)
	// FileBytes is how many bytes the company's files take together; equal
	// files are kept once.
	FileBytes() (int64, error)
}

// EvidenceTx writes it.
type EvidenceTx interface {
	// AddEvidence keeps a piece, gives it its number and returns it with that.
	// data is a file's bytes, nil for an address.
	AddEvidence(e Evidence, data []byte) (Evidence, error)
	// RemoveEvidence notes that a piece was taken away, and drops a file's
	// bytes when no other piece of the company has the same. It returns
	// ErrNotFound for one that does not stand.
	RemoveEvidence(no ServiceNo, n int, by PersonID, at time.Time) error
}
