// Package adaptertest holds what proves a surface: the suite that every
// adapter must pass over a fake of its wire, a paper adapter that shows one
// field a card, a scripted core, and the runner for talks, which are whole
// conversations as text.
//
// # How an adapter takes the suite
//
// A test of the adapter writes a Wire: the adapter itself, real, with a fake
// of its platform on the other end of the connection, and calls
//
//	adaptertest.Run(t, func(t adaptertest.T) adaptertest.Wire { return newWire(t) })
//
// Every case gets a fresh Wire. What the fake must do like the platform:
//
//   - Deliver sends what the platform would send when the person does that,
//     and the Receipt closes when the platform has the acknowledgement: the
//     HTTP response, the envelope's ack, the interaction response.
//   - Repeat sends the last delivery once more, byte for byte where it can.
//   - Sees renders as the platform would. Where its text fields understand
//     markup, the fake must take that markup as markup: an adapter that sends
//     "*b*" into such a field then fails the suite, as it should.
//   - Buttons carry the action id that their press would bring to the core,
//     as the adapter itself decodes it.
//   - Inject breaks things: see Fault.
//
// What a platform has not at all, Lacks names with the reason; those cases
// are skipped and say so. Everything else must pass. A wait in the suite is
// for something to become visible and gives up after Suite.Patience; nothing
// is measured.
package adaptertest
