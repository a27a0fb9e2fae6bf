package guidance

import "slices"

// MaxCharges is how many parts of a service people can be in charge of,
// counted over all people.
const MaxCharges = 10

// Part finds a person's part, as it was entered; -1 if nobody has it any more.
func (s Service) Part(c Charge) int { return slices.Index(s.InCharge, c) }

// Parts are those that the person has.
func (s Service) Parts(p PersonID) []Charge {
	var list []Charge
	for _, c := range s.InCharge {
		if c.Person != "" && c.Person == p {
			list = append(list, c)
		}
	}
	return list
}

// HandedOver returns the service with those of the parts that are still there
// in another person's charge, each in its place and with its scope, and
// reports whether any was. What the person has already is not doubled.
func (s Service) HandedOver(parts []Charge, to PersonID) (Service, bool) {
	list, moved := []Charge{}, false
	for _, c := range s.InCharge {
		if slices.Contains(parts, c) {
			c, moved = Charge{Person: to, Scope: c.Scope}, true
		}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	s.InCharge = list
	return s, moved
}

// Without returns the service without a part.
func (s Service) Without(c Charge) Service {
	s.InCharge = slices.DeleteFunc(slices.Clone(s.InCharge), func(x Charge) bool { return x == c })
	return s
}

// ChargeChange is what became of one part: From is zero for a part that was
// added, To for one that was taken away.
type ChargeChange struct{ From, To Charge }

// ChargeChanges says what became of the parts of a service between two
// versions of it: a person's scope that changed first, then a scope that went
// from one person to another, then what was taken away or added.
func ChargeChanges(was, is []Charge) []ChargeChange {
	gone := slices.DeleteFunc(slices.Clone(was), func(c Charge) bool { return slices.Contains(is, c) })
	come := slices.DeleteFunc(slices.Clone(is), func(c Charge) bool { return slices.Contains(was, c) })
	var list []ChargeChange
	pair := func(alike func(a, b Charge) bool) {
		gone = slices.DeleteFunc(gone, func(c Charge) bool {
			i := slices.IndexFunc(come, func(d Charge) bool { return alike(c, d) })
			if i < 0 {
				return false
			}
			list = append(list, ChargeChange{c, come[i]})
			come = slices.Delete(come, i, i+1)
			return true
		})
	}
	pair(func(a, b Charge) bool { return a.Person == b.Person && a.Name == b.Name })
	pair(func(a, b Charge) bool { return a.Scope == b.Scope })
	for _, c := range gone {
		list = append(list, ChargeChange{From: c})
	}
	for _, c := range come {
		list = append(list, ChargeChange{To: c})
	}
	return list
}
