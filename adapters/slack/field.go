package slack

import (
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// input puts a field of a page into a modal: its inputs, what is known beside
// it, and its own buttons.
func (s *sheet) input(v bot.View, f bot.Field, helped bool) {
	if f.Heading != "" {
		s.text("〈" + f.Heading + "〉")
	}
	s.marked("！ ", f.Problem)
	if f.Hint != "" && !f.Typed() { // Slack's own hint stands below all the answers
		s.small(f.Hint)
	}
	if none := chatkit.NothingToChoose(f); none != "" {
		s.text(chatkit.FieldTitle(f) + "：" + none)
	} else {
		s.inputBlock(f, wholePart, whole(f), f.Optional || twofold(f), chatkit.FieldTitle(f))
	}
	if twofold(f) {
		s.inputBlock(f, optionPart, radio(f), true, f.Label+"が決まっていないとき")
	}
	s.small(f.Remark)
	if helped {
		s.lines(chatkit.HelpLines(f)...)
	}
	s.buttons(beside(v, f, helped))
}

// inputBlock puts in one input. Choices are saved as they are made.
func (s *sheet) inputBlock(f bot.Field, part string, e sdk.BlockElement, optional bool, label string) {
	b := sdk.NewInputBlock(fieldBlock(f, part), plain(label, maxLabel), nil, e)
	b.Optional = optional
	b.DispatchAction = !f.Typed()
	if f.Hint != "" && f.Typed() {
		b.Hint = plain(f.Hint, maxLabel)
	}
	s.add(b)
}

// beside are the buttons about a field alone.
func beside(v bot.View, f bot.Field, helped bool) []element {
	var all []element
	for _, a := range f.Actions {
		all = append(all, pressing(a))
	}
	if len(f.Help) > 0 && !helped {
		all = append(all, element{verb: help, route: v.At, value: string(f.ID), label: "解説を読む"})
	}
	return all
}

var enterID = enter.id(0, "")

// whole is the input that takes a field's value.
func whole(f bot.Field) sdk.BlockElement {
	switch f.Kind {
	case bot.Text, bot.LongText:
		return typing(f)
	case bot.Date:
		return calendar(f, enterID)
	case bot.PlaceField, bot.MemberField:
		return chooser(f, enterID)
	}
	if f.Kind == bot.Choice && len(f.Options) <= maxRadio {
		return radio(f)
	}
	return list(f, enterID)
}

func typing(f bot.Field) sdk.BlockElement {
	e := sdk.NewPlainTextInputBlockElement(nil, enterID)
	e.Multiline = f.Kind == bot.LongText
	e.MaxLength = mostTyped(f)
	e.InitialValue = initial(f)
	return e
}

// mostTyped is how many characters an input takes.
func mostTyped(f bot.Field) int {
	if f.Max > 0 {
		return min(f.Max, maxInput)
	}
	return maxInput
}

// initial is what stands in a field's input as it is drawn: as much of a text as
// the input takes.
func initial(f bot.Field) string {
	text := []rune(f.Value)
	if f.Typed() && len(text) > mostTyped(f) {
		text = text[:mostTyped(f)]
	}
	return string(text)
}

func calendar(f bot.Field, id string) *sdk.DatePickerBlockElement {
	e := sdk.NewDatePickerBlockElement(id)
	if _, chosen := f.Option(f.Value); !chosen && isDay(f.Value) {
		e.InitialDate = f.Value
	}
	return e
}

// isDay reports whether text is a date as Slack writes it: 2026-12-10.
func isDay(text string) bool {
	return len(text) == 10 && text[4] == '-' && text[7] == '-' && strings.Trim(text, "0123456789-") == ""
}

func radio(f bot.Field) sdk.BlockElement {
	e := sdk.NewRadioButtonsBlockElement(enterID, options(f.Options, maxOption)...)
	if o, ok := f.Option(f.Value); ok {
		e.InitialOption = option(o, maxOption)
	}
	return e
}

// list is a drop-down list of a field's options, which Slack lets people search
// by typing. It takes a hundred in a group.
func list(f bot.Field, id string) *sdk.SelectBlockElement {
	var e *sdk.SelectBlockElement
	each := roomFor(len(f.Options))
	hint := plain("選んでください（名前の一部を入れて探せます）", maxValue)
	if len(f.Options) <= maxSelect {
		e = sdk.NewOptionsSelectBlockElement(sdk.OptTypeStatic, hint, id, options(f.Options, each)...)
	} else {
		e = sdk.NewOptionsGroupSelectBlockElement(sdk.OptTypeStatic, hint, id, groups(f.Options, each)...)
	}
	if o, ok := f.Option(f.Value); ok {
		e.InitialOption = option(o, each)
	}
	return e
}

// groups are options by the hundred, each named by its first and its last.
func groups(all []bot.Option, each int) (list []*sdk.OptionGroupBlockObject) {
	for some := range slices.Chunk(all, maxSelect) {
		name := cut(some[0].Label, 30) + "〜" + cut(some[len(some)-1].Label, 30)
		list = append(list, sdk.NewOptionGroupBlockElement(plain(name, maxOption), options(some, each)...))
	}
	return list
}

// chooser lets somebody choose among the workspace's channels or people.
func chooser(f bot.Field, id string) *sdk.SelectBlockElement {
	if f.Kind == bot.MemberField {
		e := sdk.NewOptionsSelectBlockElement(sdk.OptTypeUser, plain("人を選んでください", maxValue), id)
		e.InitialUser = f.Value
		return e
	}
	e := sdk.NewOptionsSelectBlockElement(sdk.OptTypeConversations, plain("チャンネルを選んでください", maxValue), id)
	e.InitialConversation = f.Value
	e.Filter = &sdk.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeExternalSharedChannels: true, ExcludeBotUsers: true}
	return e
}

// optionChars is how many characters all options of a list may have together.
const optionChars = 6000

// roomFor is how many characters each of so many options may have.
func roomFor(options int) int { return max(12, min(maxOption, optionChars/max(1, options))) }

func options(all []bot.Option, each int) []*sdk.OptionBlockObject {
	list := make([]*sdk.OptionBlockObject, len(all))
	for i, o := range all {
		list[i] = option(o, each)
	}
	return list
}

func option(o bot.Option, most int) *sdk.OptionBlockObject {
	return sdk.NewOptionBlockObject(o.Value, plain(o.Label, most), nil)
}
