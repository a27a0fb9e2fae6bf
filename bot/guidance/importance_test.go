package guidance

import "testing"

func TestPropose(t *testing.T) {
	tests := []struct {
		name string
		of   Effects
		want Level
		why  string
	}{
		{"nothing said", Effects{}, "", ""},
		{"one heavy", Effects{Heavy, Hardly, Hardly, Hardly}, High, "漏えいの影響が「大きい」ため"},
		{"two heavy", Effects{Some, Heavy, Hardly, Heavy}, High, "改ざん・停止の影響が「大きい」ため"},
		{"one heavy, the rest unsaid", Effects{Stop: Heavy}, High, "停止の影響が「大きい」ため"},
		{"some, one unsaid", Effects{Some, Some, Some, ""}, "", ""},
		{"some", Effects{Hardly, Hardly, Some, Hardly}, Medium, "消失の影響が「ある」ため"},
		{"all some", Effects{Some, Some, Some, Some}, Medium, "漏えい・改ざん・消失・停止の影響が「ある」ため"},
		{"hardly any", Effects{Hardly, Hardly, Hardly, Hardly}, Low, "どの影響も「ほとんどない」ため"},
	}
	for _, tt := range tests {
		if got, why := tt.of.Propose(); got != tt.want || why != tt.why {
			t.Errorf("%s: %s because %q, want %s because %q", tt.name, got, why, tt.want, tt.why)
		}
	}
}

// TestProposeIsTheWorst: over all 256 answers the worst decides, nothing is
// proposed where an unsaid one could change it, and a reason comes with it.
func TestProposeIsTheWorst(t *testing.T) {
	worst := map[Effect]Level{Heavy: High, Some: Medium, Hardly: Low}
	rank := map[Effect]int{Heavy: 0, Some: 1, Hardly: 2}
	said := append([]Effect{""}, AllEffects...)
	for i := range 256 {
		e := Effects{said[i%4], said[i/4%4], said[i/16%4], said[i/64]}
		top, open := Hardly, false
		for _, h := range e.Each() {
			open = open || h.Effect == ""
			if h.Effect != "" && rank[h.Effect] < rank[top] {
				top = h.Effect
			}
		}
		want := worst[top]
		if open && top != Heavy {
			want = ""
		}
		if got, why := e.Propose(); got != want || (why == "") != (want == "") {
			t.Errorf("%v: %q because %q, want %q", e, got, why, want)
		}
	}
}
