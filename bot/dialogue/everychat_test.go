package dialogue_test

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/chats"
	"daicho/bot"
	"daicho/store"
)

// notInChat are talks that nobody can hold in a chat, and why.
var notInChat = map[string]string{
	"form": "words are typed where a chat has a day chosen, and what is refused for them goes through there",
}

// TestTalksOnEveryChat holds every conversation on each chat platform, over a
// fake of its wire, with the postman at work. Afterwards the same must be kept
// as after the talk on pages, and no letter may have failed.
func TestTalksOnEveryChat(t *testing.T) {
	files, err := filepath.Glob("../../testdata/talk/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, platform := range slices.Sorted(maps.Keys(chats.All)) {
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			if notInChat[name] != "" {
				continue
			}
			t.Run(platform+"/"+name, func(t *testing.T) {
				pages := seeded(t, name)
				adaptertest.Talk(t, file, pages)
				chat := inOffice(seeded(t, name), file, platform)
				hold := adaptertest.TalkOnPages
				if chat.office.OneByOne() {
					hold = adaptertest.TalkOneByOne
				}
				hold(t, file, chat, chat.page)
				chat.office.Finish()
				if want, got := kept(pages), kept(chat.world); got != want {
					t.Errorf("kept after the talk on pages:\n%s\non the chat:\n%s", want, got)
				}
				for _, l := range lettersOf(chat.world) {
					if l.Dead || l.Tries > 0 {
						t.Errorf("a letter failed: %+v", l)
					}
				}
			})
		}
	}
}

// office is a world whose people live on a chat platform, with its postman.
type office struct {
	*world
	office adaptertest.Chat
	mail   func() error // ends the postman

	mu      sync.Mutex
	at      time.Time
	posts   []adaptertest.Posted // since they were asked for
	settled chan struct{}
}

// page takes to the chat what somebody there does. Whoever came by a personal
// link is not there, and speaks to the bot.
func (o *office) page(ctx context.Context, ev bot.Event) (bot.View, error) {
	if ev.From.Home != o.office.Home() {
		return codeTeller{o.runner, o.world}.Handle(ctx, ev)
	}
	return o.office.Page(ctx, ev)
}

// inOffice moves everybody to the platform and begins it.
func inOffice(w *world, file, platform string) *office {
	w.t.Helper()
	o := &office{world: w, at: w.now, settled: make(chan struct{}, 1)}
	o.office = chats.All[platform](w.t, members(w, file))
	w.turn(func(tx *store.Tx) error { return moveAll(tx, o.office.Home()) })
	w.chat = o.office.Home()
	o.start()
	w.t.Cleanup(o.stop)
	return o
}

// members are all who may be on the platform: who is registered, who says
// something, and whom somebody chooses.
func members(w *world, file string) (all []adaptertest.Member) {
	add := func(id string, profile *bot.Profile) {
		if id != "" && !slices.ContainsFunc(all, func(m adaptertest.Member) bool { return m.ID == id }) {
			all = append(all, adaptertest.Member{ID: id, Profile: *cmp.Or(profile, &bot.Profile{Member: true})})
		}
	}
	for _, name := range adaptertest.Speakers(w.t, file) {
		a, _ := w.Account(name)
		add(a.ID, w.Profile(name))
	}
	w.read(func(tx *store.Tx) error {
		people, err := tx.People()
		for _, p := range people {
			for _, a := range p.Accounts {
				add(a.ID, nil)
			}
		}
		return err
	})
	for _, id := range []string{"U201", "U208", "U209", "U210"} {
		add(id, nil)
	}
	return all
}

// moveAll moves everybody of the paper to another home.
func moveAll(tx *store.Tx, to string) error {
	company, err := tx.Company()
	if err != nil {
		return err
	}
	company.Homes = append(company.Homes, to)
	if err := tx.PutCompany(company); err != nil {
		return err
	}
	people, err := tx.People()
	if err != nil {
		return err
	}
	for _, p := range people {
		for i, a := range p.Accounts {
			if a.Home == home {
				p.Accounts[i].Home = to
			}
		}
		if err := tx.PutPerson(p); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) start() {
	o.runner.Clock, o.runner.Store = o.clock, watched{o.store, o.settled}
	o.runner.Adapter = func(home string) bot.Adapter { return posting{o.office, o} }
	o.office.Start(codeTeller{o.runner, o.world})
	o.deliver()
}

// posting is the chat to the postman, and the web page, which shows nothing.
type posting struct {
	adaptertest.Chat
	o *office
}

func (posting) Run(context.Context, bot.Core) error { return nil }

func (p posting) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if to.Home() != p.Home() {
		return nil
	}
	err := p.Chat.Post(ctx, to, v)
	if err == nil {
		p.o.mu.Lock()
		defer p.o.mu.Unlock()
		p.o.posts = append(p.o.posts, adaptertest.Posted{To: to, View: v})
	}
	return err
}

func (o *office) deliver() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.runner.Deliver(ctx) }()
	o.mail = sync.OnceValue(func() error { cancel(); return <-ended })
}

func (o *office) stop() {
	if err := o.mail(); err != nil {
		o.t.Error(err)
	}
	o.office.Stop()
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

// SetClock has the postman look again at the new hour.
func (o *office) SetClock(at time.Time) {
	if err := o.mail(); err != nil {
		o.t.Error(err)
	}
	o.mu.Lock()
	o.now, o.at = at, at
	o.mu.Unlock()
	o.deliver()
}

func (o *office) brought() []adaptertest.Posted {
	o.mu.Lock()
	defer o.mu.Unlock()
	posts := o.posts
	o.posts = nil
	return posts
}

// Restart ends all that runs and begins it anew on what is on disk.
func (o *office) Restart() {
	o.stop()
	o.world.Restart()
	o.start()
}

// Deliver implements adaptertest.World: it waits until the postman has dealt
// with what is due, and returns what he brought.
func (o *office) Deliver() []adaptertest.Posted {
	late := time.After(20 * time.Second)
	for {
		due := slices.DeleteFunc(lettersOf(o.world), func(l bot.Letter) bool { return l.Dead || l.NotBefore.After(o.clock()) })
		if len(due) == 0 {
			return o.brought()
		}
		select {
		case <-o.settled:
		case <-late:
			o.t.Errorf("never delivered: %+v", due)
			return nil
		}
	}
}
