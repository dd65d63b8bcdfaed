package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

// peer is one of those that are measured in turns.
type peer struct {
	name string
	next func(client, n int) request
	cpu  func() (cpu, error)
}

func measure(ctx context.Context, o settings, s *site) (*report, error) {
	r := &report{settings: o, redis: s.redisKind}
	if err := s.db.QueryRow(ctx, "show server_version").Scan(&r.postgres); err != nil {
		return nil, err
	}
	thin := func() (cpu, error) { return s.cpuOf(s.thinnestPID, "yardstick") }
	own := func() (cpu, error) { return s.cpuOf(s.laurelPID, "bench") }
	peers := []peer{
		{"bare Fiber", s.thin("GET", "/bare"), thin},
		{"thinnest /give", s.thin("POST", "/give"), thin},
		{"nominate", s.nominate, own},
		{"nominate out of one budget", s.fromBudgets(1), own},
		{"nominate out of 16 budgets", s.fromBudgets(budgets), own},
		{"thinnest /board", s.thin("GET", "/board"), thin},
		{"board: top 20 and my rank", s.board, own},
		{"feed page", s.feed, own},
		{"me", s.me, own},
	}
	if s.grown != nil {
		large := func() (cpu, error) { return s.cpuOf(s.grown.laurelPID, s.grown.name) }
		peers = append(peers, peer{grownRow, s.grown.nominate, large})
	}
	if o.only != "" {
		peers = slices.DeleteFunc(peers, func(p peer) bool {
			return !strings.HasPrefix(p.name, "thinnest") && !strings.Contains(p.name, o.only)
		})
	}
	if o.statements > 0 {
		if err := s.countStatements(ctx); err != nil {
			return nil, err
		}
	}
	rows, err := s.compare(o, peers...)
	r.rows = rows
	if err == nil && o.statements > 0 {
		err = s.printStatements(ctx, o.statements)
	}
	if err != nil || o.only != "" {
		return r, err
	}
	if err := s.measureBatch(o, r); err != nil {
		return nil, err
	}
	return r, ctx.Err()
}

// compare measures peers in turns, so that what else the machine does falls on all of them.
func (s *site) compare(o settings, peers ...peer) (map[string]result, error) {
	rounds := make(map[string][]result, len(peers))
	for round := range o.rounds + 1 {
		if round == 1 { // now that the tables have rows, and as the server does it by itself in time
			for _, h := range []*house{&s.house, s.grown} {
				if h == nil {
					continue
				}
				if _, err := h.db.Exec(context.Background(), "analyze"); err != nil {
					return nil, err
				}
			}
		}
		for _, p := range peers {
			got, err := one(o, p)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.name, err)
			}
			if round > 0 { // the first round only warms up
				rounds[p.name] = append(rounds[p.name], got)
			}
		}
	}
	medians := make(map[string]result, len(peers))
	for name, list := range rounds {
		var rate []float64
		var p50, p99, server, database []time.Duration
		for _, one := range list {
			rate, p50, p99 = append(rate, one.perSecond), append(p50, one.p50), append(p99, one.p99)
			server, database = append(server, one.used.server), append(database, one.used.database)
		}
		medians[name] = result{perSecond: median(rate), p50: median(p50), p99: median(p99), used: cpu{median(server), median(database)}}
	}
	return medians, nil
}

// one measures one peer once.
func one(o settings, p peer) (result, error) {
	before, err := p.cpu()
	if err != nil {
		return result{}, err
	}
	got, err := load(o.clients, o.length, p.next)
	if err != nil {
		return result{}, err
	}
	after, err := p.cpu()
	used := after.since(before)
	calls := time.Duration(got.calls)
	got.used = cpu{used.server / calls, used.database / calls}
	return got, err
}

func (s *site) thin(method, path string) func(int, int) request {
	return func(int, int) request { return request{method: method, url: s.thinnest + path} }
}

// grownRow is the nominations of the large organisation.
const grownRow = "nominate in the large organisation"

// pair draws a giver and somebody else.
func (h *house) pair() (giver, receiver int) {
	giver = mrand.IntN(len(h.tokens))
	receiver = mrand.IntN(len(h.tokens) - 1)
	if receiver >= giver {
		receiver++
	}
	return giver, receiver
}

const nominationForm = `{"program_id":"%s","nominee_ids":["%s"],"behaviour_ids":["%s"],"customer":{"kind":"external","name":"Orchard Foods"},"story":"Moved the whole order before the morning shift.","points":1}`

func (h *house) nominate(int, int) request { return h.nominateUnder(h.thanks) }

// fromBudgets nominates under so many programs, each client under one of its own as far as they go.
func (h *house) fromBudgets(n int) func(int, int) request {
	return func(client, _ int) request { return h.nominateUnder(h.budgets[client%n]) }
}

func (h *house) nominateUnder(program string) request {
	giver, receiver := h.pair()
	return request{
		method: "POST", url: h.laurel + "/api/v1/nominations", token: h.tokens[giver], key: rand.Text(),
		body: fmt.Sprintf(nominationForm, program, h.employees[receiver], h.behaviour),
	}
}

func (s *site) board(int, int) request {
	giver, _ := s.pair()
	return request{method: "GET", url: s.laurel + "/api/v1/leaderboards/received?period=month&scope=org&limit=20", token: s.tokens[giver]}
}

func (s *site) feed(int, int) request {
	giver, _ := s.pair()
	return request{method: "GET", url: s.laurel + "/api/v1/feed", token: s.tokens[giver]}
}

func (s *site) me(int, int) request {
	giver, _ := s.pair()
	return request{method: "GET", url: s.laurel + "/api/v1/me", token: s.tokens[giver]}
}

// measureBatch compares one batch of 20 approvals with 20 single calls, one after another, of one
// client.
func (s *site) measureBatch(o settings, r *report) error {
	client := &fasthttp.Client{}
	manager := s.tokens[25%len(s.tokens)]
	var single, batch []float64
	for range o.rounds {
		ids, err := s.waiting(client, 40)
		if err != nil {
			return err
		}
		begin := time.Now()
		for _, id := range ids[:20] {
			if _, err := call(client, request{method: "POST", url: s.laurel + "/api/v1/nominations/" + id + "/approve", token: manager, key: rand.Text(), body: `{}`}); err != nil {
				return err
			}
		}
		single = append(single, 20/time.Since(begin).Seconds())
		items := ""
		for i, id := range ids[20:] {
			if i > 0 {
				items += ","
			}
			items += fmt.Sprintf(`{"kind":"nomination","id":"%s","action":"approve"}`, id)
		}
		begin = time.Now()
		answer, err := call(client, request{method: "POST", url: s.laurel + "/api/v1/approvals/batch", token: manager, key: rand.Text(), body: `{"items":[` + items + `]}`})
		if err != nil {
			return err
		}
		batch = append(batch, 20/time.Since(begin).Seconds())
		if err := allDone(answer); err != nil {
			return err
		}
	}
	r.single, r.batch = median(single), median(batch)
	return nil
}

func allDone(answer []byte) error {
	var got struct {
		Results []struct {
			Status int     `json:"status"`
			Code   *string `json:"code"`
		} `json:"results"`
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	for _, one := range got.Results {
		if one.Status != 200 {
			return fmt.Errorf("an item of the batch was not approved: %s", answer)
		}
	}
	return nil
}

// waiting makes nominations of the second team's people that wait for their manager.
func (s *site) waiting(client *fasthttp.Client, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range ids {
		nominee := s.employees[26+i%24]
		answer, err := call(client, request{
			method: "POST", url: s.laurel + "/api/v1/nominations", token: s.tokens[1], key: rand.Text(),
			body: fmt.Sprintf(nominationForm, s.hero, nominee, s.behaviour),
		})
		if err != nil {
			return nil, err
		}
		var made struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(answer, &made); err != nil {
			return nil, err
		}
		ids[i] = made.ID
	}
	return ids, nil
}
