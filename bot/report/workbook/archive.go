package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// What a workbook's archive may hold at most; see also the limits of Read.
const (
	maxParts   = 5_000
	maxSheets  = 300
	smallPart  = 1 << 20 // bytes of a part that only says where the others are
	packedOle  = "\xD0\xCF\x11\xE0"
	shadowFlag = 0x1 // of an entry that a password hides
)

// archive is a workbook before it is opened: of its parts only those are taken
// out that hold cells to be read.
type archive struct {
	parts  map[string]*zip.File // by their names in lower case
	sheets []sheetPart          // in their order
	kept   []*zip.File
	texts  int // how many texts the sheets share
	// Remarks name what is in the file and never read.
	remarks []Remark
}

// sheetPart is a sheet of cells and where it is kept.
type sheetPart struct {
	name string
	file *zip.File
}

// openArchive looks at what a workbook holds, and unpacks nothing but what says
// so.
func openArchive(data []byte) (*archive, error) {
	if bytes.HasPrefix(data, []byte(packedOle)) {
		return nil, ErrLocked
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBook, err)
	}
	if len(z.File) > maxParts {
		return nil, fmt.Errorf("%w: %d parts", ErrTooLarge, len(z.File))
	}
	a := &archive{parts: map[string]*zip.File{}}
	for _, file := range z.File {
		if file.Flags&shadowFlag != 0 {
			return nil, ErrLocked
		}
		a.parts[partName(file.Name)] = file
	}
	if err := a.find(); err != nil {
		return nil, err
	}
	a.unread()
	return a, a.fits()
}

// partName makes the names of parts comparable.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// relation says where a part is that another one names.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations are those of a part.
func (a *archive) relations(of string) (list []relation, err error) {
	var all struct {
		List []relation `xml:"Relationship"`
	}
	err = a.small(path.Join(path.Dir(of), "_rels", path.Base(of)+".rels"), &all)
	return all.List, err
}

// find finds the sheets of the workbook, and keeps what they are read with.
func (a *archive) find() error {
	roots, err := a.relations("")
	if err != nil {
		return err
	}
	book := "xl/workbook.xml"
	for _, r := range roots {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			book = partName(r.Target)
		}
	}
	var said struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Refs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := a.small(book, &said); err != nil {
		return err
	}
	relations, err := a.relations(book)
	if err != nil {
		return err
	}
	if len(said.Sheets) > maxSheets {
		return fmt.Errorf("%w: %d sheets", ErrTooLarge, len(said.Sheets))
	}
	a.keep("[content_types].xml", "_rels/.rels", book, path.Join(path.Dir(book), "_rels", path.Base(book)+".rels"), "xl/sharedstrings.xml")
	for _, s := range said.Sheets {
		for _, r := range relations {
			if strings.HasSuffix(r.Type, "/worksheet") && refers(s.Refs, r.ID) {
				if file := a.parts[beside(book, r.Target)]; file != nil {
					a.sheets = append(a.sheets, sheetPart{s.Name, file})
				}
			}
		}
	}
	a.dropMade()
	for _, s := range a.sheets {
		a.kept = append(a.kept, s.file)
	}
	return nil
}

func refers(attributes []xml.Attr, id string) bool {
	for _, x := range attributes {
		if x.Name.Local == "id" && x.Value == id {
			return true
		}
	}
	return false
}

// beside is the part that another one means by a target.
func beside(part, target string) string {
	if strings.HasPrefix(target, "/") {
		return partName(path.Clean(target))
	}
	return partName(path.Join(path.Dir(part), target))
}

// dropMade leaves out the sheets that the ledger's own workbook has beside its
// list: they are made of it.
func (a *archive) dropMade() {
	if !a.has(listSheet) {
		return
	}
	var rest []sheetPart
	for _, s := range a.sheets {
		if s.name == listSheet || s.name == pasteSheet || !isOwn(s.name) {
			rest = append(rest, s)
		}
	}
	a.sheets = rest
}

func (a *archive) has(sheet string) bool {
	for _, s := range a.sheets {
		if s.name == sheet {
			return true
		}
	}
	return false
}

func (a *archive) keep(names ...string) {
	for _, name := range names {
		if file := a.parts[name]; file != nil {
			a.kept = append(a.kept, file)
		}
	}
}

// fits reports what is too much of what is kept. An entry cannot hold more than
// it says: reading it would fail.
func (a *archive) fits() error {
	var total uint64
	for _, file := range a.kept {
		if total += file.UncompressedSize64; total > unzipped {
			return fmt.Errorf("%w: more than %d bytes unpacked", ErrTooLarge, unzipped)
		}
	}
	return nil
}

// foreign are parts that are never read, and how they are named for people.
var foreign = []struct{ begins, why string }{
	{"xl/vbaproject", "マクロが入っています。読まず、動かしてもいません。"},
	{"xl/macrosheets/", "マクロが入っています。読まず、動かしてもいません。"},
	{"xl/externallinks/", "ほかのファイルへのリンクがあります。たどらず、ファイルに残っている値だけを読みました。"},
	{"xl/connections", "外のデータへの接続があります。つながず、ファイルに残っている値だけを読みました。"},
	{"xl/embeddings/", "ほかのファイルが埋め込まれています。読んでいません。"},
	{"xl/activex/", "ボタンなどの部品が入っています。読んでいません。"},
	{"xl/comments", "セルのコメントがあります。読んでいません。"},
	{"xl/threadedcomments/", "セルのコメントがあります。読んでいません。"},
	{"xl/media/", "図や写真があります。読んでいません。"},
}

// wholeFile is where a remark stands that is about no cell.
const wholeFile = "ファイル全体"

func (a *archive) unread() {
	said := map[string]bool{}
	for _, f := range foreign {
		for name := range a.parts {
			if strings.HasPrefix(name, f.begins) && !said[f.why] {
				said[f.why] = true
				a.remarks = append(a.remarks, Remark{wholeFile, "", f.why})
			}
		}
	}
}

// small decodes a part that says where others are; one that is not there says
// nothing.
func (a *archive) small(name string, into any) error {
	file := a.parts[name]
	if file == nil {
		return nil
	}
	if file.UncompressedSize64 > smallPart {
		return fmt.Errorf("%w: %s", ErrTooLarge, name)
	}
	text, err := unpacked(file)
	if err == nil {
		err = checkXML(bytes.NewReader(text), func(tag) error { return nil })
	}
	if err == nil {
		err = xml.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNotBook, name, err)
	}
	return nil
}

func unpacked(file *zip.File) ([]byte, error) {
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// slim is the workbook with what is kept of it alone, packed as it was.
func (a *archive) slim() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	seen := map[*zip.File]bool{}
	for _, file := range a.kept {
		if seen[file] {
			continue
		}
		seen[file] = true
		if err := w.Copy(file); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotBook, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBook, err)
	}
	return out.Bytes(), nil
}
