package usecase_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// benchLines is how many recognitions one round brings in.
const benchLines = 50_000

// BenchmarkImport_againstCopy brings recognitions in, and then the rows that this made into the same
// tables of another database by `copy` alone, which parses, checks and looks up nothing. It reports the
// rate of the import as a part of that of `copy`.
func BenchmarkImport_againstCopy(b *testing.B) {
	roster, file := benchRoster(2000), benchHistory(2000, benchLines)
	var imports, copies []time.Duration
	for b.Loop() {
		from, took := benchImport(b, roster, file)
		imports = append(imports, took)
		copies = append(copies, benchCopy(b, from, roster))
	}
	middle := func(list []time.Duration) time.Duration {
		slices.Sort(list)
		return list[len(list)/2]
	}
	b.ReportMetric(float64(middle(copies))/float64(middle(imports)), "of-copy")
	b.ReportMetric(benchLines/middle(imports).Seconds(), "lines/s")
}

func benchRoster(people int) string {
	var file strings.Builder
	file.WriteString("email,name,team,manager_email,role\n")
	for i := range people {
		fmt.Fprintf(&file, "p%d@firm.example,Person %d,Team %d,,employee\n", i, i, i%40)
	}
	return file.String()
}

func benchHistory(people, lines int) string {
	random := rand.New(rand.NewPCG(1, 2))
	codes := []string{"right-first-time", "respect", "puts-it-right", "improves-service"}
	at := time.Date(2015, time.January, 1, 0, 0, 0, 0, time.UTC)
	var file strings.Builder
	file.WriteString("given_at,giver_email,receiver_email,behaviour,points,message\n")
	for i := range lines {
		giver := random.IntN(people)
		at = at.Add(time.Duration(random.IntN(7200)) * time.Second)
		fmt.Fprintf(&file, "%s,p%d@firm.example,p%d@firm.example,%s,%d,Order %d arrived whole and on time because somebody counted it twice\n",
			at.Format(time.RFC3339), giver, (giver+1+random.IntN(people-1))%people, codes[random.IntN(len(codes))], random.IntN(10)*5, i)
	}
	return file.String()
}

func benchHouse(b *testing.B, roster string) (*usecase.UseCases, *pgxpool.Pool) {
	b.Helper()
	pool := pgtest.New(b)
	db := postgres.FromPool(pool)
	now := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	uc := usecase.New(usecase.Options{DB: db, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Location: time.UTC})
	if _, _, err := usecase.Found(b.Context(), db, usecase.Founding{TimeZone: "UTC", Now: now}); err != nil {
		b.Fatal(err)
	}
	if _, err := uc.Import(b.Context(), domain.Actor{}, usecase.ImportRoster, textSource(roster), usecase.ImportOptions{}, nothing); err != nil {
		b.Fatal(err)
	}
	return uc, pool
}

var nothing = usecase.Once{Encode: func(any) ([]byte, error) { return nil, nil }}

func benchImport(b *testing.B, roster, file string) (*pgxpool.Pool, time.Duration) {
	b.Helper()
	uc, pool := benchHouse(b, roster)
	began := time.Now()
	if _, err := uc.Import(b.Context(), domain.Actor{}, usecase.ImportRecognitions, textSource(file), usecase.ImportOptions{}, nothing); err != nil {
		b.Fatal(err)
	}
	return pool, time.Since(began)
}

// benchTables are those that an import of recognitions writes, with what may be copied of them.
var benchTables = []string{
	`employee (id, email, name, role, created_at, updated_at)`,
	`nomination (id, source, status, nominator_id, customer_kind, customer_id, story, behaviour_ids, points, asked_points, visibility, created_at, published_at, import_line, search)`,
	`nominee (nomination_id, employee_id, nominator_id, points, counted_on, place)`,
	`nomination_behaviour (behaviour_id, nomination_id)`,
}

// benchCopy takes the rows over into a fresh database, in one transaction as the import does.
func benchCopy(b *testing.B, from *pgxpool.Pool, roster string) time.Duration {
	b.Helper()
	to := pgtest.New(b)
	rows := make([]bytes.Buffer, len(benchTables))
	for i, table := range benchTables {
		copyOne(b, from, func(ctx context.Context, c *pgxpool.Conn) error {
			_, err := c.Conn().PgConn().CopyTo(ctx, &rows[i], "copy "+table+" to stdout (format binary)")
			return err
		})
	}
	var took time.Duration
	copyOne(b, to, func(ctx context.Context, c *pgxpool.Conn) error {
		began := time.Now()
		for i, table := range benchTables {
			if i == 0 {
				defer func() { took = time.Since(began) }()
			}
			if i == 1 { // the people were there before
				began = time.Now()
				if _, err := c.Exec(ctx, "begin"); err != nil {
					return err
				}
			}
			if _, err := c.Conn().PgConn().CopyFrom(ctx, &rows[i], "copy "+table+" from stdin (format binary)"); err != nil {
				return err
			}
		}
		_, err := c.Exec(ctx, "commit")
		return err
	})
	return took
}

func copyOne(b *testing.B, pool *pgxpool.Pool, work func(context.Context, *pgxpool.Conn) error) {
	b.Helper()
	connection, err := pool.Acquire(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer connection.Release()
	if err := work(b.Context(), connection); err != nil {
		b.Fatal(err)
	}
}
