package redisboard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// ErrLost says that Redis lost what was being built; build again.
var ErrLost = errors.New("redis lost the boards while they were being built")

// building is how long keys of an unfinished generation stay: longer than any build takes, so that
// one that was cut off leaves nothing behind.
const building = 6 * time.Hour

// Rebuild makes the boards of the shelves that a snapshot has anew from a snapshot, beside those in use, and puts the new ones in their
// place at once. Where the boards in use have gone further than the snapshot, they go on being read
// until changes applied to the new ones have caught up; the next Apply may thus find a gap and must
// go on from Checkpoint. Several instances may rebuild at the same time.
func (b *Boards) Rebuild(ctx context.Context, snapshot leaderboard.Snapshot) error {
	w := &builder{boards: b, today: b.today(), generation: strings.ReplaceAll(uuid.NewString(), "-", "")[:16], names: map[string]time.Duration{}}
	err := w.build(ctx, snapshot)
	if err != nil {
		return errors.Join(err, w.discard(context.WithoutCancel(ctx)))
	}
	answer, err := b.run(ctx, switchScript, b.Prefix, w.generation, snapshot.Position, snapshot.At.UnixMilli(), listed(snapshot.Kept...))
	if err != nil {
		return err // it may have been done: what is left otherwise goes by itself
	}
	b.current.Store(nil)
	if answer.text(0) != "ok" {
		return errors.Join(ErrLost, w.discard(context.WithoutCancel(ctx)))
	}
	return nil
}

// builder writes one generation.
type builder struct {
	boards     *Boards
	today      leaderboard.Day
	generation string
	names      map[string]time.Duration // of the keys that it has written, and how long they will live; 0 for ever
	hidden     map[domain.EmployeeID]bool

	pipe    redis.Pipeliner
	pending map[string]*command // by the name of the key
	waiting int

	group shelf
	seen  map[shelf]bool
	row   leaderboard.Tally           // sums of the employee that is being read
	by    int64                       // how many people thanked that employee
	given map[domain.EmployeeID]int64 // by each nominator, in the group
}

// shelf is the boards of one scope and window.
type shelf struct {
	scope  leaderboard.Scope
	window leaderboard.Window
}

// How many members one command carries, and how many one round trip.
const (
	perCommand   = 500
	perRoundTrip = 10_000
)

func (w *builder) build(ctx context.Context, snapshot leaderboard.Snapshot) error {
	w.pipe, w.pending = w.boards.redis.Pipeline(), map[string]*command{}
	w.hidden, w.seen, w.given = map[domain.EmployeeID]bool{}, map[shelf]bool{}, map[domain.EmployeeID]int64{}
	if err := w.boards.redis.Set(ctx, w.key("building"), 1, building).Err(); err != nil {
		return err
	}
	if err := w.hide(ctx, snapshot.Hidden); err != nil {
		return err
	}
	for tally, err := range snapshot.Tallies {
		if err != nil {
			return err
		}
		if err := w.add(ctx, tally); err != nil {
			return err
		}
	}
	if err := w.endGroup(ctx); err != nil {
		return err
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	if err := w.finish(ctx); err != nil {
		return err
	}
	return w.undo(ctx, snapshot.Kept, snapshot.Pending)
}

func (w *builder) key(name string) string { return w.boards.Prefix + w.generation + ":" + name }

func (w *builder) hide(ctx context.Context, people []domain.EmployeeID) error {
	for chunk := range slices.Chunk(people, perCommand) {
		members := make([]any, 0, len(chunk))
		for _, id := range chunk {
			w.hidden[id] = true
			members = append(members, member(id))
		}
		w.pipe.SAdd(ctx, w.key("hidden"), members...)
		w.pipe.Expire(ctx, w.key("hidden"), building)
		if err := w.sent(ctx, len(chunk)); err != nil {
			return err
		}
	}
	return nil
}

// add takes in one tally. Boards of periods that are over are not kept.
func (w *builder) add(ctx context.Context, t leaderboard.Tally) error {
	if !leaderboard.Kept(t.Window, w.today) {
		return nil
	}
	if group := (shelf{t.Scope, t.Window}); group != w.group || len(w.seen) == 0 {
		if err := w.endGroup(ctx); err != nil {
			return err
		}
		if w.seen[group] {
			return fmt.Errorf("the snapshot comes back to %s", shelfOf(t.Scope, t.Window))
		}
		w.seen[group], w.group = true, group
	}
	if t.Employee != w.row.Employee {
		if strings.Compare(member(t.Employee), member(w.row.Employee)) < 0 {
			return errors.New("the snapshot is not in the order of ids")
		}
		if err := w.endEmployee(ctx); err != nil {
			return err
		}
		w.row.Employee = t.Employee
	}
	w.row.Points += t.Points
	w.row.Count += t.Count
	if t.Nominator == nil || t.Count == 0 {
		return nil
	}
	w.by++
	w.given[*t.Nominator] += t.Count
	return w.put(ctx, "HSET", "thanks", member(t.Employee)+member(*t.Nominator), t.Count)
}

func (w *builder) endEmployee(ctx context.Context) error {
	row, by := w.row, w.by
	w.row, w.by = leaderboard.Tally{}, 0
	return errors.Join(
		w.score(ctx, leaderboard.Received, row.Employee, row.Points),
		w.score(ctx, leaderboard.Recognitions, row.Employee, row.Count),
		w.score(ctx, leaderboard.ThankedBy, row.Employee, by),
	)
}

func (w *builder) endGroup(ctx context.Context) error {
	if err := w.endEmployee(ctx); err != nil {
		return err
	}
	for nominator, count := range w.given {
		if err := w.score(ctx, leaderboard.Given, nominator, count); err != nil {
			return err
		}
	}
	clear(w.given)
	return nil
}

func (w *builder) score(ctx context.Context, metric leaderboard.Metric, employee domain.EmployeeID, score int64) error {
	if score <= 0 {
		return nil
	}
	name := string(metric)
	if w.hidden[employee] {
		name += "/hidden"
	}
	return w.put(ctx, "ZADD", name, score, member(employee))
}

// command is one that is being gathered for a key.
type command struct {
	window leaderboard.Window
	args   []any
}

// put gathers arguments for a key of the group until one command is full.
func (w *builder) put(ctx context.Context, verb, name string, pair ...any) error {
	name = shelfOf(w.group.scope, w.group.window) + name
	c := w.pending[name]
	if c == nil {
		c = &command{w.group.window, append(make([]any, 0, 2+2*perCommand), verb, w.key(name))}
		w.pending[name] = c
	}
	c.args = append(c.args, pair...)
	if len(c.args) < 2+2*perCommand {
		return nil
	}
	return w.push(ctx, name)
}

// push hands the gathered command for a key to the pipeline.
func (w *builder) push(ctx context.Context, name string) error {
	c := w.pending[name]
	delete(w.pending, name)
	w.pipe.Do(ctx, c.args...)
	if _, written := w.names[name]; !written {
		w.names[name] = time.Duration(w.boards.ttlOf(c.window)) * time.Second
		w.pipe.Expire(ctx, w.key(name), building)
	}
	return w.sent(ctx, len(c.args)/2)
}

func (w *builder) sent(ctx context.Context, members int) error {
	w.waiting += members
	if w.waiting < perRoundTrip {
		return nil
	}
	w.waiting = 0
	_, err := w.pipe.Exec(ctx)
	return err
}

func (w *builder) flush(ctx context.Context) error {
	for name := range w.pending {
		if err := w.push(ctx, name); err != nil {
			return err
		}
	}
	w.waiting = 0
	_, err := w.pipe.Exec(ctx)
	return err
}

// finish lists the keys, and gives each the time that it has as one of the boards in use.
func (w *builder) finish(ctx context.Context) error {
	for name, ttl := range w.names {
		w.pipe.SAdd(ctx, w.key("keys"), name)
		if ttl == 0 {
			w.pipe.Persist(ctx, w.key(name))
		} else {
			w.pipe.Expire(ctx, w.key(name), ttl)
		}
	}
	w.pipe.Expire(ctx, w.key("keys"), building)
	_, err := w.pipe.Exec(ctx)
	return err
}

// undo takes back what the tallies hold though its event is yet to come, the last change first.
func (w *builder) undo(ctx context.Context, kept []leaderboard.Shelf, changes []leaderboard.Change) error {
	keeps := (&generation{shelves: kept}).keeps
	undone := make([]leaderboard.Change, 0, len(changes))
	for _, change := range slices.Backward(changes) {
		undone = append(undone, change.Undone())
	}
	for len(undone) > 0 {
		next := w.boards.work(keeps, undone)
		if _, err := w.boards.send(ctx, next, w.generation, "", 0, time.Time{}); err != nil {
			return err
		}
		undone = undone[next.changes:]
	}
	return nil
}

// discard removes what an unfinished build has written, as far as Redis can be reached.
func (w *builder) discard(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	keys := []string{w.key("building"), w.key("hidden"), w.key("keys")}
	for name := range w.names {
		keys = append(keys, w.key(name))
	}
	for chunk := range slices.Chunk(keys, perCommand) {
		if err := w.boards.redis.Unlink(ctx, chunk...).Err(); err != nil {
			return err
		}
	}
	return nil
}
