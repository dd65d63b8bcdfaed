package postgres

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// ErrUnsettled says that the tables hold changes whose events have no position yet, so that they are
// not what they were at any position: ask again in a moment.
var ErrUnsettled = errors.New("events without a position are waiting")

// BoardSnapshot reads all that the current boards of a day on some shelves are made of, in one snapshot
// of the database that lasts while use runs. The tables may be ahead of the last position: the relay numbers
// events after they are committed. Those events are seen in the same snapshot, without a position,
// and are handed over as Pending.
func (db *DB) BoardSnapshot(ctx context.Context, today leaderboard.Day, kept []leaderboard.Shelf, use func(leaderboard.Snapshot) error) error {
	return translate(db.inSnapshot(ctx, func(tx pgx.Tx) error {
		s, err := snapshotHead(ctx, tx)
		if err != nil {
			return err
		}
		s.Kept = kept
		s.Tallies = func(yield func(leaderboard.Tally, error) bool) { readTallies(ctx, tx, today, kept, yield) }
		return use(s)
	}))
}

// inSnapshot runs reads that all see the same moment.
func (db *DB) inSnapshot(ctx context.Context, read func(pgx.Tx) error) error {
	bounded, cancel := context.WithTimeout(ctx, acquireTimeout)
	defer cancel()
	conn, err := db.pool.Acquire(bounded)
	if err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			return errBusy
		}
		return err
	}
	defer conn.Release()
	return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, read)
}

// snapshotHead reads everything of a snapshot but the tallies.
func snapshotHead(ctx context.Context, tx pgx.Tx) (s leaderboard.Snapshot, err error) {
	err = tx.QueryRow(ctx, `select coalesce(last.position, 0), coalesce(last.at, now())
		from (select) one left join (select position, at from event where position is not null order by position desc limit 1) last on true`).
		Scan(&s.Position, &s.At)
	if err != nil {
		return s, err
	}
	rows, err := tx.Query(ctx, `select id from employee where hidden_from_boards`)
	if err != nil {
		return s, err
	}
	if s.Hidden, err = pgx.CollectRows(rows, pgx.RowTo[domain.EmployeeID]); err != nil {
		return s, err
	}
	s.Pending, err = pending(ctx, tx)
	return s, err
}

// pending reads the changes of boards whose events have no position yet.
func pending(ctx context.Context, tx pgx.Tx) ([]leaderboard.Change, error) {
	rows, err := tx.Query(ctx, `select kind, data from event where position is null order by seq`)
	if err != nil {
		return nil, err
	}
	type unnumbered struct {
		Kind domain.EventKind
		Data []byte
	}
	events, err := pgx.CollectRows(rows, pgx.RowToStructByName[unnumbered])
	if err != nil {
		return nil, err
	}
	var changes []leaderboard.Change
	for _, event := range events {
		change, ok, err := leaderboard.ChangeOf(domain.Event{Kind: event.Kind, Data: event.Data})
		if err != nil {
			return nil, err
		}
		if ok {
			changes = append(changes, change)
		}
	}
	return changes, nil
}

// readTallies reads the sums of each period, of the organisation and then of each behaviour, as far as
// they are wanted.
func readTallies(ctx context.Context, tx pgx.Tx, today leaderboard.Day, kept []leaderboard.Shelf, yield func(leaderboard.Tally, error) bool) {
	for _, period := range leaderboard.Periods() {
		var behaviours []domain.BehaviourID
		ofAll := false
		for _, shelf := range kept {
			switch {
			case shelf.Period != period:
			case shelf.Scope.Kind == leaderboard.OfBehaviour:
				behaviours = append(behaviours, shelf.Scope.Behaviour)
			default:
				ofAll = true
			}
		}
		for _, some := range []struct {
			wanted bool
			of     []domain.BehaviourID
		}{{ofAll, nil}, {len(behaviours) > 0, behaviours}} {
			if !some.wanted {
				continue
			}
			query, args := tallySQL(period, some.of, today)
			for tally, err := range tallies(ctx, tx, period, query, args) {
				if !yield(tally, err) || err != nil {
					return
				}
			}
		}
	}
}

// tallySQL sums the recognitions for some behaviours, all where there are none.
func tallySQL(period leaderboard.Period, behaviours []domain.BehaviourID, today leaderboard.Day) (string, []any) {
	var args arguments
	tables, behaviour, first := `nominee n`, `null::uuid`, `null::date`
	where := `n.counted_on is not null`
	if len(behaviours) > 0 {
		tables, behaviour = tables+` join nomination_behaviour b on b.nomination_id = n.nomination_id`, `b.behaviour_id`
		where += ` and b.behaviour_id = any(` + args.add(behaviours) + `)`
	}
	if period != leaderboard.All {
		where += ` and n.counted_on >= ` + args.add(leaderboard.KeptSince(period, today).Time()) + `::date`
		first = `date_trunc('` + string(period) + `', n.counted_on)::date`
	}
	return `select ` + behaviour + `, ` + first + `, n.employee_id, n.nominator_id, sum(n.points + n.boosted)::bigint, count(*)
		from ` + tables + ` where ` + where + ` group by 1, 2, 3, 4 order by 1, 2, 3`, args
}

func tallies(ctx context.Context, tx pgx.Tx, period leaderboard.Period, query string, args []any) iter.Seq2[leaderboard.Tally, error] {
	return func(yield func(leaderboard.Tally, error) bool) {
		rows, err := tx.Query(ctx, query, args...)
		if err != nil {
			yield(leaderboard.Tally{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var behaviour *domain.BehaviourID
			var first *time.Time
			t := leaderboard.Tally{Scope: leaderboard.Org()}
			if err := rows.Scan(&behaviour, &first, &t.Employee, &t.Nominator, &t.Points, &t.Count); err != nil {
				yield(leaderboard.Tally{}, err)
				return
			}
			if behaviour != nil {
				t.Scope = leaderboard.Behaviour(*behaviour)
			}
			t.Window = leaderboard.WindowOf(leaderboard.All, 0)
			if first != nil {
				t.Window = leaderboard.WindowOf(period, dayOf(*first))
			}
			if !yield(t, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(leaderboard.Tally{}, err)
		}
	}
}

// BoardSample reads up to so many random people of a board, and as many of all employees, with their
// scores: to find out whether a projection has drifted. The error is ErrUnsettled where the tables are
// ahead of the last position.
func (db *DB) BoardSample(ctx context.Context, board leaderboard.Board, people int) (leaderboard.Sample, error) {
	sample := leaderboard.Sample{Board: board}
	err := db.inSnapshot(ctx, func(tx pgx.Tx) error {
		head, err := snapshotHead(ctx, tx)
		if err != nil {
			return err
		}
		if len(head.Pending) > 0 {
			return ErrUnsettled
		}
		sample.Position = head.Position
		var args arguments
		with := boardSQL(board, &args)
		limit := args.add(people)
		rows, err := tx.Query(ctx, with+`
			select e.id, coalesce(b.score, 0), (select count(*) from board)
			from (
				(select id from board order by random() limit `+limit+`)
				union
				(select id from employee order by random() limit `+limit+`)
			) e left join board b on b.id = e.id`, args...)
		if err != nil {
			return err
		}
		sample.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r leaderboard.Row, err error) {
			err = row.Scan(&r.Employee, &r.Score, &sample.Total)
			return r, err
		})
		return err
	})
	return sample, translate(err)
}
