package store

import (
	"slices"

	"daicho/bot/guidance"
)

// ErasePerson implements guidance.Tx.
func (tx *Tx) ErasePerson(id guidance.PersonID) error {
	if id == "" {
		return nil
	}
	r, _, err := load[personRecord](tx, tx.personKey(id))
	if err != nil {
		return tx.fail(err)
	}
	for _, a := range accounts(r.Accounts) {
		if err := tx.eraseAccount(a); err != nil {
			return err
		}
	}
	if err := tx.dropLetters(id); err != nil {
		return err
	}
	if err := tx.dropCodes(id); err != nil {
		return err
	}
	if err := tx.dropBecame(id); err != nil {
		return err
	}
	if err := tx.dropDraftsOf(id); err != nil {
		return err
	}
	return tx.dropBelow(tx.personKey(id))
}

// DropDiagnosis implements guidance.Tx.
func (tx *Tx) DropDiagnosis(p guidance.PersonID, round int) error {
	return tx.dropBelow(tx.diagnosisKey(p, round))
}

// eraseAccount drops an account with its links, their sessions and what was
// kept of its deliveries.
func (tx *Tx) eraseAccount(a guidance.Account) error {
	if err := tx.DropLinks(a); err != nil {
		return err
	}
	if err := tx.drop(tx.wrongKey(a)); err != nil {
		return err
	}
	return tx.dropBelow(tx.accountKey(a))
}

// dropLetters drops the letters that wait for a person.
func (tx *Tx) dropLetters(to guidance.PersonID) error {
	var keys []string
	_, err := loadAll(tx, tx.waitingKey(""), func(tail []byte, r *letterRecord) (struct{}, error) {
		if r.Person == string(to) {
			keys = append(keys, string(tail))
		}
		return struct{}{}, nil
	})
	if err != nil {
		return tx.fail(err)
	}
	for _, k := range keys {
		if err := tx.drop(tx.waitingKey(k)); err != nil {
			return err
		}
	}
	return nil
}

// dropBelow drops every key that begins with the prefix, itself included.
func (tx *Tx) dropBelow(prefix key) error {
	var keys []key
	tx.kv.Scan(prefix, nil, func(k, _ []byte) bool {
		keys = append(keys, slices.Clone(k))
		return true
	})
	for _, k := range keys {
		if err := tx.drop(k); err != nil {
			return err
		}
	}
	return nil
}
