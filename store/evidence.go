package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

type evidenceRecord struct {
	Item      string            `cbor:"1,keyasint,omitempty"`
	URL       string            `cbor:"2,keyasint,omitempty"`
	Name      string            `cbor:"3,keyasint,omitempty"`
	Kind      string            `cbor:"4,keyasint,omitempty"`
	Size      int               `cbor:"5,keyasint,omitempty"`
	Hash      []byte            `cbor:"6,keyasint,omitempty"`
	By        guidance.PersonID `cbor:"7,keyasint,omitempty"`
	At        int64             `cbor:"8,keyasint,omitempty"`
	Removed   int64             `cbor:"9,keyasint,omitempty"`
	RemovedBy guidance.PersonID `cbor:"10,keyasint,omitempty"`
	No        int               `cbor:"11,keyasint,omitempty"`
}

// fileRecord is a file's head; its bytes follow it in pieces.
type fileRecord struct {
	Size int `cbor:"1,keyasint,omitempty"`
	Uses int `cbor:"2,keyasint,omitempty"` // how many pieces of evidence have it
}

const (
	filePiece   = 512 << 10 // bytes
	pieceDigits = 4
)

func (r *evidenceRecord) evidence(no guidance.ServiceNo) guidance.Evidence {
	return guidance.Evidence{
		Service: no, No: r.No, Item: r.Item, URL: r.URL, Name: r.Name, Kind: r.Kind, Size: r.Size, Hash: hex.EncodeToString(r.Hash),
		By: r.By, At: moment(r.At), Removed: moment(r.Removed), RemovedBy: r.RemovedBy,
	}
}

func (tx *Tx) evidenceKey(no guidance.ServiceNo) key { return tx.serviceKey("v/", no).plus("/") }

func (tx *Tx) fileKey(hash []byte) key { return tx.key("w/").plus(hex.EncodeToString(hash)) }

// Evidence implements guidance.Reader.
func (tx *Tx) Evidence(no guidance.ServiceNo) ([]guidance.Evidence, error) {
	return loadAll(tx, tx.evidenceKey(no), func(_ []byte, r *evidenceRecord) (guidance.Evidence, error) { return r.evidence(no), nil })
}

// FileBytes implements guidance.Reader.
func (tx *Tx) FileBytes() (int64, error) {
	n, _ := binary.Uvarint(tx.kv.Get(tx.key("w/")))
	return int64(n), nil
}

// AddEvidence implements guidance.Tx.
func (tx *Tx) AddEvidence(e guidance.Evidence, data []byte) (guidance.Evidence, error) {
	r := evidenceRecord{Item: e.Item, URL: e.URL, Name: e.Name, Kind: e.Kind, By: e.By, At: seconds(e.At)}
	if data != nil {
		hash := sha256.Sum256(data)
		r.Hash, r.Size = hash[:], len(data)
		if err := tx.keepFile(hash[:], data); err != nil {
			return guidance.Evidence{}, err
		}
	}
	_, err := tx.add(tx.evidenceKey(e.Service), listDigits, func(n int) any {
		r.No = n
		return &r
	})
	return r.evidence(e.Service), err
}

// keepFile keeps a file's bytes, once for all that have the same.
func (tx *Tx) keepFile(hash, data []byte) error {
	head, found, err := load[fileRecord](tx, tx.fileKey(hash))
	if err != nil {
		return tx.fail(err)
	}
	head.Size, head.Uses = len(data), head.Uses+1
	if found {
		return tx.put(tx.fileKey(hash), head)
	}
	if err := tx.addFileBytes(len(data)); err != nil {
		return err
	}
	if err := tx.put(tx.fileKey(hash), head); err != nil {
		return err
	}
	for n := 0; n*filePiece < len(data); n++ {
		piece := data[n*filePiece : min((n+1)*filePiece, len(data))]
		if err := tx.putBytes(tx.fileKey(hash).plus("/").number(n, pieceDigits), piece); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) addFileBytes(n int) error {
	all, err := tx.FileBytes()
	if err != nil {
		return tx.fail(err)
	}
	return tx.putBytes(tx.key("w/"), binary.AppendUvarint(nil, uint64(max(0, all+int64(n)))))
}

// dropFile takes one use of a file away, and its bytes with the last.
func (tx *Tx) dropFile(hash []byte) error {
	head, found, err := load[fileRecord](tx, tx.fileKey(hash))
	if err != nil || !found {
		return err
	}
	if head.Uses--; head.Uses > 0 {
		return tx.put(tx.fileKey(hash), head)
	}
	if err := tx.addFileBytes(-head.Size); err != nil {
		return err
	}
	return tx.dropBelow(tx.fileKey(hash))
}

// RemoveEvidence implements guidance.Tx.
func (tx *Tx) RemoveEvidence(no guidance.ServiceNo, n int, by guidance.PersonID, at time.Time) error {
	k := tx.evidenceKey(no).number(n, listDigits)
	r, found, err := load[evidenceRecord](tx, k)
	if err != nil {
		return tx.fail(err)
	}
	if !found || r.Removed != 0 {
		return guidance.ErrNotFound
	}
	r.Removed, r.RemovedBy = seconds(at), by
	if len(r.Hash) > 0 {
		if err := tx.dropFile(r.Hash); err != nil {
			return tx.fail(err)
		}
	}
	return tx.put(k, &r)
}

// file is the bytes of a piece of evidence that stands; ErrNotFound for any
// other.
func (tx *Tx) file(no guidance.ServiceNo, n int) ([]byte, error) {
	r, found, err := load[evidenceRecord](tx, tx.evidenceKey(no).number(n, listDigits))
	if err != nil {
		return nil, err
	}
	if !found || r.Removed != 0 || len(r.Hash) == 0 {
		return nil, guidance.ErrNotFound
	}
	data := make([]byte, 0, r.Size)
	tx.kv.Scan(tx.fileKey(r.Hash).plus("/"), nil, func(_, piece []byte) bool {
		data = append(data, piece...)
		return true
	})
	if sum := sha256.Sum256(data); len(data) != r.Size || string(sum[:]) != string(r.Hash) {
		return nil, fmt.Errorf("%w: file %d of %s", errDamaged, n, no)
	}
	return data, nil
}

// Stored returns the bytes of the kept file that rest names: what follows the
// kind in guidance.StoredSpec. It returns guidance.ErrNotFound for a file that
// is not there (any more), and checks no rights: whoever asks was shown the
// view that lists it.
func (s *Store) Stored(_ context.Context, rest string) (data []byte, err error) {
	company, no, n, ok := guidance.ParseStored(rest)
	if !ok || !validCompany(company) {
		return nil, guidance.ErrNotFound
	}
	err = s.engine.View(func(k kv.Tx) error {
		data, err = (&Tx{kv: k, company: company}).file(no, n)
		return err
	})
	return data, err
}

// readBeside reads all that hangs beside a service's answers: relays, evidence
// and the files of it.
func (tx *Tx) readBeside(no guidance.ServiceNo) error {
	_, relaysErr := tx.Relays(no)
	all, err := tx.Evidence(no)
	err = errors.Join(relaysErr, err)
	for _, e := range all {
		if e.Stands() && e.URL == "" {
			_, fileErr := tx.file(no, e.No)
			err = errors.Join(err, fileErr)
		}
	}
	return err
}
