package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// ToppedUp is a top-up with what the program's budget holds after it.
type ToppedUp struct {
	points.BudgetTopUp
	Left int64
}

// TopUpBudget adds points to a program's budget of the present period; they lapse with the rest when it
// ends. The result is a ToppedUp.
func (uc *UseCases) TopUpBudget(ctx context.Context, actor domain.Actor, id domain.ProgramID, amount int64, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		p, err := tx.Catalogue.LockProgram(ctx, id)
		if err != nil {
			return nil, err
		}
		now := uc.Now()
		period := points.Quarter // until it is known: what is wrong with the top-up is said first
		if p.BudgetPeriod != nil {
			period = points.Period(*p.BudgetPeriod)
		}
		topUp, transfer, err := points.NewTopUp(id, amount, reason, period, actor.ID, now, uc.where)
		if err != nil {
			return nil, err
		}
		switch {
		case p.EndedAt != nil:
			return nil, domain.Conflict("program_ended", "The program was ended for good. Make another one.")
		case p.Funding != recognition.FromBudget || p.Budget == nil || p.BudgetPeriod == nil:
			return nil, domain.Conflict("no_budget", "The program is not paid from a budget.")
		}
		t, err := openTill(ctx, tx, points.Touched(transfer))
		if err != nil {
			return nil, err
		}
		if err := uc.bookOn(ctx, tx, t, now, p, []points.Transfer{transfer}); err != nil {
			return nil, err
		}
		tx.Budgets.InsertTopUp(id, topUp)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "top_up_budget", SubjectKind: "program", Subject: domain.ID[any](id), Data: map[string]any{"points": amount, "top_up": topUp.ID},
		})
		tx.Events.Add(domain.NewEvent(domain.ProgramChanged, id, actor.Ref(), now, nil))
		who, err := tx.People.ByID(ctx, actor.ID)
		topUp.ByName = who.Name
		return ToppedUp{BudgetTopUp: topUp, Left: t.books.Account(transfer.To).Balance}, err
	})
}

// BudgetTopUps lists what a program's budget was topped up with, the latest first.
func (uc *UseCases) BudgetTopUps(ctx context.Context, actor domain.Actor, id domain.ProgramID, page domain.Page) (domain.Slice[points.BudgetTopUp], error) {
	if _, err := uc.db.Catalogue.Program(ctx, actor.Language, id); err != nil {
		return domain.Slice[points.BudgetTopUp]{}, err
	}
	return uc.db.Budgets.TopUps(ctx, id, page)
}
