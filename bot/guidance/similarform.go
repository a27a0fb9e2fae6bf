package guidance

import (
	"regexp"
	"strings"
	"unicode"

	"daicho/rubric"
)

// script is how a part of a name is written.
type script byte

const (
	latin script = iota
	kana
	figures
	ideographs // and signs that stand for a name, such as ○○
	known      // a known name, in whatever writing
)

// heard reports whether the part is a sound, which can be written otherwise.
func (s script) heard() bool { return s == latin || s == kana }

// atom is a part of a name. Its text is folded.
type atom struct {
	text   string
	script script
	maker  string // of a known name
}

// maxAtoms bounds how many parts of a name are looked at.
const maxAtoms = 24

// NewNames makes the finder of near-duplicates from what is known.
func NewNames(s rubric.Spellings) *Names {
	n := &Names{spellings: map[string][]atom{}, words: map[string]rubric.WordKind{}}
	for word, kind := range s.Words {
		word = squeezed(word)
		n.words[word] = kind
		if r := []rune(word); kind == rubric.FillerWord && len(r) >= 3 && scriptOf(r[0]) == kana {
			n.suffixes = append(n.suffixes, word)
		}
	}
	for _, k := range s.Names {
		if len(split(plainly(k.Name))) == 1 || k.Maker != "" {
			n.know(k.Name, []atom{{text: "=" + k.Name, script: known, maker: maker(k.Maker)}})
		}
	}
	for _, k := range s.Names {
		means := n.resolve(split(plainly(k.Name))) // Google Drive is Google and Drive
		for _, spelling := range append(k.Spellings, k.Name) {
			n.know(spelling, means)
		}
	}
	return n
}

func maker(name string) string {
	if name == "" {
		return ""
	}
	return "=" + name
}

func (n *Names) know(spelling string, means []atom) {
	key := squeezed(spelling)
	if _, taken := n.spellings[key]; taken || key == "" {
		return
	}
	n.spellings[key] = means
	n.longest = max(n.longest, len(key))
}

// squeezed is a text without the places where words meet.
func squeezed(text string) string { return joined(split(plainly(text))) }

// reading is a name with the ways to take it apart.
type reading struct {
	plain string
	forms []form
}

// brackets holds what is said beside a name: Google Workspace（旧G Suite）.
var brackets = regexp.MustCompile(`[(\[【〔<〈]([^()\[\]【】〔〕<>〈〉]*)[)\]】〕>〉]`)

// companyMark stands for 株式会社 and the like, which mark the name beside them.
const companyMark = "\x01"

var companies = strings.NewReplacer("株式会社", companyMark, "(株)", companyMark, "有限会社", companyMark, "(有)", companyMark, "合同会社", companyMark, "(同)", companyMark)

// plainly folds width, case and white space, and unfolds 々.
func plainly(text string) string {
	if r := []rune(text); len(r) > 2*maxNameRunes {
		text = string(r[:2*maxNameRunes])
	}
	text = Fold(text)
	if !strings.ContainsRune(text, '々') {
		return text
	}
	runes := []rune(text)
	for i := 1; i < len(runes); i++ {
		if runes[i] == '々' {
			runes[i] = runes[i-1]
		}
	}
	return string(runes)
}

// maxNameRunes is how long a service's name may be, in characters.
const maxNameRunes = 100

// read takes a name apart in all its ways.
func (n *Names) read(name string) reading {
	plain := plainly(name)
	r := reading{plain: plain}
	text, firm := cutCompany(companies.Replace(plain))
	r.add(n, text, "")
	if firm != "" {
		r.add(n, strings.Join(strings.Fields(strings.Replace(text, firm, " ", 1)), " "), firm)
	}
	if !strings.ContainsAny(text, "([【〔<〈") {
		return r
	}
	if inside := brackets.FindStringSubmatch(text); inside != nil {
		aside := strings.TrimPrefix(strings.TrimSpace(inside[1]), "旧")
		r.add(n, brackets.ReplaceAllString(text, " "), aside)
		if atoms := n.resolve(split(aside)); len(atoms) > 0 && len(aside) > 2 && (allKnown(atoms) && atoms[0].script == known || !allKnown(atoms)) {
			r.add(n, aside, "")
		}
	}
	return r
}

// cutCompany removes the marks of companies and returns the name that the
// first of them stands beside, if something else is left.
func cutCompany(text string) (rest, firm string) {
	if !strings.Contains(text, companyMark) {
		return text, ""
	}
	fields := strings.Fields(text)
	for i, f := range fields {
		if !strings.Contains(f, companyMark) || firm != "" {
			continue
		}
		if firm = strings.ReplaceAll(f, companyMark, ""); firm == "" && i+1 < len(fields) {
			firm = fields[i+1]
		}
	}
	rest = strings.Join(strings.Fields(strings.ReplaceAll(text, companyMark, " ")), " ")
	if rest == firm {
		return rest, ""
	}
	return rest, firm
}

func (r *reading) add(n *Names, text, without string) {
	raw := split(text)
	f := form{without: without, whole: partOf(raw), raw: partOf(n.telling(raw)), atoms: partOf(n.withoutMakers(n.telling(n.resolve(raw))))}
	f.extras = f.whole.joined
	if len(f.raw.all) > 0 || len(r.forms) == 0 {
		r.forms = append(r.forms, f)
	}
}

// telling leaves out the words that tell no service from another, unless
// nothing else is there.
func (n *Names) telling(list []atom) []atom {
	var left []atom
	for _, a := range list {
		a.text = n.cutSuffix(a)
		if _, idle := n.words[a.text]; !idle {
			left = append(left, a)
		}
	}
	if len(left) == 0 {
		return list
	}
	return left
}

// cutSuffix cuts a filler from a longer word in kana: カレンダーアプリ.
func (n *Names) cutSuffix(a atom) string {
	if a.script != kana {
		return a.text
	}
	for _, s := range n.suffixes {
		if rest, ok := strings.CutSuffix(a.text, s); ok && len(rest) >= len("アアア") {
			return rest
		}
	}
	return a.text
}

// withoutMakers leaves out a maker beside a known name that is theirs.
func (n *Names) withoutMakers(list []atom) []atom {
	made := map[string]bool{}
	for _, a := range list {
		if a.maker != "" {
			made[a.maker] = true
		}
	}
	if len(made) == 0 {
		return list
	}
	var left []atom
	for _, a := range list {
		if !made[a.text] {
			left = append(left, a)
		}
	}
	return left
}

// resolve puts known names in, the longest that begins at each part.
func (n *Names) resolve(list []atom) []atom {
	var out []atom
	for i := 0; i < len(list); {
		means, size := n.longestAt(list[i:])
		if size == 0 {
			means, size = n.compound(list[i]), 1
		}
		out = append(out, means...)
		i += size
	}
	return out
}

func (n *Names) longestAt(list []atom) (means []atom, size int) {
	text := ""
	for i, a := range list {
		if text += a.text; len(text) > n.longest {
			break
		}
		if m, ok := n.spellings[text]; ok {
			means, size = m, i+1
		}
	}
	return means, size
}

// compound takes a word apart that is nothing but known names: グーグルドライブ.
// Any other word stays whole.
func (n *Names) compound(a atom) []atom {
	const shortest = 3
	if !a.script.heard() || len(a.text) > n.longest*2 {
		return []atom{a}
	}
	for i := range a.text {
		if i < shortest || len(a.text)-i < shortest {
			continue
		}
		if left, ok := n.spellings[a.text[:i]]; ok {
			if right, ok := n.spellings[a.text[i:]]; ok {
				return append(append([]atom{}, left...), right...)
			}
			if n.words[a.text[i:]] == rubric.FillerWord {
				return left
			}
		}
	}
	return []atom{a}
}

// split takes folded text apart where the writing changes.
func split(text string) []atom {
	var list []atom
	var word []rune
	last, hira := script(0), false
	end := func() {
		if len(word) > 0 && len(list) < maxAtoms {
			list = append(list, atom{text: string(foldWord(word, last)), script: last})
		}
		word = word[:0]
	}
	for _, r := range text {
		if !telling(r) {
			end()
			continue
		}
		is, h := scriptOf(r), isHiragana(r)
		if len(word) > 0 && (is != last || is == kana && h != hira && r != 'ー') {
			end()
		}
		last = is
		if r != 'ー' {
			hira = h
		}
		word = append(word, r)
	}
	end()
	return list
}

// telling reports whether a character is part of a name. Signs such as ○ and
// × are: people put them in the place of one.
func telling(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 'ー' || r == '+' ||
		unicode.Is(unicode.So, r) || r == '×'
}

func scriptOf(r rune) script {
	switch {
	case unicode.IsDigit(r):
		return figures
	case r == 'ー' || unicode.Is(unicode.Katakana, r) || isHiragana(r):
		return kana
	case unicode.Is(unicode.Latin, r):
		return latin
	}
	return ideographs
}

func isHiragana(r rune) bool { return unicode.Is(unicode.Hiragana, r) }

func foldWord(word []rune, s script) []rune {
	if s == kana {
		return foldKana(word)
	}
	return word
}
