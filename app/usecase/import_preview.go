package usecase

import (
	"context"

	"laurel/storage/postgres"
)

// ImportPreview is what an import would change, as a dry run tells it: the part of its kind is set.
type ImportPreview struct {
	// Of a roster: the first people of each sort of changes, and the teams that would be made.
	People []postgres.PersonChange
	Teams  []string
	// Of recognitions: what is new.
	History    *postgres.HistoryPreview
	Behaviours []postgres.BehaviourPreview
	// Of wallets: what would be booked, the largest changes, and what all wallets would then cost.
	Wallets  *postgres.WalletPreview
	Balances []postgres.BalanceChange
	Worth    []postgres.Worth
	// UnknownPeople and UnknownBehaviours are named by lines that cannot be taken.
	UnknownPeople, UnknownBehaviours postgres.Unknowns
}

func (j *importJob) previewRoster(ctx context.Context, r *ImportResult) error {
	people, err := j.tx.Imports.PreviewPeople(ctx, j.id)
	r.Preview = &ImportPreview{People: people, Teams: j.teams}
	return err
}

func (j *importJob) previewHistory(ctx context.Context, r *ImportResult) error {
	history, err := j.tx.Imports.PreviewHistory(ctx)
	if err != nil {
		return err
	}
	r.Preview = &ImportPreview{History: &history}
	if r.Preview.Behaviours, err = j.tx.Imports.PreviewBehaviours(ctx, j.actor.Language); err != nil || r.FaultsTotal == 0 {
		return err
	}
	if r.Preview.UnknownPeople, err = j.tx.Imports.UnknownPeople(ctx); err != nil {
		return err
	}
	r.Preview.UnknownBehaviours, err = j.tx.Imports.UnknownBehaviours(ctx)
	return err
}

func (j *importJob) previewWallets(ctx context.Context, r *ImportResult) error {
	wallets, err := j.tx.Imports.PreviewWallets(ctx, j.id)
	if err != nil {
		return err
	}
	r.Preview = &ImportPreview{Wallets: &wallets}
	if r.Preview.Balances, err = j.tx.Imports.PreviewBalances(ctx, j.id); err != nil {
		return err
	}
	if r.Preview.Worth, err = j.tx.Imports.WorthOf(ctx, r.Liability); err != nil {
		return err
	}
	r.Preview.UnknownPeople, err = j.tx.Imports.UnknownWallets(ctx)
	return err
}

// What a preview is made of, by the names of this package.
type (
	// PersonChange is what an import changes of one employee.
	PersonChange = postgres.PersonChange
	// Unknowns are the addresses or the codes of a file that nobody has.
	Unknowns = postgres.Unknowns
)
