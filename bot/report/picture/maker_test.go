package picture

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"daicho/bot/guidance"
)

func TestSpecRoundTrip(t *testing.T) {
	for name, r := range pictures() {
		if name == "odd" {
			continue // text that is not UTF-8 cannot come back
		}
		kind, rest, err := split(r.Spec())
		if err != nil || kind != guidance.RadarKind {
			t.Fatalf("%s: %q, %v", name, kind, err)
		}
		back, err := parseRadar(rest)
		if err != nil || !reflect.DeepEqual(back, r) {
			t.Errorf("%s came back as %+v, %v", name, back, err)
		}
	}
}

func TestBadSpecs(t *testing.T) {
	change := func(f func(*guidance.Radar)) string {
		r := again()
		f(&r)
		return r.Spec()
	}
	for name, spec := range map[string]string{
		"nothing":          "",
		"no kind":          `{"Title":"x"}`,
		"unknown kind":     "pie:{}",
		"not JSON":         "radar:{",
		"more behind":      zzz().Spec() + "{}",
		"unknown field":    `radar:{"Colour":"red"}`,
		"too long":         "radar:" + strings.Repeat(" ", maxSpec),
		"two axes":         change(func(r *guidance.Radar) { r.Axes = r.Axes[:2]; r.Series = nil }),
		"too many axes":    plain(maxAxes+1, 1).Spec(),
		"no group":         change(func(r *guidance.Radar) { r.Groups = nil }),
		"unknown group":    change(func(r *guidance.Radar) { r.Axes[4].Group = 3 }),
		"negative group":   change(func(r *guidance.Radar) { r.Axes[4].Group = -1 }),
		"no rings":         change(func(r *guidance.Radar) { r.Max = 0 }),
		"too many rings":   change(func(r *guidance.Radar) { r.Max = 1 << 40 }),
		"overflowing":      change(func(r *guidance.Radar) { r.Max, r.Min = -1<<63, 1<<62 }),
		"endless":          change(func(r *guidance.Radar) { r.Max, r.Min = 1<<63-1, 1<<63-5 }),
		"three series":     change(func(r *guidance.Radar) { r.Series = append(r.Series, r.Series[0]) }),
		"a value missing":  change(func(r *guidance.Radar) { r.Series[1].Values = r.Series[1].Values[1:] }),
		"a value too high": change(func(r *guidance.Radar) { r.Series[0].Values[2] = 4 }),
		"a value too low":  change(func(r *guidance.Radar) { r.Series[0].Values[2] = -1 }),
	} {
		m := New(1 << 20)
		if _, err := m.Make(t.Context(), spec); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v, want ErrSpec", name, err)
		}
		if m.drawn.Load() != 0 || m.size != 0 {
			t.Errorf("%s: drawn %d, kept %d bytes", name, m.drawn.Load(), m.size)
		}
	}
}

// TestSamePictureAgain: the same picture again costs no drawing.
func TestSamePictureAgain(t *testing.T) {
	m := New(1 << 20)
	first := make1(t, m, zzz())
	for range 10 {
		if !bytes.Equal(first, make1(t, m, zzz())) {
			t.Fatal("another picture for the same spec")
		}
	}
	if m.drawn.Load() != 1 {
		t.Errorf("drawn %d times, want once", m.drawn.Load())
	}
	make1(t, m, again())
	if m.drawn.Load() != 2 {
		t.Errorf("drawn %d times, want one more for other numbers", m.drawn.Load())
	}
}

func make1(t *testing.T, m *Maker, r guidance.Radar) []byte {
	t.Helper()
	data, err := m.Make(t.Context(), r.Spec())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestAtOnce: however many ask at once, a picture is drawn once.
func TestAtOnce(t *testing.T) {
	m := New(1 << 20)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			r := []guidance.Radar{zzz(), again()}[i%2]
			data, err := m.Make(t.Context(), r.Spec())
			if err != nil || len(data) == 0 {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if m.drawn.Load() != 2 {
		t.Errorf("%d drawings of two pictures", m.drawn.Load())
	}
}

// TestBounded: what is kept stays within the bound, and the picture looked at
// last stays longest.
func TestBounded(t *testing.T) {
	radars := []guidance.Radar{zzz(), again(), checklist("三つ目", series("", same(1, 15)...))}
	var sizes []int
	for _, r := range radars {
		sizes = append(sizes, len(r.Spec())+len(draw(t, r)))
	}
	m := New(sizes[0] + max(sizes[1], sizes[2]))
	make1(t, m, radars[0])
	make1(t, m, radars[1])
	make1(t, m, radars[0])
	make1(t, m, radars[2]) // lets go of radars[1]
	make1(t, m, radars[0])
	if m.drawn.Load() != 3 || m.size != sizes[0]+sizes[2] {
		t.Errorf("drawn %d, kept %d bytes, want 3 and %d", m.drawn.Load(), m.size, sizes[0]+sizes[2])
	}
	make1(t, m, radars[1])
	if m.drawn.Load() != 4 {
		t.Errorf("drawn %d, want 4: the oldest was let go", m.drawn.Load())
	}
	none := New(0)
	make1(t, none, radars[0])
	make1(t, none, radars[0])
	if none.drawn.Load() != 2 || none.size != 0 {
		t.Errorf("without room: drawn %d, kept %d bytes", none.drawn.Load(), none.size)
	}
}

// TestSeats: while all seats are taken nothing is drawn, who gives up gets
// away, and the drawing still comes about for the next.
func TestSeats(t *testing.T) {
	m := New(1 << 20)
	for range cap(m.seats) {
		m.seats <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := m.Make(ctx, zzz().Spec())
		gone <- err
	}()
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("gave up with %v", err)
	}
	if m.drawn.Load() != 0 {
		t.Error("drawn without a seat")
	}
	for range cap(m.seats) {
		<-m.seats
	}
	make1(t, m, zzz())
	if m.drawn.Load() != 1 {
		t.Errorf("drawn %d times, want once", m.drawn.Load())
	}
}

// TestPanicIsAnError: a drawing that panics ends nobody's turn and gives its
// seat back.
func TestPanicIsAnError(t *testing.T) {
	kinds["broken"] = func(string) ([]byte, error) { panic("no ink") }
	defer delete(kinds, "broken")
	m := New(1 << 20)
	for range 2 * cap(m.seats) {
		if _, err := m.Make(t.Context(), "broken:"); err == nil || !strings.Contains(err.Error(), "no ink") {
			t.Fatalf("error %v", err)
		}
	}
}

// FuzzSpec: whatever a spec says, it is refused or has a place for
// everything. (Planning is where numbers and texts are handled; drawing each
// one would only slow the search.)
func FuzzSpec(f *testing.F) {
	for _, r := range pictures() {
		f.Add(r.Spec())
	}
	f.Add("radar:")
	f.Add(`radar:{"Max":1,"Groups":[{}],"Axes":[{},{},{}],"Series":[{"Values":[0,1,-99]}]}`)
	f.Fuzz(func(t *testing.T, spec string) {
		kind, rest, err := split(spec)
		if err != nil || kind != guidance.RadarKind {
			return
		}
		r, err := parseRadar(rest)
		if err != nil {
			if !errors.Is(err, ErrSpec) {
				t.Errorf("%v is no ErrSpec", err)
			}
			return
		}
		checkLabels(t, plan(r))
		if _, again, _ := split(r.Spec()); again != "" {
			if back, err := parseRadar(again); err != nil || !reflect.DeepEqual(back, r) {
				t.Errorf("%+v came back as %+v, %v", r, back, err)
			}
		}
	})
}
