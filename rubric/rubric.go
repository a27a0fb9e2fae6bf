// Package rubric holds the instruments as data: what is asked, what each
// answer is worth, what a total means and what there is to read about it. It
// loads them, validates them, and scores answers; it keeps no answers.
//
// The seed is the document that all of it follows: IPA's guide to テーマ③
// クラウドサービスの安全利用. Comments name its pages as "seed p. 20".
package rubric

// Kind says which of the two instruments an edition is of.
type Kind string

// The instruments.
const (
	Diagnosis Kind = "diagnosis" // 自社診断, seed pp. 13–14
	Checklist Kind = "checklist" // 安全利用チェックリスト, seed pp. 15–20
)

// Instrument is one edition of one instrument.
type Instrument struct {
	Edition     string // folder name and id, such as "ipa-5min-3.1"
	Kind        Kind
	Version     string // "3.1"; the highest of a kind is current
	Title       string // 自社診断
	Attribution string // shown wherever the instrument is shown
	Groups      []Group
	Items       []Item
	Bands       []Band // none for a checklist: the document gives none

	index  map[string]int // of Items, by Item.ID
	source int            // which folder it came from: 0 is the embedded one
}

// Group is one part of an instrument, in the order of its items.
type Group struct {
	ID    string // "1", "2", "3"
	Mark  string // Ⅰ, or 第1部
	Title string // as the sheet has it: サービス選択時のポイント
	Card  string // as the 個票 has it: 選択するときのポイント; Title where it has no other
	Short string // in a word: 選択
	Max   int    // the most its items can give together: 18
}

// Item is one question.
type Item struct {
	ID       string // "d07", "c10"; ASCII, unique in the edition, kept for ever
	No       int    // as printed, from 1
	Group    string // Group.ID
	Page     int    // which page of fields it is asked on, from 1; pages keep to a group
	Title    string // バックアップに責任を持つ
	Column   string // the column of the 一覧表; Title for a diagnosis
	Axis     string // a short label for a radar's axis
	Question string
	Labels   []Label
	Probes   []string // 掘り下げ: questions behind a high score
	Notes    []string // footnotes ※
	Clause   Clause   // what the guideline says of it; empty where the edition says nothing
	Step     string   // 次の一歩: what to do first where an answer wants attention; empty if nothing is suggested
	Help     []string // 解説, a paragraph or point each
	// HelpPages names, beside each of Help, the page of the seed that it
	// retells; empty for what is our own.
	HelpPages []string

	texts map[string]int // of Labels, by folded text and alias
}

// Label is one answer an item offers.
type Label struct {
	ID      string // its points in digits: "4", "2", "0", "-1"; unique in the item
	Text    string // 一部実施している
	Points  int
	Aliases []string // other spellings that mean the same here
	Concern Concern  // how badly it wants attention, 要注意
}

// Concern ranks the labels that want attention (要注意), worst first.
type Concern int

// The ranks.
const (
	NoConcern    Concern = iota
	KnownBad             // 問題があるが対処方法なし, 公開されていない, ヘルプデスクなし, 明確化できていない
	Unknown              // わからない
	NotYetLooked         // まだ確認していない, 未了
)

// Band is what the document says of a range of totals.
type Band struct {
	From, To int    // inclusive
	Title    string // 入門レベルを達成
	Advice   string // さらに強化
}

// Reading is a page of explanation from the help menu.
type Reading struct {
	ID       string // "cloud", ASCII
	Title    string
	Pages    string // of the seed, "22–23"
	Sections []ReadingSection
}

// ReadingSection is one heading of a reading.
type ReadingSection struct {
	Heading string
	Body    []string
	Points  []string
	Links   []ReadingLink
}

// ReadingLink is a public page to read on.
type ReadingLink struct{ Label, URL string }

// Library is every instrument and reading that was loaded. It never changes,
// so it may be used by many goroutines at once; what its methods return is
// shared and must not be changed either.
type Library struct {
	instruments map[string]*Instrument // by Edition
	current     map[Kind]string
	readings    []Reading
	endTasks    []EndTask
	steps       []Step
	agreements  []Agreement
	kinds       []ServiceKind
	spellings   Spellings
	sections    map[SectionID]GuidelineSection
}
