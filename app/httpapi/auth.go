package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// RefreshCookie is the name of the cookie with a program's refresh token; it is sent to the routes of
// the sign-in only.
const RefreshCookie = "laurel_refresh"

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string `json:"email" minLength:"1" maxLength:"254" example:"ivan@demo.example"`
	Password string `json:"password" minLength:"1" maxLength:"1000" doc:"Never more than 200 characters are chosen."`
	Device   string `json:"device,omitempty" enum:"own,shared" default:"own" doc:"On a shared device a browser's session ends after a minute without use."`
}

// SignedIn is who has signed in.
type SignedIn struct {
	Employee SignedInEmployee `json:"employee"`
}

// SignedInEmployee is an employee as the first screen needs them.
type SignedInEmployee struct {
	ID     string `json:"id" format:"uuid"`
	Name   string `json:"name"`
	Role   string `json:"role" enum:"employee,manager,owner,admin"`
	Locale string `json:"locale" enum:"en,ru"`
}

// Grant is what a program may call with.
type Grant struct {
	AccessToken string `json:"access_token" doc:"Send it as Authorization: Bearer."`
	TokenType   string `json:"token_type" enum:"Bearer"`
	ExpiresIn   int    `json:"expires_in" doc:"In seconds." example:"900"`
}

// ForgottenPassword names the account whose password is forgotten.
type ForgottenPassword struct {
	Email string `json:"email" minLength:"1" maxLength:"254"`
}

// NewPassword is a password that somebody chooses by an invitation.
type NewPassword struct {
	Password string `json:"password" maxLength:"1000" doc:"10 to 200 characters."`
}

// PasswordReset is a password that somebody chooses by a link.
type PasswordReset struct {
	Token    string `json:"token" minLength:"1" maxLength:"200"`
	Password string `json:"password" maxLength:"1000" doc:"10 to 200 characters."`
}

// Invitation is a link by which an employee chooses a password.
type Invitation struct {
	URL       string    `json:"url" doc:"Works once, for who opens it first."`
	ExpiresAt time.Time `json:"expires_at"`
	Mailed    bool      `json:"mailed" doc:"Whether it is on its way by mail as well."`
}

// Link is a link by which somebody chooses a password.
type Link struct {
	Name      string    `json:"name" example:"Ivan Ivanov"`
	Email     *string   `json:"email" doc:"To sign in with from then on." example:"ivan@demo.example"`
	ExpiresAt time.Time `json:"expires_at"`
}

// SignInOptions say how one can sign in here.
type SignInOptions struct {
	Mail bool `json:"mail" doc:"Whether a link to choose a new password can be mailed."`
}

type signInInput struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Session   string `cookie:"laurel_session" hidden:"true"`
	Body      Credentials
}

type signedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SignedIn
}

type grantOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Grant
}

type forgetOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *server) addAuth() {
	tags := []string{"Sign-in"}
	register(s, forPublic, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/auth/session", DefaultStatus: http.StatusOK,
		Summary: "Sign a browser in", Tags: tags, Errors: signInErrors,
	}, s.signIn)
	register(s, forEverybody, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/auth/session",
		Summary: "Sign the browser out", Tags: tags,
	}, s.signOut)
	register(s, forPublic, huma.Operation{
		OperationID: "log-in", Method: http.MethodPost, Path: "/auth/login", DefaultStatus: http.StatusOK,
		Summary: "Sign a program in", Tags: tags, Errors: signInErrors,
	}, s.logIn)
	register(s, forPublic, huma.Operation{
		OperationID: "refresh", Method: http.MethodPost, Path: "/auth/refresh", DefaultStatus: http.StatusOK,
		Summary: "Exchange the refresh cookie for a new one and an access token", Tags: tags, Errors: []int{http.StatusUnauthorized, http.StatusServiceUnavailable},
		Description: "Each refresh cookie works once. One that is used again ends all sessions of that sign-in.",
	}, s.refresh)
	register(s, forPublic, huma.Operation{
		OperationID: "log-out", Method: http.MethodPost, Path: "/auth/logout", DefaultStatus: http.StatusNoContent,
		Summary: "Sign a program out", Tags: tags, Errors: []int{http.StatusUnauthorized, http.StatusServiceUnavailable},
		Description: "By the refresh cookie, or by the access token.",
	}, s.logOut)
	register(s, forPublic, huma.Operation{
		OperationID: "forget-password", Method: http.MethodPost, Path: "/auth/password/forgot", DefaultStatus: http.StatusAccepted,
		Summary: "Ask for a link to choose a new password", Tags: tags, Errors: forgetErrors,
		Description: "Answers alike whether there is such an account or not. A link is only sent where mail is set up; without mail an administrator invites the employee again. The link works once, for an hour; three are sent to an account within an hour.",
	}, s.forgetPassword)
	register(s, forPublic, huma.Operation{
		OperationID: "get-reset-link", Method: http.MethodGet, Path: "/auth/password/reset/{token}",
		Summary: "Ask whether a link to choose a new password still works", Tags: tags, Errors: linkErrors,
	}, s.resetLink)
	register(s, forPublic, huma.Operation{
		OperationID: "get-sign-in-options", Method: http.MethodGet, Path: "/auth/options",
		Summary: "How one can sign in here", Tags: tags,
	}, s.signInOptions)
	register(s, forPublic, huma.Operation{
		OperationID: "reset-password", Method: http.MethodPost, Path: "/auth/password/reset", DefaultStatus: http.StatusNoContent,
		Summary: "Choose a new password by a link", Tags: tags, Errors: chooseErrors,
	}, s.resetPassword)
	register(s, forAdmins, huma.Operation{
		OperationID: "invite", Method: http.MethodPost, Path: "/employees/{id}/invitation", DefaultStatus: http.StatusCreated,
		Summary: "Make a link by which an employee chooses a password", Tags: tags,
	}, s.invite)
	register(s, forPublic, huma.Operation{
		OperationID: "get-invitation", Method: http.MethodGet, Path: "/auth/invitations/{token}",
		Summary: "Ask whether an invitation still works", Tags: tags, Errors: linkErrors,
	}, s.invitation)
	register(s, forPublic, huma.Operation{
		OperationID: "accept-invitation", Method: http.MethodPost, Path: "/auth/invitations/{token}", DefaultStatus: http.StatusNoContent,
		Summary: "Choose a password by an invitation, once", Tags: tags, Errors: chooseErrors,
	}, s.acceptInvitation)
}

var (
	signInErrors = []int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
	}
	forgetErrors = []int{
		http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
	}
	linkErrors   = []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable}
	chooseErrors = []int{
		http.StatusBadRequest, http.StatusNotFound, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusServiceUnavailable,
	}
)

func signInOf(ctx context.Context, in *signInInput) usecase.SignIn {
	request := callOf(ctx)
	return usecase.SignIn{Email: in.Body.Email, Password: in.Body.Password, Address: request.address, UserAgent: shortened(in.UserAgent), Request: request.id, Shared: in.Body.Device == sharedDevice}
}

// shortened keeps what is worth keeping of a caller's name for itself.
func shortened(userAgent string) string {
	const most = 300
	text := []rune(userAgent)
	return string(text[:min(len(text), most)])
}

func (s *server) signIn(ctx context.Context, in *signInInput) (*signedInOutput, error) {
	in2, err := s.uc.SignInBrowser(ctx, signInOf(ctx, in), in.Session)
	if err != nil {
		return nil, err
	}
	return s.signedIn(in2), nil
}

// signedIn gives the browser its cookie; that of a shared device goes with the browser's window.
func (s *server) signedIn(in usecase.SignedIn) *signedInOutput {
	life := int(in.ExpiresAt.Sub(s.uc.Now()) / time.Second)
	if in.Shared {
		life = 0
	}
	return &signedInOutput{
		SetCookie: s.sessionCookie(in.Token, life),
		Body:      SignedIn{Employee: SignedInEmployee{ID: in.ID.String(), Name: in.Name, Role: string(in.Role), Locale: in.Locale}},
	}
}

func (s *server) signOut(ctx context.Context, _ *struct{}) (*forgetOutput, error) {
	if err := s.uc.SignOut(ctx, actorOf(ctx)); err != nil {
		return nil, err
	}
	return &forgetOutput{SetCookie: s.sessionCookie("", -1)}, nil
}

func (s *server) logIn(ctx context.Context, in *signInInput) (*grantOutput, error) {
	grant, err := s.uc.SignInProgram(ctx, signInOf(ctx, in))
	if err != nil {
		return nil, err
	}
	return s.granted(grant), nil
}

type refreshInput struct {
	Refresh string `cookie:"laurel_refresh" hidden:"true"`
}

func (s *server) refresh(ctx context.Context, in *refreshInput) (*grantOutput, error) {
	if in.Refresh == "" {
		return nil, domain.Unauthenticated()
	}
	request := callOf(ctx)
	grant, err := s.uc.Refresh(ctx, in.Refresh, request.address, request.id)
	if err != nil {
		return nil, err
	}
	return s.granted(grant), nil
}

func (s *server) granted(g usecase.Grant) *grantOutput {
	return &grantOutput{
		SetCookie: s.refreshCookie(g.Refresh, int(g.RefreshTo.Sub(s.uc.Now())/time.Second)),
		Body:      Grant{AccessToken: g.Access, TokenType: "Bearer", ExpiresIn: int(g.ExpiresIn / time.Second)},
	}
}

type logOutInput struct {
	Refresh       string `cookie:"laurel_refresh" hidden:"true"`
	Authorization string `header:"Authorization" hidden:"true"`
}

func (s *server) logOut(ctx context.Context, in *logOutInput) (*forgetOutput, error) {
	request := callOf(ctx)
	if in.Refresh != "" {
		if err := s.uc.SignOutProgram(ctx, in.Refresh, request.address, request.id); err != nil {
			return nil, err
		}
		return &forgetOutput{SetCookie: s.refreshCookie("", -1)}, nil
	}
	actor, err := s.uc.Authenticate(ctx, usecase.Credential{Bearer: bearerOf(in.Authorization)})
	if err != nil {
		return nil, err
	}
	actor.Address, actor.Request = request.address, request.id
	if err := s.uc.SignOut(ctx, actor); err != nil {
		return nil, err
	}
	return &forgetOutput{SetCookie: s.refreshCookie("", -1)}, nil
}

type forgetPasswordInput struct{ Body ForgottenPassword }

func (s *server) forgetPassword(ctx context.Context, in *forgetPasswordInput) (*struct{}, error) {
	request := callOf(ctx)
	return nil, s.uc.ForgotPassword(ctx, in.Body.Email, request.address, request.id)
}

type signInOptionsOutput struct{ Body SignInOptions }

func (s *server) signInOptions(context.Context, *struct{}) (*signInOptionsOutput, error) {
	return &signInOptionsOutput{Body: SignInOptions{Mail: s.uc.HasMail()}}, nil
}

type linkInput struct {
	Token string `path:"token" maxLength:"200"`
}

type linkOutput struct{ Body Link }

func (s *server) resetLink(ctx context.Context, in *linkInput) (*linkOutput, error) {
	l, err := s.uc.ResetLink(ctx, in.Token)
	return &linkOutput{Body: Link{Name: l.Name, Email: l.Email, ExpiresAt: l.ExpiresAt.UTC()}}, err
}

func (s *server) invitation(ctx context.Context, in *linkInput) (*linkOutput, error) {
	l, err := s.uc.InvitationLink(ctx, in.Token)
	return &linkOutput{Body: Link{Name: l.Name, Email: l.Email, ExpiresAt: l.ExpiresAt.UTC()}}, err
}

type resetPasswordInput struct{ Body PasswordReset }

func (s *server) resetPassword(ctx context.Context, in *resetPasswordInput) (*struct{}, error) {
	request := callOf(ctx)
	return nil, s.uc.ResetPassword(ctx, in.Body.Token, in.Body.Password, request.address, request.id)
}

type acceptInvitationInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  NewPassword
}

func (s *server) acceptInvitation(ctx context.Context, in *acceptInvitationInput) (*struct{}, error) {
	request := callOf(ctx)
	return nil, s.uc.AcceptInvitation(ctx, in.Token, in.Body.Password, request.address, request.id)
}

type inviteInput struct {
	OnceInput
	ID   string    `path:"id" doc:"Of the employee."`
	Body *struct{} `required:"false"`
}

func (s *server) invite(ctx context.Context, in *inviteInput) (*onceOutput[Invitation], error) {
	id, err := domain.ParseEmployeeID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, struct{}{}, func(i usecase.Invitation) Invitation { return Invitation(i) })
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.Invite(ctx, actorOf(ctx), id, o)
	return onceAnswer[Invitation](answer), err
}

// sessionCookie holds a browser's token for so many seconds; below zero the browser forgets it, and at 0 when
// it is closed.
func (s *server) sessionCookie(token string, seconds int) http.Cookie {
	return http.Cookie{Name: SessionCookie, Value: token, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.isSecure()}
}

// refreshCookie holds a program's refresh token for so many seconds; below zero it is forgotten.
func (s *server) refreshCookie(token string, seconds int) http.Cookie {
	return http.Cookie{Name: RefreshCookie, Value: token, Path: Base + "/auth", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.isSecure()}
}

// isSecure says whether cookies may travel over https only. Plain http is for a machine of one's own.
func (s *server) isSecure() bool { return s.public.Scheme != "http" }
