package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/reward"
)

// CashValue is what a reward is worth in money.
type CashValue struct {
	Amount   int64  `json:"amount" minimum:"0" maximum:"1000000000000" doc:"In minor units of the currency, such as cents."`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" example:"EUR" doc:"ISO 4217."`
}

// Reward is something in the catalogue.
type Reward struct {
	ID               string     `json:"id" format:"uuid"`
	Name             string     `json:"name" example:"A book you choose"`
	Description      string     `json:"description"`
	Category         string     `json:"category"`
	Cost             int64      `json:"cost" doc:"Points for one."`
	Stock            *int64     `json:"stock" doc:"How many are left; null where there is no end of them."`
	RequiresApproval bool       `json:"requires_approval"`
	Approver         string     `json:"approver" enum:"manager,owner" doc:"To whom a redemption goes that wants approval."`
	Fulfilment       string     `json:"fulfilment" enum:"manual,code,webhook,donation"`
	CashValue        *CashValue `json:"cash_value"`
	Taxable          bool       `json:"taxable"`
	LimitPerEmployee *int64     `json:"limit_per_employee" doc:"How many one employee may redeem."`
	TeamIDs          []string   `json:"team_ids" doc:"Only for these teams and those below them; empty: for everybody."`
	Image            *string    `json:"image" format:"uuid" doc:"An image of POST /images; null for none."`
	Active           bool       `json:"active"`
	Available        bool       `json:"available" doc:"Whether you could redeem one now, your points apart."`
	Wished           bool       `json:"wished" doc:"Whether you save for it."`
	SupplierURL      *string    `json:"supplier_url" doc:"For owners: where orders go that a supplier fulfils; null for none."`
	SupplierSecret   *string    `json:"supplier_secret,omitempty" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" doc:"What is shared with the supplier, when it is made: shown this once."`
}

func rewardOf(v reward.View) Reward {
	r := Reward{
		ID: v.ID.String(), Name: v.Name, Description: v.Description, Category: v.Category, Cost: v.Cost, Stock: v.Stock,
		RequiresApproval: v.RequiresApproval, Approver: string(v.Approver), Fulfilment: string(v.Fulfilment), Taxable: v.Taxable,
		LimitPerEmployee: v.LimitPerEmployee, TeamIDs: make([]string, len(v.Teams)), Active: v.Active, Available: v.IsAvailable(), Wished: v.Wished,
	}
	for i, id := range v.Teams {
		r.TeamIDs[i] = id.String()
	}
	if v.Image != nil {
		id := v.Image.String()
		r.Image = &id
	}
	if v.Cash != nil {
		r.CashValue = &CashValue{Amount: v.Cash.Amount, Currency: v.Cash.Currency}
	}
	return r
}

// rewardFor shapes a reward for one reader: where its orders go is for owners.
func rewardFor(actor domain.Actor) func(reward.View) Reward {
	return func(v reward.View) Reward {
		r := rewardOf(v)
		if actor.Is(domain.RoleOwner) && v.SupplierURL != "" {
			r.SupplierURL = &v.SupplierURL
		}
		return r
	}
}

// rewardMadeFor shapes a reward that an owner has made or changed.
func rewardMadeFor(actor domain.Actor) func(usecase.RewardMade) Reward {
	return func(made usecase.RewardMade) Reward {
		r := rewardFor(actor)(made.View)
		if made.Secret != "" {
			r.SupplierSecret = &made.Secret
		}
		return r
	}
}

// RewardInput is a reward as an owner writes it.
type RewardInput struct {
	Name             string               `json:"name" example:"A book you choose"`
	Description      string               `json:"description,omitempty"`
	Category         string               `json:"category,omitempty"`
	Cost             int64                `json:"cost" minimum:"1" maximum:"1000000000"`
	Stock            *int64               `json:"stock,omitempty" minimum:"0" maximum:"1000000000" nullable:"true" doc:"Left out or null: no end of it."`
	RequiresApproval bool                 `json:"requires_approval,omitempty"`
	Approver         string               `json:"approver,omitempty" enum:"manager,owner" default:"manager"`
	Fulfilment       string               `json:"fulfilment,omitempty" enum:"manual,code,webhook,donation" default:"manual"`
	CashValue        mergeable[CashValue] `json:"cash_value,omitzero"`
	Taxable          bool                 `json:"taxable,omitempty"`
	LimitPerEmployee *int64               `json:"limit_per_employee,omitempty" minimum:"1" maximum:"1000000" nullable:"true"`
	TeamIDs          []string             `json:"team_ids,omitempty" maxItems:"1000" nullable:"false"`
	Image            mergeable[string]    `json:"image,omitzero" format:"uuid" doc:"The id of an image of POST /images; null for none."`
	Active           *bool                `json:"active,omitempty" doc:"true where it is left out."`
	SupplierURL      string               `json:"supplier_url,omitempty" example:"https://supplier.example/laurel/orders" doc:"Needed where a supplier fulfils it: where orders are posted. The answer shows the secret that signs them, this once."`

	Translations map[string]TranslationInput `json:"translations,omitempty"`
}

func (in RewardInput) details() (reward.Details, error) {
	d := reward.Details{
		Name: in.Name, Description: in.Description, Category: in.Category, Cost: in.Cost, Stock: in.Stock, RequiresApproval: in.RequiresApproval,
		Approver: reward.Approver(in.Approver), Fulfilment: reward.Fulfilment(in.Fulfilment), Cash: cashOf(in.CashValue.value), Taxable: in.Taxable,
		LimitPerEmployee: in.LimitPerEmployee, Active: in.Active == nil || *in.Active,
		SupplierURL: in.SupplierURL,
	}
	if d.Fulfilment == "" {
		d.Fulfilment = reward.ByHand
	}
	var err error
	if d.Image, err = imageOf(in.Image); err != nil {
		return d, err
	}
	teams, err := parseIDs(in.TeamIDs, domain.ParseTeamID)
	if err != nil {
		return d, domain.InvalidField("team_ids", "holds what is no id")
	}
	d.Teams = teams
	return d, nil
}

// imageOf reads the id of an image, nil where none is sent.
func imageOf(sent mergeable[string]) (*domain.ImageID, error) {
	if sent.value == nil {
		return nil, nil //nolint:nilnil // none was sent
	}
	id, err := domain.ParseImageID(*sent.value)
	if err != nil {
		return nil, domain.InvalidField("image", "is no image that has been posted")
	}
	return &id, nil
}

func cashOf(c *CashValue) *reward.CashValue {
	if c == nil {
		return nil
	}
	return &reward.CashValue{Amount: c.Amount, Currency: c.Currency}
}

// RewardPatch changes some of a reward's details: what is left out stays, null takes a limit away.
type RewardPatch struct {
	Name             *string              `json:"name,omitempty"`
	Description      *string              `json:"description,omitempty"`
	Category         *string              `json:"category,omitempty"`
	Cost             *int64               `json:"cost,omitempty" minimum:"1" maximum:"1000000000"`
	Stock            mergeable[int64]     `json:"stock,omitzero" minimum:"0" maximum:"1000000000"`
	RequiresApproval *bool                `json:"requires_approval,omitempty"`
	Approver         *string              `json:"approver,omitempty" enum:"manager,owner"`
	Fulfilment       *string              `json:"fulfilment,omitempty" enum:"manual,code,webhook,donation"`
	CashValue        mergeable[CashValue] `json:"cash_value,omitzero"`
	Taxable          *bool                `json:"taxable,omitempty"`
	LimitPerEmployee mergeable[int64]     `json:"limit_per_employee,omitzero" minimum:"1" maximum:"1000000"`
	TeamIDs          *[]string            `json:"team_ids,omitempty" maxItems:"1000"`
	Image            mergeable[string]    `json:"image,omitzero" format:"uuid" doc:"The id of an image of POST /images; null for none."`
	Active           *bool                `json:"active,omitempty"`
	SupplierURL      *string              `json:"supplier_url,omitempty"`

	RotateSupplierSecret bool `json:"rotate_supplier_secret,omitempty" doc:"Make a new secret for the supplier and show it; the one before is good as well for 24 hours."`

	Translations *map[string]TranslationInput `json:"translations,omitempty" doc:"All of them: a language that is left out goes."`
}

// change gives what the patch does to a reward's details.
func (in RewardPatch) change() (func(*reward.Details), error) {
	image, err := imageOf(in.Image)
	if err != nil {
		return nil, err
	}
	var teams []domain.TeamID
	if in.TeamIDs != nil {
		if teams, err = parseIDs(*in.TeamIDs, domain.ParseTeamID); err != nil {
			return nil, domain.InvalidField("team_ids", "holds what is no id")
		}
	}
	return func(d *reward.Details) {
		set(&d.Name, in.Name)
		set(&d.Description, in.Description)
		set(&d.Category, in.Category)
		set(&d.Cost, in.Cost)
		in.Stock.merge(&d.Stock)
		set(&d.RequiresApproval, in.RequiresApproval)
		set((*string)(&d.Approver), in.Approver)
		set((*string)(&d.Fulfilment), in.Fulfilment)
		if in.CashValue.sent {
			d.Cash = cashOf(in.CashValue.value)
		}
		set(&d.Taxable, in.Taxable)
		in.LimitPerEmployee.merge(&d.LimitPerEmployee)
		if in.TeamIDs != nil {
			d.Teams = teams
		}
		if in.Image.sent {
			d.Image = image
		}
		set(&d.Active, in.Active)
		set(&d.SupplierURL, in.SupplierURL)
	}, nil
}

// mergeable is a field of a change by merge (RFC 7396) that may be left out, or null, or a value.
type mergeable[T any] struct {
	sent  bool
	value *T
}

// UnmarshalJSON is called only where the field was sent.
func (m *mergeable[T]) UnmarshalJSON(raw []byte) error {
	m.sent, m.value = true, nil
	return json.Unmarshal(raw, &m.value)
}

// MarshalJSON gives the value that was sent.
func (m mergeable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(m.value) }

// IsZero says whether the field was left out.
func (m mergeable[T]) IsZero() bool { return !m.sent }

// Schema is that of the value, or null.
func (m mergeable[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *r.Schema(reflect.TypeFor[T](), false, "")
	schema.Nullable = true
	return &schema
}

func (m mergeable[T]) merge(to **T) {
	if m.sent {
		*to = m.value
	}
}

type listRewardsInput struct {
	PageInput
	Query      string `query:"q" doc:"In name, description and category, in your language; from 3 characters on with typing errors."`
	Category   string `query:"category" doc:"Only this one, as it is written in any language."`
	Affordable bool   `query:"affordable" doc:"Only what your points are enough for."`
	All        bool   `query:"all" doc:"For owners: also those that are not active or for other teams."`
}

type rewardInput struct {
	ID string `path:"id" doc:"Of the reward."`
}

type rewardOutput struct{ Body Reward }

type createRewardInput struct {
	OnceInput
	Body RewardInput
}

type changeRewardInput struct {
	ID   string `path:"id" doc:"Of the reward."`
	Body RewardPatch
}

func (s *server) addRewards() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-rewards", Method: http.MethodGet, Path: "/rewards",
		Summary: "The catalogue of rewards", Tags: []string{"Rewards"},
	}, s.listRewards)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-reward", Method: http.MethodGet, Path: "/rewards/{id}",
		Summary: "Read one reward", Tags: []string{"Rewards"},
	}, s.getReward)
	register(s, forOwners, huma.Operation{
		OperationID: "create-reward", Method: http.MethodPost, Path: "/rewards", DefaultStatus: http.StatusCreated,
		Summary: "Add a reward to the catalogue", Tags: []string{"Rewards"},
	}, s.createReward)
	register(s, forOwners, huma.Operation{
		OperationID: "change-reward", Method: http.MethodPatch, Path: "/rewards/{id}",
		Summary: "Change a reward; what is left out stays", Tags: []string{"Rewards"},
	}, s.changeReward)
	register(s, forOwners, huma.Operation{
		OperationID: "get-reward-texts", Method: http.MethodGet, Path: "/rewards/{id}/texts",
		Summary: "What a reward says, in its own words and in each language", Tags: []string{"Rewards"},
	}, func(ctx context.Context, in *textsInput) (*textsOutput, error) {
		return textsFor(ctx, in, domain.ParseRewardID, s.uc.RewardTexts)
	})
}

func (s *server) listRewards(ctx context.Context, in *listRewardsInput) (*listOutput[Reward], error) {
	page, err := s.uc.Rewards(ctx, actorOf(ctx), reward.Choice{Query: in.Query, Category: in.Category, Affordable: in.Affordable, All: in.All}, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, rewardFor(actorOf(ctx))), nil
}

func (s *server) getReward(ctx context.Context, in *rewardInput) (*rewardOutput, error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	view, err := s.uc.Reward(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return &rewardOutput{Body: rewardFor(actorOf(ctx))(view)}, nil
}

func (s *server) createReward(ctx context.Context, in *createRewardInput) (*onceOutput[Reward], error) {
	details, err := in.Body.details()
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, rewardMadeFor(actorOf(ctx)))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.CreateReward(ctx, actorOf(ctx), details, translationsOf(in.Body.Translations), o)
	return onceAnswer[Reward](answer), err
}

func (s *server) changeReward(ctx context.Context, in *changeRewardInput) (*rewardOutput, error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	change, err := in.Body.change()
	if err != nil {
		return nil, err
	}
	made, err := s.uc.ChangeReward(ctx, actorOf(ctx), id, usecase.RewardChange{
		Details: change, Translations: someTranslations(in.Body.Translations), Rotate: in.Body.RotateSupplierSecret,
	})
	if err != nil {
		return nil, err
	}
	return &rewardOutput{Body: rewardMadeFor(actorOf(ctx))(made)}, nil
}
