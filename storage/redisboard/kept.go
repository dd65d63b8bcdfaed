package redisboard

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/domain/leaderboard"
)

// keepFor is for how long a shelf is kept after it was last asked for. Each shelf that is kept costs its
// part of every recognition, and memory for everybody who has a score.
const keepFor = time.Hour

// First is the shelf of the board that is shown first: it is always kept.
func First() leaderboard.Shelf {
	return leaderboard.Shelf{Scope: leaderboard.Org(), Period: leaderboard.Month}
}

// Ask notes that boards of a shelf are looked at: it is then kept from the next rebuild on, or longer.
func (b *Boards) Ask(ctx context.Context, shelves ...leaderboard.Shelf) error {
	args := make([]any, 0, 2*len(shelves))
	for _, s := range shelves {
		args = append(args, s.String(), b.Now().Unix())
	}
	return b.redis.HSet(ctx, b.asked(), args...).Err()
}

// AskAgain is after how long somebody who goes on looking must Ask again.
const AskAgain = keepFor / 4

// Wanted lists, in order, the shelves that should be kept now: those that were asked for lately, and
// the first.
func (b *Boards) Wanted(ctx context.Context) ([]leaderboard.Shelf, error) {
	asked, err := b.redis.HGetAll(ctx, b.asked()).Result()
	if err != nil {
		return nil, err
	}
	wanted := []leaderboard.Shelf{First()}
	var gone []string
	for text, at := range asked {
		seconds, _ := strconv.ParseInt(at, 10, 64)
		shelf, err := leaderboard.ParseShelf(text)
		switch {
		case err != nil || b.Now().Sub(time.Unix(seconds, 0)) > keepFor:
			gone = append(gone, text)
		case shelf != First():
			wanted = append(wanted, shelf)
		}
	}
	slices.SortFunc(wanted, func(x, y leaderboard.Shelf) int { return strings.Compare(x.String(), y.String()) })
	if len(gone) > 0 {
		return wanted, b.redis.HDel(ctx, b.asked(), gone...).Err()
	}
	return wanted, nil
}

// Kept lists, in order, the shelves that are kept. The error is ErrNotReady where there are no boards.
func (b *Boards) Kept(ctx context.Context) ([]leaderboard.Shelf, error) {
	g, err := b.look(ctx)
	if err != nil {
		return nil, err
	}
	return g.shelves, nil
}

func (b *Boards) asked() string { return b.Prefix + "asked" }

// generation is the one that is changed, and what it keeps.
type generation struct {
	name    string
	shelves []leaderboard.Shelf
}

func (g *generation) keeps(s leaderboard.Shelf) bool { return slices.Contains(g.shelves, s) }

// look reads which generation is changed now.
func (b *Boards) look(ctx context.Context) (*generation, error) {
	found, err := b.redis.HMGet(ctx, b.state(), "gen", "kept").Result()
	if err != nil {
		return nil, err
	}
	name, isThere := found[0].(string)
	if !isThere {
		return nil, ErrNotReady
	}
	kept, _ := found[1].(string)
	g := &generation{name: name}
	for text := range strings.SplitSeq(strings.Trim(kept, ","), ",") {
		if shelf, err := leaderboard.ParseShelf(text); err == nil { // what a later version keeps is not ours
			g.shelves = append(g.shelves, shelf)
		}
	}
	b.current.Store(g)
	return g, nil
}

// seen gives the generation that is changed, as last seen: the scripts refuse it where it is another.
func (b *Boards) seen(ctx context.Context) (*generation, error) {
	if g := b.current.Load(); g != nil {
		return g, nil
	}
	return b.look(ctx)
}

// listed writes shelves as the scripts look for them: with a comma on either side of each.
func listed(shelves ...leaderboard.Shelf) string {
	var text strings.Builder
	text.WriteByte(',')
	for _, s := range shelves {
		text.WriteString(s.String() + ",")
	}
	return text.String()
}
