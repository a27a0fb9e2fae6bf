package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"daicho/bot/guidance"
)

type importRecord struct {
	By         guidance.PersonID            `cbor:"1,keyasint,omitempty"`
	Made       int64                        `cbor:"2,keyasint,omitempty"`
	File       string                       `cbor:"3,keyasint,omitempty"`
	Sheet      string                       `cbor:"4,keyasint,omitempty"`
	As         int64                        `cbor:"5,keyasint,omitempty"`
	Rows       int                          `cbor:"6,keyasint,omitempty"`
	Remarks    int                          `cbor:"7,keyasint,omitempty"`
	Last       guidance.ServiceNo           `cbor:"8,keyasint,omitempty"`
	State      guidance.ImportState         `cbor:"9,keyasint,omitempty"`
	Sweep      guidance.Verdict             `cbor:"10,keyasint,omitempty"`
	Asked      int64                        `cbor:"11,keyasint,omitempty"`
	Next       int                          `cbor:"12,keyasint,omitempty"`
	Done       int64                        `cbor:"13,keyasint,omitempty"`
	Added      int                          `cbor:"14,keyasint,omitempty"`
	Changed    int                          `cbor:"15,keyasint,omitempty"`
	Left       int                          `cbor:"16,keyasint,omitempty"`
	Kept       int                          `cbor:"17,keyasint,omitempty"`
	Key        string                       `cbor:"18,keyasint,omitempty"`
	Uncompared bool                         `cbor:"21,keyasint,omitempty"`
	Edition    string                       `cbor:"22,keyasint,omitempty"`
	Undoer     guidance.PersonID            `cbor:"20,keyasint,omitempty"`
	Found      map[guidance.ImportClass]int `cbor:"19,keyasint,omitempty"`
}

func keepImport(i guidance.Import) importRecord {
	return importRecord{
		By: i.By, Made: seconds(i.Made), File: i.File, Sheet: i.Sheet, As: seconds(i.As), Rows: i.Rows, Remarks: i.Remarks, Last: i.Last,
		State: i.State, Sweep: i.Sweep, Asked: seconds(i.Asked), Next: i.Next, Done: seconds(i.Done),
		Added: i.Added, Changed: i.Changed, Left: i.Left, Kept: i.Kept, Key: i.Key, Found: i.Found, Undoer: i.Undoer, Uncompared: i.Uncompared, Edition: i.Edition,
	}
}

func (r importRecord) intake() guidance.Import {
	return guidance.Import{
		By: r.By, Made: moment(r.Made), File: r.File, Sheet: r.Sheet, As: moment(r.As), Rows: r.Rows, Remarks: r.Remarks, Last: r.Last,
		State: r.State, Sweep: r.Sweep, Asked: moment(r.Asked), Next: r.Next, Done: moment(r.Done),
		Added: r.Added, Changed: r.Changed, Left: r.Left, Kept: r.Kept, Key: r.Key, Found: r.Found, Undoer: r.Undoer, Uncompared: r.Uncompared, Edition: r.Edition,
	}
}

type rowRecord struct {
	Line     int                  `cbor:"1,keyasint,omitempty"`
	No       string               `cbor:"2,keyasint,omitempty"`
	Service  serviceRecord        `cbor:"3,keyasint,omitempty"`
	Answers  answers              `cbor:"4,keyasint,omitempty"`
	Match    guidance.ServiceNo   `cbor:"5,keyasint,omitempty"`
	Remark   string               `cbor:"6,keyasint,omitempty"`
	Unclear  bool                 `cbor:"7,keyasint,omitempty"`
	Class    guidance.ImportClass `cbor:"8,keyasint,omitempty"`
	Rev      int                  `cbor:"9,keyasint,omitempty"`
	SheetRev int                  `cbor:"10,keyasint,omitempty"`
}

func (r *rowRecord) row() (guidance.ImportRow, error) {
	list, err := r.Answers.list()
	return guidance.ImportRow{Line: r.Line, No: r.No, Service: r.Service.service(), Answers: list, Match: r.Match, Remark: r.Remark, Unclear: r.Unclear, Class: r.Class, Rev: r.Rev, SheetRev: r.SheetRev}, err
}

type remarkRecord struct {
	_    struct{} `cbor:",toarray"`
	Cell string
	Text string
	Why  string
}

type markRecord struct {
	Row      int                 `cbor:"1,keyasint,omitempty"`
	Verdict  guidance.Verdict    `cbor:"2,keyasint,omitempty"`
	Rev      int                 `cbor:"3,keyasint,omitempty"`
	SheetRev int                 `cbor:"4,keyasint,omitempty"`
	No       guidance.ServiceNo  `cbor:"5,keyasint,omitempty"`
	New      bool                `cbor:"6,keyasint,omitempty"`
	Was      int                 `cbor:"7,keyasint,omitempty"`
	Is       int                 `cbor:"8,keyasint,omitempty"`
	SheetWas int                 `cbor:"9,keyasint,omitempty"`
	SheetIs  int                 `cbor:"10,keyasint,omitempty"`
	Left     guidance.LeftBehind `cbor:"11,keyasint,omitempty"`
	Kept     string              `cbor:"12,keyasint,omitempty"`
}

func (tx *Tx) importKey(name string) key { return tx.key("I/h/").name(name) }

func (tx *Tx) partKey(area, name string, slice int) key {
	return tx.key(area).name(name).number(slice, sliceDigits)
}

// Import implements guidance.Reader.
func (tx *Tx) Import(name string) (guidance.Import, error) {
	r, err := need[importRecord](tx, tx.importKey(name))
	if err != nil {
		return guidance.Import{}, err
	}
	return r.intake(), nil
}

// Imports implements guidance.Reader.
func (tx *Tx) Imports() ([]guidance.Import, error) {
	return loadAll(tx, tx.key("I/h/"), func(_ []byte, r *importRecord) (guidance.Import, error) { return r.intake(), nil })
}

// PutImport implements guidance.Tx.
func (tx *Tx) PutImport(i guidance.Import) error {
	if i.Key == "" || len(i.Key) > maxTail {
		return tx.fail(fmt.Errorf("store: an import with a key of %d bytes", len(i.Key)))
	}
	return tx.put(tx.importKey(i.Key), keepImport(i))
}

// ImportRows implements guidance.Reader.
func (tx *Tx) ImportRows(name string, slice int) ([]guidance.ImportRow, error) {
	list, _, err := load[[]rowRecord](tx, tx.partKey("I/r/", name, slice))
	rows := make([]guidance.ImportRow, len(list))
	for i := range list {
		var wrong error
		rows[i], wrong = list[i].row()
		err = errors.Join(err, wrong)
	}
	return rows, err
}

func readRows(value []byte) error {
	var list []rowRecord
	err := decode(value, &list)
	for i := range list {
		_, wrong := list[i].row()
		err = errors.Join(err, wrong)
	}
	return err
}

// PutImportRows implements guidance.Tx.
func (tx *Tx) PutImportRows(name string, slice int, rows []guidance.ImportRow) error {
	value, err := encodeRows(rows)
	if err != nil {
		return tx.fail(err)
	}
	return tx.putBytes(tx.partKey("I/r/", name, slice), value)
}

func encodeRows(rows []guidance.ImportRow) ([]byte, error) {
	list := make([]rowRecord, len(rows))
	for i, x := range rows {
		kept, err := keepAnswers(x.Answers)
		if err != nil {
			return nil, err
		}
		list[i] = rowRecord{x.Line, x.No, keepService(x.Service), kept, x.Match, x.Remark, x.Unclear, x.Class, x.Rev, x.SheetRev}
	}
	return encoding.Marshal(list)
}

// ImportRemarks implements guidance.Reader.
func (tx *Tx) ImportRemarks(name string, slice int) ([]guidance.ImportRemark, error) {
	list, _, err := load[[]remarkRecord](tx, tx.partKey("I/u/", name, slice))
	all := make([]guidance.ImportRemark, len(list))
	for i, r := range list {
		all[i] = guidance.ImportRemark{Cell: r.Cell, Text: r.Text, Why: r.Why}
	}
	return all, err
}

// PutImportRemarks implements guidance.Tx.
func (tx *Tx) PutImportRemarks(name string, slice int, remarks []guidance.ImportRemark) error {
	value, err := encodeRemarks(remarks)
	if err != nil {
		return tx.fail(err)
	}
	return tx.putBytes(tx.partKey("I/u/", name, slice), value)
}

func encodeRemarks(remarks []guidance.ImportRemark) ([]byte, error) {
	list := make([]remarkRecord, len(remarks))
	for i, r := range remarks {
		list[i] = remarkRecord{Cell: r.Cell, Text: r.Text, Why: r.Why}
	}
	return encoding.Marshal(list)
}

// ImportMarks implements guidance.Reader.
func (tx *Tx) ImportMarks(name string, slice int) ([]guidance.ImportMark, error) {
	list, _, err := load[[]markRecord](tx, tx.partKey("I/d/", name, slice))
	all := make([]guidance.ImportMark, len(list))
	for i, r := range list {
		all[i] = guidance.ImportMark(r)
	}
	return all, err
}

// PutImportMarks implements guidance.Tx.
func (tx *Tx) PutImportMarks(name string, slice int, marks []guidance.ImportMark) error {
	list := make([]markRecord, len(marks))
	for i, m := range marks {
		list[i] = markRecord(m)
	}
	return tx.put(tx.partKey("I/d/", name, slice), list)
}

// DropImport implements guidance.Tx.
func (tx *Tx) DropImport(name string, most int) (more bool, err error) {
	var keys []key
	for _, area := range []string{"I/r/", "I/u/", "I/d/", "I/h/"} {
		tx.kv.Scan(tx.key(area).name(name), nil, func(k, _ []byte) bool {
			if more = len(keys) == most; !more {
				keys = append(keys, append(key(nil), k...))
			}
			return !more
		})
		if more {
			break
		}
	}
	for _, k := range keys {
		if err := tx.drop(k); err != nil {
			return more, err
		}
	}
	return more, nil
}

// dropDraftsOf drops what a person handed in and nobody has taken over.
func (tx *Tx) dropDraftsOf(id guidance.PersonID) error {
	all, err := tx.Imports()
	if err != nil {
		return tx.fail(err)
	}
	const every = 1 << 20
	for _, i := range all {
		if i.By != id || i.State != guidance.ImportDraft && i.State != guidance.ImportReading {
			continue
		}
		if _, err := tx.DropImport(i.Key, every); err != nil {
			return err
		}
	}
	return nil
}

// part is a record of an import, written out before the turn that keeps it.
type part struct {
	area  string
	slice int
	value []byte
}

// partsOf writes out the rows and remarks of an import.
func partsOf(rows []guidance.ImportRow, remarks []guidance.ImportRemark) (parts []part, err error) {
	for n := range guidance.Slices(max(len(rows), len(remarks))) {
		var values [2][]byte
		if some := sliceOf(rows, n); len(some) > 0 {
			if values[0], err = encodeRows(some); err != nil {
				return nil, err
			}
		}
		if some := sliceOf(remarks, n); len(some) > 0 {
			if values[1], err = encodeRemarks(some); err != nil {
				return nil, err
			}
		}
		for i, area := range []string{"I/r/", "I/u/"} {
			if values[i] != nil {
				parts = append(parts, part{area, n, values[i]})
			}
		}
	}
	return parts, nil
}

// keepAtOnce is how many parts of a new import are kept in one turn.
const keepAtOnce = 8

// KeepImport keeps what was read of a workbook, part by part, and lets it be
// seen by nobody: the turn that takes it makes it a draft.
func (s *Store) KeepImport(ctx context.Context, home string, i guidance.Import, rows []guidance.ImportRow, remarks []guidance.ImportRemark) error {
	i.State, i.Rows, i.Remarks = guidance.ImportReading, len(rows), len(remarks)
	parts, err := partsOf(rows, remarks)
	if err != nil {
		return fmt.Errorf("store: encoding an import: %w", err)
	}
	if err := s.Turn(ctx, home, func(tx *Tx) error { return tx.PutImport(i) }); err != nil {
		return err
	}
	for some := range slices.Chunk(parts, keepAtOnce) {
		err := s.Turn(ctx, home, func(tx *Tx) error {
			for _, p := range some {
				if err := tx.putBytes(tx.partKey(p.area, i.Key, p.slice), p.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func sliceOf[R any](all []R, n int) []R {
	from := min(n*guidance.ImportSlice, len(all))
	return all[from:min(from+guidance.ImportSlice, len(all))]
}
