package guidance

import "time"

// Import is a workbook that somebody handed in for the ledger (SPEC §5): a draft
// first, of which they see what it would change; then, once they ask for it,
// taken over slice by slice, and in force as a whole.
type Import struct {
	Key   string    // sorts by the second in which it was handed in
	By    PersonID  // who handed it in; empty for the operator
	Made  time.Time // when
	File  string    // the file's name; empty for rows that were pasted
	Sheet string    // the sheet that was read
	// Edition is that of the checklist by which its answers were read.
	Edition string
	// As is when what it says was so: when the bot handed it out, else when it was
	// last saved, else Made. What the ledger learned later is newer than the file.
	As      time.Time
	Rows    int       // services in it
	Remarks int       // what was not understood
	Last    ServiceNo // the newest service of the ledger when it was read
	// Found is how many rows were of which class then.
	Found map[ImportClass]int
	// Uncompared is set where there were too many names to tell which are perhaps
	// those of one service.
	Uncompared bool

	State ImportState
	// Sweep is what was decided of all rows that nobody decided singly: with Take
	// those are left undecided in which the ledger is newer, and always those that
	// are perhaps there under another name.
	Sweep Verdict
	// Asked is when it was last asked to be taken over, or to be undone: the order
	// in which that happens.
	Asked time.Time
	// Next is the slice that the present state goes on with.
	Next   int
	Undoer PersonID  // who asked to have it undone
	Done   time.Time // when it came into force; zero until then

	Added, Changed int // services that it has changed
	Left           int // rows that were to be taken over and could not be
	Kept           int // services that undoing it left as they are, since somebody has changed them
}

// ImportSlice is how many rows of an import are kept, and taken over, together:
// few enough that nobody else's turn waits long behind them.
const ImportSlice = 50

// Slices is how many slices so many rows take.
func Slices(rows int) int { return (rows + ImportSlice - 1) / ImportSlice }

// How long imports are kept.
const (
	// ImportKept is how long a draft waits, and how long it can be read what an
	// import did.
	ImportKept = 7 * 24 * time.Hour
	// UndoFor is how long an import can be undone.
	UndoFor = 24 * time.Hour
)

// ImportState is how far an import is.
type ImportState string

// The states, in their order.
const (
	ImportReading   ImportState = "reading"   // being kept, and not to be seen yet
	ImportDraft     ImportState = "draft"     // waits to be decided
	ImportPreparing ImportState = "preparing" // what it will leave is prepared; nothing is in force
	ImportSettling  ImportState = "settling"  // all of it is in force, and is put in its place
	ImportDone      ImportState = "done"
	UndoPreparing   ImportState = "undo-preparing"
	UndoSettling    ImportState = "undo-settling"
	ImportUndone    ImportState = "undone"
)

// Working reports whether the bot has something to do for it.
func (i Import) Working() bool {
	switch i.State {
	case ImportPreparing, ImportSettling, UndoPreparing, UndoSettling:
		return true
	}
	return false
}

// Stale reports whether it is kept no longer.
func (i Import) Stale(now time.Time) bool {
	switch {
	case i.Working():
		return false
	case i.State == ImportReading:
		return now.Sub(i.Made) > time.Hour // whoever kept it was ended
	}
	last := i.Made
	if i.Asked.After(last) {
		last = i.Asked
	}
	return now.Sub(last) > ImportKept
}

// MayUndo reports whether it can be undone now.
func (i Import) MayUndo(now time.Time) bool {
	return i.State == ImportDone && i.Added+i.Changed > 0 && now.Sub(i.Done) <= UndoFor
}

// MayImport reports whether the person may take services that are not in the
// ledger yet into it with a workbook: whoever does not see all of the ledger
// takes over those in their charge, and learns of no others.
func (p Person) MayImport() bool { return p.May(AddService, nil) && p.May(SeeLedger, nil) }

// Verdict is what is done with a row of an import.
type Verdict string

// The verdicts; Undecided rows are left as Leave ones are.
const (
	NoVerdict Verdict = ""
	Take      Verdict = "take"  // all that the file says
	Keep      Verdict = "keep"  // what the file says, but for what the ledger learned later
	Leave     Verdict = "leave" // nothing of it
)

// ImportRow is one service as a workbook has it. What is empty in it changes
// nothing.
type ImportRow struct {
	Line    int    // of the sheet, or of what was pasted, from 1
	No      string // the number that stands there
	Service Service
	Answers []Answer // Item and Label alone

	Match ServiceNo // the service of the ledger that is meant; 0 for a new one
	// Rev and SheetRev are the revisions of that service and its answers when the
	// row was read: what is of a later one is newer than the file.
	Rev, SheetRev int
	Remark        string // what is to be known of the match, in words for people
	// Unclear is set where it cannot be told which service is meant; Remark says
	// why.
	Unclear bool
	Class   ImportClass // when it was read
}

// ImportClass is what a row is, as far as the ledger went when it was read.
type ImportClass string

// The classes.
const (
	RowNew     ImportClass = "new"
	RowChanged ImportClass = "changed"
	RowNewer   ImportClass = "newer"   // changed, and in some cell the ledger is newer
	RowSimilar ImportClass = "similar" // new, and perhaps a service of the ledger under another name
	RowSame    ImportClass = "same"
	RowUnclear ImportClass = "unclear" // it cannot be told which service is meant
	RowForeign ImportClass = "foreign" // a service that whoever handed it in may not change
)

// ImportClasses lists them in the order in which they are shown.
var ImportClasses = []ImportClass{RowNew, RowChanged, RowNewer, RowSimilar, RowUnclear, RowForeign, RowSame}

// ImportRemark says what became of a cell that was not taken over.
type ImportRemark struct {
	Cell string // its address, 一覧表!J7
	Text string // what stands there
	Why  string // in words for people
}

// ImportMark is what was decided of a row, and what became of it.
type ImportMark struct {
	Row     int // of the import, from 0
	Verdict Verdict
	// Rev and SheetRev are the revisions of the service and its answers that were
	// before whoever decided.
	Rev, SheetRev int

	No  ServiceNo // the service that was changed; 0 for none
	New bool      // it was made by the import
	// Was and Is are the revisions of the service before and after the import,
	// SheetWas and SheetIs those of its answers.
	Was, Is, SheetWas, SheetIs int
	// Left says why it could not be taken over, or not all of it be undone.
	Left LeftBehind
	// Kept are the cells that undoing left as somebody has changed them since, in
	// words for people.
	Kept string
}

// LeftBehind is why a row was not taken over though it was to be, or not undone.
type LeftBehind string

// The reasons.
const (
	LeftMoved LeftBehind = "moved" // somebody has changed the same since
	LeftNamed LeftBehind = "named" // a service of this name was added since
	LeftRight LeftBehind = "right" // who asked may not (any more)
	LeftUsed  LeftBehind = "used"  // undoing: somebody has worked with it since
)

// Prepared is what an import leaves of a service. It is kept aside until all of
// the import comes into force, and counts only while the service has the
// revisions that it was prepared from: what somebody changes meanwhile stands.
type Prepared struct {
	Base, SheetBase int // those revisions; 0 for what is not there yet
	Service         Service
	Sheet           Sheet
	Changes         []Change // answers that were replaced
	Sets            []Set    // a whole set that is put behind the present one
	Gone            bool     // the service is taken away again
}

// ImportReader reads imports.
type ImportReader interface {
	// Import returns ErrNotFound for a key that is not given.
	Import(key string) (Import, error)
	// Imports returns all, the oldest first.
	Imports() ([]Import, error)
	// ImportRows returns the rows of a slice, from 0; none beyond the last.
	ImportRows(key string, slice int) ([]ImportRow, error)
	// ImportRemarks returns those of a slice, from 0.
	ImportRemarks(key string, slice int) ([]ImportRemark, error)
	// ImportMarks returns what is marked of the rows of a slice, in their order.
	ImportMarks(key string, slice int) ([]ImportMark, error)
	// ServicesAfter returns the services whose number is larger.
	ServicesAfter(no ServiceNo) ([]Service, error)
}

// ImportTx writes them.
type ImportTx interface {
	PutImport(i Import) error
	PutImportRows(key string, slice int, rows []ImportRow) error
	PutImportRemarks(key string, slice int, remarks []ImportRemark) error
	PutImportMarks(key string, slice int, marks []ImportMark) error
	// DropImport drops at most so many records of an import, its own last, and
	// reports whether some are left.
	DropImport(key string, most int) (more bool, err error)

	// Prepare keeps aside what an import will leave of a service.
	Prepare(p Prepared) error
	// Enforce brings all that is prepared into force at once: every reader sees it
	// from this turn on.
	Enforce() error
	// Settle puts what is in force of a service in its place. It returns false
	// where somebody has changed the service since that was prepared: then their
	// change stands.
	Settle(no ServiceNo) (bool, error)
	// Settled says that nothing is left to be settled.
	Settled() error
}
