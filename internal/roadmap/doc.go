// Package roadmap works out the way from where a programme stands to its targets: what is to be done, in which order and
// why, what would come of it, and where it leads.
//
// Everything here is computed from the newest answers, the targets, the actions and the model, and is stored nowhere but
// the projections, which are kept to be compared with what happened. A position of the roadmap that somebody takes on
// becomes an action of package target.
package roadmap
