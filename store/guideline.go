package store

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

type guidelineRecord struct {
	Company string            `cbor:"1,keyasint,omitempty"`
	At      int64             `cbor:"2,keyasint,omitempty"`
	By      guidance.PersonID `cbor:"3,keyasint,omitempty"`
}

type blockRecord struct {
	Kind guidance.BlockKind `cbor:"1,keyasint,omitempty"`
	Text string             `cbor:"2,keyasint,omitempty"`
	Head []string           `cbor:"3,keyasint,omitempty"`
	Rows [][]blockCell      `cbor:"4,keyasint,omitempty"`
}

type blockCell struct {
	Text   string              `cbor:"1,keyasint,omitempty"`
	People []guidance.PersonID `cbor:"2,keyasint,omitempty"`
}

// maxUnpacked is how large the blocks of a version may be, unpacked, in bytes. A
// thousand services come to about two million.
const maxUnpacked = 64 << 20

// packBlocks writes what a version says. Versions repeat each other and
// themselves: packed, one of forty services takes a few thousand bytes.
func packBlocks(blocks []guidance.Block) ([]byte, error) {
	records := make([]blockRecord, len(blocks))
	for i, b := range blocks {
		records[i] = blockRecord{Kind: b.Kind, Text: b.Text, Head: b.Head}
		for _, row := range b.Rows {
			cells := make([]blockCell, len(row))
			for j, c := range row {
				cells[j] = blockCell(c)
			}
			records[i].Rows = append(records[i].Rows, cells)
		}
	}
	plain, err := encoding.Marshal(records)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(plain)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

func unpackBlocks(value []byte) ([]guidance.Block, error) {
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(value)), maxUnpacked+1))
	if err == nil && len(plain) > maxUnpacked {
		err = fmt.Errorf("more than %d bytes", maxUnpacked)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	var records []blockRecord
	if err := decode(plain, &records); err != nil {
		return nil, err
	}
	blocks := make([]guidance.Block, len(records))
	for i, r := range records {
		blocks[i] = guidance.Block{Kind: r.Kind, Text: r.Text, Head: r.Head}
		for _, row := range r.Rows {
			cells := make([]guidance.BlockCell, len(row))
			for j, c := range row {
				cells[j] = guidance.BlockCell(c)
			}
			blocks[i].Rows = append(blocks[i].Rows, cells)
		}
	}
	return blocks, nil
}

func readBlocks(value []byte) error {
	_, err := unpackBlocks(value)
	return err
}

func (tx *Tx) guidelineKey(area string, no int) key { return tx.key(area).number(no, roundDigits) }

// Guidelines implements guidance.Reader.
func (tx *Tx) Guidelines() ([]guidance.Guideline, error) {
	return loadAll(tx, tx.key("G/h/"), func(tail []byte, r *guidelineRecord) (guidance.Guideline, error) {
		no, err := strconv.Atoi(string(tail))
		return r.guideline(no), err
	})
}

func (r *guidelineRecord) guideline(no int) guidance.Guideline {
	return guidance.Guideline{No: no, Company: r.Company, At: moment(r.At), By: r.By}
}

// Guideline implements guidance.Reader.
func (tx *Tx) Guideline(no int) (guidance.Guideline, error) {
	if no <= 0 {
		return guidance.Guideline{}, guidance.ErrNotFound
	}
	r, found, err := load[guidelineRecord](tx, tx.guidelineKey("G/h/", no))
	if err != nil {
		return guidance.Guideline{}, err
	}
	if !found {
		return guidance.Guideline{}, guidance.ErrNotFound
	}
	g := r.guideline(no)
	g.Blocks, err = unpackBlocks(tx.kv.Get(tx.guidelineKey("G/b/", no)))
	return g, err
}

// AddGuideline implements guidance.Tx.
func (tx *Tx) AddGuideline(g guidance.Guideline) error {
	all, err := tx.Guidelines()
	if err != nil {
		return tx.fail(err)
	}
	if g.No != len(all)+1 {
		return tx.fail(fmt.Errorf("store: version %d of the guideline, where %d are kept", g.No, len(all)))
	}
	packed, err := packBlocks(g.Blocks)
	if err == nil && len(packed) > kv.MaxValue {
		err = fmt.Errorf("store: a guideline of %d bytes", len(packed))
	}
	if err != nil {
		return tx.fail(err)
	}
	if err := tx.putBytes(tx.guidelineKey("G/b/", g.No), packed); err != nil {
		return err
	}
	return tx.put(tx.guidelineKey("G/h/", g.No), guidelineRecord{Company: g.Company, At: seconds(g.At), By: g.By})
}
