package slack

import (
	"sync"
	"time"

	"daicho/bot"
)

// Bounds of a response_url, with something left over.
const (
	replyUses = 5
	replyFor  = 29 * time.Minute
)

// reply is how the message can be changed from which somebody went on. It is
// in memory alone: its address is a secret.
type reply struct {
	url      string
	until    time.Time
	uses     int
	from     cardAt
	place    bool // it was in a channel: what is new there is for one alone
	replaces bool // the answer takes the message's place
}

// desk is what is known of one person's screen. All of it is in memory: after
// a restart buttons still work, since they carry what they mean.
type desk struct {
	dm    string       // the direct-message channel, once known
	at    bot.ActionID // what the newest message shows
	modal string       // the id of the modal that is open
	reply reply        // of the message from which it came
	home  bool         // has looked at the home tab
	tab   bot.ActionID // what the home tab shows
	due   bool         // the home tab is about to be drawn again
	// answered holds when each field was last answered, by Slack's own stamp:
	// a press that comes late must not overwrite a newer one.
	answered map[string]string
	// renewed is the page in the modal where it is of a later revision than the
	// modal carries.
	renewed renewal
	// showings counts what was to be shown; newest is the last of it by its
	// place, while it waits.
	showings int
	newest   map[string]int
	// shown are the deliveries whose answer was shown, the newest last.
	shown []string
	// sent are the pictures of late, by what they show.
	sent []string
}

const (
	mostShown = 30
	mostSent  = 12
)

// desks are all people's.
type desks struct {
	mu  sync.Mutex
	all map[string]*desk
}

// mostDesks bounds how many people's screens are remembered.
const mostDesks = 5000

// with lets fn read and change a person's desk.
func (d *desks) with(user string, fn func(*desk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil || len(d.all) >= mostDesks && d.all[user] == nil {
		d.all = map[string]*desk{}
	}
	k := d.all[user]
	if k == nil {
		k = &desk{answered: map[string]string{}, newest: map[string]int{}}
		d.all[user] = k
	}
	fn(k)
}

// keptAt notes when a question was answered.
func (k *desk) keptAt(question, stamp string) {
	if stamp == "" {
		return
	}
	if len(k.answered) > 200 {
		clear(k.answered)
	}
	k.answered[question] = max(stamp, k.answered[question])
}

// remember keeps one of the last few of a list.
func remember(list []string, one string, most int) []string {
	list = append(list, one)
	return list[max(0, len(list)-most):]
}
