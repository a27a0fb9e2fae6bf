package store

import "daicho/bot/guidance"

func (tx *Tx) probingKey(round int, item string) key {
	return tx.key("q/").number(round, roundDigits).plus("/").name(item)
}

// Probing implements guidance.Reader.
func (tx *Tx) Probing(round int, item string) (guidance.Probing, error) {
	texts, err := tx.sheet(tx.probingKey(round, item))
	return guidance.Probing{Round: round, Item: item, Texts: texts}, err
}

// PutProbing implements guidance.Tx.
func (tx *Tx) PutProbing(p guidance.Probing) error {
	return tx.putSheet(tx.probingKey(p.Round, p.Item), p.Texts)
}

// ProbingChanges implements guidance.Reader.
func (tx *Tx) ProbingChanges(round int, item string) ([]guidance.Change, error) {
	return tx.changes(tx.probingKey(round, item).plus("c/"))
}

// AddProbingChange implements guidance.Tx.
func (tx *Tx) AddProbingChange(round int, item string, c guidance.Change) error {
	return tx.addChange(tx.probingKey(round, item).plus("c/"), c)
}
