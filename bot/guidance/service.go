package guidance

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ServiceNo is the number of a service within its company, from 1. It is
// given by the bot, printed S0001 (管理番号), and never given twice.
type ServiceNo int

// String is the number as people write it: S0001.
func (n ServiceNo) String() string { return fmt.Sprintf("S%04d", int(n)) }

// ParseServiceNo reads S0004, s4, or 4 in full or half width.
func ParseServiceNo(text string) (ServiceNo, bool) {
	text = strings.TrimSpace(Fold(text))
	digits := strings.TrimPrefix(text, "s")
	if digits == "" || len(digits) > 7 {
		return 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(digits)
	return ServiceNo(n), err == nil && n > 0
}

// Status is where a service is in its life ステータス.
type Status string

// The statuses of the ledger (seed p. 17).
const (
	Surveying Status = "surveying" // 調査中
	InUse     Status = "in-use"    // 利用中
	Ended     Status = "ended"     // 利用終了
)

// String is the status as the ledger prints it (seed p. 17).
func (s Status) String() string {
	switch s {
	case InUse:
		return "利用中"
	case Surveying:
		return "調査中"
	case Ended:
		return "利用終了"
	}
	return "未記入"
}

// Statuses lists them in the order of a ledger.
var Statuses = []Status{InUse, Surveying, Ended}

// Level is 高, 中 or 低; empty if nobody said.
type Level string

// The levels.
const (
	High   Level = "high"
	Medium Level = "medium"
	Low    Level = "low"
)

// String is the level in one word.
func (l Level) String() string {
	switch l {
	case High:
		return "高"
	case Medium:
		return "中"
	case Low:
		return "低"
	}
	return "未記入"
}

// Levels lists them from high to low.
var Levels = []Level{High, Medium, Low}

// Charge is one person in charge 管理担当者 and what for (seed p. 33).
type Charge struct {
	Person PersonID // empty for somebody who is not in the bot
	Name   string   // as it was entered, for somebody who is not in the bot
	Scope  string   // 入力項目やその活用, 技術やヘルプデスク; empty for all of it
}

// Service is one row of the ledger クラウドサービス.
type Service struct {
	No         ServiceNo
	Name       string // サービス名, required
	Written    Day    // 作成日
	WrittenBy  string // 記入担当者氏名
	Department string // 所管部署
	Summary    string // サービスの概要
	Status     Status
	Start      Day      // サービス利用開始（予定）日
	End        Day      // サービス利用終了（予定）日
	InCharge   []Charge // 管理担当者, in the order they were named

	// What it holds and what would follow if that went wrong (seed p. 28).
	Information string // どんな情報を扱うか
	Impact      string // 漏えい・改ざん・消失・停止の影響
	Importance  Level
	Effects     Effects // what Importance was weighed by

	Rev     int       // counts changes of this record, from 1
	Changed time.Time // when this record was last changed; see Row for its answers
	By      PersonID  // who made the last change
	File    bool      // with a workbook that they handed in
	Created time.Time
	// Checked is when somebody last looked through it and found nothing to change;
	// zero for never. That is no change of the record.
	Checked time.Time
}

// How long the texts of a service may be, in characters; see MaxServiceName.
const (
	MaxServiceLine = 200
	MaxServiceText = 1000
)

// ServiceReader reads the services of the ledger.
type ServiceReader interface {
	// Service returns ErrNotFound for a number that is not given.
	Service(no ServiceNo) (Service, error)
	Services() ([]Service, error)
	// ServiceVersion returns the record as it stood at an earlier revision;
	// ErrNotFound if it is no longer kept.
	ServiceVersion(no ServiceNo, rev int) (Service, error)
	// MadeBy returns the service that the creation with this key made.
	MadeBy(key string) (ServiceNo, bool, error)
}

// ServiceTx writes them.
type ServiceTx interface {
	// NewServiceNo gives the next number.
	NewServiceNo() (ServiceNo, error)
	// PutService writes a service. The version it replaces, if of another
	// revision, is kept.
	PutService(s Service) error
	// PutMadeBy notes which service the creation with this key made, so that
	// the same creation, pressed twice, makes one.
	PutMadeBy(key string, no ServiceNo) error
}
