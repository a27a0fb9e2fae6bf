package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
)

const (
	sayTooBig = "「%s」は大きすぎるため（8MB まで）、受け取れませんでした。ほかの内容は、そのまま残っています。小さくしてから、もう一度送ってください。"
	sayNoFile = "「%s」を受け取れませんでした。ほかの内容は、そのまま残っています。少し待ってから、もう一度送ってください。"
)

// errTooBig is returned for a file of more than bot.MaxFile bytes.
var errTooBig = errors.New("slack: a file that is too big")

// dropped hands the files of a message to the core, one after the other, and
// shows where the last of them led, with what became of those before it. The
// error is that of the last that failed for now.
func (t *task) dropped(ctx context.Context, shown bot.ActionID) (view bot.View, failed error) {
	var before []string
	refused := false
	for n, f := range t.d.files {
		if n > 0 {
			before = append(before, outcome(t.d.files[n-1].Name, view))
			refused = refused || !quiet(view)
		}
		var err error
		if view, err = t.drop(ctx, n, f, shown); err != nil {
			failed = err
		}
	}
	return led(view, before, refused), failed
}

// drop hands the n-th file of a message to the core. One that cannot be had is
// refused above what is shown.
func (t *task) drop(ctx context.Context, n int, f wireFile, shown bot.ActionID) (bot.View, error) {
	file, err := t.w.fetch(ctx, f)
	if err == nil {
		return t.asks(ctx, func(ev *bot.Event) {
			if ev.File, ev.Shown = file, shown; n > 0 {
				ev.ID = fmt.Sprintf("%s/%d", t.d.id, n)
			}
		})
	}
	say := sayNoFile
	if errors.Is(err, errTooBig) {
		say, err = sayTooBig, nil
	}
	view, wrong := t.draws(ctx, cmp.Or(shown, "menu"))
	if wrong == nil {
		view.Notice, view.Problem = "", fmt.Sprintf(say, f.Name)
	}
	return view, cmp.Or(wrong, err)
}

// outcome is what became of a file, in a line that names it.
func outcome(name string, v bot.View) string {
	said := cmp.Or(v.Problem, v.Notice)
	for _, f := range v.Fields {
		said = cmp.Or(said, f.Problem)
	}
	if strings.Contains(said, name) {
		return said
	}
	return "「" + name + "」：" + cmp.Or(said, "受け取りました。")
}

// led is a view with some lines before what it says itself.
func led(v bot.View, lines []string, refused bool) bot.View {
	if len(lines) == 0 {
		return v
	}
	if own := cmp.Or(v.Problem, v.Notice); own != "" {
		lines = append(slices.Clone(lines), own)
	}
	said := strings.Join(lines, "\n")
	if refused || v.Problem != "" {
		v.Notice, v.Problem = "", said
	} else {
		v.Notice = said
	}
	return v
}

// fetch gets a file that was dropped.
func (w *Workspace) fetch(ctx context.Context, f wireFile) (*bot.File, error) {
	if f.Size > bot.MaxFile {
		return nil, errTooBig
	}
	data := &bounded{most: bot.MaxFile}
	err := kindOf(w.calls.api.GetFileContext(ctx, cmp.Or(f.Download, f.Private), data))
	switch {
	case data.over:
		return nil, errTooBig
	case err != nil:
		w.cfg.Log.Warn("slack: a file cannot be fetched", "err", err)
		return nil, err
	}
	return &bot.File{Name: f.Name, Data: data.Bytes()}, nil
}
