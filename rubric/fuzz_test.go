package rubric

import (
	"slices"
	"testing"
	"testing/fstest"
)

// FuzzLoad puts anything at all into one file of a valid folder: it is
// refused with problems that name their place, or gives a library that keeps
// its promises. It never panics.
func FuzzLoad(f *testing.F) {
	var files []string
	for file := range validFiles {
		files = append(files, file)
	}
	slices.Sort(files)
	for i, file := range files {
		f.Add(uint8(i), []byte(validFiles[file]))
		f.Add(uint8(i), []byte("\uFEFF"+validFiles[file]+"\n\"a\"\"b\",1,,-1"))
	}
	for _, b := range breakages {
		if i := slices.Index(files, b.file); i >= 0 && len(b.new) < 4096 {
			f.Add(uint8(i), []byte(b.new))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		folder := validFolder()
		folder[files[int(which)%len(files)]] = &fstest.MapFile{Data: content}
		lib, err := Load(folder)
		if err != nil {
			checkRefusal(t, err)
			return
		}
		for _, edition := range lib.Editions() {
			in, _ := lib.Instrument(edition)
			checkPromises(t, in)
		}
	})
}

func checkRefusal(t *testing.T, err error) {
	list := allProblems(err)
	if len(list) == 0 || len(list) > maxProblems {
		t.Errorf("%d problems: %v", len(list), err)
	}
	for _, p := range list {
		if p.File == "" || p.Line < 0 || p.What == "" || p.Mend == "" || p.Japanese == "" {
			t.Errorf("incomplete: %+v", p)
		}
	}
}

// checkPromises holds for every instrument that was loaded.
func checkPromises(t *testing.T, in *Instrument) {
	best, asked := map[string]string{}, 0
	for page := range in.Pages() {
		items := in.PageItems(page + 1)
		if len(items) == 0 || len(items) > maxPageSize {
			t.Fatalf("%s: page %d has %d items", in.Edition, page+1, len(items))
		}
		asked += len(items)
	}
	for i := range in.Items {
		it := &in.Items[i]
		for _, l := range it.Labels {
			if got, ok := it.Read(l.Text); !ok || got.ID != l.ID {
				t.Fatalf("%s: %q reads as %q", it.ID, l.Text, got.ID)
			}
			if l.Points == it.Max() {
				best[it.ID] = l.ID
			}
		}
	}
	s := in.Score(best)
	if asked != len(in.Items) || s.Total != in.Max() || s.Answered != s.Of || in.CountConcerns(best) != 0 {
		t.Fatalf("%s: %d asked, %+v", in.Edition, asked, s)
	}
	for total := in.Min(); in.Kind == Diagnosis && total <= in.Max(); total++ {
		if _, ok := in.Band(total); !ok {
			t.Fatalf("%s: no band for %d", in.Edition, total)
		}
	}
}
