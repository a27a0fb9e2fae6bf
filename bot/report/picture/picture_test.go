package picture

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"daicho/bot/guidance"

	chart "github.com/wcharczuk/go-chart/v2"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

func draw(t testing.TB, r guidance.Radar) []byte {
	t.Helper()
	data, err := Radar(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// golden compares a picture with the one that is kept, pixel by pixel.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(decode(t, kept), decode(t, got)); n != 0 {
		t.Errorf("%d pixels differ from %s; look at both, then run with -update", n, file)
	}
}

// TestGolden compares every example with its golden picture, pixel by pixel.
func TestGolden(t *testing.T) {
	for name, r := range pictures() {
		t.Run(name, func(t *testing.T) {
			golden(t, name, draw(t, r))
		})
	}
}

// differing counts the pixels that are not alike, all where the sizes differ.
func differing(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, aa := a.At(x, y).RGBA()
			br, bg, bb, ba := b.At(x, y).RGBA()
			if ar != br || ag != bg || ab != bb || aa != ba {
				n++
			}
		}
	}
	return n
}

// TestGoldenSeesDifferences keeps the comparison honest.
func TestGoldenSeesDifferences(t *testing.T) {
	changed := zzz()
	changed.Series[0].Values[9] = 2
	if differing(decode(t, draw(t, zzz())), decode(t, draw(t, changed))) == 0 {
		t.Error("one point more looks the same")
	}
}

// TestSameBytes: pictures are cached and compared by content elsewhere.
func TestSameBytes(t *testing.T) {
	for name, r := range pictures() {
		if !bytes.Equal(draw(t, r), draw(t, r)) {
			t.Errorf("%s: drawn twice, two files", name)
		}
	}
}

// TestCanvasLeavesNothing: a reused canvas shows nothing of the picture before.
func TestCanvasLeavesNothing(t *testing.T) {
	c, err := newCanvas()
	if err != nil {
		t.Fatal(err)
	}
	once := func(r guidance.Radar) []byte {
		c.clear()
		p := plan(r)
		p.draw(c)
		return c.encode(p.height)
	}
	first := once(zzz())
	once(pictures()["wordy"])
	if !bytes.Equal(first, once(zzz())) {
		t.Error("the canvas kept something of another picture")
	}
}

// TestSmallFiles: the printed examples, alone and over an earlier answer set,
// and the diagnosis with the people's answers behind the company's stay within
// 50 KB; the fullest picture there can be within twice that.
func TestSmallFiles(t *testing.T) {
	const most = 50 << 10
	check := func(name string, r guidance.Radar, most int) {
		if n := len(draw(t, r)); n > most {
			t.Errorf("%s: %d bytes, at most %d", name, n, most)
		} else {
			t.Logf("%s: %d bytes", name, n)
		}
	}
	for name, r := range printed(t) {
		check(name, r, most)
		r.Series = append(r.Series, again().Series[1])
		check(name+" again", r, most)
	}
	check("diagnosis", diagnosis(), most)
	check("the diagnosis itself", questions(), most)
	for name, r := range pictures() {
		check(name, r, 2*most)
	}
}

func TestPalette(t *testing.T) {
	c := theColours()
	if n := len(c.palette); n > palettePlaces {
		t.Errorf("%d colours, at most %d", n, palettePlaces)
	}
	for i, p := range c.palette {
		r, g, b, _ := p.RGBA()
		pixel := r>>8 | g>>8<<8 | b>>8<<16
		if got := c.nearest[cellOf(pixel)]; int(got) != i && cellOf(pixel) != cellOfPlace(c, got) {
			t.Errorf("place %d is drawn as %d", i, got)
		}
	}
}

func cellOfPlace(c *colours, i uint8) uint32 {
	r, g, b, _ := c.palette[i].RGBA()
	return cellOf(r>>8 | g>>8<<8 | b>>8<<16)
}

// BenchmarkRadar is a whole picture that was not kept: planning, drawing,
// encoding.
func BenchmarkRadar(b *testing.B) {
	r := again()
	var size int
	b.ReportAllocs()
	for b.Loop() {
		data, err := Radar(r)
		if err != nil {
			b.Fatal(err)
		}
		size = len(data)
	}
	b.ReportMetric(float64(size), "PNG-bytes")
}

// BenchmarkRadarPlainSave is the same drawing the plain way.
func BenchmarkRadarPlainSave(b *testing.B) {
	r := again()
	var size int
	b.ReportAllocs()
	for b.Loop() {
		size = len(plainSave(b, r))
	}
	b.ReportMetric(float64(size), "PNG-bytes")
}

// plainSave draws the plain way: a renderer a picture, its ground a path, and
// the renderer's own Save.
func plainSave(t testing.TB, r guidance.Radar) []byte {
	p := plan(r)
	renderer, err := chart.PNG(Width, p.height)
	if err != nil {
		t.Fatal(err)
	}
	renderer.SetDPI(pixelDPI)
	c := &canvas{r: renderer, scale: 1}
	c.bar(image.Rect(0, 0, Width, p.height), white)
	p.draw(c)
	var out bytes.Buffer
	if err := renderer.Save(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTimeAgainstPlainSave holds the time of a whole picture against that of
// drawing it the plain way, both within this run: the quickest of several, in
// turns, so that what else the machine does hits both, and of more where it
// hit one of them all the same.
func TestTimeAgainstPlainSave(t *testing.T) {
	for name, r := range map[string]guidance.Radar{"checklist": again(), "diagnosis": diagnosis()} {
		ratio, ours, theirs := 1.0, time.Hour, time.Hour
		end := time.Now().Add(30 * time.Second)
		for i := 0; i < 6 || ratio > 0.42 && time.Now().Before(end); i++ {
			start := time.Now()
			draw(t, r)
			ours = min(ours, time.Since(start))
			start = time.Now()
			plainSave(t, r)
			theirs = min(theirs, time.Since(start))
			ratio = float64(ours) / float64(theirs)
		}
		if ratio > 0.42 {
			t.Errorf("%s: %.2f of the time of the plain way, at most 0.42", name, ratio)
		}
	}
}

// BenchmarkPlan is the share of finding room for everything.
func BenchmarkPlan(b *testing.B) {
	for _, name := range []string{"again", "crowded"} {
		b.Run(name, func(b *testing.B) {
			r := pictures()[name]
			for b.Loop() {
				plan(r)
			}
		})
	}
}
