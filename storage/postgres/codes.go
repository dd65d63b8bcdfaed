package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/reward"
)

// Codes is the table of codes that rewards have to hand out, and of those that were.
type Codes struct {
	q  queryer
	tx *Tx
}

// Code is one that has been taken from the pool, still sealed.
type Code struct {
	ID     domain.CodeID `db:"id"`
	Sealed []byte        `db:"sealed"`
}

// NewCode is one for the pool, by its keyed hash and sealed.
type NewCode struct{ Hash, Sealed []byte }

const poolSelect = `select r.fulfilment, r.codes_warn_below, r.codes_warned,
		(select count(*) from reward_code c where c.reward_id = r.id and c.taken_at is null) as available,
		(select count(*) from reward_code c where c.reward_id = r.id and c.taken_at is not null and c.pooled) as used,
		case when r.fulfilment = 'code' then
			(select coalesce(sum(d.quantity), 0)::bigint from redemption d where d.reward_id = r.id and d.status = 'approved') else 0 end as waiting
	from reward r where r.id = $1`

// Pool reads how many codes a reward has.
func (c Codes) Pool(ctx context.Context, id domain.RewardID) (reward.Pool, error) {
	return one[reward.Pool](ctx, c.q, poolSelect, id)
}

// Lock is Pool, and keeps it for this transaction: whoever adds codes and whoever asks for one see one
// another.
func (c Codes) Lock(ctx context.Context, id domain.RewardID) (reward.Pool, error) {
	var found []reward.Pool
	err := c.tx.Read(ctx, Query{sql: `select from reward where id = $1 for no key update`, args: []any{id}, collect: ignored}, rowsInto(&found, poolSelect, id))
	if err == nil && len(found) == 0 {
		return reward.Pool{}, domain.NotFound()
	}
	if err != nil {
		return reward.Pool{}, err
	}
	return found[0], nil
}

// Add puts codes into the pool, in their order, but for those that the reward has ever had. It gives how
// many are new.
func (c Codes) Add(ctx context.Context, id domain.RewardID, codes []NewCode, now time.Time) (int64, error) {
	ids, hashes, sealed := make([]domain.CodeID, len(codes)), make([][]byte, len(codes)), make([][]byte, len(codes))
	for i, code := range codes {
		ids[i], hashes[i], sealed[i] = domain.NewCodeID(), code.Hash, code.Sealed
	}
	added, err := many[domain.CodeID](ctx, c.q, `insert into reward_code (id, reward_id, hash, sealed, pooled, added_at)
		select u.id, $1, u.hash, u.sealed, true, $5 from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as u (id, hash, sealed) order by u.id
		on conflict (reward_id, hash) do nothing returning id`, id, ids, hashes, sealed, now)
	return int64(len(added)), err
}

// Waiting keeps the approved redemptions of a reward that wait for their codes, the oldest first. One that
// somebody decides on at this moment is left to them: they look into the pool themselves.
func (c Codes) Waiting(ctx context.Context, id domain.RewardID, most int64) ([]reward.Redemption, error) {
	return many[reward.Redemption](ctx, c.q, `select `+redemptionColumns+` from redemption
		where reward_id = $1 and status = 'approved' order by id limit $2 for update skip locked`, id, most)
}

// Next keeps the next codes of a pool for this transaction. Two at once never get the same one.
func (c Codes) Next(ctx context.Context, id domain.RewardID, count int64) ([]Code, error) {
	return many[Code](ctx, c.q, `select id, sealed from reward_code where reward_id = $1 and taken_at is null
		order by id limit $2 for update skip locked`, id, count)
}

// Give notes that codes have gone to a redemption, which holds them from now on.
func (c Codes) Give(ids []domain.CodeID, to domain.RedemptionID, now time.Time) {
	c.tx.queue(`update reward_code set redemption_id = $2, taken_at = $3, sealed = null where id = any($1)`, ids, to, now)
}

// KnownCode is a code that the reward has or had, found by its hash.
type KnownCode struct {
	ID     domain.CodeID `db:"id"`
	Pooled bool          `db:"pooled"`
	Taken  bool          `db:"taken"`
}

// Known finds codes by their hashes.
func (c Codes) Known(ctx context.Context, id domain.RewardID, hashes [][]byte) ([]KnownCode, error) {
	return many[KnownCode](ctx, c.q, `select id, pooled, taken_at is not null as taken from reward_code
		where reward_id = $1 and hash = any($2::bytea[]) for update`, id, hashes)
}

// Note keeps the hash of a code that was typed by hand, so that it is known when it comes in a file.
func (c Codes) Note(id domain.RewardID, hash []byte, to domain.RedemptionID, now time.Time) {
	c.tx.queue(`insert into reward_code (id, reward_id, hash, pooled, redemption_id, added_at, taken_at) values ($1, $2, $3, false, $4, $5, $5)
		on conflict (reward_id, hash) do nothing`, domain.NewCodeID(), id, hash, to, now)
}

// SetWarning stores from below how many codes owners are told, and whether they have been.
func (c Codes) SetWarning(id domain.RewardID, below int64, warned bool) {
	c.tx.queue(`update reward set codes_warn_below = $2, codes_warned = $3 where id = $1`, id, below, warned)
}
