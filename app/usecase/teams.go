package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// AddTeam adds a team, below another or at the top. The result is a people.TeamListing.
func (uc *UseCases) AddTeam(ctx context.Context, actor domain.Actor, team people.Team, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		team, err := team.Checked()
		if err != nil {
			return nil, err
		}
		team.ID = domain.NewTeamID()
		if err := tx.People.LockLines(ctx); err != nil {
			return nil, err
		}
		if err := checkTeam(ctx, tx, team, people.Team{}); err != nil {
			return nil, err
		}
		tx.Teams.Insert(team, now)
		tx.Teams.Update(team)
		auditTeam(tx, actor, now, "create", team)
		tx.Events.Add(domain.NewEvent(domain.TeamAdded, team.ID, actor.Ref(), now, nil))
		return teamAfter(ctx, tx, team.ID)
	})
}

// ChangeTeam renames a team, moves it with all below it, or gives it another lead. Boards of teams ask
// who is in a team now, so they follow at once.
func (uc *UseCases) ChangeTeam(ctx context.Context, actor domain.Actor, id domain.TeamID, change func(*people.Team)) (people.TeamListing, error) {
	var listing people.TeamListing
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		if err := tx.People.LockLines(ctx); err != nil {
			return err
		}
		before, err := tx.Teams.Lock(ctx, id)
		if err != nil {
			return err
		}
		after := before
		change(&after)
		if after, err = after.Checked(); err != nil {
			return err
		}
		if err := checkTeam(ctx, tx, after, before); err != nil {
			return err
		}
		tx.Teams.Update(after)
		auditTeam(tx, actor, now, "change", after)
		tx.Events.Add(domain.NewEvent(domain.TeamChanged, id, actor.Ref(), now, nil))
		listing, err = teamAfter(ctx, tx, id)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return listing, err
}

// checkTeam holds a new parent and a new lead against what is there.
func checkTeam(ctx context.Context, tx *postgres.Tx, after, before people.Team) error {
	if after.Parent != nil && !same(after.Parent, before.Parent) {
		path, err := tx.Teams.Path(ctx, *after.Parent)
		if err != nil {
			return orInvalid(err, "parent_id", "is no team")
		}
		if err := after.PutInto(path); err != nil {
			return err
		}
	}
	if after.Lead != nil && !same(after.Lead, before.Lead) {
		lead, err := tx.People.ByID(ctx, *after.Lead)
		if err != nil {
			return orInvalid(err, "lead_id", "is no employee")
		}
		if !lead.Active {
			return domain.InvalidField("lead_id", "is somebody who is deactivated")
		}
	}
	return nil
}

func teamAfter(ctx context.Context, tx *postgres.Tx, id domain.TeamID) (people.TeamListing, error) {
	if err := tx.Flush(ctx); err != nil {
		return people.TeamListing{}, err
	}
	if err := tx.Teams.RefreshPaths(ctx, id); err != nil {
		return people.TeamListing{}, err
	}
	return tx.Teams.Listing(ctx, id)
}

func auditTeam(tx *postgres.Tx, actor domain.Actor, at time.Time, action string, team people.Team) {
	tx.Audit.Add(actor, at, postgres.Entry{
		Action: action + "_team", SubjectKind: "team", Subject: domain.ID[any](team.ID), Data: map[string]any{"parent": team.Parent, "lead": team.Lead},
	})
}
