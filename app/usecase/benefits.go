package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/points"
	"laurel/domain/reward"
)

// Benefits is what employees got by taxable rewards, for payroll.
type Benefits struct {
	Days
	AsOf  time.Time
	Lines []reward.Benefit
}

// Benefits tells what employees got by taxable rewards that were handed over, by person and month.
func (uc *UseCases) Benefits(ctx context.Context, days Days) (Benefits, error) {
	days, err := uc.reportDays(days)
	if err != nil {
		return Benefits{}, err
	}
	report := Benefits{Days: days, AsOf: uc.Now()}
	report.Lines, err = uc.db.Redemptions.Benefits(ctx, uc.midnight(days.From), uc.midnight(days.To.AddDate(0, 0, 1)), uc.where.String())
	return report, err
}

// OwnBenefits is what somebody has of taxable rewards in a calendar year, and how much of it is free of
// tax where they are; nil where nobody has said.
type OwnBenefits struct {
	Year  int
	Used  []reward.Used
	Limit *organisation.TaxFree
}

// OwnBenefits tells what the actor has of taxable rewards this year: handed over, or asked for.
func (uc *UseCases) OwnBenefits(ctx context.Context, actor domain.Actor) (OwnBenefits, error) {
	year, _ := points.Year.Window(uc.Now(), uc.where)
	own := OwnBenefits{Year: year.Year()}
	employee, err := uc.db.People.ByID(ctx, actor.ID)
	if err != nil {
		return own, err
	}
	settings, err := uc.db.Organisation.Settings(ctx)
	if err != nil {
		return own, err
	}
	own.Limit = settings.TaxFree.Of(employee.Location)
	own.Used, err = uc.db.Redemptions.Used(ctx, actor.ID, year)
	return own, err
}
