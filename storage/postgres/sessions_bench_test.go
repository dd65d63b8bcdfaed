package postgres_test

import (
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// BenchmarkCaller is what every call pays to know who calls, here a manager of 300.
func BenchmarkCaller(b *testing.B) {
	db, err := postgres.Open(b.Context(), postgres.Options{URL: pgtest.URL(b), Role: "laurel_app"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	manager, session := domain.NewEmployeeID(), domain.NewSessionID()
	hash := []byte("a hash")
	err = db.InTx(b.Context(), func(tx *postgres.Tx) error {
		number := manager.String()
		tx.People.Insert(people.Employee{ID: manager, Personnel: &number, Name: "Maria", Role: domain.RoleEmployee, Locale: "en", Active: true}, now)
		for range 300 {
			id := domain.NewEmployeeID()
			number := id.String()
			tx.People.Insert(people.Employee{ID: id, Personnel: &number, Name: "Ivan", Role: domain.RoleEmployee, Locale: "en", Active: true, Manager: &manager, Above: domain.Chain{manager}}, now)
		}
		tx.Sessions.Insert(postgres.Session{ID: session, Employee: manager, Kind: postgres.BrowserSession, Token: hash, At: now, ExpiresAt: now.Add(time.Hour)})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("by token", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.CallersByToken(b.Context(), []string{string(hash)}, now); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by session", func(b *testing.B) {
		for b.Loop() {
			if c, err := db.CallersBySession(b.Context(), []domain.SessionID{session}, now); err != nil || !c[session].Actor.HasReports {
				b.Fatal(err)
			}
		}
	})
}
