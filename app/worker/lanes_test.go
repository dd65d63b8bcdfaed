package worker

import (
	"context"
	"testing"
	"time"

	"laurel/domain"
)

func TestLanes_aSlowEndpointHasFewPlacesUntilItIsFastAgain(t *testing.T) {
	all := newLanes(20)
	n := all.of(domain.NewEndpointID())
	for i := range 10 {
		if !n.enter(t.Context()) {
			t.Fatalf("place %d of half of the workers is not given", i+1)
		}
	}
	hasRoom := make(chan bool)
	go func() { hasRoom <- n.enter(t.Context()) }()
	n.leave()
	if !<-hasRoom {
		t.Fatal("who waits gets the place that becomes free")
	}
	go func() { hasRoom <- n.enter(t.Context()) }()
	n.slow()
	if <-hasRoom {
		t.Fatal("nobody waits for an endpoint that has become slow")
	}
	for range 9 {
		n.leave()
	}
	if !n.enter(t.Context()) || n.enter(t.Context()) {
		t.Error("a slow endpoint has two places")
	}
	if other := all.of(domain.NewEndpointID()); !other.enter(t.Context()) {
		t.Error("another endpoint is not slow")
	}
	if first, later := n.later(), n.later(); first < comeBack || later > comeBack+mostLater {
		t.Errorf("comes again after %v and %v", first, later)
	}
	n.time()() // an answer that comes at once
	for range 5 {
		if !n.enter(t.Context()) {
			t.Error("a fast endpoint has its places again")
		}
	}
}

func TestLanes_waitingEndsWithTheContext(t *testing.T) {
	n := newLanes(2).of(domain.NewEndpointID())
	if !n.enter(t.Context()) {
		t.Fatal("the first place is free")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	began := time.Now()
	if n.enter(ctx) {
		t.Error("there is only one place")
	}
	if time.Since(began) > slowAfter/2 {
		t.Error("waited although told to stop")
	}
}
