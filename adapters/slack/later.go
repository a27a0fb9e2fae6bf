package slack

import "context"

// later shows something behind the acknowledgement, after all else that its
// person is still to be shown: neither the next press nor the core waits for it.
// While it waits it is left out where something newer takes the same place;
// nothing takes the place that has no name. False where nothing is shown any
// more.
func (t *task) later(place string, show func(context.Context)) bool {
	w, user, turn := t.w, t.d.user, 0
	w.desks.with(user, func(k *desk) {
		k.showings++
		if turn = k.showings; place != "" {
			k.newest[place] = turn
		}
	})
	return w.shows.Put(user, func() {
		replaced := false
		w.desks.with(user, func(k *desk) {
			if replaced = k.newest[place] > turn; !replaced {
				delete(k.newest, place)
			}
		})
		if replaced {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(w.life.Load().ctx), turnTime)
		defer cancel()
		show(ctx)
	})
}
