package dialogue_test

import (
	"fmt"
	"strings"
	"testing"

	"daicho/bot/guidance"
)

// TestLedgerBars: the first page of the ledger has a picture of its rows, for
// those who look after all of it.
func TestLedgerBars(t *testing.T) {
	w := newWorld(t)
	w.service("一つ目", "鈴木", guidance.InUse, "333")
	if v := w.press("山田", "ledger", nil); len(v.Attach) != 0 {
		t.Errorf("a picture of one bar: %s", v.Attach[0].Spec)
	}
	for i := range 11 {
		w.service(fmt.Sprintf("次の%d", i), "鈴木", guidance.Ended, strings.Repeat("3", i+1))
	}
	first := w.press("中村", "ledger", nil)
	if len(first.Attach) != 1 {
		t.Fatalf("%d pictures", len(first.Attach))
	}
	a := first.Attach[0]
	if !strings.HasPrefix(a.Spec, guidance.BarsKind+":") || strings.Count(a.Spec, "利用終了") != 9 || !strings.Contains(a.Alt, "S0002 次の0（利用終了）3／45点") {
		t.Errorf("spec %s\nalt %s", a.Spec, a.Alt)
	}
	if again := w.press("中村", "ledger", nil); again.Attach[0].Spec != a.Spec {
		t.Error("the same ledger makes two pictures")
	}
	if v := w.press("中村", "ledger/all/all/2", nil); len(v.Attach) != 0 {
		t.Error("a picture on the second page")
	}
	if v := w.press("鈴木", "ledger", nil); len(v.Attach) != 0 {
		t.Error("a picture for who sees only their own")
	}
}
