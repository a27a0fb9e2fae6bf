package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"
)

// A QR code's measures. The ground around it is what its standard asks for,
// without which cameras do not find it.
const (
	qrModule = 8   // pixels
	qrQuiet  = 4   // modules
	maxQR    = 400 // bytes of address; a link of ours has about 120
)

// drawQR draws an address as a picture that a camera reads. No error of it
// repeats the address, which may hold a secret.
func drawQR(address string) ([]byte, error) {
	if address == "" || len(address) > maxQR {
		return nil, fmt.Errorf("%w: an address of %d bytes", ErrSpec, len(address))
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("%w: an address of %d bytes is not encoded", ErrSpec, len(address))
	}
	var out bytes.Buffer
	err = png.Encode(&out, magnified(code))
	return out.Bytes(), err
}

// magnified is the code on its white ground, a module many pixels wide.
func magnified(code image.Image) image.Image {
	modules := code.Bounds().Dx()
	side := (modules + 2*qrQuiet) * qrModule
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range modules * qrModule {
		for x := range modules * qrModule {
			if r, _, _, _ := code.At(x/qrModule, y/qrModule).RGBA(); r == 0 {
				img.SetColorIndex(x+qrQuiet*qrModule, y+qrQuiet*qrModule, 1)
			}
		}
	}
	return img
}
