package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
)

// ExportPart is one file of an employee's archive: everything of one kind that is about them. Query
// takes the employee as $1 and gives each thing as one column of JSON, the latest first.
type ExportPart struct {
	Name  string
	Query string
}

// parts of an archive, in its order. What only repeats the others is left out: events, kept answers of
// idempotency keys, counts of reactions. So are secrets: hashes of passwords and tokens, sealed codes.
var exportParts = []ExportPart{
	{"profile", `select row_to_json(p) from (select e.id, e.email, e.personnel_number, e.name, e.role, e.locale, e.location, e.started_on,
			e.active, e.created_at, e.updated_at, e.deactivated_at, t.id as team_id, t.name as team, e.manager_id, m.name as manager, e.above as managers_above,
			e.password_hash is not null as has_password, (select json_agg(json_build_object('id', l.id, 'name', l.name)) from team l where l.lead_id = e.id) as leads,
			(select json_agg(json_build_object('id', r.id, 'name', r.name)) from employee r where r.manager_id = e.id) as reports
		from employee e left join team t on t.id = e.team_id left join employee m on m.id = e.manager_id where e.id = $1) p`},
	{"preferences", `select row_to_json(p) from (select locale, locale_chosen, theme, time_zone, hidden_from_boards, thank_privately, points_private, anniversary_hidden, notifications,
			birthday / 100 as birthday_month, birthday % 100 as birthday_day, birthday_consented_at
		from employee where id = $1) p`},
	{"recognitions_received", exportNomination + `where n.id in (select nomination_id from nominee where employee_id = $1) and n.status in ('approved', 'revoked') order by n.id desc`},
	{"nominations_given", exportNomination + `where n.nominator_id = $1 order by n.id desc`},
	{"named_behind_the_scenes", `select json_build_object('named_by', x.named_by, 'named_at', x.named_at, 'declined_at', x.declined_at, 'nomination', n.id,
			'story', case when n.status = 'approved' then n.story end)
		from enabler x join nomination n on n.id = x.nomination_id where x.employee_id = $1 order by x.nomination_id desc`},
	{"named_others_behind_the_scenes", `select json_build_object('employee', x.employee_id, 'name', e.name, 'named_at', x.named_at, 'nomination', x.nomination_id)
		from enabler x join employee e on e.id = x.employee_id
		where x.named_by = $1 and x.nomination_id in (select nomination_id from nominee where employee_id = $1
			union select nomination_id from enabler where employee_id = $1 union select id from nomination where nominator_id = $1) order by x.nomination_id desc`},
	{"declined_to_be_named", `select row_to_json(x) from (select nomination_id, named_by, at from enabler_refusal where employee_id = $1 order by at desc) x`},
	{"served_as_customer", `select json_build_object('nomination', n.id, 'written_at', n.created_at, 'story', n.story, 'impact', n.impact)
		from nomination n where n.customer_kind = 'employee' and n.customer_id = $1 and n.status = 'approved' order by n.id desc`},
	{"confirmations", `select row_to_json(c) from (select nomination_id, asked_at, confirmed, answered_at from confirmation where employee_id = $1 order by asked_at desc) c`},
	{"comments", `select row_to_json(c) from (select id, nomination_id, text, created_at, edited_at, removed_at from comment where author_id = $1 order by id desc) c`},
	{"reactions", `select row_to_json(r) from (select nomination_id, emoji, at from reaction where employee_id = $1 order by at desc) r`},
	{"boosts", `select row_to_json(b) from (select id, nomination_id, points, total, created_at, returned_at from boost where employee_id = $1 order by id desc) b`},
	{"reports", `select row_to_json(r) from (select id, nomination_id, reason, status, created_at, answered_at from report where reporter_id = $1 order by id desc) r`},
	{"decisions", `select row_to_json(a) from (select id, kind, nomination_id, redemption_id, step, level, status, created_at, decided_at, decided_by = $1 as decided_by_me
		from approval where approver_id = $1 or decided_by = $1 or passed @> array[$1] order by id desc) a`},
	{"award_scores", `select row_to_json(s) from (select x.program_id as award, s.nomination_id, s.marks, s.note, s.at from award_score s
		left join award_nomination x on x.nomination_id = s.nomination_id where s.employee_id = $1 order by s.at desc) s`},
	{"awards", `select json_build_object('award', p.id, 'name', p.name, 'on_panel', p.award -> 'panel_ids' ? ($1::uuid)::text,
			'ended_scoring_at', case when a.ended_by = $1 then a.ended_at end, 'end_reason', case when a.ended_by = $1 then a.end_reason end,
			'decided_at', case when a.decided_by = $1 then a.decided_at end, 'reason', case when a.decided_by = $1 then a.reason end)
		from award a join program p on p.id = a.program_id
		where p.award -> 'panel_ids' ? ($1::uuid)::text or $1 in (a.ended_by, a.decided_by) order by p.id desc`},
	{"delegations", `select row_to_json(d) from (select id, employee_id, delegate_id, starts_on, ends_on, created_at, ended_at from delegation
		where employee_id = $1 or delegate_id = $1 order by id desc) d`},
	{"accounts", `select row_to_json(a) from (select kind, balance, period_start from account where owner_id = $1 order by kind) a`},
	{"account_entries", `select json_build_object('account', a.kind, 'booked_at', t.booked_at, 'counts_for', t.effective_at, 'kind', t.kind, 'points', x.points,
			'balance_after', x.balance_after, 'reason', t.reason, 'nomination', t.nomination_id, 'redemption', t.redemption_id, 'transfer', t.id)
		from account a join entry x on x.account_id = a.id join transfer t on t.id = x.transfer_id where a.owner_id = $1 order by a.kind desc, x.id desc`},
	{"opening_balance", `select row_to_json(o) from (select points, note, at from opening_balance where employee_id = $1) o`},
	{"saving_for", `select row_to_json(r) from (select w.reward_id, r.name as reward, w.wished_at from wish w join reward r on r.id = w.reward_id
		where w.employee_id = $1 order by w.wished_at desc, w.reward_id) r`},
	{"celebrations", `select row_to_json(c) from (select kind, year, on_day as day, years, points from celebration where employee_id = $1 order by year desc, kind) c`},
	{"redemptions", `select row_to_json(r) from (select d.id, d.reward_id, w.name as reward, d.quantity, d.points, d.status, d.note, d.reason, d.created_at, d.decided_at,
			d.fulfilled_at, d.fulfilment_note from redemption d join reward w on w.id = d.reward_id where d.employee_id = $1 order by d.id desc) r`},
	{"donations", `select row_to_json(d) from (select d.id, d.redemption_id, w.name as reward, d.points, d.amount, d.currency, d.at, d.paid_at
			from donation d join reward w on w.id = d.reward_id where d.employee_id = $1 order by d.id desc) d`},
	{"cards", `select row_to_json(c) from (select id, giver_id, made_by, receiver_id, message, status, case when receiver_id = $1 then story else '' end as story, visibility,
			nomination_id, created_at, expires_at, claimed_at, ended_at from card where giver_id = $1 or receiver_id = $1 order by id desc) c`},
	{"notifications", `select row_to_json(n) from (select id, kind, actor_id, nomination_id, redemption_id, data, at, read_at from notification where employee_id = $1 order by id desc) n`},
	{"sessions", `select row_to_json(s) from (select id, kind, created_at, last_seen_at, expires_at, ended_at, address, user_agent from session
		where employee_id = $1 order by last_seen_at desc) s`},
	{"sign_in_codes_and_links", `select json_build_object('kind', 'link: ' || kind, 'created_at', created_at, 'expires_at', expires_at, 'used_at', used_at) from invitation where employee_id = $1
		union all select json_build_object('kind', 'code', 'created_at', created_at, 'expires_at', expires_at, 'used_at', used_at) from sign_in_code where employee_id = $1`},
	{"imports", `select json_build_object('import', i.import_id, 'change', i.change, 'before', i.before, 'after', i.after) from imported_employee i where i.employee_id = $1`},
	{"audit_about_me", exportAudit + `a.subject_id = $1 order by a.id desc`},
	{"audit_by_me", exportAudit + `a.actor_id = $1 order by a.id desc`},
}

// exportNomination is a nomination as its archive tells it, also to who was put forward: who decided on
// it is no matter of theirs while it waits.
const exportNomination = `select json_build_object('id', n.id, 'source', n.source, 'status', n.status, 'visibility', n.visibility,
		'nominator', json_build_object('id', g.id, 'name', g.name),
		'nominees', (select json_agg(json_build_object('id', e.id, 'name', e.name,
				'points', case when m.employee_id = $1 or n.nominator_id = $1 or not e.points_private then m.points end,
				'boosted', case when m.employee_id = $1 then m.boosted end) order by m.place)
			from nominee m join employee e on e.id = m.employee_id where m.nomination_id = n.id),
		'behaviours', (select json_agg(b.code order by b.place) from behaviour b where b.id = any(n.behaviour_ids)),
		'customer', json_build_object('kind', n.customer_kind, 'id', n.customer_id, 'name', n.customer_name, 'confidential', n.customer_confidential),
		'story', n.story, 'impact', n.impact, 'created_at', n.created_at, 'decided_at', n.decided_at, 'published_at', n.published_at,
		'comment', n.decision_comment, 'reason', n.decision_reason)
	from nomination n left join employee g on g.id = n.nominator_id `

const exportAudit = `select json_build_object('at', a.at, 'action', a.action, 'subject_kind', a.subject_kind, 'subject', a.subject_id, 'by_me', a.actor_id = $1,
		'address', case when a.actor_id = $1 then a.address end, 'data', a.data) from audit a where `

// Export reads everything that is held about an employee, part by part, at one moment. begin is called
// before each part, each for every thing of it.
func (db *DB) Export(ctx context.Context, employee domain.EmployeeID, begin func(name string) error, each func(thing json.RawMessage) error) error {
	tx, err := db.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it has only read
	for _, part := range exportParts {
		if err := begin(part.Name); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, part.Query, employee)
		if err != nil {
			return translate(err)
		}
		var thing json.RawMessage
		if _, err = pgx.ForEachRow(rows, []any{&thing}, func() error { return each(thing) }); err != nil {
			return translate(err)
		}
	}
	return nil
}
