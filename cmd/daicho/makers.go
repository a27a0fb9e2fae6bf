package main

import (
	"context"
	"strings"

	"daicho/bot/guidance"
	"daicho/bot/report/picture"
	"daicho/store"
)

// maker makes what an attachment's Spec describes.
type maker func(ctx context.Context, spec string) ([]byte, error)

// makers are what makes attachments, by the kind that begins their Spec;
// whatever is not here is a picture.
func makers(st *store.Store) maker {
	pictures := picture.New(pictureBytes)
	byKind := map[string]maker{
		guidance.StoredKind: st.Stored,
		guidance.TextKind:   func(_ context.Context, text string) ([]byte, error) { return []byte(text), nil },
	}
	return func(ctx context.Context, spec string) ([]byte, error) {
		kind, rest, _ := strings.Cut(spec, ":")
		if make, ok := byKind[kind]; ok {
			return make(ctx, rest)
		}
		return pictures.Make(ctx, spec)
	}
}
