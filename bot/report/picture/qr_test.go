package picture

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"daicho/bot/guidance"
)

// TestQRIsRead holds the picture before another library's reader.
func TestQRIsRead(t *testing.T) {
	m := New(1 << 20)
	for _, address := range []string{
		"http://127.0.0.1:8080/p/web~AbCdEfGhIjKlMnOp/" + strings.Repeat("a_-9Z", 9),
		"https://daicho.example.jp/p/web2~0123456789abcdef/" + strings.Repeat("x", 43),
		"a",
	} {
		data, err := m.Make(t.Context(), guidance.QRSpec(address))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || read.GetText() != address {
			t.Errorf("of %q a camera reads %v, %v", address, read, err)
		}
	}
	if m.kept.Len() > 0 {
		t.Error("a picture of a secret was kept")
	}
}

func TestQRRefusals(t *testing.T) {
	for _, address := range []string{"", strings.Repeat("秘密", 200)} {
		_, err := New(0).Make(t.Context(), guidance.QRSpec(address))
		if !errors.Is(err, ErrSpec) || strings.Contains(err.Error(), "秘密") {
			t.Errorf("%d bytes: %v", len(address), err)
		}
	}
}
