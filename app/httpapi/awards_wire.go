package httpapi

import (
	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// awardFor shapes an award for an actor, today.
func (s *server) awardFor(actor domain.Actor) func(recognition.AwardView) Award {
	today := s.uc.Today()
	return func(v recognition.AwardView) Award {
		can, owner := v.CanOf(actor, today), actor.Is(domain.RoleOwner)
		out := Award{
			ID: v.ID.String(), Name: v.Name, Description: v.Description, Guidance: v.Guidance,
			Stage: string(v.Stage(today)), Opens: or(dateOf(v.From), ""), Closes: or(dateOf(v.To), ""), Winners: v.Award.Winners, Points: v.PointsDefault,
			Criteria: criteriaOf(v.Award.In(actor.Language).Criteria), Panel: make([]PanelMember, len(v.Panelists)), DecidedAt: utc(v.DecidedAt),
			Prizes: make([]AwardPrize, len(v.Prizes)), Can: CanAward(can),
		}
		for i, m := range v.Panelists {
			out.Panel[i] = PanelMember{ID: m.ID.String(), Name: m.Name, Active: m.Active}
			if owner {
				out.Panel[i].Scored = &v.Panelists[i].Scored
			}
		}
		for i, p := range v.Prizes {
			out.Prizes[i] = AwardPrize{NominationID: p.Nomination.String(), Nominee: Ref{ID: p.ID.String(), Name: p.Name}}
		}
		if can.Score {
			out.ToScore = v.ToScore
		}
		inside := owner || v.Award.IsOnPanel(actor.ID)
		if inside {
			out.Nominations = &v.Nominations
		}
		if inside && v.ScoringEndedAt != nil {
			out.EndedEarly = &EarlyEnd{At: v.ScoringEndedAt.UTC(), By: refOf(v.ScoringEndedBy, v.EnderName), Reason: v.EndReason}
		}
		if v.DecidedAt != nil {
			out.Decision = &Decision{By: refOf(v.DecidedBy, v.DeciderName)}
			if inside {
				out.Decision.Reason = v.Reason
			}
		}
		return out
	}
}

func marksOf(marks recognition.Marks) []Mark {
	out := make([]Mark, len(marks))
	for i, mark := range marks {
		out[i] = Mark(mark)
	}
	return out
}

func rankingOf(r usecase.AwardRanking) AwardRanking {
	out := AwardRanking{Counted: make([]Ref, len(r.Counted)), Standings: make([]AwardStanding, len(r.Standings))}
	for i, id := range r.Counted {
		out.Counted[i] = Ref{ID: id.String(), Name: r.Names[id]}
	}
	for i, s := range r.Standings {
		out.Standings[i] = AwardStanding{
			NominationID: s.Nomination.String(), Nominee: Ref{ID: s.Nominee.String(), Name: r.Names[s.Nominee]}, Mean: s.Mean, Chance: string(s.Chance), Rank: orNil(s.Rank),
		}
	}
	return out
}
