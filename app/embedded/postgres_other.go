//go:build !linux

package embedded

import "context"

// Postgres is a running PostgreSQL that belongs to this process; there is none on this platform.
type Postgres struct{}

// URL is the address of the database `laurel`.
func (p *Postgres) URL() string { return "" }

// Done is closed when PostgreSQL has ended.
func (p *Postgres) Done() <-chan struct{} { return nil }

// Err says how PostgreSQL ended.
func (p *Postgres) Err() error { return nil }

// Stop ends PostgreSQL.
func (p *Postgres) Stop() error { return nil }

// StartPostgres gives ErrUnsupported on this platform.
func StartPostgres(context.Context, Options) (*Postgres, error) { return nil, ErrUnsupported }
