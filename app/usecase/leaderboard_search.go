package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// searchLimits say how a search of a board in Redis goes. Its people come from PostgreSQL, their places from
// Redis.
type searchLimits struct {
	// found is up to how many people are looked up on the board, all of them. Where more have the name, it is
	// common enough to be met along the board: of a million entries every two hundredth has it.
	found int
	// group is how many people of one score are read while going along the board: PostgreSQL compares their
	// names, and few of them come back.
	group int
	// step is how many entries are read at a time, at most.
	step int
}

var usualSearch = searchLimits{found: 5000, group: 20_000, step: 5000}

// searchRedis gives a page of those whose names have the search in them, with their ranks on the whole board.
func (uc *UseCases) searchRedis(ctx context.Context, q leaderboard.Query) (leaderboard.Page, error) {
	page := leaderboard.Page{Board: q.Board, Entries: []leaderboard.Entry{}}
	begin, isPast, err := uc.searchBegin(ctx, q)
	if err == nil && !isPast {
		page.Entries, err = uc.searched(ctx, q, begin)
	}
	if err != nil {
		return leaderboard.Page{}, err
	}
	page.Cut(q.Limit)
	return page, uc.rankFound(ctx, q, &page)
}

// searchBegin is the place behind which a search begins, nil for the top; isPast says that the board ends
// before it.
func (uc *UseCases) searchBegin(ctx context.Context, q leaderboard.Query) (begin *leaderboard.Place, isPast bool, err error) {
	if q.Start.After != nil || q.Start.Rank <= 1 {
		return q.Start.After, false, nil
	}
	stretch, err := uc.readBoard(ctx, redisboard.Read{Board: q.Board, Start: redisboard.FromRank, Begin: q.Start.Rank, Below: 1})
	if err != nil || len(stretch.Groups) == 0 {
		return nil, true, err
	}
	return &leaderboard.Place{Score: stretch.Groups[0].Score}, false, nil
}

func (uc *UseCases) readBoard(ctx context.Context, read redisboard.Read) (stretch redisboard.Stretch, err error) {
	err = uc.askBoards(ctx, func(ctx context.Context) error {
		stretch, err = uc.boards.Read(ctx, read)
		return err
	})
	return stretch, err
}

// searched gives the people of a page in order, and one more where there are further ones.
func (uc *UseCases) searched(ctx context.Context, q leaderboard.Query, begin *leaderboard.Place) ([]leaderboard.Entry, error) {
	found, err := uc.db.Boards.Found(ctx, q.Search, uc.boards.search.found+1)
	if err != nil {
		return nil, err
	}
	if len(found) > uc.boards.search.found {
		return uc.searchAlong(ctx, q, begin)
	}
	scores, err := uc.boardScores(ctx, q.Board, found)
	if err != nil {
		return nil, err
	}
	entries := []leaderboard.Entry{}
	for i, p := range found {
		e := leaderboard.Entry{Score: scores[i], Employee: p}
		if e.Score > 0 && (begin == nil || e.Place().Compare(*begin) > 0) {
			entries = append(entries, e)
		}
	}
	leaderboard.Sort(entries)
	return entries[:min(len(entries), q.Limit+1)], nil
}

// searchAlong goes down the board and compares the names of all whom it meets.
func (uc *UseCases) searchAlong(ctx context.Context, q leaderboard.Query, begin *leaderboard.Place) ([]leaderboard.Entry, error) {
	read := redisboard.Read{Board: q.Board, Start: redisboard.FromTop, Below: 8 * (q.Limit + 1), Largest: uc.boards.search.group}
	if begin != nil {
		read.Start, read.Begin = redisboard.FromScore, begin.Score
	}
	entries := []leaderboard.Entry{}
	for len(entries) <= q.Limit {
		stretch, err := uc.readBoard(ctx, read)
		if err != nil || len(stretch.Groups) == 0 {
			return entries, err
		}
		var met []domain.EmployeeID
		for _, g := range stretch.Groups {
			met = append(met, g.Who...)
		}
		people, err := uc.db.Boards.FoundAmong(ctx, q.Search, met)
		if err != nil {
			return nil, err
		}
		t := ties{uc: uc, board: q.Board, search: q.Search, total: stretch.Total, groups: stretch.Groups, people: people}
		some, err := t.after(ctx, begin, q.Limit+1-len(entries))
		if err != nil {
			return nil, err
		}
		entries = append(entries, some...)
		// On from the next lower score.
		read.Start, read.Begin, begin = redisboard.FromScore, stretch.Groups[len(stretch.Groups)-1].Score-1, nil
		read.Below = min(4*read.Below, uc.boards.search.step)
	}
	return entries, nil
}

// rankFound gives the people of a page their scores and ranks, and the page its total and the viewer's
// standing, all of one moment.
func (uc *UseCases) rankFound(ctx context.Context, q leaderboard.Query, page *leaderboard.Page) error {
	ids := make([]domain.EmployeeID, len(page.Entries))
	for i, e := range page.Entries {
		ids[i] = e.Employee.ID
	}
	var stretch redisboard.Stretch
	var standings []*leaderboard.Standing
	err := uc.askBoards(ctx, func(ctx context.Context) (err error) {
		stretch, standings, err = uc.boards.ReadFor(ctx, redisboard.Read{Board: q.Board, Viewer: q.Viewer, Start: redisboard.FromTop}, ids)
		return err
	})
	if err != nil {
		return err
	}
	page.Total, page.Me, page.AsOf = stretch.Total, stretch.Viewer, stretch.At
	if stretch.Total == 0 {
		page.Entries, page.Next = []leaderboard.Entry{}, ""
		return uc.db.Boards.CheckScope(ctx, q.Board.Scope)
	}
	people, err := uc.boards.names.get(ctx, ids)
	if err != nil {
		return err
	}
	page.Entries = page.Entries[:0]
	for i, id := range ids {
		if p, ok := people[id]; ok && standings[i] != nil { // not who has left the board meanwhile
			page.Entries = append(page.Entries, leaderboard.Entry{Rank: standings[i].Rank, Score: standings[i].Score, Employee: p})
		}
	}
	leaderboard.Sort(page.Entries)
	return nil
}

// boardScores gives the scores of some people on a board, 0 for who has none.
func (uc *UseCases) boardScores(ctx context.Context, board leaderboard.Board, people []leaderboard.Person) (scores []int64, err error) {
	ids := make([]domain.EmployeeID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	err = uc.askBoards(ctx, func(ctx context.Context) error {
		scores, err = uc.boards.Scores(ctx, board, ids)
		return err
	})
	return scores, err
}
