package guidance

// Course describes the picture of a programme by its numbers: the visits on a
// line of time, how far the homework before each is, and the three goals 達成目標
// (seed p. 6). It is all that the picture depends on.
type Course struct {
	Title string
	Stops []Stop // in the order of time; at most MaxStops
	// Now is where today is: 0 at the beginning, 1000 at the last stop.
	Now   int
	Goals []Goal // at most MaxGoals
}

// Stop is a visit, or what follows them.
type Stop struct {
	Label string // 第1回
	Day   string // 12月10日（木）
	At    int    // from 0 to 1000
	Past  bool
	// Done of Of homework before it is done; Of is 0 for none.
	Done, Of int
}

// Goal is one of the three, and how far it is.
type Goal struct {
	Label string // 1　自社診断
	Value string // 12／14人, in words for people
	// Done of Of is how much of the bar is full.
	Done, Of int
}

// How much a picture has room for.
const (
	MaxStops = 4
	MaxGoals = 3
	// CourseEnd is the At of the last stop.
	CourseEnd = 1000
)

// CourseKind begins a programme's Spec, before a colon.
const CourseKind = "course"

// Spec is the description as one text: CourseKind and its numbers as JSON.
func (c Course) Spec() string { return spec(CourseKind, c) }
