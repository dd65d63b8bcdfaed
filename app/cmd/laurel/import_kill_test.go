package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"laurel/storage/pgtest"
)

// later asks for an import that runs by itself, and gives where it can be followed.
func (j *job) later(kind, file string) string {
	j.t.Helper()
	r, err := http.NewRequestWithContext(j.t.Context(), http.MethodPost, j.url("/imports/"+kind), strings.NewReader(file))
	if err != nil {
		j.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+j.tokens["admin"])
	r.Header.Set("Content-Type", "text/csv")
	r.Header.Set("Prefer", "respond-async")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		j.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusAccepted {
		j.t.Fatalf("%d %s %v", response.StatusCode, text, err)
	}
	return "/imports/" + gjson.GetBytes(text, "id").String()
}

// An import that runs by itself, on a server that is killed (SIGKILL) in its midst, is taken up by the next
// one from its beginning: what it brings is there once, and never a part of it. Cancelled between two
// servers, it leaves nothing.
func TestImport_survivesAKilledServer(t *testing.T) {
	const people = 20_000
	database := pgtest.URL(t)
	v := &victim{t: t, environ: []string{
		serveAsChild + "=1", "DATABASE_URL=" + database, "REDIS_URL=", "LAUREL_DATA_DIR=" + t.TempDir(), "LAUREL_ADDR=127.0.0.1:0",
		"LAUREL_JWT_KEY=a key of tests, of more than thirty-two characters", "LAUREL_ACCESS_TTL=1h", "LAUREL_DEMO=always",
		"LAUREL_DEMO_PASSWORD=correct horse battery", "LAUREL_LOG_LEVEL=error", "LAUREL_PUBLIC_URL=http://laurel.example",
	}}
	v.start()
	db := pgtest.Open(t, database)
	j := &job{victim: v}
	j.signIn("admin")
	var roster strings.Builder
	roster.WriteString("email,name,team,manager_email,role\n")
	for n := range people {
		fmt.Fprintf(&roster, "p%d@plant.example,Person %d,Plant %d,,employee\n", n, n, n%7)
	}
	const there = `select count(*) from employee where email like '%@plant.example'`
	status := func(path string) gjson.Result { return j.get("admin", path) }

	t.Run("in the midst of its work", func(t *testing.T) {
		// The lock of imports is held from outside: the import waits where nothing is written yet.
		hold, err := db.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer hold.Rollback(t.Context()) //nolint:errcheck // ended below
		if _, err := hold.Exec(t.Context(), `select pg_advisory_xact_lock(hashtext('laurel.import'))`); err != nil {
			t.Fatal(err)
		}
		path := j.later("roster", roster.String())
		until(t, 30*time.Second, "the import to run", func() bool { return status(path).Get("status").String() == "running" })
		v.end(syscall.SIGKILL)
		if err := hold.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, there); n != 0 {
			t.Errorf("%d people of an import that was killed", n)
		}
		v.start()
		until(t, time.Minute, "the import to be taken up", func() bool {
			n := count(t, db, there)
			if n != 0 && n != people {
				t.Errorf("half an import: %d people", n)
			}
			return status(path).Get("status").String() == "done"
		})
		if got := status(path); got.Get("result.created").Int() != people || got.Get("done").Int() != people+1 {
			t.Error(got)
		}
		if n := count(t, db, there); n != people {
			t.Errorf("%d people", n)
		}
		if n := count(t, db, `select count(*) from import_piece`); n != 0 {
			t.Errorf("%d pieces of the file are left", n)
		}
	})

	t.Run("whenever it comes", func(t *testing.T) {
		var history strings.Builder
		history.WriteString("given_at,giver_email,receiver_email,behaviour,points,message\n")
		for n := range people {
			fmt.Fprintf(&history, "2020-01-%02d,p%d@plant.example,p%d@plant.example,respect,%d,Thanks %d\n", n%28+1, n, (n+1)%people, n%50, n)
		}
		const thanks = `select count(*) from nomination where source = 'import' and status = 'approved'`
		path := j.later("recognitions", history.String())
		for kill := range 2 {
			half := int64(people / 2 * (kill + 1) / 2)
			reached(30*time.Second, func() bool {
				s := status(path)
				return s.Get("done").Int() >= half || s.Get("status").String() == "done"
			})
			v.end(syscall.SIGKILL)
			if n := count(t, db, thanks); n != 0 && n != people {
				t.Errorf("half an import: %d recognitions", n)
			}
			v.start()
		}
		until(t, 2*time.Minute, "the import to be done", func() bool { return status(path).Get("status").String() == "done" })
		if n := count(t, db, thanks); n != people {
			t.Errorf("%d recognitions", n)
		}
		j.post("admin", path+"/take-back", map[string]any{})
		if n := count(t, db, thanks); n != 0 {
			t.Errorf("%d recognitions are left of what was taken back", n)
		}
		board := "/leaderboards/received?period=month&at=2020-01-15"
		until(t, 30*time.Second, "the boards to follow", func() bool { return j.get("admin", board).Get("total").Int() == 0 })
	})

	t.Run("cancelled while no server runs it", func(t *testing.T) {
		hold, err := db.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer hold.Rollback(t.Context()) //nolint:errcheck // ended below
		if _, err := hold.Exec(t.Context(), `select pg_advisory_xact_lock(hashtext('laurel.import'))`); err != nil {
			t.Fatal(err)
		}
		path := j.later("roster", strings.ReplaceAll(roster.String(), "@plant.", "@yard."))
		v.end(syscall.SIGKILL)
		v.start()
		if got := j.post("admin", path+"/cancel", map[string]any{}).Get("status").String(); got != "cancelled" {
			t.Error(got)
		}
		if err := hold.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := status(path).Get("status").String(); got != "cancelled" {
			t.Error(got)
		}
		if n := count(t, db, `select count(*) from employee where email like '%@yard.example'`); n != 0 {
			t.Errorf("%d people of an import that was cancelled", n)
		}
	})
	v.end(syscall.SIGTERM)
}
