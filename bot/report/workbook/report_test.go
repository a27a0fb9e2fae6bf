package workbook

import (
	"strings"
	"testing"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// visited is the report of a visit, with the first one before it.
func visited(no int) Report {
	then := guidance.Standings{At: at, Round: 2, Total: 70, Answered: 25, Of: 25, Services: []guidance.ServiceStanding{
		{No: 1, Name: "会計", Status: guidance.InUse, Edition: "cloud-3.1", Score: 30, Answered: 15, Of: 15, Concerns: 2},
		{No: 2, Name: "=名刺", Status: guidance.Surveying, Edition: "other", Score: 3, Answered: 1, Of: 15, Concerns: 0},
	}}
	before := guidance.Standings{At: at, Round: 1, Total: 48, Answered: 25, Of: 25, Services: []guidance.ServiceStanding{
		{No: 1, Name: "会計", Status: guidance.InUse, Edition: "cloud-3.1", Score: 11, Answered: 9, Of: 15, Concerns: 9}, {No: 2, Name: "=名刺", Edition: "cloud-3.1", Score: 1, Answered: 1, Of: 15},
	}}
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	item := in.Items[8]
	x := Report{
		Company: "光陽精機株式会社", At: at, No: no, Attendees: []string{"佐藤 恵子", "山田 一郎"}, Experts: []string{"高橋 誠"},
		Visit:      guidance.Visit{Day: "2026-12-04", Hours: "13:30〜17:00", Place: "本社2階 会議室", Online: guidance.Online{Equal: "p1", Agreed: "p2"}},
		Minutes:    guidance.Minutes{Visit: no, Decided: "個人情報を入れるサービスから先に確かめる。", Comment: "-よくできています。", Evaluation: "何から始めればよいかが、はっきりした。", Conclusion: "要注意の答えが減った。", Closed: at, Then: then},
		Agreements: []Agreement{{"成果物", "佐藤 恵子（2026年12月4日（金））", "まだ"}},
		Before:     &before, BeforeNo: 1,
		Concerns: []guidance.Concern{{Service: &guidance.Service{No: 1, Name: "会計", Status: guidance.InUse, Importance: guidance.High}, Item: &item, Label: item.Labels[3]}},
		Plan:     Plan{Measures: []Planned{{Measure: guidance.Measure{Text: "2段階認証を使う", Approach: guidance.Reduce, Due: "2026-12-20"}, About: "S0001 会計", Owner: "山田 一郎"}}},
		Next:     "2026-12-25",
	}
	if no < guidance.VisitCount {
		x.Homework = []Task{{Text: "利用の手引きの案の作成", Side: "会社", Owner: "", Due: "訪問の3営業日前"}, {Text: "@資料", Side: "専門家", Owner: "高橋 誠", Due: "2026年12月20日（日）", State: "済"}}
	}
	return x
}

// TestReports: all that was taken down, agreed and found, and the figures against
// those before; the last one has what both sides say in the end, and no homework.
func TestReports(t *testing.T) {
	_, second := dumped(t, visited(2))
	sameAsKept(t, "report.txt", second)
	f, third := dumped(t, visited(3))
	for part, has := range map[string]bool{"会社による、指導の評価": true, "専門家のまとめと評価": true, "その後の確認": true, "までの宿題": false, "第1回の点数": true, "70点（25／25問に回答）。第1回の訪問のときは48点": true} {
		if strings.Contains(third, part) != has {
			t.Errorf("%q in the last one: %v\n%s", part, !has, third)
		}
	}
	if got := value(t, f, standingSheet, "F4") + "/" + value(t, f, standingSheet, "F5"); got != "11/" {
		t.Errorf("the points before are %q: those of another edition are not compared", got)
	}
	if formula, _ := f.GetCellFormula(standingSheet, "B5"); formula != "" {
		t.Errorf("a name has become the formula %q", formula)
	}
	first := visited(1)
	first.Before, first.Concerns, first.Plan, first.Minutes.Decided = nil, nil, Plan{}, ""
	if _, got := dumped(t, first); !strings.Contains(got, "要注意の答えはありません") || strings.Contains(got, "のときは") || !strings.Contains(got, `"未記入"`) {
		t.Errorf("with nothing before it:\n%s", got)
	}
}
