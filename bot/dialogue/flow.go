package dialogue

import (
	"fmt"
	"maps"

	"daicho/bot"
)

// flow is one thing that people do with the bot, in a file of its own: the
// screens it draws, what is kept of them, what it does, by which words it is
// found, and what it puts before people in their menu.
type flow struct {
	// screens are the routes that draw, by their first word.
	screens map[string]screen
	// saves keep what was entered into a screen's fields, as it is entered; by
	// the screen's word.
	saves map[string]deed
	// deeds are the routes that begin with do/, by the word after it.
	deeds map[string]deed
	// files take a file that was dropped in while a screen was shown, by the
	// screen's word. A file dropped anywhere else is refused.
	files map[string]deed
	// cards are the screens that are posted themselves where a notice leads to
	// them, by their word: whoever gets it can answer right there.
	cards map[string]bool
	// words are what people type to get to a screen, folded.
	words map[string]bot.ActionID
	// tasks are what this person is asked to do.
	tasks func(*turn) ([]task, error)
	// waits are rows of things that wait for this person's decision.
	waits func(*turn) ([]bot.Row, error)
	// actions are the buttons that the flow has in this person's menu.
	actions func(*turn) ([]bot.Action, error)
}

// flows are all of them, in the order in which menus show what they bring.
// Each begins in a file of its own; pages, drafts, words for times and people,
// and what else many of them need, lie in files of those names.
func flows() []flow {
	return []flow{
		menuFlow(), // where everybody begins: what waits, what is open, what they can do
		moreFlow(), // the buttons for which a menu has no room
		helpFlow(), // what there is to do and to read

		diagnosisFlow(), // the 25 questions, one's own answers and result
		companyFlow(),   // the company's one sheet
		relayFlow(),     // an item handed on to somebody who may know
		checklistFlow(), // the 15 items of a service, with notes
		evidenceFlow(),  // what an answer rests on
		ownItemsFlow(),  // the company's own items beside the 15
		ledgerFlow(),    // all services, and what wants attention in them
		serviceFlow(),   // one service: its sheet and history, added and changed
		shareFlow(),     // ledger and sheets for all who read a channel
		filesFlow(),     // the ledger as a file
		blankFlow(),     // the form of one service, to be filled in elsewhere
		importFlow(),    // such a file, filled in, taken into the ledger
		figuresFlow(),   // what a closed round says: result, gaps, 掘り下げ

		endingFlow(),     // the end of a service's use
		chargeFlow(),     // who is in charge of it, and handing over
		importanceFlow(), // how important its information is

		roundFlow(), // a round started, followed, reminded of and closed
		proxyFlow(), // answers from paper

		similarFlow(),    // names that may mean one service
		suggestionFlow(), // a service that somebody knows of
		surveyFlow(),     // the kinds of services gone through 洗い出し

		visitsFlow(),    // the expert's visits and the company's days
		minutesFlow(),   // what is taken down and agreed on there, and what changes after
		reportFlow(),    // what is handed over of a visit
		homeworkFlow(),  // what is to be done before them
		measuresFlow(),  // what is done about weak items, in which order
		guidelineFlow(), // the company's own rules as a document
		operationFlow(), // how it goes on after them
		reminderFlow(),  // what reminds people of it, and what they want of that

		peopleFlow(), // the list of people, invitations and roles
		enrollFlow(), // people who put themselves on the list
		memberFlow(), // people of a chat whom a manager chooses
		linkFlow(),   // personal links and the screens they lead to
		joinFlow(),   // two accounts of one person
		mydataFlow(), // what is kept of oneself, and its erasure
	}
}

// joined is many flows as one. Two that claim the same route or word are a
// mistake of the program.
func joined(all []flow) flow {
	one := flow{screens: map[string]screen{}, saves: map[string]deed{}, deeds: map[string]deed{}, files: map[string]deed{}, cards: map[string]bool{}, words: map[string]bot.ActionID{}}
	for _, f := range all {
		claim(one.screens, f.screens)
		claim(one.saves, f.saves)
		claim(one.deeds, f.deeds)
		claim(one.files, f.files)
		claim(one.cards, f.cards)
		claim(one.words, f.words)
	}
	one.tasks = gather(all, func(f flow) func(*turn) ([]task, error) { return f.tasks })
	one.waits = gather(all, func(f flow) func(*turn) ([]bot.Row, error) { return f.waits })
	one.actions = gather(all, func(f flow) func(*turn) ([]bot.Action, error) { return f.actions })
	return one
}

func claim[V any](into, from map[string]V) {
	for name := range from {
		if _, taken := into[name]; taken {
			panic(fmt.Sprintf("dialogue: %q is claimed by two flows", name))
		}
	}
	maps.Copy(into, from)
}

// gather asks every flow that has something to say, in their order.
func gather[V any](all []flow, of func(flow) func(*turn) ([]V, error)) func(*turn) ([]V, error) {
	return func(t *turn) (list []V, err error) {
		for _, f := range all {
			ask := of(f)
			if ask == nil {
				continue
			}
			some, err := ask(t)
			if err := notLost(err); err != nil {
				return nil, err
			}
			list = append(list, some...)
		}
		return list, nil
	}
}
