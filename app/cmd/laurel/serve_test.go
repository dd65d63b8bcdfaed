package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"laurel/storage/pgtest"
)

// mainAsChild makes the test's own program the product, with these arguments.
const mainAsChild = "LAUREL_TEST_MAIN"

// output is what a program writes, read while it is written.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// patience is how long a start, or whatever else a test waits for, may take on a busy machine.
const patience = 90 * time.Second

// waitFor polls until a thing is so.
func waitFor(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !isSo(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
	}
}

// running is a server inside the test's process.
type running struct {
	t              *testing.T
	stdout, stderr output
	end            context.CancelFunc
	ended          chan struct{}
	err            error
}

// environment is one of settings alone.
func environment(settings map[string]string) func(string) string {
	return func(name string) string { return settings[name] }
}

// folder is a data folder that root's unprivileged child can reach: those of testing are below one that
// only its owner may enter.
func folder(t *testing.T) string {
	t.Helper()
	name, err := os.MkdirTemp("/tmp", "laurel-test-") //nolint:usetesting // see above //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(name) })
	if err := os.Chmod(name, 0o711); err != nil {
		t.Fatal(err)
	}
	return name
}

func begin(t *testing.T, settings map[string]string) *running {
	t.Helper()
	if settings["LAUREL_ADDR"] == "" {
		settings["LAUREL_ADDR"] = "127.0.0.1:0"
	}
	ctx, end := context.WithCancel(t.Context())
	r := &running{t: t, end: end, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		r.err = run(ctx, nil, environment(settings), &r.stdout, &r.stderr)
	}()
	t.Cleanup(func() {
		end()
		<-r.ended
	})
	return r
}

var readyLine = regexp.MustCompile(`(?m)^laurel ready on (http://\S+)$`)

// ready waits for the line and gives the address in it.
func (r *running) ready() string {
	r.t.Helper()
	var address string
	waitFor(r.t, "ready", func() bool {
		select {
		case <-r.ended:
			r.t.Fatalf("it ended: %v\n%s", r.err, r.stderr.String())
		default:
		}
		if found := readyLine.FindStringSubmatch(r.stdout.String()); found != nil {
			address = found[1]
		}
		return address != ""
	})
	return address
}

// stop ends the server as a signal does.
func (r *running) stop() {
	r.t.Helper()
	r.end()
	<-r.ended
	if r.err != nil {
		r.t.Errorf("a stop is no fault: %v\n%s", r.err, r.stderr.String())
	}
}

// command runs a command and gives what it wrote to standard output.
func command(t *testing.T, settings map[string]string, args ...string) (string, error) {
	t.Helper()
	var stdout, stderr output
	err := run(t.Context(), args, environment(settings), &stdout, &stderr)
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, stderr.String())
	}
	return stdout.String(), err
}

func must(t *testing.T, settings map[string]string, args ...string) string {
	t.Helper()
	said, err := command(t, settings, args...)
	if err != nil {
		t.Fatalf("laurel %s: %v", strings.Join(args, " "), err)
	}
	return said
}

// ask makes a call and gives its status and its answer.
func ask(t *testing.T, method, url, token, body string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil
	}
	var answer map[string]any
	_ = json.Unmarshal(text, &answer) // pages are no JSON
	return response.StatusCode, answer
}

// signIn gives an access token.
func signIn(t *testing.T, address, email, password string) string {
	t.Helper()
	status, answer := ask(t, http.MethodPost, address+"/api/v1/auth/login", "", fmt.Sprintf(`{"email":%q,"password":%q}`, email, password))
	if status != http.StatusOK {
		t.Fatalf("%s cannot sign in: %d %v", email, status, answer)
	}
	return fmt.Sprint(answer["access_token"])
}

// thank thanks a colleague in the demo organisation.
func thank(t *testing.T, address, token, story string) {
	t.Helper()
	_, programs := ask(t, http.MethodGet, address+"/api/v1/programs", token, "")
	_, people := ask(t, http.MethodGet, address+"/api/v1/employees?q=olga", token, "")
	first := func(list map[string]any) string {
		items, _ := list["items"].([]any)
		if len(items) == 0 {
			t.Fatalf("an empty list: %v", list)
		}
		return fmt.Sprint(items[0].(map[string]any)["id"])
	}
	status, answer := ask(t, http.MethodPost, address+"/api/v1/nominations", token, fmt.Sprintf(`{"program_id":%q,"nominee_ids":[%q],"story":%q}`, first(programs), first(people), story))
	if status != http.StatusCreated {
		t.Fatalf("%d %v", status, answer)
	}
}

// TestServe_fromAnEmptyFolder is the first day of an installation, its stop and its second start.
func TestServe_fromAnEmptyFolder(t *testing.T) {
	settings := map[string]string{"LAUREL_DATA_DIR": folder(t)}
	server := begin(t, settings)
	address := server.ready()
	found := regexp.MustCompile(`(?m)"msg":"demo organisation: sign in as maria@demo.example.*"password":"([^"]+)"`).FindStringSubmatch(server.stderr.String())
	if found == nil || strings.Count(server.stdout.String(), "\n") != 1 {
		t.Fatalf("standard output: %s\nlog: %s", server.stdout.String(), server.stderr.String())
	}
	for _, name := range []string{"admin", "owner", "maria", "ivan", "olga"} {
		signIn(t, address, name+"@demo.example", found[1])
	}
	ivan := signIn(t, address, "ivan@demo.example", found[1])
	thank(t, address, ivan, "For the first day")
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/api/v1/docs", "/api/v1/openapi.json"} {
		if status, answer := ask(t, http.MethodGet, address+path, "", ""); status != http.StatusOK {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	t.Run("commands work beside it", func(t *testing.T) { besideCommands(t, settings, address, found[1]) })
	t.Run("a second start is refused", func(t *testing.T) {
		if _, err := command(t, map[string]string{"LAUREL_DATA_DIR": settings["LAUREL_DATA_DIR"], "LAUREL_ADDR": "127.0.0.1:0"}, "serve"); err == nil || !strings.Contains(err.Error(), "another laurel (process") {
			t.Error(err)
		}
	})
	t.Run("its address is taken", func(t *testing.T) {
		if _, err := command(t, map[string]string{"LAUREL_DATA_DIR": folder(t), "LAUREL_ADDR": strings.TrimPrefix(address, "http://")}); err == nil || !strings.Contains(err.Error(), "LAUREL_ADDR") {
			t.Error(err)
		}
	})
	server.stop()
	for line := range strings.Lines(server.stderr.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a log line that is no JSON: %s", line)
		}
	}
	if left := processesIn(settings["LAUREL_DATA_DIR"]); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}

	settings["LAUREL_TIMEZONE"] = "Asia/Tokyo"
	again := begin(t, settings)
	address = again.ready()
	if !strings.Contains(again.stderr.String(), `"password":"`+found[1]+`"`) || !strings.Contains(again.stderr.String(), "LAUREL_TIMEZONE is not the time zone of the first start") {
		t.Errorf("%s\n%s", again.stdout.String(), again.stderr.String())
	}
	// The key was kept: the token of before is still good, and so is what was said.
	status, feed := ask(t, http.MethodGet, address+"/api/v1/feed?limit=100", ivan, "")
	if status != http.StatusOK || !strings.Contains(fmt.Sprint(feed), "For the first day") {
		t.Errorf("%d", status)
	}
	again.stop()

	settings["LAUREL_DEMO_PASSWORD"] = "a password of the operator"
	chosen := begin(t, settings)
	signIn(t, chosen.ready(), "olga@demo.example", "a password of the operator")
	chosen.stop()
	delete(settings, "LAUREL_DEMO_PASSWORD")
	kept := begin(t, settings)
	signIn(t, kept.ready(), "olga@demo.example", "a password of the operator")
	if !strings.Contains(kept.stderr.String(), `"password":"a password of the operator"`) {
		t.Errorf("another password is told than the one that works:\n%s", kept.stderr.String())
	}
	kept.stop()
}

// processesIn lists the processes that work in a folder.
func processesIn(folder string) []string {
	var left []string
	links, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, link := range links {
		if at, err := os.Readlink(link); err == nil && strings.HasPrefix(at, folder) {
			left = append(left, strings.Split(link, "/")[2])
		}
	}
	return left
}

func besideCommands(t *testing.T, settings map[string]string, address, password string) {
	t.Helper()
	roster := filepath.Join(t.TempDir(), "roster.csv")
	text := "email,name,team,manager_email,role\nnew@demo.example,Nadia New,Harbour,maria@demo.example,\n"
	if err := os.WriteFile(roster, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := must(t, settings, "import", "roster", "--dry-run", roster); !strings.Contains(said, "1 created") || !strings.Contains(said, "dry run") {
		t.Error(said)
	}
	if said := must(t, settings, "import", "roster", roster); !strings.Contains(said, "roster: 1 created, 0 updated, 0 deactivated, 0 unchanged") {
		t.Error(said)
	}
	if err := os.WriteFile(roster, []byte(text+"broken,,,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, settings, "import", "roster", roster); err == nil || !strings.Contains(err.Error(), roster+":3: email is no e-mail address") {
		t.Error(err)
	}
	if said := must(t, settings, "import", "roster", "--partial", roster); !strings.Contains(said, "1 unchanged, 2 faults") && !strings.Contains(said, "1 unchanged, 1 faults") {
		t.Error(said)
	}
	if said := must(t, settings, "ledger", "check"); !strings.HasPrefix(said, "the books balance: ") {
		t.Error(said)
	}
	if said := must(t, settings, "leaderboards", "rebuild"); !strings.HasPrefix(said, "the boards are rebuilt") {
		t.Error(said)
	}
	if said := must(t, settings, "migrate"); !strings.Contains(said, "up to date (0 ") {
		t.Error(said)
	}
	maria := signIn(t, address, "maria@demo.example", password)
	if status, answer := ask(t, http.MethodGet, address+"/api/v1/employees?q=nadia", maria, ""); status != http.StatusOK || !strings.Contains(fmt.Sprint(answer), "Nadia New") {
		t.Errorf("%d %v", status, answer)
	}
	createAdmin(t, settings, address)
}

func createAdmin(t *testing.T, settings map[string]string, address string) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := write.WriteString("a long and strange password\n"); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	var stdout, stderr output
	p := &program{getenv: environment(settings), stdin: read, stdout: &stdout, stderr: &stderr, now: time.Now}
	root := p.commands()
	root.SetArgs([]string{"admin", "create", "--email", "Root@Demo.example", "--name", "Rita Root"})
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	token := signIn(t, address, "root@demo.example", "a long and strange password")
	if _, me := ask(t, http.MethodGet, address+"/api/v1/me", token, ""); me["role"] != "admin" || me["name"] != "Rita Root" {
		t.Errorf("%v", me)
	}
}

func TestServe_withoutAnAddressTheBooksAreCheckedAlone(t *testing.T) {
	settings := map[string]string{"LAUREL_DATA_DIR": folder(t), "LAUREL_DEMO": "never"}
	if said := must(t, settings, "ledger", "check"); !strings.HasPrefix(said, "the books balance: 0 accounts") {
		t.Error(said)
	}
	if said := must(t, settings, "leaderboards", "rebuild"); !strings.Contains(said, "made when it starts") {
		t.Error(said)
	}
	if left := processesIn(settings["LAUREL_DATA_DIR"]); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
}

func TestServe_survivesTheDeathOfItsPostgreSQL(t *testing.T) {
	settings := map[string]string{"LAUREL_DATA_DIR": folder(t), "LAUREL_DEMO_PASSWORD": "laurel demo password"}
	server := begin(t, settings)
	address := server.ready()
	token := signIn(t, address, "ivan@demo.example", "laurel demo password")
	thank(t, address, token, "Before the fall")
	pid, err := os.ReadFile(filepath.Join(settings["LAUREL_DATA_DIR"], "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	postgres, err := strconv.Atoi(strings.SplitN(string(pid), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(postgres, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "it is noticed", func() bool { return strings.Contains(server.stderr.String(), "the embedded PostgreSQL is back") })
	waitFor(t, "it serves again", func() bool {
		status, _ := ask(t, http.MethodGet, address+"/readyz", "", "")
		return status == http.StatusOK
	})
	thank(t, address, token, "After the fall")
	status, feed := ask(t, http.MethodGet, address+"/api/v1/feed?limit=100", token, "")
	if status != http.StatusOK || !strings.Contains(fmt.Sprint(feed), "Before the fall") || !strings.Contains(fmt.Sprint(feed), "After the fall") {
		t.Errorf("%d", status)
	}
	server.stop()
}

// TestServe_withServersOfTheOperator starts nothing of its own, and never makes a demo unasked.
func TestServe_withServersOfTheOperator(t *testing.T) {
	data := filepath.Join(folder(t), "unused")
	settings := map[string]string{
		"DATABASE_URL": pgtest.Empty(t), "REDIS_URL": "redis://" + pgtest.Redis(t).Addr(), "LAUREL_DATA_DIR": data,
		"LAUREL_JWT_KEY": "a key of tests, of more than thirty-two characters", "LAUREL_ADDR": "127.0.0.1:0", "LAUREL_PPROF_ADDR": freeAddress(t), "LAUREL_METRICS_ADDR": freeAddress(t),
	}
	if _, err := command(t, settings); err == nil || !strings.Contains(err.Error(), "laurel migrate") {
		t.Fatalf("an empty database is served: %v", err)
	}
	if said := must(t, settings, "migrate"); !strings.Contains(said, "up to date") {
		t.Error(said)
	}
	server := begin(t, settings)
	address := server.ready()
	if strings.Contains(server.stdout.String(), "demo organisation") {
		t.Error("a demo organisation was made in an outside database")
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("the data folder is used: %v", err)
	}
	if status, answer := ask(t, http.MethodGet, address+"/readyz", "", ""); status != http.StatusOK {
		t.Errorf("%d %v", status, answer)
	}
	for path, want := range map[string]int{
		address + "/metrics": http.StatusNotFound,
		"http://" + settings["LAUREL_METRICS_ADDR"] + "/metrics":      http.StatusOK,
		"http://" + settings["LAUREL_METRICS_ADDR"] + "/debug/pprof/": http.StatusNotFound,
		"http://" + settings["LAUREL_PPROF_ADDR"] + "/debug/pprof/":   http.StatusOK,
		address + "/debug/pprof/":                                     http.StatusNotFound,
	} {
		if status, _ := ask(t, http.MethodGet, path, "", ""); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	server.stop()

	settings["LAUREL_DEMO"], settings["LAUREL_DEMO_PASSWORD"] = "always", "laurel demo password"
	asked := begin(t, settings)
	signIn(t, asked.ready(), "olga@demo.example", "laurel demo password")
	asked.stop()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestMain_obeysSignals starts the product as a process of its own.
func TestMain_obeysSignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			data := folder(t)
			var stdout, stderr output
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), mainAsChild+"=serve", "LAUREL_DATA_DIR="+data, "LAUREL_ADDR=127.0.0.1:0", "LAUREL_DEMO=never")
			child.Stdout, child.Stderr = &stdout, &stderr
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "ready", func() bool { return readyLine.MatchString(stdout.String()) || child.ProcessState != nil })
			began := time.Now()
			if err := child.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := child.Wait(); err != nil {
				t.Errorf("%v\n%s", err, stderr.String())
			}
			if took := time.Since(began); took > 3*15*time.Second {
				t.Errorf("it took %s", took)
			}
			if left := processesIn(data); len(left) > 0 {
				t.Errorf("processes %v are left", left)
			}
		})
	}
}

func TestRun_tellsFaultsOfTheSettingsAtOnce(t *testing.T) {
	_, err := command(t, map[string]string{"LAUREL_ADDR": "nowhere", "LAUREL_DEMO": "perhaps"}, "serve")
	if err == nil || !strings.Contains(err.Error(), "LAUREL_ADDR") || !strings.Contains(err.Error(), "LAUREL_DEMO") {
		t.Error(err)
	}
	if said := must(t, nil, "version"); said != "laurel "+version+"\n" {
		t.Error(said)
	}
	for _, args := range [][]string{{"import", "shoes", "file.csv"}, {"ledger", "chek"}, {"leaderboards", "rebild"}, {"admin", "creat"}} {
		if said, err := command(t, map[string]string{}, args...); err == nil {
			t.Errorf("laurel %v ends well: %q", args, said)
		}
	}
	for _, args := range [][]string{{"sing"}, {"import"}, {"import", "roster"}, {"serve", "now"}, {"backup"}} {
		said, err := command(t, map[string]string{}, args...)
		if err == nil && !strings.Contains(said, "Usage:") {
			t.Errorf("laurel %v: %q", args, said)
		}
	}
}
