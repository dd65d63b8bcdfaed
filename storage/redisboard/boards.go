// Package redisboard keeps the current boards of the organisation and of its behaviours in Redis
// sorted sets: a projection of the events that can be thrown away and made again from PostgreSQL at
// any time, while in use. Beside the boards, in the same slot and changed by the same scripts, stands
// the position of the last event that they hold, so that a change applied twice counts once.
package redisboard

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// ErrNotReady says that the boards are not there, or not whole: they must be rebuilt, and PostgreSQL
// answers meanwhile.
var ErrNotReady = errors.New("the boards in Redis are not ready")

// ErrNotKept says that a board is not among those that are kept now: PostgreSQL answers, and Ask has it
// kept from the next rebuild on.
var ErrNotKept = errors.New("the board is not kept in Redis")

// GapError says that changes were given which do not follow those applied: the boards hold the events
// up to Have, and go on from there.
type GapError struct{ Have, From int64 }

// Error says which events are missing.
func (e *GapError) Error() string {
	return fmt.Sprintf("the boards in Redis hold the events up to %d, so those after %d cannot follow", e.Have, e.From)
}

// Options of New. All are needed but Prefix.
type Options struct {
	// Prefix is what all keys begin with; it must hold a hash tag in braces. "" is `laurel:{boards}:`.
	Prefix string
	// Zone is the organisation's time zone.
	Zone *time.Location
	// Now is the clock that says which periods are current.
	Now func() time.Time
}

// Boards are the current boards in Redis.
type Boards struct {
	redis redis.UniversalClient
	Options
	current atomic.Pointer[generation] // as last seen; nil: to be read
}

// New gives the boards that are kept at a client. It does not ask Redis anything.
func New(client redis.UniversalClient, o Options) *Boards {
	if o.Prefix == "" {
		o.Prefix = "laurel:{boards}:"
	}
	return &Boards{redis: client, Options: o}
}

// Connect makes a client for an address (redis://, rediss:// or unix://) with bounds under which no
// caller waits long for a server that is away. It does not wait for the server.
func Connect(url string) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("REDIS_URL cannot be read as the address of a Redis") // the parser's own text could show the password
	}
	redis.SetLogger(quiet{})
	o.ContextTimeoutEnabled = true // a caller's deadline ends its wait
	o.DialTimeout = time.Second
	o.DialerRetries = 1
	o.MaxRetries = 1
	o.PoolTimeout = time.Second
	return redis.NewClient(o), nil
}

// quiet keeps the client from writing lines of its own: what fails is returned, and logged there.
type quiet struct{}

// Printf drops the line.
func (quiet) Printf(context.Context, string, ...any) {}

// Holds says whether a board is one of those that can be kept here: of the organisation or of a
// behaviour, for the period that is current now.
func (b *Boards) Holds(board leaderboard.Board) bool {
	return board.Scope.Kind != leaderboard.OfTeam && board.Window.Contains(b.today())
}

func (b *Boards) today() leaderboard.Day { return leaderboard.DayOf(b.Now(), b.Zone) }

// Checkpoint is how far the boards have come: the position of the last event that they hold, and the
// time of it.
type Checkpoint struct {
	Position int64
	At       time.Time
}

// Checkpoint gives the position that the next Apply must go on from. The error is ErrNotReady where
// there are no boards.
func (b *Boards) Checkpoint(ctx context.Context) (Checkpoint, error) {
	found, err := b.redis.HMGet(ctx, b.state(), "pos", "at").Result()
	if err != nil {
		return Checkpoint{}, err
	}
	position, isThere := found[0].(string)
	at, _ := found[1].(string)
	if !isThere {
		return Checkpoint{}, ErrNotReady
	}
	return checkpoint(position, at)
}

// Drop throws all boards away; they are not ready until the next Rebuild.
func (b *Boards) Drop(ctx context.Context) error {
	_, err := b.run(ctx, dropScript, b.Prefix)
	return err
}

func checkpoint(position, at string) (Checkpoint, error) {
	p, err := strconv.ParseInt(position, 10, 64)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("position of the boards: %w", err)
	}
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("time of the boards: %w", err)
	}
	return Checkpoint{p, time.UnixMilli(ms).UTC()}, nil
}

func (b *Boards) state() string { return b.Prefix + "state" }

// nameOf names a board's sorted set within a generation.
func nameOf(board leaderboard.Board) string {
	return shelfOf(board.Scope, board.Window) + string(board.Metric)
}

// countsOf names the hash of who thanked whom how often, which thanked_by is counted from.
func countsOf(scope leaderboard.Scope, window leaderboard.Window) string {
	return shelfOf(scope, window) + "thanks"
}

func shelfOf(scope leaderboard.Scope, window leaderboard.Window) string {
	return scope.String() + "/" + window.String() + "/"
}

// ttlOf gives the seconds after which a window's keys go, 0 for never. Redis is told how long and
// not until when: its clock need not be ours.
func (b *Boards) ttlOf(window leaderboard.Window) int64 {
	if window.Open() {
		return 0
	}
	return max(int64(leaderboard.KeptUntil(window).Sub(b.Now())/time.Second), 1)
}

// member is an id as a member of a sorted set: its 16 bytes, whose order is that of the ids.
func member(id domain.EmployeeID) string { return string(id.UUID[:]) }

func employeeOf(member string) (domain.EmployeeID, error) {
	var id domain.EmployeeID
	if len(member) != len(id.UUID) {
		return id, fmt.Errorf("a member of a board has %d bytes", len(member))
	}
	copy(id.UUID[:], member)
	return id, nil
}

//go:embed common.lua
var common string

//go:embed readable.lua
var readable string

//go:embed apply.lua
var applyText string

//go:embed visibility.lua
var visibilityText string

//go:embed switch.lua
var switchText string

//go:embed read.lua
var readText string

//go:embed scores.lua
var scoresText string

//go:embed drop.lua
var dropText string

var (
	applyScript      = redis.NewScript(common + applyText)
	visibilityScript = redis.NewScript(common + visibilityText)
	switchScript     = redis.NewScript(common + switchText)
	readScript       = redis.NewScript(readable + readText)
	scoresScript     = redis.NewScript(readable + scoresText)
	dropScript       = redis.NewScript(common + dropText)
)

// run calls a script, whose answer begins with a word: ok, missing (there are no boards), or one that
// the caller knows.
func (b *Boards) run(ctx context.Context, script *redis.Script, args ...any) (answer, error) {
	list, err := script.Run(ctx, b.redis, []string{b.state()}, args...).Slice()
	if err != nil {
		return nil, err
	}
	a := answer(list)
	switch a.text(0) {
	case "missing":
		return nil, ErrNotReady
	case "absent":
		return nil, ErrNotKept
	}
	return a, nil
}

// answer is what a script returned. Redis gives numbers as integers or as text; both are read.
type answer []any

func (a answer) text(i int) string {
	if i >= len(a) {
		return ""
	}
	switch v := a[i].(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	default:
		return ""
	}
}

func (a answer) number(i int) (int64, error) {
	if i < len(a) {
		if v, ok := a[i].(int64); ok {
			return v, nil
		}
	}
	return strconv.ParseInt(a.text(i), 10, 64)
}

func (a answer) list(i int) answer {
	if i >= len(a) {
		return nil
	}
	list, _ := a[i].([]any)
	return list
}
