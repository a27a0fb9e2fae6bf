package guidance

import "time"

// Entry is one line of the audit log: who did what, when, about what. It
// never holds an answer or a secret.
type Entry struct {
	At    time.Time
	Who   PersonID // empty for the operator
	Did   string   // one of the Did words, or a later one
	About string   // a key or id, and what became of it: "p4 manager"
}

// What the log says was done.
const (
	DidExport = "export" // data was handed out
	DidRole   = "role"   // a role was given: "p4 manager"
	DidLink   = "link"   // a link was handed out: "p4"
	DidInvite = "invite" // somebody was put on the list
	DidEnroll = "enroll" // somebody put themselves on the list: "p5 employee"
	DidPerson = "person" // name, department or end of access was changed
	DidUnlink = "unlink" // links and sessions were ended
	DidErase  = "erase"  // somebody, or their answers to a round, were erased
	DidJoin   = "join"   // an account, or another person, was joined to one
	DidShare  = "share"  // the ledger or a sheet was brought to a channel: "S0004", the inside of its place, and what stands for the press
	DidPart   = "part"   // an account was cut off
	DidProve  = "prove"  // an account was recognised, or claimed
	DidProxy  = "proxy"  // somebody's answers on paper were begun to be entered, that was refused: "p3 refused", or thrown away: "p3 dropped"
	DidHome   = "home"   // a workspace or server became a home of the company: its name
	DidVisits = "visits" // the visits were planned or moved: the days
	DidClose  = "close"  // a visit was closed: the numbers of its plan and its own
	DidImport = "import" // a workbook was taken into the ledger, or that was undone: its key, how many services were added and changed
	DidFiller = "filler" // somebody else was named for the company's sheet of an open round: "p3", or "nobody"
)

// AuditReader reads the company's audit log.
type AuditReader interface {
	// Audits returns at most so many entries, the newest first, after leaving
	// out the newest skip, and how many there are in all.
	Audits(skip, most int) ([]Entry, int, error)
}

// AuditTx writes the company's audit log.
type AuditTx interface {
	// Audit puts an entry behind the log. There is no way to change or drop
	// one.
	Audit(e Entry) error
}
