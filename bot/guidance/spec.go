package guidance

import "encoding/json"

// spec describes a picture by a value of strings and numbers, as JSON.
func spec(kind string, picture any) string {
	text, err := json.Marshal(picture)
	if err != nil {
		panic("guidance: a picture of strings and numbers: " + err.Error())
	}
	return kind + ":" + string(text)
}

// QRKind begins the Spec of a picture that a phone's camera reads, before a
// colon.
const QRKind = "qr"

// QRSpec describes the picture of an address. The spec holds the address and
// with it any secret in it: it is for the view that answers whoever asked, and
// is kept nowhere.
func QRSpec(address string) string { return QRKind + ":" + address }

// TextKind begins the Spec of a document that a view already holds, before a
// colon.
const TextKind = "text"

// TextSpec describes a document by its text.
func TextSpec(text string) string { return TextKind + ":" + text }
