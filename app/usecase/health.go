package usecase

import (
	"context"
	"time"

	"laurel/domain"
)

// HealthState is how one thing stands.
type HealthState string

// The states of a thing: well; to be looked at; broken.
const (
	Well   HealthState = "ok"
	Notice HealthState = "notice"
	Broken HealthState = "bad"
)

// HealthLine is one thing that an operator looks after. Advice names what to do, "" for nothing; Figure
// and At are what it is judged by, nil where there is none.
type HealthLine struct {
	Name   string
	State  HealthState
	Advice string
	Figure *int64
	At     *time.Time
}

// The bounds from which an operator should look.
const (
	overdueAfter   = 10 * time.Minute // an announcement that should have been tried
	lagNotice      = 10 * time.Second
	lagBad         = time.Minute
	ledgerCheckDue = 31 * 24 * time.Hour
	smallRedis     = 10_000 // employees that the Redis inside the process serves well
)

// Health says how what the database knows of stands. Whether database, schema and Redis answer at all is
// for who calls to ask; inProcessRedis says that Redis runs inside of this process.
func (uc *UseCases) Health(ctx context.Context, inProcessRedis bool) ([]HealthLine, error) {
	now := uc.Now()
	row, err := uc.db.Health(ctx, now.Add(-overdueAfter))
	if err != nil {
		return nil, err
	}
	stats, err := uc.Stats(ctx)
	if err != nil {
		return nil, err
	}
	lines := []HealthLine{relayLine(stats), deliveriesLine(row.Pending, row.Overdue), endpointsLine(row.Failing, row.Disabled), codesLine(row.LowCodes)}
	ledger, err := uc.ledgerLine(ctx, now)
	if err != nil {
		return nil, err
	}
	lines = append(lines, ledger)
	size := HealthLine{Name: "employees", State: Well, Figure: &row.Employees}
	if inProcessRedis && row.Employees > smallRedis {
		size.State, size.Advice = Notice, "install_redis"
	}
	return append(lines, size), nil
}

func relayLine(stats Stats) HealthLine {
	behind := int64(stats.Behind / time.Second)
	line := HealthLine{Name: "relay", State: Well, Figure: &behind}
	switch {
	case stats.Behind >= lagBad:
		line.State, line.Advice = Broken, "restart_relay"
	case stats.Behind >= lagNotice:
		line.State, line.Advice = Notice, "wait_for_relay"
	}
	return line
}

func deliveriesLine(pending, overdue int64) HealthLine {
	line := HealthLine{Name: "deliveries", State: Well, Figure: &pending}
	if overdue > 0 {
		line.State, line.Advice, line.Figure = Notice, "look_at_deliveries", &overdue
	}
	return line
}

func endpointsLine(failing, disabled int64) HealthLine {
	bad := failing + disabled
	line := HealthLine{Name: "endpoints", State: Well, Figure: &bad}
	switch {
	case disabled > 0:
		line.State, line.Advice = Broken, "mend_endpoints"
	case failing > 0:
		line.State, line.Advice = Notice, "look_at_endpoints"
	}
	return line
}

func codesLine(low int64) HealthLine {
	line := HealthLine{Name: "codes", State: Well, Figure: &low}
	if low > 0 {
		line.State, line.Advice = Notice, "refill_codes"
	}
	return line
}

func (uc *UseCases) ledgerLine(ctx context.Context, now time.Time) (HealthLine, error) {
	line := HealthLine{Name: "ledger", State: Well}
	last, err := uc.db.Checkups.Get(ctx, ledgerCheckup)
	if domain.CodeOf(err) == "not_found" {
		line.State, line.Advice = Notice, "check_ledger"
		return line, nil
	}
	if err != nil {
		return line, err
	}
	at := last.At.UTC()
	line.At = &at
	switch {
	case !last.Good:
		line.State, line.Advice = Broken, "mend_ledger"
	case now.Sub(at) > ledgerCheckDue:
		line.State, line.Advice = Notice, "check_ledger"
	}
	return line, nil
}
