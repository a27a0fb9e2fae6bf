package guidance

import (
	"slices"

	"daicho/rubric"
)

// The end of use 利用終了 (seed p. 39). A service whose use ends stays in the
// ledger; how far the tasks of its end are is kept in a sheet beside it, with
// the ids of rubric.EndTask as items and these as labels.
const (
	EndDone = "done" // 済んだ
	EndOpen = "open" // まだ
	EndNone = "none" // 該当しない
)

// EndLabels lists the labels in the order in which they are offered.
var EndLabels = []string{EndDone, EndOpen, EndNone}

// EndWord is a label of the end of use in words; 未記入 for any other.
func EndWord(label string) string {
	switch label {
	case EndDone:
		return "済んだ"
	case EndOpen:
		return "まだ"
	case EndNone:
		return "該当しない"
	}
	return "未記入"
}

// OpenEndTasks are the tasks that are neither done nor beside the point.
func OpenEndTasks(tasks []rubric.EndTask, s Sheet) []rubric.EndTask {
	var open []rubric.EndTask
	for _, task := range tasks {
		if a, _ := s.Answer(task.ID); a.Label != EndDone && a.Label != EndNone {
			open = append(open, task)
		}
	}
	return open
}

// Resumed is a service whose end was a mistake: it gets back the status and
// the end date of before, the last version that was not ended. Where there is
// none, it is in use and its end undecided.
func (s Service) Resumed(before *Service) Service {
	s.Status, s.End = InUse, Undecided
	if before != nil && before.Status != "" && before.Status != Ended {
		s.Status, s.End = before.Status, before.End
	}
	s.InCharge = slices.Clone(s.InCharge)
	return s
}

// EndingReader reads how far the end of a service's use is.
type EndingReader interface {
	// EndingSheet returns the answers about the tasks of a service's end, an
	// empty sheet if nothing yet.
	EndingSheet(no ServiceNo) (Sheet, error)
	// EndingChanges returns the answers that were replaced, oldest first.
	EndingChanges(no ServiceNo) ([]Change, error)
}

// EndingTx writes how far the end of a service's use is.
type EndingTx interface {
	PutEndingSheet(no ServiceNo, s Sheet) error
	// AddEndingChange puts a replaced answer behind the earlier ones.
	AddEndingChange(no ServiceNo, c Change) error
}
