package worker

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"laurel/app/auth"
	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/domain"
	"laurel/storage/pgtest"
	"laurel/storage/pgtest/chance"
	"laurel/storage/postgres"
)

// instance is one of several servers over the same database.
type instance struct {
	db   *postgres.DB
	w    *Worker
	wake chan struct{}
}

func newInstance(t *testing.T, url string, change ...func(*Options)) *instance {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Options{URL: url, Role: "laurel_app", Connections: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	box, err := auth.NewBox("a key of tests, of more than thirty-two characters", "secrets")
	if err != nil {
		t.Fatal(err)
	}
	i := &instance{db: db, wake: make(chan struct{}, 1)}
	poster := webhook.NewPoster(webhook.Options{Now: time.Now})
	t.Cleanup(poster.Close)
	log := slog.New(slog.DiscardHandler)
	uc := usecase.New(usecase.Options{DB: db, Box: box, Log: log, Now: time.Now, Location: time.UTC, Poster: poster, Wake: func() { signal(i.wake) }})
	o := Options{DB: db, UseCases: uc, Poster: poster, Log: log, Now: time.Now, Wake: i.wake}
	for _, f := range change {
		f(&o)
	}
	if i.w, err = New(o); err != nil {
		t.Fatal(err)
	}
	return i
}

// run works until the returned function is called.
func (i *instance) run(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		if err := i.w.Run(ctx); err != nil {
			t.Errorf("the worker ended with %v", err)
		}
	})
	stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
	})
	t.Cleanup(stop)
	return stop
}

// write commits some events in one transaction.
func write(t *testing.T, db *postgres.DB, events ...domain.Event) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error { tx.Events.Add(events...); return nil }); err != nil {
		t.Error(err)
	}
}

func plainEvent(data any) domain.Event {
	return domain.NewEvent(domain.NominationMade, domain.NewNominationID(), nil, time.Now(), data)
}

// eventually waits for something to become true, three times as long as is promised.
func eventually(t *testing.T, promised time.Duration, what string, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * promised); !isTrue(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, 3*promised)
		}
	}
}

func unnumberedEvents(t *testing.T, db *postgres.DB) int64 {
	t.Helper()
	lag, err := db.RelayLag(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return lag.Events
}

// checkDense says that positions are 1 to n, without gap or repeat, and that events of one transaction
// stand in the order in which they were written.
func checkDense(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	var count, last, first, disordered int
	err := db.Pool().QueryRow(t.Context(), `select count(*), max(position), min(position),
		count(*) filter (where data ->> 'before' is not null and not exists (
			select from event b where b.id = (event.data ->> 'before')::uuid and b.position < event.position))
		from event`).Scan(&count, &last, &first, &disordered)
	if err != nil {
		t.Fatal(err)
	}
	if count != n || last != n || first != 1 {
		t.Errorf("%d events have positions from %d to %d, want 1 to %d", count, first, last, n)
	}
	if disordered > 0 {
		t.Errorf("%d events stand before those written before them", disordered)
	}
}

func TestRelay_positionsAreDenseWithTwoInstancesAndCutsInTheMiddle(t *testing.T) {
	plan, url := chance.New(t, 1), pgtest.URL(t)
	const writers, each = 8, 250
	one, two := newInstance(t, url), newInstance(t, url)
	stopOne, stopTwo := one.run(t), two.run(t)
	owner := pgtest.Open(t, url) // may end others' connections
	var writing sync.WaitGroup
	for range writers {
		sizes := rand.New(rand.NewPCG(plan.Uint64(), 2))
		writing.Go(func() {
			for left := each; left > 0; {
				n := min(1+sizes.IntN(5), left)
				events := make([]domain.Event, n)
				for i := range events {
					events[i] = plainEvent(nil)
					if i > 0 {
						events[i] = plainEvent(map[string]any{"before": events[i-1].ID})
					}
				}
				write(t, one.db, events...)
				left -= n
			}
		})
	}
	for range 4 { // the relay is cut off while events come
		eventually(t, 5*time.Second, "the relay goes on", func() bool {
			var cut bool
			err := owner.QueryRow(t.Context(), `select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity
				where application_name = 'laurel relay' and datname = current_database()`).Scan(&cut)
			return err == nil && cut
		})
		time.Sleep(time.Duration(plan.IntN(50)) * time.Millisecond)
	}
	stopOne()
	newInstance(t, url).run(t)
	writing.Wait()
	eventually(t, 10*time.Second, "all events have positions", func() bool { return unnumberedEvents(t, two.db) == 0 })
	stopTwo()
	checkDense(t, two.db, writers*each)
}

func TestRelay_eventsThatCommitLateAreNotSkipped(t *testing.T) {
	url := pgtest.URL(t)
	i := newInstance(t, url)
	i.run(t)
	late, err := i.db.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Exec(t.Context(), `insert into event (id, kind, subject_id, at) values (gen_random_uuid(), 'nomination.made', gen_random_uuid(), now())`); err != nil {
		t.Fatal(err)
	}
	write(t, i.db, plainEvent(nil))
	eventually(t, time.Second, "the event that was committed has a position", func() bool { return unnumberedEvents(t, i.db) == 0 })
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Second, "so has the late one", func() bool { return unnumberedEvents(t, i.db) == 0 })
	checkDense(t, i.db, 2)
}

func TestRelay_anotherInstanceTakesOverWhenTheLeaderFreezes(t *testing.T) {
	url := pgtest.URL(t)
	frozen, other := newInstance(t, url), newInstance(t, url)
	relay, err := frozen.db.OpenRelay(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close(context.Background())
	if leads, err := relay.Lead(t.Context()); err != nil || !leads {
		t.Fatalf("leads %v, %v", leads, err)
	}
	began := time.Now()
	other.run(t)
	write(t, other.db, plainEvent(nil)) // the frozen leader does nothing from here on
	eventually(t, 5*time.Second, "the other takes over", func() bool { return unnumberedEvents(t, other.db) == 0 })
	if took := time.Since(began); took < relaySilenceAtLeast {
		t.Errorf("took over after %v, while the first still led", took)
	}
	if _, err := relay.Number(t.Context(), time.Now(), 1, nil); err == nil {
		t.Error("the frozen leader must not go on")
	}
}

// relaySilenceAtLeast is well below the silence after which a leader loses its lock.
const relaySilenceAtLeast = time.Second

func TestRelay_aBatchThatFailsGivesNoPositions(t *testing.T) {
	i := newInstance(t, pgtest.URL(t))
	relay, err := i.db.OpenRelay(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close(context.Background())
	write(t, i.db, plainEvent(nil), plainEvent(nil))
	fault := fmt.Errorf("a fault")
	if _, err := relay.Number(t.Context(), time.Now(), 10, func(context.Context, postgres.Numbering) error { return fault }); err == nil {
		t.Fatal("the fault must come back")
	}
	if n := unnumberedEvents(t, i.db); n != 2 {
		t.Fatalf("%d events wait, want 2", n)
	}
	events, err := relay.Number(t.Context(), time.Now(), 10, func(context.Context, postgres.Numbering) error { return nil })
	if err != nil || len(events) != 2 || events[0].Position != 1 || events[1].Position != 2 {
		t.Fatalf("%+v, %v", events, err)
	}
}

func TestRelay_makesItsCheckpointAgain(t *testing.T) {
	i := newInstance(t, pgtest.URL(t))
	open := func() *postgres.Relay {
		relay, err := i.db.OpenRelay(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = relay.Close(context.Background()) })
		return relay
	}
	nothingElse := func(context.Context, postgres.Numbering) error { return nil }
	write(t, i.db, plainEvent(nil))
	relay := open()
	if _, err := i.db.Pool().Exec(t.Context(), `delete from checkpoint where name = 'relay'`); err != nil {
		t.Fatal(err)
	}
	if events, err := relay.Number(t.Context(), time.Now(), 10, nothingElse); err == nil {
		t.Errorf("without a checkpoint it goes on, with %d events", len(events))
	}
	events, err := open().Number(t.Context(), time.Now(), 10, nothingElse)
	if err != nil || len(events) != 1 || events[0].Position != 1 {
		t.Errorf("%+v, %v", events, err)
	}
}

func TestHousekeep_deletesWhatIsOldAndKeepsTheLastPosition(t *testing.T) {
	i := newInstance(t, pgtest.URL(t))
	now := time.Now().UTC()
	relay, err := i.db.OpenRelay(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close(context.Background())
	old := domain.NewEvent(domain.NominationMade, domain.NewNominationID(), nil, now.AddDate(0, 0, -31), nil)
	older := domain.NewEvent(domain.NominationMade, domain.NewNominationID(), nil, now.AddDate(0, 0, -40), nil)
	write(t, i.db, older, old)
	if _, err := relay.Number(t.Context(), now, 10, func(context.Context, postgres.Numbering) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, age := range []string{"25 hours", "23 hours"} {
		if _, err := i.db.Pool().Exec(t.Context(), `insert into idempotency (caller, key, request, status, response, at)
			values (gen_random_uuid(), $1::text, '', 200, '', now() - $1::text::interval)`, age); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := i.db.Pool().Exec(t.Context(), `insert into sign_in_failure (account, address, at) values ('a', 'b', now() - interval '2 days'), ('a', 'b', now())`); err != nil {
		t.Fatal(err)
	}
	if _, err := i.db.Housekeep(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	var events, keys, failures int
	var last int64
	if err := i.db.Pool().QueryRow(t.Context(), `select (select count(*) from event), (select max(position) from event),
		(select count(*) from idempotency), (select count(*) from sign_in_failure)`).Scan(&events, &last, &keys, &failures); err != nil {
		t.Fatal(err)
	}
	if events != 1 || last != 2 || keys != 1 || failures != 1 {
		t.Errorf("left are %d events up to %d, %d keys, %d failures; want 1 up to 2, 1, 1", events, last, keys, failures)
	}
	write(t, i.db, plainEvent(nil))
	next, err := relay.Number(t.Context(), now, 10, func(context.Context, postgres.Numbering) error { return nil })
	if err != nil || len(next) != 1 || next[0].Position != 3 {
		t.Errorf("the next event: %+v, %v", next, err)
	}
}
