package guidance

import (
	"slices"
	"strings"
)

// Hiragana and katakana, small kana, long vowels and the sounds that Japanese
// does not keep apart are written in several ways; foldKana makes them one.
func foldKana(word []rune) []rune {
	out := make([]rune, 0, len(word))
	for _, r := range word {
		if isHiragana(r) {
			r += 'ア' - 'あ'
		}
		if big, ok := bigKana[r]; ok {
			r = big
		}
		switch r {
		case 'ー', 'ッ':
			continue
		}
		if n := len(out); n > 0 {
			if merged, ok := mergedKana[[2]rune{out[n-1], r}]; ok {
				out[n-1] = merged
				continue
			}
			if v := vowelOf(out[n-1]); r == 'ウ' && v == 'o' || r == 'イ' && v == 'e' {
				continue // ボウ is ボー, メイ is メー
			}
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return word
	}
	return out
}

var bigKana = map[rune]rune{
	'ァ': 'ア', 'ィ': 'イ', 'ゥ': 'ウ', 'ェ': 'エ', 'ォ': 'オ', 'ャ': 'ヤ', 'ュ': 'ユ', 'ョ': 'ヨ', 'ヮ': 'ワ',
	'ヵ': 'カ', 'ヶ': 'ケ', 'ヴ': 'ブ', 'ヂ': 'ジ', 'ヅ': 'ズ', 'ヰ': 'イ', 'ヱ': 'エ', 'ヲ': 'オ',
}

var mergedKana = map[[2]rune]rune{
	{'ブ', 'ア'}: 'バ', {'ブ', 'イ'}: 'ビ', {'ブ', 'エ'}: 'ベ', {'ブ', 'オ'}: 'ボ', {'フ', 'オ'}: 'ホ',
}

// The rows of the kana by their consonant; S, J, C and T are those of シ, ジ,
// チ and ツ.
var kanaRows = map[rune]string{
	'k': "カキクケコ", 'g': "ガギグゲゴ", 's': "サ　スセソ", 'z': "ザ　ズゼゾ", 't': "タ　　テト", 'd': "ダ　　デド", 'n': "ナニヌネノ",
	'h': "ハヒ　ヘホ", 'b': "バビブベボ", 'p': "パピプペポ", 'm': "マミムメモ", 'r': "ラリルレロ", 'w': "ワ", 'f': "　　フ", 'y': "ヤ　ユ　ヨ",
	'S': "　シ", 'J': "　ジ", 'C': "　チ", 'T': "　　ツ", 0: "アイウエオ",
}

var kanaSounds = func() map[rune][2]rune {
	sounds := map[rune][2]rune{'ン': {'n', 0}}
	for consonant, row := range kanaRows {
		for i, r := range []rune(row) {
			if r != '　' {
				sounds[r] = [2]rune{consonant, rune("aiueo"[i])}
			}
		}
	}
	return sounds
}()

func vowelOf(r rune) rune { return kanaSounds[r][1] }

// sound is one consonant or vowel, how it is written, and what it costs to
// leave it out.
type sound struct {
	r    rune
	kana bool
	out  int
}

// Costs, in hundredths of a wrong consonant.
const (
	wrong      = 100
	wrongVowel = 50
	near       = 15
	slight     = 5
)

func isVowel(r rune) bool { return strings.ContainsRune("aiueo", r) }

// soundsOf spells out how a name is heard.
func soundsOf(list []atom) []sound {
	var out []sound
	for _, a := range list {
		if a.script == kana {
			out = append(out, kanaHeard(a.text)...)
		} else {
			out = append(out, latinHeard(a.text)...)
		}
	}
	return out
}

func kanaHeard(text string) []sound {
	var out []sound
	for _, r := range text {
		s, ok := kanaSounds[r]
		if !ok {
			continue
		}
		n := len(out)
		switch {
		case s[0] == 'y' && n > 0 && out[n-1].r == 'i':
			out[n-1].out = slight // キュ
			out = append(out, sound{'y', true, slight})
		case s[0] == 'y' || s[0] == 'w':
			out = append(out, sound{s[0], true, 2 * near})
		case s[0] != 0:
			out = append(out, sound{s[0], true, wrong})
		case n > 0 && isVowel(out[n-1].r):
			out = append(out, sound{s[1], true, near}) // the second of two
			continue
		}
		if s[1] != 0 {
			out = append(out, sound{s[1], true, filledIn(s[0], s[1])})
		}
	}
	return out
}

// filledIn is what it costs to leave out a vowel that Japanese puts behind a
// consonant: ク in バックログ.
func filledIn(consonant, vowel rune) int {
	switch {
	case consonant == 0 || consonant == 'y':
		return wrongVowel
	case vowel == 'u', vowel == 'o' && (consonant == 't' || consonant == 'd'), vowel == 'i' && strings.ContainsRune("SJCk", consonant):
		return slight
	}
	return wrongVowel
}

var latinDigraphs = strings.NewReplacer(
	"tion", "Son", "sion", "Jon", "sch", "sk", "tch", "C", "ch", "C", "sh", "S", "ph", "f", "ck", "k", "qu", "kw", "q", "k", "wh", "w", "gh", "g",
	"x", "ks", "ce", "se", "ci", "si", "cy", "si", "c", "k", "j", "J", "é", "e", "oo", "u", "ee", "i",
)

func latinHeard(text string) []sound {
	if rest, ok := strings.CutPrefix(text, "x"); ok && rest != "" && isVowel(rune(rest[0])) {
		text = "z" + rest
	}
	runes := slices.Compact([]rune(latinDigraphs.Replace(text)))
	var out []sound
	for i, r := range runes {
		if r == 'y' && i > 0 && !isVowel(runes[i-1]) {
			r = 'i'
		}
		out = append(out, sound{r, false, leftOut(runes, i)})
	}
	return out
}

// leftOut is what it costs not to hear a letter: the e at the end, an r after
// a vowel.
func leftOut(runes []rune, i int) int {
	last := i == len(runes)-1
	afterVowel := i > 0 && isVowel(runes[i-1])
	switch r := runes[i]; {
	case r == 'e' && last && len(runes) > 2:
		return slight
	case (r == 'r' || r == 'w') && afterVowel && (last || !isVowel(runes[i+1]) || string(runes[i+1:]) == "e"):
		return slight
	case r == 'h' && i > 0 && runes[i-1] == 't':
		return slight
	case isVowel(r) && afterVowel, r == 'y' && afterVowel:
		return near
	case isVowel(r):
		return wrongVowel
	case r == 'h' || r == 'w' || r == 'y' || r == 'g' && !last:
		return 2 * near
	}
	return wrong
}

// alikeSounds is what it costs to hear a kana's sound for a letter.
var alikeSounds = map[[2]rune]int{
	{'r', 'l'}: 0, {'b', 'v'}: 0, {'n', 'm'}: near, {'h', 'f'}: near, {'z', 's'}: near, {'S', 's'}: near, {'s', 't'}: 2 * near,
	{'J', 'g'}: near, {'J', 'z'}: near, {'J', 's'}: near, {'J', 'd'}: 2 * near, {'J', 'i'}: 2 * near,
	{'C', 't'}: near, {'T', 't'}: near, {'S', 'C'}: near, {'k', 'C'}: 2 * near,
	{'i', 'y'}: 0, {'i', 'e'}: near, {'i', 'a'}: 2 * near, {'e', 'a'}: near, {'u', 'o'}: near, {'u', 'w'}: near, {'w', 'u'}: near, {'u', 'e'}: near,
	{'a', 'u'}: near, {'a', 'o'}: 2 * near, {'a', 'e'}: near, {'a', 'i'}: near, {'o', 'a'}: near, {'o', 'u'}: 2 * near, {'o', 'e'}: 2 * near,
}

func instead(a, b sound) int {
	if a.r == b.r {
		return 0
	}
	if a.kana == b.kana {
		return wrong
	}
	if b.kana {
		a, b = b, a
	}
	if cost, ok := alikeSounds[[2]rune{a.r, b.r}]; ok {
		return cost
	}
	if isVowel(a.r) && isVowel(b.r) {
		return wrongVowel
	}
	return 2 * wrong
}

// soundsAlike reports whether two names, one of them at least partly in kana
// and the other in letters, are heard alike.
func soundsAlike(a, b []atom) bool {
	if sameScripts(a, b) {
		return false
	}
	x, y := soundsOf(a), soundsOf(b)
	if len(x) < 3 || len(y) < 3 || len(x) > 80 || len(y) > 80 || len(x) > 2*len(y)+2 || len(y) > 2*len(x)+2 {
		return false
	}
	consonants := min(countConsonants(x), countConsonants(y))
	return consonants >= 2 && distance(x, y) <= allowed(consonants)
}

// allowed is how far two names may be apart, by how much there is to hear.
func allowed(consonants int) int { return 20*consonants + 14 }

func sameScripts(a, b []atom) bool {
	one := func(list []atom) (has [2]bool) {
		for _, x := range list {
			has[x.script] = true
		}
		return has
	}
	return one(a) == one(b) && one(a) != [2]bool{true, true}
}

func countConsonants(list []sound) (n int) {
	for _, s := range list {
		if !isVowel(s.r) && s.r != 'y' && s.r != 'w' {
			n++
		}
	}
	return n
}

// distance is the least it costs to hear one for the other.
func distance(x, y []sound) int {
	row := make([]int, len(y)+1)
	for j := range y {
		row[j+1] = row[j] + y[j].out
	}
	for _, a := range x {
		above := row[0] // of the last column
		row[0] += a.out
		for j, b := range y {
			cost := min(above+instead(a, b), row[j+1]+a.out, row[j]+b.out)
			above, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}

// mistyped reports whether all words are the same but one, which differs by a
// letter, or two where it is long, or by two letters that changed places.
func mistyped(a, b []atom) bool {
	if len(a) != len(b) {
		return false
	}
	slips := 0
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if slips++; slips > 1 || a[i].script != b[i].script || !slip([]rune(a[i].text), []rune(b[i].text)) {
			return false
		}
	}
	return slips == 1
}

// Lengths from which a word may have one letter wrong, and two.
const (
	oneSlip  = 6
	twoSlips = 11
)

func slip(a, b []rune) bool {
	short := min(len(a), len(b))
	if short < oneSlip-1 || max(len(a), len(b)) < oneSlip || a[0] != b[0] || max(len(a), len(b))-short > 2 {
		return false
	}
	most := 1
	if short >= twoSlips {
		most = 2
	}
	return edits(a, b) <= most
}

// edits counts letters that are wrong, missing, too many, or changed places
// with their neighbour.
func edits(a, b []rune) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
