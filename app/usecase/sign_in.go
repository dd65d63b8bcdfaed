package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// How long a program may go without a refresh.
const refreshLife = 30 * 24 * time.Hour

// errCredentials is the one answer to a sign-in that fails, whatever the reason: it does not tell
// which accounts exist.
var errCredentials = &domain.Error{Kind: domain.KindUnauthenticated, Code: "invalid_credentials", Detail: "The address or the password is not right."}

// SignIn is what somebody signs in with, and from where.
type SignIn struct {
	Email, Password             string
	Shared                      bool // the device is one that many use
	Address, UserAgent, Request string
}

// actor is who the audit log names: nobody yet.
func (in SignIn) actor() domain.Actor { return domain.Actor{Address: in.Address, Request: in.Request} }

// SignedIn is an employee who has signed in.
type SignedIn struct {
	ID     domain.EmployeeID
	Name   string
	Role   domain.Role
	Locale string
	// Token is what the browser holds, until ExpiresAt at the latest.
	Token     string
	ExpiresAt time.Time
	Shared    bool
}

// SignInBrowser opens a browser's session; an earlier one of the same browser (its token, or "")
// ends. The error is `invalid_credentials`, or TooMany after too many failures.
func (uc *UseCases) SignInBrowser(ctx context.Context, in SignIn, earlier string) (SignedIn, error) {
	account, err := uc.prove(ctx, in)
	if err != nil {
		return SignedIn{}, err
	}
	s, token := uc.newBrowserSession(account.ID, in)
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		uc.openBrowser(tx, s, in, earlier)
		return nil
	})
	return signedIn(account, s, token), err
}

// newBrowserSession makes a browser's session and its token; on a device that many use it is a short one.
func (uc *UseCases) newBrowserSession(employee domain.EmployeeID, in SignIn) (postgres.Session, string) {
	now := uc.Now()
	token, hash := auth.NewToken()
	s := postgres.Session{
		ID: domain.NewSessionID(), Employee: employee, Kind: postgres.BrowserSession, Token: hash,
		At: now, ExpiresAt: now.Add(browserMost), Address: in.Address, UserAgent: in.UserAgent,
	}
	if in.Shared {
		s.Kind, s.ExpiresAt = postgres.SharedSession, now.Add(sharedMost)
	}
	return s, token
}

// openBrowser opens a browser's session; an earlier one of the same browser (its token, or "") ends.
func (uc *UseCases) openBrowser(tx *postgres.Tx, s postgres.Session, in SignIn, earlier string) {
	if earlier != "" {
		tx.Sessions.EndByToken(auth.HashToken(earlier), s.At)
	}
	uc.openSession(tx, s, in)
}

func signedIn(account postgres.Account, s postgres.Session, token string) SignedIn {
	return SignedIn{
		ID: account.ID, Name: account.Name, Role: account.Role, Locale: account.Locale,
		Token: token, ExpiresAt: s.ExpiresAt, Shared: s.Kind == postgres.SharedSession,
	}
}

// Grant is what a program may call with: an access token that lives ExpiresIn, and the refresh token
// for the next.
type Grant struct {
	Access    string
	ExpiresIn time.Duration
	Refresh   string
	RefreshTo time.Time
}

// SignInProgram opens a program's session. The errors are those of SignInBrowser.
func (uc *UseCases) SignInProgram(ctx context.Context, in SignIn) (Grant, error) {
	account, err := uc.prove(ctx, in)
	if err != nil {
		return Grant{}, err
	}
	now := uc.Now()
	s := postgres.Session{
		ID: domain.NewSessionID(), Employee: account.ID, Kind: postgres.ProgramSession,
		At: now, ExpiresAt: now.Add(refreshLife), Address: in.Address, UserAgent: in.UserAgent,
	}
	refresh, hash := auth.NewToken()
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		uc.openSession(tx, s, in)
		tx.Sessions.AddRefresh(s.ID, hash, now, s.ExpiresAt)
		return nil
	})
	if err != nil {
		return Grant{}, err
	}
	return uc.grant(account.ID, s.ID, refresh, s.ExpiresAt)
}

func (uc *UseCases) grant(employee domain.EmployeeID, session domain.SessionID, refresh string, until time.Time) (Grant, error) {
	access, err := uc.sign.Sign(employee, session)
	return Grant{Access: access, ExpiresIn: uc.sign.TTL(), Refresh: refresh, RefreshTo: until}, err
}

func (uc *UseCases) openSession(tx *postgres.Tx, s postgres.Session, in SignIn) {
	tx.Sessions.Insert(s)
	actor := in.actor()
	actor.ID = s.Employee
	tx.Audit.Add(actor, s.At, postgres.Entry{Action: "sign_in", SubjectKind: "session", Subject: domain.ID[any]{UUID: s.ID.UUID}, Data: map[string]any{"kind": s.Kind}})
}

// prove checks the password, at the pace that earlier failures allow. Whether the account is there or
// not, the same steps are taken.
func (uc *UseCases) prove(ctx context.Context, in SignIn) (postgres.Account, error) {
	blind := uc.sign.Blind(in.Email)
	if err := uc.pace(ctx, blind, in.Address); err != nil {
		return postgres.Account{}, err
	}
	account, matches, err := uc.compare(ctx, blind, in)
	if err != nil {
		return postgres.Account{}, err
	}
	if matches && account.Active {
		return account, nil
	}
	now := uc.Now()
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.SignIns.AddFailure(blind, in.Address, now, now.Add(-failureLife))
		tx.Audit.Add(in.actor(), now, postgres.Entry{Action: "sign_in_failed", SubjectKind: "employee", Subject: domain.ID[any]{UUID: account.ID.UUID}})
		return nil
	})
	if err != nil {
		return postgres.Account{}, err
	}
	return postgres.Account{}, errCredentials
}

// compare holds the password against the account's, in its turn. The failures are counted once more
// when the turn has come: guesses that were sent at once would all have passed the first count.
func (uc *UseCases) compare(ctx context.Context, blind string, in SignIn) (postgres.Account, bool, error) {
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return postgres.Account{}, false, err
	}
	defer done()
	if _, err := uc.tally(ctx, blind, in.Address); err != nil {
		return postgres.Account{}, false, err
	}
	account, err := uc.db.SignIns.Account(ctx, trimmed(in.Email))
	if err != nil {
		return postgres.Account{}, false, err
	}
	matches, err := uc.passwords.Matches(in.Password, account.PasswordHash)
	return account, matches, err
}

// SignOut ends the session that the actor calls with.
func (uc *UseCases) SignOut(ctx context.Context, actor domain.Actor) error {
	now := uc.Now()
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Sessions.End(actor.Session, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "sign_out", SubjectKind: "session", Subject: domain.ID[any]{UUID: actor.Session.UUID}})
		return nil
	})
}
