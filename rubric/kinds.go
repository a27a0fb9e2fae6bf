package rubric

import (
	"fmt"
	"io/fs"
)

// ServiceKind is one kind of cloud service that people are asked about when
// they go through what they use 洗い出し (seed p. 23).
type ServiceKind struct {
	ID      string // "payroll", ASCII; kept for ever, because answers are told by it
	Page    int    // which page it is asked on, from 1
	Group   string // 経営管理
	Title   string // 給与計算
	Example string // names that people know, in half a line
}

// The folder of the kinds, and its table.
const kindsFolder = "kinds"

var (
	kindFiles   = []string{"kinds.csv"}
	kindColumns = []column{{"id", 16, false}, {"page", 2, false}, {"group", 12, false}, {"title", 30, false}, {"example", 60, false}}
)

// The bounds of the kinds: a page must fit a form of any surface.
const (
	maxKindPages = 9
	maxKindsPage = 10
)

// Kinds are the kinds of services in the order in which they are asked.
func (l *Library) Kinds() []ServiceKind { return l.kinds }

// readKinds reads and validates the kinds of a folder, which replace all
// others.
func readKinds(fsys fs.FS, ps *problems) []ServiceKind {
	var list []ServiceKind
	file, seen := kindsFolder+"/kinds.csv", map[string]bool{}
	before, onPage := len(ps.list)+ps.more, 0
	for _, r := range readTable(fsys, file, kindColumns, ps) {
		ps.checkID(file, r.line, r.text("id"), seen)
		page, ok := r.number(ps, "page")
		if !ok {
			continue
		}
		last := 0
		if len(list) > 0 {
			last = list[len(list)-1].Page
		}
		if page != last && page != last+1 || page > maxKindPages {
			ps.add(file, r.line, fmt.Sprintf("page %d follows page %d", page, last), fmt.Sprintf("Number the pages 1, 2, 3 … in the order of the rows, up to %d", maxKindPages),
				fmt.Sprintf("page は、上の行から 1, 2, 3 … の順に、%d までで付けてください。", maxKindPages))
		}
		if page != last {
			onPage = 0
		}
		if onPage++; onPage == maxKindsPage+1 {
			ps.add(file, r.line, fmt.Sprintf("page %d has more than %d kinds", page, maxKindsPage), "Begin another page",
				fmt.Sprintf("%dページ目の種類が%d個を超えています。次のページに分けてください。", page, maxKindsPage))
		}
		list = append(list, ServiceKind{ID: r.text("id"), Page: page, Group: r.text("group"), Title: r.text("title"), Example: r.text("example")})
	}
	if len(list) == 0 && len(ps.list)+ps.more == before {
		ps.add(file, 0, "the table has no rows", "Fill it in, or remove the folder", "表に行がありません。記入するか、フォルダーごと消してください。")
	}
	return list
}
