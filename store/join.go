package store

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"daicho/bot/guidance"
)

type codeRecord struct {
	Person  guidance.PersonID `cbor:"1,keyasint,omitempty"`
	From    accountRecord     `cbor:"2,keyasint,omitempty"`
	Expires int64             `cbor:"3,keyasint,omitempty"`
	Used    int64             `cbor:"4,keyasint,omitempty"`
}

func (tx *Tx) codeKey(hash string) key { return tx.key("j/c/").plus(hash) }

func (tx *Tx) codeOfKey(p guidance.PersonID) key { return tx.key("j/p/").id(string(p)) }

func codeName(hash [32]byte) string { return base64.RawURLEncoding.EncodeToString(hash[:]) }

// Code implements guidance.Reader.
func (tx *Tx) Code(hash [32]byte) (guidance.Code, error) {
	r, err := need[codeRecord](tx, tx.codeKey(codeName(hash)))
	if err != nil {
		return guidance.Code{}, err
	}
	return guidance.Code{
		Hash: hash, Person: r.Person, From: r.From.account(),
		Expires: moment(r.Expires), Used: moment(r.Used),
	}, nil
}

// PutCode implements guidance.Tx.
func (tx *Tx) PutCode(c guidance.Code) error {
	if err := tx.dropCodes(c.Person); err != nil {
		return err
	}
	name := codeName(c.Hash)
	if err := tx.putBytes(tx.codeOfKey(c.Person), []byte(name)); err != nil {
		return err
	}
	r := codeRecord{c.Person, keepAccount(c.From), seconds(c.Expires), seconds(c.Used)}
	return tx.put(tx.codeKey(name), r)
}

// dropCodes drops the code of a person.
func (tx *Tx) dropCodes(p guidance.PersonID) error {
	name := string(tx.kv.Get(tx.codeOfKey(p)))
	if name == "" {
		return nil
	}
	if err := tx.drop(tx.codeKey(name)); err != nil {
		return err
	}
	return tx.drop(tx.codeOfKey(p))
}

func (tx *Tx) becameKey(p guidance.PersonID) key { return tx.key("j/m/").id(string(p)) }

// Became implements guidance.JoinReader.
func (tx *Tx) Became(p guidance.PersonID) (guidance.PersonID, error) {
	if to := tx.kv.Get(tx.becameKey(p)); to != nil {
		return guidance.PersonID(to), nil
	}
	return p, nil
}

// PutBecame implements guidance.JoinTx.
func (tx *Tx) PutBecame(from, to guidance.PersonID) error {
	if from == "" || to == "" || from == to {
		return tx.fail(fmt.Errorf("store: %q cannot become part of %q", from, to))
	}
	for _, k := range tx.becameOf(from) {
		if err := tx.putBytes(k, []byte(to)); err != nil {
			return err
		}
	}
	return tx.putBytes(tx.becameKey(from), []byte(to))
}

// dropBecame forgets who had become part of a person.
func (tx *Tx) dropBecame(of guidance.PersonID) error {
	for _, k := range tx.becameOf(of) {
		if err := tx.drop(k); err != nil {
			return err
		}
	}
	return nil
}

// becameOf are the keys of those who have become part of a person.
func (tx *Tx) becameOf(p guidance.PersonID) (keys []key) {
	tx.kv.Scan(tx.key("j/m/"), nil, func(k, to []byte) bool {
		if string(to) == string(p) {
			keys = append(keys, slices.Clone(k))
		}
		return true
	})
	return keys
}

func (tx *Tx) wrongKey(a guidance.Account) key { return tx.key("j/w/").name(a.Home).name(a.ID) }

// WrongCodes implements guidance.Reader.
func (tx *Tx) WrongCodes(a guidance.Account) (list []time.Time, err error) {
	kept, _, err := load[[]int64](tx, tx.wrongKey(a))
	for _, s := range kept {
		list = append(list, moment(s))
	}
	return list, err
}

// PutWrongCodes implements guidance.Tx. No times drop them.
func (tx *Tx) PutWrongCodes(a guidance.Account, times []time.Time) error {
	if len(times) == 0 {
		return tx.drop(tx.wrongKey(a))
	}
	kept := make([]int64, len(times))
	for i, at := range times {
		kept[i] = seconds(at)
	}
	return tx.put(tx.wrongKey(a), kept)
}
