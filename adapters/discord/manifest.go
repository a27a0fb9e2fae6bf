package discord

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// permissions is the sum of the needs.
func permissions() (all uint64) {
	for _, p := range needs {
		all |= p.bit
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
	for _, p := range needs {
		names = append(names, p.Name)
	}
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetEscapeHTML(false) // the address is copied as it stands
	to.SetIndent("", "  ")
	err := to.Encode(map[string]any{
		"invite_url": InviteURL(token), "scopes": []string{"bot", "applications.commands"}, "permissions": names, "privileged_intents": []string{}, "commands": commands(),
	})
	if err != nil {
		return nil, fmt.Errorf("discord: manifest: %w", err)
	}
	return text.Bytes(), nil
}
