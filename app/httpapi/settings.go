package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain/organisation"
)

// Words rename Laurel's things in one language: each in the forms that the language has, an empty form
// being that of Laurel's own word. English: one, many. Russian: six cases of one (nominative, genitive,
// dative, accusative, instrumental, prepositional), then of many.
type Words map[string][]string

// Settings are what administrators choose for the organisation.
type Settings struct {
	Name      string `json:"name" example:"Orchard Foods"`
	Language  string `json:"language" enum:"en,ru" doc:"That new employees begin with."`
	TimeZone  string `json:"time_zone" doc:"Where periods begin: fixed at the first start."`
	Allowance int64  `json:"allowance" doc:"Points that everybody may give away in a period."`

	TaxFree []TaxFree `json:"tax_free" nullable:"false" doc:"How much of taxable benefits is free of tax in a calendar year, by country."`

	AllowancePerReport int64  `json:"allowance_per_report" doc:"Besides, for each active employee who reports to somebody."`
	AllowancePeriod    string `json:"allowance_period" enum:"week,month,quarter" doc:"How often it is filled anew."`
	AllowanceProRata   bool   `json:"allowance_pro_rata" doc:"Who joins within a period (by the day when they started, else when they were added) gets the part of it that is left, by days, rounded up."`

	Words     map[string]Words `json:"words" doc:"By language, by thing (team, behaviour, reward): its forms."`
	PointCost *PointCost       `json:"point_cost" doc:"null: not said; reports then have points alone."`

	Celebrations Celebrations `json:"celebrations"`
}

// Celebrations are what the organisation celebrates of its people: no recognitions, in no figure and on no board.
type Celebrations struct {
	Anniversaries     bool  `json:"anniversaries" doc:"Of the first day at work, from the roster's started_on."`
	Birthdays         bool  `json:"birthdays" doc:"Of who has given theirs for it (/me/preferences)."`
	AnniversaryPoints int64 `json:"anniversary_points" doc:"Points that come with it, issued into the wallet; 0 for none."`
	BirthdayPoints    int64 `json:"birthday_points"`
}

// TaxFree is how much of taxable benefits is free of tax in a calendar year for who works in a country.
type TaxFree struct {
	Country  string `json:"country" maxLength:"1000" doc:"What the roster has as somebody's location; letters of either case are the same." example:"Estonia"`
	Amount   int64  `json:"amount" doc:"In minor units of the currency, such as cents." example:"10000"`
	Currency string `json:"currency" doc:"ISO 4217." example:"EUR"`
}

// PointCost is what points cost the organisation: as many points as said cost the amount.
type PointCost struct {
	Points   int64  `json:"points" doc:"1 to 1,000,000: 2 points for 1 cent are half a cent each." example:"1"`
	Amount   int64  `json:"amount" doc:"In minor units of the currency, such as cents." example:"5"`
	Currency string `json:"currency" doc:"ISO 4217." example:"EUR"`
}

// SettingsPatch changes some of the settings; what is left out stays.
type SettingsPatch struct {
	Name      *string `json:"name,omitempty" maxLength:"1000"`
	Language  *string `json:"language,omitempty" enum:"en,ru"`
	Allowance *int64  `json:"allowance,omitempty" doc:"Holds from everybody's next period on."`

	TaxFree *[]TaxFree `json:"tax_free,omitempty" maxItems:"300" doc:"All of them: a country that is left out has no limit."`

	AllowancePerReport *int64  `json:"allowance_per_report,omitempty" doc:"Likewise."`
	AllowancePeriod    *string `json:"allowance_period,omitempty" enum:"week,month,quarter" doc:"Another one begins at once for who was filled before it began; what they have left lapses."`
	AllowanceProRata   *bool   `json:"allowance_pro_rata,omitempty" doc:"Holds from everybody's next period on."`

	Words *map[string]Words `json:"words,omitempty" doc:"All of them: what is left out has Laurel's own word again."`

	PointCost mergeable[PointCost] `json:"point_cost,omitzero" doc:"null takes it away."`

	Celebrations *Celebrations `json:"celebrations,omitempty" doc:"All of it. What begins to be celebrated is so from now on, and of the last three days."`
}

// Setup is how far the organisation is set up.
type Setup struct {
	People       int64 `json:"people" doc:"Active employees, counted up to 100."`
	Owner        bool  `json:"owner" doc:"There is an active programme owner."`
	Invited      bool  `json:"invited" doc:"Somebody was invited, or can sign in beside the first administrator."`
	Program      bool  `json:"program" doc:"A program is open to nominations."`
	Behaviours   bool  `json:"behaviours" doc:"An owner has looked at the behaviours."`
	Recognitions bool  `json:"recognitions" doc:"Somebody was recognised."`
}

type settingsOutput struct{ Body Settings }

func settingsOf(s organisation.Settings) *settingsOutput {
	return &settingsOutput{Body: Settings{
		Name: s.Name, Language: s.Language, TimeZone: s.TimeZone, Allowance: s.Allowance, Words: wordsOf(s.Words), PointCost: (*PointCost)(s.PointCost),
		TaxFree: taxFreeOf(s.TaxFree), Celebrations: Celebrations(s.Celebrations),
		AllowancePerReport: s.AllowancePerReport, AllowancePeriod: s.AllowancePeriod, AllowanceProRata: s.AllowanceProRata,
	}}
}

func taxFreeOf(list organisation.TaxFrees) []TaxFree {
	out := make([]TaxFree, len(list))
	for i, t := range list {
		out[i] = TaxFree(t)
	}
	return out
}

func wordsOf(all organisation.Words) map[string]Words {
	out := map[string]Words{}
	for language, words := range all {
		out[language] = words
	}
	return out
}

func (s *server) addSettings() {
	register(s, forAdmins, huma.Operation{
		OperationID: "get-settings", Method: http.MethodGet, Path: "/settings",
		Summary: "What is chosen for the organisation", Tags: []string{"Organisation"},
	}, func(ctx context.Context, _ *struct{}) (*settingsOutput, error) {
		settings, err := s.uc.Settings(ctx)
		return settingsOf(settings), err
	})
	register(s, forAdmins, huma.Operation{
		OperationID: "change-settings", Method: http.MethodPatch, Path: "/settings",
		Summary: "Choose for the organisation; what is left out stays", Tags: []string{"Organisation"},
	}, s.changeSettings)
	register(s, forBoth, huma.Operation{
		OperationID: "get-setup", Method: http.MethodGet, Path: "/setup",
		Summary: "How far the organisation is set up", Tags: []string{"Organisation"},
	}, func(ctx context.Context, _ *struct{}) (*struct{ Body Setup }, error) {
		setup, err := s.uc.Setup(ctx)
		return &struct{ Body Setup }{Setup(setup)}, err
	})
	register(s, forOwners, huma.Operation{
		OperationID: "review-behaviours", Method: http.MethodPost, Path: "/setup/behaviours", DefaultStatus: http.StatusNoContent,
		Summary: "Keep the behaviours as they are", Tags: []string{"Organisation"},
	}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, s.uc.ReviewBehaviours(ctx, actorOf(ctx))
	})
}

func (s *server) changeSettings(ctx context.Context, in *struct{ Body SettingsPatch }) (*settingsOutput, error) {
	changed, err := s.uc.ChangeSettings(ctx, actorOf(ctx), func(to *organisation.Settings) {
		set(&to.Name, in.Body.Name)
		set(&to.Language, in.Body.Language)
		set(&to.Allowance, in.Body.Allowance)
		set(&to.AllowancePerReport, in.Body.AllowancePerReport)
		set(&to.AllowancePeriod, in.Body.AllowancePeriod)
		set(&to.AllowanceProRata, in.Body.AllowanceProRata)
		if in.Body.PointCost.sent {
			to.PointCost = (*organisation.PointCost)(in.Body.PointCost.value)
		}
		if in.Body.Celebrations != nil {
			to.Celebrations = organisation.Celebrations(*in.Body.Celebrations)
		}
		if in.Body.TaxFree != nil {
			to.TaxFree = organisation.TaxFrees{}
			for _, t := range *in.Body.TaxFree {
				to.TaxFree = append(to.TaxFree, organisation.TaxFree(t))
			}
		}
		if in.Body.Words != nil {
			to.Words = organisation.Words{}
			for language, words := range *in.Body.Words {
				to.Words[language] = words
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return settingsOf(changed), nil
}
