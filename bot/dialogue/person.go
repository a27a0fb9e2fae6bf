package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// doRole gives somebody a role. It holds from their next action on: every
// action looks at the role anew.
func doRole(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) < 2 || !slices.Contains(guidance.Roles, guidance.Role(args[1])) || guidance.Role(args[1]) == p.Role {
		return drawPerson(a.turn, args[:1])
	}
	role := guidance.Role(args[1])
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	if p.Role == guidance.Manager && guidance.IsLastManager(people, p.ID) {
		view, err := drawPerson(a.turn, args[:1])
		view.Problem = "ほかに管理者がいないため、変えられません。先に、誰かを管理者にしてください。"
		return view, err
	}
	if p.ID == a.me.ID && (len(args) != 3 || args[2] != "sure") {
		return drawResign(a.turn, args[1:2])
	}
	return a.giveRole(p, role)
}

func (a *acting) giveRole(p guidance.Person, role guidance.Role) (bot.View, error) {
	p.Role, p.Until = role, ""
	if role == guidance.Expert {
		p.Until = guidance.ExpertUntil(a.ev.At, a.in())
	}
	err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidRole, fmt.Sprintf("%s %s", p.ID, string(role))))
	if err != nil {
		return bot.View{}, fmt.Errorf("give a role: %w", err)
	}
	a.changed = append(a.changed, peopleTopic, personTopic(p.ID), ledgerTopic)
	if p.ID == a.me.ID {
		a.me = p
		view, err := drawMenu(a.turn, nil)
		view.Notice = "役割が" + role.String() + "に変わりました。"
		return view, err
	}
	err = a.notify(p.ID, guidance.Notice{
		Key:   fmt.Sprintf("role-%s-%s-%d", p.ID, string(role), a.ev.At.Unix()),
		Text:  a.me.Name + "さんが、あなたの役割を「" + role.String() + "」に変えました。" + roleMeans(role),
		Route: "help",
	})
	if err != nil {
		return bot.View{}, err
	}
	view, err := drawPerson(a.turn, []string{string(p.ID)})
	view.Notice = p.Name + "さんを" + role.String() + "にしました。本人にお知らせが届きます。"
	return view, err
}

func removeConfirm(p guidance.Person) string {
	return p.Name + "さんの登録、自社診断の答え、書きかけ、お知らせ、リンクを消します。元には戻せません。" +
		"台帳とチェックの答えは会社の記録として残り、管理担当者の欄には名前だけが残ります。公表済みの集計は変わりません。名簿から外しますか？"
}

// doRemove takes somebody off the list, with all that is theirs.
func doRemove(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if p.ID == a.me.ID {
		return drawEraseMe(a.turn, nil)
	}
	if err := a.erase(p); err != nil {
		return bot.View{}, err
	}
	view, err := drawPeople(a.turn, nil)
	view.Notice = p.Name + "さんを名簿から外しました。台帳の記録は残っています。"
	return view, err
}

// recharge changes the charges that a person has.
func (a *acting) recharge(of guidance.PersonID, change func(guidance.Charge) guidance.Charge) error {
	services, err := a.Services()
	if err != nil {
		return fmt.Errorf("read services: %w", err)
	}
	for _, s := range services {
		if !s.Has(of) {
			continue
		}
		s.InCharge = slices.Clone(s.InCharge)
		for i, c := range s.InCharge {
			if c.Person == of {
				s.InCharge[i] = change(c)
			}
		}
		s.Rev, s.Changed, s.By, s.File = s.Rev+1, a.ev.At, a.me.ID, false
		if err := a.tx.PutService(s); err != nil {
			return err
		}
		a.changed = append(a.changed, serviceTopic(s.No))
	}
	return nil
}

// refill names somebody else, or nobody, for the company's sheet of an open
// round that a person was to fill in.
func (a *acting) refill(of, to guidance.PersonID) error {
	rounds, err := a.Rounds()
	if err != nil {
		return fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range rounds {
		if r.IsOpen() && r.Filler == of {
			r.Filler = to
			if err := a.tx.PutRound(r); err != nil {
				return err
			}
		}
	}
	return nil
}
