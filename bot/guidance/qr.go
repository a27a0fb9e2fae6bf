package guidance

// QRKind begins the Spec of a picture that a phone's camera reads, before a
// colon.
const QRKind = "qr"

// QRSpec describes the picture of an address. The spec holds the address and
// with it any secret in it: it is for the view that answers whoever asked, and
// is kept nowhere.
func QRSpec(address string) string { return QRKind + ":" + address }
