package usecase

import (
	"context"
	"slices"
	"strings"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// DecideAward decides an award, once and for all its nominations together: the winners become
// recognitions with the award's points, all others are published as thanks without points. The winners
// must be those that the ranking gives; of those who are equal the actor chooses, with a reason. Where the
// points do not suffice, nothing happens. The result is a recognition.AwardView.
func (uc *UseCases) DecideAward(ctx context.Context, actor domain.Actor, id domain.ProgramID, winners []domain.NominationID, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		award, err := uc.lockAward(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		if award.ScoringEndedAt == nil && !award.AllFinished() {
			return nil, errScoresMissing
		}
		ranking, err := rank(ctx, tx.Awards, award)
		if err != nil {
			return nil, err
		}
		if err := award.Award.CheckWinners(ranking.Standings, winners, reason); err != nil {
			return nil, err
		}
		if err := uc.conclude(ctx, tx, actor, award, ranking, winners); err != nil {
			return nil, err
		}
		now := uc.Now()
		tx.Awards.Decide(id, actor.ID, strings.TrimSpace(reason), now)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "decide_award", SubjectKind: "program", Subject: domain.ID[any](id),
			Data: map[string]any{"winners": len(winners), "finished": len(ranking.Counted), "nominations": len(ranking.Standings), "points": award.PointsDefault},
		})
		tx.Events.Add(domain.NewEvent(domain.AwardDecided, id, actor.Ref(), now, nil))
		return uc.awardAfter(ctx, tx, actor, id)
	})
}

// conclude makes recognitions of all nominations for an award, and pays its winners. What can fail comes
// before what is written.
func (uc *UseCases) conclude(ctx context.Context, tx *postgres.Tx, actor domain.Actor, award recognition.AwardView, ranking AwardRanking, winners []domain.NominationID) error {
	ids := make([]domain.NominationID, len(ranking.Standings))
	for i, s := range ranking.Standings {
		ids[i] = s.Nomination
	}
	if len(ids) == 0 {
		return nil
	}
	d, err := uc.openDesk(ctx, tx, actor, ids, nil)
	if err != nil {
		return err
	}
	var transfers []points.Transfer
	for _, id := range ids {
		n := d.Nominations[id].Nomination
		if err := n.Conclude(award.Program, slices.Contains(winners, id), actor.ID, d.now); err != nil {
			return err
		}
		transfers = append(transfers, awardsOf(n, award.Program, d.now)...)
	}
	if err := uc.book(ctx, tx, d.now, award.Program, transfers); err != nil {
		return err
	}
	for _, id := range slices.Backward(ids) { // the winners come last, and stand first
		n := d.Nominations[id]
		tx.Events.Add(uc.published(n.Nomination, actor, d.now))
		if n.Nomination.AsThanks {
			d.record(n, "thank_for_award")
		} else {
			d.record(n, "win_award")
		}
	}
	return nil
}
