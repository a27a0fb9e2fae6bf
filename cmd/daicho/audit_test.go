package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"daicho/bot/guidance"
	"daicho/store"
)

func TestAudit(t *testing.T) {
	eachDesk(t, func(t *testing.T, d desk, h *house, home string) {
		before, err := d.Audit(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		made, err := d.Link(t.Context(), linkOrder{Name: "中村 進", Role: guidance.Expert, Renew: true})
		if err != nil {
			t.Fatal(err)
		}
		var by guidance.Person
		err = h.store.Turn(t.Context(), home, func(tx *store.Tx) error {
			people, err := tx.People()
			if err != nil {
				return err
			}
			by = people[0]
			return tx.Audit(store.Entry{At: h.now(), Who: by.ID, Did: "role", About: "p2 manager\nx"})
		})
		if err != nil {
			t.Fatal(err)
		}
		list, err := d.Audit(t.Context(), "c1")
		if err != nil || len(list) != len(before)+3 {
			t.Fatalf("%d entries before, now %+v, %v", len(before), list, err)
		}
		list = list[len(before):]
		var got []string
		for _, n := range list {
			got = append(got, fmt.Sprintf("%s|%s|%s|%s", n.Who, n.Name, n.Did, n.About))
		}
		id := strings.Fields(list[0].About)[0]
		want := []string{"||role|" + id + " expert", "||link|" + id + " renewed", fmt.Sprintf("%s|%s|role|p2 manager\nx", by.ID, by.Name)}
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%q\nwant %q", got, want)
		}
		if secret := made.URL[strings.LastIndex(made.URL, "/"):]; strings.Contains(strings.Join(got, ""), secret) {
			t.Error("the log holds the link's secret")
		}
		var table, lines strings.Builder
		if err := printAudit(&table, list); err != nil || strings.Count(table.String(), "\n") != 4 || !strings.Contains(table.String(), by.Name) {
			t.Errorf("%s, %v", table.String(), err)
		}
		if err := printJSON(&lines, list); err != nil || strings.Count(lines.String(), "\n") != 3 {
			t.Errorf("%s, %v", lines.String(), err)
		}
		var back noted
		if err := json.Unmarshal([]byte(strings.Split(lines.String(), "\n")[0]), &back); err != nil || back.Did != "role" || !back.At.Equal(list[0].At) {
			t.Errorf("%+v, %v", back, err)
		}
		if _, err := d.Audit(t.Context(), "c9"); err == nil || !strings.Contains(err.Error(), "c9") {
			t.Errorf("of no company: %v", err)
		}
	})
}

func TestAuditOfNothing(t *testing.T) {
	var out strings.Builder
	if err := printAudit(&out, nil); err != nil || !strings.Contains(out.String(), "まだ何も") {
		t.Errorf("%s, %v", out.String(), err)
	}
}
