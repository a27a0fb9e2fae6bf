package workbook

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/rubric"
)

// mutations are what somebody may put into a cell: each is given the cell.
var mutations = []func(f *excelize.File, cell string, c chance) error{
	func(f *excelize.File, cell string, c chance) error {
		return f.SetCellStr(listSheet, cell, "別"+c.line("別"))
	},
	func(f *excelize.File, cell string, c chance) error {
		return f.SetCellStr(listSheet, cell, beginnings[c.IntN(len(beginnings))]+"別")
	},
	func(f *excelize.File, cell string, c chance) error {
		return f.SetCellInt(listSheet, cell, int64(c.IntN(100_000)))
	},
	func(f *excelize.File, cell string, c chance) error {
		return f.SetCellFloat(listSheet, cell, c.Float64(), 5, 64)
	},
	func(f *excelize.File, cell string, _ chance) error { return f.SetCellBool(listSheet, cell, true) },
	func(f *excelize.File, cell string, _ chance) error {
		return f.SetCellStr(listSheet, cell, "#N/A")
	},
	func(f *excelize.File, cell string, _ chance) error {
		if err := f.SetCellValue(listSheet, cell, nil); err != nil {
			return err
		}
		return f.SetCellFormula(listSheet, cell, "1+1")
	},
	func(f *excelize.File, cell string, c chance) error {
		item := c.in.Items[c.IntN(len(c.in.Items))]
		return f.SetCellStr(listSheet, cell, item.Labels[c.IntN(len(item.Labels))].Text)
	},
}

// TestMutations: whatever is put into a cell of an exported ledger is told, as a
// difference of that service in that column, or as a remark on that cell.
func TestMutations(t *testing.T) {
	c := newChance(3)
	l, _ := printed(t)
	data := bytesOf(t, l)
	now, err := Read(data, l.Checklist)
	if err != nil {
		t.Fatal(err)
	}
	for n := range ledgersHere(t) {
		row, column := firstRow+c.IntN(len(l.Services)), 1+c.IntN(len(columns)+len(c.in.Items))
		cell := fmt.Sprintf("%s%d", columnName(column), row)
		changed := mutated(t, data, cell, mutations[n%len(mutations)], c)
		found, err := Read(changed, l.Checklist)
		if err != nil {
			t.Fatal(err)
		}
		all := Differences(found, now, l.Checklist)
		if was, is := raw(t, data, cell), raw(t, changed, cell); was != is && !isTold(found, all, cell, row, column, l.Checklist) {
			t.Errorf("%s was %q, is %q: nothing is said\n%s", cell, was, is, told(found, all, nil))
		}
	}
}

func mutated(t *testing.T, data []byte, cell string, do func(*excelize.File, string, chance) error, c chance) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out bytes.Buffer
	if err := do(f, cell, c); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// raw is what stands in a cell of the list: its formula, or its value.
func raw(t *testing.T, data []byte, cell string) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formula, err := f.GetCellFormula(listSheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return formula + value(t, f, listSheet, cell)
}

// isTold reports whether anything is said of a cell.
func isTold(found Found, all []Difference, cell string, row, column int, in *rubric.Instrument) bool {
	if slices.ContainsFunc(found.Remarks, func(r Remark) bool { return r.Cell == listSheet+"!"+cell }) {
		return true
	}
	i := slices.IndexFunc(all, func(d Difference) bool { return d.Row == row })
	if i < 0 {
		return false
	}
	what := ""
	switch n := column - 1 - len(columns); {
	case column <= 2: // the number and the name say which service is meant
		return all[i].IsNew() || all[i].Unclear || all[i].Remark != ""
	case n >= 0:
		what = fmt.Sprintf("項目%d ", in.Items[n].No)
	default:
		what = columns[column-1]
	}
	return slices.ContainsFunc(all[i].Changes, func(c Change) bool { return strings.HasPrefix(c.What, what) })
}
