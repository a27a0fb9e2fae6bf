package document

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
)

// TestLibreOffice has LibreOffice open the file and write its text and its pages:
// the headings are there in their order, what people wrote stands as they wrote
// it, and every page but the first has its number. It runs where soffice is, and
// must where DAICHO_REQUIRE_TOOLS says so.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil && os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("LibreOffice is not here")
	}
	o := newOffice(t, "光陽精機株式会社")
	everyLabel(o)
	o.service(guidance.Service{Name: "<w:t>太字</w:t>&amp;", Status: guidance.InUse}, "3")
	g := o.made("p1")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "guideline.docx"), written(t, g), 0o600); err != nil {
		t.Fatal(err)
	}
	text := converted(t, office, folder, "txt:Text (encoded):UTF8")
	at := 0
	for _, b := range g.Blocks {
		if levels[b.Kind] == 0 {
			continue
		}
		next := strings.Index(text[at:], "\n"+b.Text+"\n")
		if next < 0 {
			t.Fatalf("%s does not follow", b.Text)
		}
		at += next + len(b.Text)
	}
	if n := strings.Count(text, "<w:t>太字</w:t>&amp;"); n < 17 {
		t.Errorf("the name with markup stands there %d times", n)
	}
	if pdf := converted(t, office, folder, "pdf"); !strings.HasPrefix(pdf, "%PDF-") || strings.Count(pdf, "/Type/Page/") < 10 {
		t.Errorf("a PDF of %d bytes with %d pages", len(pdf), strings.Count(pdf, "/Type/Page/"))
	}
}

// converted is the folder's file as LibreOffice writes it in another format.
func converted(t *testing.T, office, folder, format string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"), "--headless", "--convert-to", format, "--outdir", folder, filepath.Join(folder, "guideline.docx"))
	run.WaitDelay = 5 * time.Second
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	ending, _, _ := strings.Cut(format, ":")
	data, err := os.ReadFile(filepath.Join(folder, "guideline."+ending))
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return strings.TrimPrefix(string(data), "\ufeff")
}
