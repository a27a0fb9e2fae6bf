package workbook

import (
	"fmt"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Difference is what a workbook says of one service, against what stands in the
// ledger.
type Difference struct {
	Row     int    // of the workbook
	Name    string // as the workbook has it
	No      string // of the service in the ledger; empty for a new one
	Changes []Change
	// Unclear is set where it cannot be told which service is meant: Remark says
	// why, and nothing is to be changed by it.
	Unclear bool
	// Remark is what is to be known of the match, in words for people; empty for
	// nothing.
	Remark string
}

// IsNew reports whether the ledger has no such service.
func (d Difference) IsNew() bool { return d.No == "" && !d.Unclear }

// Change is one cell that differs.
type Change struct {
	What    string // the column, or the item with its number
	Was, Is string
}

// Differences compares the rows of a workbook with the ledger as it stands, which
// is read from a workbook too. A service is known by its name; by its number
// only among several of one name, since numbers mean other services elsewhere. An
// empty cell changes nothing.
func Differences(found, now Found, in *rubric.Instrument) (list []Difference) {
	m := matching{found: byName(found.Rows), now: byName(now.Rows)}
	numbers := map[guidance.ServiceNo]FoundRow{}
	for _, y := range now.Rows {
		if no, ok := guidance.ParseServiceNo(y.No); ok {
			numbers[no] = y
		}
	}
	for _, x := range found.Rows {
		d := Difference{Row: x.Row, Name: x.Service.Name}
		y, why := m.match(x)
		switch {
		case why != "":
			d.Unclear, d.Remark = true, why
		case y != nil:
			d.No, d.Changes, d.Remark = y.No, changes(x, *y, in), otherNo(x, *y)
		default:
			if no, ok := guidance.ParseServiceNo(x.No); ok && numbers[no].No != "" {
				d.Remark = fmt.Sprintf("管理番号 %s は、台帳では「%s」です。新しいサービスとして扱います。", numbers[no].No, numbers[no].Service.Name)
			}
		}
		list = append(list, d)
	}
	return list
}

// matching are the rows of both sides by their names.
type matching struct{ found, now map[string][]FoundRow }

func byName(rows []FoundRow) map[string][]FoundRow {
	all := map[string][]FoundRow{}
	for _, x := range rows {
		name := fold(x.Service.Name)
		all[name] = append(all[name], x)
	}
	return all
}

// match finds the service of the ledger that a row means; nil for a new one. Why
// says in words for people that it cannot be told.
func (m matching) match(x FoundRow) (y *FoundRow, why string) {
	same, twins := m.now[fold(x.Service.Name)], m.found[fold(x.Service.Name)]
	if len(same) == 1 && len(twins) == 1 {
		return &same[0], ""
	}
	if len(same) == 0 && len(twins) == 1 {
		return nil, ""
	}
	switch hit := ofNumber(same, x.No); {
	case len(ofNumber(twins, x.No)) > 1:
		return nil, "同じ名前で同じ管理番号の行が、ファイルにいくつかあります。1行にまとめてください。"
	case len(hit) == 1:
		return &hit[0], ""
	case len(same) > 1:
		return nil, "同じ名前のサービスが台帳にいくつかあり、管理番号でも決められませんでした。"
	case x.No == "" || len(same) == 1 && len(ofNumber(twins, same[0].No)) == 0:
		return nil, "同じ名前の行がファイルにいくつかあり、管理番号でも決められませんでした。"
	}
	return nil, ""
}

// otherNo says that a row has another number than the service of its name.
func otherNo(x, y FoundRow) string {
	if x.No == "" || sameNo(x.No, y.No) {
		return ""
	}
	return fmt.Sprintf("ファイルの管理番号は「%s」です。名前が同じ、台帳の %s として扱います。", x.No, y.No)
}

// ofNumber are the rows of this number.
func ofNumber(all []FoundRow, no string) (hit []FoundRow) {
	for _, y := range all {
		if sameNo(no, y.No) {
			hit = append(hit, y)
		}
	}
	return hit
}

// sameNo reports whether two numbers mean the same: S0003, s3, 3.
func sameNo(a, b string) bool {
	one, ok := guidance.ParseServiceNo(a)
	other, ok2 := guidance.ParseServiceNo(b)
	return ok && ok2 && one == other
}

func changes(x, y FoundRow, in *rubric.Instrument) (list []Change) {
	add := func(what, was, is string) {
		if is != "" && is != was {
			list = append(list, Change{what, was, is})
		}
	}
	was, is := y.Service, x.Service
	add("作成日", dayText(was.Written), dayText(is.Written))
	add("記入担当者氏名", was.WrittenBy, is.WrittenBy)
	add("所管部署", was.Department, is.Department)
	add("サービスの概要", was.Summary, is.Summary)
	add("ステータス", statusWord(was.Status), statusWord(is.Status))
	add("サービス利用開始（予定）日", dayText(was.Start), dayText(is.Start))
	add("サービス利用終了（予定）日", dayText(was.End), dayText(is.End))
	for _, item := range in.Items {
		add(fmt.Sprintf("項目%d %s", item.No, item.Title), y.Answers[item.ID].Text, x.Answers[item.ID].Text)
	}
	return list
}

func dayText(d guidance.Day) string {
	if d == "" {
		return ""
	}
	return d.String()
}

func statusWord(s guidance.Status) string {
	if s == "" {
		return ""
	}
	return s.String()
}
