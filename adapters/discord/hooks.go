package discord

// Settled is closed once everything that somebody did so far is dealt
// with: for tests.
func (a *App) Settled(user string) <-chan struct{} {
	done := make(chan struct{})
	if !a.turns.Put(user, func() { close(done) }) {
		close(done)
	}
	return done
}
