package picture

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"daicho/bot/guidance"
)

func drawBars(t testing.TB, b guidance.Bars) []byte {
	t.Helper()
	data, err := Bars(b)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// charts are the examples that goldens and properties are checked on.
func charts() map[string]guidance.Bars {
	word := []string{"利用中", "調査中", "利用終了"}
	bar := func(no int, name string, kind, value int) guidance.Bar {
		return guidance.Bar{Label: fmt.Sprintf("S%04d %s", no, name), Word: word[kind], Kind: []int{0, 1, 5}[kind], Value: value}
	}
	ledger := guidance.Bars{Title: "確認の進み具合（点数の低い10件）", Max: 45, Unit: "点", Bars: []guidance.Bar{
		bar(3, "△△クラウド財務会計v1", 2, 11), bar(2, "□□ECプラットフォーム", 1, 17), bar(12, "会計freee", 0, 20), bar(7, "○○オンラインストレージサービス", 0, 26),
		bar(1, "××勤怠管理WEBシステム", 0, 29), bar(8, "WEBメール「Aメール」", 0, 33), bar(5, "△△クラウド財務会計v2", 1, 37),
		bar(4, "クラウド顧客管理システムZZZ", 1, 38), bar(9, "名刺管理", 0, 44), bar(10, "名刺管理（旧）", 2, 45),
	}}
	full := guidance.Bars{Title: strings.Repeat("長い題名", 40), Max: maxValue, Unit: "点点点点"}
	for i := range guidance.MaxBars {
		full.Bars = append(full.Bars, guidance.Bar{Label: strings.Repeat("とても長い名前のサービス", 9), Word: "とても長い状態のことば", Kind: i % maxGroups, Value: maxValue * i / (guidance.MaxBars - 1)})
	}
	return map[string]guidance.Bars{
		"bars": ledger, "bars-full": full,
		"bars-one": {Title: "", Max: 45, Bars: []guidance.Bar{{Label: "😀\x00台帳", Value: 0}}},
	}
}

// TestGoldenBars compares every example with its golden picture, pixel by
// pixel, and holds its size to 50 KB.
func TestGoldenBars(t *testing.T) {
	for name, b := range charts() {
		got := drawBars(t, b)
		golden(t, name, got)
		if most := 50 << 10; len(got) > most {
			t.Errorf("%s: %d bytes, at most %d", name, len(got), most)
		}
	}
}

// TestBarsKeepApart: words stand beside each other and in the picture.
func TestBarsKeepApart(t *testing.T) {
	for name, b := range charts() {
		p := planBars(b)
		if p.height > Height {
			t.Errorf("%s is %d high, at most %d", name, p.height, Height)
		}
		for i, r := range p.rows {
			label, word, value := margin+width(r.label, barSize), r.wordEnd-width(r.word, barSize), Width-margin-width(r.value, barSize)
			if label > word || r.wordEnd > value || r.track.Max.Y > p.height {
				t.Errorf("%s, bar %d: label to %d, word %d to %d, value from %d, down to %d", name, i+1, label, word, r.wordEnd, value, r.track.Max.Y)
			}
			if i > 0 && p.rows[i-1].track.Max.Y > r.baseline-barSize*ascent/100 {
				t.Errorf("%s: bar %d lies on the one above", name, i+1)
			}
		}
	}
}

func TestBarsSpec(t *testing.T) {
	good := charts()["bars"]
	m := New(1 << 20)
	data, err := m.Make(context.Background(), good.Spec())
	if err != nil || !slices.Equal(data, drawBars(t, good)) {
		t.Errorf("made from its spec: %v", err)
	}
	change := func(f func(*guidance.Bars)) string {
		b := good
		b.Bars = slices.Clone(b.Bars)
		f(&b)
		return b.Spec()
	}
	for name, spec := range map[string]string{
		"no JSON":      "bars:{",
		"more":         good.Spec() + "{}",
		"other fields": `bars:{"Colour":1}`,
		"none":         change(func(b *guidance.Bars) { b.Bars = nil }),
		"too many":     change(func(b *guidance.Bars) { b.Bars = slices.Repeat(b.Bars, 2) }),
		"too long":     change(func(b *guidance.Bars) { b.Bars[0].Value = 46 }),
		"below zero":   change(func(b *guidance.Bars) { b.Bars[0].Value = -1 }),
		"no full bar":  change(func(b *guidance.Bars) { b.Max = 0 }),
		"no such kind": change(func(b *guidance.Bars) { b.Bars[0].Kind = maxGroups }),
	} {
		if _, err := m.Make(context.Background(), spec); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v, want ErrSpec", name, err)
		}
	}
}
