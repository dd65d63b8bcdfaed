package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// cpu is the processor time that one side of the comparison has used so far: its own process and the
// PostgreSQL processes that serve it. Unlike a rate it hardly depends on what else the machine does.
type cpu struct{ server, database time.Duration }

func (c cpu) since(before cpu) cpu {
	return cpu{c.server - before.server, c.database - before.database}
}

// cpuOf sums up the server's process and the backends of its database.
func (s *site) cpuOf(pid int, database string) (cpu, error) {
	own, err := processTime(pid)
	if err != nil {
		return cpu{}, err
	}
	rows, err := s.db.Query(context.Background(), `select pid from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`, database)
	if err != nil {
		return cpu{}, err
	}
	defer rows.Close()
	total := cpu{server: own}
	for rows.Next() {
		var backend int
		if err := rows.Scan(&backend); err != nil {
			return cpu{}, err
		}
		if used, err := processTime(backend); err == nil { // it may have ended meanwhile
			total.database += used
		}
	}
	return total, rows.Err()
}

// processTime reads the user and system time of a process (proc(5), fields 14 and 15, in hundredths
// of a second).
func processTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("process %d: short stat", pid)
	}
	user, errUser := strconv.ParseInt(fields[11], 10, 64)
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	if errUser != nil || errSystem != nil {
		return 0, fmt.Errorf("process %d: unreadable stat", pid)
	}
	return time.Duration(user+system) * 10 * time.Millisecond, nil
}
