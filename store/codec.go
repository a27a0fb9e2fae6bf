package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// Records are CBOR: maps with small numbers for keys, so that a record can
// grow and an older program passes over what it does not know. Numbers once
// given to a field are never given to another.

// errDamaged is returned for a record that does not read as one.
var errDamaged = errors.New("store: a record is damaged")

var encoding, decoding = modes()

func modes() (cbor.EncMode, cbor.DecMode) {
	enc, err := cbor.EncOptions{
		Sort:          cbor.SortCoreDeterministic,
		ShortestFloat: cbor.ShortestFloat16,
		IndefLength:   cbor.IndefLengthForbidden,
		TagsMd:        cbor.TagsForbidden,
	}.EncMode()
	if err != nil {
		panic(err)
	}
	dec, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		MaxNestedLevels:  8,
		MaxArrayElements: 100_000,
		MaxMapPairs:      1_000,
		// Text that came in broken must not make its record unreadable.
		UTF8: cbor.UTF8DecodeInvalid,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

func decode(value []byte, record any) error {
	if err := decoding.Unmarshal(value, record); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// yearOne is the zero time in unix seconds.
var yearOne = time.Time{}.Unix()

// seconds is a time as it is kept, in unix seconds. The zero time is 0, which
// takes no room in a record; 1970 changes places with it.
func seconds(t time.Time) int64 {
	switch s := t.Unix(); s {
	case yearOne:
		return 0
	case 0:
		return yearOne
	default:
		return s
	}
}

// moment is the time that seconds kept, in UTC.
func moment(s int64) time.Time {
	switch s {
	case 0:
		s = yearOne
	case yearOne:
		s = 0
	}
	return time.Unix(s, 0).UTC()
}

// Answers are kept column by column: fifteen items, fifteen labels and so on.
// That is a third of the room, and reading a ledger of a thousand sheets
// takes a few allocations a sheet where a record an answer takes a hundred.

// texts is a column of texts: a text is its length plus one and its bytes, or
// a zero where it is the same as the one before. An empty column holds empty
// texts only, however many.
type texts struct {
	bytes []byte
	last  string
	said  bool // any that is not empty
}

// newTexts takes room for a column from a larger piece.
func newTexts(room []byte, n int) ([]byte, texts) { return room[n:], texts{bytes: room[:0:n]} }

func newNumbers(room []byte, n int) ([]byte, numbers) { return room[n:], numbers{bytes: room[:0:n]} }

func (c *texts) add(text string) {
	if text == c.last {
		c.bytes = append(c.bytes, 0)
		return
	}
	c.bytes = binary.AppendUvarint(c.bytes, uint64(len(text))+1)
	c.bytes = append(c.bytes, text...)
	c.last, c.said = text, true
}

func (c *texts) column() []byte {
	if !c.said {
		return nil
	}
	return c.bytes
}

// textReader reads such a column; the texts share one string.
type textReader struct {
	rest   string
	last   string
	absent bool
}

func readTexts(column []byte) textReader {
	return textReader{rest: string(column), absent: len(column) == 0}
}

func (r *textReader) next() (string, error) {
	if r.absent {
		return "", nil
	}
	n, size := uvarint(r.rest)
	if size == 0 || n > uint64(len(r.rest)-size)+1 {
		return "", errDamaged
	}
	r.rest = r.rest[size:]
	if n > 0 {
		r.last, r.rest = r.rest[:n-1], r.rest[n-1:]
	}
	return r.last, nil
}

// uvarint reads a number and how many bytes it took; 0 bytes if there is none.
func uvarint(s string) (n uint64, size int) {
	for i := range min(len(s), binary.MaxVarintLen64) {
		if n |= uint64(s[i]&0x7f) << (7 * i); s[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

// numbers is a column of whole numbers, each as the difference to the one
// before.
type numbers struct {
	bytes []byte
	last  int64
}

func (c *numbers) add(n int64) {
	c.bytes = binary.AppendVarint(c.bytes, n-c.last)
	c.last = n
}

// numberReader reads such a column; an empty one holds zeros only.
type numberReader struct {
	rest   []byte
	last   int64
	absent bool
}

func readNumbers(column []byte) numberReader {
	return numberReader{rest: column, absent: len(column) == 0}
}

func (r *numberReader) next() (int64, error) {
	if r.absent {
		return 0, nil
	}
	d, size := binary.Varint(r.rest)
	if size <= 0 {
		return 0, errDamaged
	}
	r.rest = r.rest[size:]
	r.last += d
	return r.last, nil
}
