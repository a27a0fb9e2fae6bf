package adaptertest

import (
	"bytes"

	"daicho/bot"
)

// cases are all behaviours, the plainest first.
var cases = []testCase{
	{"words reach the core and its view the person", nil, sayCase},
	{"a press reaches the core", nil, pressCase},
	{"a row that leads somewhere can be pressed", nil, rowCase},
	{"one answer is an autosave", []Ability{Autosave}, autosaveCase},
	{"a page of choices is submitted whole", nil, submitCase},
	{"typed answers are submitted whole", nil, typeCase},
	{"a file reaches the core", []Ability{Files}, fileCase},
	{"a file comes with what it was dropped on", []Ability{Files}, dropCase},
	{"deliveries have ids of their own", nil, idCase},
	{"a repeated delivery keeps its id", nil, repeatCase},
	{"acknowledged only after the core has returned", nil, acknowledgeCase},
	{"what the core did not keep is not shown as kept", nil, failCase},
	{"an old screen can be pressed", []Ability{Stale}, staleCase},
	{"an answer to a deleted message is seen", []Ability{Deletes}, deletedCase},
	{"order is kept for one person", nil, orderCase},
	{"one person does not hold up another", nil, crowdCase},
	{"the longest text comes out", nil, longCase},
	{"markup comes out literally", nil, markupOutCase},
	{"markup goes in literally", nil, markupInCase},
	{"a stranger is nobody else", []Ability{Strangers}, strangerCase},
	{"an answer in a place is private", []Ability{Places}, placeCase},
	{"a post reaches its receiver alone", nil, postCase},
	{"a post to a place reaches the place", []Ability{Places}, postPlaceCase},
	{"a post to what is gone says so", []Ability{Leaves}, goneCase},
	{"a refused post says so", []Ability{Refuses}, refusedCase},
	{"a failed post says so", []Ability{Outages}, brokenCase},
	{"a post too soon says when", []Ability{Limits}, limitedCase},
	{"a broken connection loses nothing", []Ability{Breaks}, reconnectCase},
	{"a picture reaches the person", []Ability{Pictures}, pictureCase},
	{"a picture that fails leaves its words", nil, noPictureCase},
	{"a live screen follows changes", []Ability{Live}, liveCase},
	{"a live screen catches up after a break", []Ability{Live}, liveBreakCase},
	{"a turn under way ends before the adapter", nil, stopCase},
}

func said(words string) Match { return func(ev bot.Event) bool { return ev.Said == words } }

func press(id bot.ActionID) Match { return func(ev bot.Event) bool { return ev.Press == id } }

// checkEvent looks at what every event has.
func (s *stage) checkEvent(ev bot.Event, who bot.Account, where bot.Place) {
	s.Helper()
	if ev.From != who {
		s.Errorf("event comes from %+v, want %+v", ev.From, who)
	}
	if ev.Place != where {
		s.Errorf("event happened in %+v, want %+v", ev.Place, where)
	}
	if ev.Surface == "" {
		s.Errorf("the event does not name its surface: %+v", ev)
	}
	kinds := 0
	for _, set := range []bool{ev.Said != "", ev.Press != "", ev.Tick != "", ev.File != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 || ev.Values != nil && ev.Press == "" {
		s.Errorf("the event is not exactly one thing: %+v", ev)
	}
}

func sayCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "台帳"})
	got := s.sees(who, "クラウドサービス台帳")
	for _, word := range []string{"S0004", "顧客管理ZZZ", "38／45点"} {
		s.sees(who, word)
	}
	s.button(got, "戻る")
	s.checkEvent(s.reaches(1, said("台帳"))[0], who, bot.Place{})
}

func pressCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "メニュー"})
	s.does(who, Act{Press: s.button(s.sees(who, "何をしますか。"), "台帳を見る")})
	s.sees(who, "クラウドサービス台帳")
	ev := s.reaches(1, press(atList))[0]
	s.checkEvent(ev, who, bot.Place{})
	if ev.Values != nil {
		s.Errorf("a press without fields carries values: %v", ev.Values)
	}
}

func rowCase(s *stage) {
	who := s.person(0)
	s.core.Show(bot.View{At: "service/4", Title: "顧客管理ZZZの個票"})
	s.does(who, Act{Say: "台帳"})
	got := s.sees(who, "S0004")
	for _, b := range got.Buttons {
		if b.Press == "service/4" {
			s.does(who, Act{Press: b.Press})
			s.sees(who, "顧客管理ZZZの個票")
			return
		}
	}
	s.Fatalf("the row cannot be pressed, there are %+v", got.Buttons)
}

func autosaveCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "チェック"})
	s.sees(who, "利用者の範囲")
	s.does(who, Act{Answer: map[bot.FieldID]string{"c8": "1"}})
	ev := s.reaches(1, func(ev bot.Event) bool { return ev.Values["c8"] == "1" })[0]
	s.checkEvent(ev, who, bot.Place{})
	if ev.Press != atPage {
		s.Errorf("the answer came with %q, want the view's At %q", ev.Press, atPage)
	}
	if other := ev.Values["c10"]; other != "" {
		s.Errorf("a field nobody touched is answered %q", other)
	}
	if sent := s.core.Matching(press(doPage)); len(sent) > 0 {
		s.Errorf("the page was submitted with a required field open: %+v", sent)
	}
}

func submitCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "チェック"})
	s.sees(who, "利用者の範囲")
	s.does(who, Act{Answer: map[bot.FieldID]string{"c8": "3", "c10": "0"}, Submit: true})
	s.checkSubmit(who, doPage, map[bot.FieldID]string{"c8": "3", "c10": "0"})
}

func typeCase(s *stage) {
	who := s.person(0)
	given := map[bot.FieldID]string{"name": "Dropbox", "memo": "図面を渡す。\n社外とも使う。"}
	s.does(who, Act{Say: "追加"})
	s.sees(who, "サービス名")
	s.does(who, Act{Answer: given, Submit: true})
	s.checkSubmit(who, doForm, given)
}

// checkSubmit waits for the submit and what the core said to it.
func (s *stage) checkSubmit(who bot.Account, id bot.ActionID, want map[bot.FieldID]string) {
	s.Helper()
	all := s.reaches(1, press(id))
	s.checkEvent(all[0], who, bot.Place{})
	for field, value := range want {
		if got := all[0].Values[field]; got != value {
			s.Errorf("submitted %s = %q, want %q", field, got, value)
		}
	}
	if len(all) != 1 {
		s.Errorf("the page was submitted %d times", len(all))
	}
	s.sees(who, "保存しました。")
}

func fileCase(s *stage) {
	who := s.person(0)
	data := []byte("PK\x03\x04\x00\xff\xfe台帳")
	s.does(who, Act{File: &bot.File{Name: "台帳 2026.xlsx", Data: data}})
	ev := s.reaches(1, func(ev bot.Event) bool { return ev.File != nil })[0]
	s.checkEvent(ev, who, bot.Place{})
	if ev.File.Name != "台帳 2026.xlsx" || string(ev.File.Data) != string(data) {
		s.Errorf("the file came as %q with %d bytes, want %d", ev.File.Name, len(ev.File.Data), len(data))
	}
	s.sees(who, "ファイルを読みました")
}

// dropCase hands a file in where a view asks for one: what is asked for can be
// read, and the core learns which view asked.
func dropCase(s *stage) {
	who := s.person(0)
	s.core.Show(bot.View{
		At: atDrop, Title: "メモと根拠資料", Actions: menuView().Actions,
		Drop: &bot.Drop{Label: "根拠資料を加える", Hint: "pdf、1つ5MBまで", Accept: []string{".pdf"}, Max: 5 << 20},
	})
	s.core.Means("根拠資料", atDrop)
	for n, data := range [][]byte{[]byte("%PDF-1.7\n\x00\xff"), bytes.Repeat([]byte("約款"), 100_000)} {
		s.does(who, Act{Say: "根拠資料"})
		s.sees(who, "メモと根拠資料")
		s.sees(who, "根拠資料を加える")
		s.sees(who, "1つ5MBまで")
		s.does(who, Act{File: &bot.File{Name: "約款 <b>.pdf", Data: data}})
		ev := s.reaches(n+1, func(ev bot.Event) bool { return ev.File != nil })[n]
		s.checkEvent(ev, who, bot.Place{})
		if ev.Shown != atDrop {
			s.Errorf("the file was dropped on %q, want %q", ev.Shown, atDrop)
		}
		if ev.ID == "" || ev.File.Name != "約款 <b>.pdf" || !bytes.Equal(ev.File.Data, data) {
			s.Errorf("the file came as %q with %d bytes under the id %q, want %d bytes", ev.File.Name, len(ev.File.Data), ev.ID, len(data))
		}
		s.sees(who, "ファイルを読みました")
	}
}
