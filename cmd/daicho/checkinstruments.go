package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"daicho/rubric"
	"daicho/store"
)

// instruments looks at the editions that will be there, and at those that the
// data need.
func (c *checker) instruments(data []store.Census) {
	built, err := rubric.Embedded()
	if err != nil {
		c.err("instruments", err)
		return
	}
	lib := built
	if folder := c.cfg.Instruments.Folder; folder != "" {
		if lib = c.instrumentsFolder(folder, built); lib == nil {
			return
		}
	}
	for _, kind := range []rubric.Kind{rubric.Diagnosis, rubric.Checklist} {
		in := lib.Current(kind)
		c.say("instruments", fmt.Sprintf("new %s use %s, %d questions", map[rubric.Kind]string{rubric.Diagnosis: "rounds", rubric.Checklist: "checklists"}[kind], in.Edition, len(in.Items)),
			fmt.Sprintf("これから始める%sには、版 %s（%d問）を使います。", map[rubric.Kind]string{rubric.Diagnosis: "自社診断", rubric.Checklist: "安全利用チェック"}[kind], in.Edition, len(in.Items)))
	}
	for _, one := range data {
		c.editionsOf(one, lib)
	}
}

// instrumentsFolder loads the folder; nil if it holds mistakes.
func (c *checker) instrumentsFolder(folder string, built *rubric.Library) *rubric.Library {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		c.add("instruments", wrong, &mistake{"instruments.folder = " + folder + " is not there", "Correct the path, or leave it empty for the built-in editions",
			"instruments.folder の " + folder + " がありません。", "場所を直すか、組み込みの版だけを使うなら空にしてください。"})
		return nil
	case err != nil:
		c.add("instruments", wrong, unreadable(folder, err))
		return nil
	case !info.IsDir():
		c.add("instruments", wrong, &mistake{"instruments.folder = " + folder + " is not a folder", "Name the folder in which each edition is a folder",
			"instruments.folder の " + folder + " はフォルダーではありません。", "版ごとのフォルダーが並ぶフォルダーを指定してください。"})
		return nil
	}
	lib, err := rubric.Load(os.DirFS(folder))
	if err != nil {
		c.err("instruments", err)
		return nil
	}
	for _, edition := range lib.Editions() {
		in, _ := lib.Instrument(edition)
		was, ok := built.Instrument(edition)
		switch {
		case !ok:
			c.say("instruments", "the folder adds the edition "+edition, "フォルダーから、版 "+edition+" を加えました。")
		case was != in:
			c.add("instruments", look, &mistake{What: "the folder replaces the wording of the built-in edition " + edition,
				WhatJa: "フォルダーの版 " + edition + " が、組み込みの同じ版の文面と入れかわります。"})
		}
	}
	return lib
}

// editionsOf says which editions that the company's answers are of are not
// there.
func (c *checker) editionsOf(one store.Census, lib *rubric.Library) {
	for _, edition := range one.Editions() {
		if _, ok := lib.Instrument(edition); ok {
			continue
		}
		english, japanese := usesText(one.Of(edition))
		c.add("instruments", wrong, &mistake{
			fmt.Sprintf("the edition %q is not loaded, and in %s %s these are of it: %s", edition, one.Company.ID, one.Company.Name, english),
			"Put the folder of this edition back into instruments.folder; until then these answers are kept but not shown",
			fmt.Sprintf("%s %s の次の記録に使われている版「%s」が見つかりません：%s", one.Company.ID, one.Company.Name, edition, japanese),
			"この版のフォルダーを instruments.folder に戻してください。それまで答えは保存されたままですが、画面には出ません。",
		})
	}
}

// mostUses is how many uses are named.
const mostUses = 10

func usesText(uses []store.Use) (english, japanese string) {
	var en, ja []string
	for _, u := range uses[:min(len(uses), mostUses)] {
		switch {
		case u.Round > 0:
			en, ja = append(en, fmt.Sprintf("round %d", u.Round)), append(ja, fmt.Sprintf("自社診断の第%d回", u.Round))
		case u.Earlier:
			en, ja = append(en, fmt.Sprintf("earlier answers of %s", u.Service)), append(ja, fmt.Sprintf("%s の以前の答え", u.Service))
		default:
			en, ja = append(en, fmt.Sprintf("the checklist of %s", u.Service)), append(ja, fmt.Sprintf("%s のチェック", u.Service))
		}
	}
	if more := len(uses) - mostUses; more > 0 {
		en, ja = append(en, fmt.Sprintf("and %d more", more)), append(ja, fmt.Sprintf("ほか%d件", more))
	}
	return strings.Join(en, ", "), strings.Join(slices.Clip(ja), "、")
}
