package usecase

import (
	"context"
	"net/url"
	"time"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// codeLife is how long a printed code can be taken up.
const codeLife = 14 * 24 * time.Hour

// maxSheet is how many codes one sheet may have.
const maxSheet = 500

// CodeSheet is a sheet of printed codes, by each of which an employee chooses a PIN.
type CodeSheet struct {
	Team      *domain.TeamID
	TeamName  *string
	URL       string // of the sign-in, for who types
	MadeAt    time.Time
	ExpiresAt time.Time
	Codes     []SignInCode
}

// SignInCode is one employee's code. URL is what its QR code says: the sign-in with all filled in.
type SignInCode struct {
	ID           domain.EmployeeID
	Name, Number string
	Code, URL    string
}

// SheetOf is whom a sheet is for: the members of a team and those below it, or some employees.
type SheetOf struct {
	Team       *domain.TeamID
	Employees  []domain.EmployeeID
	WithoutPIN bool // of a team, only those who have not chosen a PIN
}

// MakeSignInCodes makes a code for each active employee with a personnel number among those whom a
// sheet is for; earlier codes of theirs end. The result is a CodeSheet. NotFound for a team that is
// not there, 409 `nobody_with_number`, 422 `sheet_too_long`.
func (uc *UseCases) MakeSignInCodes(ctx context.Context, actor domain.Actor, of SheetOf, o Once) (Answer, error) {
	o.Secret = true
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		sheet := CodeSheet{URL: uc.publicURL + "/signin", MadeAt: now, ExpiresAt: now.Add(codeLife)}
		people, err := uc.onSheet(ctx, tx, of, &sheet)
		if err != nil {
			return nil, err
		}
		for _, e := range people {
			code := auth.NewCode()
			tx.SignInCodes.Insert(uc.sign.HashCode(e.ID, code), e.ID, actor.Ref(), now, sheet.ExpiresAt)
			tx.Audit.Add(actor, now, postgres.Entry{Action: "make_sign_in_code", SubjectKind: "employee", Subject: domain.ID[any](e.ID)})
			// Behind a #, as the token of an invitation: browsers send that part to no server.
			link := sheet.URL + "#" + url.Values{"number": {e.Number}, "code": {code}}.Encode()
			sheet.Codes = append(sheet.Codes, SignInCode{ID: e.ID, Name: e.Name, Number: e.Number, Code: code, URL: link})
		}
		return sheet, nil
	})
}

func (uc *UseCases) onSheet(ctx context.Context, tx *postgres.Tx, of SheetOf, sheet *CodeSheet) (people []postgres.Numbered, err error) {
	if of.Team != nil {
		team, errTeam := tx.Teams.ByID(ctx, *of.Team)
		if errTeam != nil {
			return nil, errTeam
		}
		sheet.Team, sheet.TeamName = &team.ID, &team.Name
		people, err = tx.SignInCodes.Numbered(ctx, team.ID, of.WithoutPIN, maxSheet+1)
	} else {
		people, err = tx.SignInCodes.NumberedByID(ctx, of.Employees)
	}
	switch {
	case err != nil:
		return nil, err
	case len(people) == 0:
		return nil, domain.Conflict("nobody_with_number", "Nobody here has a personnel number and waits for a code.")
	case len(people) > maxSheet:
		return nil, domain.Invalid("sheet_too_long", "A sheet has 500 codes at most: make one for each team below.", domain.FieldError{Location: "body.team_id", Message: "has more than 500 members"})
	}
	return people, nil
}
