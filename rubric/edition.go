package rubric

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The tables of an edition.
var (
	aboutColumns = []column{{"key", 20, false}, {"value", 200, false}}
	groupColumns = []column{{"id", 16, false}, {"mark", 8, false}, {"title", 40, false}, {"card", 40, true}, {"short", 8, false}, {"max", 5, false}}
	itemColumns  = []column{{"id", 16, false}, {"no", 3, false}, {"group", 16, false}, {"page", 3, false}, {"title", 40, false},
		{"column", 40, true}, {"axis", 12, false}, {"question", 200, false}}
	labelColumns = []column{{"item", 16, false}, {"id", 4, false}, {"text", 40, false}, {"points", 4, false}, {"aliases", 200, true}, {"concern", 12, true}}
	bandColumns  = []column{{"from", 5, false}, {"to", 5, false}, {"title", 40, false}, {"advice", 200, false}}
	textColumns  = []column{{"item", 16, false}, {"text", 200, false}}
	helpColumns  = []column{{"item", 16, false}, {"page", 8, true}, {"text", 300, false}}
)

// The keys of about.csv.
const (
	keyEdition     = "edition"
	keyKind        = "kind"
	keyVersion     = "version"
	keyTitle       = "title"
	keyPoints      = "points"
	keyAttribution = "attribution"
)

var aboutKeys = []string{keyEdition, keyKind, keyVersion, keyTitle, keyPoints, keyAttribution}

// draft is an edition while it is being read: the instrument, what it was
// read from, and where its parts stand in the files.
type draft struct {
	*problems
	fsys   fs.FS
	dir    string
	in     *Instrument
	points []int // what the labels of every item are worth

	groupLines, itemLines, bandLines []int
	labelLines                       map[string][]int // by item id, beside Item.Labels
	clauseLines                      map[string]int   // by item id, the last
	hasClauses                       bool
}

// readEdition reads and validates one edition. It returns nil when something
// is wrong, having noted what.
func readEdition(fsys fs.FS, dir string, ps *problems) *Instrument {
	d := &draft{problems: &problems{}, fsys: fsys, dir: dir, in: &Instrument{Edition: dir, index: map[string]int{}}, labelLines: map[string][]int{}}
	d.readAbout()
	d.readGroups()
	d.readItems()
	d.readLabels()
	d.readBands()
	d.readTexts()
	d.readClauses()
	if len(d.list) == 0 {
		d.validate() // what cannot be read would only give echoes
	}
	for _, err := range d.list {
		p := err.(*Problem)
		ps.add(p.File, p.Line, p.What, p.Mend, p.Japanese)
	}
	ps.more += d.more
	if len(d.list) > 0 {
		return nil
	}
	return d.in
}

func (d *draft) path(name string) string { return d.dir + "/" + name }

func (d *draft) table(name string, columns []column) []record {
	return readTable(d.fsys, d.path(name), columns, d.problems)
}

func (d *draft) readAbout() {
	values, lines := map[string]string{}, map[string]int{}
	rows := d.table("about.csv", aboutColumns)
	for _, r := range rows {
		key := r.text("key")
		if !r.oneOf(d.problems, "key", aboutKeys...) {
			continue
		}
		if lines[key] > 0 {
			d.add(r.file, r.line, "the key "+key+" is there twice", "Remove one of the rows", key+" が2回あります。どちらかの行を消してください。")
		}
		values[key], lines[key] = r.text("value"), r.line
	}
	if rows == nil {
		d.needRows("about.csv")
		return
	}
	for _, key := range aboutKeys {
		if lines[key] == 0 {
			d.add(d.path("about.csv"), 0, "the key "+key+" is missing", "Add a row for it", key+" の行がありません。足してください。")
		}
	}
	d.in.Kind, d.in.Version = Kind(values[keyKind]), values[keyVersion]
	d.in.Title, d.in.Attribution = values[keyTitle], values[keyAttribution]
	d.checkAbout(values, lines)
}

var versionForm = regexp.MustCompile(`^[0-9]{1,4}(\.[0-9]{1,4}){0,3}$`)

func (d *draft) checkAbout(values map[string]string, lines map[string]int) {
	file := d.path("about.csv")
	if v, ok := values[keyEdition]; ok && v != d.dir {
		d.add(file, lines[keyEdition], fmt.Sprintf("the edition %q stands in the folder %q", clip(v), d.dir), "Give both the same name",
			fmt.Sprintf("edition の「%s」とフォルダー名「%s」が違います。同じ名前にしてください。", clip(v), d.dir))
	}
	if v, ok := values[keyKind]; ok && v != string(Diagnosis) && v != string(Checklist) {
		d.add(file, lines[keyKind], fmt.Sprintf("the kind is %q", clip(v)), "Write diagnosis or checklist",
			"kind には diagnosis（自社診断）か checklist（安全利用チェックリスト）を書いてください。")
	}
	if v, ok := values[keyVersion]; ok && !versionForm.MatchString(v) {
		d.add(file, lines[keyVersion], fmt.Sprintf("the version is %q", clip(v)), "Write it as numbers with dots, such as 3.1",
			"version は 3.1 のように、半角の数字とピリオドで書いてください。")
	}
	if v, ok := values[keyPoints]; ok {
		d.readScale(v, lines[keyPoints])
	}
}

// readScale reads 3|2|1|0: what the labels of every item are worth.
func (d *draft) readScale(value string, line int) {
	for part := range strings.SplitSeq(value, "|") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < -9 || n > 9 || slices.Contains(d.points, n) {
			d.points = nil
			break
		}
		d.points = append(d.points, n)
	}
	if len(d.points) < 2 || slices.Max(d.points) <= 0 {
		d.points = nil
		d.add(d.path("about.csv"), line, fmt.Sprintf("the points are %q", clip(value)), "Write two or more different numbers from -9 to 9 with | between them, such as 3|2|1|0",
			"points には、3|2|1|0 のように、-9〜9の異なる整数を | で区切って2つ以上書いてください（最高点は1以上）。")
	}
}

func (d *draft) readGroups() {
	seen := map[string]bool{}
	rows := d.table("groups.csv", groupColumns)
	for _, r := range rows {
		d.checkID(r.file, r.line, r.text("id"), seen)
		limit, ok := r.number(d.problems, "max")
		if !ok {
			continue
		}
		g := Group{ID: r.text("id"), Mark: r.text("mark"), Title: r.text("title"), Card: r.text("card"), Short: r.text("short"), Max: limit}
		if g.Card == "" {
			g.Card = g.Title
		}
		d.in.Groups = append(d.in.Groups, g)
		d.groupLines = append(d.groupLines, r.line)
	}
	if rows == nil {
		d.needRows("groups.csv")
	}
}

func (d *draft) readItems() {
	seen := map[string]bool{}
	rows := d.table("items.csv", itemColumns)
	for _, r := range rows {
		d.checkID(r.file, r.line, r.text("id"), seen)
		no, okNo := r.number(d.problems, "no")
		page, okPage := r.number(d.problems, "page")
		if !okNo || !okPage {
			continue
		}
		it := Item{ID: r.text("id"), No: no, Group: r.text("group"), Page: page, Title: r.text("title"),
			Column: r.text("column"), Axis: r.text("axis"), Question: r.text("question"), texts: map[string]int{}}
		if it.Column == "" {
			it.Column = it.Title
		}
		if _, twice := d.in.index[it.ID]; !twice {
			d.in.index[it.ID] = len(d.in.Items)
		}
		d.in.Items = append(d.in.Items, it)
		d.itemLines = append(d.itemLines, r.line)
	}
	if rows == nil {
		d.needRows("items.csv")
	}
}

// itemOf finds the item that a row of another table is about.
func (d *draft) itemOf(r record) *Item {
	if i, ok := d.in.index[r.text("item")]; ok {
		return &d.in.Items[i]
	}
	if len(d.in.Items) > 0 { // else the missing table was noted already
		d.add(r.file, r.line, fmt.Sprintf("there is no item %q", clip(r.text("item"))), "Use an id from items.csv",
			fmt.Sprintf("「%s」という項目はありません。items.csv の id を書いてください。", clip(r.text("item"))))
	}
	return nil
}

var concerns = map[string]Concern{"": NoConcern, "known-bad": KnownBad, "unknown": Unknown, "not-yet": NotYetLooked}

func (d *draft) readLabels() {
	rows := d.table("labels.csv", labelColumns)
	for _, r := range rows {
		it := d.itemOf(r)
		points, ok := r.number(d.problems, "points")
		known := r.text("concern") == "" || r.oneOf(d.problems, "concern", "known-bad", "unknown", "not-yet")
		if it == nil || !ok || !known {
			continue
		}
		it.Labels = append(it.Labels, Label{ID: r.text("id"), Text: r.text("text"), Points: points,
			Aliases: aliases(r.text("aliases")), Concern: concerns[r.text("concern")]})
		d.labelLines[it.ID] = append(d.labelLines[it.ID], r.line)
	}
	if rows == nil {
		d.needRows("labels.csv")
	}
}

func aliases(cell string) []string {
	var list []string
	for a := range strings.SplitSeq(cell, "|") {
		if a = strings.TrimSpace(a); a != "" {
			list = append(list, a)
		}
	}
	return list
}

func (d *draft) readBands() {
	for _, r := range d.table("bands.csv", bandColumns) {
		from, okFrom := r.number(d.problems, "from")
		to, okTo := r.number(d.problems, "to")
		if okFrom && okTo {
			d.in.Bands = append(d.in.Bands, Band{From: from, To: to, Title: r.text("title"), Advice: r.text("advice")})
			d.bandLines = append(d.bandLines, r.line)
		}
	}
}

// readTexts reads the tables that add texts to items.
func (d *draft) readTexts() {
	for _, r := range d.table("probes.csv", textColumns) {
		if it := d.itemOf(r); it != nil {
			it.Probes = append(it.Probes, r.text("text"))
		}
	}
	for _, r := range d.table("notes.csv", textColumns) {
		if it := d.itemOf(r); it != nil {
			it.Notes = append(it.Notes, r.text("text"))
		}
	}
	for _, r := range d.table("steps.csv", textColumns) {
		it := d.itemOf(r)
		if it == nil {
			continue
		}
		if it.Step != "" {
			d.add(r.file, r.line, "item "+it.ID+" has two next steps", "Keep one of the rows", "項目 "+it.ID+" の次の一歩が2つあります。1つにしてください。")
		}
		it.Step = r.text("text")
	}
	for _, r := range d.table("help.csv", helpColumns) {
		if it := d.itemOf(r); it != nil {
			it.Help = append(it.Help, r.text("text"))
			it.HelpPages = append(it.HelpPages, r.text("page"))
		}
	}
}

// needRows notes a table without rows, unless something was said of it.
func (d *draft) needRows(name string) {
	file := d.path(name)
	for _, err := range d.list {
		if err.(*Problem).File == file {
			return
		}
	}
	d.add(file, 0, "the table has no rows", "Fill it in", "表に行がありません。記入してください。")
}
