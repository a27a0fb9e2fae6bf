package rubric

import "testing"

func TestRead(t *testing.T) {
	tests := []struct{ item, text, want string }{
		// as printed, and broken across lines as in the seed's sheets
		{"c01", "すべて明確化できている", "3"},
		{"c01", "一部明確化できて\nいる", "2"},
		{"c06", "すべて確認済（約\r\n款添付）", "3"},
		// widths and spaces
		{"c06", "すべて確認済(約款添付)", "3"},
		{"c06", "一部確認済 （約款　添付）", "2"},
		{"c12", " ﾍﾙﾌﾟﾃﾞｽｸあり ", "3"},
		{"c12", "ヘルプ　　デスク  なし", "2"},
		// 済 and 済み
		{"c04", "問題がないことを確認済み", "3"},
		{"c06", "すべて確認済み（約款添付）", "3"},
		{"c07", "担当者アサイン済み", "3"},
		{"c07", "アサイン済", "3"},
		{"c07", "担当者アサイン中", "2"},
		{"c02", "確認済", "3"},
		{"c02", "確認済み", "3"},
		// 未確認 only where まだ確認していない is a label
		{"c02", "未確認", "1"}, {"c03", "未確認", "1"}, {"c05", "未確認", "1"}, {"c06", "未確認", "1"},
		{"c08", "未確認", "1"}, {"c09", "未確認", "1"}, {"c10", "未確認", "1"}, {"c12", "未確認", "1"},
		{"c13", "未確認", "1"}, {"c14", "未確認", "1"}, {"c15", "未確認", "1"},
		{"c01", "未確認", ""}, {"c04", "未確認", ""}, {"c07", "未確認", ""}, {"c11", "未確認", ""},
		// 未了 is item 7's own
		{"c07", "未了", "1"}, {"c08", "未了", ""}, {"c01", "未了", ""},
		// the same words, not the same points
		{"c01", "わからない", "0"}, {"c01", "分からない", "0"}, {"c01", "不明", "0"},
		{"d01", "わからない", "-1"}, {"d01", "分からない", "-1"}, {"d01", "実施している", "4"},
		{"d01", "一部　実施している", "2"}, {"d01", "未実施", "0"}, {"d01", "実施済み", "4"},
		// never guessed
		{"c01", "", ""}, {"c01", "　", ""}, {"c01", "確認した", ""}, {"c06", "すべて確認済", ""}, {"c07", "山田 一郎", ""},
		{"d01", "実施", ""}, {"c01", "3", ""},
	}
	for _, tt := range tests {
		in := current(t, Checklist)
		if tt.item[0] == 'd' {
			in = current(t, Diagnosis)
		}
		it, _ := in.Item(tt.item)
		if l, ok := it.Read(tt.text); l.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q is read as %q (%s), want %q", tt.item, tt.text, l.ID, l.Text, tt.want)
		}
	}
}

// Every label and alias reads as itself.
func TestReadOwnTexts(t *testing.T) {
	for _, kind := range []Kind{Checklist, Diagnosis} {
		for _, it := range current(t, kind).Items {
			for _, l := range it.Labels {
				for _, text := range append([]string{l.Text}, l.Aliases...) {
					if got, ok := it.Read(text); !ok || got.ID != l.ID {
						t.Errorf("%s: %q is read as %q", it.ID, text, got.Text)
					}
				}
			}
		}
	}
}
