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
)

// tag is one tag of a part, with where it stands.
type tag struct {
	name  []byte // without its prefix; valid until the next tag
	inner []byte // all between < and >
	text  int64  // bytes of text before it, after the tag before it
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
}

// next is the next tag; one without a name is a comment or the like.
func (s *scanner) next() (tag, error) {
	text, err := s.skip("<")
	if err != nil {
		return tag{}, err
	}
	first, err := s.r.Peek(3)
	if len(first) == 0 {
		return tag{}, errors.Join(errBroken, err)
	}
	switch {
	case first[0] == '?':
		_, err = s.skip("?>")
		return tag{}, broken(err)
	case bytes.Equal(first, []byte("!--")):
		_, err = s.skip("-->")
		return tag{}, broken(err)
	case bytes.HasPrefix(first, []byte("![")):
		n, err := s.skip("]]>")
		return tag{text: text + n}, broken(err)
	case first[0] == '!':
		return tag{}, errDeclared
	}
	inner, err := s.inner()
	if err != nil {
		return tag{}, err
	}
	x := tag{inner: inner, text: text, at: s.at, opens: inner[0] != '/', closes: inner[0] == '/' || inner[len(inner)-1] == '/'}
	x.name = localName(inner)
	return x, s.count(x)
}

// count keeps how deep it is.
func (s *scanner) count(x tag) error {
	if x.opens {
		if s.depth == 0 {
			s.roots++
		}
		s.depth++
	}
	if x.closes {
		s.depth--
	}
	switch {
	case s.depth > deepest:
		return errDeep
	case s.depth < 0:
		return errBroken
	}
	return nil
}

// skip reads on behind an end, and counts what stood before it.
func (s *scanner) skip(end string) (n int64, err error) {
	last := end[len(end)-1]
	var tail []byte
	for {
		part, err := s.r.ReadSlice(last)
		n += int64(len(part))
		s.at += int64(len(part))
		tail = append(tail[max(0, len(tail)-len(end)):], part[max(0, len(part)-len(end)):]...)
		switch {
		case err == nil && bytes.HasSuffix(tail, []byte(end)):
			return n - int64(len(end)), nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return n, err
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

// localName is a tag's name without its prefix.
func localName(inner []byte) []byte {
	name := bytes.TrimPrefix(inner, []byte("/"))
	if i := bytes.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
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

// checkStrings reads the shared texts once: too many, or one too long, are refused.
func checkStrings(r io.Reader) error {
	var texts int
	var from int64
	return checkXML(r, func(x tag) error {
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
}
