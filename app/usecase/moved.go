package usecase

import (
	"slices"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// movedActions are the words of the audit log for how a step moves.
var movedActions = map[domain.EventKind]string{
	domain.ApprovalDelegated: "delegate", domain.ApprovalEscalated: "escalate", domain.ApprovalWaiting: "assign",
}

// passTo moves a waiting step to an employee, and keeps from whom it came; w.Moved says how. The event
// tells whom it waits for now.
func passTo(tx *postgres.Tx, actor domain.Actor, kind domain.EventKind, w *postgres.Waiting, to domain.EmployeeID, now time.Time) {
	from := w.Approver
	w.Passed = append(slices.DeleteFunc(slices.Clone(w.Passed), func(id domain.EmployeeID) bool { return id == to }), from)
	w.Delegation = nil
	settle(tx, actor, kind, w, to, now)
}

// settle stores where a waiting step has come to, with its event and the audit entry.
func settle(tx *postgres.Tx, actor domain.Actor, kind domain.EventKind, w *postgres.Waiting, to domain.EmployeeID, now time.Time) {
	from := w.Approver
	w.Approver, w.AssignedAt = to, &now
	tx.Approvals.Move(*w)
	tx.Events.Add(domain.NewEvent(kind, w.Subject(), actor.Ref(), now, map[string]any{"kind": w.Kind, "approver": to, "from": from}))
	tx.Audit.Add(actor, now, postgres.Entry{
		Action: movedActions[kind], SubjectKind: w.Kind, Subject: w.Subject(), Data: map[string]any{"from": from, "to": to},
	})
}
