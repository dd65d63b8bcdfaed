package usecase

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// ProgramStanding is a program with what is left of its budget in the present period.
type ProgramStanding struct {
	recognition.Program
	Left int64
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
	for i, p := range programs.Items {
		out.Items[i] = uc.standing(p, budgets[p.ID])
	}
	return out, nil
}

func (uc *UseCases) standing(p recognition.Program, a points.Account) ProgramStanding {
	s := ProgramStanding{Program: p}
	if p.Budget != nil && p.BudgetPeriod != nil {
		s.Left, _ = points.Standing(a, *p.Budget, points.Period(*p.BudgetPeriod), uc.Now(), uc.where)
	}
	return s
}

// ProgramTexts reads what a program says in its own words and in each language.
func (uc *UseCases) ProgramTexts(ctx context.Context, id domain.ProgramID) (domain.Texts, error) {
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
		if err := p.Check(); err != nil {
			return nil, err
		}
		place, err := tx.Catalogue.NextPlace(ctx)
		if err != nil {
			return nil, err
		}
		tx.Catalogue.InsertProgram(p, translations, place, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "create_program", SubjectKind: "program", Subject: domain.ID[any]{UUID: p.ID.UUID}, Data: programFacts(p)})
		tx.Events.Add(domain.NewEvent(domain.ProgramChanged, p.ID, actor.Ref(), now, nil))
		return uc.standing(p, points.Account{}), nil
	})
}

// ChangeProgram changes a program's rules. Nominations that wait are decided by the rules as they
// then are; a budget that is changed counts from its next period on.
func (uc *UseCases) ChangeProgram(ctx context.Context, actor domain.Actor, id domain.ProgramID, translations *domain.Translations, change func(*recognition.Program) error) (ProgramStanding, error) {
	var standing ProgramStanding
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		p, err := tx.Catalogue.LockProgram(ctx, id)
		if err != nil {
			return err
		}
		if err := change(&p); err != nil {
			return err
		}
		p.Name = strings.TrimSpace(p.Name)
		if err := p.Check(); err != nil {
			return err
		}
		now := uc.Now()
		tx.Catalogue.UpdateProgram(p)
		if translations != nil {
			clean, err := translations.Checked(people.Languages())
			if err != nil {
				return err
			}
			tx.Catalogue.TranslateProgram(id, clean)
		}
		tx.Audit.Add(actor, now, postgres.Entry{Action: "change_program", SubjectKind: "program", Subject: domain.ID[any](id), Data: programFacts(p)})
		tx.Events.Add(domain.NewEvent(domain.ProgramChanged, id, actor.Ref(), now, nil))
		account, err := tx.Ledger.Account(ctx, points.Of(points.Budget, id))
		standing = uc.standing(p, account)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return standing, err
}

// programFacts are what the audit log keeps of a program's rules: those that move points.
func programFacts(p recognition.Program) map[string]any {
	return map[string]any{
		"funding": p.Funding, "approval": p.Approval, "points_min": p.PointsMin, "points_max": p.PointsMax, "budget": p.Budget,
		"budget_period": p.BudgetPeriod, "active": p.Active,
	}
}
