package usecase

import (
	"context"
	"sync/atomic"
	"time"

	"laurel/domain/announcement"
)

// Stats is how this instance fares, for who watches over it.
type Stats struct {
	// Connections to the database: in use, idle, and at most; Waits is how often one had to be waited for,
	// Waited for how long in all.
	Used, Idle, Most int32
	Waits            int64
	Waited           time.Duration
	// Unnumbered is how many committed events have no position yet, Behind since when the oldest waits.
	Unnumbered int64
	Behind     time.Duration
	// Pending is how many announcements wait to be tried.
	Pending int64
}

// Stats reads how this instance fares.
func (uc *UseCases) Stats(ctx context.Context) (Stats, error) {
	pool := uc.db.Pool().Stat()
	s := Stats{Used: pool.AcquiredConns(), Idle: pool.IdleConns(), Most: pool.MaxConns(), Waits: pool.EmptyAcquireCount(), Waited: pool.EmptyAcquireWaitTime()}
	lag, err := uc.db.RelayLag(ctx)
	if err != nil {
		return s, err
	}
	s.Unnumbered = lag.Events
	if lag.Since != nil {
		s.Behind = max(uc.Now().Sub(*lag.Since), 0)
	}
	s.Pending, err = uc.db.Deliveries.CountPending(ctx)
	return s, err
}

// deliveryCounts counts the tries that this instance has made since its start, by how they went.
type deliveryCounts struct{ delivered, failed, abandoned atomic.Int64 }

func (c *deliveryCounts) add(status announcement.DeliveryStatus) {
	switch status {
	case announcement.Delivered:
		c.delivered.Add(1)
	case announcement.Failed:
		c.failed.Add(1)
	case announcement.Abandoned:
		c.abandoned.Add(1)
	case announcement.Pending:
	}
}

// DeliveryCounts gives how many tries this instance has made since its start, by how they went.
func (uc *UseCases) DeliveryCounts() map[announcement.DeliveryStatus]int64 {
	return map[announcement.DeliveryStatus]int64{
		announcement.Delivered: uc.deliveries.delivered.Load(),
		announcement.Failed:    uc.deliveries.failed.Load(),
		announcement.Abandoned: uc.deliveries.abandoned.Load(),
	}
}
