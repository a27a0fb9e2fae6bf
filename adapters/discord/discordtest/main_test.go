package discordtest

import (
	"os"
	"testing"
)

// TestMain keeps nothing of what these tests send: they send what no adapter
// would, to see it refused.
func TestMain(m *testing.M) {
	os.Unsetenv(KeepPayloads)
	os.Exit(m.Run())
}
