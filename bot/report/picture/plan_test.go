package picture

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"daicho/bot/guidance"
)

// TestLabels: on every example labels stay in the picture, off each other,
// off the circle and its 未, and every axis has its number.
func TestLabels(t *testing.T) {
	for name, r := range pictures() {
		t.Run(name, func(t *testing.T) { checkLabels(t, plan(r)) })
	}
}

// TestNoLineThroughALabel: on the examples no label lies on another's line.
func TestNoLineThroughALabel(t *testing.T) {
	for name, r := range pictures() {
		p := plan(r)
		for i, l := range p.labels {
			for k, other := range p.labels {
				if i != k && l.leader && p.crosses(l, other.box.Inset(2)) {
					t.Errorf("%s: the line of label %d crosses label %d", name, i+1, k+1)
				}
			}
		}
	}
}

// TestLabelsOfAllSizes goes through the shapes that labels can have, up to
// the most that a spec may ask for.
func TestLabelsOfAllSizes(t *testing.T) {
	for _, count := range []int{3, 4, 5, 8, 15, 16, 25, 33, maxAxes} {
		for _, runes := range []int{0, 1, 6, 14, 60} {
			t.Run(fmt.Sprint(count, "×", runes), func(t *testing.T) {
				checkLabels(t, plan(plain(count, runes)))
			})
		}
	}
}

// TestFullestPicture: the most of everything still has room.
func TestFullestPicture(t *testing.T) {
	r := plain(maxAxes, 100)
	long := strings.Repeat("長い名前", 50)
	r.Title = long
	r.Groups = slices.Repeat(groups(long), maxGroups)
	for i := range r.Axes {
		r.Axes[i].Group = i % maxGroups
	}
	values := same(1, maxAxes)
	values[3] = none
	r.Series = []guidance.RadarSeries{series(long, values...), series(long, values...)}
	p := plan(r)
	checkLabels(t, p)
	if p.height > Height {
		t.Errorf("the picture is %d high, at most %d", p.height, Height)
	}
	draw(t, r)
}

func plain(count, runes int) guidance.Radar {
	labels := slices.Repeat([]string{strings.Repeat("名", runes)}, count)
	return guidance.Radar{
		Title: "大きさ", Max: 3, Groups: groups("全体"), Axes: axes(labels, count),
		Series: []guidance.RadarSeries{series("", same(2, count)...)},
	}
}

func checkLabels(t *testing.T, p radarPlan) {
	t.Helper()
	picture := image.Rect(0, 0, Width, p.height)
	for i, l := range p.labels {
		if !l.box.In(picture) || l.box.Min.Y < titleTop+blockHeight(len(p.title), titleSize) || l.box.Max.Y > p.legend.top {
			t.Errorf("label %d at %v leaves its place", i+1, l.box)
		}
		if !strings.HasPrefix(l.lines[0], fmt.Sprint(i+1)) {
			t.Errorf("label %d begins with %q", i+1, l.lines[0])
		}
		for _, line := range l.lines {
			if w := width(line, p.size); w > l.box.Dx() {
				t.Errorf("label %d: %q is %d wide in a box of %d", i+1, line, w, l.box.Dx())
			}
		}
		for k, other := range p.labels[:i] {
			if l.box.Overlaps(other.box) {
				t.Errorf("label %d at %v lies on label %d at %v", i+1, l.box, k+1, other.box)
			}
		}
		checkClear(t, p, i)
	}
}

// checkClear sees that a label keeps off the circle.
func checkClear(t *testing.T, p radarPlan, i int) {
	t.Helper()
	box := p.labels[i].box
	dx := max(0, box.Min.X-p.centre.X, p.centre.X-box.Max.X)
	dy := max(0, box.Min.Y-p.centre.Y, p.centre.Y-box.Max.Y)
	outer := int(p.radius) + rimGap + rimWidth
	if dx*dx+dy*dy < outer*outer {
		t.Errorf("label %d at %v lies on the circle", i+1, box)
	}
	for k, open := range p.open {
		at := p.at(p.angle(float64(k)), p.radius+rimGap+rimWidth/2)
		if mark := (image.Rectangle{Min: at, Max: at}); open && mark.Inset(-badgeRadius*7/10).Overlaps(box) {
			t.Errorf("label %d at %v lies on the mark of axis %d", i+1, box, k+1)
		}
	}
}

// TestMeasuring: our widths are those that the renderer draws with.
func TestMeasuring(t *testing.T) {
	c, err := newCanvas()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"10 バックアップ", "「法令・契約」（約款）", "AVA To 2026", "〓…"} {
		c.clear()
		c.text(text, 100, 100, 40, ink, left)
		box := drawn(c.img)
		if end := 100 + width(text, 40); box.Max.X > end || box.Max.X < end-30 || box.Min.X < 100 {
			t.Errorf("%q is drawn from %d to %d, measured to %d", text, box.Min.X, box.Max.X, end)
		}
		if box.Min.Y < 100-40*ascent/100-2 || box.Max.Y > 100+8 {
			t.Errorf("%q is drawn from %d down to %d around a baseline of 100", text, box.Min.Y, box.Max.Y)
		}
	}
}

// drawn is the box around all that is not white.
func drawn(img *image.RGBA) image.Rectangle {
	var box image.Rectangle
	for y := range Height {
		for x := range Width {
			if c := img.RGBAAt(x, y); c.R != 0xFF || c.G != 0xFF || c.B != 0xFF {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		name      string
		wish      []float64
		heights   []int
		low, high int
		want      []int
	}{
		{"apart already", []float64{0, 50, 100}, []int{20, 20, 20}, 0, 200, []int{0, 50, 100}},
		{"pushed both ways", []float64{50, 50}, []int{20, 20}, 0, 200, []int{37, 63}},
		{"kept inside", []float64{-30, 190}, []int{20, 20}, 0, 200, []int{0, 180}},
		{"just fits", []float64{9, 9}, []int{20, 20}, 0, 46, []int{0, 26}},
		{"does not fit", []float64{9, 9}, []int{20, 20}, 0, 45, nil},
		{"nothing", nil, nil, 0, 45, []int{}},
	} {
		if got := spread(c.wish, c.heights, c.low, c.high); !slices.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBreaking(t *testing.T) {
	for text, want := range map[string]string{
		"4 ルールとの整合":       "4 ルールとの|整合",
		"13 終了時のデータ":      "13 終了時の|データ",
		"6 サービスの安定性":      "6 サービスの|安定性",
		"1 OS・ソフトの更新":     "1 OS・|ソフトの更新",
		"9 東京（大阪）":        "9 東京|（大阪）",
		"1 Data location": "1 Data|location",
		"10":              "10",
	} {
		number, _, _ := strings.Cut(text, " ")
		got := strings.Join(newBreaker(text, len(number)+1).into(2).lines, "|")
		if got != want {
			t.Errorf("%s breaks as %s, want %s", text, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	em := int(theFont().em)
	for _, c := range []struct {
		text string
		ems  int
		want string
	}{
		{"台帳", 2, "台帳"}, {"台帳係です", 4, "台帳係…"}, {"", 1, ""}, {"台帳", 0, "…"},
	} {
		if got := clip(c.text, c.ems*em); got != c.want {
			t.Errorf("clip(%q, %d em) = %q, want %q", c.text, c.ems, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		" 台 帳\n係\t":           "台 帳 係",
		"か\u3099ん":            "がん",
		"👨‍👩‍👧家族":             "〓家族",
		"👍🏽良い":                "〓良い",
		"☁️":                  "〓",
		"𠮷野家":                 "〓野家",
		"a\u202eb\u200bc\x00": "abc",
		"\xff":                "〓",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}
