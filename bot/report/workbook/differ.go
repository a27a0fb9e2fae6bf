package workbook

import (
	"fmt"
	"slices"

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
	// Remark is what is to be known of the match, in words for people; empty for
	// nothing.
	Remark string
}

// IsNew reports whether the ledger has no such service.
func (d Difference) IsNew() bool { return d.No == "" }

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
	for _, x := range found.Rows {
		d := Difference{Row: x.Row, Name: x.Service.Name}
		same := slices.DeleteFunc(slices.Clone(now.Rows), func(y FoundRow) bool { return fold(y.Service.Name) != fold(x.Service.Name) })
		if len(same) > 1 {
			byNumber := slices.DeleteFunc(slices.Clone(same), func(y FoundRow) bool { return !sameNo(x.No, y.No) })
			if same = byNumber; len(same) != 1 {
				d.Remark = "同じ名前のサービスが台帳にいくつかあり、管理番号でも決められませんでした。"
				list = append(list, d)
				continue
			}
		}
		if len(same) == 0 {
			if i := slices.IndexFunc(now.Rows, func(y FoundRow) bool { return sameNo(x.No, y.No) }); i >= 0 {
				d.Remark = fmt.Sprintf("管理番号 %s は、台帳では「%s」です。新しいサービスとして扱います。", now.Rows[i].No, now.Rows[i].Service.Name)
			}
		} else {
			d.No = same[0].No
			d.Changes = changes(x, same[0], in)
		}
		list = append(list, d)
	}
	return list
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
