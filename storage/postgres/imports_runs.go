package postgres

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
)

// ImportChoice is how a file is taken.
type ImportChoice struct {
	DryRun            bool `json:"dry_run,omitempty"`
	Partial           bool `json:"partial,omitempty"`
	DeactivateMissing bool `json:"deactivate_missing,omitempty"`
}

// ImportCaller is from where an import was asked for, for the audit log.
type ImportCaller struct {
	Address  string `json:"address,omitempty"`
	Request  string `json:"request,omitempty"`
	Language string `json:"language,omitempty"`
}

// ImportRow is an import as it is kept. Size is in bytes, Done and Total are lines.
type ImportRow struct {
	ID              domain.ImportID    `db:"id"`
	Kind            string             `db:"kind"`
	Status          string             `db:"status"` // waiting, running, done, failed, cancelled or taken_back
	Name            string             `db:"name"`
	Size            int64              `db:"size"`
	Done            int64              `db:"done"`
	Total           int64              `db:"total"`
	Result          []byte             `db:"result"`
	Options         []byte             `db:"options"`
	Caller          []byte             `db:"caller"`
	Attempts        int                `db:"attempts"`
	CreatedBy       *domain.EmployeeID `db:"created_by"`
	CreatedByName   *string            `db:"created_by_name"`
	CreatedAt       time.Time          `db:"created_at"`
	SeenAt          time.Time          `db:"seen_at"`
	EndedAt         *time.Time         `db:"ended_at"`
	TakenBackAt     *time.Time         `db:"taken_back_at"`
	TakenBackBy     *domain.EmployeeID `db:"taken_back_by"`
	TakenBackByName *string            `db:"taken_back_by_name"`
	HasFile         bool               `db:"has_file"` // its file is kept, so that it can be taken up
}

// Choice reads how the file is taken.
func (r ImportRow) Choice() (c ImportChoice, err error) { return c, json.Unmarshal(r.Options, &c) }

// From reads from where the import was asked for.
func (r ImportRow) From() (c ImportCaller, err error) { return c, json.Unmarshal(r.Caller, &c) }

// NewImport is an import that begins.
type NewImport struct {
	ID        domain.ImportID
	Kind      string
	Name      string
	Size      int64
	Total     int64 // lines
	Choice    ImportChoice
	Caller    ImportCaller
	CreatedBy *domain.EmployeeID
	CreatedAt time.Time
}

// Insert notes an import.
func (i Imports) Insert(n NewImport) {
	choice, _ := json.Marshal(n.Choice) // plain fields
	caller, _ := json.Marshal(n.Caller)
	i.tx.queue(`insert into import (id, kind, status, name, size, done, total, options, caller, attempts, created_by, created_at, seen_at)
		values ($1, $2, 'waiting', $3, $4, 0, $5, $6, $7, 1, $8, $9, $9)`,
		n.ID, n.Kind, n.Name, n.Size, n.Total, choice, caller, n.CreatedBy, n.CreatedAt)
}

// Progress notes how far an import is; a transaction of its own, since that of the import is seen only
// at its end. It says whether the import is still to be run.
func (i Imports) Progress(ctx context.Context, id domain.ImportID, done int64, now time.Time) (stillRuns bool, err error) {
	return one[bool](ctx, i.q, `with changed as (
			update import i set status = 'running', done = $2, seen_at = $3 from import was
			where i.id = $1 and i.status in ('waiting', 'running') and was.id = i.id
			returning `+importNews+`, (was.status, was.done) is distinct from (i.status, i.done) as news
		), told as (`+tellOfImport("$3")+` where news) select exists (select from changed)`, id, done, now)
}

// importNews are the columns of an import that the live feed tells, and tellOfImport the event that does,
// of the rows of "changed", at a moment.
const importNews = `i.id, i.kind, i.status, i.done, i.total, i.created_by`

func tellOfImport(at string) string {
	return `insert into event (id, kind, subject_id, at, data)
		select new_id(), '` + string(domain.ImportChanged) + `', id, ` + at + `,
			jsonb_build_object('kind', kind, 'status', status, 'done', done, 'total', total, 'by', created_by) from changed`
}

// Finish notes in the transaction of an import that it is done, and drops its file. Being the last
// statement before the commit it decides between the import and who cancels it: false says that the
// import has ended already, and the transaction must leave no trace.
func (i Imports) Finish(ctx context.Context, id domain.ImportID, result []byte, lines int64, now time.Time) (bool, error) {
	if err := i.tx.Flush(ctx); err != nil {
		return false, err
	}
	if _, err := i.exec(ctx, `delete from import_piece where import_id = $1`, id); err != nil {
		return false, err
	}
	n, err := i.exec(ctx, `with changed as (
			update import i set status = 'done', result = $2, total = greatest(total, $3), done = greatest(total, $3), seen_at = $4, ended_at = $4
			where id = $1 and status in ('waiting', 'running') returning `+importNews+`
		) `+tellOfImport("$4"), id, string(result), lines, now)
	return n == 1, err
}

// End notes how an import ended that has changed nothing, and drops its file; false where it had ended
// already.
func (i Imports) End(ctx context.Context, id domain.ImportID, status string, result []byte, now time.Time) (bool, error) {
	return i.changed(ctx, `with dropped as (delete from import_piece where import_id = $1), changed as (
			update import i set status = $2::text, result = $3, seen_at = $4, ended_at = $4, done = case when $2 = 'done' then total else done end
			where id = $1 and status in ('waiting', 'running') returning `+importNews+`
		) `+tellOfImport("$4"), id, status, string(result), now)
}

// Cancel ends an import that still waits or runs; false where it has ended already. Whoever runs it
// finds out, and drops the file.
func (i Imports) Cancel(ctx context.Context, id domain.ImportID, now time.Time) (bool, error) {
	n, err := i.exec(ctx, `with changed as (
			update import i set status = 'cancelled', result = null, ended_at = $2
			where id = $1 and status in ('waiting', 'running') returning `+importNews+`
		) `+tellOfImport("$2"), id, now)
	return n == 1, err
}

// Leave lets another process, or a later start, take an import up that has been silent since.
func (i Imports) Leave(ctx context.Context, id domain.ImportID, since time.Time) error {
	_, err := i.changed(ctx, `update import set status = 'waiting', done = 0, seen_at = $2 where id = $1 and status in ('waiting', 'running')`, id, since)
	return err
}

// TakeUp gives the longest silent import of those whose process has said nothing since, and makes it
// the caller's; false where there is none.
func (i Imports) TakeUp(ctx context.Context, silentSince, now time.Time) (ImportRow, bool, error) {
	rows, err := many[ImportRow](ctx, i.q, `update import i set seen_at = $2, attempts = i.attempts + 1
		from (select id from import where status in ('waiting', 'running') and seen_at <= $1 order by seen_at for update skip locked limit 1) left_over
		where i.id = left_over.id
		returning i.id, i.kind, i.status, i.name, i.size, i.done, i.total, i.options, i.caller, i.attempts, i.created_by, i.created_at, i.seen_at,
			exists (select from import_piece p where p.import_id = i.id) as has_file`, silentSince, now)
	if err != nil || len(rows) == 0 {
		return ImportRow{}, false, err
	}
	return rows[0], true, nil
}

// MarkTakenBack notes that what an import changed has been taken back.
func (i Imports) MarkTakenBack(id domain.ImportID, by *domain.EmployeeID, now time.Time) {
	i.tx.queue(`with changed as (
			update import i set status = 'taken_back', taken_back_at = $2, taken_back_by = $3 where id = $1 returning `+importNews+`
		) `+tellOfImport("$2"), id, now, by)
}

func (i Imports) changed(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := i.q.ExecContext(ctx, query, args...)
	if err != nil {
		return false, translate(err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

const importSelect = `select i.id, i.kind, i.status, i.name, i.size, i.done, i.total, i.result, i.options, i.caller, i.attempts,
		i.created_by, c.name as created_by_name, i.created_at, i.seen_at, i.ended_at, i.taken_back_at, i.taken_back_by, b.name as taken_back_by_name,
		exists (select from import_piece p where p.import_id = i.id) as has_file
	from import i left join employee c on c.id = i.created_by left join employee b on b.id = i.taken_back_by `

// ByID reads an import.
func (i Imports) ByID(ctx context.Context, id domain.ImportID) (ImportRow, error) {
	return one[ImportRow](ctx, i.q, importSelect+`where i.id = $1`, id)
}

// Lock reads an import and keeps it for this transaction.
func (i Imports) Lock(ctx context.Context, id domain.ImportID) (ImportRow, error) {
	return one[ImportRow](ctx, i.q, importSelect+`where i.id = $1 for update of i`, id)
}

// List lists imports, the latest first; dry runs are not among them. A reader other than an
// administrator sees those that they have asked for.
func (i Imports) List(ctx context.Context, reader *domain.EmployeeID, page domain.Page) (domain.Slice[ImportRow], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[ImportRow]{}, err
	}
	rows, err := many[ImportRow](ctx, i.q, importSelect+`where not coalesce((i.options ->> 'dry_run')::boolean, false)
		and ($1::uuid is null or i.created_by = $1) and ($2::uuid is null or i.id < $2) order by i.id desc limit $3`, reader, after, page.Limit+1)
	if err != nil {
		return domain.Slice[ImportRow]{}, err
	}
	return slice(rows, page.Limit, func(r ImportRow) string { return r.ID.String() }), nil
}
