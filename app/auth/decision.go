package auth

import (
	"time"

	"github.com/golang-jwt/jwt/v5"

	"laurel/domain"
)

// DecisionLink lets one employee decide at one step without signing in, until a time. It stands and falls
// with that step: once somebody has decided there, or it has moved on to somebody else, it is worth nothing.
type DecisionLink struct {
	Approval domain.ApprovalID
	Employee domain.EmployeeID
	Until    time.Time
}

// decisionClaims of a link: `sub` is the employee, `step` where they are asked.
type decisionClaims struct {
	Step string `json:"step"`
	jwt.RegisteredClaims
}

// SignDecision makes the token of a link. It is signed under a key of its own, so that it opens no session.
func (s *Signer) SignDecision(l DecisionLink) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, decisionClaims{
		Step: l.Approval.String(),
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: l.Employee.String(), IssuedAt: jwt.NewNumericDate(s.now()), ExpiresAt: jwt.NewNumericDate(l.Until),
		},
	}).SignedString(s.decision)
}

// ReadDecision gives what a link is for; domain.NotFound where it was not signed here, has been changed, or
// its time is over.
func (s *Signer) ReadDecision(token string) (DecisionLink, error) {
	var c decisionClaims
	if _, err := s.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.decision, nil }); err != nil {
		return DecisionLink{}, domain.NotFound()
	}
	step, errStep := domain.ParseApprovalID(c.Step)
	employee, errEmployee := domain.ParseEmployeeID(c.Subject)
	if errStep != nil || errEmployee != nil {
		return DecisionLink{}, domain.NotFound()
	}
	return DecisionLink{Approval: step, Employee: employee, Until: c.ExpiresAt.UTC()}, nil
}
