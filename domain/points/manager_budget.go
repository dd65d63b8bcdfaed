package points

import (
	"time"

	"laurel/domain"
)

// ManagerBudget is points that an owner lets a manager give in each period. What is left of it lapses at
// the period's end, as that of a program does.
type ManagerBudget struct {
	ID      domain.ManagerBudgetID `db:"id"`
	Manager domain.EmployeeID      `db:"manager_id"`
	Period  Period                 `db:"period"`
	Total   int64                  `db:"total"`
	GivenBy domain.EmployeeID      `db:"given_by"`
	GivenAt time.Time              `db:"given_at"`
	EndedAt *time.Time             `db:"ended_at"`
}

// NewManagerBudget makes a budget with the transfers that fill it for the present period; or says what is
// wrong with it.
func NewManagerBudget(manager domain.EmployeeID, total int64, period Period, by domain.EmployeeID, at time.Time, where *time.Location) (ManagerBudget, []Transfer, error) {
	var faults []domain.FieldError
	if total < 1 || total > MaxTopUp {
		faults = append(faults, domain.FieldError{Location: "body.total", Message: "must be from 1 to 1000000000000"})
	}
	switch period {
	case Week, Month, Quarter, Year:
	default:
		faults = append(faults, domain.FieldError{Location: "body.period", Message: "is none of week, month, quarter, year"})
	}
	if manager == by {
		faults = append(faults, domain.FieldError{Location: "body.manager_id", Message: "is you: another owner gives you a budget"})
	}
	if len(faults) > 0 {
		return ManagerBudget{}, nil, domain.Invalid("invalid_input", "The budget is not right.", faults...)
	}
	b := ManagerBudget{ID: domain.NewManagerBudgetID(), Manager: manager, Period: period, Total: total, GivenBy: by, GivenAt: at}
	return b, b.Renewals(Account{Ref: b.Account()}, at, where), nil
}

// Account names the account that its points are on.
func (b ManagerBudget) Account() Ref { return Of(Budget, b.ID) }

// Renewals bring its account into the period of a moment; one that was ended is filled no more.
func (b ManagerBudget) Renewals(a Account, at time.Time, where *time.Location) []Transfer {
	if b.EndedAt != nil {
		return nil
	}
	return Renew(a, b.Total, b.Period, at, where)
}

// Standing is what it holds at a moment, and when it is filled anew.
func (b ManagerBudget) Standing(a Account, at time.Time, where *time.Location) (left int64, next time.Time) {
	if b.EndedAt != nil {
		return a.Balance, *b.EndedAt
	}
	return Standing(a, b.Total, b.Period, at, where)
}

// TopUp makes a top-up of the present period, with its transfer; or says what is wrong with it.
func (b ManagerBudget) TopUp(amount int64, reason string, by domain.EmployeeID, at time.Time, where *time.Location) (BudgetTopUp, Transfer, error) {
	if err := checkTopUp(amount, reason); err != nil {
		return BudgetTopUp{}, Transfer{}, err
	}
	if b.Manager == by {
		return BudgetTopUp{}, Transfer{}, domain.Forbidden("own_budget", "Another owner tops your budget up.")
	}
	if b.EndedAt != nil {
		return BudgetTopUp{}, Transfer{}, domain.Conflict("budget_ended", "The budget was ended. Give another one.")
	}
	t, transfer := topUp(amount, reason, b.Period, by, at, where)
	transfer.From, transfer.To = OfOrganisation(Issuance, b.ID), b.Account()
	return t, transfer, nil
}

// End ends the budget: what its account holds lapses at once.
func (b *ManagerBudget) End(a Account, at time.Time) ([]Transfer, error) {
	if b.EndedAt != nil {
		return nil, domain.Conflict("budget_ended", "The budget was ended already.")
	}
	b.EndedAt = &at
	if a.Balance == 0 {
		return nil, nil
	}
	return []Transfer{{
		ID: domain.NewTransferID(), Key: "end:" + b.ID.String(), Kind: KindLapsed,
		From: b.Account(), To: OfOrganisation(Lapsed, b.ID), Points: a.Balance, EffectiveAt: at,
	}}, nil
}
