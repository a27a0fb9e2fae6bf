package discord

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/bot"
)

//go:embed schema.mjs
var compares string

// sent is a payload and where it goes.
type sent struct {
	Route string          `json:"route"`
	Body  json.RawMessage `json:"body"`
}

// TestPublishedSchema compares what is sent with what Discord publishes of its
// API: views with texts of any length and more of everything than there is room
// for, the commands, and all that tests have sent before, where
// DAICHO_DISCORD_SENT names the folder in which they left it (see
// discordtest.KeepPayloads).
//
// It needs node, and in DAICHO_DISCORD_SPEC the folder with its modules
// discord-api-spec and zod.
func TestPublishedSchema(t *testing.T) {
	modules, required := os.Getenv("DAICHO_DISCORD_SPEC"), os.Getenv("DAICHO_REQUIRE_TOOLS") != ""
	node, err := exec.LookPath("node")
	switch {
	case (err != nil || modules == "") && required:
		t.Fatalf("node: %v; DAICHO_DISCORD_SPEC=%q", err, modules)
	case err != nil || modules == "":
		t.Skip("node, or Discord's published schema, is not here")
	}
	lines := append(leftBehind(t), drawn(t)...)
	script := filepath.Join(t.TempDir(), "schema.mjs")
	if err := os.WriteFile(script, []byte(compares), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), node, script, modules)
	run.Stdin = bytes.NewReader(lines)
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := strings.Split(strings.TrimSpace(string(out)), "\n")
	t.Log(said[len(said)-1])
	if len(said) > 1 || !strings.HasPrefix(said[0], "compared ") {
		t.Errorf("Discord does not describe it so:\n%.6000s", out)
	}
}

// drawn are views of all kinds, as messages, answers and modals, and the
// commands, a line each.
func drawn(t *testing.T) []byte {
	t.Helper()
	var lines bytes.Buffer
	add := func(route string, body any) {
		text, err := json.Marshal(body)
		if err == nil {
			err = json.NewEncoder(&lines).Encode(sent{route, text})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const callback = "POST /interactions/{interaction}/{token}/callback"
	for seed := range uint64(40) {
		v := adaptertest.WildView(rand.New(rand.NewPCG(seed, 9)))
		for _, l := range looks(v) {
			m := draw(v, l)
			add("POST /channels/{channel}/messages", m)
			add(callback, reply{Type: changeMessage, Data: m})
			if f, ok := form(v, l); ok {
				add(callback, reply{Type: openModal, Data: f})
			}
		}
	}
	for _, kind := range []bot.FieldKind{bot.PlaceField, bot.MemberField} {
		v := bot.View{At: "page/1", Title: "題", Fields: []bot.Field{{ID: "f", Kind: kind, Label: "行き先", Value: "300000000000000001"}}}
		add(callback, reply{Type: changeMessage, Data: draw(v, look{asked: "f"})})
	}
	add("PUT /applications/{application}/guilds/{guild}/commands", commands())
	return lines.Bytes()
}

// leftBehind is what the tests have sent, a line each.
func leftBehind(t *testing.T) (lines []byte) {
	t.Helper()
	folder := os.Getenv("DAICHO_DISCORD_SENT")
	if folder == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was left in %s (%v)", folder, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, text...)
	}
	return lines
}
