package dialogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// mostCompletions is how many things a typed beginning can become: as many as a
// list on any surface shows.
const mostCompletions = 25

// completions are the services that the words so far may be about: those whose
// number or name begins so first, then those in whose name they stand. Where
// nothing is typed yet, those that this person is in charge of come first.
func (t *turn) completions(said string) (bot.View, error) {
	services, err := t.Services()
	if err != nil {
		return bot.View{}, fmt.Errorf("read services: %w", err)
	}
	words := cutCommand(strings.TrimPrefix(guidance.Fold(said), "/"))
	type hit struct {
		rank int
		s    guidance.Service
	}
	var hits []hit
	for _, s := range services {
		if rank, fits := t.rank(s, words); fits && t.me.May(guidance.SeeService, &s) {
			hits = append(hits, hit{rank, s})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	var view bot.View
	for _, h := range hits[:min(len(hits), mostCompletions)] {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", h.s.No)), Label: h.s.No.String() + " " + h.s.Name})
	}
	return view, nil
}

// rank is how early a service comes among those that the words may mean, false
// where they cannot.
func (t *turn) rank(s guidance.Service, words string) (int, bool) {
	name, no := guidance.Fold(s.Name), guidance.Fold(s.No.String())
	switch {
	case words == "" && s.Has(t.me.ID):
		return 0, true
	case strings.HasPrefix(no+" "+name, words), strings.HasPrefix(name, words):
		return 1, true
	}
	return 2, strings.Contains(name, words)
}

// numbered is the service that is named by its number and its name, or as much
// of that as found room: "s0004 顧客管理".
func (t *turn) numbered(words string) (guidance.ServiceNo, bool) {
	first, name, _ := strings.Cut(words, " ")
	no, ok := guidance.ParseServiceNo(first)
	if !ok || name == "" {
		return no, ok
	}
	s, err := t.Service(no)
	return no, err == nil && strings.HasPrefix(guidance.Fold(s.Name), strings.TrimSuffix(name, guidance.Fold("…")))
}
