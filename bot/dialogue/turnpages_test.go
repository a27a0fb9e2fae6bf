package dialogue

import (
	"fmt"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	rows := make([]int, 25)
	for i := range rows {
		rows[i] = i
	}
	for _, tt := range []struct {
		args  string
		rows  int
		page  int
		first []int
		turns string
	}{
		{"", 0, 1, nil, ""},
		{"", 10, 1, rows[:10], ""},
		{"", 25, 1, rows[:10], "people/2 次の10人を見る"},
		{"2", 25, 2, rows[10:20], "people/3 次の5人を見る,people/1 前の10人を見る"},
		{"3", 25, 3, rows[20:], "people/2 前の10人を見る"},
		{"4", 25, 3, rows[20:], "people/2 前の10人を見る"},
		{"99999999999999999999", 25, 1, rows[:10], "people/2 次の10人を見る"},
		{"-1", 25, 1, rows[:10], "people/2 次の10人を見る"},
		{"x", 25, 1, rows[:10], "people/2 次の10人を見る"},
		{"2/x", 25, 2, rows[10:20], "people/3 次の5人を見る,people/1 前の10人を見る"},
	} {
		var args []string
		if tt.args != "" {
			args = strings.Split(tt.args, "/")
		}
		page := pageAt(args, tt.rows)
		var turns []string
		for _, a := range turnPages(below("people"), page, tt.rows, "人") {
			turns = append(turns, string(a.ID)+" "+a.Label)
		}
		shown := pageOfRows(rows[:tt.rows], page)
		if got := strings.Join(turns, ","); page != tt.page || fmt.Sprint(shown) != fmt.Sprint(tt.first) || got != tt.turns {
			t.Errorf("%q of %d rows: page %d with %v and %q", tt.args, tt.rows, page, shown, got)
		}
	}
}
