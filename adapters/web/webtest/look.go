package webtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// Picture keeps a screenshot of the whole page where DAICHO_SHOTS names a
// folder, to be looked at.
func (b *Tab) Picture(name string) {
	b.t.Helper()
	folder := os.Getenv("DAICHO_SHOTS")
	if folder == "" {
		return
	}
	whole := true
	shot := Call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	data := []byte(shot.Data)
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".png"), data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Fits complains where the page is wider than the screen, or something on it
// too small for a finger.
func (b *Tab) Fits() {
	b.t.Helper()
	b.Holds(`document.scrollingElement.scrollWidth <= innerWidth`)
	small := b.Value(`[...document.querySelectorAll('button, summary, .option, select, input:not([type=radio]):not([type=checkbox]), .links a')]
		.filter((e) => e.checkVisibility() && !e.closest('dialog'))
		.map((e) => [e.getBoundingClientRect(), e.textContent || e.id])
		.filter(([r]) => r.height < 44).map(([r, t]) => t + ' ' + r.width + 'x' + r.height).join('; ')`)
	if small != "" {
		b.t.Errorf("too small for a finger: %s", small)
	}
}

// AxeSource is the accessibility checker, where DAICHO_AXE names its file.
func AxeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv("DAICHO_AXE")
	if path == "" {
		if os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
			t.Fatal("DAICHO_AXE is not set")
		}
		return ""
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// Finding is one thing that the checker has against the page.
type Finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// Axe lets the checker look at the page, if there is one, and fails the test
// for what is serious or worse. With rules it looks at these alone.
func (b *Tab) Axe(source, where string, rules ...string) {
	b.t.Helper()
	if source == "" {
		return
	}
	for _, f := range b.Findings(source, rules...) {
		nodes := make([]string, 0, 3)
		for _, n := range f.Nodes[:min(3, len(f.Nodes))] {
			nodes = append(nodes, n.HTML)
		}
		say := b.t.Errorf
		if f.Impact != "serious" && f.Impact != "critical" {
			say = b.t.Logf
		}
		say("axe at %s: %s (%s): %s\n%s", where, f.ID, f.Impact, f.Help, strings.Join(nodes, "\n"))
	}
}

// Findings is all that the checker has against the page, or what the rules
// that are named have.
func (b *Tab) Findings(source string, rules ...string) []Finding {
	b.t.Helper()
	if !Eval[bool](b, `Boolean(window.axe)`) {
		b.Run(source)
	}
	options, err := json.Marshal(struct {
		ResultTypes []string `json:"resultTypes"`
		RunOnly     []string `json:"runOnly,omitempty"`
	}{[]string{"violations"}, rules})
	if err != nil {
		b.t.Fatal(err)
	}
	raw := Eval[string](b, `axe.run(document, `+string(options)+`).then((r) => JSON.stringify(r.violations.map((v) =>
		({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html + ' ' + n.failureSummary}))}))))`)
	var findings []Finding
	if err := json.Unmarshal([]byte(raw), &findings); err != nil {
		b.t.Fatal(err)
	}
	return findings
}
