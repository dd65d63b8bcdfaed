package httpapi

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain/organisation"
	"laurel/domain/points"
)

// Money is a sum of money.
type Money struct {
	Amount   int64  `json:"amount" doc:"In minor units of the currency, such as cents."`
	Currency string `json:"currency" example:"EUR" doc:"ISO 4217."`
}

// Worth is a number of points, and what they cost the organisation.
type Worth struct {
	Points int64  `json:"points"`
	Money  *Money `json:"money" doc:"By the cost of a point, rounded once for this number; null where nobody has said what a point costs."`
}

// Outstanding are points that employees can still spend.
type Outstanding struct {
	Worth

	Wallets int64 `json:"wallets" doc:"Of these, what stands in wallets."`
	Held    int64 `json:"held" doc:"Of these, what is held for redemptions that are not fulfilled."`
}

// LiabilityMoved is how what is outstanding became what it is.
type LiabilityMoved struct {
	Start     int64 `json:"start" doc:"Outstanding before the first day."`
	Issued    int64 `json:"issued"`
	TakenBack int64 `json:"taken_back" doc:"Revoked, undone, or an opening balance made smaller."`
	Spent     int64 `json:"spent" doc:"On redemptions that were fulfilled."`
	End       int64 `json:"end" doc:"start + issued - taken_back - spent."`
}

// OwedBy are outstanding points of one source.
type OwedBy struct {
	Worth

	Source  string `json:"source" enum:"program,boosts,celebrations,opening_balances"`
	Program *Ref   `json:"program" doc:"That issued them; null for boosts and opening balances."`
}

// OwedSince are outstanding points of one age.
type OwedSince struct {
	Worth

	Age string `json:"age" enum:"this_quarter,up_to_1_year,up_to_2_years,older"`
}

// Liability is what the organisation owes for points that nobody has spent.
type Liability struct {
	From      string         `json:"from" format:"date"`
	To        string         `json:"to" format:"date"`
	AsOf      time.Time      `json:"as_of" doc:"How fresh it is."`
	PointCost *PointCost     `json:"point_cost"`
	Now       Outstanding    `json:"now"`
	End       Outstanding    `json:"at_end" doc:"At the end of to, or now where that is still to come."`
	Moved     LiabilityMoved `json:"moved" doc:"From from to to."`
	Programs  []OwedBy       `json:"by_program" nullable:"false" doc:"at_end by who issued the points. What an employee spends is what was issued first to them; what was taken back is taken from what it takes back."`
	Ages      []OwedSince    `json:"by_age" nullable:"false" doc:"at_end by when the points were issued: in the quarter of to, within one year, within two years before its end, earlier."`
}

// BudgetUse is what became of a program's budget in one of its periods.
type BudgetUse struct {
	Program Ref `json:"program"`

	BudgetFigures
}

// ManagerBudgetUse is what became of a manager's budget in one of its periods.
type ManagerBudgetUse struct {
	ID      string `json:"id" format:"uuid" doc:"Of the budget."`
	Manager Ref    `json:"manager"`

	BudgetFigures
}

// BudgetFigures are the figures of a budget in one of its periods.
type BudgetFigures struct {
	Period     BudgetPeriod `json:"period"`
	Total      Worth        `json:"total" doc:"With what was topped up."`
	ToppedUp   Worth        `json:"topped_up"`
	Issued     Worth        `json:"issued" doc:"Less what was taken back in the period."`
	Left       Worth        `json:"left" doc:"total - issued - lapsed: nothing once the period has ended."`
	Lapsed     Worth        `json:"lapsed" doc:"Left when the period ended."`
	UsedShare  int64        `json:"used_percent" doc:"Issued of the total, in hundredths, rounded down."`
	ForecastOn *string      `json:"ends_on" format:"date" doc:"The day on which it ends at the pace of the last 30 days; null where it lasts until its period ends, or has ended."`
	Warnings   []BudgetWarn `json:"warnings" nullable:"false" doc:"The shares that owners were warned at, at 80 and 100 percent."`
}

// BudgetWarn is a share of a budget that owners were warned at.
type BudgetWarn struct {
	Percent int       `json:"percent" enum:"80,100"`
	At      time.Time `json:"at"`
}

// BudgetPeriod is the days of a budget's period.
type BudgetPeriod struct {
	Kind    string `json:"kind" enum:"week,month,quarter,year"`
	From    string `json:"from" format:"date"`
	To      string `json:"to" format:"date" doc:"The last day."`
	Present bool   `json:"present" doc:"It is the one of now."`
}

// Budgets are what became of the budgets of programs and managers.
type Budgets struct {
	From      string      `json:"from" format:"date"`
	To        string      `json:"to" format:"date"`
	AsOf      time.Time   `json:"as_of" doc:"How fresh it is."`
	PointCost *PointCost  `json:"point_cost"`
	Items     []BudgetUse `json:"items" nullable:"false" doc:"In the order of programs and periods. A period that is over and in which nothing was booked is left out."`

	Managers []ManagerBudgetUse `json:"managers" nullable:"false" doc:"The same of the budgets that managers give from, by their names; also those that were ended."`
}

// worthBy gives points with what they cost.
func worthBy(cost *organisation.PointCost) func(int64) Worth {
	return func(n int64) Worth {
		if cost == nil {
			return Worth{Points: n}
		}
		return Worth{Points: n, Money: &Money{Amount: cost.Of(n), Currency: cost.Currency}}
	}
}

// The columns of the reports as CSV.
var (
	liabilityHead = []string{"source", "program", "program_id", "age", "points", "amount_minor", "currency", "as_of"}
	budgetsHead   = []string{
		"program", "program_id", "period", "from", "to", "total", "topped_up", "issued", "left", "lapsed", "used_percent", "ends_on",
		"total_minor", "issued_minor", "left_minor", "currency", "as_of", "manager", "manager_id",
	}
)

func (s *server) addValue() {
	registerTable[Liability](s, forOwners, liabilityHead, huma.Operation{
		OperationID: "get-liability", Path: "/analytics/liability",
		Summary: "What the organisation owes for points that nobody has spent", Tags: []string{"Analytics"},
	}, s.getLiability)
	registerTable[Budgets](s, forOwners, budgetsHead, huma.Operation{
		OperationID: "get-budgets", Path: "/analytics/budgets",
		Summary: "What became of the budgets, in all periods that touch some days", Tags: []string{"Analytics"},
		Description: "For owners alone. As CSV, rows of managers follow those of programs, whose columns are then empty.",
	}, s.getBudgets)
}

type daysOnly struct{ DaysInput }

func (in DaysInput) days() (usecase.Days, error) {
	from, err := dayIn(in.From, "from")
	if err != nil {
		return usecase.Days{}, err
	}
	to, err := dayIn(in.To, "to")
	return usecase.Days{From: from, To: to}, err
}

func (s *server) getLiability(ctx context.Context, in *daysOnly) (*tableOutput, error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	report, err := s.uc.Liability(ctx, actorOf(ctx), days)
	if err != nil {
		return nil, err
	}
	return answerTable(in.Accept, liabilityOf(report), func() table { return liabilityTable(report) })
}

func liabilityOf(r usecase.Liability) Liability {
	worth := worthBy(r.Cost)
	outstanding := func(o points.Outstanding) Outstanding {
		return Outstanding{Worth: worth(o.Total()), Wallets: o.Wallets, Held: o.Held}
	}
	out := Liability{
		From: r.From.Format(time.DateOnly), To: r.To.Format(time.DateOnly), AsOf: r.AsOf, PointCost: (*PointCost)(r.Cost), Now: outstanding(r.Now), End: outstanding(r.End),
		Moved:    LiabilityMoved{Start: r.Moved.Start, Issued: r.Moved.Issued, TakenBack: r.Moved.TakenBack, Spent: r.Moved.Spent, End: r.End.Total()},
		Programs: []OwedBy{}, Ages: make([]OwedSince, 0, len(points.Ages())),
	}
	ages := map[points.Age]int64{}
	for _, o := range r.Owed {
		ages[o.Age] += o.Points
		row := OwedBy{Source: string(o.Source), Program: refOf(o.Program, o.Name)}
		if last := len(out.Programs) - 1; last >= 0 && out.Programs[last].isOf(row) {
			out.Programs[last].Worth = worth(out.Programs[last].Points + o.Points)
			continue
		}
		row.Worth = worth(o.Points)
		out.Programs = append(out.Programs, row)
	}
	for _, age := range points.Ages() {
		out.Ages = append(out.Ages, OwedSince{Worth: worth(ages[age]), Age: string(age)})
	}
	return out
}

// isOf says whether two rows have the same source.
func (o OwedBy) isOf(other OwedBy) bool {
	return o.Source == other.Source && (o.Program == nil) == (other.Program == nil) && (o.Program == nil || o.Program.ID == other.Program.ID)
}

func liabilityTable(r usecase.Liability) table {
	t := table{name: "liability", head: liabilityHead}
	worth := worthBy(r.Cost)
	for _, o := range r.Owed {
		name, id := "", ""
		if program := refOf(o.Program, o.Name); program != nil {
			name, id = program.Name, program.ID
		}
		t.lines = append(t.lines, append([]any{string(o.Source), name, id, string(o.Age)}, append(worth(o.Points).cells(), r.AsOf.Format(time.RFC3339))...))
	}
	return t
}

// cells are the points, the amount and the currency.
func (w Worth) cells() []any {
	if w.Money == nil {
		return []any{w.Points, nil, nil}
	}
	return []any{w.Points, w.Money.Amount, w.Money.Currency}
}

func (s *server) getBudgets(ctx context.Context, in *daysOnly) (*tableOutput, error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	report, err := s.uc.Budgets(ctx, actorOf(ctx), days)
	if err != nil {
		return nil, err
	}
	body := budgetsOf(report, s.uc.Today())
	return answerTable(in.Accept, body, func() table { return budgetsTable(body) })
}

func budgetsOf(r usecase.Budgets, today time.Time) Budgets {
	out := Budgets{From: r.From.Format(time.DateOnly), To: r.To.Format(time.DateOnly), AsOf: r.AsOf, PointCost: (*PointCost)(r.Cost), Items: []BudgetUse{}, Managers: []ManagerBudgetUse{}}
	worth := worthBy(r.Cost)
	for _, u := range r.Uses {
		figures := BudgetFigures{
			Period: BudgetPeriod{Kind: string(u.Period), From: u.From.Format(time.DateOnly), To: u.To.Format(time.DateOnly), Present: !u.From.After(today) && !u.To.Before(today)},
			Total:  worth(u.Total), ToppedUp: worth(u.ToppedUp), Issued: worth(u.Issued), Left: worth(u.Left), Lapsed: worth(u.Lapsed),
			UsedShare: points.Share(u.Issued, u.Total), ForecastOn: dateOf(u.EndsOn), Warnings: make([]BudgetWarn, len(u.Warnings)),
		}
		for j, w := range u.Warnings {
			figures.Warnings[j] = BudgetWarn{Percent: w.Percent, At: w.At.UTC()}
		}
		if u.Manager != nil {
			out.Managers = append(out.Managers, ManagerBudgetUse{ID: u.Owner.String(), Manager: Ref{ID: u.Manager.String(), Name: u.Name}, BudgetFigures: figures})
		} else {
			out.Items = append(out.Items, BudgetUse{Program: Ref{ID: u.Owner.String(), Name: u.Name}, BudgetFigures: figures})
		}
	}
	return out
}

func budgetsTable(b Budgets) table {
	t := table{name: "budgets", head: budgetsHead}
	minor := func(w Worth) any {
		if w.Money == nil {
			return nil
		}
		return w.Money.Amount
	}
	line := func(program, manager Ref, u BudgetFigures) {
		currency := ""
		if u.Total.Money != nil {
			currency = u.Total.Money.Currency
		}
		t.lines = append(t.lines, []any{
			program.Name, program.ID, u.Period.Kind, u.Period.From, u.Period.To, u.Total.Points, u.ToppedUp.Points, u.Issued.Points, u.Left.Points, u.Lapsed.Points,
			u.UsedShare, orEmpty(u.ForecastOn), minor(u.Total), minor(u.Issued), minor(u.Left), currency, b.AsOf.Format(time.RFC3339), manager.Name, manager.ID,
		})
	}
	for _, u := range b.Items {
		line(u.Program, Ref{}, u.BudgetFigures)
	}
	for _, u := range b.Managers {
		line(Ref{}, u.Manager, u.BudgetFigures)
	}
	return t
}
