package usecase

import (
	"context"
	"maps"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// boardsWait is how long the news that boards moved are held back for Redis to have them.
const boardsWait = 2 * time.Second

// moved gathers which boards moved since they were told of.
type moved struct {
	position int64 // of the last event that moved any
	held     time.Duration
	all      bool // every board may have
	days     map[leaderboard.Day]bool
	scopes   map[string]bool
	people   map[domain.EmployeeID]bool
}

func (m *moved) isEmpty() bool { return !m.all && len(m.scopes) == 0 }

// add takes note of an event, where it moves boards.
func (m *moved) add(event domain.Event, uc *UseCases) {
	change, ok, err := leaderboard.ChangeOf(event)
	switch {
	case event.Kind == domain.RecognitionsImported || (ok && change.Visibility != nil):
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

// tellBoards tells everybody which boards moved since the last time, as soon as Redis has them: who
// hears of it reads them.
func (l *Live) tellBoards(ctx context.Context) {
	if l.moved.isEmpty() || l.mustWait(ctx) {
		return
	}
	boards, err := l.moved.boards(ctx, l.uc)
	if err != nil { // what moved stays noted
		if ctx.Err() == nil {
			l.uc.log.WarnContext(ctx, "the live feed cannot tell which boards moved", "error", err)
		}
		return
	}
	l.moved = moved{}
	item := &LiveItem{Kind: LiveLeaderboard, At: l.uc.Now(), Boards: boards, audience: audience{everyone: true}}
	l.add(0, item)
}

// mustWait says whether Redis has yet to apply what moved; it is not waited for for long.
func (l *Live) mustWait(ctx context.Context) bool {
	if l.uc.boards == nil || l.moved.held >= boardsWait {
		return false
	}
	bounded, cancel := context.WithTimeout(ctx, liveGather/2)
	defer cancel()
	at, err := l.uc.boards.Checkpoint(bounded)
	if err == nil && at.Position >= l.moved.position {
		return false
	}
	l.moved.held += liveGather
	return true
}

func (m *moved) boards(ctx context.Context, uc *UseCases) (*MovedBoards, error) {
	b := &MovedBoards{Metrics: leaderboard.Metrics()}
	if m.all {
		b.Periods, b.Scopes = leaderboard.Periods(), []string{"*"}
		return b, nil
	}
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
