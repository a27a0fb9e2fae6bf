package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// kind is one sort of record: where it lies within a company, and how it is
// read. In the pattern "#" stands for digits, "*" for any part and a "**" at
// the end for all that follows; see the list above the keys.
type kind struct {
	pattern string
	read    func(value []byte) error
}

// kinds are all sorts of records, by the area they lie in.
var kinds = byArea([]kind{
	{"i", of[companyRecord]},
	{"G/b/#", readBlocks},
	{"G/h/#", of[guidelineRecord]},
	{"I/d/*/#", of[[]markRecord]},
	{"I/f", nothing},
	{"I/h/*/", of[importRecord]},
	{"I/r/*/#", readRows},
	{"I/u/*/#", of[[]remarkRecord]},
	{"I/w/#", readPrepared},
	{"M/**", of[measureRecord]},
	{"N/h/#/", length},
	{"N/h/#/#", of[changeRecord]},
	{"N/i/#", of[ownItemRecord]},
	{"N/s/#", readSheet},
	{"N/v/#/#", of[ownItemRecord]},
	{"V/b/#/#/#", readBlocks},
	{"V/h/#/#/#", of[reportRecord]},
	{"a/*/*/", text},
	{"a/*/*/s/**", of[deliveryRecord]},
	{"a/*/*/l/*/", nothing},
	{"b/#/", readSheet},
	{"b/#/c/", length},
	{"b/#/c/#", of[changeRecord]},
	{"c/#/#", of[minutesRecord]},
	{"d/#/**", of[homeworkRecord]},
	{"e/#", readSheet},
	{"f/#", of[remindingRecord]},
	{"g/#", readFigures},
	{"h/#/c/", length},
	{"h/#/c/#", of[changeRecord]},
	{"h/#/e/", length},
	{"h/#/e/#", of[changeRecord]},
	{"h/#/t/", length},
	{"h/#/t/#", readSet},
	{"h/#/v/#", of[serviceRecord]},
	{"j/c/*", of[codeRecord]},
	{"j/m/*", text},
	{"j/p/*", text},
	{"j/w/*/*/", of[[]int64]},
	{"k/#", readSheet},
	{"l/*/", of[linkRecord]},
	{"m/**", length},
	{"n/**", length},
	{"o/**", of[letterRecord]},
	{"p/*/", of[personRecord]},
	{"p/*/d/#/", readSheet},
	{"p/*/d/#/c/", length},
	{"p/*/d/#/c/#", of[changeRecord]},
	{"p/*/f/**", of[map[string]string]},
	{"p/*/n/**", of[noticeRecord]},
	{"p/*/s/*/*/**", of[deliveryRecord]},
	{"p/*/u/#", of[surveyRecord]},
	{"p/*/y/**", nothing},
	{"q/#/*/", readSheet},
	{"q/#/*/c/", length},
	{"q/#/*/c/#", of[changeRecord]},
	{"r/#", of[roundRecord]},
	{"s/#", of[serviceRecord]},
	{"t/#", of[programmeRecord]},
	{"u/**", of[suggestionRecord]},
	{"v/#/", length},
	{"v/#/#", of[evidenceRecord]},
	{"w/", length},
	{"w/*", of[fileRecord]},
	{"w/*/#", anything}, // its hash is looked at with the evidence
	{"x/**", until},
	{"y/k/**", of[relayRecord]},
	{"y/s/#/**", nothing},
	{"z/", length},
	{"z/#", of[entryRecord]},
})

func byArea(all []kind) map[byte][]kind {
	areas := map[byte][]kind{}
	for _, k := range all {
		areas[k.pattern[0]] = append(areas[k.pattern[0]], k)
	}
	return areas
}

// kindOf is the kind of a record by its key within the company; false for one
// that this program does not know.
func kindOf(key []byte) (kind, bool) {
	if len(key) == 0 {
		return kind{}, false
	}
	for _, k := range kinds[key[0]] {
		if matches(k.pattern, key) {
			return k, true
		}
	}
	return kind{}, false
}

func matches(pattern string, key []byte) bool {
	for {
		part, rest, more := strings.Cut(pattern, "/")
		if part == "**" {
			return len(key) > 0
		}
		was, left, has := bytes.Cut(key, []byte("/"))
		if !fits(part, string(was)) || more != has {
			return false
		}
		if !more {
			return true
		}
		pattern, key = rest, left
	}
}

func fits(part, was string) bool {
	switch part {
	case "*":
		return was != ""
	case "#":
		return was != "" && strings.Trim(was, "0123456789") == ""
	}
	return part == was
}

func of[R any](value []byte) error {
	var r R
	return decode(value, &r)
}

func readSheet(value []byte) error {
	var r sheetRecord
	err := decode(value, &r)
	if err == nil {
		_, err = r.list()
	}
	return err
}

func readSet(value []byte) error {
	var r setRecord
	err := decode(value, &r)
	if err == nil {
		_, err = r.list()
	}
	return err
}

func readFigures(value []byte) error {
	var r figuresRecord
	err := decode(value, &r)
	if err == nil {
		_, err = r.Company.list()
	}
	return err
}

// length reads a number that is counted up.
func length(value []byte) error { return whole(binary.Uvarint(value))(value) }

// until reads a moment.
func until(value []byte) error { return whole(binary.Varint(value))(value) }

// whole checks that a number took all of its record.
func whole[N any](_ N, size int) func([]byte) error {
	return func(value []byte) error {
		if size <= 0 || size != len(value) {
			return fmt.Errorf("%w: not a number", errDamaged)
		}
		return nil
	}
}

func text(value []byte) error {
	if len(value) == 0 || bytes.ContainsFunc(value, func(r rune) bool { return r < ' ' }) {
		return fmt.Errorf("%w: not a text", errDamaged)
	}
	return nil
}

func nothing(value []byte) error {
	if len(value) > 0 {
		return fmt.Errorf("%w: more than a mark", errDamaged)
	}
	return nil
}

func anything([]byte) error { return nil }

// takeRecords reads every record there is, and counts those of no kind that
// this program knows.
func (c *Census) takeRecords(tx *Tx) (err error) {
	prefix := key(tx.company + "/")
	tx.kv.Scan(prefix, nil, func(k, value []byte) bool {
		c.Records++
		kind, ok := kindOf(k[len(prefix):])
		if !ok {
			c.Unknown++
			return true
		}
		if err = kind.read(value); err != nil {
			err = errors.Join(err, fmt.Errorf("at %s", k))
		}
		return err == nil
	})
	return err
}
