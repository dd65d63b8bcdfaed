// Package leaderboard knows what a board is: a ranking of employees by a Metric, for a period and a
// Scope, how ties stand, how a board is paged, and what one recognition does to which boards. It
// holds rules only; PostgreSQL and Redis answer by them.
package leaderboard

import (
	"fmt"
	"strings"

	"laurel/domain"
)

// Metric is what a board counts.
type Metric string

// The metrics.
const (
	Received     Metric = "received"     // points received by published recognitions
	Recognitions Metric = "recognitions" // recognitions received
	Given        Metric = "given"        // recognitions given, each nominee counted
	ThankedBy    Metric = "thanked_by"   // different people who recognised the employee
)

// Metrics lists every metric, the kindest first.
func Metrics() []Metric { return []Metric{ThankedBy, Received, Recognitions, Given} }

// ParseMetric reads a metric; the error names the path parameter.
func ParseMetric(text string) (Metric, error) {
	switch m := Metric(text); m {
	case Received, Recognitions, Given, ThankedBy:
		return m, nil
	}
	return "", fault("path.metric", "A board is one of received, recognitions, given and thanked_by.")
}

// ScopeKind is which part of the organisation a board is about.
type ScopeKind string

// The kinds of scopes.
const (
	Organisation ScopeKind = "org"
	OfTeam       ScopeKind = "team"
	OfBehaviour  ScopeKind = "behaviour"
)

// Scope is the part of the organisation that a board is about: all of it, a team with the teams
// below it, or the recognitions for one behaviour. Equal scopes are equal values.
type Scope struct {
	Kind      ScopeKind
	Team      domain.TeamID      // of a team's board
	Behaviour domain.BehaviourID // of a behaviour's board
}

// Org is the scope of the whole organisation.
func Org() Scope { return Scope{Kind: Organisation} }

// Team is the scope of a team and all teams below it.
func Team(id domain.TeamID) Scope { return Scope{Kind: OfTeam, Team: id} }

// Behaviour is the scope of the recognitions for one behaviour.
func Behaviour(id domain.BehaviourID) Scope { return Scope{Kind: OfBehaviour, Behaviour: id} }

// ParseScope reads `org`, `team:<id>` or `behaviour:<id>`; the error names the query parameter.
func ParseScope(text string) (Scope, error) {
	kind, id, hasID := strings.Cut(text, ":")
	switch ScopeKind(kind) {
	case Organisation:
		if hasID {
			return Scope{}, fault("query.scope", "The scope org takes no id.")
		}
		return Org(), nil
	case OfTeam:
		team, err := domain.ParseTeamID(id)
		if err != nil {
			return Scope{}, fault("query.scope", "The scope team needs the id of a team, as in team:<id>.")
		}
		return Team(team), nil
	case OfBehaviour:
		behaviour, err := domain.ParseBehaviourID(id)
		if err != nil {
			return Scope{}, fault("query.scope", "The scope behaviour needs the id of a behaviour, as in behaviour:<id>.")
		}
		return Behaviour(behaviour), nil
	}
	return Scope{}, fault("query.scope", "A scope is org, team:<id> or behaviour:<id>.")
}

// String gives the scope as ParseScope reads it.
func (s Scope) String() string {
	switch s.Kind {
	case OfTeam:
		return string(OfTeam) + ":" + s.Team.String()
	case OfBehaviour:
		return string(OfBehaviour) + ":" + s.Behaviour.String()
	default:
		return string(Organisation)
	}
}

// Board is one ranking: what is counted, when, and for which part of the organisation.
type Board struct {
	Metric Metric
	Window Window
	Scope  Scope
}

// String names the board for people and logs, as in `received/week:2026-11-23/org`.
func (b Board) String() string {
	return fmt.Sprintf("%s/%s/%s", b.Metric, b.Window, b.Scope)
}

func fault(location, message string) *domain.Error {
	return domain.Invalid("invalid_input", message, domain.FieldError{Location: location, Message: message})
}
