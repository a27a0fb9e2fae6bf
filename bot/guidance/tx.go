package guidance

import "errors"

// ErrNotFound is returned for a record that is not there.
var ErrNotFound = errors.New("guidance: not found")

// Reader reads the records of one company. Lists come in the order of their
// numbers. What it returns is the caller's own copy. What is read and written
// of each subject stands with the subject's types.
type Reader interface {
	CompanyReader
	PeopleReader
	LinkReader
	JoinReader
	RoundReader
	ProbingReader
	ServiceReader
	ChecklistReader
	EvidenceReader
	ImportReader
	RelayReader
	EndingReader
	SurveyReader
	SuggestionReader
	VisitReader
	HomeworkReader
	MeasureReader
	GuidelineReader
	ReportReader
	OwnItemReader
	MinutesReader
	ReminderReader
	DraftReader
	NoticeReader
	AuditReader
}

// Tx reads and writes the records of one company within one turn, and reads
// what it has written. A turn in which a write failed is undone as a whole.
type Tx interface {
	Reader

	CompanyTx
	PeopleTx
	LinkTx
	JoinTx
	RoundTx
	ProbingTx
	ServiceTx
	ChecklistTx
	EvidenceTx
	ImportTx
	RelayTx
	EndingTx
	SurveyTx
	SuggestionTx
	VisitTx
	HomeworkTx
	MeasureTx
	GuidelineTx
	ReportTx
	OwnItemTx
	MinutesTx
	ReminderTx
	DraftTx
	NoticeTx
	AuditTx
}
