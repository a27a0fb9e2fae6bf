package slack

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"daicho/bot"
)

// onlySent reports whether what is chosen in a field is kept nowhere before the
// page is sent.
func onlySent(f bot.Field) bool { return f.Kind == bot.PlaceField || f.Kind == bot.MemberField }

// loose are the fields of a page in which something else stands than is kept.
func loose(v, kept bot.View) (all []bot.FieldID) {
	for _, f := range v.Fields {
		at := kept.Field(f.ID)
		if at >= 0 && kept.Fields[at].Value != f.Value && !onlySent(f) {
			all = append(all, f.ID)
		}
	}
	return all
}

// stored is a page as it is kept. Where that cannot be known, it is the page
// itself.
func (t *task) stored(ctx context.Context, v bot.View) bot.View {
	if len(v.Fields) == 0 {
		return v
	}
	kept, err := t.peeks(ctx, v.At)
	if err != nil {
		return v
	}
	return kept
}

// maxCarried is how much a button carries along to the page that it opens.
const maxCarried = 1500

// brought is something that a button carries along: what stood in a field, and a
// sign of what was kept in its place.
type brought struct {
	Text string `json:"t"`
	Over string `json:"o"`
}

// carrying is what stands in a page and is kept nowhere, for the button that
// opens it again: what could not be saved, or a code. Empty where it is nothing,
// or too much.
func carrying(v, kept bot.View) string {
	texts := map[bot.FieldID]brought{}
	for _, id := range loose(v, kept) {
		texts[id] = brought{v.Fields[v.Field(id)].Value, shortHash(kept.Fields[kept.Field(id)].Value)}
	}
	all := written(texts)
	if len(texts) == 0 || len(all) > maxCarried {
		return ""
	}
	return string(all)
}

// withCarried puts back what a button carried along, but for fields for which
// something else is kept since.
func withCarried(v bot.View, all string) bot.View {
	var texts map[bot.FieldID]brought
	if all == "" || json.Unmarshal([]byte(all), &texts) != nil {
		return v
	}
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if b, there := texts[f.ID]; there && shortHash(f.Value) == b.Over {
			v.Fields[i].Value = b.Text
		}
	}
	return v
}

// same reports whether a view asks what the modal does, of whatever revision.
func (t *task) same(v bot.View) bool { return v.Submit.ID != "" && asked(v) == t.d.page.Asked }

// entered is what the page in the modal is sent with: what is kept by now, with
// what was typed here over it. Choices were kept as they were made, and perhaps
// answered elsewhere since: what the modal shows counts where nothing is kept.
// With an error, the view says why that cannot be known.
func (t *task) entered(ctx context.Context) (map[bot.FieldID]string, bot.View, error) {
	kept, err := t.peeks(ctx, t.d.page.At)
	if err != nil || !t.same(kept) {
		return t.d.values, kept, err
	}
	values := maps.Clone(t.d.values)
	for _, f := range kept.Fields {
		_, here := values[f.ID]
		_, typed := t.d.touched[f.ID]
		if !here || !typed && !onlySent(f) && (f.Typed() || f.Value != "") {
			values[f.ID] = f.Value
		}
	}
	return values, kept, nil
}

// holding is a view of the page in the modal with what was chosen there where
// nothing is kept: some pages keep nothing before they are sent.
func (t *task) holding(v bot.View) bot.View {
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if f.Value == "" && f.Problem == "" && !f.Typed() {
			v.Fields[i].Value = t.d.values[f.ID]
			if f.ID == t.d.field {
				v.Fields[i].Value = t.d.given
			}
		}
	}
	return v
}

// with puts values into a view's fields, but for those of which the view says
// what is wrong.
func with(v bot.View, values map[bot.FieldID]string) bot.View {
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if value, there := values[f.ID]; there && f.Problem == "" {
			v.Fields[i].Value = value
		}
	}
	return v
}
