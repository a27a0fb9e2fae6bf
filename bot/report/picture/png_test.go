package picture

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"testing"
)

// TestPacked: what is packed is read back by the standard library, the upper
// left part of a larger picture as well as all of it.
func TestPacked(t *testing.T) {
	whole := image.NewPaletted(image.Rect(0, 0, 97, 31), theColours().palette)
	for i := range whole.Pix {
		whole.Pix[i] = uint8(i * i % len(whole.Palette))
	}
	for _, part := range []image.Rectangle{whole.Rect, image.Rect(0, 0, 1, 1), image.Rect(0, 0, 40, 30)} {
		img := whole.SubImage(part).(*image.Paletted)
		read, err := png.Decode(bytes.NewReader(packed(img)))
		if err != nil {
			t.Fatalf("%v: %v", part, err)
		}
		got := read.(*image.Paletted)
		if got.Rect != part || !slices.Equal(got.Palette, img.Palette) {
			t.Fatalf("%v: read as %v, %d colours", part, got.Rect, len(got.Palette))
		}
		for y := range part.Dy() {
			if !bytes.Equal(got.Pix[y*got.Stride:][:part.Dx()], img.Pix[y*img.Stride:][:part.Dx()]) {
				t.Fatalf("%v: row %d differs", part, y)
			}
		}
	}
}
