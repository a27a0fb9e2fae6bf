package bot

import "testing"

// TestCompaniesDoNotWakeEachOther: the topics of two companies have the same
// names, and even that something happened in the other one is none of theirs.
func TestCompaniesDoNotWakeEachOther(t *testing.T) {
	var h hub
	ours := h.subscribe(t.Context(), "c1", []string{"ledger"})
	theirs := h.subscribe(t.Context(), "c2", []string{"ledger"})
	h.publish("c1", []string{"ledger"})
	if len(ours) != 1 || len(theirs) != 0 {
		t.Errorf("%d changes wait here, %d in the other company; want 1 and 0", len(ours), len(theirs))
	}
}
