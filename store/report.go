package store

import (
	"errors"
	"fmt"
	"strconv"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

type reportRecord struct {
	Company   string            `cbor:"1,keyasint,omitempty"`
	At        int64             `cbor:"2,keyasint,omitempty"`
	By        guidance.PersonID `cbor:"3,keyasint,omitempty"`
	Manager   guidance.PersonID `cbor:"4,keyasint,omitempty"`
	ManagerAt int64             `cbor:"5,keyasint,omitempty"`
	Expert    guidance.PersonID `cbor:"6,keyasint,omitempty"`
	ExpertAt  int64             `cbor:"7,keyasint,omitempty"`
}

func (r *reportRecord) report(plan, visit, no int) guidance.Report {
	return guidance.Report{
		Plan: plan, Visit: visit, No: no, Company: r.Company, At: moment(r.At), By: r.By,
		Signed: guidance.Agreed{Company: guidance.Word{By: r.Manager, At: moment(r.ManagerAt)}, Expert: guidance.Word{By: r.Expert, At: moment(r.ExpertAt)}},
	}
}

func keepReport(r guidance.Report) reportRecord {
	return reportRecord{
		Company: r.Company, At: seconds(r.At), By: r.By,
		Manager: r.Signed.Company.By, ManagerAt: seconds(r.Signed.Company.At), Expert: r.Signed.Expert.By, ExpertAt: seconds(r.Signed.Expert.At),
	}
}

func (tx *Tx) reportsKey(area string, plan, visit int) key {
	return tx.key(area).number(plan, roundDigits).plus("/").number(visit, 1).plus("/")
}

// Reports implements guidance.Reader.
func (tx *Tx) Reports(plan, visit int) ([]guidance.Report, error) {
	return loadAll(tx, tx.reportsKey("V/h/", plan, visit), func(tail []byte, r *reportRecord) (guidance.Report, error) {
		no, err := strconv.Atoi(string(tail))
		return r.report(plan, visit, no), err
	})
}

// Report implements guidance.Reader.
func (tx *Tx) Report(plan, visit, no int) (guidance.Report, error) {
	if plan <= 0 || visit <= 0 || visit > guidance.VisitCount || no <= 0 {
		return guidance.Report{}, guidance.ErrNotFound
	}
	r, found, err := load[reportRecord](tx, tx.reportsKey("V/h/", plan, visit).number(no, roundDigits))
	if err != nil {
		return guidance.Report{}, err
	}
	if !found {
		return guidance.Report{}, guidance.ErrNotFound
	}
	whole := r.report(plan, visit, no)
	whole.Blocks, err = unpackBlocks(tx.kv.Get(tx.reportsKey("V/b/", plan, visit).number(no, roundDigits)))
	return whole, err
}

// AddReport implements guidance.Tx.
func (tx *Tx) AddReport(r guidance.Report) error {
	if r.Plan <= 0 || r.Visit <= 0 || r.Visit > guidance.VisitCount {
		return tx.fail(fmt.Errorf("store: a report of visit %d of plan %d", r.Visit, r.Plan))
	}
	all, err := tx.Reports(r.Plan, r.Visit)
	if err != nil {
		return tx.fail(err)
	}
	if r.No != len(all)+1 {
		return tx.fail(fmt.Errorf("store: version %d of a report, where %d are kept", r.No, len(all)))
	}
	packed, err := packBlocks(r.Blocks)
	if err == nil && len(packed) > kv.MaxValue {
		err = fmt.Errorf("store: a report of %d bytes", len(packed))
	}
	if err != nil {
		return tx.fail(err)
	}
	if err := tx.putBytes(tx.reportsKey("V/b/", r.Plan, r.Visit).number(r.No, roundDigits), packed); err != nil {
		return err
	}
	return tx.put(tx.reportsKey("V/h/", r.Plan, r.Visit).number(r.No, roundDigits), keepReport(r))
}

// SignReport implements guidance.Tx.
func (tx *Tx) SignReport(r guidance.Report) error {
	if _, err := tx.Report(r.Plan, r.Visit, r.No); err != nil {
		return tx.fail(errors.Join(errors.New("store: a report that is signed"), err))
	}
	return tx.put(tx.reportsKey("V/h/", r.Plan, r.Visit).number(r.No, roundDigits), keepReport(r))
}
