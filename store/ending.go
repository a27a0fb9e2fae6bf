package store

import "daicho/bot/guidance"

// EndingSheet implements guidance.Reader.
func (tx *Tx) EndingSheet(no guidance.ServiceNo) (guidance.Sheet, error) {
	return tx.sheet(tx.serviceKey("e/", no))
}

// PutEndingSheet implements guidance.Tx.
func (tx *Tx) PutEndingSheet(no guidance.ServiceNo, s guidance.Sheet) error {
	return tx.putSheet(tx.serviceKey("e/", no), s)
}

// EndingChanges implements guidance.Reader.
func (tx *Tx) EndingChanges(no guidance.ServiceNo) ([]guidance.Change, error) {
	return tx.changes(tx.serviceKey("h/", no).plus("/e/"))
}

// AddEndingChange implements guidance.Tx.
func (tx *Tx) AddEndingChange(no guidance.ServiceNo, c guidance.Change) error {
	return tx.addChange(tx.serviceKey("h/", no).plus("/e/"), c)
}
