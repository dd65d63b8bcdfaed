package usecase

import (
	"context"
	"fmt"
	"slices"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Score keeps what the actor, one of the panel, gives some nominations for an award, in place of what they
// gave before. They may change it until the award is decided, or an owner has ended the scoring. Owners
// are told when nobody's scores are missing any more.
func (uc *UseCases) Score(ctx context.Context, actor domain.Actor, id domain.ProgramID, given []recognition.Scored) (recognition.AwardView, error) {
	var after recognition.AwardView
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		if _, err := tx.Awards.Lock(ctx, id); err != nil {
			return err
		}
		before, err := tx.Awards.One(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := uc.mayScore(before, actor); err != nil {
			return err
		}
		contestants, err := tx.Awards.Contestants(ctx, id)
		if err != nil {
			return err
		}
		if err := checkGiven(*before.Award, contestants, given); err != nil {
			return err
		}
		for _, s := range given {
			s.Member = actor.ID
			tx.Awards.Score(s, s.Marks.IsWhole(len(before.Award.Criteria)), now)
		}
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if after, err = tx.Awards.One(ctx, actor, id); err != nil {
			return err
		}
		if after.AllFinished() && !before.AllFinished() {
			tx.Events.Add(domain.NewEvent(domain.AwardScored, id, actor.Ref(), now, nil))
		}
		return nil
	})
	if err == nil {
		uc.wake()
	}
	return after, err
}

// mayScore says why an actor cannot score an award now.
func (uc *UseCases) mayScore(award recognition.AwardView, actor domain.Actor) error {
	switch {
	case !award.Award.IsOnPanel(actor.ID):
		return errNotOnPanel
	case award.DecidedAt != nil:
		return errAwardDecided
	case award.ScoringEndedAt != nil:
		return domain.Conflict("scoring_ended", "An owner has ended the scoring.")
	case award.Stage(uc.day(uc.Now())) != recognition.AwardScoring:
		return domain.Conflict("award_open", "The panel scores once nobody can nominate any more.")
	}
	return nil
}

// checkGiven says what is wrong with what somebody gives.
func checkGiven(award recognition.Award, contestants []recognition.Contestant, given []recognition.Scored) error {
	var faults []domain.FieldError
	seen := map[domain.NominationID]bool{}
	for i, s := range given {
		field := fmt.Sprintf("scores[%d]", i)
		switch {
		case !slices.ContainsFunc(contestants, func(c recognition.Contestant) bool { return c.Nomination == s.Nomination }):
			faults = append(faults, domain.FieldError{Location: "body." + field + ".nomination_id", Message: "is no nomination for the award"})
		case seen[s.Nomination]:
			faults = append(faults, domain.FieldError{Location: "body." + field + ".nomination_id", Message: "comes twice"})
		}
		seen[s.Nomination] = true
		faults = append(faults, award.CheckScored(s, field)...)
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The scores cannot be kept.", faults...)
	}
	return nil
}

// EndScoring ends the scoring of an award before all of the panel have finished, with a reason; it cannot
// be opened again. Those who have scored every nomination count.
func (uc *UseCases) EndScoring(ctx context.Context, actor domain.Actor, id domain.ProgramID, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		award, err := uc.lockAward(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		switch {
		case award.ScoringEndedAt != nil:
			return nil, domain.Conflict("scoring_ended", "The scoring has been ended already.")
		case award.Finished() == 0:
			return nil, domain.Conflict("scores_missing", "Nobody on the panel has scored every nomination: there is nothing to decide by.")
		}
		if fault := domain.TextFault(reason, 1, recognition.MaxComment); fault != "" {
			return nil, domain.InvalidField("reason", fault)
		}
		tx.Awards.EndScoring(id, actor.ID, reason, now)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "end_scoring", SubjectKind: "program", Subject: domain.ID[any](id),
			Data: map[string]any{"finished": award.Finished(), "members": len(award.Members())},
		})
		tx.Events.Add(domain.NewEvent(domain.AwardScored, id, actor.Ref(), now, nil))
		return uc.awardAfter(ctx, tx, actor, id)
	})
}

// lockAward keeps an award on which the actor, an owner, decides.
func (uc *UseCases) lockAward(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.ProgramID) (recognition.AwardView, error) {
	if _, err := tx.Awards.Lock(ctx, id); err != nil {
		return recognition.AwardView{}, err
	}
	award, err := tx.Awards.One(ctx, actor, id)
	switch {
	case err != nil:
	case award.HasPart:
		err = domain.Forbidden("own_nomination", "Nobody decides on an award for which they nominated, or were nominated.")
	case award.DecidedAt != nil:
		err = errAwardDecided
	case award.Stage(uc.day(uc.Now())) != recognition.AwardScoring:
		err = domain.Conflict("award_open", "The award is decided once nobody can nominate any more.")
	}
	return award, err
}

func (uc *UseCases) awardAfter(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.ProgramID) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	return tx.Awards.One(ctx, actor, id)
}
