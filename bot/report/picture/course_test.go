package picture

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"daicho/bot/guidance"
)

// courses are the examples that goldens and properties are checked on.
func courses() map[string]guidance.Course {
	full := guidance.Course{Title: strings.Repeat("長い題名", 40), Now: guidance.CourseEnd}
	for i := range guidance.MaxStops {
		full.Stops = append(full.Stops, guidance.Stop{Label: strings.Repeat("長い名前", 9), Day: strings.Repeat("2026年12月10日", 3), At: 250 * (i + 1), Past: true, Done: 99, Of: 99})
	}
	for range guidance.MaxGoals {
		full.Goals = append(full.Goals, guidance.Goal{Label: strings.Repeat("とても長い目標", 9), Value: strings.Repeat("999／999", 9), Done: maxValue, Of: maxValue})
	}
	return map[string]guidance.Course{
		"course": {
			Title: "訪問指導の道のり", Now: 480,
			Stops: []guidance.Stop{
				{Label: "第1回", Day: "12月10日（木）", At: 200, Past: true, Done: 7, Of: 9}, {Label: "第2回", Day: "12月24日（木）", At: 500, Done: 2, Of: 5},
				{Label: "第3回", Day: "1月14日（木）", At: 800, Of: 5}, {Label: "そのあとの確認", Day: "4月14日（水）", At: 1000},
			},
			Goals: []guidance.Goal{
				{Label: "達成目標1　自社診断", Value: "9／14人", Done: 9, Of: 14}, {Label: "達成目標2　サービスの洗い出し", Value: "7件", Done: 1, Of: 1},
				{Label: "達成目標3　安全利用チェック", Value: "68／105問", Done: 68, Of: 105},
			},
		},
		"course-full":  full,
		"course-start": {Title: "", Stops: []guidance.Stop{{Label: "😀\x00第1回", Day: "未定", At: 1000, Of: 3}}},
	}
}

// TestGoldenCourse compares every example with its golden picture, pixel by
// pixel, and holds its size to 50 KB.
func TestGoldenCourse(t *testing.T) {
	for name, c := range courses() {
		got, err := Course(c)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, got)
		if most := 50 << 10; len(got) > most {
			t.Errorf("%s: %d bytes, at most %d", name, len(got), most)
		}
	}
}

// TestCourseKeepsApart: words stand beside each other and in the picture, and
// today is on the line.
func TestCourseKeepsApart(t *testing.T) {
	for name, c := range courses() {
		p := planCourse(c)
		if p.height > Height {
			t.Errorf("%s is %d high, at most %d", name, p.height, Height)
		}
		end := 0
		for i, s := range p.stops {
			wide := max(width(s.label, courseSize), width(s.day, courseSize), width(s.preparing, courseSize))
			if s.x-wide/2 < end || s.x+wide/2 > Width {
				t.Errorf("%s: stop %d reaches from %d to %d, after %d", name, i+1, s.x-wide/2, s.x+wide/2, end)
			}
			end = s.x + wide/2
		}
		for _, now := range []int{0, 1, 250, 999, guidance.CourseEnd} {
			p.Now = now
			if x := p.now(); x < 0 || x > Width {
				t.Errorf("%s: today %d is at %d", name, now, x)
			}
		}
	}
}

func TestCourseSpec(t *testing.T) {
	good := courses()["course"]
	want, err := Course(good)
	if err != nil {
		t.Fatal(err)
	}
	data, err := New(1<<20).Make(context.Background(), good.Spec())
	if err != nil || !slices.Equal(data, want) {
		t.Errorf("made from its spec: %v", err)
	}
	for name, spec := range map[string]string{
		"nothing": "course:", "more": good.Spec() + "{}", "unknown": `course:{"X":1}`, "no stops": guidance.Course{}.Spec(),
		"out of order": guidance.Course{Stops: []guidance.Stop{{At: 5}, {At: 5}}}.Spec(), "beyond": guidance.Course{Stops: []guidance.Stop{{At: 1001}}}.Spec(),
		"too much done": guidance.Course{Stops: []guidance.Stop{{At: 5, Done: 2, Of: 1}}}.Spec(), "no goal": guidance.Course{Stops: []guidance.Stop{{At: 5}}, Goals: []guidance.Goal{{}}}.Spec(),
		"never": guidance.Course{Now: -1, Stops: []guidance.Stop{{At: 5}}}.Spec(),
	} {
		if _, err := New(0).Make(context.Background(), spec); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
