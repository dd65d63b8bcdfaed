package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/mileusna/useragent"

	"laurel/domain"
	"laurel/domain/people"
)

// Session is a place where the caller is signed in.
type Session struct {
	ID         string    `json:"id" format:"uuid"`
	Kind       string    `json:"kind" enum:"browser,shared,program" doc:"shared: on a device that many use."`
	Current    bool      `json:"current" doc:"The one that asks."`
	Device     Device    `json:"device"`
	Address    string    `json:"address" doc:"Of the network that it was opened from." example:"203.0.113.7"`
	CreatedAt  time.Time `json:"created_at"`
	LastSeenAt time.Time `json:"last_seen_at" doc:"To a minute."`
}

// Device is what a browser or a program says of itself.
type Device struct {
	Name   string `json:"name" example:"Firefox" doc:"Of the browser or the program; empty where it does not say."`
	System string `json:"system" example:"Windows"`
	Kind   string `json:"kind" enum:"desktop,phone,tablet,program"`
}

// PasswordChange is another password, with the present one as proof.
type PasswordChange struct {
	Present string `json:"present" minLength:"1" maxLength:"1000"`
	Next    string `json:"next" maxLength:"1000" doc:"10 to 200 characters."`
}

type sessionInput struct {
	ID string `path:"id" doc:"Of the session."`
}

type passwordInput struct{ Body PasswordChange }

func (s *server) addSessions() {
	tags := []string{"Me"}
	register(s, forEverybody, huma.Operation{
		OperationID: "list-sessions", Method: http.MethodGet, Path: "/me/sessions",
		Summary: "Where you are signed in, the latest sign-in first", Tags: tags,
	}, s.listSessions)
	register(s, forEverybody, huma.Operation{
		OperationID: "end-session", Method: http.MethodDelete, Path: "/me/sessions/{id}",
		Summary: "Sign one of them out", Tags: tags,
	}, s.endSession)
	register(s, forEverybody, huma.Operation{
		OperationID: "end-other-sessions", Method: http.MethodDelete, Path: "/me/sessions",
		Summary: "Sign all others out", Tags: tags,
	}, s.endOtherSessions)
	register(s, forEverybody, huma.Operation{
		OperationID: "change-password", Method: http.MethodPut, Path: "/me/password", DefaultStatus: http.StatusNoContent,
		Summary: "Choose another password; all other sessions end", Tags: tags,
		Description: "`wrong_password` where the present one is not right, `no_password` where none was ever chosen. Wrong ones count as sign-ins that fail.",
	}, s.changePassword)
}

func (s *server) listSessions(ctx context.Context, in *PageInput) (*listOutput[Session], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Sessions(ctx, actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, func(open people.Session) Session { return sessionOf(open, actor.Session) }), nil
}

func sessionOf(open people.Session, current domain.SessionID) Session {
	return Session{
		ID: open.ID.String(), Kind: open.Kind, Current: open.ID == current, Device: deviceOf(open),
		Address: open.Address, CreatedAt: open.CreatedAt.UTC(), LastSeenAt: open.LastSeenAt.UTC(),
	}
}

func deviceOf(open people.Session) Device {
	agent := useragent.Parse(open.UserAgent)
	d := Device{Name: agent.Name, System: agent.OS, Kind: "program"}
	switch {
	case agent.Tablet:
		d.Kind = "tablet"
	case agent.Mobile:
		d.Kind = "phone"
	case open.Kind != "program":
		d.Kind = "desktop"
	}
	return d
}

func (s *server) endSession(ctx context.Context, in *sessionInput) (*struct{}, error) {
	id, err := domain.ParseSessionID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.uc.EndSession(ctx, actorOf(ctx), id)
}

func (s *server) endOtherSessions(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.uc.EndOtherSessions(ctx, actorOf(ctx))
}

func (s *server) changePassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	return nil, s.uc.ChangePassword(ctx, actorOf(ctx), in.Body.Present, in.Body.Next)
}
