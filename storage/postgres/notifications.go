package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/notification"
)

// Inbox is the table of notifications: of what people are told of.
type Inbox struct {
	q  queryer
	tx *Tx
}

// notificationCheckpoint is the row that holds how far events have been read for notifications.
const notificationCheckpoint = "notifications"

// NotificationsBehind says whether there are events that have not been read for notifications.
func (db *DB) NotificationsBehind(ctx context.Context) (bool, error) {
	return one[bool](ctx, db.x, `select coalesce((select position from checkpoint where name = $1), 0) > coalesce((select position from checkpoint where name = $2), 0)`,
		relayCheckpoint, notificationCheckpoint)
}

// LockPosition gives the position up to which events have been read, and keeps it for this transaction.
func (r Inbox) LockPosition(ctx context.Context, now time.Time) (int64, error) {
	return one[int64](ctx, r.q, `insert into checkpoint (name, position, at) values ($1, 0, $2)
		on conflict (name) do update set at = excluded.at returning position`, notificationCheckpoint, now)
}

// SetPosition notes how far events have been read.
func (r Inbox) SetPosition(position int64) {
	r.tx.queue(`update checkpoint set position = $2 where name = $1`, notificationCheckpoint, position)
}

// EventsAfter reads events after a position, in order.
func (r Inbox) EventsAfter(ctx context.Context, position int64, limit int) ([]domain.Event, error) {
	return many[domain.Event](ctx, r.q, eventsWithoutTold, position, limit)
}

// NominationFacts reads what the rules know of some nominations, by their ids.
func (r Inbox) NominationFacts(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]*notification.Nomination, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	rows, err := many[notification.Nomination](ctx, r.q, `
		select n.id, n.status, n.visibility = 'public' as public, n.source = 'import' as imported, coalesce(p.simple, false) as simple,
			p.award is not null as award, n.as_thanks,
			n.decided_by is not null as decided, n.nominator_id,
			array(select m.employee_id from nominee m where m.nomination_id = n.id order by m.place)::text as nominees,
			array(select x.employee_id from enabler x where x.nomination_id = n.id and x.declined_at is null
				and x.named_by is not distinct from n.nominator_id order by x.named_at, x.employee_id)::text as named,
			(select a.approver_id from approval a where a.nomination_id = n.id and a.status = 'waiting') as approver_id,
			`+customerOf+` as customer,
			(select c.employee_id from confirmation c where c.nomination_id = n.id) as asked_to_say,
			exists (select from approval a where a.nomination_id = n.id) as was_asked
		from nomination n left join program p on p.id = n.program_id where n.id = any($1)`, uuids(ids))
	byID := make(map[domain.ID[any]]*notification.Nomination, len(rows))
	for i, row := range rows {
		byID[domain.ID[any]{UUID: row.ID.UUID}] = &rows[i]
	}
	return byID, err
}

// RedemptionFacts reads what the rules know of some redemptions, by their ids.
func (r Inbox) RedemptionFacts(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]*notification.Redemption, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	rows, err := many[notification.Redemption](ctx, r.q, `select id, employee_id from redemption where id = any($1)`, uuids(ids))
	byID := make(map[domain.ID[any]]*notification.Redemption, len(rows))
	for i, row := range rows {
		byID[domain.ID[any]{UUID: row.ID.UUID}] = &rows[i]
	}
	return byID, err
}

// ActiveWithRole lists the active employees who have a role.
func (r Inbox) ActiveWithRole(ctx context.Context, role domain.Role) ([]domain.EmployeeID, error) {
	return many[domain.EmployeeID](ctx, r.q, `select id from employee where role = $1 and active order by id`, role)
}

// Known gives those of some notifications that are there already: events were read again.
func (r Inbox) Known(ctx context.Context, list []notification.Notification) (map[notification.Key]bool, error) {
	receivers, ids := make([]domain.EmployeeID, len(list)), make([]domain.NotificationID, len(list))
	for i, n := range list {
		receivers[i], ids[i] = n.Receiver, n.ID
	}
	rows, err := many[notification.Key](ctx, r.q, `select h.employee_id, h.id from unnest($1::uuid[], $2::uuid[]) as x (employee_id, id)
		join notification h on h.employee_id = x.employee_id and h.id = x.id`, uuids(receivers), uuids(ids))
	known := make(map[notification.Key]bool, len(rows))
	for _, key := range rows {
		known[key] = true
	}
	return known, err
}

// insertNotification inserts those that are shown each by itself.
var insertNotification = newInsert(`notification`, `id uuid, employee_id uuid, kind text, event_id uuid, actor_id uuid, nomination_id uuid,
	redemption_id uuid, data jsonb, at timestamptz, read_at timestamptz`, `group_id = id`)

// toldAtOnce is of how many notifications one event tells.
const toldAtOnce = 200

// toldOf is a notification as the event that tells of it names it.
type toldOf struct {
	Employee   domain.EmployeeID     `json:"employee"`
	ID         domain.NotificationID `json:"id"`
	Kind       notification.Kind     `json:"kind"`
	Nomination *domain.NominationID  `json:"nomination_id,omitempty"`
	Redemption *domain.RedemptionID  `json:"redemption_id,omitempty"`
}

// tellOf writes the events by which the live feed tells of notifications that are not read yet: one for many,
// but nobody stands in one twice, so that its position says exactly what a listener has had.
func (r Inbox) tellOf(list []notification.Notification, now time.Time) {
	times := map[domain.EmployeeID]int{}
	var rounds [][]toldOf // the nth of each receiver
	for _, n := range list {
		if n.ReadAt != nil {
			continue
		}
		nth := times[n.Receiver]
		times[n.Receiver]++
		if nth == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[nth] = append(rounds[nth], toldOf{n.Receiver, n.ID, n.Kind, n.Nomination, n.Redemption})
	}
	var rows []any
	for _, round := range rounds {
		for told := range slices.Chunk(round, toldAtOnce) {
			e := domain.NewEvent(domain.NotificationMade, told[0].ID, nil, now, map[string][]toldOf{"told": told})
			rows = append(rows, e.ID, e.Kind, e.Subject, e.Actor, e.At, e.Data)
		}
	}
	insertEvent.split(rows, r.tx.queue)
}

// gatherNotification inserts one that is shown together with the unread ones of its kind about the same
// thing: it stands for them. $12 says that the same act of the same person is not told again.
const gatherNotification = `with wanted as (
		select x.* from (values ($1::uuid, $2::uuid, $3::text, $4::uuid, $5::uuid, $6::uuid, $7::uuid, $8::jsonb, $9::timestamptz, $10::timestamptz))
			as x (id, employee_id, kind, event_id, actor_id, nomination_id, redemption_id, data, at, read_at)
		where not ($12 and exists (select from notification d where d.nomination_id = x.nomination_id and d.employee_id = x.employee_id
			and d.kind = x.kind and d.actor_id = x.actor_id))
	), before as (
		update notification h set folded = true from wanted x
		where h.employee_id = x.employee_id and h.kind = x.kind and h.read_at is null and not h.folded
		  and h.nomination_id is not distinct from x.nomination_id and h.redemption_id is not distinct from x.redemption_id
		returning h.group_id
	), made as (
		insert into notification (id, employee_id, kind, event_id, actor_id, nomination_id, redemption_id, data, at, read_at, group_id)
		select id, employee_id, kind, event_id, actor_id, nomination_id, redemption_id, data, at, read_at,
			coalesce((select group_id from before limit 1), id) from wanted
		returning id, employee_id, kind, nomination_id, redemption_id, read_at
	) insert into event (id, kind, subject_id, at, data)
	select new_id(), '` + string(domain.NotificationMade) + `', id, $11::timestamptz, jsonb_build_object('told', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
		'employee', employee_id, 'id', id, 'kind', kind, 'nomination_id', nomination_id, 'redemption_id', redemption_id))))
	from made where read_at is null`

// Insert adds notifications, in their order, with the events by which the live feed tells of them. Their
// receivers are there, want them, and have not been told.
func (r Inbox) Insert(list []notification.Notification, now time.Time) {
	var rows []any
	var plain []notification.Notification
	for _, n := range list {
		row := []any{n.ID, n.Receiver, n.Kind, n.Event, n.Actor, n.Nomination, n.Redemption, n.Data, n.At, n.ReadAt}
		if n.Kind.Gathers() {
			r.tx.queue(gatherNotification, append(row, now, n.Kind.OncePerActor())...)
		} else {
			rows, plain = append(rows, row...), append(plain, n)
		}
	}
	insertNotification.split(rows, r.tx.queue)
	r.tellOf(plain, now)
}

// AskToConfirm keeps that the customer of a nomination is asked whether it was so.
func (r Inbox) AskToConfirm(nomination domain.NominationID, customer domain.EmployeeID, at time.Time) {
	r.tx.queue(`insert into confirmation (nomination_id, employee_id, asked_at) values ($1, $2, $3) on conflict do nothing`, nomination, customer, at)
}

// ReadOf marks as read what an employee was told of about one nomination, and tells their other screens
// where there was something.
func (r Inbox) ReadOf(employee domain.EmployeeID, nomination domain.NominationID, now time.Time) {
	r.tx.queue(`with read as (
			update notification set read_at = $3 where employee_id = $1 and nomination_id = $2 and read_at is null and not folded returning id)
		insert into event (id, kind, subject_id, actor_id, at, data)
		select new_id(), $4::text, $1, $1, $3, jsonb_build_object('employee', $1::uuid, 'nomination_id', $2::uuid) where exists (select from read)`,
		employee, nomination, now, domain.NotificationsRead)
}

// Settle marks as read what asked people to decide on a thing that is decided now, or only one of them
// (nil: all), whose decision it is no more.
func (r Inbox) Settle(thing domain.ID[any], only *domain.EmployeeID, now time.Time) {
	r.tx.queue(`with settled as (
			update notification set read_at = $2 where kind in ('approval_waiting', 'approval_delegated', 'order_stopped') and read_at is null
				and (nomination_id = $1 or redemption_id = $1) and ($4::uuid is null or employee_id = $4) returning employee_id)
		insert into event (id, kind, subject_id, at, data)
		select new_id(), $3::text, employee_id, $2, jsonb_build_object('employee', employee_id) from (select distinct employee_id from settled) s`,
		thing, now, domain.NotificationsRead, only)
}

// SettleCard marks as read what asked a giver about a card that they have answered.
func (r Inbox) SettleCard(giver domain.EmployeeID, card domain.ID[any], now time.Time) {
	r.tx.queue(`with settled as (
			update notification set read_at = $3 where employee_id = $1 and read_at is null and kind = 'card_claimed' and data ->> 'card_id' = $2
				returning employee_id)
		insert into event (id, kind, subject_id, at, data)
		select new_id(), $4::text, employee_id, $3, jsonb_build_object('employee', employee_id) from settled`,
		giver, card.String(), now, domain.NotificationsRead)
}

// SettleAward marks as read the notifications of some kinds about an award: what they asked for is done.
func (r Inbox) SettleAward(award domain.ID[any], kinds []notification.Kind, now time.Time) {
	r.tx.queue(`with settled as (
			update notification set read_at = $2 where kind in (`+quotedKinds(kinds)+`) and read_at is null and data ->> 'award_id' = $1
				and employee_id in (select m::uuid from program p, jsonb_array_elements_text(p.award -> 'panel_ids') m where p.id = $4
					union select id from employee where role = 'owner')
			returning employee_id)
		insert into event (id, kind, subject_id, at, data)
		select new_id(), $3::text, employee_id, $2, jsonb_build_object('employee', employee_id) from (select distinct employee_id from settled) s`,
		award.String(), now, domain.NotificationsRead, award)
}

// Forget takes back what was told of a recognition that is not published any more.
func (r Inbox) Forget(thing domain.ID[any]) {
	r.tx.queue(`delete from notification where nomination_id = $1 and kind in ('recognised', 'enabler_named', 'nomination_approved')`, thing)
}

// fromInbox are the notifications ($1 is the reader, $3 whether an owner) with the things that they are
// about, as far as the reader may see those now. What is about a thing that they may not see is left
// out, but for the answer to their own report.
const fromInbox = ` from notification h
	left join lateral (select n.id from nomination n where n.id = h.nomination_id and ` + visible + `) n on true
	left join lateral (select d.id from redemption d where d.id = h.redemption_id and ` + redemptionVisible + `) d on true
	where h.employee_id = $1 and not h.folded
	  and (h.nomination_id is null or n.id is not null or h.kind = 'report_answered')
	  and (h.redemption_id is null or d.id is not null)`

const inboxColumns = `select h.id, h.kind, h.at, h.read_at, h.data, who.actors, coalesce(who.actors_count, 0) as actors_count,
		case h.kind
			when 'approval_waiting' then waits.open
			when 'approval_delegated' then waits.open
			when 'card_claimed' then k.open
			when 'award_scoring' then g.open and g.to_score
			when 'award_scored' then g.undecided
			when 'confirmation_asked' then n.status in ('pending', 'approved') and said.confirmed is null
			when 'recognised' then h.data ? 'asks' and n.status = 'approved'
				and not exists (select from enabler x where x.nomination_id = n.id and x.named_by = $1 and x.declined_at is null)
			when 'enabler_named' then n.status = 'approved'
				and exists (select from enabler x where x.nomination_id = n.id and x.employee_id = $1 and x.declined_at is null)
			else false end as open,
		n.id as nomination_id,
		case when length(n.story) > 200 then regexp_replace(left(n.story, 200), '[\s.,:;—–-]+\S*$', '') || '…' else n.story end as story,
		n.asked_points, n.as_thanks, n.visibility = 'private' as private, n.status as nomination_status,
		coalesce((select m.points from nominee m where m.nomination_id = n.id and m.employee_id = $1), n.points) as points,
		case when n.nominator_id = $1 then n.decision_reason end as reason, case when n.nominator_id = $1 then n.decision_comment end as comment,
		(select json_agg(json_build_object('id', g.id, 'name', g.name)) from employee g where g.id = n.nominator_id) as nominator,
		(select json_agg(json_build_object('id', e.id, 'name', e.name) order by m.place)
			from nominee m join employee e on e.id = m.employee_id where m.nomination_id = n.id) as nominees,
		said.confirmed,
		case when length(k.story) > 200 then regexp_replace(left(k.story, 200), '[\s.,:;—–-]+\S*$', '') || '…' else k.story end as card_story,
		b.name as budget_name,
		g.id as award_id, g.name as award_name,
		d.id as redemption_id, d.points as redemption_points, d.status as redemption_status,
		(select coalesce(w.translations -> $2 ->> 'name', w.name) from reward w
			where w.id = case when h.kind = 'codes_low' then (h.data ->> 'reward_id')::uuid else d.reward_id end) as reward_name
	from (select h.id, h.employee_id, h.kind, h.at, h.read_at, h.data, h.actor_id, h.group_id, h.nomination_id, h.redemption_id,
		n.id as seen_nomination, d.id as seen_redemption`

const inboxJoins = `
	left join lateral (
		select json_agg(json_build_object('id', a.id, 'name', a.name) order by g.at desc, a.id) filter (where g.place <= 3) as actors, count(*) as actors_count
		from (select acts.actor_id, max(acts.at) as at, row_number() over (order by max(acts.at) desc, acts.actor_id) as place
			from (select h.actor_id, h.at
				union all
				select x.actor_id, x.at from notification x
				where h.group_id <> h.id and x.nomination_id = h.nomination_id and x.employee_id = h.employee_id and x.kind = h.kind and x.group_id = h.group_id) acts
			where acts.actor_id is not null group by acts.actor_id) g
		join employee a on a.id = g.actor_id) who on true
	left join lateral (select exists (select from approval a where a.status = 'waiting' and a.approver_id = $1
		and (a.nomination_id = h.nomination_id or a.redemption_id = h.redemption_id)) as open) waits on true
	left join lateral (select c.confirmed from confirmation c where c.nomination_id = n.id and c.employee_id = $1) said on true
	left join lateral (select c.story, c.status = 'claimed' as open from card c
		where h.kind = 'card_claimed' and c.id = (h.data ->> 'card_id')::uuid and c.giver_id = $1) k on true
	left join lateral (select coalesce(p.translations -> $2 ->> 'name', p.name) as name from program p
		where h.kind = 'budget_used' and p.id = (h.data ->> 'program_id')::uuid
		union all select e.name from employee e where h.kind = 'budget_used' and e.id = (h.data ->> 'manager_id')::uuid) b on true
	left join lateral (select p.id, coalesce(p.translations -> $2 ->> 'name', p.name) as name, a.decided_at is null as undecided,
			a.decided_at is null and a.ended_at is null and p.award -> 'panel_ids' ? ($1::uuid)::text as open,
			exists (select from award_nomination x join nomination y on y.id = x.nomination_id where x.program_id = a.program_id and y.status = 'pending'
				and not exists (select from award_score s where s.nomination_id = y.id and s.employee_id = $1 and s.whole)) as to_score
		from award a join program p on p.id = a.program_id
		where a.program_id = case when h.kind in ('award_scoring', 'award_scored') then (h.data ->> 'award_id')::uuid when h.data ? 'award' then n.program_id end) g on true`

// List lists what an employee is told of, the latest first.
func (r Inbox) List(ctx context.Context, actor domain.Actor, f notification.Filter, page domain.Page) (domain.Slice[notification.View], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[notification.View]{}, err
	}
	conditions, args := "", []any{actor.ID, actor.Language, actor.Is(domain.RoleOwner)}
	if after != nil {
		args = append(args, after)
		conditions += ` and h.id < $4`
	}
	if f.Unread {
		conditions += ` and h.read_at is null`
	}
	if f.Topic != "" {
		conditions += ` and (h.kind in (` + quotedKinds(notification.Of(f.Topic)) + `)` + alsoAsks(f.Topic) + `)`
	}
	rows, err := many[notification.View](ctx, r.q, inboxPage(conditions, page.Limit+1), args...)
	if err != nil {
		return domain.Slice[notification.View]{}, err
	}
	return slice(rows, page.Limit, func(v notification.View) string { return v.ID.String() }), nil
}

// inboxPage is the query of one page: the page is cut first, and names are read for it alone.
func inboxPage(conditions string, limit int) string {
	return inboxColumns + fromInbox + conditions + ` order by h.id desc limit ` + strconv.Itoa(limit) + `) h
	left join nomination n on n.id = h.seen_nomination
	left join redemption d on d.id = h.seen_redemption` + inboxJoins + ` order by h.id desc`
}

// alsoAsks are those of another topic that ask something as well.
func alsoAsks(topic notification.Topic) string {
	if topic != notification.Asks {
		return ""
	}
	return ` or (h.kind = '` + string(notification.Recognised) + `' and h.data ? 'asks')`
}

// quotedKinds writes kinds, which are words of our own, as a list of SQL.
func quotedKinds(kinds []notification.Kind) string {
	quoted := make([]string, len(kinds))
	for i, k := range kinds {
		quoted[i] = fmt.Sprintf("'%s'", k)
	}
	return strings.Join(quoted, ", ")
}

// MostUnread is up to how many unread notifications are counted.
const MostUnread = 100

// Unread counts what an employee has not read, up to MostUnread.
func (r Inbox) Unread(ctx context.Context, actor domain.Actor) (int, error) {
	return one[int](ctx, r.q, `select count(*) from (select h.id`+fromInbox+` and h.read_at is null and $2::text is not null limit `+strconv.Itoa(MostUnread)+`) unread`,
		actor.ID, actor.Language, actor.Is(domain.RoleOwner))
}

// Read marks some of an employee's notifications as read; others' ids change nothing.
func (r Inbox) Read(employee domain.EmployeeID, ids []domain.NotificationID, now time.Time) {
	r.tx.queue(`update notification set read_at = $3 where employee_id = $1 and id = any($2) and read_at is null and not folded`, employee, ids, now)
}

// ReadUpTo marks as read what an employee was told of up to a moment.
func (r Inbox) ReadUpTo(employee domain.EmployeeID, at, now time.Time) {
	r.tx.queue(`update notification set read_at = $3 where employee_id = $1 and at <= $2 and read_at is null and not folded`, employee, at, now)
}

// letterCheckpoint is the position up to which nobody is written to: of what a demo organisation is told of
// its past.
const letterCheckpoint = "letters"

// LettersAfter reads the position after which what is told is written as well.
func (r Inbox) LettersAfter(ctx context.Context) (int64, error) {
	return one[int64](ctx, r.q, `select coalesce((select position from checkpoint where name = $1), 0)`, letterCheckpoint)
}

// NoLettersSoFar lets nobody be written to about the events that are there now; none of them has a position yet.
func (r Inbox) NoLettersSoFar(now time.Time) {
	r.tx.queue(`insert into checkpoint (name, position, at) select $1, count(*), $2 from event`, letterCheckpoint, now)
}
