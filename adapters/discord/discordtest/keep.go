package discordtest

import (
	"encoding/json"
	"net/http"
	"os"
)

// KeepPayloads names the environment variable with a folder in which every fake
// that stops leaves what was sent to it and accepted: lines of a route and a
// body, in a file of its own.
const KeepPayloads = "DAICHO_DISCORD_PAYLOADS"

// keep leaves the payloads there, if a folder is named.
func (s *Discord) keep() {
	folder := os.Getenv(KeepPayloads)
	if folder == "" {
		return
	}
	file, err := os.CreateTemp(folder, "*.jsonl")
	if err != nil {
		s.t.Errorf("discordtest: %v", err)
		return
	}
	lines := json.NewEncoder(file)
	for _, p := range s.payloads {
		if p.Status >= http.StatusOK && p.Status < http.StatusMultipleChoices && len(p.Body) > 0 {
			err = lines.Encode(struct {
				Route string          `json:"route"`
				Body  json.RawMessage `json:"body"`
			}{p.Route, p.Body})
		}
		if err != nil {
			s.t.Errorf("discordtest: %v", err)
		}
	}
	if err := file.Close(); err != nil {
		s.t.Errorf("discordtest: %v", err)
	}
}
