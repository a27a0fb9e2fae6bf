// Package slacktest is a strict fake of Slack: one workspace with one app in
// it, over real loopback sockets. It has the Web API that a bot in direct
// messages needs, Socket Mode, signed HTTP delivery, response_urls, modals,
// home tabs and files. A real Slack client talks to it and knows no
// difference, except that this Slack refuses what it does not understand.
//
//	s := slacktest.Start(t, slacktest.Options{})
//	// the app connects to s.APIURL() with its two tokens
//	d := s.Command("U0YAMADA", s.DM("U0YAMADA"), "/daicho", "")
//	<-d.Done // acknowledged
//	screens := s.Screens("U0YAMADA", s.DM("U0YAMADA"))
//
// # What is strict
//
// Whatever Slack would refuse, drop without a word or show to people as an
// error is refused, dropped or left unshown here too, and Complaints says so
// in words. That covers the limits of Block Kit, triggers that are used late
// or twice, acknowledgements that are late or too big, response_urls used too
// often, and rates. A test of a well-behaved app ends with no complaints.
//
// Block Kit is the part that Validate knows: section, header, divider, image,
// actions, context, input and rich_text on every surface, table and file in
// messages only. A block or element of another type is refused, even where
// Slack has it.
//
// # What people see
//
// A Screen has the text as a person reads it. Where Slack takes markup as
// markup, so does this: words of a person that an app sends into a mrkdwn
// field come out changed. plain_text without "emoji": false turns codes such
// as :smile: into a picture.
//
// # Echoes
//
// What the app posts, changes and deletes in direct messages comes back to it as
// events, because Slack does that to everybody who listens to message.im.
// Options.NoEcho leaves them out.
//
// # Time
//
// Triggers, response_urls and rates go by a clock that Pass moves on.
// Acknowledgements go by real time, see Options.AckWithin. Redeliveries come
// quickly, not after minutes.
package slacktest
