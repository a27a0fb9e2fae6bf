package workbook

import (
	"fmt"
	"strings"
	"testing"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// TestDifferences: what is new, what is changed in which cell, what stays, and
// what cannot be told; another number than the service of that name has is said.
func TestDifferences(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	row := func(no, name, department string, c01 int) FoundRow {
		x := FoundRow{No: no, Service: guidance.Service{Name: name, Department: department, Status: guidance.InUse}, Answers: map[string]rubric.Label{}}
		if c01 >= 0 {
			x.Answers["c01"] = in.Items[0].Labels[c01]
		}
		return x
	}
	now := Found{Rows: []FoundRow{row("S0001", "Google ドライブ", "総務部", 0), row("S0002", "会計", "", -1), row("S0003", "名刺", "営業部", 1), row("S0004", "名刺", "総務部", 1)}}
	found := Found{Rows: []FoundRow{
		row("S0009", "ｇｏｏｇｌｅドライブ", "", 1), row("S0003", "会計", "財務部", -1), row("s3", "名刺", "営業部", 1), row("", "名刺", "", 0), row("S0002", "勤怠", "", -1),
	}}
	var got []string
	for _, d := range Differences(found, now, in) {
		text := d.No + "/" + d.Name
		for _, c := range d.Changes {
			text += fmt.Sprintf(" %s:%s→%s", c.What, c.Was, c.Is)
		}
		if d.Remark != "" {
			text += " !"
		}
		got = append(got, text)
	}
	want := []string{
		"S0001/ｇｏｏｇｌｅドライブ 項目1 どの業務で利用するか明確にする:すべて明確化できている→一部明確化できている !", "S0002/会計 所管部署:→財務部 !", "S0003/名刺", "/名刺 !", "/勤怠 !",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
