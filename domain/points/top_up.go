package points

import (
	"strings"
	"time"

	"laurel/domain"
)

// BudgetTopUp is points that an owner has added to a budget within a period, and why.
type BudgetTopUp struct {
	ID       domain.TopUpID    `db:"id"`
	Transfer domain.TransferID `db:"transfer_id"`
	From     time.Time         `db:"period_from"` // the first day of the period, as midnight UTC
	Points   int64             `db:"points"`
	Reason   string            `db:"reason"`
	At       time.Time         `db:"at"`
	By       domain.EmployeeID `db:"added_by"`
	ByName   string            `db:"added_by_name"`
}

// The bounds of a top-up.
const (
	MaxTopUp       = 1_000_000_000_000
	maxTopUpReason = 1000
)

// NewTopUp makes a top-up of a program's budget in the present period, with its transfer; or says what is wrong
// with it.
func NewTopUp(program domain.ProgramID, amount int64, reason string, period Period, by domain.EmployeeID, at time.Time, where *time.Location) (BudgetTopUp, Transfer, error) {
	if err := checkTopUp(amount, reason); err != nil {
		return BudgetTopUp{}, Transfer{}, err
	}
	t, transfer := topUp(amount, reason, period, by, at, where)
	transfer.From, transfer.To, transfer.Program = OfOrganisation(Issuance, program), Of(Budget, program), &program
	return t, transfer, nil
}

// topUp makes a top-up of the present period; whose budget it is its transfer does not say yet.
func topUp(amount int64, reason string, period Period, by domain.EmployeeID, at time.Time, where *time.Location) (BudgetTopUp, Transfer) {
	from, _ := period.Window(at, where)
	t := BudgetTopUp{
		ID: domain.NewTopUpID(), Transfer: domain.NewTransferID(), From: dateIn(from, where), Points: amount, Reason: strings.TrimSpace(reason), At: at, By: by,
	}
	// The account is marked as filled for the period, so that the points lapse with it and not before.
	return t, Transfer{ID: t.Transfer, Key: "top_up:" + t.ID.String(), Kind: KindBudgetToppedUp, Points: amount, EffectiveAt: at, FilledFor: &t.From}
}

// checkTopUp says what is wrong with points that are to be added to a budget, and with why.
func checkTopUp(amount int64, reason string) error {
	var faults []domain.FieldError
	if amount < 1 || amount > MaxTopUp {
		faults = append(faults, domain.FieldError{Location: "body.points", Message: "must be from 1 to 1000000000000"})
	}
	if fault := domain.TextFault(strings.TrimSpace(reason), 1, maxTopUpReason); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.reason", Message: fault})
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The top-up is not right.", faults...)
	}
	return nil
}
