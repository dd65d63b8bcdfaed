package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"laurel/storage/pgtest"
	"laurel/storage/pgtest/chance"
)

// serveAsChild makes the test's own program a server: what is killed must be a process.
const serveAsChild = "LAUREL_TEST_SERVES"

func TestMain(m *testing.M) {
	if arguments, ok := os.LookupEnv(mainAsChild); ok {
		os.Args = append(os.Args[:1], strings.Fields(arguments)...)
		main()
		return
	}
	if os.Getenv(serveAsChild) != "" {
		if err := run(context.Background(), []string{"serve"}, os.Getenv, os.Stdout, os.Stderr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// plan of a chaos run: `make chaos` takes the long one.
type plan struct{ calls, clients, kills int }

func chosenPlan() plan {
	if os.Getenv("LAUREL_CHAOS") == "long" {
		return plan{calls: 5000, clients: 32, kills: 5}
	}
	return plan{calls: 600, clients: 16, kills: 2}
}

// victim is a server that is killed and started again on the same address and database.
type victim struct {
	t       *testing.T
	environ []string
	address string

	mu    sync.Mutex
	child *exec.Cmd
}

func (v *victim) start() {
	v.t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), v.environ...)
	child.Stderr = os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := child.StdoutPipe()
	if err != nil {
		v.t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		v.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "laurel ready on "); ok {
			v.mu.Lock()
			v.child, v.address = child, address
			v.mu.Unlock()
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	v.t.Fatalf("the server ended before it was ready: %v", child.Wait())
}

// end sends a signal and waits for the process to be gone.
func (v *victim) end(with syscall.Signal) {
	v.mu.Lock()
	child := v.child
	v.mu.Unlock()
	_ = child.Process.Signal(with)
	_ = child.Wait()
}

func (v *victim) url(path string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.address + "/api/v1" + path
}

// call makes one call; 0 is a call without an answer.
func (v *victim) call(method, path, token, key, body string) (int, []byte) {
	r, err := http.NewRequest(method, v.url(path), strings.NewReader(body))
	if err != nil {
		v.t.Error(err)
		return 0, nil
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	client := http.Client{Timeout: 20 * time.Second}
	response, err := client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil
	}
	return response.StatusCode, text
}

// must makes a call that has to succeed and gives a value of its answer.
func (v *victim) must(method, path, token, body, field string) string {
	v.t.Helper()
	status, text := v.call(method, path, token, "", body)
	if status < 200 || status > 299 {
		v.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil && field != "" {
		v.t.Fatal(err)
	}
	return fmt.Sprint(all[field])
}

// receiver counts announcements by their ids. It fails for a third of them the first time: the third
// try would come only after five minutes.
type receiver struct {
	mu     sync.Mutex
	chance *rand.Rand
	tried  map[string]bool
	ids    map[string]int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = io.Copy(io.Discard, request.Body)
	id := request.Header.Get("webhook-id")
	if first := !r.tried[id]; first && r.chance.IntN(10) < 3 {
		r.tried[id] = true
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	r.ids[id]++
}

func (r *receiver) distinct() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ids)
}

// Promises 1, 2 and 11, and rules 2, 5 and 6: a server that is killed in the middle of its work keeps
// all that it acknowledged, does nothing twice, balances its books, announces everything, and its
// boards equal the same question asked of PostgreSQL.
func TestChaos_whatIsAcknowledgedIsKeptOnce(t *testing.T) {
	p := chosenPlan()
	seed := chance.Seed(t)
	when := rand.New(rand.NewPCG(seed, 1))
	heard := &receiver{chance: rand.New(rand.NewPCG(seed, 2)), tried: map[string]bool{}, ids: map[string]int{}}
	hook := httptest.NewServer(heard)
	defer hook.Close()

	database := pgtest.URL(t)
	v := &victim{t: t, environ: []string{
		serveAsChild + "=1", "DATABASE_URL=" + database, "REDIS_URL=", "LAUREL_DATA_DIR=" + t.TempDir(), "LAUREL_ADDR=127.0.0.1:0",
		"LAUREL_JWT_KEY=a key of tests, of more than thirty-two characters", "LAUREL_ACCESS_TTL=1h", "LAUREL_DEMO=always",
		"LAUREL_DEMO_PASSWORD=correct horse battery", "LAUREL_LOG_LEVEL=error", "LAUREL_WEBHOOK_ALLOW=127.0.0.0/8", "LAUREL_PUBLIC_URL=http://laurel.example",
	}}
	v.start()
	db := pgtest.Open(t, database)
	signIn := func(name string) string {
		return v.must(http.MethodPost, "/auth/login", "", `{"email":"`+name+`@demo.example","password":"correct horse battery"}`, "access_token")
	}
	givers := []string{signIn("ivan"), signIn("maria")}
	admin, owner := signIn("admin"), signIn("owner")
	v.must(http.MethodPost, "/webhooks", admin, `{"kind":"standard","url":"`+hook.URL+`","events":["recognition.published"]}`, "id")
	program := v.must(http.MethodPost, "/programs", owner, `{"name":"Chaos","simple":true,"funding":"budget","approval":"none","budget":{"period":"year","total":1000000},
		"points":{"min":0,"max":5,"default":1,"levels":[]}}`, "id")
	nominee := one(t, db, `select id::text from employee where email = 'olga@demo.example'`)

	var acknowledged atomic.Int64
	var next atomic.Int64
	var clients sync.WaitGroup
	for c := range p.clients {
		clients.Go(func() {
			for n := next.Add(1); n <= int64(p.calls); n = next.Add(1) {
				body := fmt.Sprintf(`{"program_id":%q,"nominee_ids":[%q],"story":"chaos %d","points":1}`, program, nominee, n)
				for {
					status, text := v.call(http.MethodPost, "/nominations", givers[c%len(givers)], fmt.Sprintf("chaos-%d", n), body)
					if status == http.StatusCreated {
						acknowledged.Add(1)
						break
					}
					if status != 0 && status != http.StatusServiceUnavailable && status != http.StatusConflict {
						t.Errorf("call %d: %d %s", n, status, text)
						return
					}
				}
			}
		})
	}
	for k := range p.kills {
		at := int64((k+1)*p.calls/(p.kills+1)) + int64(when.IntN(max(1, p.calls/20)))
		until(t, 2*time.Minute, "enough calls before a kill", func() bool { return acknowledged.Load() >= at || t.Failed() })
		v.end(syscall.SIGKILL)
		v.start()
	}
	clients.Wait()
	if t.Failed() {
		return
	}

	stored := count(t, db, `select count(*) from nomination where story like 'chaos %'`)
	distinct := count(t, db, `select count(distinct story) from nomination where story like 'chaos %'`)
	if stored != p.calls || distinct != p.calls || acknowledged.Load() != int64(p.calls) {
		t.Errorf("%d calls: %d acknowledged, %d stored, %d different", p.calls, acknowledged.Load(), stored, distinct)
	}
	if _, text := v.call(http.MethodGet, "/ledger/check", owner, "", ""); !bytes.Contains(text, []byte(`"balanced":true`)) {
		t.Errorf("the books: %s", text)
	}
	if !reached(3*time.Minute, func() bool { return heard.distinct() >= p.calls }) {
		t.Errorf("%d of %d were announced; deliveries: %s; jobs: %s", heard.distinct(), p.calls,
			one(t, db, `select coalesce(json_object_agg(status, n)::text, '') from (select status, count(*) as n from delivery group by status) d`),
			one(t, db, `select coalesce(json_object_agg(state, n)::text, '') from (select state, count(*) as n from river_job group by state) j`))
	}
	if n := heard.distinct(); n != p.calls {
		t.Errorf("%d different ids were announced for %d recognitions", n, p.calls)
	}
	want := count(t, db, `select count(*) from nominee m join employee e on e.id = m.employee_id
		where e.email = 'olga@demo.example' and m.counted_on >= date_trunc('week', now() at time zone 'UTC')::date`)
	until(t, 30*time.Second, "the board to equal PostgreSQL", func() bool {
		_, text := v.call(http.MethodGet, "/leaderboards/recognitions?period=week&limit=100", owner, "", "")
		var board struct {
			Degraded bool `json:"degraded"`
			Entries  []struct {
				Employee struct {
					ID string `json:"id"`
				} `json:"employee"`
				Score int `json:"score"`
			} `json:"entries"`
		}
		if json.Unmarshal(text, &board) != nil || board.Degraded {
			return false
		}
		for _, e := range board.Entries {
			if e.Employee.ID == nominee {
				return e.Score == want
			}
		}
		return false
	})
	v.end(syscall.SIGTERM)
}

// until waits for something and ends the test where it does not come.
func until(t *testing.T, limit time.Duration, what string, done func() bool) {
	t.Helper()
	if !reached(limit, done) {
		t.Fatalf("waited %v in vain for %s", limit, what)
	}
}

func reached(limit time.Duration, done func() bool) bool {
	for deadline := time.Now().Add(limit); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

func one(t *testing.T, db *pgxpool.Pool, query string) (text string) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func count(t *testing.T, db *pgxpool.Pool, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
