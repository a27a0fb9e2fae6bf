package discord

import (
	"context"
	"encoding/json"
	"reflect"
)

// command is a command of a server, as Discord takes it.
type command struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Options      []commandOption   `json:"options,omitempty"`
	Type         int               `json:"type"`
}

type commandOption struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Type         int               `json:"type"`
	Completes    bool              `json:"autocomplete,omitempty"`
}

// textOption is an option that is typed.
const textOption = 3

// commands are what the bot answers to in a server.
func commands() []command {
	make := func(name, japanese, english, describes string, options ...commandOption) command {
		return command{
			Name: name, Names: map[string]string{"ja": japanese}, Description: english, Descriptions: map[string]string{"ja": describes},
			Options: options, Type: 1,
		}
	}
	words := func(describes string) commandOption {
		return commandOption{
			Name: "words", Names: map[string]string{"ja": "ことば"}, Description: "What to look for or to do", Type: textOption,
			Descriptions: map[string]string{"ja": describes},
		}
	}
	service := words("S0004・サービスの名前・追加 Dropbox など")
	service.Completes = true
	return []command{
		make("daicho", "メニュー", "Opens the menu", "メニューを開きます。言葉を添えると、その画面を開きます", words("続き・台帳・自分の記録 など")),
		make("diagnosis", "自社診断", "Goes on with the self-diagnosis", "自社診断に答える・診断の回を見る"),
		make("ledger", "台帳", "Shows the ledger of cloud services", "クラウドサービス台帳を見る・サービスを加える", service),
		make("visit", "訪問指導", "Shows what is open before the next visit", "訪問指導の予定を見る・立てる・直す", words("予定 2026-12-10・記録 など")),
		make("homework", "宿題", "Shows what is left for you to do", "残っている宿題を見る", words("会社（会社全体の宿題を見る）")),
	}
}

// register has a server know the commands, unless it does. Nothing is sent that
// would change nothing: servers take only so many changes a day.
func (a *App) register(ctx context.Context, guild string) error {
	path := "applications/" + a.app + "/guilds/" + guild + "/commands"
	var there []json.RawMessage
	if err := a.calls.forSomebody(ctx, "GET", path+"?with_localizations=true", nil, nil, &there); err != nil {
		return err
	}
	if alike(there, commands()) {
		return nil
	}
	return a.calls.forSomebody(ctx, "PUT", path, commands(), nil, nil)
}

// clear takes away the commands that are everywhere, which an older version may
// have left.
func (a *App) clear(ctx context.Context) error {
	path := "applications/" + a.app + "/commands"
	var there []json.RawMessage
	if err := a.calls.forSomebody(ctx, "GET", path, nil, nil, &there); err != nil || len(there) == 0 {
		return err
	}
	return a.calls.forSomebody(ctx, "PUT", path, []command{}, nil, nil)
}

// alike reports whether a server has these commands and no others.
func alike(there []json.RawMessage, want []command) bool {
	if len(there) != len(want) {
		return false
	}
	has := map[string]command{}
	for _, raw := range there {
		var c command
		if json.Unmarshal(raw, &c) != nil {
			return false
		}
		has[c.Name] = c
	}
	for _, c := range want {
		if !reflect.DeepEqual(has[c.Name], c) {
			return false
		}
	}
	return true
}
