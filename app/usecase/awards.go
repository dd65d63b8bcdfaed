package usecase

import (
	"context"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Awards lists the awards, the latest made first.
func (uc *UseCases) Awards(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[recognition.AwardView], error) {
	return uc.db.Awards.List(ctx, actor, page)
}

// Award reads one award.
func (uc *UseCases) Award(ctx context.Context, actor domain.Actor, id domain.ProgramID) (recognition.AwardView, error) {
	return uc.db.Awards.One(ctx, actor, id)
}

// AwardNominations lists the nominations for an award, the earliest first, with what the actor has given
// each: for the panel and for owners. What others have given is shown once the award is decided.
func (uc *UseCases) AwardNominations(ctx context.Context, actor domain.Actor, id domain.ProgramID, page domain.Page) (domain.Slice[recognition.AwardEntry], error) {
	award, err := uc.db.Awards.One(ctx, actor, id)
	if err != nil {
		return domain.Slice[recognition.AwardEntry]{}, err
	}
	if !actor.Is(domain.RoleOwner) && !award.Award.IsOnPanel(actor.ID) {
		return domain.Slice[recognition.AwardEntry]{}, errNotOnPanel
	}
	ids, err := uc.db.Awards.NominationsOf(ctx, id, page)
	if err != nil {
		return domain.Slice[recognition.AwardEntry]{}, err
	}
	views, err := uc.db.Nominations.Views(ctx, ids.Items, actor)
	if err != nil {
		return domain.Slice[recognition.AwardEntry]{}, err
	}
	by := &actor.ID
	if award.DecidedAt != nil {
		by = nil
	}
	scores, err := uc.db.Awards.Scores(ctx, ids.Items, by)
	out := domain.Slice[recognition.AwardEntry]{Next: ids.Next}
	for _, n := range ids.Items {
		i := slices.IndexFunc(views, func(v recognition.View) bool { return v.ID == n })
		if i < 0 {
			continue // it was withdrawn meanwhile
		}
		entry := recognition.AwardEntry{View: views[i]}
		if award.Award.IsOnPanel(actor.ID) {
			entry.Marks = make(recognition.Marks, len(award.Award.Criteria))
		}
		for _, s := range scores {
			switch {
			case s.Nomination != n:
			case s.Member == actor.ID:
				entry.Marks, entry.Note = s.Marks, s.Note
				fallthrough
			default:
				s.Note = ""
				entry.Scores = append(entry.Scores, s)
			}
		}
		if award.DecidedAt == nil {
			entry.Scores = nil
		}
		out.Items = append(out.Items, entry)
	}
	return out, err
}

var (
	errNotOnPanel    = domain.Forbidden("not_on_panel", "This is for the panel of the award, and for owners.")
	errScoresMissing = domain.Conflict("scores_missing", "Not all of the panel have scored every nomination.")
	errAwardDecided  = domain.Conflict("award_decided", "The award is decided.")
)

// AwardRanking is the ranking of an award's nominations, by those whose scores count.
type AwardRanking struct {
	Standings []recognition.AwardStanding
	Counted   []domain.EmployeeID
	Names     map[domain.EmployeeID]string // of nominees and of those who count
}

// AwardRanking ranks the nominations for an award: for an owner who has no part in them, once nobody can
// score any more or all have; and for the panel once it is decided.
func (uc *UseCases) AwardRanking(ctx context.Context, actor domain.Actor, id domain.ProgramID) (AwardRanking, error) {
	award, err := uc.db.Awards.One(ctx, actor, id)
	if err != nil {
		return AwardRanking{}, err
	}
	if err := uc.mayRank(award, actor); err != nil {
		return AwardRanking{}, err
	}
	ranking, err := rank(ctx, uc.db.Awards, award)
	if err != nil {
		return AwardRanking{}, err
	}
	ids := slices.Clone(ranking.Counted)
	for _, s := range ranking.Standings {
		ids = append(ids, s.Nominee)
	}
	ranking.Names, err = uc.db.People.Names(ctx, ids)
	return ranking, err
}

// mayRank says why an actor does not see the ranking.
func (uc *UseCases) mayRank(award recognition.AwardView, actor domain.Actor) error {
	day := uc.day(uc.Now())
	switch {
	case award.CanOf(actor, day).Rank:
		return nil
	case !actor.Is(domain.RoleOwner):
		return domain.Forbidden("forbidden", "Your role does not include this.")
	case award.HasPart:
		return domain.Forbidden("own_nomination", "Nobody decides on an award for which they nominated, or were nominated.")
	case award.Stage(day) != recognition.AwardScoring:
		return domain.Conflict("award_open", "The panel scores once nobody can nominate any more.")
	}
	return errScoresMissing
}

// rank orders the nominations for an award as they are scored now.
func rank(ctx context.Context, table postgres.Awards, award recognition.AwardView) (AwardRanking, error) {
	contestants, err := table.Contestants(ctx, award.ID)
	if err != nil {
		return AwardRanking{}, err
	}
	ids := make([]domain.NominationID, len(contestants))
	for i, c := range contestants {
		ids[i] = c.Nomination
	}
	scores, err := table.Scores(ctx, ids, nil)
	counted := award.Award.WhoFinished(award.Members(), contestants, scores)
	return AwardRanking{Standings: award.Award.Rank(contestants, scores, counted), Counted: counted}, err
}

// checkAward says whether a nomination may be made for an award: nobody on the panel can gain, and there
// is an owner who could decide on all of them. It keeps the award, so that neither its panel nor its
// state changes meanwhile.
func (uc *UseCases) checkAward(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, seen recognition.Program, now time.Time) error {
	if seen.Award == nil {
		return nil
	}
	round, err := tx.Awards.Lock(ctx, seen.ID)
	if err != nil {
		return err
	}
	p, err := tx.Catalogue.Program(ctx, "", seen.ID)
	if err != nil {
		return err
	}
	if round.DecidedAt != nil || !p.IsOpen(now.In(uc.where)) {
		return domain.Conflict("program_closed", "The program is not open.")
	}
	if err := p.Award.CheckPanel(n); err != nil {
		return err
	}
	parts, err := tx.Awards.Parts(ctx, p.ID)
	if err != nil {
		return err
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(owners, func(id domain.EmployeeID) bool { return !slices.Contains(parts, id) && !n.Gains(id) }) {
		return domain.Invalid("no_approver", "There would be no owner who could decide on the award without having a part in it.")
	}
	return nil
}

// checkMembers says who on a panel is no active employee.
func checkMembers(ctx context.Context, tx *postgres.Tx, p recognition.Program) error {
	if p.Award == nil {
		return nil
	}
	active, err := tx.People.KeepActive(ctx, p.Award.Panel)
	if err != nil {
		return err
	}
	return faultyMembers(p.Award.Panel, "is no active employee", func(id domain.EmployeeID) bool { return slices.Contains(active, id) })
}

func faultyMembers(panel []domain.EmployeeID, message string, isRight func(domain.EmployeeID) bool) error {
	var faults []domain.FieldError
	for i, id := range panel {
		if !isRight(id) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.award.panel_ids[%d]", i), Message: message})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The panel of the award is not right.", faults...)
	}
	return nil
}

// settleCriteria keeps the translations of an award's criteria where their words stay as they were, and
// says what is wrong with those that are sent.
func settleCriteria(p *recognition.Program, before *recognition.Award, language string) error {
	if p.Award == nil {
		return nil
	}
	award := *p.Award
	if before != nil {
		award = award.After(*before, language)
	}
	award, err := award.Checked(people.Languages())
	p.Award = &award
	return err
}

// changeAward holds a change of a program against its award: what is scored keeps its rules, and nobody
// comes onto the panel who can gain. Those who come while it scores are told.
func (uc *UseCases) changeAward(ctx context.Context, tx *postgres.Tx, actor domain.Actor, p, before recognition.Program, now time.Time) error {
	if p.Award == nil && before.Award == nil {
		return nil
	}
	round := recognition.AwardRound{}
	if before.Award != nil {
		var err error
		if round, err = tx.Awards.Lock(ctx, p.ID); err != nil {
			return err
		}
	}
	if err := p.CheckAwardChange(before, round); err != nil {
		return err
	}
	if slices.Equal(p.Award.Panel, before.Award.Panel) {
		return nil
	}
	if err := checkMembers(ctx, tx, p); err != nil {
		return err
	}
	parts, err := tx.Awards.Parts(ctx, p.ID)
	if err != nil {
		return err
	}
	if err := faultyMembers(p.Award.Panel, "has a part in a nomination for the award", func(id domain.EmployeeID) bool { return !slices.Contains(parts, id) }); err != nil {
		return err
	}
	added := slices.DeleteFunc(slices.Clone(p.Award.Panel), before.Award.IsOnPanel)
	if len(added) > 0 && p.AwardStageOn(uc.day(now)) == recognition.AwardScoring && round.ScoringEndedAt == nil {
		tx.Events.Add(domain.NewEvent(domain.AwardScoring, p.ID, actor.Ref(), now, map[string]any{"panel": added}))
	}
	return nil
}

// openScoring tells the panels of awards whose window is over that they can score.
func (uc *UseCases) openScoring(ctx context.Context, tx *postgres.Tx, now time.Time) error {
	due, err := tx.Awards.Due(ctx, uc.day(now))
	for _, d := range due {
		tx.Events.Add(domain.NewEvent(domain.AwardScoring, d.Program, nil, now, map[string]any{"panel": d.Panel}))
	}
	return err
}
