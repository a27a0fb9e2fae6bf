// Package discordtest is a strict fake of Discord: guilds with one application
// in them, over real loopback sockets. It has the gateway, and of the REST API
// what a bot needs that answers interactions and writes messages: channels,
// direct messages, members, commands, responses, follow-ups, modals and files.
// A real client talks to it and knows no difference, except that this Discord
// refuses what it does not understand.
//
//	s := discordtest.Start(t, discordtest.Options{})
//	// the app goes to s.APIURL(), or its HTTP client uses s.Transport()
//	d := s.Command(discordtest.Yamada, discordtest.General, "daicho")
//	<-d.Done // responded
//	screens := s.Screens(discordtest.Yamada, discordtest.General)
//
// # What is strict
//
// Whatever Discord would refuse, drop without a word or show to people as an
// error is refused, dropped or left unshown here too, and Complaints says so
// in words. That covers the published limits of messages, components, modals,
// files and commands, responses that are late, double or of a type that the
// interaction does not take, tokens that are too old, addresses of files that
// were kept, and what a client may not say on the gateway. A test of a
// well-behaved app ends with no complaints.
//
// Some things are stricter than there. Fields that Discord would overlook are
// refused, unless they are empty as clients send them. Every message says whom
// it may disturb: allowed_mentions is there, with an empty parse list, and
// lists either nobody or exactly those whom the content mentions. Lengths are
// counted in UTF-16, the way in which most characters come out. Components of
// the second version, polls and stickers are not known here.
//
// # What people see
//
// A Screen has the text as a person reads it. Where Discord takes words for
// markup, so does this: words of a person that an app sends on come out
// changed if it has not escaped them. What is a spoiler is black, and an emoji
// code such as :smile: is a picture, whatever its name.
//
// # Time
//
// Tokens of interactions, rates, sessions and addresses of files go by a clock
// that Pass moves on. First responses go by real time, see
// Options.RespondWithin.
package discordtest
