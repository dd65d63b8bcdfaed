package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
)

// Benefit is what an employee got in a month by taxable rewards that were handed over.
type Benefit struct {
	Employee Ref     `json:"employee"`
	Number   *string `json:"personnel_number"`
	Country  *string `json:"country" doc:"Their location, as the roster has it now."`
	Month    string  `json:"month" example:"2026-03"`
	Rewards  int64   `json:"rewards" doc:"How many."`
	Value    Money   `json:"value" doc:"As the rewards said when they were asked for."`
}

// Benefits is what employees got by taxable rewards.
type Benefits struct {
	From  string    `json:"from" format:"date"`
	To    string    `json:"to" format:"date"`
	AsOf  time.Time `json:"as_of" doc:"How fresh it is."`
	Items []Benefit `json:"items" nullable:"false" doc:"By name and month; a line for each currency. The month is that in which a reward was handed over."`
}

// OwnBenefits is what you have of taxable rewards in this calendar year.
type OwnBenefits struct {
	Year  int     `json:"year"`
	Used  []Money `json:"used" nullable:"false" doc:"Handed over this year, or asked for: by currency."`
	Limit *Money  `json:"tax_free" doc:"How much of it is free of tax where you are; null where nobody has said."`
}

// benefitsHead are the columns of the export.
var benefitsHead = []string{"employee", "employee_id", "personnel_number", "country", "month", "rewards", "amount_minor", "currency", "as_of"}

func (s *server) addBenefits() {
	registerTable[Benefits](s, forOwners, benefitsHead, huma.Operation{
		OperationID: "get-benefits", Path: "/analytics/benefits",
		Summary: "Taxable rewards that were handed over, by person and month: for payroll", Tags: []string{"Analytics"},
	}, s.getBenefits)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-own-benefits", Method: http.MethodGet, Path: "/me/benefits",
		Summary: "What you have of taxable rewards this year", Tags: []string{"Me"},
	}, s.getOwnBenefits)
}

func (s *server) getBenefits(ctx context.Context, in *daysOnly) (*tableOutput, error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	report, err := s.uc.Benefits(ctx, days)
	if err != nil {
		return nil, err
	}
	body := benefitsOf(report)
	return answerTable(in.Accept, body, func() table { return benefitsTable(body) })
}

func benefitsOf(r usecase.Benefits) Benefits {
	out := Benefits{From: r.From.Format(time.DateOnly), To: r.To.Format(time.DateOnly), AsOf: r.AsOf, Items: make([]Benefit, len(r.Lines))}
	for i, l := range r.Lines {
		out.Items[i] = Benefit{
			Employee: Ref{ID: l.Employee.String(), Name: l.Name}, Number: l.Number, Country: l.Location, Month: l.Month.Format("2006-01"), Rewards: l.Rewards,
			Value: Money{Amount: l.Amount, Currency: l.Currency},
		}
	}
	return out
}

func benefitsTable(b Benefits) table {
	t := table{name: "benefits", head: benefitsHead}
	for _, l := range b.Items {
		t.lines = append(t.lines, []any{
			l.Employee.Name, l.Employee.ID, orEmpty(l.Number), orEmpty(l.Country), l.Month, l.Rewards, l.Value.Amount, l.Value.Currency, b.AsOf.Format(time.RFC3339),
		})
	}
	return t
}

func (s *server) getOwnBenefits(ctx context.Context, _ *struct{}) (*struct{ Body OwnBenefits }, error) {
	own, err := s.uc.OwnBenefits(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := OwnBenefits{Year: own.Year, Used: make([]Money, len(own.Used))}
	for i, u := range own.Used {
		out.Used[i] = Money{Amount: u.Amount, Currency: u.Currency}
	}
	if own.Limit != nil {
		out.Limit = &Money{Amount: own.Limit.Amount, Currency: own.Limit.Currency}
	}
	return &struct{ Body OwnBenefits }{out}, nil
}
