package postgres_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/pgtest"
	"laurel/storage/pgtest/chance"
	"laurel/storage/postgres"
)

// boardData are people and recognitions in a database, and what every board must be, counted in the
// simplest way.
type boardData struct {
	db         *postgres.DB
	people     []boardEmployee
	teams      []domain.TeamID // each below the one before it
	behaviours []domain.BehaviourID
	given      []leaderboard.Recognition
}

type boardEmployee struct {
	leaderboard.Person
	hidden bool
	team   int // number of the team, -1 for none
}

const (
	boardToday  = "2026-03-18"
	boardPeople = 40
)

func newBoardData(t *testing.T, random *rand.Rand, recognitions int) *boardData {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	d := &boardData{db: db}
	d.addTeams(t)
	d.addPeople(t, random)
	if err := d.db.Pool().QueryRow(t.Context(), `select array_agg(id) from (select id from behaviour order by place limit 3) b`).Scan(&d.behaviours); err != nil {
		t.Fatal(err)
	}
	today, _ := leaderboard.ParseDay(boardToday)
	for range recognitions {
		d.give(t, random, today-leaderboard.Day(random.IntN(80)))
	}
	return d
}

func (d *boardData) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := d.db.Pool().Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func (d *boardData) addTeams(t *testing.T) {
	t.Helper()
	var parent *domain.TeamID
	for i := range 3 {
		id := domain.NewTeamID()
		d.teams = append(d.teams, id)
		d.exec(t, `insert into team (id, name, parent_id, path, created_at) values ($1, $2, $3, $4, now())`, id, fmt.Sprint("Team ", i), parent, d.teams)
		parent = &id
	}
}

func (d *boardData) addPeople(t *testing.T, random *rand.Rand) {
	t.Helper()
	names := []string{"Anna", "anna", "Анна", "Яна", "李", "Zoë", "100% Anna_", `back\slash`}
	for i := range boardPeople {
		e := boardEmployee{team: random.IntN(len(d.teams)+1) - 1, hidden: random.IntN(8) == 0}
		e.ID, e.Name = domain.NewEmployeeID(), names[random.IntN(len(names))]
		var team *domain.TeamID
		if e.team >= 0 {
			team = &d.teams[e.team]
			e.Team = &leaderboard.PersonTeam{ID: *team, Name: fmt.Sprint("Team ", e.team)}
		}
		d.people = append(d.people, e)
		d.exec(t, `insert into employee (id, email, name, team_id, role, hidden_from_boards, created_at, updated_at) values ($1, $2, $3, $4, 'employee', $5, now(), now())`,
			e.ID, fmt.Sprintf("p%d@laurel.example", i), e.Name, team, e.hidden)
	}
}

// give stores a recognition of a day with its event, which has no position yet.
func (d *boardData) give(t *testing.T, random *rand.Rand, day leaderboard.Day) domain.NominationID {
	t.Helper()
	who := random.Perm(len(d.people))
	r := leaderboard.Recognition{Day: day, Behaviours: d.behaviours[:random.IntN(len(d.behaviours)+1)]}
	if random.IntN(10) > 0 {
		r.Nominator = &d.people[who[0]].ID
	}
	for _, i := range who[1 : 2+random.IntN(3)] {
		r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: d.people[i].ID, Points: int64(random.IntN(4) * 10)})
	}
	d.given = append(d.given, r)
	return d.store(t, r)
}

func (d *boardData) store(t *testing.T, r leaderboard.Recognition) domain.NominationID {
	t.Helper()
	id := domain.NewNominationID()
	d.exec(t, `insert into nomination (id, source, status, nominator_id, customer_kind, customer_name, story, behaviour_ids, points, visibility, created_at, published_at)
		values ($1, 'import', 'approved', $2, 'external', 'A guest', 'A story', $3, 0, 'public', $4, $4)`, id, r.Nominator, r.Behaviours, r.Day.Time())
	for _, n := range r.Nominees {
		d.exec(t, `insert into nominee (nomination_id, employee_id, nominator_id, points, counted_on) values ($1, $2, $3, $4, $5)`, id, n.Employee, r.Nominator, n.Points, r.Day.Time())
	}
	for _, behaviour := range r.Behaviours {
		d.exec(t, `insert into nomination_behaviour (behaviour_id, nomination_id) values ($1, $2)`, behaviour, id)
	}
	d.tell(t, domain.NewEvent(domain.RecognitionPublished, id, nil, r.Day.Time(), map[string]any{"board": r}))
	return id
}

func (d *boardData) tell(t *testing.T, event domain.Event) {
	t.Helper()
	d.exec(t, `insert into event (id, kind, subject_id, at, data) values ($1, $2, $3, $4, $5)`, event.ID, event.Kind, event.Subject, event.At, event.Data)
}

// number gives positions to all events, as the relay does.
func (d *boardData) number(t *testing.T) {
	t.Helper()
	d.exec(t, `update event set position = n.position from (
		select seq, row_number() over (order by seq) + (select coalesce(max(position), 0) from event) as position from event where position is null
	) n where n.seq = event.seq`)
}

func (d *boardData) isIn(who domain.EmployeeID, scope leaderboard.Scope) bool {
	i := slices.IndexFunc(d.people, func(e boardEmployee) bool { return e.ID == who })
	return scope.Kind != leaderboard.OfTeam || (d.people[i].team >= 0 && slices.Contains(d.teams[:d.people[i].team+1], scope.Team))
}

// scores counts a board.
func (d *boardData) scores(board leaderboard.Board) map[domain.EmployeeID]int64 {
	scores := map[domain.EmployeeID]int64{}
	thanked := map[[2]domain.EmployeeID]bool{}
	for _, r := range d.given {
		if !board.Window.Contains(r.Day) || (board.Scope.Kind == leaderboard.OfBehaviour && !slices.Contains(r.Behaviours, board.Scope.Behaviour)) {
			continue
		}
		for _, n := range r.Nominees {
			switch {
			case board.Metric == leaderboard.Received:
				scores[n.Employee] += n.Points
			case board.Metric == leaderboard.Recognitions:
				scores[n.Employee]++
			case r.Nominator == nil:
			case board.Metric == leaderboard.Given:
				scores[*r.Nominator]++
			case !thanked[[2]domain.EmployeeID{n.Employee, *r.Nominator}]:
				thanked[[2]domain.EmployeeID{n.Employee, *r.Nominator}] = true
				scores[n.Employee]++
			}
		}
	}
	return scores
}

// entries gives a board whole.
func (d *boardData) entries(board leaderboard.Board) []leaderboard.Entry {
	entries := []leaderboard.Entry{}
	scores := d.scores(board)
	for _, e := range d.people {
		if scores[e.ID] > 0 && !e.hidden && d.isIn(e.ID, board.Scope) {
			entries = append(entries, leaderboard.Entry{Employee: e.Person, Score: scores[e.ID]})
		}
	}
	slices.SortFunc(entries, func(a, b leaderboard.Entry) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), slices.Compare([]rune(a.Employee.Name), []rune(b.Employee.Name)), cmp.Compare(a.Employee.ID.String(), b.Employee.ID.String()))
	})
	for i := range entries {
		entries[i].Rank = int64(i) + 1
		if i > 0 && entries[i].Score == entries[i-1].Score {
			entries[i].Rank = entries[i-1].Rank
		}
	}
	return entries
}

// page cuts a page out of the whole board.
func (d *boardData) page(q leaderboard.Query) leaderboard.Page {
	whole := d.entries(q.Board)
	page := leaderboard.Page{Board: q.Board, Total: int64(len(whole)), Entries: []leaderboard.Entry{}}
	mine := slices.IndexFunc(whole, func(e leaderboard.Entry) bool { return e.Employee.ID == q.Viewer })
	if mine >= 0 {
		page.Me = &leaderboard.Standing{Rank: whole[mine].Rank, Score: whole[mine].Score}
	}
	from := 0
	switch {
	case q.Start.After != nil:
		from = len(whole)
		if i := slices.IndexFunc(whole, func(e leaderboard.Entry) bool { return e.Place().Compare(*q.Start.After) > 0 }); i >= 0 {
			from = i
		}
	case q.Start.Around && q.Search == "":
		from = max(mine-q.Limit/2, 0)
	case q.Start.Rank > 0 && !q.Start.Around:
		from = len(whole)
		if i := slices.IndexFunc(whole, func(e leaderboard.Entry) bool { return e.Rank >= q.Start.Rank }); i >= 0 {
			from = i
		}
	}
	for _, e := range whole[from:] {
		if strings.Contains(strings.ToLower(e.Employee.Name), strings.ToLower(q.Search)) {
			page.Entries = append(page.Entries, e)
		}
	}
	page.Cut(q.Limit)
	return page
}

func (d *boardData) randomBoard(random *rand.Rand) leaderboard.Board {
	today, _ := leaderboard.ParseDay(boardToday)
	scopes := []leaderboard.Scope{leaderboard.Org(), leaderboard.Org()}
	for _, id := range d.behaviours {
		scopes = append(scopes, leaderboard.Behaviour(id))
	}
	for _, id := range d.teams {
		scopes = append(scopes, leaderboard.Team(id))
	}
	return leaderboard.Board{
		Metric: leaderboard.Metrics()[random.IntN(4)],
		Window: leaderboard.WindowOf(leaderboard.Periods()[random.IntN(5)], today-leaderboard.Day(random.IntN(80))),
		Scope:  scopes[random.IntN(len(scopes))],
	}
}

func (d *boardData) randomQuery(random *rand.Rand) leaderboard.Query {
	q := leaderboard.Query{Board: d.randomBoard(random), Limit: 1 + random.IntN(12), Viewer: d.people[random.IntN(len(d.people))].ID}
	if random.IntN(4) == 0 {
		q.Search = []string{"anna", "А", "%", "_", `\`, "nobody", "zoë"}[random.IntN(7)]
	}
	switch random.IntN(5) {
	case 0:
		q.Start.Rank = 1 + random.Int64N(40)
	case 1:
		q.Start.Around = true
	case 2:
		e := d.people[random.IntN(len(d.people))]
		q.Start.After = &leaderboard.Place{Score: random.Int64N(60), Name: e.Name, ID: e.ID}
	}
	return q
}

func TestBoardsPage_equalsTheBoardCountedSimply(t *testing.T) {
	random := chance.New(t, 2)
	d := newBoardData(t, random, 250)
	for range 400 {
		q := d.randomQuery(random)
		got, err := d.db.Boards.Page(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(d.page(q), got); diff != "" {
			t.Fatalf("%s, start %+v, limit %d, search %q:\n%s", q.Board, q.Start, q.Limit, q.Search, diff)
		}
	}
}

func TestBoardsPage_pagesThroughTiesWithoutRepeatOrGap(t *testing.T) {
	random := chance.New(t, 2)
	d := newBoardData(t, random, 60)
	for range 30 {
		q := leaderboard.Query{Board: d.randomBoard(random), Limit: 1 + random.IntN(4)}
		all := []leaderboard.Entry{}
		for {
			page, err := d.db.Boards.Page(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page.Entries...)
			if page.Next == "" {
				break
			}
			after, err := leaderboard.ParseCursor(page.Next)
			if err != nil {
				t.Fatal(err)
			}
			q.Start.After = &after
		}
		if diff := gocmp.Diff(d.entries(q.Board), all); diff != "" {
			t.Fatalf("%s in pages of %d:\n%s", q.Board, q.Limit, diff)
		}
	}
}

func TestBoardsPage_ofWhatIsNotThereIsNotFound(t *testing.T) {
	d := newBoardData(t, chance.New(t, 2), 0)
	for scope, want := range map[leaderboard.Scope]string{
		leaderboard.Org():                              "",
		leaderboard.Team(d.teams[0]):                   "",
		leaderboard.Behaviour(d.behaviours[0]):         "",
		leaderboard.Team(domain.NewTeamID()):           "not_found",
		leaderboard.Behaviour(domain.NewBehaviourID()): "not_found",
	} {
		_, err := d.db.Boards.Page(t.Context(), leaderboard.Query{Board: leaderboard.Board{Metric: leaderboard.Given, Window: leaderboard.WindowOf(leaderboard.All, 0), Scope: scope}, Limit: 3})
		if domain.CodeOf(err) != want {
			t.Errorf("%s: %v", scope, err)
		}
	}
}

// countSnapshot makes the boards of a snapshot: tallies less what is pending.
func countSnapshot(t *testing.T, s leaderboard.Snapshot) map[leaderboard.Board]map[domain.EmployeeID]int64 {
	t.Helper()
	boards := map[leaderboard.Board]map[domain.EmployeeID]int64{}
	add := func(scope leaderboard.Scope, window leaderboard.Window, metric leaderboard.Metric, who domain.EmployeeID, by int64) {
		board := leaderboard.Board{Metric: metric, Window: window, Scope: scope}
		if boards[board] == nil {
			boards[board] = map[domain.EmployeeID]int64{}
		}
		boards[board][who] += by
	}
	var before leaderboard.Tally
	for tally, err := range s.Tallies {
		if err != nil {
			t.Fatal(err)
		}
		if before.Scope == tally.Scope && before.Window == tally.Window && before.Employee.String() > tally.Employee.String() {
			t.Fatal("the tallies are not in the order of ids")
		}
		before = tally
		add(tally.Scope, tally.Window, leaderboard.Received, tally.Employee, tally.Points)
		add(tally.Scope, tally.Window, leaderboard.Recognitions, tally.Employee, tally.Count)
		if tally.Nominator != nil {
			add(tally.Scope, tally.Window, leaderboard.Given, *tally.Nominator, tally.Count)
			add(tally.Scope, tally.Window, leaderboard.ThankedBy, tally.Employee, 1)
		}
	}
	return boards
}

func TestBoardSnapshot_holdsEveryCurrentBoard(t *testing.T) {
	random := chance.New(t, 2)
	d := newBoardData(t, random, 150)
	d.number(t)
	today, _ := leaderboard.ParseDay(boardToday)
	err := d.db.BoardSnapshot(t.Context(), today, d.shelves(), func(s leaderboard.Snapshot) error {
		if s.Position != 150 || len(s.Pending) > 0 {
			t.Errorf("position %d, %d pending", s.Position, len(s.Pending))
		}
		boards := countSnapshot(t, s)
		scopes := []leaderboard.Scope{leaderboard.Org()}
		for _, id := range d.behaviours {
			scopes = append(scopes, leaderboard.Behaviour(id))
		}
		for _, scope := range scopes {
			for _, period := range leaderboard.Periods() {
				for _, metric := range leaderboard.Metrics() {
					board := leaderboard.Board{Metric: metric, Window: leaderboard.WindowOf(period, today), Scope: scope}
					want := d.scores(board)
					if diff := gocmp.Diff(positive(want), positive(boards[board])); diff != "" {
						t.Errorf("%s:\n%s", board, diff)
					}
				}
			}
		}
		hidden := 0
		for _, e := range d.people {
			if e.hidden {
				hidden++
				if !slices.Contains(s.Hidden, e.ID) {
					t.Errorf("%s is not among the hidden", e.ID)
				}
			}
		}
		if len(s.Hidden) != hidden {
			t.Errorf("%d are hidden, not %d", len(s.Hidden), hidden)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// shelves gives all that can be kept.
func (d *boardData) shelves() []leaderboard.Shelf {
	var all []leaderboard.Shelf
	for _, period := range leaderboard.Periods() {
		all = append(all, leaderboard.Shelf{Scope: leaderboard.Org(), Period: period})
		for _, id := range d.behaviours {
			all = append(all, leaderboard.Shelf{Scope: leaderboard.Behaviour(id), Period: period})
		}
	}
	return all
}

func positive(scores map[domain.EmployeeID]int64) map[domain.EmployeeID]int64 {
	kept := map[domain.EmployeeID]int64{}
	for who, score := range scores {
		if score > 0 {
			kept[who] = score
		}
	}
	return kept
}

func TestBoardSnapshot_handsOverWhatHasNoPositionYet(t *testing.T) {
	random := chance.New(t, 2)
	d := newBoardData(t, random, 20)
	today, _ := leaderboard.ParseDay(boardToday)
	gone := d.give(t, random, today)
	revoked := d.given[len(d.given)-1]
	d.number(t)
	d.exec(t, `update nominee set counted_on = null where nomination_id = $1`, gone)
	d.tell(t, domain.NewEvent(domain.RecognitionRevoked, gone, nil, today.Time(), map[string]any{"board": revoked}))
	d.give(t, random, today)
	d.tell(t, domain.NewEvent(domain.NominationMade, domain.NewNominationID(), nil, today.Time(), nil))
	d.exec(t, `update employee set hidden_from_boards = true where id = $1`, d.people[0].ID)
	d.tell(t, domain.NewEvent(domain.BoardVisibilityChange, d.people[0].ID, nil, today.Time(), map[string]any{"visibility": leaderboard.Visibility{Employee: d.people[0].ID, Hidden: true}}))
	want := []leaderboard.Change{leaderboard.Revoked(0, revoked), leaderboard.Published(0, d.given[len(d.given)-1]), leaderboard.Hide(0, d.people[0].ID)}
	err := d.db.BoardSnapshot(t.Context(), today, d.shelves(), func(s leaderboard.Snapshot) error {
		if s.Position != 21 {
			t.Errorf("the snapshot is of position %d", s.Position)
		}
		if diff := gocmp.Diff(want, s.Pending); diff != "" {
			t.Error(diff)
		}
		// What others commit while the snapshot is read is not in it.
		d.give(t, random, today)
		d.number(t)
		var count int64
		for tally, err := range s.Tallies {
			if err != nil {
				return err
			}
			if tally.Scope == leaderboard.Org() && tally.Window.Open() {
				count += tally.Count
			}
		}
		var want int64
		for _, r := range slices.Concat(d.given[:20], d.given[21:22]) {
			want += int64(len(r.Nominees))
		}
		if count != want {
			t.Errorf("the tallies hold %d recognitions, not %d", count, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBoardSample_isOfOnePosition(t *testing.T) {
	random := chance.New(t, 2)
	d := newBoardData(t, random, 80)
	board := leaderboard.Board{Metric: leaderboard.ThankedBy, Window: leaderboard.WindowOf(leaderboard.All, 0), Scope: leaderboard.Org()}
	if _, err := d.db.BoardSample(t.Context(), board, 10); !errors.Is(err, postgres.ErrUnsettled) {
		t.Fatal(err)
	}
	d.number(t)
	sample, err := d.db.BoardSample(context.Background(), board, 10)
	if err != nil {
		t.Fatal(err)
	}
	whole := d.entries(board)
	if sample.Position != 80 || sample.Total != int64(len(whole)) || len(sample.Rows) < 10 || len(sample.Rows) > 20 {
		t.Errorf("position %d, total %d, %d rows", sample.Position, sample.Total, len(sample.Rows))
	}
	for _, row := range sample.Rows {
		i := slices.IndexFunc(whole, func(e leaderboard.Entry) bool { return e.Employee.ID == row.Employee })
		if (i < 0 && row.Score != 0) || (i >= 0 && whole[i].Score != row.Score) {
			t.Errorf("%s has %d", row.Employee, row.Score)
		}
	}
}

func TestBoardsFollowing_walksThroughAllNamesBothWays(t *testing.T) {
	d := newBoardData(t, chance.New(t, 2), 0)
	want, shown, some := []domain.EmployeeID{}, []domain.EmployeeID{}, []domain.EmployeeID{}
	people := slices.Clone(d.people)
	slices.SortFunc(people, func(a, b boardEmployee) int {
		return leaderboard.Place{Name: a.Name, ID: a.ID}.Compare(leaderboard.Place{Name: b.Name, ID: b.ID})
	})
	for i, e := range people {
		want = append(want, e.ID)
		if i%3 > 0 {
			some = append(some, e.ID)
			if !e.hidden {
				shown = append(shown, e.ID)
			}
		}
	}
	type names func(place *leaderboard.Place) ([]leaderboard.Person, error)
	walk := func(next names) (ids []domain.EmployeeID) {
		for place := (*leaderboard.Place)(nil); ; {
			people, err := next(place)
			if err != nil {
				t.Fatal(err)
			}
			if len(people) == 0 {
				return ids
			}
			for _, p := range people {
				ids, place = append(ids, p.ID), &leaderboard.Place{Name: p.Name, ID: p.ID}
			}
		}
	}
	orFirst := func(place *leaderboard.Place) leaderboard.Place {
		if place == nil {
			return leaderboard.Place{}
		}
		return *place
	}
	boards := d.db.Boards
	for name, c := range map[string]struct {
		want          []domain.EmployeeID
		forward, back names
	}{
		"all": {
			want,
			func(p *leaderboard.Place) ([]leaderboard.Person, error) {
				return boards.Following(t.Context(), orFirst(p), "", 7)
			},
			func(p *leaderboard.Place) ([]leaderboard.Person, error) { return boards.Preceding(t.Context(), p, 7) },
		},
		"among some": {
			shown,
			func(p *leaderboard.Place) ([]leaderboard.Person, error) {
				return boards.FollowingAmong(t.Context(), some, orFirst(p), 7)
			},
			func(p *leaderboard.Place) ([]leaderboard.Person, error) {
				return boards.PrecedingAmong(t.Context(), some, p, 7)
			},
		},
	} {
		forward, back := walk(c.forward), walk(c.back)
		slices.Reverse(back)
		if !slices.Equal(c.want, forward) || !slices.Equal(c.want, back) {
			t.Errorf("%s: forward %d, back %d, not %d", name, len(forward), len(back), len(c.want))
		}
	}
}
