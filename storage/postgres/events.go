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

var insertEvent = newMulti(0, `insert into event (id, kind, subject_id, actor_id, at, data) values `, `($1, $2, $3, $4, $5, $6)`, ``)

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

var insertAudit = newMulti(0, `insert into audit (id, at, actor_id, action, subject_kind, subject_id, address, request_id, data) values `,
	`($1, $2, $3, $4, $5, $6, $7, $8, $9)`, ``)
