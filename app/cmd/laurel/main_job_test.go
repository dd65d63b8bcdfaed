package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// heardBy keeps what a receiver was sent.
type heardBy struct {
	mu     sync.Mutex
	bodies []string
	header []http.Header
}

func (h *heardBy) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bodies, h.header = append(h.bodies, string(body)), append(h.header, r.Header.Clone())
}

// find gives the first message with a text, and its headers.
func (h *heardBy) find(text string) (body string, header http.Header) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, b := range h.bodies {
		if strings.Contains(b, text) {
			return b, h.header[i]
		}
	}
	return "", nil
}

// isSigned verifies a message straight from the text of Standard Webhooks 1.0.0: HMAC-SHA256 over
// `id.timestamp.body` under the secret behind `whsec_`.
func isSigned(secret, body string, header http.Header) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, header.Get("webhook-id")+"."+header.Get("webhook-timestamp")+"."+body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, given := range strings.Fields(header.Get("webhook-signature")) {
		if hmac.Equal([]byte(given), []byte(want)) {
			return true
		}
	}
	return false
}

// job is the main job as programs do it.
type job struct {
	*victim
	tokens map[string]string
	me     map[string]gjson.Result
}

func (j *job) signIn(names ...string) {
	j.t.Helper()
	j.tokens, j.me = map[string]string{}, map[string]gjson.Result{}
	for _, name := range names {
		j.tokens[name] = j.must(http.MethodPost, "/auth/login", "", fmt.Sprintf(`{"email":"%s@demo.example","password":"correct horse battery"}`, name), "access_token")
		j.me[name] = j.get(name, "/me")
	}
}

func (j *job) get(name, path string) gjson.Result {
	j.t.Helper()
	status, text := j.call(http.MethodGet, path, j.tokens[name], "", "")
	if status != http.StatusOK {
		j.t.Fatalf("GET %s as %s: %d %s", path, name, status, text)
	}
	return gjson.ParseBytes(text)
}

func (j *job) post(name, path string, body any) gjson.Result {
	j.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		j.t.Fatal(err)
	}
	status, text := j.call(http.MethodPost, path, j.tokens[name], "", string(encoded))
	if status < 200 || status > 299 {
		j.t.Fatalf("POST %s as %s: %d %s", path, name, status, text)
	}
	return gjson.ParseBytes(text)
}

// listen opens the live feed and gives the kinds of its events.
func (j *job) listen(name string) <-chan string {
	j.t.Helper()
	r, err := http.NewRequestWithContext(j.t.Context(), http.MethodGet, j.url("/events"), nil)
	if err != nil {
		j.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+j.tokens[name])
	response, err := http.DefaultClient.Do(r)
	if err != nil || response.StatusCode != http.StatusOK {
		j.t.Fatalf("the live feed: %v %v", response, err)
	}
	kinds := make(chan string, 100)
	go func() {
		defer response.Body.Close()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if kind, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				kinds <- strings.TrimSpace(kind)
			}
		}
	}()
	return kinds
}

// The main job, as a newcomer would try it: nominate, approve, the board moves, channels hear of
// it, a reward is redeemed; stop; start; all is there. On embedded servers.
func TestMainJob(t *testing.T) {
	slack, standard := &heardBy{}, &heardBy{}
	toSlack, toStandard := httptest.NewServer(slack), httptest.NewServer(standard)
	defer toSlack.Close()
	defer toStandard.Close()
	data := folder(t)
	v := &victim{t: t, environ: []string{
		serveAsChild + "=1", "DATABASE_URL=", "REDIS_URL=", "LAUREL_DATA_DIR=" + data, "LAUREL_ADDR=127.0.0.1:0",
		"LAUREL_DEMO_PASSWORD=correct horse battery", "LAUREL_LOG_LEVEL=error", "LAUREL_WEBHOOK_ALLOW=127.0.0.0/8",
	}}
	v.start()
	j := &job{victim: v}
	j.signIn("ivan", "olga", "maria", "owner", "admin")
	events := `"events":["recognition.published","redemption.fulfilled"]}`
	j.must(http.MethodPost, "/webhooks", j.tokens["admin"], `{"kind":"slack","url":"`+toSlack.URL+`",`+events, "id")
	secret := j.must(http.MethodPost, "/webhooks", j.tokens["admin"], `{"kind":"standard","url":"`+toStandard.URL+`",`+events, "secret")
	told := j.listen("ivan")

	program := j.get("ivan", "/programs").Get(`items.#(name=="Customer hero").id`).String()
	behind := j.get("ivan", "/employees?q=Daniel").Get("items.0.id").String()
	nomination := j.post("ivan", "/nominations", map[string]any{
		"program_id": program, "nominee_ids": []string{j.me["olga"].Get("id").String()}, "behaviour_ids": []string{j.get("ivan", "/behaviours").Get("items.0.id").String()},
		"customer": map[string]string{"kind": "external", "name": "Harbour <Bakery>"}, "story": "Rebuilt the whole delivery before six. Вся доставка к шести.",
		"impact": "The shop opened on time.", "enabler_ids": []string{behind}, "points": 90,
	})
	id := nomination.Get("id").String()
	before := score(j.get("ivan", "/leaderboards/received?period=month&limit=100"), j.me["olga"].Get("id").String())
	j.post("maria", "/nominations/"+id+"/approve", map[string]any{})
	until(t, 30*time.Second, "the board to move", func() bool {
		return score(j.get("ivan", "/leaderboards/received?period=month&limit=100"), j.me["olga"].Get("id").String()) == before+90
	})
	for _, want := range []string{"recognition.published", "leaderboard.changed"} {
		for got := ""; got != want; {
			select {
			case got = <-told:
			case <-time.After(30 * time.Second):
				t.Fatalf("Ivan was not told %s", want)
			}
		}
	}
	heardAll(t, secret, id, slack, standard)

	reward := j.get("olga", "/rewards").Get(`items.#(requires_approval==true)`)
	redemption := j.post("olga", "/redemptions", map[string]any{"reward_id": reward.Get("id").String()}).Get("id").String()
	j.post("maria", "/redemptions/"+redemption+"/approve", map[string]any{})
	j.post("owner", "/redemptions/"+redemption+"/fulfil", map[string]any{})
	until(t, 30*time.Second, "the hand-over to be announced", func() bool { body, _ := standard.find(redemption); return body != "" })
	wallet := j.get("olga", "/me").Get("wallet").Raw

	v.end(syscall.SIGTERM)
	v.start()
	j.signIn("ivan", "olga", "owner")
	if got := j.get("olga", "/me").Get("wallet").Raw; got != wallet {
		t.Errorf("after a start the wallet is %s, was %s", got, wallet)
	}
	if got := j.get("olga", "/redemptions").Get("items.0.status").String(); got != "fulfilled" {
		t.Errorf("after a start the redemption is %s", got)
	}
	if got := j.get("ivan", "/feed").Get("items.0.id").String(); got != id {
		t.Errorf("after a start the feed begins with %s", got)
	}
	if got := score(j.get("ivan", "/leaderboards/received?period=month&limit=100"), j.me["olga"].Get("id").String()); got != before+90 {
		t.Errorf("after a start the board says %d", got)
	}
	if !j.get("owner", "/ledger/check").Get("balanced").Bool() {
		t.Error("the books do not balance")
	}
	v.end(syscall.SIGTERM)
}

// heardAll waits for both receivers and verifies what they heard.
func heardAll(t *testing.T, secret, id string, slack, standard *heardBy) {
	t.Helper()
	until(t, 30*time.Second, "both receivers to hear of it", func() bool {
		inSlack, _ := slack.find("Rebuilt the whole delivery")
		inStandard, _ := standard.find(id)
		return inSlack != "" && inStandard != ""
	})
	body, header := standard.find(id)
	if !isSigned(secret, body, header) {
		t.Errorf("the signature does not verify: %v", header)
	}
	if isSigned(secret, body+" ", header) {
		t.Error("the signature verifies for another body")
	}
	if got := gjson.Get(body, "type").String(); got != "recognition.published" || gjson.Get(body, "data.customer.name").String() != "Harbour <Bakery>" {
		t.Errorf("the standard receiver was told %s", body)
	}
	text, _ := slack.find("Rebuilt the whole delivery")
	if !gjson.Valid(text) || gjson.Get(text, "text").String() == "" || len(gjson.Get(text, "blocks").Array()) == 0 || strings.Contains(text, "<Bakery>") {
		t.Errorf("the Slack-shaped receiver was told %s", text)
	}
}

func score(board gjson.Result, employee string) int64 {
	for _, e := range board.Get("entries").Array() {
		if e.Get("employee.id").String() == employee {
			return e.Get("score").Int()
		}
	}
	return 0
}
