package postgres

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// Decidable is a nomination that a transaction keeps, with what a verb on it must know.
type Decidable struct {
	Nomination *recognition.Nomination
	Program    recognition.Program // zero for imported history
	Visible    bool                // to the actor
	Asked      bool                // the actor is or was asked to decide on it
	Waiting    *Waiting            // nil where nothing waits
	Standing   []points.Transfer   // that have not been reversed
}

// Decidables are nominations and redemptions that a transaction keeps. Those that are not there are
// absent.
type Decidables struct {
	Nominations map[domain.NominationID]*Decidable
	Redemptions map[domain.RedemptionID]*LockedRedemption
}

// Lock reads nominations and redemptions and keeps them for this transaction, in one round trip
// however many they are. Every verb locks in the same order: nominations, redemptions, rewards,
// accounts, each in the order of their ids.
func (a Approvals) Lock(ctx context.Context, actor domain.Actor, nominations []domain.NominationID, redemptions []domain.RedemptionID) (Decidables, error) {
	var found decidableRows
	var rows []reward.Redemption
	var facts []redemptionFacts
	var paid []points.Transfer
	var queries []Query
	if len(nominations) > 0 {
		queries = append(queries, a.nominationQueries(&found, actor, nominations)...)
	}
	if len(redemptions) > 0 {
		queries = append(queries, a.tx.Redemptions.lockQueries(&rows, &facts, &paid, actor, redemptions)...)
	}
	if err := a.tx.Read(ctx, queries...); err != nil {
		return Decidables{}, translate(err)
	}
	return Decidables{Nominations: found.decidables(), Redemptions: lockedRedemptions(rows, facts, paid)}, nil
}

// decidableRows are what is read for decisions on nominations.
type decidableRows struct {
	nominations []recognition.Nomination
	nominees    []nomineeRow
	enablers    []enablerRow
	programs    []NominationProgram
	facts       []nominationFacts
	waiting     []Waiting
	transfers   []points.Transfer
}

type nomineeRow struct {
	Nomination domain.NominationID `db:"nomination_id"`
	recognition.Nominee
	ThankPrivately bool `db:"thank_privately"`
}

type enablerRow struct {
	Nomination domain.NominationID `db:"nomination_id"`
	Employee   domain.EmployeeID   `db:"employee_id"`
}

type nominationFacts struct {
	ID      domain.NominationID `db:"id"`
	Visible bool                `db:"visible"`
	Asked   bool                `db:"asked"`
}

func (a Approvals) nominationQueries(to *decidableRows, actor domain.Actor, ids []domain.NominationID) []Query {
	return []Query{
		rowsInto(&to.nominations, `select `+strings.Replace(nominationColumns, "behaviour_ids", "behaviour_ids::text as behaviour_ids", 1)+`, hidden_at
			from nomination where id = any($1) order by id for update`, ids),
		rowsInto(&to.nominees, `select m.nomination_id, m.employee_id, m.points, m.boosted, e.thank_privately from nominee m join employee e on e.id = m.employee_id
			where m.nomination_id = any($1) order by m.nomination_id, m.place`, ids),
		rowsInto(&to.enablers, `select nomination_id, employee_id from enabler
			where nomination_id = any($1) and declined_at is null order by nomination_id, named_at, employee_id`, ids),
		rowsInto(&to.programs, `select n.id as nomination_id, `+programColumns+` from nomination n `+ruledBy+` where n.id = any($2)`, actor.Language, ids),
		rowsInto(&to.facts, `select n.id, `+visible+` as visible,
				exists (select from approval a where a.nomination_id = n.id and $1 in (a.approver_id, a.decided_by)) as asked
			from nomination n where n.id = any($2)`, actor.ID, ids, actor.Is(domain.RoleOwner)),
		rowsInto(&to.waiting, `select `+waitingColumns+` from approval where nomination_id = any($1) and status = 'waiting'`, ids),
		a.tx.Ledger.OfNominationsQuery(&to.transfers, ids),
	}
}

func (r *decidableRows) decidables() map[domain.NominationID]*Decidable {
	found := make(map[domain.NominationID]*Decidable, len(r.nominations))
	for i := range r.nominations {
		n := &r.nominations[i]
		found[n.ID] = &Decidable{Nomination: n}
	}
	for _, p := range r.programs {
		found[p.Nomination].Program = p.Program
	}
	for _, m := range r.nominees {
		n := found[m.Nomination].Nomination
		n.Nominees = append(n.Nominees, m.Nominee)
		if m.ThankPrivately {
			n.KeepPrivate()
		}
	}
	for _, e := range r.enablers {
		n := found[e.Nomination].Nomination
		n.Enablers = append(n.Enablers, e.Employee)
	}
	for _, f := range r.facts {
		found[f.ID].Visible, found[f.ID].Asked = f.Visible, f.Asked
	}
	for i, w := range r.waiting {
		found[*w.Nomination].Waiting = &r.waiting[i]
	}
	for _, t := range r.transfers {
		found[*t.Nomination].Standing = append(found[*t.Nomination].Standing, t)
	}
	return found
}
