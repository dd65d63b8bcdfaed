package postgres

import (
	"context"
	"time"

	"laurel/domain/organisation"
)

// Organisation is the one row about the organisation itself.
type Organisation struct {
	q  queryer
	tx *Tx
}

// OrganisationRow is what is kept about the organisation. Allowance is in points a person and
// Period; it begins with the default of the others.
type OrganisationRow struct {
	Name      string    `db:"name"`
	Language  string    `db:"language"` // that new employees begin with
	TimeZone  string    `db:"time_zone"`
	Demo      bool      `db:"demo"`
	Allowance int64     `db:"allowance"`
	PerReport int64     `db:"allowance_per_report"`
	Period    string    `db:"allowance_period"`
	ProRata   bool      `db:"allowance_pro_rata"`
	ImportKey []byte    `db:"import_key"` // keys the hashes of imported lines
	CreatedAt time.Time `db:"created_at"`
}

// Get reads the organisation; domain.NotFound before the first start.
func (o Organisation) Get(ctx context.Context) (OrganisationRow, error) {
	return one[OrganisationRow](ctx, o.q, `select name, language, time_zone, demo, allowance,
		allowance_per_report, allowance_period, allowance_pro_rata, import_key, created_at from organisation`)
}

// Insert makes the organisation at the first start; it changes nothing where there is one.
func (o Organisation) Insert(row OrganisationRow) {
	o.tx.queue(`insert into organisation (time_zone, demo, allowance, import_key, created_at)
		values ($1, $2, $3, $4, $5) on conflict do nothing`,
		row.TimeZone, row.Demo, row.Allowance, row.ImportKey, row.CreatedAt)
}

const settingsSelect = `select name, language, time_zone, allowance, words, point_cost,
	allowance_per_report, allowance_period, allowance_pro_rata, tax_free, celebrations from organisation`

// Settings reads what administrators choose for the organisation.
func (o Organisation) Settings(ctx context.Context) (organisation.Settings, error) {
	return one[organisation.Settings](ctx, o.q, settingsSelect)
}

// LockSettings is Settings, and keeps them for this transaction.
func (o Organisation) LockSettings(ctx context.Context) (organisation.Settings, error) {
	return one[organisation.Settings](ctx, o.q, settingsSelect+` for update`)
}

// UpdateSettings stores what administrators choose; the time zone stays.
func (o Organisation) UpdateSettings(s organisation.Settings) {
	o.tx.queue(`update organisation set name = $1, language = $2, allowance = $3, words = $4, point_cost = $5,
			allowance_per_report = $6, allowance_period = $7, allowance_pro_rata = $8, tax_free = $9, celebrations = $10`,
		s.Name, s.Language, s.Allowance, asJSON(s.Words), jsonOrNull(s.PointCost), s.AllowancePerReport, s.AllowancePeriod, s.AllowanceProRata, jsonList(s.TaxFree), asJSON(s.Celebrations))
}

// Lock keeps the organisation for this transaction.
func (o Organisation) Lock(ctx context.Context) error {
	_, err := one[bool](ctx, o.q, `select true from organisation for update`)
	return err
}

// SetPointCost keeps what a point costs the organisation.
func (o Organisation) SetPointCost(c organisation.PointCost) {
	o.tx.queue(`update organisation set point_cost = $1`, asJSON(c))
}

// SetCelebrations keeps what the organisation celebrates.
func (o Organisation) SetCelebrations(c organisation.Celebrations) {
	o.tx.queue(`update organisation set celebrations = $1`, asJSON(c))
}

// SetDemo marks the organisation as the demo organisation.
func (o Organisation) SetDemo() { o.tx.queue(`update organisation set demo = true`) }
