package httpapi

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// TestBoards_followEventsAndSurviveTheLossOfRedis is promise 9 of RELIABILITY.md in short.
func TestBoards_followEventsAndSurviveTheLossOfRedis(t *testing.T) {
	server := pgtest.Redis(t)
	client, err := redisboard.Connect("redis://" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{}, func(b *background) {
		b.boards = redisboard.New(client, redisboard.Options{Zone: time.UTC, Now: func() time.Time { return houseStart }})
	})
	b.start(t, b.live)
	// standing waits for a board in Redis that says this of olga.
	standing := func(what string, want int64) {
		t.Helper()
		eventually(t, 10*time.Second, what, func() bool {
			page, err := h.uc.Leaderboard(t.Context(), domain.Actor{ID: h.people["olga"].ID}, leaderboard.Request{Metric: "recognitions", Period: "week"})
			if err != nil {
				t.Fatal(err)
			}
			return !page.Degraded && page.Me != nil && page.Me.Score == want
		})
	}
	h.thank("ivan", "olga", "public")
	h.thank("nina", "olga", "private")
	standing("the public one counts", 1)

	server.FlushAll()
	h.thank("nina", "olga", "public")
	standing("flushed boards come back", 2)

	server.SetError("away")
	revoked := h.thank("pavel", "olga", "public")
	h.thank("pavel", "olga", "public")
	h.as("owner").post("/nominations/"+revoked+"/revoke", map[string]any{"reason": "A mistake."}).expect(200)
	b.settled(t) // Redis holds up no position
	server.SetError("")
	standing("what happened meanwhile counts", 3)

	// A recognition that came without an event of its own, as imports make them.
	h.exec(`insert into nomination (id, source, status, nominator_id, customer_kind, story, points, visibility, created_at, published_at)
		values (gen_random_uuid(), 'import', 'approved', $1, 'employee', 'From before.', 0, 'public', $2, $2)`, h.people["maria"].ID, houseStart)
	h.exec(`insert into nominee (nomination_id, employee_id, nominator_id, points, counted_on)
		select id, $1, nominator_id, 0, published_at::date from nomination where source = 'import'`, h.people["olga"].ID)
	if err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		tx.Events.Add(domain.NewEvent(domain.RecognitionsImported, domain.NewImportID(), nil, houseStart, nil))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	standing("what was imported counts", 4)
	for turn := range 40 {
		// Which boards are kept may just be changing.
		eventually(t, 10*time.Second, fmt.Sprintf("board %d is checked", turn), func() bool {
			checked, drifted, err := h.uc.CheckLeaderboard(context.WithoutCancel(t.Context()), turn)
			if err != nil || len(drifted) > 0 {
				t.Fatalf("board %d: differs in %v, %v", turn, drifted, err)
			}
			return checked
		})
	}
	if strings.Contains(h.log.String(), "ERROR") {
		t.Errorf("the log:\n%s", h.log)
	}
}
