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
	AssignService   Deed = "decide who is in charge of any service, or that nobody is"
	ChangeService   Deed = "change a service and answer its checklist"
	RunRounds       Deed = "start, watch and close rounds of the diagnosis, and enter answers from paper"
	SeeRounds       Deed = "see the company's sheet, and what is published of a closed round"
	Probe           Deed = "write down why a question was judged as it was"
	ManagePeople    Deed = "invite people, grant roles, hand out links"
	AskAround       Deed = "have section heads go through the kinds of services, and decide about suggestions"
	ChangeItems     Deed = "change the company's own items of the checklist"
	Suggest         Deed = "suggest a service"
	PlanVisits      Deed = "plan, move and prepare the expert's visits"
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
	AssignService:   {roles: []Role{Manager}},
	ChangeService:   {roles: []Role{Manager}, inCharge: true},
	RunRounds:       {roles: []Role{Manager}},
	SeeRounds:       {roles: []Role{Manager, Expert}},
	Probe:           {roles: []Role{Manager, Expert}},
	ManagePeople:    {roles: []Role{Manager}},
	AskAround:       {roles: []Role{Manager}},
	ChangeItems:     {roles: []Role{Manager}},
	Suggest:         {roles: []Role{Employee, Manager}},
	PlanVisits:      {roles: []Role{Manager, Expert}},
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
