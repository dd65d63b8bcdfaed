package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Cards is the table of thank-you cards on paper. Only hashes of what their QR codes say are kept.
type Cards struct {
	q  queryer
	tx *Tx
}

const cardSelect = `select c.id, c.giver_id, c.made_by, c.message, c.status, c.receiver_id, c.story, c.visibility, c.nomination_id,
		c.created_at, c.expires_at, c.claimed_at, c.ended_at,
		g.name as giver_name, g.team_id as giver_team_id, t.name as giver_team_name, g.active as giver_active, r.name as receiver_name
	from card c join employee g on g.id = c.giver_id left join team t on t.id = g.team_id left join employee r on r.id = c.receiver_id `

// ByHash reads the card whose QR code says a token, by its hash.
func (c Cards) ByHash(ctx context.Context, hash []byte) (recognition.CardView, error) {
	return one[recognition.CardView](ctx, c.q, cardSelect+`where c.hash = $1`, hash)
}

// LockByHash is ByHash, and keeps the card for this transaction: of two who scan it at once, the second
// finds it used.
func (c Cards) LockByHash(ctx context.Context, hash []byte) (recognition.CardView, error) {
	return one[recognition.CardView](ctx, c.q, cardSelect+`where c.hash = $1 for update of c`, hash)
}

// Lock reads a card and keeps it for this transaction.
func (c Cards) Lock(ctx context.Context, id domain.CardID) (recognition.CardView, error) {
	return one[recognition.CardView](ctx, c.q, cardSelect+`where c.id = $1 for update of c`, id)
}

// ListOfGiver lists a giver's cards, the latest made first; all states where the status is "".
func (c Cards) ListOfGiver(ctx context.Context, giver domain.EmployeeID, status recognition.CardStatus, page domain.Page) (domain.Slice[recognition.CardView], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.CardView]{}, err
	}
	rows, err := many[recognition.CardView](ctx, c.q, cardSelect+`
		where c.giver_id = $1 and ($2 = '' or c.status = $2) and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`,
		giver, status, after, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.CardView]{}, err
	}
	return slice(rows, page.Limit, func(v recognition.CardView) string { return v.ID.String() }), nil
}

// MostOpen counts the cards that may still be redeemed of the giver who has most of them.
func (c Cards) MostOpen(ctx context.Context, givers []domain.EmployeeID, now time.Time) (int, error) {
	return one[int](ctx, c.q, `select coalesce(max(open), 0) from (
		select count(*) as open from card where giver_id = any($1) and status = 'open' and expires_at > $2 group by giver_id) each`, givers, now)
}

// Insert adds a card with the hash of what its QR code says.
func (c Cards) Insert(card recognition.Card, hash []byte) {
	c.tx.queue(`insert into card (id, hash, giver_id, made_by, message, status, visibility, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		card.ID, hash, card.Giver, card.MadeBy, card.Message, card.Status, card.Visibility, card.CreatedAt, card.ExpiresAt)
}

// Update keeps how a card stands.
func (c Cards) Update(card recognition.Card) {
	c.tx.queue(`update card set status = $2, receiver_id = $3, story = $4, visibility = $5, nomination_id = $6, claimed_at = $7, ended_at = $8 where id = $1`,
		card.ID, card.Status, card.Receiver, card.Story, card.Visibility, card.Nomination, card.ClaimedAt, card.EndedAt)
}

// Givers lists the active members of a team and the teams below it, by name.
func (c Cards) Givers(ctx context.Context, team domain.TeamID, limit int) ([]recognition.Giver, error) {
	return many[recognition.Giver](ctx, c.q, `select e.id, e.name, e.team_id, m.name as team_name
		from employee e join team t on t.id = e.team_id join team m on m.id = e.team_id
		where t.path @> array[$1::uuid] and e.active order by e.name collate "C", e.id limit $2`, team, limit)
}

// Giver reads one employee as a giver.
func (c Cards) Giver(ctx context.Context, id domain.EmployeeID) (recognition.Giver, error) {
	return one[recognition.Giver](ctx, c.q, `select e.id, e.name, e.team_id, t.name as team_name from employee e left join team t on t.id = e.team_id where e.id = $1`, id)
}

// ThanksProgram finds the program that cards are redeemed under: the first simple one that is open on
// a day, needs no approval and allows no points. domain.NotFound where there is none.
func (c Cards) ThanksProgram(ctx context.Context, day time.Time) (domain.ProgramID, error) {
	return one[domain.ProgramID](ctx, c.q, `select id from program
		where simple and active and approval = 'none' and points_min = 0
			and (from_date is null or from_date <= $1::date) and (to_date is null or to_date >= $1::date)
		order by place, id limit 1`, day)
}
