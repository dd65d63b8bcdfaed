package redisboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// Where a read begins.
const (
	FromTop    = "top"    // at the highest score
	FromRank   = "rank"   // at the first rank that is Begin or more
	FromScore  = "score"  // at the whole group of the score Begin, whoever is in it
	FromViewer = "viewer" // at the whole group of the viewer's score; at the top for who has none
)

// LargestGroup is how many people of one score a read gives by their ids where it asks for nothing else.
const LargestGroup = 4000

// Read asks for a stretch of a board.
type Read struct {
	Board  leaderboard.Board
	Viewer domain.EmployeeID // whose standing is wanted as well; zero for nobody's
	Start  string            // one of the From constants
	Begin  int64             // the rank or the score
	Above  int               // how many people above the viewer's score are wanted, by FromViewer
	Below  int               // how many people are wanted: from the beginning on, or below the score

	// Largest is how many people of one score are given by their ids; 0 is LargestGroup.
	Largest int
}

// Group is all people of one score: the order within it is by names, which Redis does not know.
type Group struct {
	Score int64
	Rank  int64               // of all of them
	Size  int64               // how many they are
	Who   []domain.EmployeeID // all of them; nil where they are more than the largest group that was asked for: see Scores
}

// Stretch is what Read gives: whole groups from the highest score down, at least as many people as
// were asked for where there are so many.
type Stretch struct {
	Checkpoint
	Total  int64                 // how many have a score above zero
	Viewer *leaderboard.Standing // nil where the viewer is not on the board
	Groups []Group
}

// Read gives a stretch of a board, its total and the viewer's standing, all of one moment, in one
// round trip. The error is ErrNotReady where the boards are not there, ErrNotKept where this one is not.
func (b *Boards) Read(ctx context.Context, r Read) (Stretch, error) {
	s, _, err := b.ReadFor(ctx, r, nil)
	return s, err
}

// ReadFor is Read that also gives where some employees stand, nil for who is not on the board.
func (b *Boards) ReadFor(ctx context.Context, r Read, employees []domain.EmployeeID) (Stretch, []*leaderboard.Standing, error) {
	viewer := ""
	if !r.Viewer.IsZero() {
		viewer = member(r.Viewer)
	}
	args := []any{b.Prefix, listed(leaderboard.ShelfOf(r.Board)), nameOf(r.Board), viewer, r.Start, r.Begin, r.Above, r.Below, cmp.Or(r.Largest, LargestGroup)}
	for _, e := range employees {
		args = append(args, member(e))
	}
	a, err := b.run(ctx, readScript, args...)
	if err != nil {
		return Stretch{}, nil, err
	}
	s, err := stretchOf(a)
	standings := make([]*leaderboard.Standing, len(employees))
	for i := 0; err == nil && i < len(employees); i++ {
		standings[i], err = a.list(9).standing(2 * i)
	}
	if err != nil {
		return Stretch{}, nil, fmt.Errorf("read the board %s: %w", r.Board, err)
	}
	return s, standings, nil
}

// standing reads a score and a rank, nil where the score is empty.
func (a answer) standing(i int) (*leaderboard.Standing, error) {
	if a.text(i) == "" {
		return nil, nil //nolint:nilnil // not on the board
	}
	score, scoreErr := a.number(i)
	rank, rankErr := a.number(i + 1)
	return &leaderboard.Standing{Rank: rank, Score: score}, errors.Join(scoreErr, rankErr)
}

func stretchOf(a answer) (s Stretch, err error) {
	if s.Checkpoint, err = checkpoint(a.text(1), a.text(2)); err != nil {
		return s, err
	}
	if s.Total, err = a.number(3); err != nil {
		return s, err
	}
	if s.Viewer, err = a.standing(4); err != nil {
		return s, err
	}
	rank, err := a.number(6)
	if err != nil {
		return s, err
	}
	s.Groups, err = groupsOf(a.list(7), a.list(8))
	for i := range s.Groups {
		s.Groups[i].Rank = rank
		rank += s.Groups[i].Size
	}
	return s, err
}

// groupsOf joins the rows of one score to groups, and puts those in between that are too large.
func groupsOf(rows, large answer) (groups []Group, err error) {
	largeAbove := func(score int64) error {
		for len(large) > 0 {
			of, ofErr := large.number(0)
			size, sizeErr := large.number(1)
			if err := errors.Join(ofErr, sizeErr); err != nil || of < score {
				return err
			}
			groups, large = append(groups, Group{Score: of, Size: size}), large[2:]
		}
		return nil
	}
	for i := 0; i < len(rows); i += 2 {
		score, err := rows.number(i + 1)
		if err != nil {
			return nil, err
		}
		id, err := employeeOf(rows.text(i))
		if err != nil {
			return nil, err
		}
		if len(groups) == 0 || groups[len(groups)-1].Score != score {
			if err := largeAbove(score); err != nil {
				return nil, err
			}
			groups = append(groups, Group{Score: score})
		}
		last := &groups[len(groups)-1]
		last.Size++
		last.Who = append(last.Who, id)
	}
	const lowest = -1
	return groups, largeAbove(lowest)
}

// Scores gives the scores of some people on a board, 0 for who has none: by them the people of a group are
// found that is too large to be given by its ids.
func (b *Boards) Scores(ctx context.Context, board leaderboard.Board, people []domain.EmployeeID) ([]int64, error) {
	_, _, scores, err := b.scores(ctx, board, people)
	return scores, err
}

// scores gives the position, the board's total and the scores of some people, 0 for who has none.
func (b *Boards) scores(ctx context.Context, board leaderboard.Board, people []domain.EmployeeID) (position, total int64, scores []int64, err error) {
	args := make([]any, 0, 3+len(people))
	args = append(args, b.Prefix, listed(leaderboard.ShelfOf(board)), nameOf(board))
	for _, id := range people {
		args = append(args, member(id))
	}
	a, err := b.run(ctx, scoresScript, args...)
	if err != nil {
		return 0, 0, nil, err
	}
	position, positionErr := a.number(1)
	total, totalErr := a.number(2)
	if err := errors.Join(positionErr, totalErr); err != nil {
		return 0, 0, nil, err
	}
	list := a.list(3)
	scores = make([]int64, len(people))
	for i := range people {
		if list.text(i) == "" {
			continue
		}
		if scores[i], err = list.number(i); err != nil {
			return 0, 0, nil, err
		}
	}
	return position, total, scores, nil
}

// ErrElsewhere says that boards and sample are of different moments, so that comparing them would say
// nothing: compare again later.
var ErrElsewhere = errors.New("the boards in Redis are at another position than the sample")

// Compare holds a board against a sample from PostgreSQL and gives the differences, none where the
// board is right. The error is ErrElsewhere where they are of different positions.
func (b *Boards) Compare(ctx context.Context, sample leaderboard.Sample) ([]leaderboard.Difference, error) {
	people := make([]domain.EmployeeID, len(sample.Rows))
	for i, row := range sample.Rows {
		people[i] = row.Employee
	}
	position, total, scores, err := b.scores(ctx, sample.Board, people)
	if err != nil {
		return nil, err
	}
	if position != sample.Position {
		return nil, ErrElsewhere
	}
	var differences []leaderboard.Difference
	if total != sample.Total {
		differences = append(differences, leaderboard.Difference{Board: sample.Board, Have: total, Want: sample.Total})
	}
	for i, row := range sample.Rows {
		if scores[i] != row.Score {
			differences = append(differences, leaderboard.Difference{Board: sample.Board, Employee: row.Employee, Have: scores[i], Want: row.Score})
		}
	}
	return differences, nil
}
