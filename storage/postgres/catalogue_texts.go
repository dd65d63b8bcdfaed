package postgres

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
)

// ProgramTexts reads what a program says in its own words and in each language.
func (c Catalogue) ProgramTexts(ctx context.Context, id domain.ProgramID) (recognition.ProgramTexts, error) {
	return one[recognition.ProgramTexts](ctx, c.q, `select name, description, guidance, translations, award from program where id = $1`, id)
}

// TranslateProgram stores what a program says in each language.
func (c Catalogue) TranslateProgram(id domain.ProgramID, translations domain.Translations) {
	c.tx.queue(`update program set translations = $2 where id = $1`, id, asJSON(translations))
}

const behaviourRule = `select id, code, name, description, guidance, translations, place, active from behaviour `

// BehaviourRule reads a behaviour as an owner keeps it.
func (c Catalogue) BehaviourRule(ctx context.Context, id domain.BehaviourID) (recognition.BehaviourRule, error) {
	return one[recognition.BehaviourRule](ctx, c.q, behaviourRule+`where id = $1`, id)
}

// LockBehaviours reads all behaviours and keeps them for this transaction: they are few, and their order
// and the last of them concern them all.
func (c Catalogue) LockBehaviours(ctx context.Context) ([]recognition.BehaviourRule, error) {
	return many[recognition.BehaviourRule](ctx, c.q, behaviourRule+`order by place, id for update`)
}

// InsertBehaviour adds a behaviour.
func (c Catalogue) InsertBehaviour(b recognition.BehaviourRule) {
	c.tx.queue(`insert into behaviour (id, code, name, description, guidance, translations, place, active) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		b.ID, b.Code, b.Name, b.Description, b.Guidance, asJSON(b.Translations), b.Place, b.Active)
}

// UpdateBehaviour stores a behaviour; its code stays.
func (c Catalogue) UpdateBehaviour(b recognition.BehaviourRule) {
	c.tx.queue(`update behaviour set name = $2, description = $3, guidance = $4, translations = $5, place = $6, active = $7 where id = $1`,
		b.ID, b.Name, b.Description, b.Guidance, asJSON(b.Translations), b.Place, b.Active)
}
