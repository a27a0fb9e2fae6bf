package picture

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// none stands for no answer in the tables below.
const none = guidance.Unanswered

var checklistAxes = []string{
	"業務の明確化", "種類の選定", "情報の重要度", "ルールとの整合", "事業者の信頼性", "サービスの安定性",
	"管理担当者", "利用者の範囲", "利用者の認証", "バックアップ",
	"付帯する対策", "サポート体制", "終了時のデータ", "法令・契約", "データの所在地",
}

var diagnosisAxes = []string{
	"OS・ソフトの更新", "ウイルス対策", "パスワード", "アクセス制限", "脅威の情報共有",
	"メールの添付・リンク", "宛先の誤送信", "重要情報の送り方", "無線LAN", "ウェブ・SNS利用", "バックアップ", "書類・媒体の保管",
	"持ち出し", "離席時の画面", "立ち入り制限", "機器の施錠保管", "施錠忘れ防止", "廃棄",
	"守秘義務", "教育", "私物の業務利用", "取引先との契約", "外部サービスの選定", "緊急時の体制", "ルール化",
}

// axes gives the labels to groups of the sizes, in order.
func axes(labels []string, sizes ...int) []guidance.RadarAxis {
	var out []guidance.RadarAxis
	for group, size := range sizes {
		for range size {
			out = append(out, guidance.RadarAxis{Label: labels[len(out)], Group: group})
		}
	}
	return out
}

func groups(labels ...string) []guidance.RadarGroup {
	var out []guidance.RadarGroup
	for _, l := range labels {
		out = append(out, guidance.RadarGroup{Label: l})
	}
	return out
}

func series(name string, values ...int) guidance.RadarSeries {
	return guidance.RadarSeries{Name: name, Values: values}
}

// checklist is a service's radar.
func checklist(title string, s ...guidance.RadarSeries) guidance.Radar {
	return guidance.Radar{
		Title: title, Max: 3, Groups: groups("選択", "運用", "管理"),
		Axes: axes(checklistAxes, 6, 4, 5), Series: s,
	}
}

// relabelled is r with every axis label replaced.
func relabelled(r guidance.Radar, label func(i int) string) guidance.Radar {
	r.Axes = slices.Clone(r.Axes)
	for i := range r.Axes {
		r.Axes[i].Label = label(i)
	}
	return r
}

func same(value, count int) []int { return slices.Repeat([]int{value}, count) }

// zzz is the customer database of the document's p. 19: 38 of 45 points.
func zzz() guidance.Radar {
	return checklist("クラウド顧客管理システムZZZ", series("今回（10月5日）", 3, 2, 3, 3, 2, 3, 3, 3, 2, 1, 3, 3, 2, 3, 2))
}

// again is zzz with the answers of an earlier day behind it.
func again() guidance.Radar {
	r := zzz()
	r.Series = append(r.Series, series("前回（7月12日）", 3, 1, 2, 3, 1, 2, 3, 3, 1, 1, 2, 3, 1, none, 0))
	return r
}

func diagnosis() guidance.Radar {
	return guidance.Radar{
		Title: "自社診断の結果", Min: -1, Max: 4, Groups: groups("基本的対策", "従業員としての対策", "組織としての対策"),
		Axes: axes(diagnosisAxes, 5, 13, 7),
		Series: []guidance.RadarSeries{
			series("会社の回答", 4, 4, 2, 4, 0, 2, 4, 2, 4, 0, 2, 4, 2, 4, 4, 2, 4, 2, 4, 0, -1, 2, 0, -1, 2),
			series("社員の回答（中央値）", 4, 4, 2, 2, -1, 2, 2, 2, -1, 0, 2, 2, 2, 4, 4, 2, 4, 4, 4, -1, -1, 0, -1, -1, 0),
		},
	}
}

// questions is the diagnosis as it is shown: the axes of the edition in use.
func questions() guidance.Radar {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	r := diagnosis()
	r.Title, r.Groups, r.Axes = "自社診断（第2回・2026年12月10日（木））", nil, nil
	r.Series[1].Name = "従業員の答えの真ん中（12人）"
	for i, g := range in.Groups {
		r.Groups = append(r.Groups, guidance.RadarGroup{Label: g.Short})
		for _, item := range in.Items {
			if item.Group == g.ID {
				r.Axes = append(r.Axes, guidance.RadarAxis{Label: item.Axis, Group: i})
			}
		}
	}
	return r
}

// pictures are the examples that goldens and properties are checked on.
func pictures() map[string]guidance.Radar {
	long := []string{"業務で取り扱う情報の重要度確認", "クラウドサービス事業者の信頼性", "利用終了時におけるデータの返却"}
	trio := guidance.Radar{
		Title: "三つだけ", Max: 3, Groups: groups("全体"), Axes: axes([]string{"計画", "実行", "確認"}, 3),
		Series: []guidance.RadarSeries{series("", 3, 0, 2)},
	}
	twins := zzz()
	twins.Series = append(twins.Series, series("前回（7月12日）", twins.Series[0].Values...))
	longLabels := func(r guidance.Radar) guidance.Radar {
		return relabelled(r, func(i int) string { return long[i%len(long)] })
	}
	odd := relabelled(again(), func(i int) string { return []string{"", "😀の扱い", "𠮷野"}[i%3] })
	odd.Title = "👨‍👩‍👧‍👦 みんなの☁️サービス\u202e\n\t🇯🇵"
	odd.Groups = groups("", "🔒運用", "管理\x00\xff")
	wordy := longLabels(again())
	wordy.Title = strings.Repeat("とても長い名前のクラウドサービス（東日本支社・営業第二部版）", 3)
	wordy.Groups = groups("選択するときのポイントと確認のしかたについて", "運用するときのポイント", "セキュリティ管理のポイント")
	wordy.Series[0].Values = slices.Clone(wordy.Series[0].Values)
	wordy.Series[0].Values[7] = none
	return map[string]guidance.Radar{
		"zzz":       zzz(),
		"again":     again(),
		"twins":     twins,
		"zeros":     checklist("△△クラウド財務会計v1", series("今回", same(0, 15)...)),
		"full":      checklist("記入例01", series("今回", same(3, 15)...)),
		"empty":     checklist("××勤怠管理WEBシステム", series("今回", same(none, 15)...)),
		"partial":   checklist("××勤怠管理WEBシステム", series("今回", 3, 2, none, none, 0, 3, 0, none, 2, none, 3, 3, 3, 1, 0)),
		"long":      longLabels(zzz()),
		"wordy":     wordy,
		"diagnosis": diagnosis(),
		"questions": questions(),
		"crowded":   longLabels(diagnosis()),
		"three":     trio,
		"odd":       odd,
		"unasked":   checklist("まだ始めていないサービス"),
	}
}

// printed are the services of the document's printed examples.
func printed(t *testing.T) map[string]guidance.Radar {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "printed.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]guidance.Radar{}
	for _, row := range rows {
		var values []int
		for _, digit := range row[1] {
			values = append(values, int(digit-'0'))
		}
		out[row[0]] = checklist(row[0], series("今回", values...))
	}
	return out
}
