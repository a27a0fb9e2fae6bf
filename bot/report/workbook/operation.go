package workbook

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Operation is what the workbook of how the company goes on 「運用プラン」 holds (seed
// p. 6).
type Operation struct {
	Company  string
	At       time.Time // when it was read, in the company's time zone
	Plan     guidance.Operation
	Keeper   string // who keeps the ledger
	By       string // who decided it
	Services []Recheck
}

// Recheck is a service that is not ended, with when it is checked again.
type Recheck struct {
	guidance.Service
	InCharge string
	Total    int
	Concerns int
	Lost     bool         // the edition of its answers is not loaded
	Last     guidance.Day // when it was changed or looked through last
	Next     guidance.Day // from when on it is to be looked through again; empty where nobody decided that
	Stale    bool         // it is
}

// ReadOperation reads all of it. The error is ErrNothing where nothing was decided.
func ReadOperation(r guidance.Reader, lib *rubric.Library, now time.Time) (Operation, error) {
	company, err := r.Company()
	if err != nil {
		return Operation{}, fmt.Errorf("read company: %w", err)
	}
	o := Operation{Company: company.Name, At: now.In(company.Location()), Plan: company.Operation}
	if o.Plan.Rev == 0 {
		return o, ErrNothing
	}
	keeper, err1 := nameOf(r, o.Plan.Keeper)
	by, err2 := nameOf(r, o.Plan.By)
	o.Keeper, o.By = keeper, by
	ledger, err3 := guidance.LedgerOf(r, lib)
	if err := errors.Join(err1, err2, err3); err != nil {
		return o, err
	}
	for _, row := range ledger.Rows {
		if row.Service.Status == guidance.Ended {
			continue
		}
		x := o.recheck(row)
		if x.InCharge, err = names(r, row.Service); err != nil {
			return o, err
		}
		o.Services = append(o.Services, x)
	}
	slices.SortFunc(o.Services, func(a, b Recheck) int { return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.No, b.No)) })
	return o, nil
}

func (o Operation) recheck(row guidance.Row) Recheck {
	last := row.Looked().In(o.At.Location())
	x := Recheck{
		Service: row.Service, Total: row.Score.Total, Concerns: row.Concerns, Lost: row.Lost, Last: guidance.DayOf(last, o.At.Location()),
		Stale: o.Plan.Stale(row, o.At),
	}
	if o.Plan.Months > 0 {
		x.Next = guidance.Day(time.Date(last.Year(), last.Month()+time.Month(o.Plan.Months), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return x
}

const operationSheet = "運用プラン"

// Write writes the workbook.
func (o Operation) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	s := b.sheet(operationSheet, []float64{9, 28, 16, 24, 10, 12, 10, 14, 14, 14}, func(s *sheet) { s.printed(true, "") })
	s.title(operationSheet+"　"+o.Company, "訪問指導が終わったあとも、台帳とチェックを続けていくための決まりです。点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。", 10)
	s.add()
	months := "見直さない"
	if o.Plan.Months > 0 {
		months = fmt.Sprintf("%dか月", o.Plan.Months)
	}
	for _, f := range [][2]string{
		{"台帳を管理する人", cmp.Or(o.Keeper, "未定")}, {"サービスを見直す間隔", months}, {"社員への知らせ方", cmp.Or(o.Plan.Told, "未定")},
		{"決めた人・日", fmt.Sprintf("%s（%s）", o.By, guidance.DayOf(o.Plan.Changed, o.At.Location()))},
	} {
		s.field(f[0], f[1], 2, 10)
	}
	s.add()
	s.add(s.heads("管理番号", "サービス名", "所管部署", "管理担当者", "ステータス", "評価点", "要注意", "最後に確かめた日", "次に見直す月", "いま")...)
	for _, x := range o.Services {
		total, now := fmt.Sprintf("%d", x.Total), ""
		if x.Lost {
			total = "—"
		}
		if x.Stale {
			now = "見直す時期です"
		}
		s.addWhole(cell(b.text, x.No.String()), cell(b.text, x.Name), cell(b.text, x.Department), cell(b.text, x.InCharge), cell(b.text, x.Status.String()),
			cell(b.number, total), cell(b.number, fmt.Sprint(x.Concerns)), b.dayCell(x.Last), cell(b.text, monthText(x.Next)), cell(b.text, now))
	}
	s.end()
	return b.finish(w, operationSheet, o.Company, o.At)
}

// monthText is the month of a day in words; empty for none.
func monthText(d guidance.Day) string {
	at, set := d.Time()
	if !set {
		return ""
	}
	return fmt.Sprintf("%d年%d月", at.Year(), at.Month())
}
