package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Awards is the tables of awards: what has become of them, their nominations and the panel's scores.
type Awards struct {
	q  queryer
	tx *Tx
}

// Insert adds what a new award program needs.
func (r Awards) Insert(program domain.ProgramID) {
	r.tx.queue(`insert into award (program_id) values ($1)`, program)
}

// awardNominations are those nominations n of an award a that count: nobody has withdrawn them.
const awardNominations = ` from award_nomination x join nomination n on n.id = x.nomination_id
	where x.program_id = a.program_id and n.status in ('pending', 'approved', 'revoked') `

// Lock reads what has become of an award and keeps it for this transaction: one verb on it at a time.
func (r Awards) Lock(ctx context.Context, program domain.ProgramID) (recognition.AwardRound, error) {
	return one[recognition.AwardRound](ctx, r.q, `select a.ended_at as scoring_ended_at, a.ended_by as scoring_ended_by, a.end_reason, a.decided_at, a.decided_by, a.reason,
			exists (select from award_nomination x join award_score s on s.nomination_id = x.nomination_id where x.program_id = a.program_id) as scored
		from award a where a.program_id = $1 for update of a`, program)
}

// awardSelect reads awards with the names of those whom they mention. $1 is the reader's language, $2 the
// reader.
const awardSelect = `select ` + programColumns + `,
		a.ended_at as scoring_ended_at, a.ended_by as scoring_ended_by, a.end_reason, a.decided_at, a.decided_by, a.reason,
		exists (select from award_nomination x join award_score s on s.nomination_id = x.nomination_id where x.program_id = a.program_id) as scored,
		(select json_agg(json_build_object('id', e.id, 'name', e.name, 'active', e.active,
				'scored', (select count(*) ` + awardNominations + ` and exists
					(select from award_score s where s.nomination_id = n.id and s.employee_id = e.id and s.whole))) order by e.name collate "C", e.id)
			from jsonb_array_elements_text(p.award -> 'panel_ids') m join employee e on e.id = m::uuid) as panelists,
		(select count(*) ` + awardNominations + `) as nominations,
		case when p.award -> 'panel_ids' ? ($2::uuid)::text then (select count(*) ` + awardNominations + ` and not exists
			(select from award_score s where s.nomination_id = n.id and s.employee_id = $2::uuid and s.whole)) else 0 end as to_score,
		(select json_agg(json_build_object('nomination_id', n.id, 'id', e.id, 'name', e.name) order by e.name collate "C", e.id)
			from award_nomination x join nomination n on n.id = x.nomination_id join nominee m on m.nomination_id = n.id join employee e on e.id = m.employee_id
			where x.program_id = a.program_id and n.status = 'approved' and not n.as_thanks and n.visibility = 'public' and n.hidden_at is null) as prizes,
		(select name from employee where id = a.ended_by) as ender_name, (select name from employee where id = a.decided_by) as decider_name,
		exists (select ` + awardNominations + ` and (n.nominator_id = $2::uuid
			or exists (select from nominee m where m.nomination_id = n.id and m.employee_id = $2::uuid)
			or exists (select from enabler b where b.nomination_id = n.id and b.employee_id = $2::uuid and b.declined_at is null))) as has_part
	from award a join program p on p.id = a.program_id `

// One reads an award as an employee reads it.
func (r Awards) One(ctx context.Context, actor domain.Actor, program domain.ProgramID) (recognition.AwardView, error) {
	return one[recognition.AwardView](ctx, r.q, awardSelect+`where a.program_id = $3`, actor.Language, actor.ID, program)
}

// List lists the awards, the latest made first: for their panels and owners also those that are not
// active.
func (r Awards) List(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[recognition.AwardView], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.AwardView]{}, err
	}
	rows, err := many[recognition.AwardView](ctx, r.q, awardSelect+`
		where (p.active or a.decided_at is not null or $3 or p.award -> 'panel_ids' ? ($2::uuid)::text) and ($4::uuid is null or p.id < $4)
		order by p.id desc limit $5`, actor.Language, actor.ID, actor.Is(domain.RoleOwner), before, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.AwardView]{}, err
	}
	return slice(rows, page.Limit, func(v recognition.AwardView) string { return v.ID.String() }), nil
}

// Enter puts a nomination among those for its award.
func (r Awards) Enter(program domain.ProgramID, nomination domain.NominationID) {
	r.tx.queue(`insert into award_nomination (program_id, nomination_id) values ($1, $2)`, program, nomination)
}

// Parts lists all who have a part in nominations for an award: nominees, nominators and enablers.
func (r Awards) Parts(ctx context.Context, program domain.ProgramID) ([]domain.EmployeeID, error) {
	return many[domain.EmployeeID](ctx, r.q, `with n as (select n.id, n.nominator_id from award a, lateral (select n.id, n.nominator_id `+awardNominations+`) n where a.program_id = $1)
		select nominator_id from n where nominator_id is not null
		union select m.employee_id from n join nominee m on m.nomination_id = n.id
		union select b.employee_id from n join enabler b on b.nomination_id = n.id where b.declined_at is null`, program)
}

// Contestants lists the nominations for an award with their nominees.
func (r Awards) Contestants(ctx context.Context, program domain.ProgramID) ([]recognition.Contestant, error) {
	return many[recognition.Contestant](ctx, r.q, `select n.id, m.employee_id from award a, lateral (select n.id `+awardNominations+`) n
		join nominee m on m.nomination_id = n.id where a.program_id = $1 order by n.id`, program)
}

// NominationsOf lists the ids of the nominations for an award, the earliest first.
func (r Awards) NominationsOf(ctx context.Context, program domain.ProgramID, page domain.Page) (domain.Slice[domain.NominationID], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[domain.NominationID]{}, err
	}
	rows, err := many[domain.NominationID](ctx, r.q, `select n.id from award a, lateral (select n.id `+awardNominations+` and ($2::uuid is null or n.id > $2)
		order by n.id limit $3) n where a.program_id = $1 order by n.id`, program, after, page.Limit+1)
	if err != nil {
		return domain.Slice[domain.NominationID]{}, err
	}
	return slice(rows, page.Limit, func(id domain.NominationID) string { return id.String() }), nil
}

// Scores lists what was given to some nominations: by one member of the panel, or by all (nil).
func (r Awards) Scores(ctx context.Context, nominations []domain.NominationID, by *domain.EmployeeID) ([]recognition.Scored, error) {
	return many[recognition.Scored](ctx, r.q, `select nomination_id, employee_id, marks, note from award_score
		where nomination_id = any($1) and ($2::uuid is null or employee_id = $2) order by nomination_id, employee_id`, nominations, by)
}

// Score keeps what a member of the panel gives a nomination, in place of what they gave before.
func (r Awards) Score(s recognition.Scored, whole bool, now time.Time) {
	r.tx.queue(`insert into award_score (nomination_id, employee_id, marks, whole, note, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (nomination_id, employee_id) do update set marks = excluded.marks, whole = excluded.whole, note = excluded.note, at = excluded.at`,
		s.Nomination, s.Member, asJSON(s.Marks), whole, s.Note, now)
}

// EndScoring notes that nobody scores any more.
func (r Awards) EndScoring(program domain.ProgramID, by domain.EmployeeID, reason string, now time.Time) {
	r.tx.queue(`update award set ended_at = $2, ended_by = $3, end_reason = $4 where program_id = $1`, program, now, by, reason)
}

// Decide notes that the award is decided.
func (r Awards) Decide(program domain.ProgramID, by domain.EmployeeID, reason string, now time.Time) {
	r.tx.queue(`update award set decided_at = $2, decided_by = $3, reason = $4 where program_id = $1`, program, now, by, reason)
}

// ScoringDue is an award whose window is over and whose panel has not been told of it.
type ScoringDue struct {
	Program domain.ProgramID `db:"program_id"`
	Panel   domain.Chain     `db:"panel"`
}

// Due lists the awards that can be scored on a day and notes that their panels are told; another
// transaction that does the same leaves them alone.
func (r Awards) Due(ctx context.Context, day time.Time) ([]ScoringDue, error) {
	return many[ScoringDue](ctx, r.q, `update award a set told_for = p.to_date from program p
		where p.id = a.program_id and a.decided_at is null and a.told_for is distinct from p.to_date and p.to_date < $1
		returning a.program_id, array(select m::uuid from jsonb_array_elements_text(p.award -> 'panel_ids') m)::text as panel`, day)
}
