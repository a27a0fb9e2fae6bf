package discordtest

import "testing"

func TestMarkup(t *testing.T) {
	names := func(kind byte, id string) (string, bool) {
		name, ok := map[string]string{"@1": "山田", "&2": "役員", "#3": "general"}[string(kind)+id]
		return name, ok
	}
	for sent, want := range map[string]string{
		"ただの文": "ただの文",
		"**太字** と *斜め* と _斜め_ と __線__ と ~~消~~": "太字 と 斜め と 斜め と 線 と 消",
		"***両方***":                       "両方",
		`\*\*太字\*\*`:                     "**太字**",
		`\*太字*`:                          "*太字*",
		"2 * 3 * 4":                      "2 * 3 * 4",
		"snake_case_name":                "snake_case_name",
		"a_b_ c":                         "ab c",
		"_日本_語":                          "日本語",
		"||秘密||":                         "███",
		"`code` と ``a`b``":               "code と a`b",
		"```go\nx := 1\n```":             "x := 1",
		"`**a**`":                        "**a**",
		"開いた ` だけ":                       "開いた ` だけ",
		"# 見出し\n本文":                      "見出し\n本文",
		`\# 見出し`:                         "# 見出し",
		"#見出し":                           "#見出し",
		"a # b":                          "a # b",
		"-# 小さく":                         "小さく",
		"> 引用\n>>> 続き":                   "引用\n続き",
		"> # 中":                          "中",
		"- 一\n* 二\n3. 三":                 "• 一\n• 二\n3. 三",
		`\- 一`:                           "- 一",
		"-一":                             "-一",
		"<@1> <@!1> <@&2> <#3>":          "@山田 @山田 @役員 #general",
		"<@9> <#9>":                      "@unknown #unknown",
		`\<@1>`:                          "<@1>",
		"@everyone @here":                "@everyone @here",
		"<:name:12> <a:n:1>":             "🙂 🙂",
		":smile: :100: 10:30:45":         "🙂 🙂 10:30:45",
		`\:smile:`:                       ":smile:",
		"<t:0> <t:0:R>":                  "1970-01-01 00:00 1970-01-01 00:00",
		"</daicho:1> <id:guide>":         "/daicho guide",
		"[字](https://example.com/a_(b))": "字",
		`\[字](https://example.com)`:      "[字](https://example.com)",
		"[字](なし)":                        "[字](なし)",
		"https://example.com/a_b_c と <https://example.com/x>": "https://example.com/a_b_c と https://example.com/x",
		`¯\_(ツ)_/¯`: `¯\_(ツ)_/¯`,
		`a\b \字`:    `a\b 字`,
		"1 < 2 > 0": "1 < 2 > 0",
		"":          "",
	} {
		if got := (markup{names: names, whole: true}).read(sent); got != want {
			t.Errorf("%q reads %q, want %q", sent, got, want)
		}
	}
	for sent, want := range map[string]string{"**太** `c`": "太 c", "# x": "# x", "<@1>": "<@1>", "[a](https://example.com)": "[a](https://example.com)", ":smile:": "🙂"} {
		if got := (markup{names: names}).read(sent); got != want {
			t.Errorf("title %q reads %q, want %q", sent, got, want)
		}
	}
}
