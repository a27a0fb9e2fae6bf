package picture

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"

	"daicho/bot/guidance"
)

// kinds draws a picture from what follows its kind in the spec. A further
// kind of picture is one line here.
var kinds = map[string]func(string) ([]byte, error){
	guidance.RadarKind:  drawRadarSpec,
	guidance.BarsKind:   drawBarsSpec,
	guidance.CourseKind: drawCourseSpec,
	guidance.QRKind:     drawQR,
}

// unkept are the kinds whose specs hold secrets: they are shown once, and
// neither they nor their pictures stay in memory.
var unkept = map[string]bool{guidance.QRKind: true}

// maxKept is more pictures than any sensible bound in bytes holds.
const maxKept = 1 << 20

// Maker makes pictures from their specs and keeps the latest looked at. It
// may be used concurrently; the zero Maker may not be used, see New.
type Maker struct {
	most    int // bytes kept
	flights singleflight.Group
	seats   chan struct{} // one for each drawing under way
	drawn   atomic.Int64  // how many pictures, that is, were not found

	mu   sync.Mutex // guards all below
	kept *simplelru.LRU[string, []byte]
	size int // bytes of what is kept, specs included
}

// New returns a Maker that keeps pictures and their specs of at most maxBytes
// bytes together and draws at most GOMAXPROCS at once. With maxBytes 0 it
// keeps none.
func New(maxBytes int) *Maker {
	m := &Maker{most: maxBytes, seats: make(chan struct{}, runtime.GOMAXPROCS(0))}
	kept, err := simplelru.NewLRU(maxKept, func(spec string, png []byte) { m.size -= len(spec) + len(png) })
	if err != nil {
		panic(err) // only for a size below 1
	}
	m.kept = kept
	return m
}

// Make returns the picture as PNG. Equal specs asked for at once are drawn
// once. The bytes are shared: the caller must not change them. The error is
// ErrSpec (errors.Is) for a spec nothing can be drawn from, or that of a ctx
// that ended first; the drawing then goes on for whoever asks next.
func (m *Maker) Make(ctx context.Context, spec string) ([]byte, error) {
	if png, ok := m.find(spec); ok {
		return png, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	flight := m.flights.DoChan(spec, func() (any, error) { return m.make(spec) })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case done := <-flight:
		if done.Err != nil {
			return nil, done.Err
		}
		return done.Val.([]byte), nil
	}
}

// make draws when a seat is free, unless the picture has come meanwhile.
func (m *Maker) make(spec string) ([]byte, error) {
	m.seats <- struct{}{}
	defer func() { <-m.seats }()
	if png, ok := m.find(spec); ok {
		return png, nil
	}
	png, err := m.draw(spec)
	if err != nil {
		return nil, err
	}
	if kind, _, _ := split(spec); !unkept[kind] {
		m.keep(spec, png)
	}
	return png, nil
}

// draw makes a panic of the drawing libraries an error: nobody else's turn
// shall end for a picture.
func (m *Maker) draw(spec string) (png []byte, err error) {
	kind, rest, err := split(spec)
	if err != nil {
		return nil, err
	}
	draw, known := kinds[kind]
	if !known {
		return nil, fmt.Errorf("%w: no pictures of kind %q", ErrSpec, kind)
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("picture: drawing a %s: %v", kind, cause)
		}
	}()
	if png, err = draw(rest); err == nil {
		m.drawn.Add(1)
	}
	return png, err
}

func (m *Maker) find(spec string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept.Get(spec)
}

// keep makes room by letting go of what was not looked at for longest.
func (m *Maker) keep(spec string, png []byte) {
	need := len(spec) + len(png)
	if need > m.most {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.size+need > m.most {
		m.kept.RemoveOldest()
	}
	m.kept.Add(spec, png)
	m.size += need
}
