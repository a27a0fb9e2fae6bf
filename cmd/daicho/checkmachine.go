package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const onWindows = runtime.GOOS == "windows"

// oldest is a moment at which no clock that is right can stand: this was
// written later.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock finds a clock that was never set: every date and every deadline would
// be wrong, and personal links would end at once or never.
func (c *checker) clock() {
	now := c.now().In(c.cfg.zone())
	if now.Before(oldest) || now.Year() > 2100 {
		c.add("clock", wrong, &mistake{"this machine's clock says " + now.Format(time.DateTime), "Set it, best by NTP",
			"この機器の時計が " + now.Format("2006年1月2日") + " になっています。", "時刻を合わせてください（自動で合わせる設定をおすすめします）。"})
		return
	}
	c.say("clock", "the clock says "+now.Format(time.DateTime), "いまの時刻は"+now.Format("2006年1月2日 15:04")+"です。")
}

// ahead notes data that were written later than it is now.
func (c *checker) ahead(written time.Time) {
	if written.Before(c.now().Add(time.Hour)) {
		return
	}
	day := written.In(c.cfg.zone())
	c.add("clock", wrong, &mistake{
		"the data file was last written at " + day.Format(time.DateTime) + ", which is still to come",
		"Set this machine's clock; if the data were written by a clock that was ahead, go on when that moment is past",
		"データファイルの最後の記録が、いまより先の " + day.Format("2006年1月2日 15:04") + " になっています。",
		"この機器の時計が遅れていないか確かめてください。",
	})
}

// Room on the disk below which is warned, and below which a start is useless.
const (
	roomLow  = 200 << 20
	roomNone = 20 << 20
)

// disk looks at the room beside the data file: a copy of it is to fit as well.
func (c *checker) disk() {
	if c.cfg.Data == "" {
		return
	}
	folder := filepath.Dir(c.cfg.Data)
	if whole, err := filepath.Abs(folder); err == nil {
		folder = whole
	}
	free, err := c.free(folder)
	if err != nil {
		return // the folder's own mistake was said; some systems cannot tell
	}
	need := uint64(roomLow)
	if info, err := os.Stat(c.cfg.Data); err == nil {
		need += 2 * uint64(info.Size())
	}
	mib := free >> 20
	switch {
	case free < roomNone:
		c.add("disk", wrong, &mistake{fmt.Sprintf("only %d MiB are free in %s", mib, folder), "Make room, or put the data file on another disk",
			fmt.Sprintf("%s の空きが %d MiB しかありません。", folder, mib), "空きを作るか、データファイルを別のディスクに置いてください。"})
	case free < need:
		c.add("disk", look, &mistake{fmt.Sprintf("%d MiB are free in %s; %d are advisable", mib, folder, need>>20), "Make room before it runs out",
			fmt.Sprintf("%s の空きが %d MiB です。%d MiB 以上あると安心です。", folder, mib, need>>20), "早めに空きを作ってください。"})
	default:
		c.say("disk", fmt.Sprintf("%d MiB are free in %s", mib, folder), fmt.Sprintf("%s の空きは %d MiB です。", folder, mib))
	}
}
