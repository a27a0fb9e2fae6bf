package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"daicho/store/kv"
)

// product marks a data file as ours.
const product = "daicho"

type schemaRecord struct {
	Version int    `cbor:"1,keyasint"`
	Product string `cbor:"2,keyasint"`
}

// migration brings data from one version to the next within one turn.
type migration func(kv.Tx) error

// migrations lead, in order, from version 1 to the one this program writes,
// which is one more than there are.
var migrations []migration

// NewerError is returned for data that a newer daicho wrote.
type NewerError struct{ Has, Knows int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("the data file has version %d, this daicho knows versions up to %d: start the newer daicho that wrote it, "+
		"or restore a backup that this one made; nothing was changed / "+
		"データファイルの版は %d、この daicho が読めるのは %d までです。ファイルを書いた新しい daicho で起動するか、この daicho で取った控えに戻してください。ファイルには手を加えていません。",
		e.Has, e.Knows, e.Has, e.Knows)
}

// migrate sets up new data and brings older data up to date, a turn a version.
func migrate(ctx context.Context, e kv.Engine, steps []migration) error {
	latest := len(steps) + 1
	version, err := schemaOf(e)
	if err != nil {
		return err
	}
	if version > latest {
		return &NewerError{Has: version, Knows: latest}
	}
	if version == 0 {
		return e.Update(ctx, func(k kv.Tx) error { return putSchema(k, latest) })
	}
	for ; version < latest; version++ {
		err := e.Update(ctx, func(k kv.Tx) error {
			if err := steps[version-1](k); err != nil {
				return err
			}
			return putSchema(k, version+1)
		})
		if err != nil {
			return fmt.Errorf("bringing the data file from version %d to %d: %w", version, version+1, err)
		}
	}
	return nil
}

func putSchema(k kv.Tx, version int) error {
	return (&Tx{kv: k}).put(global("schema"), schemaRecord{version, product})
}

// schemaOf is the version of the data, 0 if there is none yet.
func schemaOf(e kv.Engine) (version int, err error) {
	err = e.View(func(k kv.Tx) error {
		r, found, err := load[schemaRecord](&Tx{kv: k}, global("schema"))
		version = r.Version
		if err != nil || found && (r.Product != product || version < 1) {
			return errors.Join(kv.ErrForeign, err)
		}
		if !found {
			k.Scan(nil, nil, func(_, _ []byte) bool { err = kv.ErrForeign; return false })
		}
		return err
	})
	return version, err
}

// Advice is a sentence in English and Japanese that tells an operator what to
// do about an error of opening or using the data; empty where there is
// nothing to advise.
func Advice(err error) string {
	var newer *NewerError
	switch {
	case errors.As(err, &newer):
		return newer.Error()
	case errors.Is(err, kv.ErrLocked):
		return "Another daicho has the data file open: stop that one first, or name another file with --data. / " +
			"データファイルは別の daicho が使っています。先にそちらを止めるか、--data で別のファイルを指定してください。"
	case errors.Is(err, kv.ErrForeign):
		return "The file was not written by daicho and was left as it is: name another file with --data. / " +
			"このファイルは daicho のデータではないため、手を加えていません。--data で別のファイルを指定してください。"
	case errors.Is(err, kv.ErrDamaged):
		return "A part of the data file is missing or spoiled. Keep the file as it is, and start from the latest copy that daicho backup wrote. / " +
			"データファイルの一部が欠けているか、壊れています。このファイルはそのまま残し、daicho backup で作った最新の控えを使ってください。"
	case errors.Is(err, kv.ErrInDoubt):
		return "The disk failed while confirming a write. Check the disk, then start daicho again: it goes on from what was kept. / " +
			"書き込みの確認中にディスクの異常が起きました。ディスクを調べてから daicho を起動し直してください。残っている記録から続けます。"
	case errors.Is(err, syscall.ENOSPC):
		return "The disk is full. What was acknowledged is kept; free some room, daicho goes on by itself. / " +
			"ディスクがいっぱいです。受け付けた記録は残っています。空きを作れば、そのまま続けられます。"
	}
	return ""
}
