package discord

import "testing"

// TestMayIn: what a channel says of all counts before what it says of roles, and
// that before what it says of one person.
func TestMayIn(t *testing.T) {
	const guild, role1, role2, user = "1", "2", "3", "4"
	may := func(everyone, ofRole uint64, differ ...overwrite) uint64 {
		s := server{ID: guild, Roles: []role{{guild, everyone}, {role1, ofRole}, {role2, 0}, {"9", administrator}}}
		return s.mayIn(channel{Differ: differ}, user, []string{role1, role2})
	}
	for name, c := range map[string]struct{ got, want uint64 }{
		"the roles together":           {may(1, 2), 3},
		"denied to all":                {may(3, 0, overwrite{guild, 0, 1}), 2},
		"allowed to a role again":      {may(3, 0, overwrite{guild, 0, 1}, overwrite{role1, 1, 0}), 3},
		"one role allows, one denies":  {may(3, 0, overwrite{role2, 0, 1}, overwrite{role1, 1, 0}), 3},
		"denied to the person":         {may(3, 0, overwrite{user, 0, 2}, overwrite{role1, 2, 0}), 1},
		"allowed to the person":        {may(0, 0, overwrite{user, 2, 0}, overwrite{guild, 0, 2}), 2},
		"of somebody else, or no role": {may(3, 0, overwrite{"9", 0, 3}), 3},
		"an administrator":             {may(0, administrator, overwrite{user, 0, 3}), administrator},
	} {
		if c.got != c.want {
			t.Errorf("%s: %b, want %b", name, c.got, c.want)
		}
	}
	if got := (server{ID: guild, Owner: user}).mayIn(channel{}, user, nil); got != administrator {
		t.Errorf("the owner: %b", got)
	}
}
