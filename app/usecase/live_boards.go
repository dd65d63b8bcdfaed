package usecase

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// boardsWait is how long the news that boards moved are held back for Redis to have them.
const boardsWait = 2 * time.Second

// moved gathers which boards moved since they were told of.
type moved struct {
	mu sync.Mutex // guards what follows
	movement
}

// movement is which boards moved.
type movement struct {
	position int64 // of the last event that moved any
	held     time.Duration
	all      bool // every board may have
	days     map[leaderboard.Day]bool
	scopes   map[string]bool
	people   map[domain.EmployeeID]bool
}

func (m *movement) isEmpty() bool { return !m.all && len(m.scopes) == 0 }

// add takes note of an event, where it moves boards.
func (m *moved) add(event domain.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change, ok, err := leaderboard.ChangeOf(event)
	switch {
	case event.Kind.MovesAllBoards() || (ok && change.Visibility != nil):
		m.all, m.position = true, event.Position
		return
	case err != nil || !ok:
		return
	}
	if m.scopes == nil {
		m.scopes, m.people, m.days = map[string]bool{}, map[domain.EmployeeID]bool{}, map[leaderboard.Day]bool{}
	}
	m.position = event.Position
	m.days[change.Recognition.Day] = true
	for _, scope := range change.Recognition.Scopes() {
		m.scopes[scope.String()] = true
	}
	for _, n := range change.Recognition.Nominees {
		m.people[n.Employee] = true
	}
	if change.Recognition.Nominator != nil {
		m.people[*change.Recognition.Nominator] = true
	}
}

// tellBoards tells everybody, again and again, which boards moved since the last time, as soon as Redis
// has them: who hears of it reads them. It goes by itself, so that a Redis that hangs holds up no other
// event.
func (l *Live) tellBoards(ctx context.Context) {
	tick := time.NewTicker(liveGather)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.tellMoved(ctx)
		}
	}
}

func (l *Live) tellMoved(ctx context.Context) {
	m, ok := l.takeMoved(ctx)
	if !ok {
		return
	}
	boards, err := m.boards(ctx, l.uc)
	if err != nil { // better all boards than none
		if ctx.Err() == nil {
			l.uc.log.WarnContext(ctx, "the live feed cannot find out which boards moved", "error", err)
		}
		boards = allBoards()
	}
	l.add(0, &LiveItem{Kind: LiveLeaderboard, At: l.uc.Now(), Boards: boards, audience: audience{everyone: true}})
}

// takeMoved gives what moved, if anything did and Redis has applied it; Redis is not waited for for long.
func (l *Live) takeMoved(ctx context.Context) (movement, bool) {
	l.moved.mu.Lock()
	position, held, isEmpty := l.moved.position, l.moved.held, l.moved.isEmpty()
	l.moved.mu.Unlock()
	if isEmpty {
		return movement{}, false
	}
	isApplied := l.uc.boards == nil || held >= boardsWait || l.boardsAreAt(ctx, position)
	l.moved.mu.Lock()
	defer l.moved.mu.Unlock()
	if !isApplied {
		l.moved.held += liveGather
		return movement{}, false
	}
	m := l.moved.movement
	l.moved.movement = movement{}
	return m, true
}

func (l *Live) boardsAreAt(ctx context.Context, position int64) bool {
	bounded, cancel := context.WithTimeout(ctx, liveGather)
	defer cancel()
	at, err := l.uc.boards.Checkpoint(bounded)
	return err == nil && at.Position >= position
}

func allBoards() *MovedBoards {
	return &MovedBoards{Metrics: leaderboard.Metrics(), Periods: leaderboard.Periods(), Scopes: []string{"*"}}
}

func (m *movement) boards(ctx context.Context, uc *UseCases) (*MovedBoards, error) {
	if m.all {
		return allBoards(), nil
	}
	b := &MovedBoards{Metrics: leaderboard.Metrics()}
	teams, err := uc.db.TeamsOf(ctx, slices.Collect(maps.Keys(m.people)))
	if err != nil {
		return nil, err
	}
	for _, team := range teams {
		m.scopes[leaderboard.Team(team).String()] = true
	}
	b.Scopes = slices.Sorted(maps.Keys(m.scopes))
	today := leaderboard.DayOf(uc.Now(), uc.where)
	for _, period := range leaderboard.Periods() {
		window := leaderboard.WindowOf(period, today)
		for day := range m.days {
			if window.Contains(day) {
				b.Periods = append(b.Periods, period)
				break
			}
		}
	}
	return b, nil
}
