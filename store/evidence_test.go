package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

// TestEvidence keeps an address and files larger than a piece, equal ones
// once, and drops the bytes with the last that has them.
func TestEvidence(t *testing.T) {
	s := newStore(t)
	large := bytes.Repeat([]byte("約款 "), filePiece/4)
	small := []byte("%PDF-1.7")
	var all []guidance.Evidence
	add := func(e guidance.Evidence, data []byte) {
		t.Helper()
		e.At, e.By = noon, "p1"
		turn(t, s, "home", func(tx *Tx) error {
			made, err := tx.AddEvidence(e, data)
			all = append(all, made)
			return err
		})
	}
	add(guidance.Evidence{Service: 3, Item: "c06", URL: "https://example.jp/"}, nil)
	add(guidance.Evidence{Service: 3, Item: "c06", Name: "約款.txt", Kind: ".txt"}, large)
	add(guidance.Evidence{Service: 3, Item: "c07", Name: "同じもの.txt", Kind: ".txt"}, large)
	add(guidance.Evidence{Service: 4, Item: "c06", Name: "a.pdf", Kind: ".pdf"}, small)
	stored := func(i int) ([]byte, error) {
		_, rest, _ := bytes.Cut([]byte(guidance.StoredSpec("c1", all[i])), []byte(":"))
		return s.Stored(context.Background(), string(rest))
	}
	size := func(want int) {
		t.Helper()
		read(t, s, "home", func(tx *Tx) error {
			if n, err := tx.FileBytes(); err != nil || n != int64(want) {
				t.Errorf("%d bytes are kept, %v; want %d", n, err, want)
			}
			return nil
		})
	}
	size(len(large) + len(small))
	for i, want := range [][]byte{1: large, 2: large, 3: small} {
		if got, err := stored(i); i > 0 && (err != nil || !bytes.Equal(got, want)) {
			t.Errorf("file %d: %d bytes, %v; want %d", i, len(got), err, len(want))
		}
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.RemoveEvidence(3, 2, "p2", noon) })
	size(len(large) + len(small))
	if got, err := stored(2); err != nil || !bytes.Equal(got, large) {
		t.Errorf("the equal file is gone: %v", err)
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.RemoveEvidence(3, 3, "p2", noon) })
	size(len(small))
	for _, rest := range []string{"c1/3/1", "c1/3/2", "c1/3/3", "c1/3/9", "c2/4/1", "c1/4", "c1/4/1/1", "/4/1", "../4/1", "c1/-4/1"} {
		if _, err := s.Stored(context.Background(), rest); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("%s: %v, want nothing", rest, err)
		}
	}
	leavesNothing(t, s, all[:3])
	err := s.Turn(context.Background(), "home", func(tx *Tx) error { return tx.RemoveEvidence(3, 2, "p2", noon) })
	if !errors.Is(err, guidance.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

// leavesNothing looks at what is left of a service whose files were all
// removed, while one small file of another is kept.
func leavesNothing(t *testing.T, s *Store, all []guidance.Evidence) {
	t.Helper()
	all[1].Removed, all[1].RemovedBy, all[2].Removed, all[2].RemovedBy = noon, "p2", noon, "p2"
	read(t, s, "home", func(tx *Tx) error {
		got, err := tx.Evidence(3)
		if !reflect.DeepEqual(got, all) {
			t.Errorf("read back %+v, want %+v", got, all)
		}
		pieces := 0
		tx.kv.Scan(tx.key("w/"), nil, func(k, _ []byte) bool { pieces++; return true })
		if pieces != 3 { // the sum, and the one small file's head and bytes
			t.Errorf("%d keys of files are left", pieces)
		}
		return err
	})
}

// TestCensusReadsFiles: a file of which a piece is missing is found.
func TestCensusReadsFiles(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		_, err := tx.AddEvidence(guidance.Evidence{Service: 1, Item: "c06", Name: "a.txt", Kind: ".txt"}, bytes.Repeat([]byte("x"), filePiece+1))
		return errors.Join(err, tx.PutService(guidance.Service{No: 1, Name: "勤怠", Rev: 1}))
	})
	if _, _, err := Take(t.Context(), s.engine); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	turn(t, s, "home", func(tx *Tx) error {
		all, err := tx.Evidence(1)
		hash, err2 := hex.DecodeString(all[0].Hash)
		return errors.Join(err, err2, tx.drop(tx.fileKey(hash).plus("/").number(1, pieceDigits)))
	})
	if _, _, err := Take(t.Context(), s.engine); !errors.Is(err, kv.ErrDamaged) {
		t.Errorf("a file without its end: %v", err)
	}
}
