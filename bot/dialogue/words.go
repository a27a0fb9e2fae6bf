package dialogue

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// drawWords shows what typed words ask for.
func (t *turn) drawWords(said string) (bot.View, error) {
	words := strings.TrimPrefix(guidance.Fold(said), "/")
	if id, ok := t.words[words]; ok {
		return t.draw(id)
	}
	if _, ok := toAdd(said); ok {
		return t.draw(newForm)
	}
	if day, ok := toPlan(words); ok {
		return t.drawToPlan(day)
	}
	words = cutCommand(words)
	if no, ok := t.numbered(words); ok {
		return t.draw(bot.ActionID(fmt.Sprintf("service/%d", no)))
	}
	return t.drawSearch(words, said)
}

// Does implements bot.Talk: naming a service to add keeps the name, in the
// form that is then shown, and rows of a sheet are kept as a file is.
func (d *Dialogue[T]) Does(said string) bool {
	name, ok := toAdd(said)
	code, joins := toJoin(said)
	return ok && name != "" || joins && code != "" || isPasted(said)
}

func toAdd(said string) (name string, ok bool) {
	return cutAdd(cutCommand(strings.TrimPrefix(guidance.Fold(said), "/")), said)
}

// cutCommand removes the command before its argument: "ledger s0004".
func cutCommand(words string) string {
	for _, command := range []string{"ledger ", "台帳 "} {
		if rest, ok := strings.CutPrefix(words, command); ok {
			return rest
		}
	}
	return words
}

// cutAdd finds the name in "add Dropbox", as it was typed and not folded.
func cutAdd(words, said string) (string, bool) {
	first, _, _ := strings.Cut(words, " ")
	if first != "add" && first != "追加" {
		return "", false
	}
	fields := strings.Fields(said)
	for i, f := range fields {
		if guidance.Fold(f) == first {
			return strings.Join(fields[i+1:], " "), true
		}
	}
	return "", true
}

// drawSearch looks for services by a part of their name.
func (t *turn) drawSearch(words, said string) (bot.View, error) {
	services, err := t.Services()
	if err != nil {
		return bot.View{}, err
	}
	var hits []guidance.Service
	for _, s := range services {
		name := guidance.Fold(s.Name)
		if words == "" || !t.me.May(guidance.SeeService, &s) {
			continue
		}
		if name == words {
			return t.draw(bot.ActionID(fmt.Sprintf("service/%d", s.No)))
		}
		if strings.Contains(name, words) {
			hits = append(hits, s)
		}
	}
	switch {
	case len(hits) == 1:
		return t.draw(bot.ActionID(fmt.Sprintf("service/%d", hits[0].No)))
	case len(hits) > 1:
		return found(hits, len(hits)), nil
	}
	return t.notUnderstood(said)
}

func (t *turn) notUnderstood(said string) (bot.View, error) {
	if t.isNew() {
		return drawMenu(t, nil) // whatever a newcomer says first, they are greeted
	}
	view, err := drawHelp(t, nil)
	view.Problem = "「" + clip(said, 40) + "」は読み取れませんでした。下のボタンから選ぶか、「台帳」「続き」のように入れてください。"
	return view, err
}

// oneLine is a text without line breaks and runs of blanks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// clip cuts text to at most n characters and shows that it did.
func clip(text string, n int) string {
	runes := []rune(oneLine(text))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

// in is the company's time zone.
func (t *turn) in() *time.Location {
	if t.zone == nil {
		company, err := t.Company()
		t.fault = cmp.Or(t.fault, err)
		t.zone = company.Location()
	}
	return t.zone
}

var weekdays = []string{"日", "月", "火", "水", "木", "金", "土"}

// day is a moment's date for people: 12月10日（木）, with the year where it is
// not the current one.
func (t *turn) day(at time.Time) string {
	at = at.In(t.in())
	text := fmt.Sprintf("%d月%d日（%s）", at.Month(), at.Day(), weekdays[at.Weekday()])
	if at.Year() != t.ev.At.In(t.in()).Year() {
		text = fmt.Sprintf("%d年%s", at.Year(), text)
	}
	return text
}

// moment is day and time for people: 12月10日（木） 9:30.
func (t *turn) moment(at time.Time) string {
	at = at.In(t.in())
	return fmt.Sprintf("%s %d:%02d", t.day(at), at.Hour(), at.Minute())
}

// gonePerson is what somebody is called who is no longer there.
const gonePerson = "名簿にない人"

// name is how a person is called in a sentence: 山田さん.
func (t *turn) name(id guidance.PersonID) string {
	if name, there := t.nameOf(id); there {
		return name + "さん"
	}
	return gonePerson
}

// changer is who changed something, and whether with a file that they handed in.
func (t *turn) changer(id guidance.PersonID, file bool) string {
	switch {
	case !file:
		return t.name(id)
	case id == "":
		return "この仕組みの担当者（ファイルから）"
	}
	return t.name(id) + "（ファイルから）"
}

// nameOf is a person's name; false where they are no longer there.
func (t *turn) nameOf(id guidance.PersonID) (name string, there bool) {
	p, there, err := t.personNow(id)
	t.fault = cmp.Or(t.fault, err)
	return p.Name, there && p.Name != ""
}

// personNow is the person with an id, or the one whose part they have become
// by joining; false for nobody.
func (t *turn) personNow(id guidance.PersonID) (guidance.Person, bool, error) {
	p, there, err := ifThere(t.Person(id))
	if there || err != nil {
		return p, there, err
	}
	now, err := t.Became(id)
	if err != nil || now == id {
		return p, false, err
	}
	return ifThere(t.Person(now))
}

// became is whose part a person has become by joining, else themselves.
func (t *turn) became(id guidance.PersonID) guidance.PersonID {
	if id == "" {
		return ""
	}
	now, err := t.Became(id)
	if t.fault = cmp.Or(t.fault, err); err != nil {
		return id
	}
	return now
}

// doing is the name of who sees to something; false where they are no longer
// there, or are an expert whose access is over.
func (t *turn) doing(id guidance.PersonID) (name string, still bool) {
	p, there, err := t.personNow(id)
	t.fault = cmp.Or(t.fault, err)
	return p.Name, there && p.Name != "" && !p.Ended(t.today())
}

// isMe reports whether an id is this person's, or of somebody who has become
// part of them.
func (t *turn) isMe(id guidance.PersonID) bool {
	if id == t.me.ID {
		return true
	}
	now, err := t.Became(id)
	t.fault = cmp.Or(t.fault, err)
	return err == nil && now == t.me.ID && now != ""
}
