package slacktest

import "testing"

func TestReadPlain(t *testing.T) {
	for _, c := range []struct{ raw, want, off string }{
		{"*b* _i_ ~s~ `c` <https://x.jp|x> <@U1>", "*b* _i_ ~s~ `c` <https://x.jp|x> <@U1>", ""},
		{"a &lt;b&gt; &amp; &quot;", "a <b> & &quot;", ""},
		{"&amp;lt;", "&lt;", ""},
		{":smile: :+1: 10:30:45", "🙂 🙂 10:30:45", ":smile: :+1: 10:30:45"},
	} {
		if got := readPlain(c.raw, true); got != c.want {
			t.Errorf("%q: got %q, want %q", c.raw, got, c.want)
		}
		if c.off == "" {
			c.off = c.want
		}
		if got := readPlain(c.raw, false); got != c.off {
			t.Errorf("%q without emoji: got %q, want %q", c.raw, got, c.off)
		}
	}
	if got := read(object{"type": "plain_text", "text": ":smile:"}, nil); got != picture {
		t.Errorf("emoji left out: %q", got)
	}
}

func TestReadMarkup(t *testing.T) {
	people := names(func(id string) string { return map[string]string{"U1": "yamada"}[id] })
	for _, c := range []struct{ raw, want string }{
		{"*太字* と _斜体_ と ~取消~", "太字 と 斜体 と 取消"},
		{"*太字*です", "太字です"},
		{"snake_case_name 2*3*4", "snake_case_name 2*3*4"},
		{"* a * _ b _", "* a * _ b _"},
		{"*a\nb*", "*a\nb*"},
		{"_*both*_", "both"},
		{"`*code*` ```\n_block_\n```", "*code* _block_"},
		{"<https://x.jp/a_b_c|ここ> <https://x.jp/a_b_c>", "ここ https://x.jp/a_b_c"},
		{"<@U1> <#C1|general> <!channel> <!date^1^{date}|今日>", "@yamada #general @channel 今日"},
		{"&lt;b&gt; &amp;amp;", "<b> &amp;"},
		{"> 引用\n&gt; 引用", "引用\n引用"},
		{":tada: 10:30:45", "🙂 10:30:45"},
		{"", ""},
		{"*", "*"},
	} {
		if got := readMarkup(c.raw, people); got != c.want {
			t.Errorf("%q: got %q, want %q", c.raw, got, c.want)
		}
	}
}

func TestReadRich(t *testing.T) {
	section := func(inline ...any) object { return object{"type": "rich_text_section", "elements": inline} }
	text := func(s string) object { return object{"type": "text", "text": s} }
	o := object{"type": "rich_text", "elements": []any{
		section(text("*b* &lt; :smile: "), object{"type": "link", "url": "https://x.jp", "text": "x"}, object{"type": "user", "user_id": "U1"}),
		object{"type": "rich_text_list", "style": "ordered", "elements": []any{section(text("one")), section(text("two"))}},
		object{"type": "rich_text_list", "style": "bullet", "elements": []any{section(text("dot"))}},
		object{"type": "rich_text_quote", "elements": []any{text("said")}},
	}}
	want := "*b* &lt; :smile: x@U1\n1. one\n2. two\n• dot\nsaid"
	if got := readRich(o, nil); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
