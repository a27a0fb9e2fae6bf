package rubric

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// TestKindsFollowTheSeed: the kinds of seed p. 23, and one for all others.
func TestKindsFollowTheSeed(t *testing.T) {
	var groups []string
	titles := map[string][]string{}
	for _, k := range MustEmbedded().Kinds() {
		if len(titles[k.Group]) == 0 {
			groups = append(groups, k.Group)
		}
		titles[k.Group] = append(titles[k.Group], k.Title)
	}
	want := map[string]string{
		"経営管理": "財務会計 税務申告 給与計算 労務管理",
		"業務":   "顧客管理 販売管理 名刺管理 ホームページ作成 ECサイト",
		"オフィス": "ワープロ 表計算 グループウェア 電子メール オンラインストレージ",
		"そのほか": "ここまでに出てこなかったもの",
	}
	for group, list := range want {
		if got := strings.Join(titles[group], " "); got != list {
			t.Errorf("%s: %s, want %s", group, got, list)
		}
	}
	if len(groups) != len(want) {
		t.Errorf("groups %v", groups)
	}
}

func TestOwnKindsAndNames(t *testing.T) {
	lib, err := Load(fstest.MapFS{
		"kinds/kinds.csv": {Data: []byte("id,page,group,title,example\na,1,工場,生産管理,例\nb,2,工場,設備予約,例\n")},
		"names/names.csv": {Data: []byte("name,maker,spellings\n本舗,,ほんぽ\n台帳くん,本舗,だいちょうくん|D君\n")},
		"names/words.csv": {Data: []byte("word,kind\nクラウド,filler\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if k := lib.Kinds(); len(k) != 2 || k[1] != (ServiceKind{"b", 2, "工場", "設備予約", "例"}) {
		t.Errorf("kinds %v", k)
	}
	if s := lib.Spellings(); len(s.Names) != 2 || s.Names[1].Maker != "本舗" || len(s.Names[1].Spellings) != 2 || s.Words["クラウド"] != FillerWord {
		t.Errorf("spellings %v", s)
	}
	if lib.Current(Diagnosis) == nil || len(MustEmbedded().Kinds()) != 15 {
		t.Error("the built-in library is no longer whole")
	}
}

func TestBrokenKindsAndNames(t *testing.T) {
	const head = "id,page,group,title,example\n"
	for _, c := range []struct{ name, file, text, where, what string }{
		{"an id twice", "kinds/kinds.csv", head + "a,1,工場,生産,例\na,1,工場,設備,例\n", "kinds/kinds.csv:3", "a"},
		{"a page left out", "kinds/kinds.csv", head + "a,1,工場,生産,例\nb,3,工場,設備,例\n", "kinds/kinds.csv:3", "page 3 follows page 1"},
		{"a page before", "kinds/kinds.csv", head + "a,2,工場,生産,例\n", "kinds/kinds.csv:2", "page 2 follows page 0"},
		{"too many on a page", "kinds/kinds.csv", head + numbered("k%d,1,工場,生産,例\n", 11), "kinds/kinds.csv:12", "more than 10 kinds"},
		{"too many pages", "kinds/kinds.csv", head + "a,1,工,生,例\nb,2,工,生,例\nc,3,工,生,例\nd,4,工,生,例\ne,5,工,生,例\nf,6,工,生,例\ng,7,工,生,例\nh,8,工,生,例\ni,9,工,生,例\nj,10,工,生,例\n", "kinds/kinds.csv:11", "page 10"},
		{"no rows", "kinds/kinds.csv", head, "kinds/kinds.csv", "no rows"},
		{"no number", "kinds/kinds.csv", head + "a,一,工場,生産,例\n", "kinds/kinds.csv:2", "not a whole number"},
		{"a slip of the pen", "kinds/kind.csv", head, "kinds/kind.csv", "no table"},
		{"a name twice", "names/names.csv", "name,maker,spellings\n本舗,,ほんぽ\n本舗,,ホンポ\n", "names/names.csv:3", "there twice"},
		{"no such maker", "names/names.csv", "name,maker,spellings\n台帳,本舗,ほんぽ\n", "names/names.csv:2", "no name"},
		{"no such kind of word", "names/words.csv", "word,kind\nクラウド,noise\n", "names/words.csv:2", "Write one of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := fstest.MapFS{
				"names/names.csv": {Data: []byte("name,maker,spellings\n本舗,,ほんぽ\n")}, "names/words.csv": {Data: []byte("word,kind\n")},
				"kinds/kinds.csv": {Data: []byte(head + "a,1,工場,生産,例\n")},
			}
			folder[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			_, err := Load(folder)
			p, ok := errors.AsType[*Problem](err)
			if !ok {
				t.Fatalf("%v", err)
			}
			if said := p.Error(); !strings.HasPrefix(said, c.where+":") || !strings.Contains(said, c.what) || p.Japanese == "" {
				t.Errorf("%s", said)
			}
		})
	}
}
