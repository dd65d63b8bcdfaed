package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// Criterion is one thing that the panel of an award looks at.
type Criterion struct {
	Name        string `json:"name" minLength:"1" maxLength:"400" example:"It changed the customer's day"`
	Description string `json:"description,omitempty" maxLength:"2000"`
	Weight      int    `json:"weight" minimum:"1" maximum:"5" doc:"How often a score for it counts."`

	Translations map[string]CriterionTexts `json:"translations,omitempty" doc:"By language; for owners, among a program's texts. Left out of a change: a criterion that says the same keeps those that it has."`
}

// CriterionTexts are what a criterion says in one language; an empty text is that of the criterion itself.
type CriterionTexts struct {
	Name        string `json:"name,omitempty" maxLength:"400"`
	Description string `json:"description,omitempty" maxLength:"2000"`
}

// AwardRules make an award program of a program.
type AwardRules struct {
	Winners  int         `json:"winners" minimum:"1" maximum:"100" doc:"How many win, at the most."`
	PanelIDs []string    `json:"panel_ids" minItems:"1" maxItems:"15" nullable:"false" doc:"The employees who score. Nobody of them nominates, or is nominated, for the award."`
	Criteria []Criterion `json:"criteria" minItems:"1" maxItems:"10" nullable:"false"`
}

// award reads the rules that an owner wrote.
func (in AwardRules) award() (recognition.Award, error) {
	out := recognition.Award{Winners: in.Winners}
	for i, text := range in.PanelIDs {
		id, err := domain.ParseEmployeeID(text)
		if err != nil {
			return out, domain.InvalidField(fmt.Sprintf("award.panel_ids[%d]", i), "is no id")
		}
		out.Panel = append(out.Panel, id)
	}
	for _, c := range in.Criteria {
		out.Criteria = append(out.Criteria, c.criterion())
	}
	return out, nil
}

func (c Criterion) criterion() recognition.Criterion {
	out := recognition.Criterion{Name: c.Name, Description: c.Description, Weight: c.Weight}
	if c.Translations != nil {
		out.Translations = domain.Translations{}
	}
	for language, words := range c.Translations {
		out.Translations[language] = domain.Translation{Name: words.Name, Description: words.Description}
	}
	return out
}

// awardRulesOf are the rules of an award as they are read in a language, in their own words for none.
func awardRulesOf(a *recognition.Award, language string) *AwardRules {
	if a == nil {
		return nil
	}
	return &AwardRules{Winners: a.Winners, PanelIDs: textsOf(a.Panel), Criteria: criteriaOf(a.In(language).Criteria)}
}

func criteriaOf(list []recognition.Criterion) []Criterion {
	criteria := make([]Criterion, len(list))
	for i, c := range list {
		criteria[i] = Criterion{Name: c.Name, Description: c.Description, Weight: c.Weight}
		for language, words := range c.Translations {
			if criteria[i].Translations == nil {
				criteria[i].Translations = map[string]CriterionTexts{}
			}
			criteria[i].Translations[language] = CriterionTexts{Name: words.Name, Description: words.Description}
		}
	}
	return criteria
}

// Award is an award program with how far it has come.
type Award struct {
	ID          string `json:"id" format:"uuid" doc:"Of the program."`
	Name        string `json:"name" example:"Employee of the year"`
	Description string `json:"description"`
	Guidance    string `json:"guidance"`

	Stage    string        `json:"stage" enum:"upcoming,open,scoring,decided" doc:"Open: one may nominate. Scoring: the panel scores, then an owner decides."`
	Opens    string        `json:"opens" format:"date" doc:"The first day on which one may nominate, in the organisation's time zone."`
	Closes   string        `json:"closes" format:"date" doc:"The last one."`
	Winners  int           `json:"winners" doc:"How many win, at the most."`
	Points   int64         `json:"points" doc:"Of each winner."`
	Criteria []Criterion   `json:"criteria"`
	Panel    []PanelMember `json:"panel"`

	Nominations *int         `json:"nominations" doc:"How many; for the panel and for owners, null for others."`
	ToScore     int          `json:"to_score" doc:"Nominations that wait for your scores; 0 where you are not on the panel or cannot score now."`
	EndedEarly  *EarlyEnd    `json:"ended_early" doc:"An owner ended the scoring before all had finished; for the panel and for owners."`
	Decision    *Decision    `json:"decision" doc:"null: not decided. The reason is that of a choice among those who were equal; for the panel and for owners."`
	DecidedAt   *time.Time   `json:"decided_at"`
	Prizes      []AwardPrize `json:"prizes" doc:"The winners whose recognitions are public, once it is decided."`
	Can         CanAward     `json:"can" doc:"What you may do with it now."`
}

// PanelMember is one of those who score.
type PanelMember struct {
	ID     string `json:"id" format:"uuid"`
	Name   string `json:"name"`
	Active bool   `json:"active" doc:"Who has left does not count any more."`
	Scored *int   `json:"scored" doc:"How many nominations, by all criteria; for owners, null for others."`
}

// EarlyEnd says by whom and why the scoring was ended before all had finished.
type EarlyEnd struct {
	At     time.Time `json:"at"`
	By     *Ref      `json:"by"`
	Reason string    `json:"reason"`
}

// AwardPrize is a recognition that has won.
type AwardPrize struct {
	NominationID string `json:"nomination_id" format:"uuid"`
	Nominee      Ref    `json:"nominee"`
}

// CanAward says what the caller may do with an award now.
type CanAward struct {
	Score      bool `json:"score"`
	EndScoring bool `json:"end_scoring" doc:"Before all have finished; who has scored every nomination counts."`
	Rank       bool `json:"rank" doc:"See the ranking."`
	Decide     bool `json:"decide"`
}

// AwardEntry is a nomination for an award with what was given to it.
type AwardEntry struct {
	Nomination Nomination    `json:"nomination"`
	Marks      []Mark        `json:"marks" doc:"Yours, one for each criterion in their order, null for none yet; empty where you are not on the panel."`
	Note       string        `json:"note" doc:"Yours; nobody else reads it."`
	Scores     []MemberMarks `json:"scores" doc:"What each of the panel has given, once the award is decided; empty before."`
}

// MemberMarks is what one of the panel has given a nomination.
type MemberMarks struct {
	MemberID string `json:"member_id" format:"uuid"`
	Marks    []Mark `json:"marks"`
}

// AwardRanking is the nominations for an award in the order of their scores.
type AwardRanking struct {
	Counted   []Ref           `json:"counted" doc:"Whose scores count: the active members of the panel who have scored every nomination."`
	Standings []AwardStanding `json:"standings"`
}

// AwardStanding is the place of one nomination.
type AwardStanding struct {
	NominationID string  `json:"nomination_id" format:"uuid"`
	Nominee      Ref     `json:"nominee"`
	Rank         *int    `json:"rank" doc:"Equal ones share it; null where another nomination of the same nominee counts."`
	Mean         float64 `json:"mean" doc:"The mean score by the weights of the criteria, from 1 to 5."`
	Chance       string  `json:"chance" enum:"wins,tied,loses,is_behind" doc:"Tied: equal ones share the last places, and the owner chooses among them."`
}

// Mark is a score by one criterion; 0 is none yet, null on the wire.
type Mark int

// UnmarshalJSON reads a number, or null.
func (m *Mark) UnmarshalJSON(raw []byte) error {
	var value *int
	err := json.Unmarshal(raw, &value)
	*m = Mark(or(value, 0))
	return err
}

// MarshalJSON gives the number, or null.
func (m Mark) MarshalJSON() ([]byte, error) { return json.Marshal(orNil(int(m))) }

// Schema is a number from 1 to 5, or null.
func (m Mark) Schema(huma.Registry) *huma.Schema {
	least, most := 1.0, float64(recognition.MaxScore)
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: &least, Maximum: &most, Nullable: true}
}

// ScoreInput is what one of the panel gives a nomination.
type ScoreInput struct {
	NominationID string `json:"nomination_id" format:"uuid"`
	Marks        []Mark `json:"marks" nullable:"false" minItems:"1" maxItems:"10" doc:"One for each criterion in their order, from 1 to 5; null: none yet."`
	Note         string `json:"note,omitempty" maxLength:"8000" doc:"For yourself alone."`
}

// ScoresInput is what one of the panel gives some nominations, in place of what they gave these before.
type ScoresInput struct {
	Scores []ScoreInput `json:"scores" minItems:"1" maxItems:"100" nullable:"false"`
}

// EndScoringInput is why the scoring ends before all have finished.
type EndScoringInput struct {
	Reason string `json:"reason" maxLength:"8000"`
}

// DecideAwardInput names the winners.
type DecideAwardInput struct {
	WinnerIDs []string `json:"winner_ids" maxItems:"100" nullable:"false" doc:"Nominations: those that the ranking says win, and of the tied ones as many as there are places left."`
	Reason    string   `json:"reason,omitempty" maxLength:"8000" doc:"Needed for a choice among those who are tied."`
}

type awardInput struct {
	ID string `path:"id" doc:"Of the award program."`
}

type awardPageInput struct {
	ID string `path:"id" doc:"Of the award program."`
	PageInput
}

type scoreInput struct {
	ID   string `path:"id" doc:"Of the award program."`
	Body ScoresInput
}

// awardVerb is what a verb on an award takes.
type awardVerb[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the award program."`
	Body B
}

type awardOutput struct{ Body Award }

func (s *server) addAwards() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-awards", Method: http.MethodGet, Path: "/awards",
		Summary: "Award programs, the latest made first", Tags: []string{"Awards"},
	}, s.listAwards)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-award", Method: http.MethodGet, Path: "/awards/{id}",
		Summary: "Read one award program", Tags: []string{"Awards"},
	}, s.getAward)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-award-nominations", Method: http.MethodGet, Path: "/awards/{id}/nominations",
		Summary: "Its nominations with your scores, for the panel and for owners", Tags: []string{"Awards"},
	}, s.listAwardNominations)
	register(s, forEverybody, huma.Operation{
		OperationID: "score-award", Method: http.MethodPut, Path: "/awards/{id}/scores",
		Summary: "Score nominations, as one of the panel", Tags: []string{"Awards"},
	}, s.scoreAward)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-award-ranking", Method: http.MethodGet, Path: "/awards/{id}/ranking",
		Summary: "The ranking: for owners once all is scored, for the panel once it is decided", Tags: []string{"Awards"},
	}, s.getAwardRanking)
	register(s, forOwners, huma.Operation{
		OperationID: "end-scoring", Method: http.MethodPost, Path: "/awards/{id}/end-scoring",
		Summary: "End the scoring before all have finished", Tags: []string{"Awards"},
	}, s.endScoring)
	register(s, forOwners, huma.Operation{
		OperationID: "decide-award", Method: http.MethodPost, Path: "/awards/{id}/decide",
		Summary: "Name the winners; everybody else nominated is thanked", Tags: []string{"Awards"},
	}, s.decideAward)
}

func (s *server) listAwards(ctx context.Context, in *PageInput) (*listOutput[Award], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Awards(ctx, actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, s.awardFor(actor)), nil
}

func (s *server) getAward(ctx context.Context, in *awardInput) (*awardOutput, error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	view, err := s.uc.Award(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &awardOutput{Body: s.awardFor(actor)(view)}, nil
}

func (s *server) listAwardNominations(ctx context.Context, in *awardPageInput) (*listOutput[AwardEntry], error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	page, err := s.uc.AwardNominations(ctx, actor, id, in.page())
	if err != nil {
		return nil, err
	}
	shape := nominationFor(actor, s.now())
	return listOf(page, func(e recognition.AwardEntry) AwardEntry {
		out := AwardEntry{Nomination: shape(e.View), Marks: marksOf(e.Marks), Note: e.Note, Scores: make([]MemberMarks, len(e.Scores))}
		for i, scored := range e.Scores {
			out.Scores[i] = MemberMarks{MemberID: scored.Member.String(), Marks: marksOf(scored.Marks)}
		}
		return out
	}), nil
}

func (s *server) scoreAward(ctx context.Context, in *scoreInput) (*awardOutput, error) {
	given := make([]recognition.Scored, len(in.Body.Scores))
	for i, score := range in.Body.Scores {
		nomination, err := domain.ParseNominationID(score.NominationID)
		if err != nil {
			return nil, domain.InvalidField(fmt.Sprintf("scores[%d].nomination_id", i), "is no id")
		}
		given[i] = recognition.Scored{Nomination: nomination, Note: score.Note}
		for _, mark := range score.Marks {
			given[i].Marks = append(given[i].Marks, int(mark))
		}
	}
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	view, err := s.uc.Score(ctx, actor, id, given)
	if err != nil {
		return nil, err
	}
	return &awardOutput{Body: s.awardFor(actor)(view)}, nil
}

func (s *server) getAwardRanking(ctx context.Context, in *awardInput) (*struct{ Body AwardRanking }, error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	ranking, err := s.uc.AwardRanking(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return &struct{ Body AwardRanking }{rankingOf(ranking)}, nil
}

func (s *server) endScoring(ctx context.Context, in *awardVerb[EndScoringInput]) (*onceOutput[Award], error) {
	return onAward(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.ProgramID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.EndScoring(ctx, actor, id, in.Body.Reason, o)
	})
}

func (s *server) decideAward(ctx context.Context, in *awardVerb[DecideAwardInput]) (*onceOutput[Award], error) {
	winners, err := parseIDs(in.Body.WinnerIDs, domain.ParseNominationID)
	if err != nil {
		return nil, domain.InvalidField("winner_ids", "hold what is no id")
	}
	return onAward(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.ProgramID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.DecideAward(ctx, actor, id, winners, in.Body.Reason, o)
	})
}

// onAward runs a verb on an award and answers it as it then is.
func onAward[B any](ctx context.Context, s *server, id, key string, body B, run func(domain.Actor, domain.ProgramID, usecase.Once) (usecase.Answer, error)) (*onceOutput[Award], error) {
	award, err := domain.ParseProgramID(id)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, key, http.StatusOK, body, s.awardFor(actor))
	if err != nil {
		return nil, err
	}
	answer, err := run(actor, award, o)
	return onceAnswer[Award](answer), err
}
