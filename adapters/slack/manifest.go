package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	sdk "github.com/slack-go/slack"
)

// Scopes are what the bot token must be allowed, and no more: to write where it
// was invited, take commands and direct messages, begin a direct message, know
// who is a guest, and take and give files.
var Scopes = []string{"chat:write", "commands", "files:read", "files:write", "im:history", "im:write", "users:read"}

// events are what Slack tells of.
var events = []string{"app_home_opened", "message.im"}

// commands are the slash commands, as people read of them.
var commands = []sdk.ManifestSlashCommand{
	{Command: "/daicho", Description: "台帳係を呼び出します。言葉を添えると、その画面を開きます", UsageHint: "続き・台帳・自分の記録 など"},
	{Command: "/diagnosis", Description: "自社診断に答える・診断の回を見る"},
	{Command: "/ledger", Description: "クラウドサービス台帳を見る・サービスを加える", UsageHint: "S0004・追加 Dropbox など"},
	{Command: "/visit", Description: "訪問指導の予定を見る・立てる・直す", UsageHint: "予定 2026-12-10・記録 など"},
	{Command: "/homework", Description: "残っている宿題を見る", UsageHint: "会社"},
}

const longDescription = "daicho（台帳）は、会社で使っているクラウドサービスを安心して使い続けるための確認を手伝います。" +
	"自社診断の25問、クラウドサービス台帳、サービスごとの安全利用チェックを、ダイレクトメッセージの中で少しずつ進められます。" +
	"答えは途中でも保存され、いつでも続きから答えられます。自社診断の一人ひとりの答えは、社内のほかの人には見えません。" +
	"daicho の画面は本人だけに見え、チャンネルに出るのは「チャンネルに共有する」を押したものだけです。" +
	"使いはじめるには、このアプリを開いて「メニュー」と送ってください。"

// Manifest is what an operator pastes into Slack to make the app, as JSON. Base
// is the address people reach daicho at in HTTP mode (https://daicho.example.jp);
// Socket Mode needs none.
func Manifest(mode, base, path string) ([]byte, error) {
	m := sdk.Manifest{
		Metadata: sdk.ManifestMetadata{MajorVersion: 1},
		Display: sdk.Display{
			Name: "daicho", Description: "クラウドサービスの確認を手伝う台帳係", LongDescription: longDescription, BackgroundColor: "#1f4e5f",
		},
		Features: sdk.Features{
			AppHome: sdk.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser: sdk.BotUser{DisplayName: "daicho", AlwaysOnline: true}, SlashCommands: append([]sdk.ManifestSlashCommand{}, commands...),
		},
		OAuthConfig: sdk.OAuthConfig{Scopes: sdk.OAuthScopes{Bot: Scopes}},
		Settings: sdk.Settings{
			EventSubscriptions: &sdk.EventSubscriptions{BotEvents: events}, Interactivity: &sdk.Interactivity{IsEnabled: true},
			SocketModeEnabled: mode != HTTPMode,
		},
	}
	if mode == HTTPMode {
		to, err := publicAddress(base, path)
		if err != nil {
			return nil, err
		}
		m.Settings.EventSubscriptions.RequestUrl = to
		m.Settings.Interactivity.RequestUrl = to
		for i := range m.Features.SlashCommands {
			m.Features.SlashCommands[i].Url = to
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

func publicAddress(base, path string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("slack: HTTP mode needs the https address that Slack reaches: set base_url of this workspace / " +
			"mode = \"http\" では、Slack から届く https のアドレスを base_url に書いてください")
	}
	return strings.TrimRight(base, "/") + path, nil
}
