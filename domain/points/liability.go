package points

import (
	"time"

	"laurel/domain"
)

// Source says what has issued points that stand in a wallet.
type Source string

// Where points come from: a program's awards, boosts of colleagues, celebrations, and opening balances
// from another product.
const (
	FromProgram        Source = "program"
	FromBoosts         Source = "boosts"
	FromCelebrations   Source = "celebrations"
	FromOpeningBalance Source = "opening_balances"
)

// Age says how long ago points were issued that nobody has spent.
type Age string

// The ages, the youngest first; each ends where the next begins.
const (
	ThisQuarter  Age = "this_quarter" // the calendar quarter of the day that is looked at
	UpToOneYear  Age = "up_to_1_year"
	UpToTwoYears Age = "up_to_2_years"
	Older        Age = "older"
)

// Ages lists the ages, the youngest first.
func Ages() []Age { return []Age{ThisQuarter, UpToOneYear, UpToTwoYears, Older} }

// AgeBounds are the moments that part the ages, seen from a moment: the beginning of its quarter, and
// the same time of day one year and two years before.
func AgeBounds(at time.Time, where *time.Location) (quarter, oneYear, twoYears time.Time) {
	quarter, _ = Quarter.Window(at, where)
	local := at.In(where)
	return quarter, local.AddDate(-1, 0, 0), local.AddDate(-2, 0, 0)
}

// Owed are the points of one source and age that are outstanding: issued, and neither spent nor taken
// back. What an employee spends is always what was issued first to them.
type Owed struct {
	Source  Source            `db:"source"`
	Program *domain.ProgramID `db:"program_id"` // of the source FromProgram
	Name    *string           `db:"program_name"`
	Age     Age               `db:"age"`
	Points  int64             `db:"points"`
}

// Outstanding are points that employees can still spend: those in wallets, and those held for
// redemptions that are not fulfilled.
type Outstanding struct {
	Wallets int64
	Held    int64
}

// Total is all of them.
func (o Outstanding) Total() int64 { return o.Wallets + o.Held }

// Movement is how what is outstanding became what it is: Start + Issued - TakenBack - Spent = End.
type Movement struct {
	Start      int64 `db:"start"`
	Issued     int64 `db:"issued"`
	TakenBack  int64 `db:"taken_back"`
	Spent      int64 `db:"spent"`
	EndWallets int64 `db:"end_wallets"`
	EndHeld    int64 `db:"end_held"`
	NowWallets int64 `db:"now_wallets"`
	NowHeld    int64 `db:"now_held"`
}
