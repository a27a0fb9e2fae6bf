package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Why a file could not be read, as a word that is kept apart from this package.
const (
	UnreadOther  = "other"  // no workbook of the kind .xlsx
	UnreadLocked = "locked" // protected by a password, or of an older kind
	UnreadLarge  = "large"
	UnreadHeads  = "heads" // no sheet has the headings of a ledger
	// UnreadUnclear is one of which too many cells are not understood.
	UnreadUnclear = "unclear"
)

// Unread is the word for an error of Read; empty for one that is none of a file.
func Unread(err error) string {
	switch {
	case errors.Is(err, ErrLocked):
		return UnreadLocked
	case errors.Is(err, ErrTooLarge):
		return UnreadLarge
	case errors.Is(err, ErrNoLedger):
		return UnreadHeads
	case errors.Is(err, ErrUnclear):
		return UnreadUnclear
	case errors.Is(err, ErrNotBook):
		return UnreadOther
	}
	return ""
}

// Draft is what was found as rows of an import, each with the service of the
// ledger that it means. clean takes out of a text what nobody meant to type.
func (found Found) Draft(services []guidance.Service, in *rubric.Instrument, clean func(string) string) (rows []guidance.ImportRow, remarks []guidance.ImportRemark) {
	for _, r := range found.Remarks {
		remarks = append(remarks, guidance.ImportRemark{Cell: r.Cell, Text: cut(clean(r.Text), shownText), Why: r.Why})
	}
	var now Found
	for _, s := range services {
		now.Rows = append(now.Rows, FoundRow{No: s.No.String(), Service: s})
	}
	all := Differences(found, now, in)
	for i, x := range found.Rows {
		row := guidance.ImportRow{Line: x.Row, No: cut(clean(x.No), shownText), Service: x.Service, Remark: all[i].Remark, Unclear: all[i].Unclear}
		row.Match, _ = guidance.ParseServiceNo(all[i].No)
		remarks = append(remarks, fitted(&row, found.Sheet, clean)...)
		for _, item := range in.Items {
			if label, ok := x.Answers[item.ID]; ok {
				row.Answers = append(row.Answers, guidance.Answer{Item: item.ID, Label: label.ID})
			}
		}
		rows = append(rows, row)
	}
	return rows, remarks
}

// shownText is how much of a cell is kept that was not taken over, in characters.
const shownText = 200

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// fitted cleans the texts of a row, and takes out with a remark what the ledger
// has no room for.
func fitted(x *guidance.ImportRow, sheet string, clean func(string) string) (remarks []guidance.ImportRemark) {
	s := &x.Service
	where := fmt.Sprintf("%s %d行目", sheet, x.Line)
	for _, f := range []struct {
		text *string
		what string
		most int
	}{
		{&s.Name, "サービス名", guidance.MaxServiceName}, {&s.WrittenBy, "記入担当者氏名", guidance.MaxServiceLine},
		{&s.Department, "所管部署", guidance.MaxServiceLine}, {&s.Summary, "サービスの概要", guidance.MaxServiceText},
	} {
		*f.text = strings.TrimSpace(clean(*f.text))
		if n := utf8.RuneCountInString(*f.text); n > f.most {
			remarks = append(remarks, guidance.ImportRemark{Cell: where + " " + f.what, Text: cut(*f.text, shownText),
				Why: fmt.Sprintf("%d文字までです。%d文字あるため、取り込みません。", f.most, n)})
			*f.text = ""
		}
	}
	start, begun := s.Start.Time()
	if end, ended := s.End.Time(); begun && ended && end.Before(start) {
		remarks = append(remarks, guidance.ImportRemark{Cell: where + " 利用終了日", Text: s.End.String(), Why: "利用開始日より前の日です。取り込みません。"})
		s.End = ""
	}
	if s.Name == "" {
		x.Unclear, x.Remark = true, "サービス名が長すぎるか、空のため、どのサービスか決められませんでした。"
	}
	return remarks
}

// corePart is where a workbook says when it was made and last saved, and the most
// bytes that are read of it.
const (
	corePart  = "docProps/core.xml"
	coreBytes = 64 << 10
	handedOut = "daicho" // who made what the bot handed out
)

// AsOf is the moment of which a workbook speaks: when the bot handed it out, else
// when it was last saved. It is zero where the workbook does not say so.
func AsOf(data []byte) time.Time {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return time.Time{}
	}
	part, err := archive.Open(corePart)
	if err != nil {
		return time.Time{}
	}
	defer part.Close()
	var core struct {
		Creator  string `xml:"creator"`
		Created  string `xml:"created"`
		Modified string `xml:"modified"`
	}
	if err := xml.NewDecoder(io.LimitReader(part, coreBytes)).Decode(&core); err != nil {
		return time.Time{}
	}
	said := core.Modified
	if core.Creator == handedOut {
		said = core.Created
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(said))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
