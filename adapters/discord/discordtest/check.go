package discordtest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// finding is one thing that Discord has against a payload.
type finding struct {
	path          string // "embeds.0.title"
	code, message string
}

func (f finding) String() string { return fmt.Sprintf("%s: %s (%s)", f.path, f.message, f.code) }

// checker goes through one payload.
type checker struct {
	kind     string // of the payload
	findings []finding
	ids      map[string]bool // custom_ids
	numbers  map[float64]bool
	files    []string // names of the files that attachment:// may name
	chars    int      // in all embeds
}

func newChecker(kind string) *checker {
	return &checker{kind: kind, ids: map[string]bool{}, numbers: map[float64]bool{}}
}

func (c *checker) say(path, code, format string, args ...any) {
	c.findings = append(c.findings, finding{path, code, fmt.Sprintf(format, args...)})
}

// problem is the refusal for what was found, nil for nothing.
func (c *checker) problem() *problem {
	if len(c.findings) == 0 {
		return nil
	}
	p := refused(400, 50035, "Invalid Form Body")
	p.errors = object{}
	for _, f := range c.findings {
		at := p.errors
		for _, part := range strings.Split(f.path, ".") {
			next, _ := at[part].(object)
			if next == nil {
				next = object{}
				at[part] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]object)
		at["_errors"] = append(list, object{"code": f.code, "message": f.message})
	}
	return p
}

// length counts as JavaScript does: of all ways to count characters the one
// that comes to the most.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// shape checks the fields of one object.
func (c *checker) shape(path string, o object, s shape) {
	known := map[string]bool{}
	for _, f := range s.fields {
		known[f.name] = true
		value := o[f.name]
		if value == nil {
			if f.need {
				c.say(at(path, f.name), "BASE_TYPE_REQUIRED", "This field is required")
			}
			continue
		}
		c.field(at(path, f.name), value, f)
	}
	for name, value := range o {
		if !known[name] && !empty(value) {
			c.say(at(path, name), "UNKNOWN_FIELD", "Discord knows no such field here")
		}
	}
	if s.more != nil {
		s.more(c, path, o)
	}
}

func at(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func nth(path string, i int) string { return at(path, strconv.Itoa(i)) }

// empty says whether a value is what clients send for nothing.
func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return false
}

func (c *checker) field(path string, value any, f field) {
	switch f.want {
	case words:
		c.words(path, value, f)
	case boolean:
		if _, ok := value.(bool); !ok {
			c.say(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
		}
	case integer:
		c.integer(path, value, f)
	case number:
		if _, ok := value.(float64); !ok {
			c.say(path, "NUMBER_TYPE_COERCE", "%v is not a number.", value)
		}
	case snowflake:
		if !isSnowflake(value) {
			c.say(path, "NUMBER_TYPE_COERCE", "Value %v is not snowflake.", value)
		}
	case address:
		c.address(path, value, f, "http", "https", "discord")
	case picture:
		c.picture(path, value, f)
	case stamp:
		text, _ := value.(string)
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			c.say(path, "DATE_TIME_TYPE_PARSE", "Could not parse %v. Should be ISO8601.", value)
		}
	case nested:
		c.object(path, value, f.shape())
	case list:
		c.list(path, value, f)
	}
}

func (c *checker) words(path string, value any, f field) {
	s, ok := value.(string)
	if !ok {
		c.say(path, "BASE_TYPE_BAD_TYPE", "Must be string.")
		return
	}
	n := length(s)
	switch {
	case f.of != nil && !slices.Contains(f.of, s):
		c.say(path, "BASE_TYPE_CHOICES", "Value must be one of %v.", f.of)
	case f.min > 0 && strings.TrimSpace(s) == "":
		c.say(path, "BASE_TYPE_REQUIRED", "This field is required")
	case n < f.min || n > f.max:
		c.say(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length, is %d.", f.min, f.max, n)
	}
}

func (c *checker) integer(path string, value any, f field) {
	n, ok := value.(float64)
	switch {
	case !ok || n != float64(int64(n)):
		c.say(path, "NUMBER_TYPE_COERCE", "Value %v is not int.", value)
	case n < float64(f.min):
		c.say(path, "NUMBER_TYPE_MIN", "int value should be greater than or equal to %d.", f.min)
	case n > float64(f.max):
		c.say(path, "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", f.max)
	}
}

var digits = regexp.MustCompile(`^\d{1,20}$`)

// isSnowflake takes numbers too, as Discord does.
func isSnowflake(value any) bool {
	switch v := value.(type) {
	case string:
		return digits.MatchString(v)
	case float64:
		return v >= 0 && v == float64(int64(v))
	}
	return false
}

// idText is a snowflake as text.
func idText(value any) string {
	if n, ok := value.(float64); ok {
		return strconv.FormatInt(int64(n), 10)
	}
	s, _ := value.(string)
	return s
}

func (c *checker) address(path string, value any, f field, schemes ...string) {
	c.words(path, value, field{min: 1, max: f.max})
	s, _ := value.(string)
	if u, err := url.Parse(s); err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" {
		c.say(path, "URL_TYPE_INVALID_URL", "Not a well formed URL with one of the schemes %v.", schemes)
	}
}

var pictureName = regexp.MustCompile(`^[A-Za-z0-9_.-]+\.(png|jpe?g|gif|webp)$`)

// picture is an address or attachment:// and the name of a file that comes
// along.
func (c *checker) picture(path string, value any, f field) {
	s, _ := value.(string)
	name, ok := strings.CutPrefix(s, "attachment://")
	switch {
	case !ok:
		c.address(path, value, f, "http", "https")
	case !pictureName.MatchString(name):
		c.say(path, "URL_TYPE_INVALID_URL", "%q is not the name of a picture in plain letters.", name)
	case !slices.Contains(c.files, name):
		c.say(path, "URL_TYPE_INVALID_URL", "No file %q comes with it.", name)
	}
}

func (c *checker) object(path string, value any, s shape) {
	o, ok := value.(object)
	if !ok {
		c.say(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return
	}
	c.shape(path, o, s)
}

func (c *checker) list(path string, value any, f field) {
	items, ok := value.([]any)
	if !ok {
		c.say(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return
	}
	if len(items) < f.min || len(items) > f.max {
		c.say(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length, is %d.", f.min, f.max, len(items))
	}
	if f.shape == nil {
		return
	}
	for i, item := range items {
		c.object(nth(path, i), item, f.shape())
	}
}
