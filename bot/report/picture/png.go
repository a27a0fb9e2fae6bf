package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"sync"
)

// packing is how hard a picture is pressed together. The standard library's
// encoder offers the levels around it alone: one takes half again as long for
// a fiftieth of the bytes, the other makes the file too large.
const packing = 5

// packer presses pictures together, and keeps its tables between them.
type packer struct {
	out bytes.Buffer
	zip *zlib.Writer
}

var packers = sync.Pool{New: func() any {
	p := &packer{}
	p.zip, _ = zlib.NewWriterLevel(&p.out, packing) // the level is a valid one
	return p
}}

// packed is a picture as PNG: one byte a pixel, its place in the palette.
func packed(img *image.Paletted) []byte {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	size := img.Bounds().Size()
	p.out.Reset()
	p.zip.Reset(&p.out)
	for y := range size.Y {
		_, _ = p.zip.Write([]byte{0}) // the row is as it is; a buffer takes all that it is given
		_, _ = p.zip.Write(img.Pix[y*img.Stride:][:size.X])
	}
	_ = p.zip.Close()

	const bits, places = 8, 3
	head := binary.BigEndian.AppendUint32(nil, uint32(size.X))
	head = binary.BigEndian.AppendUint32(head, uint32(size.Y))
	head = append(head, bits, places, 0, 0, 0)

	data := make([]byte, 0, p.out.Len()+1<<10)
	data = append(data, "\x89PNG\r\n\x1a\n"...)
	data = chunk(data, "IHDR", head)
	data = chunk(data, "PLTE", colourTable(img.Palette))
	data = chunk(data, "IDAT", p.out.Bytes())
	return chunk(data, "IEND", nil)
}

// colourTable is a palette as three bytes a place.
func colourTable(palette color.Palette) (list []byte) {
	for _, c := range palette {
		r, g, b, _ := c.RGBA()
		list = append(list, uint8(r>>8), uint8(g>>8), uint8(b>>8))
	}
	return list
}

// chunk appends a part of a PNG file: how long it is, its name, what it holds,
// and the sum of both.
func chunk(file []byte, name string, holds []byte) []byte {
	file = binary.BigEndian.AppendUint32(file, uint32(len(holds)))
	start := len(file)
	file = append(append(file, name...), holds...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(file[start:]))
}
