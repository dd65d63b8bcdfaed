package points

import (
	"strings"
	"time"

	"laurel/domain"
)

// BudgetTopUp is points that an owner has added to a program's budget within a period, and why.
type BudgetTopUp struct {
	ID       domain.TopUpID    `db:"id"`
	Program  domain.ProgramID  `db:"program_id"`
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

// NewTopUp makes a top-up of the present period, with its transfer; or says what is wrong with it.
func NewTopUp(program domain.ProgramID, amount int64, reason string, period Period, by domain.EmployeeID, at time.Time, where *time.Location) (BudgetTopUp, Transfer, error) {
	if err := checkTopUp(amount, reason); err != nil {
		return BudgetTopUp{}, Transfer{}, err
	}
	reason = strings.TrimSpace(reason)
	from, _ := period.Window(at, where)
	t := BudgetTopUp{ID: domain.NewTopUpID(), Program: program, From: dateIn(from, where), Points: amount, Reason: reason, At: at, By: by}
	// The account is marked as filled for the period, so that the points lapse with it and not before.
	transfer := Transfer{
		ID: domain.NewTransferID(), Key: "top_up:" + t.ID.String(), Kind: KindBudgetToppedUp,
		From: OfOrganisation(Issuance, program), To: Of(Budget, program), Points: amount, Program: &program, EffectiveAt: at, FilledFor: &t.From,
	}
	t.Transfer = transfer.ID
	return t, transfer, nil
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
