package reward

import (
	"time"

	"laurel/domain"
)

// Benefit is what an employee got in a month by taxable rewards that were handed over: Amount in minor
// units of one Currency.
type Benefit struct {
	Employee domain.EmployeeID `db:"employee_id"`
	Name     string            `db:"name"`
	Number   *string           `db:"personnel_number"`
	Location *string           `db:"location"`
	Month    time.Time         `db:"month"` // its first day, as midnight UTC
	Rewards  int64             `db:"rewards"`
	Amount   int64             `db:"amount"`
	Currency string            `db:"currency"`
}

// Used is what an employee has got of taxable rewards, handed over or asked for: Amount in minor units of
// one Currency.
type Used struct {
	Amount   int64  `db:"amount"`
	Currency string `db:"currency"`
}
