package postgres

import (
	"encoding/json"
	"time"

	"laurel/domain"
)

// Events is the outbox: facts, written in the transaction of the change.
type Events struct{ tx *Tx }

// Add writes facts.
func (e Events) Add(events ...domain.Event) {
	for _, event := range events {
		e.tx.add(insertEvent, event.ID, event.Kind, event.Subject, event.Actor, event.At, event.Data)
	}
}

var insertEvent = newInsert(`event`, `id uuid, kind text, subject_id uuid, actor_id uuid, at timestamptz, data jsonb`)

// Audit is the log of every change of money-like or personal data.
type Audit struct{ tx *Tx }

// Entry is one line of the audit log. Data holds ids and numbers, never names or texts.
type Entry struct {
	Action      string
	SubjectKind string
	Subject     domain.ID[any] // zero where there is none
	Data        map[string]any
}

// Add writes a line on behalf of the actor.
func (a Audit) Add(actor domain.Actor, at time.Time, entry Entry) {
	data := json.RawMessage("{}")
	if entry.Data != nil {
		encoded, err := json.Marshal(entry.Data)
		if err != nil {
			panic("audit data cannot be encoded: " + err.Error()) // a programming fault
		}
		data = encoded
	}
	var subject *domain.ID[any]
	if !entry.Subject.IsZero() {
		subject = &entry.Subject
	}
	a.tx.add(insertAudit,
		domain.NewEventID(), at, actor.Ref(), entry.Action, entry.SubjectKind, subject, actor.Address, actor.Request, data)
}

var insertAudit = newInsert(`audit`, `id uuid, at timestamptz, actor_id uuid, action text, subject_kind text, subject_id uuid, address text,
	request_id text, data jsonb`)
