package usecase

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// How long a page waits for Redis before PostgreSQL answers it, and for how long after such a failure
// Redis is not asked again.
const (
	boardPatience = 500 * time.Millisecond
	boardRest     = time.Second
)

// boards are the current boards in Redis, until when Redis is left alone, and the names that the
// boards need.
type boards struct {
	*redisboard.Boards
	restUntil atomic.Int64 // in nanoseconds since 1970
	asked     sync.Map     // leaderboard.Shelf to the time.Time when it was last asked for here
	names     boardNames
	search    searchLimits
	pages     *gatherer[leaderboard.Query, leaderboard.Page]
}

// Leaderboard answers a page of a board: from Redis where it keeps the board, as it does those that are
// looked at; else, and whenever Redis cannot, from PostgreSQL. Everybody may see boards.
func (uc *UseCases) Leaderboard(ctx context.Context, actor domain.Actor, r leaderboard.Request) (leaderboard.Page, error) {
	q, err := leaderboard.ParseQuery(r, actor.ID, uc.Now(), uc.where)
	if err != nil {
		return leaderboard.Page{}, err
	}
	if uc.boards == nil || !uc.boards.Holds(q.Board) {
		return uc.boardFromPostgres(ctx, q)
	}
	uc.askFor(ctx, leaderboard.ShelfOf(q.Board))
	page, err := uc.boardFromRedis(ctx, q)
	isAway, isNotKept := errors.Is(err, errBoardsAway), errors.Is(err, redisboard.ErrNotKept)
	if isNotKept {
		uc.boards.asked.Delete(leaderboard.ShelfOf(q.Board)) // Redis may have lost what was told
	}
	if isAway || isNotKept {
		page, err = uc.boardFromPostgres(ctx, q)
		page.Degraded = isAway
	}
	return page, err
}

// askFor has boards kept in Redis because somebody looks at them; what has been told lately is not told
// again.
func (uc *UseCases) askFor(ctx context.Context, shelf leaderboard.Shelf) {
	now := uc.Now()
	told, _ := uc.boards.asked.Load(shelf)
	if at, ok := told.(time.Time); (ok && now.Sub(at) < redisboard.AskAgain) || uc.boardsRest() {
		return
	}
	if uc.askBoards(ctx, func(ctx context.Context) error { return uc.boards.Ask(ctx, shelf) }) == nil {
		uc.boards.asked.Store(shelf, now)
	}
}

func (uc *UseCases) boardFromPostgres(ctx context.Context, q leaderboard.Query) (leaderboard.Page, error) {
	now := uc.Now()
	page, err := uc.db.Boards.Page(ctx, q)
	page.AsOf = now
	return page, err
}

// errBoardsAway says that Redis should have answered and could not.
var errBoardsAway = errors.New("the boards in Redis cannot be read")

func (uc *UseCases) boardFromRedis(ctx context.Context, q leaderboard.Query) (leaderboard.Page, error) {
	if uc.boardsRest() {
		return leaderboard.Page{}, errBoardsAway
	}
	if q.Search != "" {
		return uc.searchRedis(ctx, q)
	}
	if !q.Start.Around { // else it is a page of the viewer's own
		return uc.boards.pages.ask(ctx, q)
	}
	stretch, err := uc.readBoard(ctx, readOf(q))
	if err != nil {
		return leaderboard.Page{}, err
	}
	return uc.boardPage(ctx, q, stretch)
}

// boardsRest says that Redis is left alone.
func (uc *UseCases) boardsRest() bool { return uc.Now().UnixNano() < uc.boards.restUntil.Load() }

// pagesTogether is how many pages of boards are read together.
const pagesTogether = 64

// boardPages reads pages of boards together: of those that are the same but for who looks, the entries
// are read once.
func (uc *UseCases) boardPages(ctx context.Context, group []*gathered[leaderboard.Query, leaderboard.Page]) {
	var order []boardPart
	same := map[boardPart][]*gathered[leaderboard.Query, leaderboard.Page]{}
	for _, asked := range group {
		part := partOf(asked.in)
		if same[part] == nil {
			order = append(order, part)
		}
		same[part] = append(same[part], asked)
	}
	for _, part := range order {
		uc.boardPagesOf(ctx, same[part])
	}
}

func (uc *UseCases) boardPagesOf(ctx context.Context, group []*gathered[leaderboard.Query, leaderboard.Page]) {
	q := group[0].in
	viewers := make([]domain.EmployeeID, len(group))
	for i, asked := range group {
		viewers[i] = asked.in.Viewer
	}
	q.Viewer = domain.EmployeeID{}
	var stretch redisboard.Stretch
	var standings []*leaderboard.Standing
	var page leaderboard.Page
	err := errBoardsAway
	if !uc.boardsRest() { // those who waited for a group that failed
		err = uc.askBoards(ctx, func(ctx context.Context) (err error) {
			stretch, standings, err = uc.boards.ReadFor(ctx, readOf(q), viewers)
			return err
		})
	}
	if err == nil {
		page, err = uc.boardPage(ctx, q, stretch)
	}
	for i, asked := range group {
		if asked.err = err; err == nil {
			asked.out = page
			asked.out.Me = standings[i]
		}
	}
}

// boardPart is what a query asks for, whoever asks.
type boardPart struct {
	board  leaderboard.Board
	behind bool
	after  leaderboard.Place
	rank   int64
	limit  int
}

func partOf(q leaderboard.Query) boardPart {
	part := boardPart{board: q.Board, rank: q.Start.Rank, limit: q.Limit}
	if q.Start.After != nil {
		part.behind, part.after = true, *q.Start.After
	}
	return part
}

// askBoards asks Redis with little patience. Every failure is errBoardsAway; after one that is not
// just a rebuild, Redis is left alone for a while, so that not every page waits for it.
func (uc *UseCases) askBoards(ctx context.Context, ask func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, boardPatience)
	defer cancel()
	err := ask(bounded)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, redisboard.ErrNotKept):
		return err
	case !errors.Is(err, redisboard.ErrNotReady):
		uc.boards.restUntil.Store(uc.Now().Add(boardRest).UnixNano())
		uc.log.WarnContext(ctx, "boards are answered by PostgreSQL: Redis cannot", "error", err)
	}
	return errBoardsAway
}

// readOf asks Redis for all groups of ties that have a part on the page, and for one entry more: it
// tells whether there is a further page.
func readOf(q leaderboard.Query) redisboard.Read {
	read := redisboard.Read{Board: q.Board, Viewer: q.Viewer, Start: redisboard.FromTop, Below: q.Limit + 1}
	switch {
	case q.Start.After != nil:
		read.Start, read.Begin = redisboard.FromScore, q.Start.After.Score
	case q.Start.Around:
		read.Start, read.Above = redisboard.FromViewer, q.Limit/2
	case q.Start.Rank > 1:
		read.Start, read.Begin = redisboard.FromRank, q.Start.Rank
	}
	return read
}

// boardPage makes a page of what Redis knows, with the names from PostgreSQL, which decide the order
// within a group of ties.
func (uc *UseCases) boardPage(ctx context.Context, q leaderboard.Query, s redisboard.Stretch) (leaderboard.Page, error) {
	page := leaderboard.Page{Board: q.Board, Total: s.Total, Me: s.Viewer, AsOf: s.At}
	if s.Total == 0 {
		page.Entries = []leaderboard.Entry{}
		return page, uc.db.Boards.CheckScope(ctx, q.Board.Scope)
	}
	t, err := uc.tiesOf(ctx, q, s)
	if err != nil {
		return leaderboard.Page{}, err
	}
	if me, ok := t.people[q.Viewer]; ok && q.Start.After == nil && q.Start.Around && s.Viewer != nil {
		page.Entries, err = t.around(ctx, leaderboard.Entry{Rank: s.Viewer.Rank, Score: s.Viewer.Score, Employee: me}, q.Limit)
	} else {
		page.Entries, err = t.after(ctx, q.Start.After, q.Limit+1)
	}
	page.Cut(q.Limit)
	return page, err
}

// ties are the groups of a stretch of a board, from the highest score down, with the people in them.
type ties struct {
	uc     *UseCases
	board  leaderboard.Board
	search string // only people whose names have this in them; "" for all
	total  int64  // people on the board
	groups []redisboard.Group
	people map[domain.EmployeeID]leaderboard.Person // of all groups that are sorted here, and the viewer
}

func (uc *UseCases) tiesOf(ctx context.Context, q leaderboard.Query, s redisboard.Stretch) (ties, error) {
	var ids []domain.EmployeeID
	for _, g := range s.Groups {
		if len(g.Who) <= mostSorted {
			ids = append(ids, g.Who...)
		}
	}
	if q.Start.Around && s.Viewer != nil {
		ids = append(ids, q.Viewer)
	}
	people, err := uc.boards.names.get(ctx, ids)
	return ties{uc: uc, board: q.Board, total: s.Total, groups: s.Groups, people: people}, err
}

// around gives the page in whose middle an entry stands.
func (t ties) around(ctx context.Context, me leaderboard.Entry, limit int) ([]leaderboard.Entry, error) {
	place := me.Place()
	entries, err := t.before(ctx, place, limit/2)
	if err != nil {
		return nil, err
	}
	entries = append(entries, me)
	rest, err := t.after(ctx, &place, limit+1-len(entries))
	return append(entries, rest...), err
}

// after gives up to so many entries behind a place, or from the beginning of the stretch.
func (t ties) after(ctx context.Context, place *leaderboard.Place, limit int) ([]leaderboard.Entry, error) {
	entries := []leaderboard.Entry{}
	for _, g := range t.groups {
		if len(entries) >= limit {
			break
		}
		start := leaderboard.Place{Score: g.Score}
		if place != nil && g.Score > place.Score {
			continue
		}
		if place != nil && g.Score == place.Score {
			start = *place
		}
		some, err := t.groupAfter(ctx, g, start, limit-len(entries))
		if err != nil {
			return nil, err
		}
		entries = append(entries, some...)
	}
	return entries, nil
}

// before gives the entries just before a place, at most so many, in the order of the board.
func (t ties) before(ctx context.Context, place leaderboard.Place, limit int) ([]leaderboard.Entry, error) {
	var backwards []leaderboard.Entry
	for _, g := range slices.Backward(t.groups) {
		if len(backwards) >= limit || g.Score < place.Score {
			continue
		}
		end := &place
		if g.Score > place.Score {
			end = nil
		}
		some, err := t.groupBefore(ctx, g, end, limit-len(backwards))
		if err != nil {
			return nil, err
		}
		backwards = append(backwards, some...)
	}
	slices.Reverse(backwards)
	return backwards, nil
}

// mostSorted is how many people of one score are sorted here. PostgreSQL sorts larger groups and gives only
// the names that are on the page; those of more than redisboard.LargestGroup are walked.
const mostSorted = 500

func (t ties) sortsElsewhere(g redisboard.Group) bool {
	return t.search == "" && len(g.Who) > mostSorted
}

func entriesOf(g redisboard.Group, people []leaderboard.Person) []leaderboard.Entry {
	entries := make([]leaderboard.Entry, len(people))
	for i, p := range people {
		entries[i] = leaderboard.Entry{Rank: g.Rank, Score: g.Score, Employee: p}
	}
	return entries
}

// whole gives a group of ties that is not too large, in order.
func (t ties) whole(g redisboard.Group) []leaderboard.Entry {
	entries := make([]leaderboard.Entry, 0, len(g.Who))
	for _, id := range g.Who {
		if p, ok := t.people[id]; ok { // not who has just chosen to be hidden
			entries = append(entries, leaderboard.Entry{Rank: g.Rank, Score: g.Score, Employee: p})
		}
	}
	leaderboard.Sort(entries)
	return entries
}

func (t ties) groupAfter(ctx context.Context, g redisboard.Group, start leaderboard.Place, limit int) ([]leaderboard.Entry, error) {
	if g.Who == nil {
		return t.walk(ctx, g, limit, start, func(from leaderboard.Place, count int) ([]leaderboard.Person, error) {
			return t.uc.db.Boards.Following(ctx, from, t.search, count)
		})
	}
	if t.sortsElsewhere(g) {
		people, err := t.uc.db.Boards.FollowingAmong(ctx, g.Who, start, limit)
		return entriesOf(g, people), err
	}
	entries := t.whole(g)
	from := slices.IndexFunc(entries, func(e leaderboard.Entry) bool { return e.Place().Compare(start) > 0 })
	if from < 0 {
		return nil, nil
	}
	return entries[from:min(from+limit, len(entries))], nil
}

// groupBefore gives the last entries before a place of the group, or of the whole group, the last
// first.
func (t ties) groupBefore(ctx context.Context, g redisboard.Group, end *leaderboard.Place, limit int) ([]leaderboard.Entry, error) {
	if g.Who == nil {
		first := leaderboard.Place{}
		if end != nil {
			first = *end
		}
		return t.walk(ctx, g, limit, first, func(from leaderboard.Place, count int) ([]leaderboard.Person, error) {
			if from == (leaderboard.Place{}) {
				return t.uc.db.Boards.Preceding(ctx, nil, count)
			}
			return t.uc.db.Boards.Preceding(ctx, &from, count)
		})
	}
	if t.sortsElsewhere(g) {
		people, err := t.uc.db.Boards.PrecedingAmong(ctx, g.Who, end, limit)
		return entriesOf(g, people), err
	}
	entries := t.whole(g)
	if end != nil {
		entries = slices.DeleteFunc(entries, func(e leaderboard.Entry) bool { return e.Place().Compare(*end) >= 0 })
	}
	entries = entries[max(len(entries)-limit, 0):]
	slices.Reverse(entries)
	return entries, nil
}

// The fewest and the most employees whose names are read at a time while looking for those of a large group.
const (
	fewestAWalk = 200
	mostAWalk   = 20_000
)

// stride is among how many employees so many people of a group are to be expected.
func (t ties) stride(g redisboard.Group, wanted int) int {
	return int(min(fewestAWalk+int64(wanted)*t.total/g.Size, mostAWalk))
}

// walk finds people of a group that is too large to be sorted: it goes through the employees in the
// order of names and asks Redis which of them have the group's score.
func (t ties) walk(ctx context.Context, g redisboard.Group, limit int, from leaderboard.Place, next func(leaderboard.Place, int) ([]leaderboard.Person, error)) ([]leaderboard.Entry, error) {
	var entries []leaderboard.Entry
	for len(entries) < limit {
		people, err := next(from, t.stride(g, limit-len(entries)))
		if err != nil || len(people) == 0 {
			return entries, err
		}
		scores, err := t.uc.boardScores(ctx, t.board, people)
		if err != nil {
			return nil, err
		}
		var met []domain.EmployeeID
		for i, p := range people {
			if scores[i] == g.Score {
				met = append(met, p.ID)
			}
		}
		named, err := t.uc.boards.names.get(ctx, met)
		if err != nil {
			return nil, err
		}
		for _, id := range met {
			if p, ok := named[id]; ok && len(entries) < limit { // not who has just chosen to be hidden
				entries = append(entries, leaderboard.Entry{Rank: g.Rank, Score: g.Score, Employee: p})
			}
		}
		last := people[len(people)-1]
		from = leaderboard.Place{Score: g.Score, Name: last.Name, ID: last.ID}
	}
	return entries, nil
}
