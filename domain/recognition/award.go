package recognition

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
)

// Award makes an award program of a program: whom a panel scores, against which criteria, and how many
// win. One may nominate from the first to the last day of the program; what a winner gets are the
// program's points. It can be read from a column of JSON.
type Award struct {
	Winners  int                 `json:"winners"`
	Panel    []domain.EmployeeID `json:"panel_ids"`
	Criteria []Criterion         `json:"criteria"`
}

// The bounds of awards.
const (
	MaxWinners  = 100
	MaxPanel    = 15
	MaxCriteria = 10
	MaxWeight   = 5
	MaxScore    = 5 // the least is 1
	MaxNote     = 2000
)

// Scan reads JSON.
func (a *Award) Scan(source any) error {
	switch s := source.(type) {
	case string:
		return json.Unmarshal([]byte(s), a)
	case []byte:
		return json.Unmarshal(s, a)
	}
	return fmt.Errorf("an award cannot be read from %T", source)
}

// AwardStage is how far an award has come.
type AwardStage string

// The stages of an award.
const (
	AwardUpcoming AwardStage = "upcoming" // nobody may nominate yet
	AwardOpen     AwardStage = "open"     // for nominations
	AwardScoring  AwardStage = "scoring"  // the panel scores, or an owner is to decide
	AwardDecided  AwardStage = "decided"
)

// AwardStageOn is the stage of an undecided award on a day (its date in the organisation's time zone).
func (p Program) AwardStageOn(day time.Time) AwardStage {
	date := day.Format(time.DateOnly)
	switch {
	case p.To != nil && p.To.Format(time.DateOnly) < date:
		return AwardScoring
	case p.From != nil && date < p.From.Format(time.DateOnly):
		return AwardUpcoming
	}
	return AwardOpen
}

// AwardRound is what has become of an award beyond its rules.
type AwardRound struct {
	ScoringEndedAt *time.Time         `db:"scoring_ended_at"` // by an owner, before all had finished
	ScoringEndedBy *domain.EmployeeID `db:"scoring_ended_by"`
	EndReason      string             `db:"end_reason"`
	DecidedAt      *time.Time         `db:"decided_at"`
	DecidedBy      *domain.EmployeeID `db:"decided_by"`
	Reason         string             `db:"reason"` // for the choice among those who were equal
	Scored         bool               `db:"scored"` // somebody has scored something
}

// IsOnPanel says whether an employee scores.
func (a Award) IsOnPanel(id domain.EmployeeID) bool { return slices.Contains(a.Panel, id) }

// checkAward says what is wrong with an award's rules, and with those of its program that do not go with it.
func (p Program) checkAward(add func(field, message string)) {
	if p.Award == nil {
		return
	}
	if p.From == nil {
		add("from", "is needed: the first day on which one may nominate")
	}
	if p.To == nil {
		add("to", "is needed: the last day on which one may nominate")
	}
	if p.Approval != ByOwner || p.ApprovalFrom != nil {
		add("approval", "is owner for an award: its winners are decided by one, and all together")
	}
	if p.Funding == FromAllowance {
		add("funding", "is budget or none for an award: no nominator pays for it")
	}
	if p.PointsMin != p.PointsMax || len(p.Levels) > 0 {
		add("points", "are the same for each winner of an award: min, default and max are one number, without levels")
	}
	if p.MaxNominees != 1 {
		add("max_nominees", "is 1 for an award")
	}
	if p.Simple {
		add("simple", "is no award: the panel needs the whole story")
	}
	p.Award.check(add)
}

func (a Award) check(add func(field, message string)) {
	if a.Winners < 1 || a.Winners > MaxWinners {
		add("award.winners", fmt.Sprintf("is a number from 1 to %d", MaxWinners))
	}
	if len(a.Panel) < 1 || len(a.Panel) > MaxPanel {
		add("award.panel_ids", fmt.Sprintf("names 1 to %d employees", MaxPanel))
	}
	if hasRepeats(a.Panel) {
		add("award.panel_ids", "names somebody twice")
	}
	if len(a.Criteria) < 1 || len(a.Criteria) > MaxCriteria {
		add("award.criteria", fmt.Sprintf("has 1 to %d criteria", MaxCriteria))
	}
	for i, c := range a.Criteria {
		field := fmt.Sprintf("award.criteria[%d].", i)
		checkText(c.Name, field+"name", 1, longestOfCriterion.Name, add)
		checkText(c.Description, field+"description", 0, longestOfCriterion.Description, add)
		if c.Weight < 1 || c.Weight > MaxWeight {
			add(field+"weight", fmt.Sprintf("is a number from 1 to %d", MaxWeight))
		}
	}
}

// CheckAwardChange says whether a program's rules may become others where the award has come so far: it
// is an award from the first; once somebody has scored, only the panel and the texts can change; and
// nothing of its rules once it is decided. What criteria are translated to are texts.
func (p Program) CheckAwardChange(before Program, round AwardRound) error {
	switch {
	case (p.Award == nil) != (before.Award == nil):
		return domain.InvalidField("award", "is chosen when the program is made, and stays")
	case p.Award == nil:
		return nil
	case round.DecidedAt != nil && (!sameDay(p.From, before.From) || !sameDay(p.To, before.To) || !p.SameRules(before)):
		return domain.Conflict("award_decided", "The award is decided: its rules stay as they are.")
	case !round.Scored:
		return nil
	}
	was, is := before, p
	panel := *is.Award
	panel.Panel = was.Award.Panel
	is.Award = &panel
	if !sameDay(p.From, before.From) || !sameDay(p.To, before.To) || !is.SameRules(was) {
		return domain.Conflict("award_scoring", "The panel has begun to score: only the panel and the texts can be changed.")
	}
	return nil
}

func sameDay(a, b *time.Time) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && a.Equal(*b))
}

// errByPanel answers a decision on one nomination for an award alone.
var errByPanel = domain.Conflict("decided_by_panel", "A nomination for an award is scored by its panel, and all are decided together.")

// CheckSingle says whether somebody decides on a nomination under the program by itself.
func (p Program) CheckSingle() error {
	if p.Award != nil {
		return errByPanel
	}
	return nil
}

// CheckPanel says whether a nomination names nobody who scores it, nor comes from one who does.
func (a Award) CheckPanel(n *Nomination) error {
	if n.Nominator != nil && a.IsOnPanel(*n.Nominator) {
		return domain.Forbidden("on_panel", "Who is on the panel of an award does not nominate for it.")
	}
	var faults []domain.FieldError
	for i, m := range n.Nominees {
		if a.IsOnPanel(m.Employee) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.nominee_ids[%d]", i), Message: "is on the panel of the award"})
		}
	}
	for i, id := range n.Enablers {
		if a.IsOnPanel(id) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.enabler_ids[%d]", i), Message: "is on the panel of the award"})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("on_panel", "Nobody on the panel of an award can gain by it.", faults...)
	}
	return nil
}

// Conclude makes a nomination for an award a recognition: with the award's points where it has won, else
// as thanks without points.
func (n *Nomination) Conclude(p Program, won bool, by domain.EmployeeID, now time.Time) error {
	if n.Status != Pending {
		return ErrNotPending
	}
	points := p.PointsDefault
	if !won {
		points = 0
	}
	n.AsThanks = !won
	n.setPoints(points, p)
	n.DecidedAt, n.DecidedBy, n.Step = &now, &by, 1
	n.Publish(now)
	return nil
}
