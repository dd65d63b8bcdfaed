package usecase

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// ProgramStanding is a program with what is left of its budget in the present period, and whether the
// one who asks may nominate under it.
type ProgramStanding struct {
	recognition.Program
	Left        int64
	ToppedUp    int64 // in the present period
	MayNominate bool
}

// Programs lists programs in the actor's language; all of them, or those that are active.
func (uc *UseCases) Programs(ctx context.Context, actor domain.Actor, all bool, page domain.Page) (domain.Slice[ProgramStanding], error) {
	programs, err := uc.db.Catalogue.Programs(ctx, actor.Language, all, page)
	if err != nil {
		return domain.Slice[ProgramStanding]{}, err
	}
	out := domain.Slice[ProgramStanding]{Next: programs.Next, Items: make([]ProgramStanding, len(programs.Items))}
	budgets, err := uc.db.Ledger.Budgets(ctx)
	if err != nil {
		return out, err
	}
	who, err := placeAmong(ctx, uc.db.People, actor, programs.Items...)
	for i, p := range programs.Items {
		out.Items[i] = uc.standing(actor, p, budgets[p.ID], who)
	}
	return out, err
}

// ProgramVersion is what a program's rules were from a time on.
type ProgramVersion = postgres.ProgramVersion

// ProgramVersions lists the versions of a program's rules, the latest first.
func (uc *UseCases) ProgramVersions(ctx context.Context, actor domain.Actor, id domain.ProgramID, page domain.Page) (domain.Slice[ProgramVersion], error) {
	if _, err := uc.db.Catalogue.Program(ctx, actor.Language, id); err != nil {
		return domain.Slice[ProgramVersion]{}, err
	}
	return uc.db.Catalogue.ProgramVersions(ctx, actor.Language, id, page)
}

// placeAmong reads what decides whether the actor may nominate under some programs, where one of them
// asks for it.
func placeAmong(ctx context.Context, table postgres.People, actor domain.Actor, programs ...recognition.Program) (recognition.Place, error) {
	if !slices.ContainsFunc(programs, func(p recognition.Program) bool { return !p.Nominators.IsEverybody() }) {
		return recognition.Place{}, nil
	}
	places, err := table.Places(ctx, []domain.EmployeeID{actor.ID})
	return places[actor.ID], err
}

func (uc *UseCases) standing(actor domain.Actor, p recognition.Program, a postgres.BudgetAccount, who recognition.Place) ProgramStanding {
	onPanel := p.Award != nil && p.Award.IsOnPanel(actor.ID)
	s := ProgramStanding{Program: p, MayNominate: p.IsOpen(uc.Now().In(uc.where)) && p.Nominators.Has(who) && !onPanel}
	if p.Budget != nil && p.BudgetPeriod != nil {
		s.Left, _ = points.Standing(a.Account, *p.Budget, points.Period(*p.BudgetPeriod), uc.Now(), uc.where)
		if from, _ := points.Period(*p.BudgetPeriod).Window(uc.Now(), uc.where); a.PeriodStart != nil && !a.PeriodStart.Before(dateOf(from)) {
			s.ToppedUp = a.ToppedUp
		}
	}
	return s
}

// ProgramTexts reads what a program says in its own words and in each language.
func (uc *UseCases) ProgramTexts(ctx context.Context, id domain.ProgramID) (recognition.ProgramTexts, error) {
	return uc.db.Catalogue.ProgramTexts(ctx, id)
}

// CreateProgram adds a program; the result is a ProgramStanding.
func (uc *UseCases) CreateProgram(ctx context.Context, actor domain.Actor, p recognition.Program, translations domain.Translations, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		translations, err := translations.Checked(people.Languages())
		if err != nil {
			return nil, err
		}
		p.ID, p.Name = domain.NewProgramID(), strings.TrimSpace(p.Name)
		if err := settleCriteria(&p, nil, actor.Language); err != nil {
			return nil, err
		}
		if err := uc.checkProgram(ctx, tx, p); err != nil {
			return nil, err
		}
		if err := checkMembers(ctx, tx, p); err != nil {
			return nil, err
		}
		place, err := tx.Catalogue.NextPlace(ctx)
		if err != nil {
			return nil, err
		}
		p.Version = 1
		tx.Catalogue.InsertProgram(p, translations, place, &actor.ID, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "create_program", SubjectKind: "program", Subject: domain.ID[any]{UUID: p.ID.UUID}, Data: programFacts(p)})
		tx.Events.Add(domain.NewEvent(domain.ProgramChanged, p.ID, actor.Ref(), now, nil))
		who, err := placeAmong(ctx, tx.People, actor, p)
		return uc.standing(actor, p, postgres.BudgetAccount{}, who), err
	})
}

// checkProgram says what is wrong with a program's rules, or which of the teams that it names are not
// there.
func (uc *UseCases) checkProgram(ctx context.Context, tx *postgres.Tx, p recognition.Program) error {
	if err := p.Check(); err != nil {
		return err
	}
	var faults []domain.FieldError
	for _, c := range []struct {
		field  string
		circle recognition.Circle
	}{{"nominators", p.Nominators}, {"nominees", p.Eligible}} {
		known, err := tx.Teams.Existing(ctx, c.circle.Teams)
		if err != nil {
			return err
		}
		for i, team := range c.circle.Teams {
			if !slices.Contains(known, team) {
				faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.%s.team_ids[%d]", c.field, i), Message: "is no team"})
			}
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The program names teams that are not there.", faults...)
	}
	return nil
}

// ChangeProgram changes a program's rules. Nominations that wait are decided by the rules that they
// were made under; a budget that is changed counts from its next period on. A program that was ended
// stays as it is.
func (uc *UseCases) ChangeProgram(ctx context.Context, actor domain.Actor, id domain.ProgramID, translations *domain.Translations, change func(*recognition.Program) error) (ProgramStanding, error) {
	var standing ProgramStanding
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		p, err := tx.Catalogue.LockProgram(ctx, id)
		if err != nil {
			return err
		}
		if p.EndedAt != nil {
			return domain.Conflict("program_ended", "The program was ended for good. Make another one.")
		}
		before, now := p, uc.Now()
		if err := change(&p); err != nil {
			return err
		}
		p.Name = strings.TrimSpace(p.Name)
		if err := settleCriteria(&p, before.Award, actor.Language); err != nil {
			return err
		}
		if err := uc.checkProgram(ctx, tx, p); err != nil {
			return err
		}
		if err := uc.changeAward(ctx, tx, actor, p, before, now); err != nil {
			return err
		}
		if p.EndedAt != nil {
			p.EndedAt, p.Active = &now, false
		}
		if !p.SameRules(before) {
			p.Version++
		}
		tx.Catalogue.UpdateProgram(p, &actor.ID, now)
		if translations != nil {
			clean, err := translations.Checked(people.Languages())
			if err != nil {
				return err
			}
			tx.Catalogue.TranslateProgram(id, clean)
		}
		tx.Audit.Add(actor, now, postgres.Entry{Action: "change_program", SubjectKind: "program", Subject: domain.ID[any](id), Data: programFacts(p)})
		tx.Events.Add(domain.NewEvent(domain.ProgramChanged, id, actor.Ref(), now, nil))
		account, err := tx.Ledger.Budget(ctx, id)
		if err != nil {
			return err
		}
		who, err := placeAmong(ctx, tx.People, actor, p)
		standing = uc.standing(actor, p, account, who)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return standing, err
}

// programFacts are what the audit log keeps of a program's rules: those that move points.
func programFacts(p recognition.Program) map[string]any {
	facts := map[string]any{
		"funding": p.Funding, "approval": p.Approval, "points_min": p.PointsMin, "points_max": p.PointsMax, "budget": p.Budget,
		"budget_period": p.BudgetPeriod, "active": p.Active, "approval_from": p.ApprovalFrom, "version": p.Version, "ended": p.EndedAt != nil,
		"manager_budgets": p.ManagerBudgets,
	}
	if p.Award != nil {
		facts["winners"], facts["panel"] = p.Award.Winners, p.Award.Panel
	}
	return facts
}
