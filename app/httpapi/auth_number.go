package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/paper"
	"laurel/app/usecase"
	"laurel/domain"
)

// sharedDevice is what a caller says of a device that many use.
const sharedDevice = "shared"

// NumberCredentials are what somebody without an address signs in with.
type NumberCredentials struct {
	Number string `json:"personnel_number" minLength:"1" maxLength:"100" example:"004711"`
	PIN    string `json:"pin,omitempty" maxLength:"12" example:"804217"`
	Code   string `json:"code,omitempty" maxLength:"40" doc:"A printed code, in place of the PIN: it works once, together with new_pin." example:"7KQ4M-XW2CH"`
	NewPIN string `json:"new_pin,omitempty" maxLength:"12" doc:"With a code: the PIN that one signs in with from then on, 6 to 12 digits." example:"804217"`
	Device string `json:"device,omitempty" enum:"own,shared" default:"own" doc:"On a shared device the session ends after a minute without use."`
}

// NewPIN is a PIN that somebody chooses in place of the present one.
type NewPIN struct {
	PIN    string `json:"pin" minLength:"1" maxLength:"12" doc:"The present one." example:"804217"`
	NewPIN string `json:"new_pin" minLength:"1" maxLength:"12" doc:"6 to 12 digits." example:"270914"`
}

// SheetOf says whom a sheet of codes is for: a team with those below it, or some employees.
type SheetOf struct {
	TeamID      string   `json:"team_id,omitempty" format:"uuid"`
	EmployeeIDs []string `json:"employee_ids,omitempty" maxItems:"500" nullable:"false"`
	WithoutPIN  bool     `json:"without_pin,omitempty" doc:"Of the team, only those who have not chosen a PIN."`
}

// CodeSheet is a sheet of sign-in codes. They are told this once.
type CodeSheet struct {
	Team      *Ref         `json:"team" doc:"null where the sheet was made for some employees."`
	SignInURL string       `json:"sign_in_url" example:"https://laurel.example.com/signin"`
	MadeAt    time.Time    `json:"made_at"`
	ExpiresAt time.Time    `json:"expires_at"`
	Items     []SignInCode `json:"items"`
}

// SignInCode is one employee's code.
type SignInCode struct {
	Employee Ref    `json:"employee"`
	Number   string `json:"personnel_number" example:"004711"`
	Code     string `json:"code" example:"7KQ4M-XW2CH"`
	URL      string `json:"url" doc:"What the QR code on the slip says."`
}

func (s *server) addNumberAuth() {
	tags := []string{"Sign-in"}
	register(s, forPublic, huma.Operation{
		OperationID: "sign-in-by-number", Method: http.MethodPost, Path: "/auth/session/number", DefaultStatus: http.StatusOK,
		Summary: "Sign a browser in by a personnel number", Tags: tags, Errors: signInErrors,
		Description: "With the PIN, or for the first time with a printed code and the PIN that one chooses. A code works once, for 14 days, and only the latest does.",
	}, s.signInByNumber)
	register(s, forEverybody, huma.Operation{
		OperationID: "change-pin", Method: http.MethodPut, Path: "/me/pin", DefaultStatus: http.StatusNoContent,
		Summary: "Choose another PIN", Tags: tags, Description: "All your other sessions end.",
	}, s.changePIN)
	register(s, forAdmins.also(pdfMedia), huma.Operation{
		OperationID: "make-sign-in-codes", Method: http.MethodPost, Path: "/sign-in-codes", DefaultStatus: http.StatusCreated,
		Summary: "Make a sheet of sign-in codes", Tags: tags,
		Description: "For employees with a personnel number; earlier codes of theirs end. With `Accept: application/pdf` the answer is the sheet to print, ten slips a page: " +
			"the same `Idempotency-Key` gives the same codes in either form.",
		Responses: jsonOrPaper[CodeSheet](s, http.StatusCreated, "The codes. They are told this once."),
	}, s.makeSignInCodes)
}

type signInByNumberInput struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Session   string `cookie:"laurel_session" hidden:"true"`
	Body      NumberCredentials
}

func (s *server) signInByNumber(ctx context.Context, in *signInByNumberInput) (*signedInOutput, error) {
	b := in.Body
	var faults []domain.FieldError
	switch {
	case b.PIN == "" && b.Code == "":
		faults = append(faults, domain.FieldError{Location: "body.pin", Message: "is needed, or a code"})
	case b.PIN != "" && b.Code != "":
		faults = append(faults, domain.FieldError{Location: "body.code", Message: "goes without the PIN"})
	case b.Code != "" && b.NewPIN == "":
		faults = append(faults, domain.FieldError{Location: "body.new_pin", Message: "is needed with a code: choose a PIN of 6 to 12 digits"})
	case b.Code == "" && b.NewPIN != "":
		faults = append(faults, domain.FieldError{Location: "body.new_pin", Message: "goes with a code"})
	}
	if len(faults) > 0 {
		return nil, domain.Invalid("invalid_input", "Sign in with the PIN, or with a code and a new PIN.", faults...)
	}
	request := callOf(ctx)
	found, err := s.uc.SignInByNumber(ctx, usecase.NumberSignIn{
		SignIn: usecase.SignIn{Address: request.address, UserAgent: shortened(in.UserAgent), Request: request.id, Shared: b.Device == sharedDevice},
		Number: b.Number, PIN: b.PIN, Code: b.Code, NewPIN: b.NewPIN,
	}, in.Session)
	if err != nil {
		return nil, err
	}
	return s.signedIn(found), nil
}

type changePINInput struct{ Body NewPIN }

func (s *server) changePIN(ctx context.Context, in *changePINInput) (*struct{}, error) {
	return nil, s.uc.ChangePIN(ctx, actorOf(ctx), in.Body.PIN, in.Body.NewPIN)
}

type makeSignInCodesInput struct {
	OnceInput
	PaperInput
	Body SheetOf
}

func (s *server) makeSignInCodes(ctx context.Context, in *makeSignInCodesInput) (*paperOutput, error) {
	of := usecase.SheetOf{WithoutPIN: in.Body.WithoutPIN}
	var faults []domain.FieldError
	if (in.Body.TeamID == "") == (len(in.Body.EmployeeIDs) == 0) {
		faults = append(faults, domain.FieldError{Location: "body.team_id", Message: "is needed, or employee_ids, but not both"})
	}
	if in.Body.TeamID != "" {
		team, err := domain.ParseTeamID(in.Body.TeamID)
		if err != nil {
			faults = append(faults, domain.FieldError{Location: "body.team_id", Message: "is no id"})
		}
		of.Team = &team
	}
	var err error
	if of.Employees, err = parseIDs(in.Body.EmployeeIDs, domain.ParseEmployeeID); err != nil {
		faults = append(faults, domain.FieldError{Location: "body.employee_ids", Message: "holds what is no id"})
	}
	if len(faults) > 0 {
		return nil, domain.Invalid("invalid_input", "Say whom the sheet is for.", faults...)
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, codeSheetOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.MakeSignInCodes(ctx, actorOf(ctx), of, o)
	if err != nil {
		return nil, err
	}
	return asPaper(answer, in.PaperInput, "laurel-codes.pdf", func(sheet CodeSheet) drawing { return s.codesOnPaper(sheet, in.language(ctx)) })
}

func codeSheetOf(sheet usecase.CodeSheet) CodeSheet {
	w := CodeSheet{Team: refOf(sheet.Team, sheet.TeamName), SignInURL: sheet.URL, MadeAt: sheet.MadeAt, ExpiresAt: sheet.ExpiresAt, Items: make([]SignInCode, len(sheet.Codes))}
	for i, c := range sheet.Codes {
		w.Items[i] = SignInCode{Employee: Ref{ID: c.ID.String(), Name: c.Name}, Number: c.Number, Code: c.Code, URL: c.URL}
	}
	return w
}

func (s *server) codesOnPaper(sheet CodeSheet, language string) drawing {
	c := paper.Codes{Language: language, At: sheet.MadeAt, Until: sheet.ExpiresAt.In(s.uc.Location()), Address: s.public.Host + s.public.Path + "/signin"}
	if sheet.Team != nil {
		c.Title = sheet.Team.Name
	}
	for _, item := range sheet.Items {
		c.Slips = append(c.Slips, paper.Slip{Name: item.Employee.Name, Number: item.Number, Code: item.Code, Link: item.URL})
	}
	return c
}
