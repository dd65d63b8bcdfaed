package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// RecognitionLine is one line of recognitions from another product.
type RecognitionLine struct {
	Line      int64
	ID        domain.NominationID // as of At
	At        time.Time
	Giver     string // address in lower case
	Receiver  string // address in lower case
	Behaviour string // code
	Points    int64
	Message   string    // "": the name of the behaviour
	Hash      []byte    // keyed, of the line's values
	Day       time.Time // of At, by the organisation's calendar: where it counts on boards
}

// CopyRecognitions brings the lines that next gives into the transaction; nil ends them.
func (i Imports) CopyRecognitions(ctx context.Context, next func() (*RecognitionLine, error)) error {
	_, err := i.exec(ctx, `create temporary table import_recognition (
		line bigint not null, id uuid not null, at timestamptz not null, giver text not null, receiver text not null, behaviour text not null,
		points bigint not null, message text not null, hash bytea not null, day date not null) on commit drop`)
	if err != nil {
		return err
	}
	row := make([]any, 10)
	return i.copyInto(ctx, "import_recognition", []string{"line", "id", "at", "giver", "receiver", "behaviour", "points", "message", "hash", "day"},
		func() ([]any, error) {
			l, err := next()
			if l == nil || err != nil {
				return nil, err
			}
			row[0], row[1], row[2], row[3], row[4] = l.Line, l.ID, l.At, l.Giver, l.Receiver
			row[5], row[6], row[7], row[8], row[9] = l.Behaviour, l.Points, l.Message, l.Hash, l.Day
			return row, nil
		})
}

// CheckRecognitions notes the faults that only the database can find.
func (i Imports) CheckRecognitions(ctx context.Context) error {
	return i.execAll(ctx,
		// A new table in place of an update of every row: rows are written once.
		`create temporary table import_checked on commit drop as
			select l.line, l.id, l.at, l.day, l.points, l.message, g.id as giver_id, r.id as receiver_id, r.thank_privately as kept_private, b.id as behaviour_id, b.name as behaviour_name,
				-- Two equal lines are two recognitions: the how manieth of its like a line is belongs to its identity.
				sha256(l.hash || int8send(row_number() over (partition by l.hash order by l.line))) as identity
			from import_recognition l
			left join employee g on lower(g.email) = l.giver
			left join employee r on lower(r.email) = l.receiver
			left join behaviour b on b.code = l.behaviour
			order by l.at, l.line -- the order in which they will be written and read`,
		`insert into import_fault
			select c.line, f.place, f.message
			from import_checked c cross join lateral (values
				('giver_email', 'is the address of no employee', c.giver_id is null),
				('receiver_email', 'is the address of no employee', c.receiver_id is null),
				('receiver_email', 'is the giver: nobody recognises themselves', c.receiver_id = c.giver_id),
				('behaviour', 'is the code of no behaviour', c.behaviour_id is null)) f (place, message, wrong)
			where (c.giver_id is null or c.receiver_id is null or c.behaviour_id is null or c.receiver_id = c.giver_id) and f.wrong`,
		`delete from import_checked where line in (select line from import_fault)`)
}

// ApplyRecognitions writes the lines that have no fault and were not imported before. They count on
// boards and issue nothing. It gives how many were written and how many were there.
func (i Imports) ApplyRecognitions(ctx context.Context) (created, unchanged int64, err error) {
	lines, err := one[int64](ctx, i.q, `select count(*) from import_checked`)
	if err != nil {
		return 0, 0, err
	}
	_, err = i.exec(ctx, `delete from import_checked c using nomination n where n.import_line = c.identity`)
	if err != nil {
		return 0, 0, err
	}
	created, err = i.exec(ctx, `insert into nomination (id, source, status, nominator_id, customer_kind, customer_id, story, behaviour_ids, points, asked_points,
			visibility, created_at, published_at, import_line, search)
		select id, 'import', 'approved', giver_id, 'employee', giver_id, story,
			array[behaviour_id], points, points, case when kept_private then 'private' else 'public' end, at, at, identity, to_tsvector('russian', story)
		from import_checked, lateral (select case when message = '' then behaviour_name else message end as story) told`)
	if err != nil {
		return 0, 0, err
	}
	_, err = i.exec(ctx, `insert into nominee (nomination_id, employee_id, nominator_id, points, counted_on, place)
		select id, receiver_id, giver_id, points, case when not kept_private then day end, 1 from import_checked`)
	if err != nil {
		return 0, 0, err
	}
	_, err = i.exec(ctx, `insert into nomination_behaviour (behaviour_id, nomination_id) select behaviour_id, id from import_checked order by behaviour_id, id`)
	return created, lines - created, err
}
