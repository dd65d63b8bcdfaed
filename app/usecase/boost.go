package usecase

import (
	"context"
	"errors"
	"fmt"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Boosted is what came of a boost.
type Boosted struct {
	recognition.Boost
	// About is the recognition as the actor sees it, this boost included.
	About recognition.View
	// Left is what the allowance still holds.
	Left int64
}

// Boost adds points of the actor's allowance to a recognition: as many for each nominee. The result is
// a Boosted.
func (uc *UseCases) Boost(ctx context.Context, actor domain.Actor, id domain.NominationID, value int64, o Once) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		d, err := uc.openDesk(ctx, tx, actor, []domain.NominationID{id}, nil)
		if err != nil {
			return nil, err
		}
		n, err := d.nomination(id)
		if err != nil {
			return nil, err
		}
		boost, err := d.boost(ctx, n, value)
		if err != nil {
			return nil, err
		}
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		about, err := tx.Nominations.Views(ctx, []domain.NominationID{id}, actor)
		if err != nil || len(about) == 0 {
			return nil, errors.Join(errors.New("a boosted recognition cannot be read"), err)
		}
		return Boosted{Boost: boost, About: about[0], Left: d.till.books.Account(points.Of(points.Allowance, actor.ID)).Balance}, nil
	})
}

func (d *desk) boost(ctx context.Context, n *postgres.Decidable, value int64) (recognition.Boost, error) {
	boost, err := n.Nomination.Boost(value, d.actor.ID, d.now)
	if err != nil {
		return boost, err
	}
	transfers := boostsOf(n.Nomination, boost)
	if err := d.prepare(ctx, points.Touched(transfers...)); err != nil {
		return boost, err
	}
	if err := d.areThere(ctx, n.Nomination); err != nil {
		return boost, err
	}
	if err := d.book(ctx, recognition.Program{}, transfers); err != nil { // no budget is touched, so no program's rules are needed
		return boost, err
	}
	d.tx.Social.AddBoost(boost)
	d.tx.Events.Add(domain.NewEvent(domain.RecognitionBoosted, n.Nomination.ID, d.actor.Ref(), d.now, d.uc.boostFacts(n.Nomination, boost)))
	d.tx.Audit.Add(d.actor, d.now, postgres.Entry{
		Action: "boost", SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.Nomination.ID.UUID},
		Data: map[string]any{"boost": boost.ID, "points": boost.Points, "total": boost.Total},
	})
	return boost, nil
}

// areThere refuses a boost for somebody who has left: nobody could spend the points.
func (d *desk) areThere(ctx context.Context, n *recognition.Nomination) error {
	ids := make([]domain.EmployeeID, len(n.Nominees))
	for i, m := range n.Nominees {
		ids[i] = m.Employee
	}
	active, err := d.tx.People.KeepActive(ctx, ids)
	if err == nil && len(active) < len(ids) {
		return domain.Conflict("nominee_left", "Somebody who was recognised has left, and could not spend the points.")
	}
	return err
}

// boostsOf are the transfers of a boost: from the colleague's allowance to the wallet of each nominee.
func boostsOf(n *recognition.Nomination, b recognition.Boost) []points.Transfer {
	transfers := make([]points.Transfer, len(n.Nominees))
	for i, m := range n.Nominees {
		transfers[i] = points.Transfer{
			ID: domain.NewTransferID(), Key: fmt.Sprintf("boost:%s:%s", b.ID, m.Employee), Kind: points.KindBoost,
			From: points.Of(points.Allowance, b.By), To: points.Of(points.Wallet, m.Employee), Points: b.Points,
			Nomination: &n.ID, EffectiveAt: b.CreatedAt,
		}
	}
	return transfers
}

// boostFacts are the data of a boost's event. The boards hear of the points on the recognition's day.
func (uc *UseCases) boostFacts(n *recognition.Nomination, b recognition.Boost) any {
	facts := struct {
		boardFacts
		Boost  domain.BoostID `json:"boost"`
		Points int64          `json:"points"` // for each nominee
		Total  int64          `json:"total"`
	}{Boost: b.ID, Points: b.Points, Total: b.Total}
	if !n.IsCounted() {
		return facts
	}
	added := leaderboard.Recognition{Day: leaderboard.DayOf(*n.PublishedAt, uc.where), Nominator: n.Nominator, Behaviours: n.Behaviours}
	for _, m := range n.Nominees {
		added.Nominees = append(added.Nominees, leaderboard.Nominee{Employee: m.Employee, Points: b.Points})
	}
	facts.Board = &added
	return facts
}

// Boosts lists the boosts of a recognition, the latest first: for all who see it.
func (uc *UseCases) Boosts(ctx context.Context, actor domain.Actor, id domain.NominationID, page domain.Page) (domain.Slice[recognition.Boost], error) {
	if _, err := uc.db.Social.Standing(ctx, id, actor); err != nil {
		return domain.Slice[recognition.Boost]{}, err
	}
	boosts, err := uc.db.Social.Boosts(ctx, id, page)
	if err != nil {
		return boosts, err
	}
	view, err := uc.db.Nominations.View(ctx, id, actor)
	if err != nil || view.PointsFor(actor) != nil {
		return boosts, err
	}
	for i := range boosts.Items { // a nominee keeps the points to themselves
		if b := &boosts.Items[i]; b.By != actor.ID {
			b.Points, b.Total = 0, 0
		}
	}
	return boosts, nil
}

// reversalOf are the transfers that give a recognition's points back: those of its award, and those
// of its boosts to the allowances that they came from. The boosts are gone with them.
func (d *desk) reversalOf(n *postgres.Decidable) []points.Transfer {
	transfers := reversalsOf(n.Standing, points.KindAward, points.KindAwardReversed, d.now)
	boosts := reversalsOf(n.Standing, points.KindBoost, points.KindBoostReturned, d.now)
	if len(boosts) > 0 {
		n.Nomination.Unboost()
		d.tx.Social.ReturnBoosts(n.Nomination.ID, d.now)
	}
	return append(transfers, boosts...)
}
