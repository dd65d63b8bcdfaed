package points

import (
	"fmt"
	"time"

	"laurel/domain"
)

// Period is how often an allowance or a budget is filled anew.
type Period string

// The periods, as the organisation's calendar has them; weeks begin on Monday.
const (
	Week    Period = "week"
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// Window gives the first day of the period that holds the moment, and the first day of the next, as
// midnights of the location.
func (p Period) Window(at time.Time, where *time.Location) (from, next time.Time) {
	local := at.In(where)
	y, m, d := local.Date()
	switch p {
	case Week:
		back := (int(local.Weekday()) + 6) % 7
		from = time.Date(y, m, d-back, 0, 0, 0, 0, where)
		return from, time.Date(y, m, d-back+7, 0, 0, 0, 0, where)
	case Quarter:
		first := (m-1)/3*3 + 1
		return time.Date(y, first, 1, 0, 0, 0, 0, where), time.Date(y, first+3, 1, 0, 0, 0, 0, where)
	case Year:
		return time.Date(y, 1, 1, 0, 0, 0, 0, where), time.Date(y+1, 1, 1, 0, 0, 0, 0, where)
	case Month:
		fallthrough
	default:
		return time.Date(y, m, 1, 0, 0, 0, 0, where), time.Date(y, m+1, 1, 0, 0, 0, 0, where)
	}
}

// Renew gives the transfers that bring an allowance or a budget into the period of the moment: what
// is left of an older period lapses, then it is filled. None where it is already there. The keys
// name the account and the period, so two renewals at once book one.
func Renew(a Account, amount int64, period Period, at time.Time, where *time.Location) []Transfer {
	from, _ := period.Window(at, where)
	day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	if a.PeriodStart != nil && !a.PeriodStart.Before(day) {
		return nil
	}
	name := fmt.Sprintf("%s:%s:%s", a.Kind, a.Owner, day.Format(time.DateOnly))
	about := domain.ID[any]{UUID: a.Owner}
	var transfers []Transfer
	if a.Balance > 0 {
		transfers = append(transfers, Transfer{
			ID: domain.NewTransferID(), Key: "lapse:" + name, Kind: KindLapsed,
			From: a.Ref, To: OfOrganisation(Lapsed, about), Points: a.Balance, EffectiveAt: from,
		})
	}
	kind := KindAllowanceRenewed
	if a.Kind == Budget {
		kind = KindBudgetRenewed
	}
	if amount > 0 {
		transfers = append(transfers, Transfer{
			ID: domain.NewTransferID(), Key: "renew:" + name, Kind: kind,
			From: OfOrganisation(Issuance, about), To: a.Ref, Points: amount, EffectiveAt: from, FilledFor: &day,
		})
	}
	return transfers
}

// Standing gives what an allowance or a budget holds at the moment, as if it had been renewed.
func Standing(a Account, amount int64, period Period, at time.Time, where *time.Location) (balance int64, next time.Time) {
	from, next := period.Window(at, where)
	day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	if a.PeriodStart == nil || a.PeriodStart.Before(day) {
		return amount, next
	}
	return a.Balance, next
}

// Within is how many periods of one kind touch a period of another at the most: five weeks or six touch a
// month, one quarter does.
func (p Period) Within(outer Period) int64 {
	switch p {
	case Week:
		return map[Period]int64{Week: 1, Month: 6, Quarter: 14, Year: 54}[outer]
	case Month:
		return map[Period]int64{Week: 2, Month: 1, Quarter: 3, Year: 12}[outer]
	case Quarter:
		return map[Period]int64{Week: 2, Month: 1, Quarter: 1, Year: 4}[outer]
	case Year:
		fallthrough
	default:
		return map[Period]int64{Week: 2, Month: 1, Quarter: 1, Year: 1}[outer]
	}
}
