package guidance

import "time"

// Homework is what people have said of one thing to be done before a visit
// 宿題. A step of the syllabus has a record only once something was said of it:
// what is left is always computed, from this and from what can be seen.
type Homework struct {
	// ID is that of the step, with ExpertSide behind it for the expert's part
	// of it; one that people set has the key of its creation behind OwnHomework.
	ID    string
	Visit int // before which visit it is to be done, from 1
	// Expert: the expert does it, else the company.
	Expert bool
	Text   string   // what is to be done, of one that people set; empty for a step
	Owner  PersonID // who sees to it; empty while nobody is named
	Due    Day      // empty where it is counted back from the visit
	Note   string   // what came of it, or what is in the way
	// Done is when somebody said that it is done, and DoneBy who; zero while it
	// is not, and for what can be seen.
	Done    time.Time
	DoneBy  PersonID
	Rev     int       // counts the changes, from 1; 0 for one of which nothing was said
	Changed time.Time // the last change, and By whom
	By      PersonID
}

const (
	// ExpertSide ends the id of the expert's part of a step.
	ExpertSide = "-x"
	// OwnHomework begins the id of homework that people set.
	OwnHomework = "own-"
	// MaxHomework is how much homework people may set for one programme.
	MaxHomework = 60
)

// IsOwn reports whether people set it, beyond the syllabus.
func (h Homework) IsOwn() bool { return h.Text != "" }

// HomeworkReader reads what was said of the homework.
type HomeworkReader interface {
	// Homework returns what was said of the homework of a plan, in the order of
	// their ids.
	Homework(plan int) ([]Homework, error)
}

// HomeworkTx writes it.
type HomeworkTx interface {
	// PutHomework writes what was said of one under its id.
	PutHomework(plan int, h Homework) error
	// DropHomework takes one away; one that is not there is no error.
	DropHomework(plan int, id string) error
}
