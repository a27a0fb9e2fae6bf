package dialogue_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// pagesOnly are talks that only a surface of pages can hold, and why.
var pagesOnly = map[string]string{
	"form":    "a page can be sent in with an empty required field, a card asks for it until it is filled",
	"editing": "a page can be sent in twice unchanged, a card asks for the field in conflict first",
}

// TestTalksOnPaper holds the same conversations on a surface that asks one
// field a card, and compares what is kept afterwards with what the pages
// left.
func TestTalksOnPaper(t *testing.T) {
	files, err := filepath.Glob("../../testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if pagesOnly[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			pages, paper := seeded(t, name), seeded(t, name)
			adaptertest.Talk(t, file, pages)
			adaptertest.TalkOnPaper(t, file, paper)
			if want, got := kept(pages), kept(paper); got != want {
				t.Errorf("kept after the talk on pages:\n%s\non paper:\n%s", want, got)
			}
		})
	}
}

func seeded(t *testing.T, talk string) *world {
	w := newWorld(t)
	if seed := seeds[talk]; seed != nil {
		seed(w)
	}
	return w
}

// kept is what a company knows, without revisions and times: on cards the
// answers of a page may come in another order.
func kept(w *world) string {
	var b strings.Builder
	w.read(func(tx *store.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for _, p := range people {
			fmt.Fprintf(&b, "%s asked %v, %s of %s until %s, %d accounts, %d of them unproven\n",
				p.Name, !p.NoticeRead.IsZero(), p.Role, p.Department, p.Until, len(p.Accounts), len(p.Unproven))
			if err := keptSurveys(&b, tx, p.ID); err != nil {
				return err
			}
		}
		return errors.Join(keptRounds(&b, tx, people), keptServices(&b, tx), keptProbings(&b, tx), keptSuggestions(&b, tx))
	})
	return b.String()
}

func keptSurveys(b *strings.Builder, tx *store.Tx, p guidance.PersonID) error {
	surveys, err := tx.Surveys(p)
	for _, s := range surveys {
		fmt.Fprintf(b, "  survey %d asked by %q done %v withdrawn %v added %v apart %q\n", s.No, s.By, !s.Done.IsZero(), !s.Withdrawn.IsZero(), s.Added, s.Apart)
		slices.SortFunc(s.Kinds, func(a, b guidance.KindAnswer) int { return strings.Compare(a.Kind, b.Kind) })
		fmt.Fprintf(b, "  %q\n", s.Kinds)
	}
	return err
}

func keptSuggestions(b *strings.Builder, tx *store.Tx) error {
	suggestions, err := tx.Suggestions()
	for _, s := range suggestions {
		fmt.Fprintf(b, "suggested %s|%s|%s by %s, %q by %q, %s|%s\n", s.Name, s.Use, s.Department, s.By, s.Decision, s.DecidedBy, s.Service, s.Reason)
	}
	return err
}

// keptRounds is every round with what the company and its people answered.
func keptRounds(b *strings.Builder, tx *store.Tx, people []guidance.Person) error {
	rounds, err := tx.Rounds()
	if err != nil {
		return err
	}
	for _, r := range rounds {
		fmt.Fprintf(b, "round %d %s by %s due %s filler %s k %d %q fixed %v closed %v by %s reminded %v rev %d\n", r.No, r.Edition, r.By,
			r.Due, r.Filler, r.K, r.Notice, !r.Fixed.IsZero(), !r.IsOpen(), r.ClosedBy, !r.Reminded.IsZero(), r.Rev)
		company, err := tx.CompanySheet(r.No)
		if err != nil {
			return err
		}
		keptAnswers(b, company)
		for _, p := range people {
			sheet, err := tx.DiagnosisSheet(p.ID, r.No)
			if err != nil {
				return err
			}
			fmt.Fprintf(b, " %s in round %d\n", p.Name, r.No)
			keptAnswers(b, sheet)
		}
		f, err := tx.Figures(r.No)
		if err != nil && !errors.Is(err, guidance.ErrNotFound) {
			return err
		}
		fmt.Fprintf(b, " published %d of %d, %d by proxy, %v\n", f.Whole, f.Asked, f.ByProxy, f.People)
	}
	return nil
}

func keptServices(b *strings.Builder, tx *store.Tx) error {
	services, err := tx.Services()
	if err != nil {
		return err
	}
	for _, s := range services {
		fmt.Fprintf(b, "%s %s|%s|%s|%s|%s|%s|%v by %s\n", s.No, s.Name, s.Department, s.Summary, s.Status, s.Start, s.End, s.InCharge, s.By)
		sheet, err := tx.ChecklistSheet(s.No)
		if err != nil {
			return err
		}
		keptAnswers(b, sheet)
		sets, err := tx.ChecklistSets(s.No)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "  %d earlier sets\n", len(sets))
		ending, err := tx.EndingSheet(s.No)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "  importance %s of %v\n", s.Importance, s.Effects)
		for _, task := range rubric.MustEmbedded().EndTasks() {
			if a, ok := ending.Answer(task.ID); ok {
				fmt.Fprintf(b, "  %s %s %s by %s\n", task.ID, a.Label, a.Note, a.By)
			}
		}
		if err := keptBeside(b, tx, s.No); err != nil {
			return err
		}
	}
	return nil
}

// keptBeside is what hangs beside a service's answers.
func keptBeside(b *strings.Builder, tx *store.Tx, no guidance.ServiceNo) error {
	relays, err := tx.Relays(no)
	if err != nil {
		return err
	}
	for _, r := range relays {
		fmt.Fprintf(b, "  %s asks %s about %s: %s|%s|%s|%v\n", r.Asker, r.Asked, r.Item, r.State, r.Label, r.Word, r.Other)
	}
	evidence, err := tx.Evidence(no)
	if err != nil {
		return err
	}
	for _, e := range evidence {
		fmt.Fprintf(b, "  %s rests on %s (%d bytes) by %s: %v\n", e.Item, e.Title(), e.Size, e.By, e.Stands())
	}
	return nil
}

func keptAnswers(b *strings.Builder, s guidance.Sheet) {
	byItem := map[string]guidance.Answer{}
	for _, a := range s.Answers {
		byItem[a.Item] = a
	}
	for i := range 25 {
		for _, kind := range []string{"c", "d"} {
			if a, ok := byItem[fmt.Sprintf("%s%02d", kind, i+1)]; ok {
				fmt.Fprintf(b, "  %s=%s %s by %s\n", a.Item, a.Label, a.Note, a.By)
			}
		}
	}
}
