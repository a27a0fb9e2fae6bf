package dialogue

import (
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// blankFlow hands out the form of one service, to be filled in away from the chat,
// and takes it back as any other file.
func blankFlow() flow {
	return flow{
		screens: map[string]screen{"blank": drawBlank},
		deeds:   map[string]deed{"blank": doBlank},
		files:   map[string]deed{"blank": takeBook},
	}
}

// formAbout is what the log says of the form of a service that was handed out.
func formAbout(no guidance.ServiceNo) string { return "form " + no.String() }

func blankRoute(no guidance.ServiceNo) bot.ActionID { return bot.ActionID(fmt.Sprintf("blank/%d", no)) }

// drawBlank offers the form of a service: blank/NO. One that was asked for a moment
// ago is there.
func drawBlank(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	drop := bookDrop()
	drop.Label = "記入した個票のファイルを渡す"
	view := bot.View{
		At: blankRoute(s.No), Title: s.No.String() + " " + s.Name + "：記入用の個票",
		Body: []string{
			"IPAの「クラウドサービス安全利用チェックシート」の記入用個票を、いまの台帳の内容を入れたExcelファイルで受け取れます。この画面を使わない人に記入してもらうときにお使いください。",
			"記入したファイルをここに渡すと、いまの台帳と違うところを見てから取り込めます。",
			"いつ誰が受け取ったかは、操作の記録に残ります。",
		},
		Drop: drop,
		Actions: []bot.Action{
			{ID: "do/" + blankRoute(s.No), Label: "個票のファイルを作る", Style: bot.Primary},
			{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "このサービスの画面に戻る"},
		},
	}
	asked, err := t.askedFor(formAbout(s.No))
	if err != nil || asked.IsZero() {
		return view, err
	}
	c, err := t.Company()
	if err != nil {
		return bot.View{}, fmt.Errorf("read company: %w", err)
	}
	view.Actions[0].Style = bot.Normal
	view.Attach = []bot.Attachment{{Kind: bot.Document, Name: "daicho-" + s.No.String() + ".xlsx", Alt: s.No.String() + "の記入用個票（Excel）", Spec: guidance.FormSpec(c.ID, s.No, asked)}}
	return view, nil
}

// doBlank notes in the log that somebody takes the form of a service, and hands it
// to them.
func doBlank(a *acting, args []string) (bot.View, error) {
	s, instead, err := a.mayService(args, guidance.ChangeService)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if err := a.audit(guidance.DidExport, formAbout(s.No)); err != nil {
		return bot.View{}, fmt.Errorf("note the export: %w", err)
	}
	view, err := drawBlank(a.turn, args)
	view.Notice = "ファイルを用意しました。下から受け取ってください。"
	return view, err
}
