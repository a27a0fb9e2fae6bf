package bot

// View is what to show in place of what was pressed. It names no platform
// and holds no markup: every text in it is literal. How it looks is the
// adapter's affair; what it says, how much of it at once, and in which order
// (that of the fields here) is not. Views may share what their slices hold:
// nobody changes a view in place but who made it.
type View struct {
	// At draws this very view again and changes nothing. With Values it is
	// an autosave of this view's fields. It may carry the revision the view
	// was drawn from.
	At ActionID `json:"at"`
	// Title is the first line: what this is about.
	Title string `json:"title"`
	// Notice says what the last action did, in a sentence.
	Notice string `json:"notice,omitempty"`
	// Problem says what went wrong, that nothing was lost if so, and what to
	// do. Set instead of Notice.
	Problem string `json:"problem,omitempty"`
	// Progress is how far the reader is, for instance 7 of 25.
	Progress *Progress `json:"progress,omitempty"`
	// Body holds paragraphs.
	Body []string `json:"body,omitempty"`
	// Table is rows of figures or things, each perhaps leading somewhere.
	Table *Table `json:"table,omitempty"`
	// Attach holds pictures and files, made when they are asked for.
	Attach []Attachment `json:"attach,omitempty"`
	// Sections are longer readings under headings of their own.
	Sections []Section `json:"sections,omitempty"`
	// Fields are the questions of this page.
	Fields []Field `json:"fields,omitempty"`
	// Submit ends the page. Surfaces without pages press it themselves after
	// the last required field, unless it is to be confirmed: then they show
	// what was entered, with this button. Empty where there are no fields.
	Submit Action `json:"submit,omitzero"`
	// Drop is set where a file can be handed in while this view is shown.
	Drop *Drop `json:"drop,omitempty"`
	// Actions are buttons, the likeliest first.
	Actions []Action `json:"actions,omitempty"`
	// Footer is small print: attribution, what a figure does not mean.
	Footer []string `json:"footer,omitempty"`
	// Watch names what the view was drawn from: when one of these topics
	// changes, the view is out of date (see Core.Changes).
	Watch []string `json:"watch,omitempty"`
}

// Progress is Done of Of, in Unit ("問", "件", "点").
type Progress struct {
	Done int    `json:"done"`
	Of   int    `json:"of"`
	Unit string `json:"unit,omitempty"`
}

// Section is a heading with paragraphs, points and links to read on.
type Section struct {
	Heading string   `json:"heading"`
	Body    []string `json:"body,omitempty"`
	Points  []string `json:"points,omitempty"`
	Links   []Link   `json:"links,omitempty"`
}

// Link leads out of the bot, to a public page.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Table is rows under headings. The core decides how many rows a page has;
// adapters never split one.
type Table struct {
	Caption string   `json:"caption,omitempty"`
	Head    []string `json:"head"`
	Rows    []Row    `json:"rows"`
}

// Row is one line of a table; Open, where set, leads to what the row is about.
type Row struct {
	Cells []Cell   `json:"cells"`
	Open  ActionID `json:"open,omitempty"`
}

// Cell is a text, with a bar beside it where Bar is set and a state where
// Mark is not plain. The text always says in words what bar and mark show.
type Cell struct {
	Text string    `json:"text"`
	Bar  *Progress `json:"bar,omitempty"`
	Mark Mark      `json:"mark,omitempty"`
}

// Mark is the one sign a state may carry, always beside its word.
type Mark string

// The marks: ● 済, ○ まだ, ▲ 要注意.
const (
	Plain   Mark = ""
	Done    Mark = "done"
	Open    Mark = "open"
	Caution Mark = "caution"
)

// Sign is the mark as one character, empty for Plain.
func (m Mark) Sign() string {
	switch m {
	case Done:
		return "●"
	case Open:
		return "○"
	case Caution:
		return "▲"
	}
	return ""
}

// FieldKind says what sort of value a field takes.
type FieldKind string

// The kinds of fields.
const (
	Choice      FieldKind = "choice"   // one of Options
	Text        FieldKind = "text"     // one line
	LongText    FieldKind = "longtext" // several lines
	Date        FieldKind = "date"     // 2026-12-10, or one of Options (未定)
	Person      FieldKind = "person"   // one of Options, which are people
	PlaceField  FieldKind = "place"    // the inside of a Place of the home, chosen on the surface; on OwnSurface there is none
	MemberField FieldKind = "member"   // the id of an Account of the home, chosen on the surface among its own people: it takes no guest, no program and nobody who has left; not on OwnSurface
)

// Field is one question of a page.
type Field struct {
	ID       FieldID   `json:"id"`
	Kind     FieldKind `json:"kind"`
	Label    string    `json:"label"`
	Number   string    `json:"number,omitempty"`   // "7" before the label, where questions are numbered
	Heading  string    `json:"heading,omitempty"`  // the group that begins with this field
	Help     []string  `json:"help,omitempty"`     // 解説, shown when asked for
	Hint     string    `json:"hint,omitempty"`     // half a line under the label
	Options  []Option  `json:"options,omitempty"`  // for Choice and Person; for Date what may stand instead of one
	Value    string    `json:"value,omitempty"`    // what stands there now; an Option's Value where there are options
	Optional bool      `json:"optional,omitempty"` // surfaces that ask one by one do not ask for it
	Max      int       `json:"max,omitempty"`      // characters, for texts; 0 for the core's own limit
	Problem  string    `json:"problem,omitempty"`  // what is wrong with the value, and what to do
	Remark   string    `json:"remark,omitempty"`   // what is known beside it: a note, an earlier answer
	Actions  []Action  `json:"actions,omitempty"`  // buttons about this field alone
}

// Option is one answer a field offers.
type Option struct {
	Value string `json:"value"` // ASCII, at most 30 bytes
	Label string `json:"label"`
}

// Drop asks for a file. One that is dropped while the view is shown comes as
// an Event with File, and with the view's At as Shown.
type Drop struct {
	Label  string   `json:"label"`            // what is asked for: 根拠資料のファイルを加える
	Hint   string   `json:"hint,omitempty"`   // what is taken, in words
	Accept []string `json:"accept,omitempty"` // endings of names, as ".pdf"; all are taken where none is named
	Max    int      `json:"max,omitempty"`    // bytes; MaxFile where it is 0
}

// Style says how much an action stands out.
type Style string

// The styles of actions.
const (
	Normal  Style = ""
	Primary Style = "primary" // the likeliest next step; at most one a view
	Danger  Style = "danger"  // cannot be undone
)

// Action is a button: a verb the person would say.
type Action struct {
	ID      ActionID `json:"id"`
	Label   string   `json:"label"`
	Style   Style    `json:"style,omitempty"`
	Confirm string   `json:"confirm,omitempty"` // asked before it is pressed
	Vouch   bool     `json:"vouch,omitempty"`   // the surface adds what it knows of the presser: Event.Profile
}

// AttachmentKind says whether an attachment is looked at or kept.
type AttachmentKind string

// The kinds of attachments.
const (
	Picture  AttachmentKind = "picture"
	Document AttachmentKind = "document"
)

// Attachment is a picture or a document that Core.Make makes outside the
// turn. A picture's Spec carries its numbers, so that it is its own cache
// key; a document's carries a route and a moment.
type Attachment struct {
	Kind  AttachmentKind `json:"kind"`
	Name  string         `json:"name"` // ASCII file name
	Alt   string         `json:"alt"`  // what it shows, in words
	Table *Table         `json:"table,omitempty"`
	Spec  string         `json:"-"`
	// Once marks what the view's At will not draw again, since it holds a
	// secret that is kept nowhere: whoever shows the view makes it at once, and
	// no address of it is ever given out.
	Once bool `json:"once,omitempty"`
}
