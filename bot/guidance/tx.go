package guidance

import "errors"

// ErrNotFound is returned for a record that is not there.
var ErrNotFound = errors.New("guidance: not found")

// MaxDrafts is how many forms a person can leave half filled.
const MaxDrafts = 20

// Reader reads the records of one company. Lists come in the order of their
// numbers. What it returns is the caller's own copy.
type Reader interface {
	ProbingReader
	LinkReader
	JoinReader
	AuditReader
	SurveyReader
	SuggestionReader

	Company() (Company, error)

	// Person returns ErrNotFound for an id that is not given.
	Person(id PersonID) (Person, error)
	// PersonOf returns ErrNotFound for an account that nobody has.
	PersonOf(a Account) (Person, error)
	People() ([]Person, error)

	// Round returns the newest round; ErrNotFound before the first.
	Round() (Round, error)
	// Rounds returns all rounds, the oldest first.
	Rounds() ([]Round, error)
	// CompanySheet returns what the company says of itself in a round, an
	// empty sheet if nothing yet.
	CompanySheet(round int) (Sheet, error)
	// CompanyChanges returns the company's answers that were replaced, oldest
	// first.
	CompanyChanges(round int) ([]Change, error)
	// Figures returns what was published of a round; ErrNotFound before its
	// close.
	Figures(round int) (Figures, error)
	// DiagnosisSheet returns what a person answered in a round, an empty
	// sheet if nothing yet.
	DiagnosisSheet(p PersonID, round int) (Sheet, error)
	// DiagnosisChanges returns the answers that were replaced, oldest first.
	DiagnosisChanges(p PersonID, round int) ([]Change, error)

	// Service returns ErrNotFound for a number that is not given.
	Service(no ServiceNo) (Service, error)
	Services() ([]Service, error)
	// ServiceVersion returns the record as it stood at an earlier revision;
	// ErrNotFound if it is no longer kept.
	ServiceVersion(no ServiceNo, rev int) (Service, error)
	// MadeBy returns the service that the creation with this key made.
	MadeBy(key string) (ServiceNo, bool, error)
	// ChecklistSheet returns the answers about a service, an empty sheet if
	// nothing yet.
	ChecklistSheet(no ServiceNo) (Sheet, error)
	// ChecklistChanges returns the answers that were replaced, oldest first.
	ChecklistChanges(no ServiceNo) ([]Change, error)
	// ChecklistSets returns the earlier whole sets, oldest first.
	ChecklistSets(no ServiceNo) ([]Set, error)

	// Draft returns what a person has entered into a form and not yet
	// submitted, by field; nil if nothing.
	Draft(p PersonID, key string) (map[string]string, error)
	// Drafts returns the keys of a person's drafts, in their order.
	Drafts(p PersonID) ([]string, error)

	// Notices returns what waits to be read by a person, oldest first.
	Notices(p PersonID) ([]Notice, error)

	EndingReader
	RelayReader
	EvidenceReader
}

// Tx reads and writes the records of one company within one turn, and reads
// what it has written. A turn in which a write failed is undone as a whole.
type Tx interface {
	Reader
	ProbingTx
	LinkTx
	JoinTx
	AuditTx
	RelayTx
	EvidenceTx
	SurveyTx
	SuggestionTx

	// PutCompany writes the company. It fails for a home that another company
	// has.
	PutCompany(c Company) error
	// NewPersonID gives the next id.
	NewPersonID() (PersonID, error)
	// PutPerson writes a person and which accounts lead to it. It fails for an
	// account that leads to somebody else.
	PutPerson(p Person) error
	// ErasePerson drops a person with all that is theirs: the record, what
	// they answered in any round, forms they began, notices and letters to
	// them, their accounts with links and sessions. What is the company's
	// stays: services and answers about them, which then name an id that
	// nobody has, and published figures. Nobody there is no error. A person's
	// id is never given again.
	ErasePerson(id PersonID) error
	// PutRound writes a round; the one with the highest number is the newest.
	PutRound(r Round) error
	PutCompanySheet(round int, s Sheet) error
	AddCompanyChange(round int, c Change) error
	// PutFigures publishes what is said of a round. It fails where that was
	// done before: published figures never change.
	PutFigures(f Figures) error
	PutDiagnosisSheet(p PersonID, round int, s Sheet) error
	// AddDiagnosisChange puts a replaced answer behind the earlier ones.
	AddDiagnosisChange(p PersonID, round int, c Change) error

	// NewServiceNo gives the next number.
	NewServiceNo() (ServiceNo, error)
	// PutService writes a service. The version it replaces, if of another
	// revision, is kept.
	PutService(s Service) error
	// PutMadeBy notes which service the creation with this key made, so that
	// the same creation, pressed twice, makes one.
	PutMadeBy(key string, no ServiceNo) error
	PutChecklistSheet(no ServiceNo, s Sheet) error
	// AddChecklistChange puts a replaced answer behind the earlier ones.
	AddChecklistChange(no ServiceNo, c Change) error
	// AddChecklistSet puts a set behind the earlier ones. One whose No is 0 is
	// given the next.
	AddChecklistSet(no ServiceNo, s Set) error

	// PutDraft replaces a draft; nil or empty values drop it. A person keeps
	// the MaxDrafts with the highest keys.
	PutDraft(p PersonID, key string, values map[string]string) error

	// AddNotice puts a notice before a person; one with the same key again
	// replaces it.
	AddNotice(p PersonID, n Notice) error
	// DropNotice takes a notice away; one that is not there is no error.
	DropNotice(p PersonID, key string) error

	EndingTx
}
