package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/people"
	"laurel/domain/points"
)

// Me is the actor with what is theirs, in points.
type Me struct {
	people.Listing
	Wallet         int64 // can be spent now
	Reserved       int64 // held for redemptions that wait
	Allowance      int64 // can be given away now
	AllowanceTotal int64 // of this period; of a whole one but for who joined within it
	ResetsAt       time.Time
	TimeZone       string  // of the organisation
	OwnZone        *string // that times are shown in; nil until one is chosen
	Number         *string // the personnel number
	HasPIN         bool
	SharedDevice   bool   // this session is that of a device that many use
	LocaleChosen   bool   // by themselves: a new browser speaks it
	Theme          string // "" until one is chosen
	// Organisation is its name, Words what it calls Laurel's things.
	Organisation string
	Words        organisation.Words
}

// Me reads the actor. An allowance that has not been filled for this period yet counts as filled.
func (uc *UseCases) Me(ctx context.Context, actor domain.Actor) (Me, error) {
	row, err := uc.db.People.Me(ctx, actor.ID)
	if err != nil {
		return Me{}, err
	}
	account := points.Account{Ref: points.Of(points.Allowance, actor.ID), Balance: row.Allowance, PeriodStart: row.AllowanceStart}
	rule := points.AllowanceRule{PerPerson: row.AllowanceEach, PerReport: row.PerReport, Period: points.Period(row.Period), ProRata: row.ProRata}
	total := rule.For(points.AllowanceOf{Reports: int64(row.Reports), Since: row.Since.UTC()}, uc.Now(), uc.where)
	balance, resets := points.Standing(account, total, rule.Period, uc.Now(), uc.where)
	theme := ""
	if row.Theme != nil {
		theme = *row.Theme
	}
	return Me{
		LocaleChosen: row.LocaleChosen, Theme: theme,
		Listing: row.Listing, Wallet: row.Wallet, Reserved: row.Reserved, Allowance: balance, AllowanceTotal: total,
		ResetsAt: resets.UTC(), TimeZone: row.TimeZone, OwnZone: row.OwnZone, Organisation: row.Organisation, Words: row.Words,
		Number: row.Number, HasPIN: row.HasPIN, SharedDevice: actor.Shared,
	}, nil
}
