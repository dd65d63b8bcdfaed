package usecase

import (
	"context"
	"strings"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// CreateAdmin makes an administrator with a password, for the command line: the first of an
// installation, or one more. Whoever has the address already becomes an administrator, and is active
// again; made says whether somebody new was added. Sessions and links of theirs end.
func (uc *UseCases) CreateAdmin(ctx context.Context, email, name, password string) (made bool, err error) {
	address, ok := people.CleanEmail(email)
	if !ok {
		return false, domain.InvalidField("email", "is no e-mail address")
	}
	if err := auth.CheckPassword(password, address); err != nil {
		return false, err
	}
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return false, err
	}
	hash, err := uc.passwords.Hash(password)
	done()
	if err != nil {
		return false, err
	}
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		employee, err := tx.People.ByEmail(ctx, address)
		if made = domain.CodeOf(err) == "not_found"; made {
			clean, ok := people.CleanName(name)
			if !ok && strings.TrimSpace(name) != "" {
				return domain.InvalidField("name", "is too long, or holds characters that cannot be kept")
			}
			if !ok {
				clean, _, _ = strings.Cut(address, "@")
			}
			employee = people.Employee{ID: domain.NewEmployeeID(), Email: &address, Name: clean, Role: domain.RoleAdmin, Locale: "en", Active: true, Above: domain.Chain{}}
			tx.People.Insert(employee, now)
		} else if err != nil {
			return err
		} else {
			tx.People.MakeAdmin(employee.ID, now)
			tx.Sessions.EndAll(employee.ID, now)
			tx.Invitations.EndAll(employee.ID, now)
		}
		tx.People.SetPassword(employee.ID, hash, now)
		tx.Audit.Add(domain.Actor{}, now, postgres.Entry{Action: "create_admin", SubjectKind: "employee", Subject: domain.ID[any]{UUID: employee.ID.UUID}})
		return nil
	})
	return made && err == nil, err
}
