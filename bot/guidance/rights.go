package guidance

import "slices"

// Deed is something a person may or may not do.
type Deed string

// The deeds. Those of a service are asked about one service; May then also
// looks at who is in charge of it.
const (
	AnswerDiagnosis Deed = "answer the diagnosis"
	SeeLedger       Deed = "see the ledger of all services"
	AddService      Deed = "add a service"
	SeeService      Deed = "see a service"
	ChangeService   Deed = "change a service and answer its checklist"
)

// rights is who may do what. The third column says whether somebody in
// charge of a service may, for that service, whatever the role.
var rights = map[Deed]struct {
	roles    []Role
	inCharge bool
}{
	AnswerDiagnosis: {roles: []Role{Employee, Manager}},
	SeeLedger:       {roles: []Role{Manager, Expert}},
	AddService:      {roles: []Role{Employee, Manager}},
	SeeService:      {roles: []Role{Manager, Expert}, inCharge: true},
	ChangeService:   {roles: []Role{Manager}, inCharge: true},
}

// May reports whether the person may do it. For the deeds of a service it
// needs that service, for all others nil.
func (p Person) May(deed Deed, s *Service) bool {
	right, ok := rights[deed]
	if !ok {
		return false
	}
	return slices.Contains(right.roles, p.Role) ||
		right.inCharge && s != nil && p.Role != Expert && s.Has(p.ID)
}

// Has reports whether the person is in charge of the service or of a part
// of it.
func (s Service) Has(p PersonID) bool {
	return slices.ContainsFunc(s.InCharge, func(c Charge) bool { return c.Person == p })
}
