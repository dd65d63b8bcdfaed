package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"laurel/domain"
)

// errBusy is answered when no connection became free in time.
var errBusy = domain.Unavailable("The database is busy. Try again in a moment.", time.Second)

// constraintTransferKey is broken by two transactions that book the same key at once: the second
// finds, when run again, that the work is done.
const constraintTransferKey = "transfer_key"

// ErrNoRole is why a connection fails whose user may not act as laurel_app.
var ErrNoRole = errors.New("the user of DATABASE_URL may not act as the role laurel_app: run `laurel migrate` with LAUREL_MIGRATE_DATABASE_URL set to the owner of the schema, then `grant laurel_app to` that user")

// byConstraint maps the names of constraints to what the caller hears. Constraints that only a
// programming fault can break are absent on purpose: they are internal errors.
var byConstraint = map[string]*domain.Error{
	"account_not_negative":            domain.Conflict("insufficient_points", "There are not enough points."),
	"manager_budget_one":              domain.Conflict("budget_exists", "This manager has a budget. End it, or top it up."),
	"reward_stock":                    domain.Conflict("out_of_stock", "The reward is out of stock."),
	"employee_email":                  domain.Conflict("email_taken", "Another employee has this address."),
	"employee_personnel_number":       domain.Conflict("personnel_number_taken", "Another employee has this personnel number."),
	"team_name":                       domain.Conflict("name_taken", "Another team has this name."),
	"program_name":                    domain.Conflict("name_taken", "Another program has this name."),
	"behaviour_code":                  domain.Conflict("code_taken", "Another behaviour has this code."),
	"approval_one_waiting_nomination": domain.Conflict("not_pending", "The nomination has changed meanwhile."),
	"approval_one_waiting_redemption": domain.Conflict("not_pending", "The redemption has changed meanwhile."),
	"report_one_open":                 domain.Conflict("already_reported", "You have reported this already, and an owner will answer."),
	"delegation_one_standing":         domain.Conflict("delegation_changed", "The delegation has changed meanwhile."),
	"enabler_pkey":                    domain.Conflict("already_named", "This colleague has been named already."),
	"nomination_import_line":          domain.Conflict("already_imported", "This line has been imported already."),
}

// isRetryable says whether the same transaction may succeed when it is run again.
func isRetryable(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	case "23505":
		return pg.ConstraintName == constraintTransferKey || pg.ConstraintName == "account_owner"
	}
	return false
}

// translate turns an error of the driver into one of the domain; others pass as they are.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var known *domain.Error
	if errors.As(err, &known) {
		return known
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return translateServer(pg, err)
	}
	var dial *net.OpError
	var connect *pgconn.ConnectError
	if errors.As(err, &dial) || errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) {
		return domain.Unavailable("The database does not answer. Try again in a moment.", 2*time.Second)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return domain.Unavailable("This took too long. Try again in a moment.", 2*time.Second)
	}
	return err
}

func translateServer(pg *pgconn.PgError, err error) error {
	if mapped, ok := byConstraint[pg.ConstraintName]; ok {
		return mapped
	}
	switch pg.Code {
	case "57P01", "57P02", "57P03", "53300", "08006", "08003", "25006": // shutting down, starting, too many connections, lost, read only
		return domain.Unavailable("The database is not ready. Try again in a moment.", 2*time.Second)
	case "57014", "40001", "40P01", "55P03": // cancelled by its time limit, or too much at once
		return domain.Unavailable("Too much happens at once. Try again in a moment.", time.Second)
	case "22021", "22P05": // a character that the database cannot keep, such as NUL
		return domain.Invalid("invalid_text", "The text holds a character that cannot be stored.")
	}
	return err
}
