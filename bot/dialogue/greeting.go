package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// waitingBeforeGreeting tells a newcomer in one line what else waits for them,
// with a button that leads there: they may have come for nothing else.
func (t *turn) waitingBeforeGreeting(view bot.View) (bot.View, error) {
	asked, err := askedTasks(t)
	if err != nil {
		return view, err
	}
	others, err := t.otherTasks()
	if err != nil {
		return view, err
	}
	notices, err := t.otherNotices()
	if err != nil {
		return view, err
	}
	if line := waitingLine(len(asked), others, notices); line != "" {
		view.Body = append(view.Body, line)
	}
	if len(asked) > 0 {
		view.Actions = append(view.Actions, bot.Action{ID: asked[0].route, Label: "届いた質問に答える"})
	}
	switch {
	case len(others) > 0:
		view.Actions = append(view.Actions, bot.Action{ID: "waiting", Label: "届いたお願いを見る"})
	case notices > 0 && len(asked) == 0:
		view.Actions = append(view.Actions, bot.Action{ID: "waiting", Label: "届いたお知らせを見る"})
	}
	return view, nil
}

// waitingLine says what waits: questions from others, other tasks, or else
// what there is to know.
func waitingLine(asked int, others []task, notices int) string {
	switch {
	case asked > 0 && len(others) > 0:
		return fmt.Sprintf("あなたへの質問が%d件と、ほかのお願いが%d件届いています。", asked, len(others))
	case asked > 0:
		return fmt.Sprintf("あなたへの質問が%d件届いています。選ぶだけで答えられます。", asked)
	case len(others) == 1:
		return "ほかに、「" + others[0].text + "」のお願いが届いています。"
	case len(others) > 1:
		return fmt.Sprintf("ほかに、「%s」など%d件のお願いが届いています。", others[0].text, len(others))
	case notices > 0:
		return fmt.Sprintf("ほかに、お知らせが%d件届いています。", notices)
	}
	return ""
}

// firstRoutes are those of which the greeting speaks anyway.
var firstRoutes = []string{"diagnosis", "company", "asked", "welcome"}

func isFirst(route bot.ActionID) bool { return slices.Contains(firstRoutes, route.Parts()[0]) }

// otherTasks are the open ones of which the greeting does not speak anyway.
func (t *turn) otherTasks() ([]task, error) {
	tasks, err := t.tasks(t)
	return slices.DeleteFunc(tasks, func(k task) bool { return !k.open() || isFirst(k.route) }), err
}

func (t *turn) otherNotices() (int, error) {
	notices, err := t.notices()
	return len(slices.DeleteFunc(notices, func(n guidance.Notice) bool { return isFirst(bot.ActionID(n.Route)) })), err
}
