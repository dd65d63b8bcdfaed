package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/reward"
)

// Donation is a sum to be paid to the charity that a reward names.
type Donation struct {
	ID           string     `json:"id" format:"uuid"`
	RedemptionID string     `json:"redemption_id" format:"uuid"`
	Reward       Ref        `json:"reward"`
	Employee     Ref        `json:"employee" doc:"Who gave it."`
	Points       int64      `json:"points"`
	Amount       int64      `json:"amount" doc:"In minor units of the currency: what the reward said it was worth when it was redeemed, times the quantity."`
	Currency     string     `json:"currency" example:"EUR" doc:"ISO 4217."`
	At           time.Time  `json:"at" doc:"When it became due: at the approval, or at the redeeming where none was needed."`
	PaidAt       *time.Time `json:"paid_at"`
	Reference    string     `json:"reference" doc:"Of the payment; empty until it is paid."`
}

// DonationTotal is what was given to one charity in one currency.
type DonationTotal struct {
	Reward Ref         `json:"reward"`
	Unpaid DonationSum `json:"unpaid"`
	Paid   DonationSum `json:"paid"`
}

// DonationSum is a number of donations with what they come to.
type DonationSum struct {
	Money

	Donations int64 `json:"donations"`
}

// DonationTotals is what was given to each charity.
type DonationTotals struct {
	Items []DonationTotal `json:"items" nullable:"false" doc:"A line for each reward and currency."`
}

// PaymentInput says which donations were paid, and by which payment.
type PaymentInput struct {
	IDs       []string `json:"ids" nullable:"false" maxItems:"500" doc:"Of 1 to 500 donations that are not paid."`
	Reference string   `json:"reference" maxLength:"800" example:"Transfer 2026-117" doc:"By which the payment is found again: 1 to 200 characters."`
}

// PaymentMade is what was paid.
type PaymentMade struct {
	Paid      int64         `json:"paid" doc:"How many donations."`
	Sums      []PaymentPart `json:"sums" nullable:"false"`
	Reference string        `json:"reference"`
	PaidAt    time.Time     `json:"paid_at"`
}

// PaymentPart is what one charity gets of a payment, in one currency.
type PaymentPart struct {
	DonationSum

	Reward Ref `json:"reward"`
}

func donationOf(d reward.DonationView) Donation {
	return Donation{
		ID: d.ID.String(), RedemptionID: d.Redemption.String(), Reward: Ref{ID: d.Reward.String(), Name: d.RewardName},
		Employee: Ref{ID: d.Employee.String(), Name: d.EmployeeName}, Points: d.Points, Amount: d.Amount, Currency: d.Currency,
		At: d.At.UTC(), PaidAt: utc(d.PaidAt), Reference: d.Reference,
	}
}

func donationSum(donations, amount int64, currency string) DonationSum {
	return DonationSum{Money: Money{Amount: amount, Currency: currency}, Donations: donations}
}

func paymentMadeOf(p usecase.DonationsPaid) PaymentMade {
	out := PaymentMade{Paid: p.Paid, Sums: make([]PaymentPart, len(p.Sums)), Reference: p.Reference, PaidAt: p.At}
	for i, s := range p.Sums {
		out.Sums[i] = PaymentPart{DonationSum: donationSum(s.Paid, s.PaidAmount, s.Currency), Reward: Ref{ID: s.Reward.String(), Name: s.RewardName}}
	}
	return out
}

// donationsHead are the columns of the export.
var donationsHead = []string{
	"donation_id", "redemption_id", "reward", "reward_id", "employee", "employee_id", "points", "amount_minor", "currency", "at", "paid_at", "reference",
}

func (s *server) addDonations() {
	tags := []string{"Donations"}
	registerTable[List[Donation]](s, forOwners, donationsHead, huma.Operation{
		OperationID: "list-donations", Path: "/donations", Summary: "Donations to be paid out, or paid; the latest first", Tags: tags,
		Description: "A redemption of a donation is fulfilled by itself once it is approved, and becomes a sum to pay to the charity that its reward names. As CSV all of them come at once.",
	}, s.listDonations)
	register(s, forOwners, huma.Operation{
		OperationID: "get-donation-totals", Method: http.MethodGet, Path: "/donations/totals", Summary: "What is to be paid to each charity, and what was", Tags: tags,
	}, s.getDonationTotals)
	register(s, forOwners, huma.Operation{
		OperationID: "pay-donations", Method: http.MethodPost, Path: "/donations/pay", Summary: "Mark donations as paid, all or none", Tags: tags,
		Description: "404 where one of them is not there, 409 `already_paid` where one is paid already: nothing is changed then.",
	}, s.payDonations)
}

type listDonationsInput struct {
	PageInput
	Accept string `header:"Accept" hidden:"true"`
	State  string `query:"state" enum:"unpaid,paid" doc:"All of them where it is left out."`
	Reward string `query:"reward_id" format:"uuid" doc:"Only of this one."`
}

func (s *server) listDonations(ctx context.Context, in *listDonationsInput) (*tableOutput, error) {
	var of *domain.RewardID
	if in.Reward != "" {
		id, err := domain.ParseRewardID(in.Reward)
		if err != nil {
			return nil, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query.reward_id", Message: "is no id"})
		}
		of = &id
	}
	actor, state := actorOf(ctx), reward.DonationState(in.State)
	if wantsCSV(in.Accept) {
		all, err := s.uc.AllDonations(ctx, actor, state, of)
		if err != nil {
			return nil, err
		}
		return answerTable(in.Accept, List[Donation]{}, func() table { return donationsTable(all) })
	}
	page, err := s.uc.Donations(ctx, actor, state, of, in.page())
	if err != nil {
		return nil, err
	}
	return answerTable(in.Accept, listOf(page, donationOf).Body, func() table { return table{} })
}

func donationsTable(donations []reward.DonationView) table {
	t := table{name: "donations", head: donationsHead}
	for _, v := range donations {
		d := donationOf(v)
		paid := ""
		if d.PaidAt != nil {
			paid = d.PaidAt.Format(time.RFC3339)
		}
		t.lines = append(t.lines, []any{
			d.ID, d.RedemptionID, d.Reward.Name, d.Reward.ID, d.Employee.Name, d.Employee.ID, d.Points, d.Amount, d.Currency,
			d.At.Format(time.RFC3339), paid, d.Reference,
		})
	}
	return t
}

func (s *server) getDonationTotals(ctx context.Context, _ *struct{}) (*struct{ Body DonationTotals }, error) {
	totals, err := s.uc.DonationTotals(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := DonationTotals{Items: make([]DonationTotal, len(totals))}
	for i, t := range totals {
		out.Items[i] = DonationTotal{
			Reward: Ref{ID: t.Reward.String(), Name: t.RewardName},
			Unpaid: donationSum(t.Unpaid, t.UnpaidAmount, t.Currency), Paid: donationSum(t.Paid, t.PaidAmount, t.Currency),
		}
	}
	return &struct{ Body DonationTotals }{out}, nil
}

type payDonationsInput struct {
	OnceInput
	Body PaymentInput
}

func (s *server) payDonations(ctx context.Context, in *payDonationsInput) (*onceOutput[PaymentMade], error) {
	ids, err := parseIDs(in.Body.IDs, domain.ParseDonationID)
	if err != nil {
		return nil, domain.InvalidField("ids", "holds what is no id")
	}
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, paymentMadeOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.PayDonations(ctx, actorOf(ctx), reward.Payment{Donations: ids, Reference: in.Body.Reference}, o)
	return onceAnswer[PaymentMade](answer), err
}
