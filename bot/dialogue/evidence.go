package dialogue

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// evidenceFlow keeps what answers rest on 根拠資料: addresses and files. They
// are added on the page of an item's note.
func evidenceFlow() flow {
	return flow{
		screens: map[string]screen{"evidence": drawEvidence},
		deeds:   map[string]deed{"unproof": doRemoveEvidence},
		files:   map[string]deed{"note": takeEvidence},
	}
}

// urlField asks for an address. It is added as soon as it is entered.
func urlField() bot.Field {
	return bot.Field{ID: "url", Kind: bot.Text, Label: "根拠資料のURL", Optional: true, Max: guidance.MaxURL,
		Hint: "https:// から始まるアドレスを入れると、すぐに根拠資料の一覧に加わります。daicho がそのページを開くことはありません。"}
}

// megabytes are bytes for people: 1.2MB, 340KB, 12バイト.
func megabytes(n int) string {
	switch {
	case n >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + "MB"
	case n >= 1<<10:
		return fmt.Sprintf("%dKB", n>>10)
	}
	return fmt.Sprintf("%dバイト", n)
}

// fileKinds are the kinds that are taken, in words.
func fileKinds() string {
	var names []string
	for _, k := range guidance.FileKinds {
		names = append(names, strings.TrimPrefix(k, "."))
	}
	return strings.Join(names, "・")
}

func evidenceDrop() *bot.Drop {
	return &bot.Drop{
		Label:  "根拠資料のファイルを加える",
		Hint:   fmt.Sprintf("%s、1つ%sまで", fileKinds(), megabytes(guidance.MaxFile)),
		Accept: guidance.FileKinds, Max: guidance.MaxFile,
	}
}

// withEvidence puts an item's evidence on the page of its note.
func (t *turn) withEvidence(view *bot.View, c checking, item rubric.Item) {
	standing := guidance.EvidenceOf(c.evidence, item.ID)
	if len(standing) < guidance.MaxEvidence {
		view.Fields, view.Drop = append(view.Fields, urlField()), evidenceDrop()
	} else {
		view.Body = append(view.Body, fmt.Sprintf("根拠資料は、1つの質問に%d件までです。加えるときは、どれかを外してください。", guidance.MaxEvidence))
	}
	view.Table = t.evidenceTable(standing, nil)
	for _, e := range standing {
		if e.URL == "" {
			view.Attach = append(view.Attach, t.fileOf(e))
		} else {
			view.Sections = addLink(view.Sections, e)
		}
		view.Actions = append(view.Actions, bot.Action{
			ID:    bot.ActionID(fmt.Sprintf("do/unproof/%d/%s/%d", c.service.No, item.ID, e.No)),
			Label: "外す：" + clip(e.Title(), 24), Style: bot.Danger,
			Confirm: removeAsks(e),
		})
	}
}

func removeAsks(e guidance.Evidence) string {
	ask := "「" + clip(e.Title(), 60) + "」を根拠資料から外しますか？ 外したことは履歴に残ります。"
	if e.URL == "" {
		ask += "ファイルは消えて、元に戻せません。"
	}
	return ask
}

// addLink adds an address to the one section of links.
func addLink(sections []bot.Section, e guidance.Evidence) []bot.Section {
	link := bot.Link{Label: clip(e.URL, 60), URL: e.URL}
	if len(sections) == 0 {
		return []bot.Section{{Heading: "根拠資料のページ", Links: []bot.Link{link}}}
	}
	sections[0].Links = append(sections[0].Links, link)
	return sections
}

// evidenceTable lists pieces with who and when; with the checklist, what for.
func (t *turn) evidenceTable(list []guidance.Evidence, in *rubric.Instrument) *bot.Table {
	if len(list) == 0 {
		return nil
	}
	table := &bot.Table{Caption: "根拠資料", Head: []string{"資料", "大きさ", "加えた人"}}
	if in != nil {
		table.Head = append([]string{"質問"}, table.Head...)
	}
	for _, e := range list {
		size := "－"
		if e.URL == "" {
			size = megabytes(e.Size)
		}
		cells := []bot.Cell{{Text: clip(e.Title(), 80)}, {Text: size}, {Text: t.name(e.By) + "（" + t.day(e.At) + "）"}}
		if in != nil {
			cells = append([]bot.Cell{{Text: evidenceItem(in, e.Item)}}, cells...)
		}
		table.Rows = append(table.Rows, bot.Row{Cells: cells})
	}
	return table
}

func evidenceItem(in *rubric.Instrument, id string) string {
	if item, ok := in.Item(id); ok {
		return fmt.Sprintf("%d　%s", item.No, item.Title)
	}
	return "いまはない質問"
}

// fileOf is a file as it is handed out.
func (t *turn) fileOf(e guidance.Evidence) bot.Attachment {
	return bot.Attachment{Kind: bot.Document, Name: e.FileName(), Alt: e.Name, Spec: guidance.StoredSpec(t.companyID(), e)}
}

// companyID is the id of the company the turn is in.
func (t *turn) companyID() string {
	company, err := t.Company()
	t.fault = errors.Join(t.fault, err)
	return company.ID
}

// drawEvidence lists a service's evidence, a page of it, for whoever may see
// the service: evidence/SERVICE[/PAGE].
func drawEvidence(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.mayService(args, guidance.SeeService)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	c, err := t.checkingOf(s)
	if err != nil {
		return bot.View{}, err
	}
	all := slices.DeleteFunc(slices.Clone(c.evidence), func(e guidance.Evidence) bool { return !e.Stands() })
	page, rows := pageAt(args[1:], len(all)), len(all)
	all = pageOfRows(all, page)
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("evidence/%d/%d", s.No, page)),
		Title: s.No.String() + " " + s.Name + "の根拠資料",
		Body:  []string{"答えのよりどころになった資料です。加えたり外したりは、チェックの「メモを書く」の画面でできます。"},
		Table: t.evidenceTable(all, c.in),
		Watch: []string{serviceTopic(s.No)},
	}
	if len(all) == 0 {
		view.Body = []string{"根拠資料は、まだありません。"}
	}
	for _, e := range all {
		if e.URL == "" {
			view.Attach = append(view.Attach, t.fileOf(e))
		} else {
			view.Sections = addLink(view.Sections, e)
		}
	}
	view.Actions = append(turnPages(below(fmt.Sprintf("evidence/%d", s.No)), page, rows, "件"),
		bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "このサービスの画面に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// takeEvidence keeps a file that was dropped on the page of a note.
func takeEvidence(a *acting, args []string) (bot.View, error) {
	c, item, instead, err := a.mayNote(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	name := guidance.CleanFileName(a.ev.File.Name)
	kind, problem := guidance.CheckFile(name, a.ev.File.Data)
	if problem == "" {
		problem, err = a.room(len(a.ev.File.Data))
		if err != nil {
			return bot.View{}, err
		}
	}
	if problem != "" {
		view := a.notePage(c, *item)
		view.Problem = "「" + clip(name, 40) + "」は" + fileProblem(problem)
		return view, nil
	}
	sum := sha256.Sum256(a.ev.File.Data)
	e := guidance.Evidence{Name: name, Kind: kind, Size: len(a.ev.File.Data), Hash: hex.EncodeToString(sum[:])}
	return a.addEvidence(&c, item, e, a.ev.File.Data)
}

func (a *acting) room(more int) (guidance.FileProblem, error) {
	n, err := a.FileBytes()
	if err != nil {
		return "", fmt.Errorf("read how much is kept: %w", err)
	}
	return guidance.RoomFor(n, more), nil
}

// fileProblem says why a file was not taken, and what to do.
func fileProblem(p guidance.FileProblem) string {
	switch p {
	case guidance.FileLarge:
		return fmt.Sprintf("、%sを超えているため受け取れませんでした。小さくするか、必要なページだけを渡してください。", megabytes(guidance.MaxFile))
	case guidance.FileEmpty:
		return "中身が空のため、受け取れませんでした。ファイルを確かめてください。"
	case guidance.FileOld:
		return "古い形式のため、受け取れませんでした。Excelなら xlsx、Wordなら docx で保存し直してから渡してください。"
	case guidance.FileMacro:
		return "マクロを含むため、受け取れませんでした。マクロのない xlsx・docx か pdf で保存し直してから渡してください。"
	case guidance.FileOther:
		return "名前の種類と中身が合わないか、パスワードがかかっているため、受け取れませんでした。元のソフトで開き、パスワードがあれば外して、" + fileKinds() + " のどれかで保存し直してください。"
	case guidance.FileNoRoom:
		return fmt.Sprintf("受け取れませんでした。会社全体のファイルが上限（%s）に達します。使わなくなった根拠資料を外してから、もう一度渡してください。", megabytes(guidance.MaxFiles))
	}
	return "受け取れない種類です。" + fileKinds() + " のファイルを渡してください。"
}

// addEvidence keeps one piece more, unless the same is there, and draws the
// page again.
func (a *acting) addEvidence(c *checking, item *rubric.Item, e guidance.Evidence, data []byte) (bot.View, error) {
	e.Service, e.Item, e.By, e.At = c.service.No, item.ID, a.me.ID, a.ev.At
	standing := guidance.EvidenceOf(c.evidence, item.ID)
	switch {
	case slices.ContainsFunc(standing, e.Same):
		view := a.notePage(*c, *item)
		view.Notice = "「" + clip(e.Title(), 60) + "」は、もう根拠資料にあります。"
		return view, nil
	case len(standing) >= guidance.MaxEvidence:
		view := a.notePage(*c, *item)
		view.Problem = fmt.Sprintf("根拠資料は、1つの質問に%d件までです。「%s」は加えていません。", guidance.MaxEvidence, clip(e.Title(), 40))
		return view, nil
	}
	e, err := a.tx.AddEvidence(e, data)
	if err != nil {
		return bot.View{}, fmt.Errorf("keep evidence: %w", err)
	}
	a.changed = append(a.changed, serviceTopic(c.service.No))
	c.evidence = append(c.evidence, e)
	view := a.notePage(*c, *item)
	view.Notice = "「" + clip(e.Title(), 60) + "」を根拠資料に加えました。"
	return view, nil
}

// doRemoveEvidence takes a piece away: do/unproof/SERVICE/ITEM/NUMBER.
func doRemoveEvidence(a *acting, args []string) (bot.View, error) {
	if len(args) < 3 {
		return bot.View{}, guidance.ErrNotFound
	}
	c, item, instead, err := a.mayNote(args[:2])
	if err != nil || instead != nil {
		return orView(instead), err
	}
	n, _ := strconv.Atoi(args[2])
	i := slices.IndexFunc(c.evidence, func(e guidance.Evidence) bool { return e.No == n && e.Item == item.ID && e.Stands() })
	if i < 0 {
		view := a.notePage(c, *item)
		view.Notice = "この根拠資料は、もう外してあります。"
		return view, nil
	}
	if err := a.tx.RemoveEvidence(c.service.No, n, a.me.ID, a.ev.At); err != nil {
		return bot.View{}, fmt.Errorf("remove evidence: %w", err)
	}
	a.changed = append(a.changed, serviceTopic(c.service.No))
	title := c.evidence[i].Title()
	c.evidence[i].Removed, c.evidence[i].RemovedBy = a.ev.At, a.me.ID
	view := a.notePage(c, *item)
	view.Notice = "「" + clip(title, 60) + "」を根拠資料から外しました。"
	return view, nil
}

// evidenceBeside names an item's evidence beside its question.
func (t *turn) evidenceBeside(c checking, item string, field *bot.Field) {
	for _, e := range guidance.EvidenceOf(c.evidence, item) {
		field.Remark = joinLines(field.Remark, fmt.Sprintf("根拠資料：%s（%s、%s）", clip(e.Title(), 60), t.day(e.At), t.name(e.By)))
	}
}

// beside puts on a service's sheet what others were asked, and the evidence.
func (t *turn) beside(view *bot.View, s guidance.Service) error {
	c, err := t.checkingOf(s)
	if err != nil {
		return err
	}
	t.relaysOnService(view, c)
	var points []string
	for i := range c.in.Items {
		for _, e := range guidance.EvidenceOf(c.evidence, c.in.Items[i].ID) {
			points = append(points, fmt.Sprintf("%s：%s（%s、%s）", evidenceItem(c.in, e.Item), clip(e.Title(), 60), t.day(e.At), t.name(e.By)))
		}
	}
	if len(points) == 0 {
		return nil
	}
	if len(points) > pageRows {
		points = append(points[:pageRows], fmt.Sprintf("ほか%d件", len(points)-pageRows))
	}
	view.Sections = append(view.Sections, bot.Section{Heading: "根拠資料", Points: points})
	at := max(0, len(view.Actions)-2) // before what leads back
	view.Actions = slices.Insert(view.Actions, at, bot.Action{ID: bot.ActionID(fmt.Sprintf("evidence/%d", s.No)), Label: "根拠資料を見る"})
	return nil
}

// evidenceHistory says what was added and taken away, the newest first, a
// page of it; nil if nothing was.
func (t *turn) evidenceHistory(s guidance.Service, in *rubric.Instrument) ([]bot.Section, error) {
	all, err := t.Evidence(s.No)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	type step struct {
		at   int64
		text string
	}
	var steps []step
	for _, e := range all {
		what := "「" + clip(e.Title(), 60) + "」（" + evidenceItem(in, e.Item) + "）"
		steps = append(steps, step{e.At.Unix(), t.moment(e.At) + "　" + t.name(e.By) + "が" + what + "を加えました"})
		if !e.Stands() {
			steps = append(steps, step{e.Removed.Unix(), t.moment(e.Removed) + "　" + t.name(e.RemovedBy) + "が" + what + "を外しました"})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return int(a.at - b.at) })
	section := bot.Section{Heading: "根拠資料の履歴"}
	for _, s := range slices.Backward(steps) {
		if len(section.Points) < pageRows {
			section.Points = append(section.Points, s.text)
		}
	}
	return []bot.Section{section}, nil
}
