package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Me is the caller with what is theirs.
type Me struct {
	ID           string       `json:"id" format:"uuid"`
	Name         string       `json:"name" example:"Ivan Ivanov"`
	Email        *string      `json:"email" example:"ivan@demo.example"`
	Role         string       `json:"role" enum:"employee,manager,owner,admin"`
	Locale       string       `json:"locale" enum:"en,ru"`
	LocaleChosen bool         `json:"locale_chosen" doc:"You have chosen the language yourself: a new browser speaks it."`
	Theme        *string      `json:"theme" enum:"system,light,dark" doc:"null until you choose one."`
	Team         *Ref         `json:"team"`
	Manager      *Ref         `json:"manager"`
	Wallet       Wallet       `json:"wallet"`
	Allowance    Allowance    `json:"allowance"`
	Number       *string      `json:"personnel_number" example:"004711"`
	HasPIN       bool         `json:"has_pin" doc:"Whether you have chosen a PIN, to sign in with your personnel number."`
	SharedDevice bool         `json:"shared_device" doc:"Whether this session is that of a device that many use: it ends after a minute without use."`
	Reports      int          `json:"reports" doc:"How many active employees report to you."`
	TimeZone     *string      `json:"time_zone" example:"Europe/Moscow" doc:"Yours, that times are shown in; null until you choose one."`
	Organisation Organisation `json:"organisation"`
}

// Wallet is an employee's own points.
type Wallet struct {
	Balance  int64 `json:"balance" doc:"Can be spent now."`
	Reserved int64 `json:"reserved" doc:"Held for redemptions that wait."`
}

// Allowance is what an employee may give away.
type Allowance struct {
	Balance  int64     `json:"balance" doc:"Can be given away now."`
	Total    int64     `json:"total" doc:"Of this period: more for who has reports, less for who joined within it, where the organisation says so."`
	ResetsAt time.Time `json:"resets_at" doc:"What is left then lapses, and the allowance is filled anew."`
}

// Organisation is what the screens need to know of the organisation.
type Organisation struct {
	TimeZone string           `json:"time_zone" doc:"Where its periods begin." example:"Europe/Berlin"`
	Name     string           `json:"name" doc:"Empty until an administrator says it."`
	Words    map[string]Words `json:"words" doc:"What the organisation calls Laurel's things, by language: see the settings."`
}

type meOutput struct{ Body Me }

func (s *server) addMe() {
	register(s, forEverybody, huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: "/me",
		Summary: "Who you are, and what is yours", Tags: []string{"Me"},
	}, s.getMe)
}

func (s *server) getMe(ctx context.Context, _ *struct{}) (*meOutput, error) {
	m, err := s.uc.Me(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	var theme *string
	if m.Theme != "" {
		theme = &m.Theme
	}
	return &meOutput{Body: Me{
		LocaleChosen: m.LocaleChosen, Theme: theme, TimeZone: m.OwnZone,
		ID: m.ID.String(), Name: m.Name, Email: m.Email, Role: string(m.Role), Locale: m.Locale, Reports: m.Reports,
		Number: m.Number, HasPIN: m.HasPIN, SharedDevice: m.SharedDevice,
		Team: refOf(m.TeamID, m.TeamName), Manager: refOf(m.ManagerID, m.ManagerName),
		Wallet:       Wallet{Balance: m.Wallet, Reserved: m.Reserved},
		Allowance:    Allowance{Balance: m.Allowance, Total: m.AllowanceTotal, ResetsAt: m.ResetsAt},
		Organisation: Organisation{TimeZone: m.TimeZone, Name: m.Organisation, Words: wordsOf(m.Words)},
	}}, nil
}
