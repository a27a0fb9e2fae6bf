package guidance

// MaxDrafts is how many forms a person can leave half filled.
const MaxDrafts = 20

// DraftReader reads forms that were left half filled.
type DraftReader interface {
	// Draft returns what a person has entered into a form and not yet
	// submitted, by field; nil if nothing.
	Draft(p PersonID, key string) (map[string]string, error)
	// Drafts returns the keys of a person's drafts, in their order.
	Drafts(p PersonID) ([]string, error)
}

// DraftTx writes them.
type DraftTx interface {
	// PutDraft replaces a draft; nil or empty values drop it. A person keeps
	// the MaxDrafts with the highest keys.
	PutDraft(p PersonID, key string, values map[string]string) error
}
