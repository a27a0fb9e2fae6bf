package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func mydataFlow() flow {
	return flow{
		screens: map[string]screen{"mydata": drawMyData, "eraseme": drawEraseMe},
		deeds:   map[string]deed{"forget": doForget, "eraseme": doEraseMe},
		words:   map[string]bot.ActionID{"mydata": "mydata", "daicho mydata": "mydata", "自分の記録": "mydata"},
	}
}

// drawMyData says what is kept about this person, in words and as a file, and
// where it is used.
func drawMyData(t *turn, _ []string) (bot.View, error) {
	rounds, err := t.ownRounds()
	if err != nil {
		return bot.View{}, err
	}
	charges, err := t.ownCharges()
	if err != nil {
		return bot.View{}, err
	}
	drafts, err := t.Drafts(t.me.ID)
	if err != nil {
		return bot.View{}, fmt.Errorf("read drafts: %w", err)
	}
	surveys, err := t.ownSurveys()
	if err != nil {
		return bot.View{}, err
	}
	work, err := t.ownWork()
	if err != nil {
		return bot.View{}, err
	}
	sections := []bot.Section{
		{Heading: "登録", Points: []string{
			"名前：" + t.me.Name, "部署：" + orDash(t.me.Department), "役割：" + t.me.Role.String(),
			fmt.Sprintf("つながっている画面：%dつ", len(t.me.Accounts)), "お知らせ：" + cmp.Or(t.unreminded(t.me), "受け取っています"), "この登録は、管理者に見えます。",
		}},
		{Heading: "自社診断の答え", Points: roundPoints(t.me.ID, rounds)},
		surveys,
		{Heading: "会社の記録", Points: []string{
			fmt.Sprintf("管理担当のサービス：%s", orDash(strings.Join(charges, "、"))), work,
			"台帳とチェック、宿題、対策、訪問の記録に入れた内容は、あなたの名前とともに会社の記録として残り、管理者・専門家・管理担当者に見えます。この人たちが、点数と答えをチャットのチャンネルに共有することもあります。",
		}},
		{Heading: "そのほか", Points: []string{fmt.Sprintf("書きかけ：%d件。あなただけに見えます。", len(drafts)), "お知らせのメールアドレス：" + cmp.Or(t.me.Reminders.Mail, "なし") + "。あなただけに見えます。", "同じ操作を二度受け付けないための控え：7日で消えます。"}},
	}
	if brought, err := t.myDrafts(); err != nil {
		return bot.View{}, err
	} else if len(brought) > 0 {
		last := &sections[len(sections)-1]
		last.Points = append(last.Points, fmt.Sprintf("取り込む前の台帳のファイル：%d件。あなただけに見えます。7日で消えます。", len(brought)))
	}
	file, err := t.ownFile(rounds, sections)
	view := bot.View{
		At:       "mydata",
		Title:    "自分の記録",
		Body:     []string{"この仕組みに残っている、あなたについての記録です。ファイルでも受け取れます。"},
		Sections: sections,
		Attach:   []bot.Attachment{{Kind: bot.Document, Name: "mydata.txt", Alt: "自分の記録（あなたの答えを含みます）", Spec: guidance.TextSpec(file)}},
		Watch:    t.ownWatch(),
	}
	view.Actions = t.myDataActions(rounds)
	return view, err
}

func (t *turn) myDataActions(rounds []ownRound) []bot.Action {
	var list []bot.Action
	if i := slices.IndexFunc(rounds, func(r ownRound) bool { return r.IsOpen() }); i >= 0 {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/forget/%d", rounds[i].No)), Label: "いまの回の答えを消す", Style: bot.Danger,
			Confirm: "受付中の自社診断に答えた内容を消します。元には戻せません。締め切りまでは、あらためて答えられます。消しますか？"})
	}
	return append(list, bot.Action{ID: "screens", Label: "自分の画面を確かめる"},
		bot.Action{ID: "eraseme", Label: "自分の記録をすべて消す"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
}

// ownRound is a round in which this person answered something.
type ownRound struct {
	guidance.Round
	sheet   guidance.Sheet
	changes []guidance.Change
}

// ownRounds are those that may be seen from this account. It returns
// errNotMine where none may, so that the way to prove the account is shown.
func (t *turn) ownRounds() (list []ownRound, err error) {
	rounds, err := t.Rounds()
	if err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	if err := t.provenAtAll(); err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if t.proven(r.No) != nil {
			continue
		}
		own := ownRound{Round: r}
		if own.sheet, err = t.DiagnosisSheet(t.me.ID, r.No); err != nil {
			return nil, fmt.Errorf("read diagnosis: %w", err)
		}
		if own.changes, err = t.DiagnosisChanges(t.me.ID, r.No); err != nil {
			return nil, fmt.Errorf("read diagnosis: %w", err)
		}
		if len(own.sheet.Answers) > 0 {
			list = append(list, own)
		}
	}
	return list, nil
}

func roundPoints(me guidance.PersonID, rounds []ownRound) (list []string) {
	for _, r := range rounds {
		state := "受付中"
		if !r.IsOpen() {
			state = "締め切り済み"
		}
		line := fmt.Sprintf("第%d回（%s）：%d問の答えと、答え直した記録%d件", r.No, state, len(r.sheet.Answers), len(r.changes))
		if guidance.ByProxy(me, r.sheet, r.changes) {
			line += "。代理入力があり、入力した答えは入力した人にも見えています。集計には入りません"
		}
		list = append(list, line)
	}
	if len(list) == 0 {
		list = []string{"まだありません。"}
	}
	return append(list, "あなた自身が入れた答えは、社内のほかの人にも専門家にも見えません。使うのは、締め切ったあとの集計だけです。")
}

// ownCharges are the services of which this person is in charge.
func (t *turn) ownCharges() (list []string, err error) {
	services, err := t.Services()
	for _, s := range services {
		if s.Has(t.me.ID) {
			list = append(list, s.No.String()+" "+s.Name)
		}
	}
	return list, err
}

// ownWork says of how much about the visits this person is named.
func (t *turn) ownWork() (string, error) {
	p, _, err := t.programme()
	attends, homework, measures := 0, 0, 0
	for _, v := range p.Visits {
		if slices.Contains(v.Attendees, t.me.ID) {
			attends++
		}
	}
	said, err2 := t.Homework(p.No)
	for _, h := range said {
		if h.Owner != "" && t.isMe(h.Owner) {
			homework++
		}
	}
	decided, err3 := t.Measures()
	for _, m := range decided {
		if m.Owner != "" && t.isMe(m.Owner) {
			measures++
		}
	}
	return fmt.Sprintf("担当の宿題：%d件、担当の対策：%d件、出席する訪問：%d回", homework, measures, attends), errors.Join(err, err2, err3)
}

// ownFile is everything as a text to keep: what the view says, and every
// answer with its question.
func (t *turn) ownFile(rounds []ownRound, sections []bot.Section) (string, error) {
	company, err := t.Company()
	var b strings.Builder
	fmt.Fprintf(&b, "自分の記録\n%s　%s\n%s 現在\n", company.Name, t.me.Name, t.moment(t.ev.At))
	for _, s := range sections {
		fmt.Fprintf(&b, "\n■ %s\n・%s\n", s.Heading, strings.Join(s.Points, "\n・"))
	}
	for _, r := range rounds {
		fmt.Fprintf(&b, "\n■ 第%d回の自社診断の答え（%s）\n", r.No, r.Edition)
		in, _ := t.lib.Instrument(r.Edition)
		for _, a := range r.sheet.Answers {
			fmt.Fprintf(&b, "%s\n", t.answerLine(in, a))
		}
		for _, c := range r.changes {
			fmt.Fprintf(&b, "答え直す前：%s\n", t.answerLine(in, c.Was))
		}
	}
	return b.String(), err
}

func (t *turn) answerLine(in *rubric.Instrument, a guidance.Answer) string {
	question, label := a.Item, a.Label
	if in != nil {
		if item, ok := in.Item(a.Item); ok {
			question = fmt.Sprintf("%d　%s", item.No, item.Title)
			if l, ok := item.Label(a.Label); ok {
				label = l.Text
			}
		}
	}
	line := fmt.Sprintf("%s：%s（%s）", question, label, t.moment(a.At))
	if a.Note != "" {
		line += "　" + a.Note
	}
	return line
}

// doForget drops what this person answered in the open round.
func doForget(a *acting, args []string) (bot.View, error) {
	rounds, err := a.ownRounds()
	if err != nil {
		return bot.View{}, err
	}
	for _, r := range rounds {
		if len(args) != 1 || fmt.Sprint(r.No) != args[0] || !r.IsOpen() {
			continue
		}
		err := cmp.Or(a.dropAnswers(r.Round), a.audit(guidance.DidErase, string(a.me.ID)+" mydata"))
		if err != nil {
			return bot.View{}, fmt.Errorf("drop answers: %w", err)
		}
		a.changed = append(a.changed, ownTopic(a.me.ID), peopleTopic)
		view, err := drawMyData(a.turn, nil)
		view.Notice = "いまの回の答えを消しました。締め切りまでは、あらためて答えられます。"
		return view, err
	}
	view, err := drawMyData(a.turn, nil)
	view.Problem = "消せる答えはありません。締め切ったあとの回の答えは、「自分の記録をすべて消す」で消せます。"
	return view, err
}

// dropAnswers drops what this person answered in a round. What stays is that
// somebody else entered some of it, if so: who did knows it, and goes on
// knowing it when the same is answered anew.
func (a *acting) dropAnswers(round guidance.Round) error {
	sheet, err := a.DiagnosisSheet(a.me.ID, round.No)
	if err != nil {
		return fmt.Errorf("read diagnosis: %w", err)
	}
	entered, err := a.wasEntered(a.me.ID, round.No)
	if err != nil {
		return err
	}
	if in, ok := a.lib.Instrument(round.Edition); ok && sheet.Rest(in) == 0 {
		a.changed = append(a.changed, roundTopic)
	}
	err = a.tx.DropDiagnosis(a.me.ID, round.No)
	if err == nil && entered {
		err = a.tx.PutDiagnosisSheet(a.me.ID, round.No, guidance.Sheet{Edition: sheet.Edition, Rev: 1})
	}
	if err != nil {
		return fmt.Errorf("drop answers: %w", err)
	}
	return nil
}

// drawEraseMe says what erasing everything means, before the second asking.
func drawEraseMe(t *turn, _ []string) (bot.View, error) {
	return bot.View{
		At:    "eraseme",
		Title: "自分の記録をすべて消す",
		Body: []string{
			"登録、自社診断の答え、書きかけ、お知らせ、リンクを消します。元には戻せません。消したあとは、この仕組みを使えなくなります。",
			"台帳とチェック、宿題、対策、訪問の記録に入れた内容は会社の記録として残り、管理担当者の欄には名前だけが、ほかの欄には「名簿にない人」とだけ残ります。公表済みの集計は変わりません。",
		},
		Actions: []bot.Action{
			{ID: "do/eraseme", Label: "すべて消す", Style: bot.Danger, Confirm: "あなたの記録をすべて消します。本当に消しますか？"},
			{ID: "mydata", Label: "消さずに戻る"},
		},
	}, nil
}

// doEraseMe erases this person wholly.
func doEraseMe(a *acting, _ []string) (bot.View, error) {
	if _, err := a.ownRounds(); err != nil {
		return bot.View{}, err
	}
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	if a.me.Role == guidance.Manager && guidance.IsLastManager(people, a.me.ID) {
		view, err := drawEraseMe(a.turn, nil)
		view.Problem = "ほかに管理者がいないため、消せません。先に、誰かを管理者にしてください。"
		return view, err
	}
	if err := a.erase(a.me); err != nil {
		return bot.View{}, err
	}
	a.me = guidance.Person{}
	view := a.stranger()
	view.Title, view.Notice, view.Body = "記録をすべて消しました", "あなたの登録と答えを消しました。", []string{"もう一度使うには、会社の管理者に「daicho に登録してほしい」と伝えてください。"}
	if a.inChat() {
		view.Body = []string{"もう一度使うには、「" + enrollLabel + "」を押してください。名前が、また会社の管理者に見えるようになります。"}
	}
	return view, nil
}
