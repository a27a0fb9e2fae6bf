package picture

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"daicho/bot/guidance"
)

// ErrSpec is returned for a spec that no picture can be drawn from.
var ErrSpec = errors.New("picture: bad spec")

// What a radar may hold. More axes than that leave no room for words.
const (
	minAxes   = 3
	maxAxes   = 40
	maxSeries = 2
	maxGroups = 6 // one hue each
	maxRings  = 13
	maxValue  = 999
	maxSpec   = 64 << 10 // bytes
)

// split takes a spec's kind from what the kind reads for itself.
func split(spec string) (kind, rest string, err error) {
	if len(spec) > maxSpec {
		return "", "", fmt.Errorf("%w: %d bytes, at most %d", ErrSpec, len(spec), maxSpec)
	}
	kind, rest, found := strings.Cut(spec, ":")
	if !found {
		return "", "", fmt.Errorf("%w: no kind before a colon", ErrSpec)
	}
	return kind, rest, nil
}

// parseRadar reads what guidance.Radar.Spec wrote after the kind and checks it.
func parseRadar(data string) (guidance.Radar, error) {
	var r guidance.Radar
	d := json.NewDecoder(strings.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if d.More() {
		return r, fmt.Errorf("%w: something follows the radar", ErrSpec)
	}
	return r, check(r)
}

// check says what a radar lacks to be drawn.
func check(r guidance.Radar) error {
	switch rings := r.Max - r.Min; {
	case len(r.Axes) < minAxes || len(r.Axes) > maxAxes:
		return fmt.Errorf("%w: %d axes, want %d to %d", ErrSpec, len(r.Axes), minAxes, maxAxes)
	case len(r.Groups) == 0 || len(r.Groups) > maxGroups:
		return fmt.Errorf("%w: %d groups, want 1 to %d", ErrSpec, len(r.Groups), maxGroups)
	case len(r.Series) > maxSeries:
		return fmt.Errorf("%w: %d series, want at most %d", ErrSpec, len(r.Series), maxSeries)
	case r.Min <= guidance.Unanswered || r.Max > maxValue || rings < 1 || rings >= maxRings:
		return fmt.Errorf("%w: rings from %d to %d", ErrSpec, r.Min, r.Max)
	}
	for i, a := range r.Axes {
		if a.Group < 0 || a.Group >= len(r.Groups) {
			return fmt.Errorf("%w: axis %d is of group %d of %d", ErrSpec, i+1, a.Group, len(r.Groups))
		}
	}
	for _, s := range r.Series {
		if err := checkSeries(r, s); err != nil {
			return err
		}
	}
	return nil
}

func checkSeries(r guidance.Radar, s guidance.RadarSeries) error {
	if len(s.Values) != len(r.Axes) {
		return fmt.Errorf("%w: %d values for %d axes", ErrSpec, len(s.Values), len(r.Axes))
	}
	for i, v := range s.Values {
		if v != guidance.Unanswered && (v < r.Min || v > r.Max) {
			return fmt.Errorf("%w: value %d on axis %d, want %d to %d", ErrSpec, v, i+1, r.Min, r.Max)
		}
	}
	return nil
}
