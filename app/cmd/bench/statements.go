package main

import (
	"context"
	"fmt"
	"os"
)

// countStatements lets PostgreSQL count from now on what each statement of Laurel's database takes.
func (s *site) countStatements(ctx context.Context) error {
	_, err := s.db.Exec(ctx, "create extension if not exists pg_stat_statements")
	if err == nil {
		_, err = s.db.Exec(ctx, "select pg_stat_statements_reset()")
	}
	return err
}

// printStatements prints the statements that took longest in all, for the search of what is slow: part
// of the whole, calls, rows, microseconds a call, pages a call.
func (s *site) printStatements(ctx context.Context, most int) error {
	rows, err := s.db.Query(ctx, `select round(100 * total_exec_time / sum(total_exec_time) over ())::int, calls, rows,
			(1000 * mean_exec_time)::int, (shared_blks_hit / calls)::int, left(regexp_replace(query, '\s+', ' ', 'g'), 160)
		from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
		order by total_exec_time desc limit $1`, most)
	if err != nil {
		return err
	}
	defer rows.Close()
	fmt.Fprintln(os.Stderr, "part   calls    rows  µs/call pages statement")
	for rows.Next() {
		var part, perCall, pages int
		var calls, count int64
		var text string
		if err := rows.Scan(&part, &calls, &count, &perCall, &pages, &text); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%3d %% %7d %7d %8d %5d %s\n", part, calls, count, perCall, pages, text)
	}
	return rows.Err()
}
