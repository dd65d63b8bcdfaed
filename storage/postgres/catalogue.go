package postgres

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Catalogue is the tables of programs and behaviours.
type Catalogue struct {
	q  queryer
	tx *Tx
}

// Translation is a name and a description in one further language.
type Translation = domain.Translation

// Translations are by language, such as "ru".
type Translations = domain.Translations

const programColumns = `p.id, coalesce(p.translations -> $1 ->> 'name', p.name) as name,
	coalesce(p.translations -> $1 ->> 'description', p.description) as description,
	p.funding, p.approval, p.points_min, p.points_max, p.points_default, p.levels::text as levels, p.max_nominees, p.shares, p.simple,
	p.limit_giver, p.limit_pair, p.limit_nominee, p.limit_period, p.budget, p.budget_period, p.from_date, p.to_date, p.active,
	coalesce(p.translations -> $1 ->> 'guidance', p.guidance) as guidance, p.nominators, p.nominees, p.approval_from, p.ended_at, p.version, p.award, p.manager_budgets`

// Programs lists programs in their order, with names in a language: all, or the active ones.
func (c Catalogue) Programs(ctx context.Context, language string, all bool, page domain.Page) (domain.Slice[recognition.Program], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.Program]{}, err
	}
	rows, err := many[recognition.Program](ctx, c.q, `select `+programColumns+` from program p
		where (p.active or $2) and ($3::uuid is null or (p.place, p.id) > (select place, id from program where id = $3))
		order by p.place, p.id limit $4`, language, all, after, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.Program]{}, err
	}
	return slice(rows, page.Limit, func(p recognition.Program) string { return p.ID.String() }), nil
}

// LockProgram reads a program in its own language and keeps it for this transaction.
func (c Catalogue) LockProgram(ctx context.Context, id domain.ProgramID) (recognition.Program, error) {
	return one[recognition.Program](ctx, c.q, `select `+programColumns+` from program p where p.id = $2 for update`, "", id)
}

// NextPlace is the place after the last program.
func (c Catalogue) NextPlace(ctx context.Context) (int, error) {
	return one[int](ctx, c.q, `select coalesce(max(place), 0) + 1 from program`)
}

// Program reads one program.
func (c Catalogue) Program(ctx context.Context, language string, id domain.ProgramID) (recognition.Program, error) {
	return one[recognition.Program](ctx, c.q, `select `+programColumns+` from program p where p.id = $2`, language, id)
}

// ProgramQuery is a query of Tx.Read for one program.
func (c Catalogue) ProgramQuery(to *[]recognition.Program, language string, id domain.ProgramID) Query {
	return rowsInto(to, `select `+programColumns+` from program p where p.id = $2`, language, id)
}

// ruledBy gives p, the program of a nomination n by the rules of the version that n was made under.
const ruledBy = `join program base on base.id = n.program_id
	left join program_version v on v.program_id = n.program_id and v.version = n.program_version
	cross join lateral jsonb_populate_record(base, coalesce(v.rules, '{}')) p`

// NominationProgram is a program by the rules that a nomination was made under.
type NominationProgram struct {
	Nomination domain.NominationID `db:"nomination_id"`
	recognition.Program
}

// ProgramsOf reads the programs of some nominations, by the rules that they were made under.
func (c Catalogue) ProgramsOf(ctx context.Context, language string, nominations []domain.NominationID) ([]NominationProgram, error) {
	return many[NominationProgram](ctx, c.q, `select n.id as nomination_id, `+programColumns+` from nomination n `+ruledBy+` where n.id = any($2)`, language, nominations)
}

// keepVersion keeps the rules of a program as those of its version. What is translated anew is no other version: the
// one that there is takes it over.
func (c Catalogue) keepVersion(id domain.ProgramID, by *domain.EmployeeID, now time.Time) {
	c.tx.queue(`insert into program_version (program_id, version, rules, changed_at, changed_by)
		select id, version, to_jsonb(p) - array['id', 'name', 'description', 'guidance', 'translations', 'budget', 'budget_period', 'manager_budgets', 'from_date', 'to_date',
			'active', 'ended_at', 'version', 'place', 'created_at'], $2, $3
		from program p where id = $1 on conflict (program_id, version) do update set rules = excluded.rules`, id, now, by)
}

// ProgramVersion is what a program's rules were from a time on.
type ProgramVersion struct {
	recognition.Program
	ChangedAt     time.Time          `db:"changed_at"`
	ChangedBy     *domain.EmployeeID `db:"changed_by"`
	ChangedByName *string            `db:"changed_by_name"`
}

// ProgramVersions lists the versions of a program's rules, the latest first.
func (c Catalogue) ProgramVersions(ctx context.Context, language string, id domain.ProgramID, page domain.Page) (domain.Slice[ProgramVersion], error) {
	var before *int64
	if page.Cursor != "" {
		version, err := readNumberCursor(page.Cursor)
		if err != nil {
			return domain.Slice[ProgramVersion]{}, err
		}
		before = &version
	}
	rows, err := many[ProgramVersion](ctx, c.q, `select `+strings.Replace(programColumns, "p.version", "v.version", 1)+`, v.changed_at, v.changed_by, e.name as changed_by_name
		from program_version v join program base on base.id = v.program_id left join employee e on e.id = v.changed_by
		cross join lateral jsonb_populate_record(base, v.rules) p
		where v.program_id = $2 and ($3::bigint is null or v.version < $3) order by v.version desc limit $4`, language, id, before, page.Limit+1)
	if err != nil {
		return domain.Slice[ProgramVersion]{}, err
	}
	return slice(rows, page.Limit, func(v ProgramVersion) string { return strconv.Itoa(v.Version) }), nil
}

// InsertProgram adds a program.
func (c Catalogue) InsertProgram(p recognition.Program, translations Translations, place int, by *domain.EmployeeID, now time.Time) {
	c.tx.queue(`insert into program (id, name, description, translations, funding, approval, points_min, points_max, points_default, levels,
			max_nominees, shares, simple, limit_giver, limit_pair, limit_nominee, limit_period, budget, budget_period, from_date, to_date, active, place, created_at,
			guidance, nominators, nominees, approval_from, version, award, manager_budgets)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)`,
		p.ID, p.Name, p.Description, asJSON(translations), p.Funding, p.Approval, p.PointsMin, p.PointsMax, p.PointsDefault, levelsOf(p),
		p.MaxNominees, p.Shares, p.Simple, p.LimitGiver, p.LimitPair, p.LimitNominee, p.LimitPeriod, p.Budget, p.BudgetPeriod, p.From, p.To, p.Active, place, now,
		p.Guidance, asJSON(p.Nominators), asJSON(p.Eligible), p.ApprovalFrom, p.Version, awardOf(p), p.ManagerBudgets)
	if p.Award != nil {
		c.tx.Awards.Insert(p.ID)
	}
	c.keepVersion(p.ID, by, now)
}

// UpdateProgram changes a program; its translations stay, and so do the rules of its earlier versions.
func (c Catalogue) UpdateProgram(p recognition.Program, by *domain.EmployeeID, now time.Time) {
	c.tx.queue(`update program set name = $2, description = $3, funding = $4, approval = $5, points_min = $6, points_max = $7, points_default = $8,
			levels = $9, max_nominees = $10, shares = $11, limit_giver = $12, limit_pair = $13, limit_nominee = $14, limit_period = $15,
			budget = $16, budget_period = $17, from_date = $18, to_date = $19, active = $20,
			guidance = $21, nominators = $22, nominees = $23, approval_from = $24, ended_at = $25, version = $26, award = $27, manager_budgets = $28
		where id = $1`,
		p.ID, p.Name, p.Description, p.Funding, p.Approval, p.PointsMin, p.PointsMax, p.PointsDefault, levelsOf(p),
		p.MaxNominees, p.Shares, p.LimitGiver, p.LimitPair, p.LimitNominee, p.LimitPeriod, p.Budget, p.BudgetPeriod, p.From, p.To, p.Active,
		p.Guidance, asJSON(p.Nominators), asJSON(p.Eligible), p.ApprovalFrom, p.EndedAt, p.Version, awardOf(p), p.ManagerBudgets)
	c.keepVersion(p.ID, by, now)
}

const behaviourSelect = `select b.id, b.code, coalesce(b.translations -> $1 ->> 'name', b.name) as name,
	coalesce(b.translations -> $1 ->> 'description', b.description) as description,
	coalesce(b.translations -> $1 ->> 'guidance', b.guidance) as guidance, b.active from behaviour b `

// Behaviours lists the behaviours in their order, with texts in a language: all, or those that are offered.
func (c Catalogue) Behaviours(ctx context.Context, language string, all bool, page domain.Page) (domain.Slice[recognition.Behaviour], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.Behaviour]{}, err
	}
	rows, err := many[recognition.Behaviour](ctx, c.q, behaviourSelect+`
		where (b.active or $4) and ($2::uuid is null or (b.place, b.id) > (select place, id from behaviour where id = $2))
		order by b.place, b.id limit $3`, language, after, page.Limit+1, all)
	if err != nil {
		return domain.Slice[recognition.Behaviour]{}, err
	}
	return slice(rows, page.Limit, func(b recognition.Behaviour) string { return b.ID.String() }), nil
}

// BehavioursByID reads some behaviours, also those that are not offered any more, in no order.
func (c Catalogue) BehavioursByID(ctx context.Context, language string, ids []domain.BehaviourID) ([]recognition.Behaviour, error) {
	return many[recognition.Behaviour](ctx, c.q, behaviourSelect+`where b.id = any($2)`, language, ids)
}

// BehavioursQuery is a query of Tx.Read for some active behaviours.
func (c Catalogue) BehavioursQuery(to *[]recognition.Behaviour, language string, ids []domain.BehaviourID) Query {
	if len(ids) == 0 || len(ids) > mostRows {
		return rowsInto(to, behaviourSelect+`where b.active and b.id = any($2)`, language, ids)
	}
	text, args := behavioursAmong.padded(anys(ids), language)
	return rowsInto(to, text, args...)
}

var behavioursAmong = newMulti(1, behaviourSelect+`where b.active and b.id in (`, `$1`, `)`)

// levelsOf are a program's fixed numbers of points, as an array that is never null.
func levelsOf(p recognition.Program) []int64 { return append([]int64{}, p.Levels...) }

// awardOf is what makes an award of a program, null for others.
func awardOf(p recognition.Program) any {
	if p.Award == nil {
		return nil
	}
	return asJSON(p.Award)
}

func asJSON(value any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic("cannot be encoded: " + err.Error()) // our own structs of texts
	}
	if string(encoded) == "null" {
		return json.RawMessage("{}")
	}
	return encoded
}

// jsonList is a list as JSON, [] where it is empty.
func jsonList[T any](list []T) json.RawMessage {
	if len(list) == 0 {
		return json.RawMessage("[]")
	}
	return asJSON(list)
}

// jsonOrNull is the JSON of what is there, null for nil.
func jsonOrNull[T any](value *T) *json.RawMessage {
	if value == nil {
		return nil
	}
	encoded := asJSON(value)
	return &encoded
}
