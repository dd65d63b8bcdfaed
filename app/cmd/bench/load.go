package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// request is one call of a load; next makes each client's next one.
type request struct {
	method, url, token, key, body string
}

// result of one measurement.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	calls     int
	used      cpu // of one call
}

// load calls as fast as the clients can for a bounded time; any answer but 2xx ends it.
func load(clients int, length time.Duration, next func(client, n int) request) (result, error) {
	host := &fasthttp.Client{MaxConnsPerHost: clients + 1, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	defer host.CloseIdleConnections()
	times := make([][]time.Duration, clients)
	faults := make([]error, clients)
	var group sync.WaitGroup
	begin := time.Now()
	for c := range clients {
		group.Go(func() {
			for n := 0; time.Since(begin) < length; n++ {
				start := time.Now()
				if _, err := call(host, next(c, n)); err != nil {
					faults[c] = err
					return
				}
				times[c] = append(times[c], time.Since(start))
			}
		})
	}
	group.Wait()
	took := time.Since(begin)
	for _, err := range faults {
		if err != nil {
			return result{}, err
		}
	}
	all := slices.Concat(times...)
	slices.Sort(all)
	if len(all) == 0 {
		return result{}, fmt.Errorf("no call was answered in %v", length)
	}
	return result{perSecond: float64(len(all)) / took.Seconds(), p50: all[len(all)/2], p99: all[len(all)*99/100], calls: len(all)}, nil
}

func call(client *fasthttp.Client, r request) ([]byte, error) {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	req.Header.SetMethod(r.method)
	req.SetRequestURI(r.url)
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	if r.body != "" {
		req.Header.SetContentType("application/json")
		req.SetBodyString(r.body)
	}
	if err := client.Do(req, resp); err != nil {
		return nil, err
	}
	if code := resp.StatusCode(); code < 200 || code > 299 {
		return nil, fmt.Errorf("%s %s: %d %s", r.method, r.url, code, resp.Body())
	}
	return slices.Clone(resp.Body()), nil
}

func createdID(url, token, body string) (string, error) {
	answer, err := call(&fasthttp.Client{}, request{method: "POST", url: url, token: token, body: body})
	if err != nil {
		return "", err
	}
	var thing struct {
		ID string `json:"id"`
	}
	return thing.ID, json.Unmarshal(answer, &thing)
}

// median of some figures.
func median[T int | float64 | time.Duration](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
