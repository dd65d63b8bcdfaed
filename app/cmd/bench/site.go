package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"laurel/app/auth"
	"laurel/app/embedded"
	"laurel/domain"
)

// jwtKey signs the tokens of the run; it protects nothing.
const jwtKey = "a key of a benchmark that protects nothing"

// site is all that runs for a measurement: an organisation of the usual size, and one that is large.
type site struct {
	house
	grown       *house // nil where none is wanted
	thinnest    string // its address, with http://
	thinnestPID int
	redisKind   string
	ends        []func()
}

// house is a Laurel with its organisation.
type house struct {
	name         string // of its database
	laurel       string // its address, with http://
	laurelPID    int
	employees    []domain.EmployeeID // who call, or are thanked
	tokens       []string            // of each of them
	owner        string              // token
	thanks, hero string              // program ids
	budgets      [budgets]string     // programs that nobody decides on, each with a budget of its own
	behaviour    string
	db           *pgxpool.Pool
}

// budgets is how many budgets one is compared with.
const budgets = 16

// mostCallers is how many people of an organisation call: of a million, these.
const mostCallers = 20_000

func (s *site) stop() {
	for i := len(s.ends) - 1; i >= 0; i-- {
		s.ends[i]()
	}
}

func build(ctx context.Context, o settings) (_ *site, err error) {
	s := &site{}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	folder, err := os.MkdirTemp("", "laurel-bench-")
	if err != nil {
		return nil, err
	}
	s.ends = append(s.ends, func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // PostgreSQL's own user passes through
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	options := embedded.Options{DataDir: filepath.Join(folder, "data"), Log: log}
	if o.statements > 0 {
		options.Settings = map[string]string{"shared_preload_libraries": "pg_stat_statements"}
	}
	postgres, err := embedded.StartPostgres(ctx, options)
	if err != nil {
		return nil, err
	}
	s.ends = append(s.ends, func() { _ = postgres.Stop() })
	redis, err := embedded.StartRedis(ctx, embedded.Options{DataDir: filepath.Join(folder, "data"), Log: log})
	if err != nil {
		return nil, err
	}
	s.ends = append(s.ends, redis.Stop)
	s.redisKind = redis.Kind()
	yard, err := makeDatabase(ctx, postgres.URL(), "yardstick")
	if err != nil {
		return nil, err
	}
	if err := s.startThinnest(ctx, o, folder, yard, redis.URL()); err != nil {
		return nil, err
	}
	s.name = "bench"
	if err := s.open(ctx, o, &s.house, folder, postgres.URL(), redis.URL(), o.employees); err != nil || o.grown == 0 {
		return s, err
	}
	other, err := url.Parse(redis.URL())
	if err != nil {
		return nil, err
	}
	if other.Scheme == "unix" { // another of the numbered databases
		other.RawQuery = "db=1"
	} else {
		other.Path = "/1"
	}
	s.grown = &house{name: "grown"}
	return s, s.open(ctx, o, s.grown, folder, postgres.URL(), other.String(), o.grown)
}

// open starts a Laurel on a database of its own, and fills it.
func (s *site) open(ctx context.Context, o settings, h *house, folder, server, redis string, employees int) error {
	database, err := makeDatabase(ctx, server, h.name)
	if err != nil {
		return err
	}
	if err := s.startLaurel(ctx, o, h, folder, database, redis); err != nil {
		return err
	}
	if h.db, err = pgxpool.New(ctx, database); err != nil {
		return err
	}
	s.ends = append(s.ends, h.db.Close)
	return h.fill(ctx, employees)
}

func makeDatabase(ctx context.Context, server, name string) (string, error) {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing was left undone
	if _, err := conn.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", err
	}
	return strings.Replace(server, "/laurel?", "/"+name+"?", 1), nil
}

func (s *site) startThinnest(ctx context.Context, o settings, folder, database, redis string) error {
	program := filepath.Join(folder, "thinnest")
	compile := exec.CommandContext(ctx, "go", "build", "-o", program, ".") //nolint:gosec // our own yardstick
	compile.Dir = o.thinnest
	if out, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("the thinnest endpoint does not build: %w\n%s", err, out)
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	if s.thinnestPID, err = s.start(ctx, program, nil, "ADDR="+address, "DATABASE_URL="+database, "REDIS_URL="+redis, fmt.Sprintf("MEMBERS=%d", o.employees), "CONNS=8"); err != nil {
		return err
	}
	s.thinnest = "http://" + address
	return waitFor(ctx, address)
}

func (s *site) startLaurel(ctx context.Context, o settings, h *house, folder, database, redis string) error {
	environment := []string{
		"DATABASE_URL=" + database, "REDIS_URL=" + redis, "LAUREL_JWT_KEY=" + jwtKey, "LAUREL_ACCESS_TTL=24h",
		"LAUREL_DATA_DIR=" + filepath.Join(folder, h.name), "LAUREL_DATABASE_CONNECTIONS=8",
	}
	migrate := exec.CommandContext(ctx, o.laurel, "migrate") //nolint:gosec // the program that is measured
	migrate.Env = append(os.Environ(), environment...)
	if out, err := migrate.CombinedOutput(); err != nil {
		return fmt.Errorf("laurel migrate: %w\n%s", err, out)
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	ready := make(chan struct{}, 1)
	if h.laurelPID, err = s.start(ctx, o.laurel, ready, append(environment, "LAUREL_ADDR="+address, "LAUREL_LOG_LEVEL=error")...); err != nil {
		return err
	}
	h.laurel = "http://" + address
	select {
	case <-ready:
		return nil
	case <-time.After(30 * time.Second):
		return errors.New("laurel was not ready in 30 s")
	}
}

// start runs a program until the site stops; ready hears of its first line, where it is given.
func (s *site) start(ctx context.Context, program string, ready chan<- struct{}, environment ...string) (pid int, err error) {
	c := exec.CommandContext(ctx, program)
	c.Env = append(os.Environ(), environment...)
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	out, err := c.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := c.Start(); err != nil {
		return 0, err
	}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if ready != nil && strings.Contains(lines.Text(), "ready on") {
				ready <- struct{}{}
			}
		}
	}()
	s.ends = append(s.ends, func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	return c.Process.Pid, nil
}

func freeAddress() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func waitFor(ctx context.Context, address string) error {
	dialer := net.Dialer{}
	for range 200 {
		if conn, err := dialer.DialContext(ctx, "tcp", address); err == nil {
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("nothing answers at %s", address)
}

// fill makes the organisation: employees in teams of 25 under their managers, one owner, two
// programs, and a signed-in program for each employee.
func (h *house) fill(ctx context.Context, employees int) error {
	for _, statement := range []string{
		`update organisation set allowance = 1000000000`,
		fmt.Sprintf(`create table n as select i, uuidv7() as id, uuidv7() as team, uuidv7() as session from generate_series(0, %d - 1) i`, employees),
		`create index on n (i)`,
		`insert into team (id, name, path, created_at) select team, 'Team ' || i, array[team], now() from n where i % 25 = 0`,
		`insert into employee (id, email, name, team_id, manager_id, above, role, locale, created_at, updated_at)
			select n.id, 'e' || n.i || '@bench.example', 'Employee ' || lpad(n.i::text, 7, '0'), h.team,
				case when n.i % 25 = 0 then null else h.id end, case when n.i % 25 = 0 then '{}'::uuid[] else array[h.id] end,
				case when n.i = 0 then 'owner' when n.i % 25 = 0 then 'manager' else 'employee' end, 'en', now(), now()
			from n join n h on h.i = n.i - n.i % 25 order by n.i % 25`,
		`insert into session (id, employee_id, kind, created_at, last_seen_at, expires_at) select session, id, 'program', now(), now(), now() + interval '1 day' from n`,
		`analyze`,
	} {
		if _, err := h.db.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return h.signIn(ctx)
}

func (h *house) signIn(ctx context.Context) error {
	signer, err := auth.NewSigner(jwtKey, 24*time.Hour, time.Now)
	if err != nil {
		return err
	}
	rows, err := h.db.Query(ctx, fmt.Sprintf(`select id, session from n order by i limit %d`, mostCallers))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var employee domain.EmployeeID
		var session domain.SessionID
		if err := rows.Scan(&employee, &session); err != nil {
			return err
		}
		token, err := signer.Sign(employee, session)
		if err != nil {
			return err
		}
		h.employees, h.tokens = append(h.employees, employee), append(h.tokens, token)
	}
	h.owner = h.tokens[0]
	return errors.Join(rows.Err(), h.makePrograms(ctx))
}

func (h *house) makePrograms(ctx context.Context) error {
	if err := h.db.QueryRow(ctx, `select id::text from behaviour order by place limit 1`).Scan(&h.behaviour); err != nil {
		return err
	}
	for to, body := range map[*string]string{
		&h.thanks: `{"name":"Thanks","funding":"allowance","approval":"none","points":{"min":0,"max":50,"default":1,"levels":[]}}`,
		&h.hero:   `{"name":"Hero","funding":"budget","approval":"manager","budget":{"period":"year","total":1000000000000},"points":{"min":1,"max":50,"default":1,"levels":[]}}`,
	} {
		id, err := createdID(h.laurel+"/api/v1/programs", h.owner, body)
		if err != nil {
			return err
		}
		*to = id
	}
	for i := range h.budgets {
		body := fmt.Sprintf(`{"name":"Budget %d","funding":"budget","approval":"none","budget":{"period":"year","total":1000000000000},"points":{"min":1,"max":50,"default":1,"levels":[]}}`, i)
		id, err := createdID(h.laurel+"/api/v1/programs", h.owner, body)
		if err != nil {
			return err
		}
		h.budgets[i] = id
	}
	return nil
}
