package postgres

import (
	"context"
	"fmt"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Social is what follows recognitions: reactions, comments and boosts, and their sums.
type Social struct {
	q  queryer
	tx *Tx
}

// Standing is where a recognition stands, for who wants to say something to it.
type Standing struct {
	Status recognition.Status `db:"status"`
	Hidden bool               `db:"hidden"`
}

// Standing reads where a nomination stands; NotFound where the actor may not see it.
func (s Social) Standing(ctx context.Context, id domain.NominationID, actor domain.Actor) (Standing, error) {
	return one[Standing](ctx, s.q, `select n.status, n.hidden_at is not null as hidden from nomination n where n.id = $2 and `+visible,
		actor.ID, id, actor.Is(domain.RoleOwner))
}

// Of reads what followed a recognition, as the reader sees it.
func (s Social) Of(ctx context.Context, id domain.NominationID, reader domain.EmployeeID) (recognition.Social, error) {
	return one[recognition.Social](ctx, s.q, `
		select coalesce(s.leaf, 0) as leaf, coalesce(s.clap, 0) as clap, coalesce(s.heart, 0) as heart, coalesce(s.idea, 0) as idea,
			coalesce(s.comments, 0) as comments, coalesce(s.boosts, 0) as boosts, coalesce(s.boost_points, 0) as boost_points,
			(select json_agg(r.emoji) from reaction r where r.nomination_id = i.id and r.employee_id = $2) as my_reactions
		from (values ($1::uuid)) as i (id) left join nomination_social s on s.nomination_id = i.id`, id, reader)
}

// Sums reads what followed some recognitions, by their ids; those that nothing followed are absent.
func (db *DB) Sums(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]recognition.Social, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	type row struct {
		ID domain.ID[any] `db:"nomination_id"`
		recognition.Social
	}
	rows, err := many[row](ctx, db.x, `select nomination_id, leaf, clap, heart, idea, comments, boosts, boost_points, null as my_reactions
		from nomination_social where nomination_id = any($1)`, uuids(ids))
	sums := make(map[domain.ID[any]]recognition.Social, len(rows))
	for _, r := range rows {
		sums[r.ID] = r.Social
	}
	return sums, err
}

// React adds a reaction and says whether it is new.
func (s Social) React(ctx context.Context, id domain.NominationID, by domain.EmployeeID, emoji recognition.Emoji, at time.Time) (bool, error) {
	column := sumColumn(emoji)
	return s.changes(ctx, `with added as (
			insert into reaction (nomination_id, employee_id, emoji, at) values ($1, $2, $3, $4) on conflict do nothing returning nomination_id
		)
		insert into nomination_social as s (nomination_id, `+column+`) select nomination_id, 1 from added
		on conflict (nomination_id) do update set `+column+` = s.`+column+` + 1`, id, by, emoji, at)
}

// Unreact takes a reaction back and says whether it was there.
func (s Social) Unreact(ctx context.Context, id domain.NominationID, by domain.EmployeeID, emoji recognition.Emoji) (bool, error) {
	column := sumColumn(emoji)
	return s.changes(ctx, `with gone as (
			delete from reaction where nomination_id = $1 and employee_id = $2 and emoji = $3 returning nomination_id
		)
		update nomination_social s set `+column+` = s.`+column+` - 1 from gone where s.nomination_id = gone.nomination_id`, id, by, emoji)
}

// sumColumn is the column that counts an emoji: one of our own words, never a caller's.
func sumColumn(emoji recognition.Emoji) string {
	switch emoji {
	case recognition.Leaf, recognition.Clap, recognition.Heart, recognition.Idea:
		return string(emoji)
	}
	panic(fmt.Sprintf("no column counts %q", emoji)) // a programming fault: emoji are parsed before
}

func (s Social) changes(ctx context.Context, query string, args ...any) (bool, error) {
	done, err := s.q.ExecContext(ctx, query, args...)
	if err != nil {
		return false, translate(err)
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

// AddComment adds a comment.
func (s Social) AddComment(c recognition.Comment) {
	s.tx.queue(`insert into comment (id, nomination_id, author_id, text, created_at) values ($1, $2, $3, $4, $5)`,
		c.ID, c.Nomination, c.Author, c.Text, c.CreatedAt)
	s.tx.queue(`insert into nomination_social as s (nomination_id, comments) values ($1, 1)
		on conflict (nomination_id) do update set comments = s.comments + 1`, c.Nomination)
}

// UpdateComment stores other words.
func (s Social) UpdateComment(c recognition.Comment) {
	s.tx.queue(`update comment set text = $2, edited_at = $3 where id = $1 and removed_at is null`, c.ID, c.Text, c.EditedAt)
}

// RemoveComment takes a comment away that LockComment has found, with its words.
func (s Social) RemoveComment(c recognition.Comment, by domain.EmployeeID, at time.Time) {
	s.tx.queue(`update comment set text = '', removed_at = $2, removed_by = $3 where id = $1`, c.ID, at, by)
	s.tx.queue(`update nomination_social set comments = comments - 1 where nomination_id = $1`, c.Nomination)
}

const commentSelect = `select c.id, c.nomination_id, c.author_id, c.text, c.created_at, c.edited_at, e.name as author_name, e.team_id, t.name as team_name
	from comment c join employee e on e.id = c.author_id left join team t on t.id = e.team_id `

// LockComment reads a comment and keeps it for this transaction; NotFound where it was taken away, or
// where the actor may not see what it is about.
func (s Social) LockComment(ctx context.Context, id domain.CommentID, actor domain.Actor) (recognition.Comment, error) {
	return one[recognition.Comment](ctx, s.q, commentSelect+` join nomination n on n.id = c.nomination_id
		where c.id = $2 and c.removed_at is null and `+visible+` for update of c`, actor.ID, id, actor.Is(domain.RoleOwner))
}

// Comment reads a comment that is there.
func (s Social) Comment(ctx context.Context, id domain.CommentID) (recognition.Comment, error) {
	return one[recognition.Comment](ctx, s.q, commentSelect+` where c.id = $1 and c.removed_at is null`, id)
}

// Comments lists the comments to a recognition, the first said first.
func (s Social) Comments(ctx context.Context, id domain.NominationID, page domain.Page) (domain.Slice[recognition.Comment], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.Comment]{}, err
	}
	rows, err := many[recognition.Comment](ctx, s.q, commentSelect+`
		where c.nomination_id = $1 and c.removed_at is null and c.id > coalesce($2::uuid, '`+zeroID+`') order by c.id limit $3`, id, after, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.Comment]{}, err
	}
	return slice(rows, page.Limit, func(c recognition.Comment) string { return c.ID.String() }), nil
}

// AddBoost adds a boost that the ledger has taken.
func (s Social) AddBoost(b recognition.Boost) {
	s.tx.queue(`insert into boost (id, nomination_id, employee_id, points, total, created_at) values ($1, $2, $3, $4, $5, $6)`,
		b.ID, b.Nomination, b.By, b.Points, b.Total, b.CreatedAt)
	s.tx.queue(`update nominee set boosted = boosted + $2 where nomination_id = $1`, b.Nomination, b.Points)
	s.tx.queue(`insert into nomination_social as s (nomination_id, boosts, boost_points) values ($1, 1, $2)
		on conflict (nomination_id) do update set boosts = s.boosts + 1, boost_points = s.boost_points + excluded.boost_points`, b.Nomination, b.Total)
}

// ReturnBoosts says that the points of all boosts of a recognition went back.
func (s Social) ReturnBoosts(id domain.NominationID, at time.Time) {
	s.tx.queue(`update boost set returned_at = $2 where nomination_id = $1 and returned_at is null`, id, at)
	s.tx.queue(`update nominee set boosted = 0 where nomination_id = $1`, id)
	s.tx.queue(`update nomination_social set boosts = 0, boost_points = 0 where nomination_id = $1`, id)
}

// Boosts lists the boosts of a recognition, the latest first.
func (s Social) Boosts(ctx context.Context, id domain.NominationID, page domain.Page) (domain.Slice[recognition.Boost], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.Boost]{}, err
	}
	rows, err := many[recognition.Boost](ctx, s.q, `
		select b.id, b.nomination_id, b.employee_id, b.points, b.total, b.created_at, e.name, e.team_id, t.name as team_name
		from boost b join employee e on e.id = b.employee_id left join team t on t.id = e.team_id
		where b.nomination_id = $1 and b.returned_at is null and ($2::uuid is null or b.id < $2) order by b.id desc limit $3`, id, before, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.Boost]{}, err
	}
	return slice(rows, page.Limit, func(b recognition.Boost) string { return b.ID.String() }), nil
}
