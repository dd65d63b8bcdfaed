package recognition

import (
	"time"

	"laurel/domain"
)

// AwardView is an award as people read it.
type AwardView struct {
	Program
	AwardRound
	Panelists   List[Panelist]    `db:"panelists"` // in the order of their names
	Nominations int               `db:"nominations"`
	ToScore     int               `db:"to_score"` // by the reader, where they are on the panel
	Prizes      List[AwardWinner] `db:"prizes"`
	EnderName   *string           `db:"ender_name"`
	DeciderName *string           `db:"decider_name"`
	// HasPart says that the reader is a nominee, a nominator or an enabler of one of its nominations.
	HasPart bool `db:"has_part"`
}

// Panelist is one of those who score. Who has left does not count any more.
type Panelist struct {
	ID     domain.EmployeeID `json:"id"`
	Name   string            `json:"name"`
	Active bool              `json:"active"`
	Scored int               `json:"scored"` // nominations, by all criteria
}

// AwardWinner is a public recognition that has won.
type AwardWinner struct {
	Nomination domain.NominationID `json:"nomination_id"`
	ID         domain.EmployeeID   `json:"id"`
	Name       string              `json:"name"`
}

// AwardEntry is a nomination for an award with what the reader has given it, and once the award is
// decided what all have.
type AwardEntry struct {
	View
	Marks  Marks  // nil where the reader is not on the panel
	Note   string // the reader's own
	Scores []Scored
}

// Stage is how far the award has come, on a day.
func (v AwardView) Stage(day time.Time) AwardStage {
	if v.DecidedAt != nil {
		return AwardDecided
	}
	return v.AwardStageOn(day)
}

// Members are those of the panel who count: the active ones.
func (v AwardView) Members() []domain.EmployeeID {
	var members []domain.EmployeeID
	for _, m := range v.Panelists {
		if m.Active {
			members = append(members, m.ID)
		}
	}
	return members
}

// Finished is how many of the counted members have scored every nomination.
func (v AwardView) Finished() int {
	finished := 0
	for _, m := range v.Panelists {
		if m.Active && m.Scored == v.Nominations {
			finished++
		}
	}
	return finished
}

// AllFinished says whether nobody's scores are missing any more.
func (v AwardView) AllFinished() bool { return v.Finished() == len(v.Members()) && v.Finished() > 0 }

// CanDo says what the reader may do with an award now.
type CanDo struct{ Score, EndScoring, Rank, Decide bool }

// CanOf works out what an actor may do with the award on a day. Who decides has no part in any of its
// nominations; the ranking is shown once nobody can change a score by it.
func (v AwardView) CanOf(actor domain.Actor, day time.Time) CanDo {
	owner, onPanel := actor.Is(domain.RoleOwner), v.Award.IsOnPanel(actor.ID)
	if v.DecidedAt != nil {
		return CanDo{Rank: owner || onPanel}
	}
	if v.Stage(day) != AwardScoring {
		return CanDo{}
	}
	ready := v.ScoringEndedAt != nil || v.AllFinished()
	mayDecide := owner && !v.HasPart
	return CanDo{
		Score: onPanel && v.ScoringEndedAt == nil, EndScoring: mayDecide && !ready && v.Finished() > 0,
		Rank: mayDecide && ready, Decide: mayDecide && ready,
	}
}
