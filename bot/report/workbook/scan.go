package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// What the text of a part may be at most.
const (
	deepest     = 64       // elements within each other
	longestTag  = 32 << 10 // bytes between < and >
	mostOfCell  = 1 << 20  // bytes of one cell or one shared text, with its markup
	mostStrings = 500_000  // shared texts
)

var (
	errDeclared = errors.New("declares a document type")
	errDeep     = errors.New("elements too deep within each other")
	errBroken   = errors.New("breaks off")
	errTag      = errors.New("a tag too long")
	errCross    = errors.New("ends what it has not begun")
	errMarkup   = errors.New("is not well formed")
)

// tag is one tag of a part, with where it stands.
type tag struct {
	name  []byte // without its prefix; valid until the next tag
	inner []byte // all between < and >
	text  []byte // what stands before it, after the tag before it; valid as long
	at    int64  // bytes read up to its end
	// Opens and closes: both of an element that holds nothing.
	opens, closes bool
}

// checkXML reads a part tag by tag and gives each to do. It fails where the text
// breaks off, declares entities, or is nested to harm whoever decodes it. It takes
// the same memory for any part.
func checkXML(r io.Reader, do func(tag) error) error {
	s := scanner{r: bufio.NewReaderSize(r, longestTag+1)}
	for {
		x, err := s.next()
		if errors.Is(err, io.EOF) && s.depth == 0 && s.roots > 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return errBroken
		}
		if err == nil && x.name != nil {
			err = do(x)
		}
		if err != nil {
			return err
		}
	}
}

type scanner struct {
	r            *bufio.Reader
	at           int64
	depth, roots int
	within       [deepest + 1]string // the names of what is open
	text         []byte
}

// next is the next tag; one without a name is a comment or the like.
func (s *scanner) next() (tag, error) {
	if err := s.upToTag(); err != nil {
		return tag{}, err
	}
	first, err := s.r.Peek(3)
	if len(first) == 0 {
		return tag{}, errors.Join(errBroken, err)
	}
	switch {
	case first[0] == '?':
		return tag{}, s.skip("?>")
	case bytes.Equal(first, []byte("!--")):
		return tag{}, s.skip("-->")
	case bytes.HasPrefix(first, []byte("![")):
		return tag{}, errMarkup // no cell's text is written so
	case first[0] == '!':
		return tag{}, errDeclared
	}
	inner, err := s.inner()
	if err != nil {
		return tag{}, err
	}
	x := tag{inner: inner, text: s.text, at: s.at, opens: inner[0] != '/', closes: inner[0] == '/' || inner[len(inner)-1] == '/'}
	full := fullName(inner)
	x.name = full[bytes.IndexByte(full, ':')+1:]
	if x.opens && !wellFormed(inner[len(full):]) {
		return tag{}, errMarkup
	}
	return x, s.count(x, full)
}

// count keeps how deep it is, and within what.
func (s *scanner) count(x tag, name []byte) error {
	if x.opens {
		if s.depth == 0 {
			s.roots++
		}
		if s.depth++; s.depth > deepest {
			return errDeep
		}
		s.within[s.depth] = string(name)
	}
	if x.closes {
		if s.depth == 0 || s.within[s.depth] != string(name) {
			return errCross
		}
		s.depth--
	}
	return nil
}

// upToTag reads the text that stands before the next tag.
func (s *scanner) upToTag() error {
	s.text = s.text[:0]
	for {
		part, err := s.r.ReadSlice('<')
		s.at += int64(len(part))
		s.text = append(s.text, part...)
		switch {
		case len(s.text) > mostOfCell:
			return fmt.Errorf("%w: a text", ErrTooLarge)
		case err == nil:
			s.text = s.text[:len(s.text)-1]
			if !wellText(s.text) {
				return errMarkup
			}
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// skip reads on behind an end.
func (s *scanner) skip(end string) error {
	var tail []byte
	for {
		part, err := s.r.ReadSlice(end[len(end)-1])
		s.at += int64(len(part))
		tail = append(tail[max(0, len(tail)-len(end)):], part[max(0, len(part)-len(end)):]...)
		switch {
		case err == nil && bytes.HasSuffix(tail, []byte(end)):
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return broken(err)
		}
	}
}

// inner is what stands up to the end of a tag: a > between quotes ends none.
func (s *scanner) inner() ([]byte, error) {
	for size := 64; ; size *= 2 {
		size = min(size, longestTag)
		seen, err := s.r.Peek(size)
		if n := endOfTag(seen); n > 0 {
			_, _ = s.r.Discard(n + 1)
			s.at += int64(n + 1)
			return seen[:n], nil
		}
		switch {
		case len(seen) > 0 && endOfTag(seen) == 0:
			return nil, errBroken // <>
		case err != nil:
			return nil, broken(err)
		case size == longestTag:
			return nil, errTag
		}
	}
}

// endOfTag is where a tag ends; -1 where it goes on.
func endOfTag(text []byte) int {
	var quote byte
	for i, b := range text {
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return i
		}
	}
	return -1
}

func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return errBroken
	}
	return err
}

// fullName is a tag's name with its prefix.
func fullName(inner []byte) []byte {
	name := bytes.TrimPrefix(inner, []byte("/"))
	if i := bytes.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	return name
}

// attribute is the value of an attribute, as it is written.
func (x tag) attribute(name string) string {
	for rest := x.inner; ; {
		i := bytes.Index(rest, []byte(name+"="))
		if i < 1 || i+len(name)+2 > len(rest) {
			return ""
		}
		before, from := rest[i-1], rest[i+len(name)+1:]
		end := bytes.IndexByte(from[1:], from[0])
		if end < 0 {
			return ""
		}
		if before == ' ' || before == '\t' || before == '\n' || before == '\r' {
			return string(from[1 : 1+end])
		}
		rest = from[1+end:]
	}
}

// countTexts reads the shared texts once: too many, or one too long, are refused.
func countTexts(r io.Reader) (texts int, err error) {
	var from int64
	err = checkXML(r, func(x tag) error {
		if string(x.name) == "si" && x.opens {
			from = x.at
			if texts++; texts > mostStrings {
				return fmt.Errorf("%w: more than %d texts", ErrTooLarge, mostStrings)
			}
		}
		if texts > 0 && x.at-from > mostOfCell {
			return fmt.Errorf("%w: a text", ErrTooLarge)
		}
		return nil
	})
	return texts, err
}
