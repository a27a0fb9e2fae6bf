package store

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
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
