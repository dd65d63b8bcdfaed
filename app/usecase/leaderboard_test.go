package usecase_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/pgtest"
	"laurel/storage/pgtest/chance"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// boardHouse is an organisation whose boards are asked twice: with Redis and without.
type boardHouse struct {
	db          *postgres.DB
	redis       *miniredis.Miniredis
	boards      *redisboard.Boards
	with, alone *usecase.UseCases
	now         time.Time
	people      []domain.EmployeeID
	behaviours  []domain.BehaviourID
	team        domain.TeamID
}

func newBoardHouse(t *testing.T, people int, name func(i int) string) *boardHouse {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h := &boardHouse{db: db, redis: pgtest.Redis(t), now: time.Date(2026, time.March, 18, 9, 0, 0, 0, time.UTC), team: domain.NewTeamID()}
	client, err := redisboard.Connect("redis://" + h.redis.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	clock := func() time.Time { return h.now }
	h.boards = redisboard.New(client, redisboard.Options{Zone: time.UTC, Now: clock})
	options := usecase.Options{DB: db, Log: slog.New(slog.DiscardHandler), Now: clock, Location: time.UTC}
	h.alone = usecase.New(options)
	options.Boards = h.boards
	h.with = usecase.New(options)
	h.settle(t, people, name)
	h.lookAtAll(t)
	return h
}

// lookAtAll has all boards kept in Redis that can be.
func (h *boardHouse) lookAtAll(t *testing.T) {
	t.Helper()
	scopes := []leaderboard.Scope{leaderboard.Org()}
	for _, id := range h.behaviours {
		scopes = append(scopes, leaderboard.Behaviour(id))
	}
	for _, scope := range scopes {
		for _, period := range leaderboard.Periods() {
			if err := h.boards.Ask(t.Context(), leaderboard.Shelf{Scope: scope, Period: period}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (h *boardHouse) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := h.db.Pool().Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func (h *boardHouse) settle(t *testing.T, people int, name func(i int) string) {
	t.Helper()
	h.exec(t, `insert into team (id, name, path, created_at) values ($1, 'Kitchen', array[$1::uuid], now())`, h.team)
	names := make([]string, people)
	for i := range people {
		h.people, names[i] = append(h.people, domain.NewEmployeeID()), name(i)
	}
	h.exec(t, `insert into employee (id, email, name, team_id, role, created_at, updated_at)
		select id, id || '@laurel.example', name, case when place % 2 = 0 then $3::uuid end, 'employee', now(), now()
		from unnest($1::uuid[], $2::text[]) with ordinality as u (id, name, place)`, h.people, names, h.team)
	if err := h.db.Pool().QueryRow(t.Context(), `select array_agg(id) from (select id from behaviour order by place limit 2) b`).Scan(&h.behaviours); err != nil {
		t.Fatal(err)
	}
}

// give stores a random recognition of one of the last days, with its event, and at times what follows
// it: a boost, and that it is hidden, and restored.
func (h *boardHouse) give(t *testing.T, random *rand.Rand) {
	t.Helper()
	who := random.Perm(len(h.people))
	r := leaderboard.Recognition{
		Day: leaderboard.DayOf(h.now, time.UTC) - leaderboard.Day(random.IntN(60)), Nominator: &h.people[who[0]],
		Behaviours: h.behaviours[:random.IntN(len(h.behaviours)+1)],
	}
	for _, i := range who[1 : 2+random.IntN(3)] {
		r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: h.people[i], Points: int64(random.IntN(4) * 10)})
	}
	id := h.store(t, r)
	fate := random.IntN(8)
	if fate < 4 {
		h.boost(t, id, r, int64(1+random.IntN(20)))
	}
	if fate < 3 {
		h.setHidden(t, id, r, true)
	}
	if fate < 2 {
		h.setHidden(t, id, r, false)
	}
}

// boost adds points to a recognition, also to r.
func (h *boardHouse) boost(t *testing.T, id domain.NominationID, r leaderboard.Recognition, points int64) {
	t.Helper()
	h.exec(t, `update nominee set boosted = boosted + $2 where nomination_id = $1`, id, points)
	added := r
	added.Nominees = nil
	for i := range r.Nominees {
		added.Nominees = append(added.Nominees, leaderboard.Nominee{Employee: r.Nominees[i].Employee, Points: points})
		r.Nominees[i].Points += points
	}
	h.tell(t, domain.NewEvent(domain.RecognitionBoosted, id, nil, h.now, map[string]any{"board": added}))
}

func (h *boardHouse) setHidden(t *testing.T, id domain.NominationID, r leaderboard.Recognition, hidden bool) {
	t.Helper()
	kind, day := domain.RecognitionRestored, new(time.Time)
	*day = r.Day.Time()
	if hidden {
		kind, day = domain.RecognitionHidden, nil
	}
	h.exec(t, `update nominee set counted_on = $2 where nomination_id = $1`, id, day)
	h.tell(t, domain.NewEvent(kind, id, nil, h.now, map[string]any{"board": r}))
}

func (h *boardHouse) store(t *testing.T, r leaderboard.Recognition) domain.NominationID {
	t.Helper()
	id := domain.NewNominationID()
	h.exec(t, `insert into nomination (id, source, status, nominator_id, customer_kind, customer_name, story, behaviour_ids, points, visibility, created_at, published_at)
		values ($1, 'import', 'approved', $2, 'external', 'A guest', 'A story', $3, 0, 'public', $4, $4)`, id, r.Nominator, r.Behaviours, r.Day.Time())
	for _, n := range r.Nominees {
		h.exec(t, `insert into nominee (nomination_id, employee_id, nominator_id, points, counted_on) values ($1, $2, $3, $4, $5)`, id, n.Employee, r.Nominator, n.Points, r.Day.Time())
	}
	h.exec(t, `insert into nomination_behaviour (behaviour_id, nomination_id) select b, $2 from unnest($1::uuid[]) b`, r.Behaviours, id)
	h.tell(t, domain.NewEvent(domain.RecognitionPublished, id, nil, r.Day.Time(), map[string]any{"board": r}))
	return id
}

func (h *boardHouse) tell(t *testing.T, event domain.Event) {
	t.Helper()
	h.exec(t, `insert into event (id, kind, subject_id, at, data) values ($1, $2, $3, $4, $5)`, event.ID, event.Kind, event.Subject, event.At, event.Data)
}

func (h *boardHouse) hide(t *testing.T, who domain.EmployeeID, hidden bool) {
	t.Helper()
	h.exec(t, `update employee set hidden_from_boards = $2 where id = $1`, who, hidden)
	h.tell(t, domain.NewEvent(domain.BoardVisibilityChange, who, nil, h.now, map[string]any{"visibility": leaderboard.Visibility{Employee: who, Hidden: hidden}}))
}

// number gives the events that wait their positions, as the relay does.
func (h *boardHouse) number(t *testing.T) {
	t.Helper()
	h.exec(t, `update event set position = n.position from (
		select seq, row_number() over (order by seq) + (select coalesce(max(position), 0) from event) as position from event where position is null
	) n where n.seq = event.seq`)
	h.exec(t, `insert into checkpoint (name, position, at) select 'relay', coalesce(max(position), 0), now() from event
		on conflict (name) do update set position = excluded.position`)
}

// relay numbers the events that wait and lets the boards follow.
func (h *boardHouse) relay(t *testing.T) {
	t.Helper()
	h.number(t)
	h.follow(t)
}

func (h *boardHouse) follow(t *testing.T) {
	t.Helper()
	if err := h.with.FollowLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// same asks for a page with Redis and without, and gives it if it is the same.
func (h *boardHouse) same(t *testing.T, viewer domain.EmployeeID, r leaderboard.Request, degraded bool) leaderboard.Page {
	t.Helper()
	actor := domain.Actor{ID: viewer}
	got, err := h.with.Leaderboard(t.Context(), actor, r)
	if err != nil {
		t.Fatal(err)
	}
	want, err := h.alone.Leaderboard(t.Context(), actor, r)
	if err != nil {
		t.Fatal(err)
	}
	if got.Degraded != degraded {
		t.Errorf("%+v: degraded is %t", r, got.Degraded)
	}
	got.Degraded, got.AsOf, want.AsOf = false, time.Time{}, time.Time{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%+v:\n%s", r, diff)
	}
	return got
}

func (h *boardHouse) randomRequest(random *rand.Rand) leaderboard.Request {
	r := leaderboard.Request{
		Metric: string(leaderboard.Metrics()[random.IntN(4)]), Period: string(leaderboard.Periods()[random.IntN(5)]),
		Scope: []string{"org", "org", leaderboard.Behaviour(h.behaviours[random.IntN(2)]).String()}[random.IntN(3)],
		Limit: 1 + random.IntN(10),
	}
	switch random.IntN(4) {
	case 0:
		r.FromRank = 1 + random.Int64N(30)
	case 1:
		r.Around = "me"
	}
	if random.IntN(3) == 0 {
		r.Search = []string{"anna", "А", "n", "ann", "zoë", "李", "%", "nobody"}[random.IntN(8)]
	}
	return r
}

// through pages on to the end and holds each page of Redis against PostgreSQL's.
func (h *boardHouse) through(t *testing.T, viewer domain.EmployeeID, r leaderboard.Request) (entries []leaderboard.Entry) {
	t.Helper()
	for {
		page := h.same(t, viewer, r, false)
		entries = append(entries, page.Entries...)
		if page.Next == "" {
			return entries
		}
		r.Cursor = page.Next
	}
}

func TestLeaderboard_fromRedisEqualsPostgres(t *testing.T) {
	random := chance.New(t, 3)
	names := []string{"Anna", "anna", "Анна", "Яна", "李", "Zoë"}
	h := newBoardHouse(t, 30, func(int) string { return names[random.IntN(len(names))] })
	for range 60 {
		h.give(t, random)
	}
	h.hide(t, h.people[7], true)
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil { // before the relay has numbered anything
		t.Fatal(err)
	}
	for round := range 4 {
		h.with.SearchAlong([]int{1, 3, 5000, 5000}[round], 1+round)
		h.relay(t)
		for range 40 {
			h.through(t, h.people[random.IntN(len(h.people))], h.randomRequest(random))
		}
		for range 20 {
			h.give(t, random)
		}
		h.hide(t, h.people[random.IntN(len(h.people))], round%2 == 0)
		if round == 2 { // while some events have no position yet
			if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestLeaderboard_pagesThroughATieOfThousands(t *testing.T) {
	const crowd = redisboard.LargestGroup + 60
	h := newBoardHouse(t, crowd+20, func(i int) string { return fmt.Sprint("Name ", i%700) })
	r := leaderboard.Recognition{Day: leaderboard.DayOf(h.now, time.UTC), Behaviours: []domain.BehaviourID{}}
	for i, id := range h.people {
		points := int64(5)
		if i < 20 {
			points = int64(i % 10) // 0 for two of them, 5 for two, and others above and below
		}
		r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: id, Points: points})
	}
	h.store(t, r)
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.relay(t)
	all := h.through(t, h.people[0], leaderboard.Request{Metric: "received", Limit: 100})
	if len(all) != crowd+18 {
		t.Errorf("%d entries", len(all))
	}
	for _, viewer := range []int{1, 4, 5, 9, 20, 21, 300, 719, 720, crowd + 19} {
		for _, limit := range []int{1, 2, 7, 40} {
			h.same(t, h.people[viewer], leaderboard.Request{Metric: "received", Around: "me", Limit: limit}, false)
		}
	}
	for _, rank := range []int64{1, 8, 9, 10, 500, crowd, crowd + 12, crowd + 40} {
		h.same(t, h.people[0], leaderboard.Request{Metric: "received", FromRank: rank, Limit: 9}, false)
		h.same(t, h.people[0], leaderboard.Request{Metric: "received", FromRank: rank, Limit: 9, Search: "me 6"}, false)
	}
	for _, found := range []int{5000, 100} {
		h.with.SearchAlong(found, 150)
		h.through(t, h.people[0], leaderboard.Request{Metric: "received", Limit: 100, Search: "name 1"})
		h.through(t, h.people[300], leaderboard.Request{Metric: "received", Limit: 3, Search: "NAME 30"})
	}
}

func TestLeaderboard_pagesThroughATieThatPostgresSorts(t *testing.T) {
	const crowd = 520 // more than are sorted here
	h := newBoardHouse(t, crowd+10, func(i int) string { return fmt.Sprint("Name ", i%170) })
	r := leaderboard.Recognition{Day: leaderboard.DayOf(h.now, time.UTC), Behaviours: []domain.BehaviourID{}}
	for i, id := range h.people {
		points := int64(5)
		if i < 10 {
			points = int64(i)
		}
		r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: id, Points: points})
	}
	h.store(t, r)
	h.hide(t, h.people[400], true)
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.relay(t)
	if all := h.through(t, h.people[0], leaderboard.Request{Metric: "received", Limit: 70}); len(all) != crowd+8 {
		t.Errorf("%d entries", len(all))
	}
	for _, viewer := range []int{0, 1, 4, 5, 9, 169, 170, 339, 400, crowd + 9} {
		for _, limit := range []int{1, 2, 7, 40} {
			h.same(t, h.people[viewer], leaderboard.Request{Metric: "received", Around: "me", Limit: limit}, false)
		}
	}
}

func TestLeaderboard_saysWhenRedisShouldHaveAnsweredAndCouldNot(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 10, func(i int) string { return fmt.Sprint("Name ", i) })
	for range 20 {
		h.give(t, random)
	}
	me := h.people[0]
	current := leaderboard.Request{Metric: "received"}
	h.same(t, me, current, true) // nothing has been built yet
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.relay(t)
	h.same(t, me, current, false)

	address := h.redis.Addr()
	h.redis.Close()
	h.same(t, me, current, true)
	for _, r := range []leaderboard.Request{
		{Metric: "received", At: "2026-02-10"},
		{Metric: "received", Scope: "team:" + h.team.String()},
		{Metric: "received", At: "2026-02-10", Search: "name"},
	} {
		h.same(t, me, r, false) // PostgreSQL is the one to answer these
	}
	h.same(t, me, leaderboard.Request{Metric: "received", Search: "name"}, true)
	if err := h.redis.StartAddr(address); err != nil {
		t.Fatal(err)
	}
	h.same(t, me, current, true) // it is left alone for a moment
	h.now = h.now.Add(2 * time.Second)
	h.same(t, me, current, false)

	h.redis.FlushAll()
	h.same(t, me, current, true)
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.same(t, me, current, false)
}

func TestFollowLeaderboards_rebuildsWhereEventsDoNotLeadOn(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 10, func(i int) string { return fmt.Sprint("Name ", i) })
	me, all := h.people[0], leaderboard.Request{Metric: "recognitions", Period: "all", Limit: 100}
	for range 700 { // more than one step takes
		h.give(t, random)
	}
	h.relay(t) // there were no boards
	h.same(t, me, all, false)
	for range 700 {
		h.give(t, random)
	}
	h.relay(t)
	h.same(t, me, all, false)

	// An import comes in between others, without events of its recognitions.
	h.give(t, random)
	h.give(t, random)
	h.exec(t, `update event set kind = $1, data = '{}' where position is null and seq = (select min(seq) from event where position is null)`, domain.RecognitionsImported)
	h.give(t, random)
	h.relay(t)
	h.same(t, me, all, false)

	// Events that the boards have not seen are no longer kept.
	for range 5 {
		h.give(t, random)
	}
	h.number(t)
	h.exec(t, `delete from event where position < (select max(position) from event)`)
	h.follow(t)
	h.same(t, me, all, false)

	// The database is put back to an earlier time.
	h.exec(t, `update event set position = position - 100`)
	h.exec(t, `update checkpoint set position = position - 100`)
	h.exec(t, `update nominee set counted_on = null where points = 10`)
	h.follow(t)
	h.same(t, me, all, false)
	h.give(t, random)
	h.relay(t)
	h.same(t, me, all, false)
}

func TestFollowLeaderboards_rebuildsAgainWhereEventsAreStruckMeanwhile(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 10, func(i int) string { return fmt.Sprint("Name ", i) })
	for range 5 {
		h.give(t, random)
	}
	client, err := redisboard.Connect("redis://" + h.redis.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	// The boards ask for the time when the first rebuild has begun to read.
	strike := sync.OnceFunc(func() {
		h.number(t)
		h.exec(t, `delete from event where position < (select max(position) from event)`)
	})
	h.boards = redisboard.New(client, redisboard.Options{Zone: time.UTC, Now: func() time.Time { strike(); return h.now }})
	h.with = usecase.New(usecase.Options{
		DB: h.db, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return h.now }, Location: time.UTC, Boards: h.boards,
	})
	h.follow(t)
	h.same(t, h.people[0], leaderboard.Request{Metric: "recognitions", Period: "all", Limit: 100}, false)
}

func TestFollowLeaderboards_twoInstancesAtOnce(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 10, func(i int) string { return fmt.Sprint("Name ", i) })
	for range 5 {
		for range 30 {
			h.give(t, random)
		}
		h.number(t)
		if random.IntN(3) == 0 {
			h.redis.FlushAll()
		}
		var both errgroup.Group
		for range 2 {
			both.Go(func() error { return h.with.FollowLeaderboards(t.Context()) })
		}
		if err := both.Wait(); err != nil {
			t.Fatal(err)
		}
		h.same(t, h.people[0], leaderboard.Request{Metric: "thanked_by", Period: "all", Limit: 100}, false)
	}
}

func TestLeaderboard_isKeptInRedisWhileSomebodyLooks(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 10, func(i int) string { return fmt.Sprint("Name ", i) })
	h.redis.FlushAll()
	for range 20 {
		h.give(t, random)
	}
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.relay(t)
	first := redisboard.First()
	ofBehaviour := leaderboard.Shelf{Scope: leaderboard.Behaviour(h.behaviours[0]), Period: leaderboard.Quarter}
	keeps := func(want ...leaderboard.Shelf) {
		t.Helper()
		if err := h.with.KeepWantedLeaderboards(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept, err := h.boards.Kept(t.Context())
		if diff := cmp.Diff(want, kept); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	}
	look := func() {
		t.Helper()
		h.same(t, h.people[0], leaderboard.Request{Metric: "given", Scope: ofBehaviour.Scope.String(), Period: "quarter"}, false)
	}
	keeps(first)
	look() // PostgreSQL answers
	keeps(ofBehaviour, first)
	h.give(t, random)
	h.relay(t)
	look()
	h.now = h.now.Add(40 * time.Minute)
	look()
	h.now = h.now.Add(40 * time.Minute)
	keeps(ofBehaviour, first)
	h.now = h.now.Add(40 * time.Minute)
	keeps(first)
	look()
	h.redis.FlushAll() // what was asked for is lost as well
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	look()
	look()
	keeps(ofBehaviour, first)
}

func TestLeaderboard_ofATeamOrBehaviourThatIsNotThere(t *testing.T) {
	h := newBoardHouse(t, 2, func(i int) string { return fmt.Sprint("Name ", i) })
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	for scope, code := range map[string]string{
		"org": "", "team:" + h.team.String(): "", "behaviour:" + h.behaviours[0].String(): "",
		"team:" + domain.NewTeamID().String(): "not_found", "behaviour:" + domain.NewBehaviourID().String(): "not_found", "team:x": "invalid_input",
	} {
		page, err := h.with.Leaderboard(t.Context(), domain.Actor{ID: h.people[0]}, leaderboard.Request{Metric: "given", Scope: scope})
		if domain.CodeOf(err) != code {
			t.Errorf("%s: %v", scope, err)
		}
		if err == nil && (page.Total != 0 || page.Me != nil || page.Entries == nil || page.Degraded) {
			t.Errorf("%s: %+v", scope, page)
		}
	}
}

func TestCheckLeaderboard_findsDriftAndHealsIt(t *testing.T) {
	random := chance.New(t, 3)
	h := newBoardHouse(t, 12, func(i int) string { return fmt.Sprint("Name ", i) })
	for range 30 {
		h.give(t, random)
	}
	if checked, _, err := h.with.CheckLeaderboard(t.Context(), 0); err != nil || checked {
		t.Fatalf("events without a position are compared: %v", err)
	}
	if err := h.with.RebuildLeaderboards(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.relay(t)
	for turn := range 60 {
		if checked, drifted, err := h.with.CheckLeaderboard(t.Context(), turn); !checked || len(drifted) > 0 || err != nil {
			t.Fatalf("turn %d: %t, %v, %v", turn, checked, drifted, err)
		}
	}
	var changed string
	for _, key := range h.redis.Keys() {
		if strings.HasSuffix(key, ":org/all/thanked_by") {
			changed = key
		}
	}
	if _, err := h.redis.ZAdd(changed, 99, strings.Repeat("x", 16)); err != nil {
		t.Fatal(err)
	}
	kept, err := h.boards.Kept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	metrics, shelf := leaderboard.Metrics(), leaderboard.Shelf{Scope: leaderboard.Org(), Period: leaderboard.All}
	ofAllTime := slices.Index(kept, shelf)*len(metrics) + slices.Index(metrics, leaderboard.ThankedBy)
	checked, drifted, err := h.with.CheckLeaderboard(t.Context(), ofAllTime)
	if err != nil || !checked || len(drifted) == 0 {
		t.Fatalf("%t, %v, %v", checked, drifted, err)
	}
	if _, drifted, err = h.with.CheckLeaderboard(t.Context(), ofAllTime); err != nil || len(drifted) > 0 {
		t.Fatalf("%v is not healed, %v", drifted, err)
	}
}
