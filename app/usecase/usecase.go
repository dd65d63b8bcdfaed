// Package usecase has one file per verb of the product: the listing is the list of features. A verb
// checks permission, opens the transaction, calls the rules of the domain, and writes the event and
// the audit entry with the change.
package usecase

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"laurel/app/auth"
	"laurel/app/webhook"
	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/leaderboard"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// UseCases are all verbs, over one database.
type UseCases struct {
	db    *postgres.DB
	box   *auth.Box
	sign  *auth.Signer
	log   *slog.Logger
	now   func() time.Time
	where *time.Location
	wake  func()
	// Programs as they were when last seen, by their ids: guesses that save nominate round trips.
	programs    sync.Map
	nominations *gatherer[nominateCall, Answer]
	allowances  atomic.Pointer[allowanceGuess]
	open        *postgres.Tx // set where all verbs are steps of one transaction, see demo.go

	passwords *auth.Passwords
	mailer    Mailer // nil: no mail is set up
	publicURL string
	sleep     func(ctx context.Context, d time.Duration) error

	byToken   *gatherer[string, postgres.Caller]
	bySession *gatherer[domain.SessionID, postgres.Caller]

	boards     *boards // nil without Redis
	poster     *webhook.Poster
	deliveries deliveryCounts
	imports    *importRuns
	patience   approval.Patience
	darkroom   chan struct{} // held by who decodes an image
}

// Options of New.
type Options struct {
	DB  *postgres.DB
	Box *auth.Box // encrypts stored secrets
	// Signer signs the access tokens of programs.
	Signer *auth.Signer
	// Passwords hashes and checks passwords.
	Passwords *auth.Passwords
	// Mailer hands letters to a mail server; nil where none is set up.
	Mailer Mailer
	// PublicURL is what links begin with, without a slash at its end.
	PublicURL string
	// Sleep slows sign-ins down that fail often; nil waits by the machine's clock.
	Sleep func(ctx context.Context, d time.Duration) error
	Log   *slog.Logger
	Now   func() time.Time
	// Location is the organisation's time zone: where its periods begin.
	Location *time.Location
	// Boards are the current leaderboards in Redis; nil lets PostgreSQL answer all of them.
	Boards *redisboard.Boards
	// Poster says which addresses an endpoint may have.
	Poster *webhook.Poster
	// Patience is how long something may wait for one approver; 0 is for ever.
	Patience approval.Patience
	// Wake tells the relay that an event has been committed; it must not block.
	Wake func()
}

// New wires the verbs.
func New(o Options) *UseCases {
	if o.Wake == nil {
		o.Wake = func() {}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	uc := &UseCases{
		db: o.DB, box: o.Box, sign: o.Signer, log: o.Log, now: o.Now, where: o.Location, wake: o.Wake,
		passwords: o.Passwords, mailer: o.Mailer, publicURL: strings.TrimSuffix(o.PublicURL, "/"), sleep: o.Sleep, poster: o.Poster,
		imports: newImportRuns(), patience: o.Patience, darkroom: make(chan struct{}, 1),
	}
	uc.nominations = &gatherer[nominateCall, Answer]{most: nominateTogether, linger: nominateLinger, now: o.Now, do: uc.nominateGroup}
	uc.byToken = callersOf(o.Now, func(ctx context.Context, hashes []string) (map[string]postgres.Caller, error) {
		return uc.db.CallersByToken(ctx, hashes, uc.Now())
	})
	uc.bySession = callersOf(o.Now, func(ctx context.Context, ids []domain.SessionID) (map[domain.SessionID]postgres.Caller, error) {
		return uc.db.CallersBySession(ctx, ids, uc.Now())
	})
	if o.Poster == nil { // one that reaches no inner address
		uc.poster = webhook.NewPoster(webhook.Options{Now: o.Now})
	}
	if o.Boards != nil {
		uc.boards = &boards{Boards: o.Boards, names: boardNames{db: o.DB}, search: usualSearch}
		uc.boards.pages = &gatherer[leaderboard.Query, leaderboard.Page]{most: pagesTogether, do: uc.boardPages}
	}
	return uc
}

// Now is the present moment of the injected clock, in UTC and whole microseconds, as the database
// keeps it.
func (uc *UseCases) Now() time.Time { return uc.now().UTC().Truncate(time.Microsecond) }

// Location is the organisation's time zone.
func (uc *UseCases) Location() *time.Location { return uc.where }

// day is the date of a moment in the organisation's time zone.
func (uc *UseCases) day(at time.Time) time.Time {
	y, m, d := at.In(uc.where).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Today is the present date in the organisation's time zone, as midnight UTC.
func (uc *UseCases) Today() time.Time { return uc.day(uc.Now()) }

// Ready says whether the database answers.
func (uc *UseCases) Ready(ctx context.Context) error { return uc.db.Ping(ctx) }

// Once is what makes a call that moves something repeatable without a second effect.
type Once struct {
	Key     string // of the header Idempotency-Key, "" for none
	Request []byte // hash of method, path and body
	Status  int    // of the first answer
	Secret  bool   // the answer holds a secret and is stored encrypted
	// Nomination or Redemption is what is called on: who does not see it any more is told nothing again.
	Nomination *domain.NominationID
	Redemption *domain.RedemptionID
	// Encode turns the verb's result into the body of the answer.
	Encode func(result any) ([]byte, error)
}

// Answer is the body of a call's answer, now or from the first call with the same key.
type Answer struct {
	Status   int
	Body     []byte
	Replayed bool
}

// keyLife is how long an answer is kept for its key.
const keyLife = 24 * time.Hour

// errReplay ends a transaction whose key has been found used.
var errReplay = errors.New("replay")

// once runs a verb in one transaction, or answers again what it answered before: the key is held by
// a lock of the transaction and the answer is stored with the effect.
func (uc *UseCases) once(ctx context.Context, actor domain.Actor, o Once, verb func(tx *postgres.Tx) (any, error)) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		if err := tx.Read(ctx); err != nil { // looks the key up before anything else
			return nil, err
		}
		return verb(tx)
	})
}

// onceLater is once for a verb whose first step is a Tx.Read: the key is looked up in the same round
// trip.
func (uc *UseCases) onceLater(ctx context.Context, actor domain.Actor, o Once, verb func(tx *postgres.Tx) (any, error)) (Answer, error) {
	var answer Answer
	now := uc.Now()
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		if o.Key != "" {
			call := postgres.Call{Caller: actor.ID, Key: o.Key}
			tx.ReadFirst(tx.Keys.TakeQueries([]postgres.Call{call}, now.Add(-keyLife), func(states map[postgres.Call]postgres.KeyState) error {
				kept, err := states[call].Earlier(o.Request)
				if err != nil || kept == nil {
					return err
				}
				answer, err = uc.reopen(*kept)
				return errors.Join(errReplay, err)
			})...)
		}
		result, err := verb(tx)
		if err != nil {
			return err
		}
		body, err := o.Encode(result)
		if err != nil {
			return err
		}
		answer = Answer{Status: o.Status, Body: body}
		return uc.keep(tx, actor, o, body, now)
	})
	if errors.Is(err, errReplay) && answer.Replayed {
		err = uc.stillSees(ctx, actor, o)
	}
	if err != nil {
		return Answer{}, err
	}
	if !answer.Replayed {
		uc.wake()
	}
	return answer, nil
}

// stillSees checks once more, before an answer is given again, whether the actor may see what it is on.
func (uc *UseCases) stillSees(ctx context.Context, actor domain.Actor, o Once) error {
	var err error
	switch {
	case o.Nomination != nil:
		_, err = uc.db.Nominations.View(ctx, *o.Nomination, actor)
	case o.Redemption != nil:
		_, err = uc.db.Redemptions.View(ctx, *o.Redemption, actor)
	}
	return err
}

// inTx runs a verb in a transaction of its own, or as a step of the one that is open.
func (uc *UseCases) inTx(ctx context.Context, work func(*postgres.Tx) error) error {
	if uc.open == nil {
		return uc.db.InTx(ctx, work)
	}
	if err := work(uc.open); err != nil {
		return err
	}
	return uc.open.Flush(ctx)
}

func (uc *UseCases) keep(tx *postgres.Tx, actor domain.Actor, o Once, body []byte, now time.Time) error {
	if o.Key == "" {
		return nil
	}
	kept := postgres.Kept{Request: o.Request, Status: o.Status, Response: body, Encrypted: o.Secret, At: now}
	if o.Secret {
		sealed, err := uc.box.Seal(body)
		if err != nil {
			return err
		}
		kept.Response = sealed
	}
	tx.Keys.Keep(postgres.Call{Caller: actor.ID, Key: o.Key}, kept)
	return nil
}

func (uc *UseCases) reopen(kept postgres.Kept) (Answer, error) {
	body := kept.Response
	if kept.Encrypted {
		opened, err := uc.box.Open(body)
		if err != nil {
			return Answer{}, err
		}
		body = opened
	}
	return Answer{Status: kept.Status, Body: body, Replayed: true}, nil
}
