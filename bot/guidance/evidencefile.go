package guidance

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// FileKinds are the endings of files that can be evidence, in the order in
// which people are told. Old office files (xls, doc) are not among them: what
// runs when they are opened cannot be told from outside.
var FileKinds = []string{".pdf", ".png", ".jpg", ".txt", ".csv", ".xlsx", ".docx"}

// FileProblem is why a file was not taken; empty where it was.
type FileProblem string

// The problems.
const (
	FileEmpty  FileProblem = "the file is empty"
	FileLarge  FileProblem = "the file is too large"
	FileKind   FileProblem = "files of this kind are not taken"
	FileOld    FileProblem = "an office file of the old kind"
	FileMacro  FileProblem = "an office file with macros"
	FileOther  FileProblem = "the contents are not what the name says"
	FileNoRoom FileProblem = "the company's files take all the room there is"
)

// CheckFile says of what kind a file is, one of FileKinds: by its name's
// ending, and its contents must agree. Nothing in it is unpacked but the list
// of an office file's parts.
func CheckFile(name string, data []byte) (kind string, problem FileProblem) {
	kind = strings.ToLower(path.Ext(name))
	if kind == ".jpeg" {
		kind = ".jpg"
	}
	switch {
	case len(data) > MaxFile:
		return "", FileLarge
	case kind == ".xls" || kind == ".doc" || kind == ".ppt":
		return "", FileOld
	case slices.Contains([]string{".xlsm", ".docm", ".xltm", ".dotm", ".xlsb", ".xlam", ".pptm"}, kind):
		return "", FileMacro
	case !slices.Contains(FileKinds, kind):
		return "", FileKind
	case len(data) == 0:
		return "", FileEmpty
	}
	return kind, checkContents(kind, data)
}

// RoomFor says whether a company that keeps so many bytes can keep more.
func RoomFor(kept int64, more int) FileProblem {
	if kept+int64(more) > MaxFiles {
		return FileNoRoom
	}
	return ""
}

func checkContents(kind string, data []byte) FileProblem {
	sound := false
	switch kind {
	case ".pdf":
		sound = bytes.HasPrefix(data, []byte("%PDF-"))
	case ".png":
		sound = bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n"))
	case ".jpg":
		sound = bytes.HasPrefix(data, []byte("\xff\xd8\xff"))
	case ".txt", ".csv":
		sound = isText(data)
	case ".xlsx":
		return checkOffice(data, "xl/workbook.xml")
	case ".docx":
		return checkOffice(data, "word/document.xml")
	}
	if !sound {
		return FileOther
	}
	return ""
}

// isText reports whether the bytes are text that somebody wrote, in UTF-8 or
// Shift_JIS, and no page of the web under a text's name.
func isText(data []byte) bool {
	text := bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(text) {
		decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(text)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return false
		}
		text = decoded
	}
	if bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' }) {
		return false
	}
	begins := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 512)]))
	for _, mark := range []string{"<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "<iframe"} {
		if bytes.HasPrefix(begins, []byte(mark)) {
			return false
		}
	}
	return true
}

const (
	maxParts = 5_000   // of an office file
	maxTypes = 1 << 20 // bytes of the list of what its parts are
)

// checkOffice looks for the part that makes an office file what it says it
// is, and for whatever would run.
func checkOffice(data []byte, main string) FileProblem {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) > maxParts {
		return FileOther
	}
	found, types := false, false
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		switch {
		case strings.Contains(name, "vbaproject") || strings.Contains(name, "/activex/") || strings.Contains(name, "macrosheets/"):
			return FileMacro
		case name == main:
			found = true
		case name == "[content_types].xml":
			types = true
			if problem := checkTypes(part); problem != "" {
				return problem
			}
		}
	}
	if !found || !types {
		return FileOther
	}
	return ""
}

func checkTypes(part *zip.File) FileProblem {
	in, err := part.Open()
	if err != nil {
		return FileOther
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxTypes+1))
	if err != nil || len(text) > maxTypes {
		return FileOther
	}
	if bytes.Contains(bytes.ToLower(text), []byte("macroenabled")) {
		return FileMacro
	}
	return ""
}
