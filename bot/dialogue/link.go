package dialogue

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// Linker makes addresses of personal links. The dialogue keeps only the hash
// of a link's secret; the address, which holds it, is in the view that answers
// whoever asked for the link, and nowhere else.
type Linker interface {
	// Home is that of a company's homes to which links lead; empty for none.
	Home(homes []string) string
	// Mint makes up a link of the home: its public ref, the SHA-256 of its
	// secret, and its address.
	Mint(home string) (ref string, secret [32]byte, address string, err error)
}

// WithLinks has the dialogue hand out personal links. Without, it says that
// the company has no page to which they could lead. It is called before the
// first turn.
func (d *Dialogue[T]) WithLinks(l Linker) *Dialogue[T] {
	d.core.linker = l
	return d
}

func linkFlow() flow {
	return flow{
		screens: map[string]screen{
			"link": drawLink, "device": drawDevice, "screens": drawScreens, "screen": drawScreen, "proof": drawProof,
		},
		deeds: map[string]deed{
			"link": doLink, "unlink": doUnlink, "device": doDevice, "vouch": doVouch, "takeon": doTakeOn, "afresh": doAfresh,
			"part": doPart, "others": doPartOthers,
		},
		words: map[string]bot.ActionID{
			"別の端末で使う": "device", "別の端末": "device", "自分の画面": "screens",
		},
		waits: proofRow,
	}
}

// linkHome is the home to which the company's links lead; empty for none.
func (t *turn) linkHome() (string, error) {
	if t.linker == nil {
		return "", nil
	}
	c, err := t.Company()
	if err != nil {
		return "", fmt.Errorf("read company: %w", err)
	}
	return t.linker.Home(c.Homes), nil
}

// mayManage returns the person whom the route names, or the view to show
// instead to whoever may not manage people.
func (t *turn) mayManage(args []string) (guidance.Person, *bot.View, error) {
	if !t.me.May(guidance.ManagePeople, nil) {
		view, err := t.refuse("人の登録や役割を変えられるのは管理者です。必要なときは、会社の管理者に伝えてください。")
		return guidance.Person{}, &view, err
	}
	if len(args) == 0 {
		return guidance.Person{}, nil, guidance.ErrNotFound
	}
	p, there, err := t.personNow(guidance.PersonID(args[0]))
	if err == nil && !there {
		view, err := drawPeople(t, nil)
		view.Problem = "その人は、もう名簿にいません。下の一覧から選び直してください。"
		return guidance.Person{}, &view, err
	}
	return p, nil, err
}

// drawLink says what a link is, and what became of earlier ones, before a new
// one is made.
func drawLink(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if p.ID == t.me.ID {
		return drawDevice(t, nil)
	}
	home, err := t.linkHome()
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    bot.ActionID("link/" + string(p.ID)),
		Title: p.Name + "さんのリンク",
		Watch: []string{peopleTopic},
		Actions: []bot.Action{
			{ID: bot.ActionID("person/" + string(p.ID)), Label: p.Name + "さんのページに戻る"}, {ID: "people", Label: "人の一覧に戻る"},
		},
	}
	if home == "" {
		view.Body = []string{"この会社にはブラウザーで開く画面がないため、リンクは作れません。", "チャットでは、本人が最初に話しかけたときに「つなぐ」を選んでもらってください。"}
		if t.inChat() {
			view.Body[1] = "「" + tieLabel + "」を選ぶと、本人がチャットで使えるようになります。"
			view.Actions = append(t.tieActions(p)[:1], view.Actions...)
		}
		return view, nil
	}
	state, err := t.linkState(p)
	view.Body = []string{
		state,
		"リンクを開いた人は、" + p.Name + "さんとして使えます。本人だけに渡してください。",
		"一度だけ使えて、14日で期限が切れます。作ったリンクは、次の画面に一度だけ出ます。",
	}
	view.Actions = append([]bot.Action{{
		ID: bot.ActionID("do/link/" + string(p.ID) + "/" + t.newKey()), Label: "新しいリンクを作る", Style: bot.Primary,
	}}, view.Actions...)
	return view, err
}

// linkState says in a sentence what became of a person's links.
func (t *turn) linkState(p guidance.Person) (string, error) {
	var used, waits bool
	for _, a := range p.Accounts {
		links, err := t.Links(a)
		if err != nil {
			return "", fmt.Errorf("read links: %w", err)
		}
		for _, l := range links {
			used = used || !l.Used.IsZero() || l.Open > 0
			waits = waits || l.Once && l.Waits(t.ev.At)
		}
	}
	switch {
	case waits:
		return "前に作ったリンクが、まだ開かれずに残っています。新しく作ると、そちらは使えなくなります。", nil
	case used:
		return "前に渡したリンクは開かれています。新しいリンクを作っても、いま使っている画面はそのまま使えます。", nil
	}
	return "いま使えるリンクはありません。", nil
}

// doLink makes a link for somebody else.
func doLink(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if p.ID == a.me.ID {
		return doDevice(a, args[1:])
	}
	if p, err = a.cutWaiting(p); err != nil {
		return bot.View{}, err
	}
	made, view, err := a.mint(p, args[1:], guidance.HandedFor)
	if err != nil || made.account.ID == "" {
		return orDraw(view, func() (bot.View, error) { return drawLink(a.turn, args[:1]) }, err)
	}
	if err := a.tellOfLink(p, made.account); err != nil {
		return bot.View{}, err
	}
	return a.showLink(p, made), nil
}

// orDraw is the view if there is one, else what draw gives.
func orDraw(view *bot.View, draw func() (bot.View, error), err error) (bot.View, error) {
	if err != nil || view != nil {
		return orView(view), err
	}
	return draw()
}

// cutWaiting takes back what was handed out to the person and not opened.
func (a *acting) cutWaiting(p guidance.Person) (guidance.Person, error) {
	for _, account := range p.Unproven {
		links, err := a.Links(account)
		if err != nil {
			return p, fmt.Errorf("read links: %w", err)
		}
		opened := func(l guidance.Link) bool { return !l.Used.IsZero() || l.Open > 0 }
		if len(links) == 0 || slices.ContainsFunc(links, opened) || p.Screen(account).By == p.ID {
			continue
		}
		if err := a.tx.DropLinks(account); err != nil {
			return p, err
		}
		p = p.WithoutAccount(account)
	}
	return p, nil
}

// tellOfLink asks the person, on the screens they have, whether they know of
// the new one.
func (a *acting) tellOfLink(p guidance.Person, account guidance.Account) error {
	if len(p.Accounts) == 0 {
		return nil
	}
	return a.notify(p.ID, guidance.Notice{
		Key:   "link-" + screenHash(account),
		Text:  a.me.Name + "さんが、あなたの新しいリンクを作りました。あなたが使うものか、確かめてください。",
		Route: "screen/" + screenHash(account),
	})
}

// mintedLink is a link that was just made.
type mintedLink struct {
	account guidance.Account
	address string
	until   string
}

// mint makes a link that leads to a new account of the person. The account is
// empty where there is none to be made: then the view says why, or there is
// none where this link was made before and is not shown again.
func (a *acting) mint(p guidance.Person, args []string, valid time.Duration) (mintedLink, *bot.View, error) {
	home, err := a.linkHome()
	if err != nil || home == "" || len(args) != 1 || !isKey(args[0]) {
		return mintedLink{}, nil, err
	}
	return a.mintFor(p, guidance.Account{Home: home, ID: string(p.ID) + "." + args[0]}, valid)
}

func (a *acting) mintFor(p guidance.Person, account guidance.Account, valid time.Duration) (mintedLink, *bot.View, error) {
	if _, err := a.PersonOf(account); !errors.Is(err, guidance.ErrNotFound) {
		return mintedLink{}, nil, err // made by the first of two presses
	}
	if len(p.Accounts) >= guidance.MaxAccounts {
		view, err := a.refuse(fmt.Sprintf("1人が使える画面は%dまでです。使っていない画面を切り離してから、もう一度ためしてください。", guidance.MaxAccounts))
		return mintedLink{}, &view, err
	}
	ref, secret, address, err := a.linker.Mint(account.Home)
	if err != nil {
		return mintedLink{}, nil, fmt.Errorf("make up a link: %w", err)
	}
	expires := a.ev.At.Add(valid)
	link := guidance.Link{Ref: ref, Account: account, Made: a.ev.At, By: a.me.ID, Once: true, Expires: expires}
	p = p.WithAccount(account, a.ev.At, a.me.ID, guidance.Account(a.ev.From))
	err = cmp.Or(a.tx.PutPerson(p), a.tx.PutLink(link, secret), a.audit(guidance.DidLink, string(p.ID)))
	if err != nil {
		return mintedLink{}, nil, fmt.Errorf("keep a link: %w", err)
	}
	if p.ID == a.me.ID {
		a.me = p
	}
	a.changed = append(a.changed, peopleTopic, personTopic(p.ID))
	return mintedLink{account, address, a.moment(expires)}, nil, nil
}

// isKey reports whether text may be a key that newKey gave.
func isKey(text string) bool {
	return text != "" && len(text) <= maxKey && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

// showLink shows a link that was made for somebody else. It is drawn here and
// never again: its address is nowhere else.
func (a *acting) showLink(p guidance.Person, made mintedLink) bot.View {
	return bot.View{
		At:    bot.ActionID("link/" + string(p.ID)),
		Title: p.Name + "さんのリンクができました",
		Body: []string{
			p.Name + "さんだけに渡してください。受け取った人が開くと、" + p.Name + "さんとして使えます。",
			"使えるのは一度だけで、期限は" + made.until + "です。ほかの画面に移ると、もう表示できません。",
		},
		Attach:   qrOf(made),
		Sections: []bot.Section{{Heading: "リンク", Body: []string{made.address}}},
		Actions: []bot.Action{
			{ID: bot.ActionID("person/" + string(p.ID)), Label: p.Name + "さんのページに戻る"}, {ID: "people", Label: "人の一覧に戻る"},
		},
	}
}

func qrOf(made mintedLink) []bot.Attachment {
	return []bot.Attachment{{Kind: bot.Picture, Name: "link.png", Alt: made.address, Spec: guidance.QRSpec(made.address), Once: true}}
}

// drawDevice says what a link for a device of one's own is.
func drawDevice(t *turn, _ []string) (bot.View, error) {
	home, err := t.linkHome()
	view := bot.View{
		At:      "device",
		Title:   "別の端末で使う",
		Actions: []bot.Action{{ID: "code", Label: "コードでつなぐ"}, {ID: "screens", Label: "自分の画面を確かめる"}, {ID: "menu", Label: "メニューに戻る"}},
	}
	if home == "" {
		view.Body = []string{"この会社にはブラウザーで開く画面がないため、リンクは作れません。別のチャットで使うときは「コードでつなぐ」を選んでください。"}
		return view, err
	}
	view.Body = []string{
		"スマートフォンなど、あなたの別の端末で開くためのリンクを作ります。",
		"使えるのは一度だけ、1時間以内です。リンクは、次の画面に一度だけ出ます。ほかの人には見せないでください。",
	}
	view.Actions = append([]bot.Action{{ID: bot.ActionID("do/device/" + t.newKey()), Label: "リンクを作る", Style: bot.Primary}}, view.Actions...)
	return view, err
}

// noHandingOut is shown on a screen from which no other is added.
func noHandingOut(t *turn) (bot.View, error) {
	view, err := drawScreens(t, nil)
	view.Problem = "この画面は、あなた本人のものとまだ確かめられていないため、ここからほかの画面は増やせません。「本人の画面」とある画面から、ためしてください。"
	return view, err
}

// doDevice makes a link for a device of one's own.
func doDevice(a *acting, args []string) (bot.View, error) {
	if !a.me.MayHandOut(guidance.Account(a.ev.From)) {
		return noHandingOut(a.turn)
	}
	made, view, err := a.mint(a.me, args, guidance.DeviceFor)
	if err != nil || made.account.ID == "" {
		return orDraw(view, func() (bot.View, error) { return drawDevice(a.turn, nil) }, err)
	}
	return bot.View{
		At:    "device",
		Title: "あなたの別の端末のリンクができました",
		Body: []string{
			"別の端末のカメラで下の図を読むか、リンクを開いてください。",
			"使えるのは一度だけ、" + made.until + "までです。ほかの画面に移ると、もう表示できません。ほかの人には見せないでください。",
		},
		Attach:   qrOf(made),
		Sections: []bot.Section{{Heading: "リンク", Body: []string{made.address}}},
		Actions:  []bot.Action{{ID: "screens", Label: "自分の画面を確かめる"}, {ID: "menu", Label: "メニューに戻る"}},
	}, nil
}

// doUnlink ends all links and sessions of somebody.
func doUnlink(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if p.ID == a.me.ID {
		return drawScreens(a.turn, nil)
	}
	home, err := a.linkHome()
	if err != nil {
		return bot.View{}, err
	}
	for _, account := range p.Accounts {
		if account.Home != home || home == "" {
			continue
		}
		if err := a.tx.DropLinks(account); err != nil {
			return bot.View{}, err
		}
		p = p.WithoutAccount(account)
	}
	if err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidUnlink, string(p.ID))); err != nil {
		return bot.View{}, fmt.Errorf("end links: %w", err)
	}
	a.changed = append(a.changed, peopleTopic, personTopic(p.ID))
	view, err := drawPerson(a.turn, args[:1])
	view.Notice = p.Name + "さんのリンクと、そのリンクで開いた画面をすべて使えなくしました。"
	return view, err
}

// audit notes that this person did something.
func (a *acting) audit(did, about string) error {
	return a.tx.Audit(guidance.Entry{At: a.ev.At, Who: a.me.ID, Did: did, About: about})
}

// screenHash stands for an account in routes: the account itself may hold
// anything.
func screenHash(a guidance.Account) string {
	sum := sha256.Sum256([]byte(a.Home + "\x00" + a.ID))
	return hex.EncodeToString(sum[:8])
}
