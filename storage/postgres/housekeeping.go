package postgres

import (
	"context"
	"time"
)

// How long what is only needed for a while is kept.
const (
	keepKeys       = 24 * time.Hour
	keepSessions   = 24 * time.Hour // after their end
	keepFailures   = 24 * time.Hour
	keepEvents     = 30 * 24 * time.Hour
	keepDeliveries = 30 * 24 * time.Hour
	keepLinks      = 30 * 24 * time.Hour // invitations, after they have run out
	keepDryRuns    = 24 * time.Hour      // of imports: they show names and addresses
	keepFiles      = time.Hour           // of imports, after their end
	keepImages     = 24 * time.Hour      // that nothing shows
	keepRead       = 90 * 24 * time.Hour // notifications that were read
	keepUnread     = 365 * 24 * time.Hour
)

// chunk is how many rows one statement deletes, so that none holds its locks for long.
const chunk = 5000

// Housekeep deletes what is kept only for a while: answers for idempotency keys, ended sessions,
// failures to sign in, old events with a position (but for the last, which says where the stream
// stands), old deliveries, invitations that have run out, dry runs of imports, and files of imports that
// have ended, images that nothing shows, and old notifications. It gives the number of rows.
func (db *DB) Housekeep(ctx context.Context, now time.Time) (int64, error) {
	var total int64
	for _, job := range []struct {
		query  string
		before time.Time
	}{
		{`delete from idempotency where ctid = any(array(select ctid from idempotency where at < $1 limit $2))`, now.Add(-keepKeys)},
		{`delete from session where id = any(array(select id from session where ended_at < $1 or expires_at < $1 limit $2))`, now.Add(-keepSessions)},
		{`delete from sign_in_failure where id = any(array(select id from sign_in_failure where at < $1 limit $2))`, now.Add(-keepFailures)},
		{`delete from invitation where hash = any(array(select hash from invitation where expires_at < $1 limit $2))`, now.Add(-keepLinks)},
		{`delete from sign_in_code where hash = any(array(select hash from sign_in_code where expires_at < $1 limit $2))`, now.Add(-keepLinks)},
		{`delete from import where id = any(array(select id from import where created_at < $1 and (options ->> 'dry_run')::boolean limit $2))`, now.Add(-keepDryRuns)},
		{`delete from import_piece where ctid = any(array(select p.ctid from import_piece p join import i on i.id = p.import_id
			where i.ended_at < $1 limit $2))`, now.Add(-keepFiles)},
		{`delete from mail where id = any(array(select id from mail where created_at < $1 limit $2))`, now.Add(-keepLinks)},
		{`delete from mail_request where id = any(array(select id from mail_request where at < $1 limit $2))`, now.Add(-keepFailures)},
		{`delete from image where id = any(array(select i.id from image i where i.created_at < $1
			and not exists (select from reward r where r.image_id = i.id) limit $2 for update of i skip locked))`, now.Add(-keepImages)},
		{`delete from delivery where id = any(array(select id from delivery where at < $1 and status <> 'pending' limit $2))`, now.Add(-keepDeliveries)},
		{`delete from notification where ctid = any(array(select ctid from notification where at < $1 and (read_at is not null or folded) limit $2))`, now.Add(-keepRead)},
		{`delete from notification where ctid = any(array(select ctid from notification where at < $1 limit $2))`, now.Add(-keepUnread)},
		{`delete from event where position = any(array(select position from event where position < coalesce(
				(select position from event where position is not null and at >= $1 order by position limit 1),
				(select max(position) from event)) order by position limit $2))`, now.Add(-keepEvents)},
	} {
		n, err := db.deleteAll(ctx, job.query, job.before)
		total += n
		if err != nil {
			return total, translate(err)
		}
	}
	return total, nil
}

// SettleSearch puts the words of what was written lately into their indexes.
func (db *DB) SettleSearch(ctx context.Context) error {
	_, err := db.pool.Exec(ctx, `select settle_search()`)
	return translate(err)
}

func (db *DB) deleteAll(ctx context.Context, query string, before time.Time) (total int64, err error) {
	for {
		tag, err := db.pool.Exec(ctx, query, before, chunk)
		total += tag.RowsAffected()
		if err != nil || tag.RowsAffected() < chunk {
			return total, err
		}
	}
}
