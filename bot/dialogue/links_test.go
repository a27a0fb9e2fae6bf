package dialogue_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/store"
)

// withPage gives the company a home to which personal links lead, and 鈴木 a
// service.
func withPage(w *world) {
	w.turn(func(tx *store.Tx) error {
		c, err := tx.Company()
		if err != nil {
			return err
		}
		c.Homes = append(c.Homes, webHome)
		return tx.PutCompany(c)
	})
	oneService(w)
}

// Home and Mint make the world the maker of its personal links. The secrets of
// a talk are told by where they stand, as those of life are not.
func (w *world) Home(homes []string) string {
	if slices.Contains(homes, webHome) {
		return webHome
	}
	return ""
}

func (w *world) Mint(home string) (string, [32]byte, string, error) {
	w.minted++
	ref, secret := fmt.Sprintf("%s~%016d", home, w.minted), fmt.Sprintf("secret-%02d", w.minted)
	return ref, sha256.Sum256([]byte(secret)), "https://daicho.example.jp/p/" + ref + "/" + secret, nil
}

// linked finds the account to which a link leads: 新井のリンク2 is whoever has
// opened the second link that was made for 新井, also once it leads nowhere.
func (w *world) linked(name string) (a bot.Account, ok bool) {
	who, number, ok := strings.Cut(name, "のリンク")
	if !ok {
		return a, false
	}
	w.read(func(tx *store.Tx) error {
		people, err := tx.People()
		for _, p := range people {
			for _, one := range p.Accounts {
				account := bot.Account(one)
				if callName(p) == who && one.Home == webHome && !p.Screen(one).Made.IsZero() && !slices.Contains(w.wereLinked[who], account) {
					w.wereLinked[who] = append(w.wereLinked[who], account)
				}
			}
		}
		return err
	})
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(w.wereLinked[who]) {
		return a, false
	}
	return w.wereLinked[who][n-1], true
}

// codeTeller tells people of a talk the code that was shown last: who enters
// 最後のコード enters that one. Codes depend on what was drawn before and so on
// the surface.
type codeTeller struct {
	bot.Core
	w *world
}

const lastCode = "最後のコード"

func (c codeTeller) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	ev.Said = strings.ReplaceAll(ev.Said, lastCode, c.w.lastCode)
	if ev.Values["code"] == lastCode {
		ev.Values = maps.Clone(ev.Values)
		ev.Values["code"] = c.w.lastCode
	}
	view, err := c.Core.Handle(ctx, ev)
	if code := codeForm.FindString(view.Title); code != "" {
		c.w.lastCode = code
	}
	return view, err
}
