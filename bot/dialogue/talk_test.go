package dialogue_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/bot/guidance"
)

var _ = flag.Bool("update", false, "write what the bot says into the talks")

// seeds are the services a talk begins with, where it begins with any.
var seeds = map[string]func(*world){
	"checklist": oneService, "conflict": oneService, "charge": oneService, "editing": oneService,
	"figures": seedFigures, "gap": seedGap, "probing": seedProbing,
	"relay": relayed, "relay-declined": relayed, "relay-late": relayed, "relay-meanwhile": relayed, "evidence": oneService,
	"roles": twoServices, "words": twoServices, "share": twoServices,
	"round": afterARound, "round-four": roundOfFour, "round-five": roundOfFive, "proxy": papered, "company": twoManagers,
	"ending": oneService, "ownitems": oneService, "guideline": weakServices, "operation": oneService, "measures": weakServices, "handover": oneService, "charges": oneService, "importance": oneService, "blank": oneService,
	"import": twoServices, "import-newer": twoServices, "import-undo": twoServices, "import-owner": twoServices, "import-pasted": twoServices,
	"similar": oneDrive, "survey": oneDrive, "suggest": oneDrive,
	"people": withPage, "expert": withPage, "join": withPage, "mydata": withPage, "erase": withPage, "proof": withPage, "member": withPage,
}

func oneService(w *world) { w.service("××勤怠管理WEBシステム", "鈴木", guidance.InUse, "") }

// relayed is a service of which the one in charge does not know two things.
func relayed(w *world) {
	w.service("××勤怠管理WEBシステム", "鈴木", guidance.InUse, "3300")
}

// weakServices are two of which something wants attention.
func weakServices(w *world) {
	w.service("グループウェア", "山田", guidance.InUse, "333333333323333")
	w.service("会計v1", "鈴木", guidance.InUse, "333333333303333")
}

func oneDrive(w *world) { w.service("Google ドライブ", "鈴木", guidance.InUse, "") }

func twoServices(w *world) {
	w.service("××勤怠管理WEBシステム", "鈴木", guidance.InUse, "223100333203331")
	w.service("クラウド顧客管理システムZZZ", "山田", guidance.Surveying, "323323332133232")
}

// TestTalks holds every conversation of testdata/talk over a real data file
// and compares each word of the bot with what stands there.
func TestTalks(t *testing.T) {
	files, err := filepath.Glob("../../testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			adaptertest.Talk(t, file, seeded(t, name))
		})
	}
}
