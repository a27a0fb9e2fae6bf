package discord

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// need is a permission that the bot needs in a server.
type need struct {
	bit  uint64
	name string // as Discord calls it
}

// needs are all of them. It reads no messages of channels.
var needs = []need{
	{1 << 10, "View Channels"}, {1 << 11, "Send Messages"}, {1 << 14, "Embed Links"}, {1 << 15, "Attach Files"},
}

// permissions is the sum of the needs.
func permissions() (all uint64) {
	for _, n := range needs {
		all |= n.bit
	}
	return all
}

// unknownApplication stands where the id of the application is not known.
const unknownApplication = "APPLICATION_ID"

// InviteURL is the address at which somebody who manages a server lets the
// application in, with the least permissions. The id of an application stands in
// its token; without one, a word stands in its place.
func InviteURL(token string) string {
	query := url.Values{
		"client_id": {applicationIn(token)}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatUint(permissions(), 10)},
	}
	return "https://discord.com/oauth2/authorize?" + query.Encode()
}

// applicationIn is the id of the application whose bot's token it is.
func applicationIn(token string) string {
	first, _, _ := strings.Cut(token, ".")
	id, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(first, "="))
	if err != nil || !isSnowflake(string(id)) {
		return unknownApplication
	}
	return string(id)
}

// Manifest is what Discord is told of the application, as JSON: where it is let
// in, what it may do there, and the commands that it registers by itself.
func Manifest(token string) ([]byte, error) {
	names := []string{}
	for _, n := range needs {
		names = append(names, n.name)
	}
	text, err := json.MarshalIndent(map[string]any{
		"invite_url": InviteURL(token), "scopes": []string{"bot", "applications.commands"}, "permissions": names, "privileged_intents": []string{}, "commands": Commands(),
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("discord: manifest: %w", err)
	}
	return append(text, '\n'), nil
}
