package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/celebration"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// celebratedAtOnce is how many days are celebrated in one transaction.
const celebratedAtOnce = 200

// Celebrate celebrates the anniversaries and birthdays whose morning has come, with the points that the
// organisation gives: each once, whatever is retried. It may run at any time and any number of times;
// what it was kept from doing is done up to three days later.
func (uc *UseCases) Celebrate(ctx context.Context) error {
	settings, err := uc.celebrations(ctx)
	if err != nil || !settings.Any() {
		return err
	}
	now := uc.Now()
	occasions := celebration.Occasions(now)
	var after celebration.Celebration
	for {
		var pending []postgres.ToCelebrate
		celebrated := 0
		err := uc.inTx(ctx, func(tx *postgres.Tx) error {
			if pending, err = tx.Celebrations.Pending(ctx, settings, occasions, after, celebratedAtOnce); err != nil {
				return err
			}
			celebrated, err = uc.celebrate(ctx, tx, uc.due(pending, now), now)
			return err
		})
		if err != nil {
			return err
		}
		if celebrated > 0 {
			uc.wake()
		}
		if len(pending) < celebratedAtOnce {
			return nil
		}
		after = pending[len(pending)-1].Celebration
	}
}

// due are those whose own morning has come.
func (uc *UseCases) due(pending []postgres.ToCelebrate, now time.Time) []celebration.Celebration {
	var due []celebration.Celebration
	for _, p := range pending {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil { // a zone that was renamed since it was chosen
			zone = uc.where
		}
		if celebration.IsDue(p.On, now, zone) {
			due = append(due, p.Celebration)
		}
	}
	return due
}

// celebrationFacts are the data of an event that somebody's day has come.
type celebrationFacts struct {
	Employee domain.EmployeeID `json:"employee"`
	Occasion celebration.Kind  `json:"occasion"`
	Years    int               `json:"years"`
	Points   int64             `json:"points"`
}

// celebrate keeps what is celebrated, issues its points and tells who is celebrated.
func (uc *UseCases) celebrate(ctx context.Context, tx *postgres.Tx, due []celebration.Celebration, now time.Time) (int, error) {
	if len(due) == 0 {
		return 0, nil
	}
	made, err := tx.Celebrations.Keep(ctx, due)
	if err != nil || len(made) == 0 {
		return 0, err
	}
	var transfers []points.Transfer
	for _, c := range made {
		facts := celebrationFacts{Employee: c.Employee, Occasion: c.Kind, Years: c.Years, Points: c.Points}
		tx.Events.Add(domain.NewEvent(domain.EmployeeCelebrated, c.Employee, nil, now, facts))
		if c.Points == 0 {
			continue
		}
		transfers = append(transfers, points.Transfer{
			ID: domain.NewTransferID(), Key: c.Key(), Kind: points.KindCelebration, EffectiveAt: now, Points: c.Points,
			From: points.OfOrganisation(points.Issuance, c.Employee), To: points.Of(points.Wallet, c.Employee),
		})
		tx.Audit.Add(domain.Actor{}, now, postgres.Entry{
			Action: "celebrate", SubjectKind: "employee", Subject: domain.ID[any](c.Employee), Data: map[string]any{"occasion": c.Kind, "points": c.Points},
		})
	}
	return len(made), post(ctx, tx, transfers, now)
}
