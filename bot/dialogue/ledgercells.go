package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// looseEnds says which services nobody looks after and which have ended with
// something left to do.
func (t *turn) looseEnds(rows []guidance.Row) []string {
	var alone, ending int
	there := map[guidance.PersonID]bool{"": true} // asked once for each, not for each service
	present := func(c guidance.Charge) bool {
		if _, asked := there[c.Person]; !asked {
			_, there[c.Person] = t.nameOf(c.Person)
		}
		return there[c.Person]
	}
	for _, r := range rows {
		if !slices.ContainsFunc(r.Service.InCharge, present) {
			alone++
		}
		if r.EndOpen > 0 {
			ending++
		}
	}
	var lines []string
	if alone > 0 {
		lines = append(lines, fmt.Sprintf("%sのサービスが%d件あります。", undecided, alone))
	}
	if ending > 0 {
		lines = append(lines, fmt.Sprintf("利用終了の作業が残っているサービスが%d件あります。", ending))
	}
	return lines
}

func concernCell(n int) bot.Cell {
	if n == 0 {
		return bot.Cell{Text: "なし"}
	}
	return bot.Cell{Text: fmt.Sprintf("要注意 %d件", n), Mark: bot.Caution}
}

func unansweredText(r guidance.Row) string {
	if rest := r.Score.Of - r.Score.Answered; rest > 0 {
		return fmt.Sprintf("あと%d問", rest)
	}
	if r.Lost {
		return "－"
	}
	return "なし"
}

// statusCell is the status, with what is still to be done about the end.
func statusCell(r guidance.Row) bot.Cell {
	if r.EndOpen == 0 {
		return bot.Cell{Text: r.Service.Status.String()}
	}
	return bot.Cell{Text: fmt.Sprintf("%s・作業あと%d件", r.Service.Status, r.EndOpen), Mark: bot.Open}
}

// undecided is said of a service that nobody is in charge of.
const undecided = "担当者未定"

func (t *turn) chargeCell(s guidance.Service) bot.Cell {
	if len(t.present(s)) == 0 {
		return bot.Cell{Text: undecided, Mark: bot.Open}
	}
	return bot.Cell{Text: t.charges(s)}
}

// charges names who is in charge, the first two in full.
func (t *turn) charges(s guidance.Service) string {
	text := ""
	var names []string
	for _, c := range s.InCharge {
		if name := t.chargeName(c); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, name := range names {
		if i == 2 {
			return text + fmt.Sprintf("ほか%d人", len(names)-2)
		}
		if i > 0 {
			text += "、"
		}
		text += name
	}
	return text
}

func (t *turn) chargeName(c guidance.Charge) string {
	if c.Person == "" {
		return c.Name
	}
	if name, there := t.nameOf(c.Person); there {
		return name
	}
	return gonePerson
}

// chargeCall is how somebody in charge is called in a sentence.
func (t *turn) chargeCall(c guidance.Charge) string {
	if c.Person == "" {
		return c.Name + "さん"
	}
	return t.name(c.Person)
}
