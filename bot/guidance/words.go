package guidance

// The words people read for the values of this package.

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

// String is the role in one word.
func (r Role) String() string {
	switch r {
	case Manager:
		return "管理者"
	case Expert:
		return "専門家"
	}
	return "従業員"
}
