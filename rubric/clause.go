package rubric

import (
	"errors"
	"fmt"
	"io/fs"
)

// Clause is what the company's own guideline 利用の手引き says about one item of
// the checklist: the rule itself, and one sentence for each answer that
// services may have.
type Clause struct {
	Rule []string
	// Of is by Label.ID what is said before the services with that answer, and
	// by Unanswered before those without one. Each ends where their names follow.
	Of map[string]string
}

// Unanswered stands in a clause for services of which nobody has answered the
// item.
const Unanswered = "none"

// clauseRule marks the rows of the rule itself.
const clauseRule = "rule"

// clauseFile may be missing: the guideline then states the item and the answers
// in their own words.
const clauseFile = "clauses.csv"

const maxRules = 6 // sentences of an item

var clauseColumns = []column{{"item", 16, false}, {"when", 8, false}, {"text", 200, false}}

// readClauses reads the sentences of the guideline, where the edition has any.
func (d *draft) readClauses() {
	if _, err := fs.Stat(d.fsys, d.path(clauseFile)); errors.Is(err, fs.ErrNotExist) {
		return
	}
	d.clauseLines = map[string]int{}
	for _, r := range d.table(clauseFile, clauseColumns) {
		it := d.itemOf(r)
		if it == nil {
			continue
		}
		d.clauseLines[it.ID] = r.line
		if it.Clause.Of == nil {
			it.Clause.Of = map[string]string{}
		}
		when := r.text("when")
		if when == clauseRule {
			it.Clause.Rule = append(it.Clause.Rule, r.text("text"))
			continue
		}
		if it.Clause.Of[when] != "" {
			d.add(r.file, r.line, fmt.Sprintf("item %s has two sentences for %q", it.ID, clip(when)), "Keep one of the rows",
				fmt.Sprintf("項目 %s の「%s」の文が2つあります。1つにしてください。", it.ID, clip(when)))
		}
		it.Clause.Of[when] = r.text("text")
	}
	d.hasClauses = true
}

// checkClauses wants a rule and a sentence for every answer of every item.
func (d *draft) checkClauses() {
	if !d.hasClauses {
		return
	}
	for _, it := range d.in.Items {
		line := d.clauseLines[it.ID]
		if n := len(it.Clause.Rule); n == 0 || n > maxRules {
			d.add(d.path(clauseFile), line, fmt.Sprintf("item %s has %d rows of the rule", it.ID, n), fmt.Sprintf("Write 1 to %d rows with %q in when", maxRules, clauseRule),
				fmt.Sprintf("項目 %s の決まり（when が %s の行）が%d行あります。1〜%d行にしてください。", it.ID, clauseRule, n, maxRules))
		}
		known := map[string]bool{Unanswered: true}
		for _, label := range it.Labels {
			known[label.ID] = true
		}
		for id := range known {
			if it.Clause.Of[id] == "" {
				d.add(d.path(clauseFile), line, fmt.Sprintf("item %s has no sentence for %q", it.ID, id), "Add a row for it",
					fmt.Sprintf("項目 %s の「%s」の文がありません。足してください。", it.ID, id))
			}
		}
		for id := range it.Clause.Of {
			if !known[id] {
				d.add(d.path(clauseFile), line, fmt.Sprintf("item %s has no answer %q", it.ID, clip(id)), fmt.Sprintf("Write %s, the id of a label, or %s", clauseRule, Unanswered),
					fmt.Sprintf("項目 %s に「%s」という答えはありません。when には %s、配点、%s のどれかを書いてください。", it.ID, clip(id), clauseRule, Unanswered))
			}
		}
	}
}

// keepClauses gives an edition that replaces another of its name, and has no
// sentences of its own, those of the other.
func keepClauses(was, is *Instrument) {
	if was == nil {
		return
	}
	for i := range is.Items {
		if old, ok := was.Item(is.Items[i].ID); ok && is.Items[i].Clause.Of == nil {
			is.Items[i].Clause = old.Clause
		}
	}
}
