package usecase

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"laurel/app/auth"
	"laurel/app/mail"
	"laurel/domain"
	"laurel/storage/postgres"
)

// Mailer hands letters to a mail server.
type Mailer interface {
	// Send hands a letter over; *mail.RefusedError where it was refused for good.
	Send(ctx context.Context, m mail.Message) error
}

// sealedLetter is what a letter says that a copy of the database must not tell: the token of its link,
// and for a forgotten password the address as it was typed; of a decision who is asked, on what.
type sealedLetter struct {
	Token    string            `json:"token,omitzero"`
	Email    string            `json:"email,omitzero"`
	Subject  domain.ID[any]    `json:"subject,omitzero"`
	Employee domain.EmployeeID `json:"employee,omitzero"`
}

// post writes a letter into the transaction; it is sent once that is committed, by SendMail.
func (uc *UseCases) post(tx *postgres.Tx, kind mail.Kind, says sealedLetter, now time.Time) error {
	plain, err := json.Marshal(says)
	if err != nil {
		return err
	}
	sealed, err := uc.box.Seal(plain)
	if err != nil {
		return err
	}
	l := postgres.Letter{ID: domain.NewMailID(), Kind: string(kind), Sealed: sealed, CreatedAt: now}
	tx.Mail.Insert(l)
	tx.Events.Add(domain.NewEvent(domain.MailWritten, l.ID, nil, now, nil))
	return nil
}

// HasMail says whether mail is set up.
func (uc *UseCases) HasMail() bool { return uc.mailer != nil }

// SendMail sends a letter, at least once: a repeat bears the same message id. An error means that it
// is to be tried again, EarlyError when.
func (uc *UseCases) SendMail(ctx context.Context, id domain.MailID) error {
	l, err := uc.db.Mail.ByID(ctx, id)
	if domain.CodeOf(err) == "not_found" || (err == nil && l.EndedAt != nil) {
		return nil
	}
	if err != nil || uc.mailer == nil {
		return err
	}
	message, outcome, err := uc.letter(ctx, l)
	if err != nil {
		return err
	}
	if outcome == postgres.MailSent {
		err := uc.mailer.Send(ctx, message)
		var refused *mail.RefusedError
		if errors.As(err, &refused) {
			outcome = postgres.MailRefused
			uc.log.WarnContext(ctx, "the mail server refused a letter", slog.String("mail", id.String()), slog.Any("error", err))
		} else if err != nil {
			return err
		}
	}
	noted := context.WithoutCancel(ctx) // what was sent is noted even when the server stops meanwhile
	return uc.db.InTx(noted, func(tx *postgres.Tx) error {
		tx.Mail.End(id, outcome, uc.Now())
		return nil
	})
}

// letter writes what is to be sent; the outcome is MailSent where it is to be sent at all.
func (uc *UseCases) letter(ctx context.Context, l postgres.Letter) (mail.Message, string, error) {
	var says sealedLetter
	plain, err := uc.box.Open(l.Sealed)
	if err == nil {
		err = json.Unmarshal(plain, &says)
	}
	if err != nil {
		return mail.Message{}, "", err
	}
	if mail.Kind(l.Kind) == mail.Decision {
		return uc.decisionLetter(ctx, l, says)
	}
	kind, page := postgres.InvitationLink, invitationPage
	if mail.Kind(l.Kind) == mail.Reset {
		kind, page = postgres.ResetLink, resetPage
		if outcome, err := uc.openReset(ctx, l, says); err != nil || outcome != "" {
			return mail.Message{}, outcome, err
		}
	}
	link, err := uc.db.Invitations.Link(ctx, auth.HashToken(says.Token), kind, uc.Now())
	if domain.CodeOf(err) == "not_found" || (err == nil && link.Email == nil) {
		return mail.Message{}, postgres.MailLate, nil // a newer link has replaced it, or it has run out
	}
	if err != nil {
		return mail.Message{}, "", err
	}
	message, err := mail.Write(mail.Letter{
		Kind: mail.Kind(l.Kind), Language: link.Locale, Name: link.Name, Address: *link.Email,
		Link: uc.publicURL + page + linked + says.Token, Until: link.ExpiresAt.In(uc.where), Home: uc.publicURL,
	}, l.ID.String(), l.CreatedAt)
	return message, postgres.MailSent, err
}

// openReset makes the link of a forgotten password, where there is such an account; the outcome is ""
// where there is. It is done here and not when it was asked for: then nobody learns from the time of
// an answer who has an account.
func (uc *UseCases) openReset(ctx context.Context, l postgres.Letter, says sealedLetter) (outcome string, err error) {
	now, expires := uc.Now(), l.CreatedAt.Add(resetLife)
	if !expires.After(now) {
		return postgres.MailLate, nil
	}
	account, err := uc.db.SignIns.Account(ctx, says.Email)
	if err != nil {
		return "", err
	}
	if !account.Active {
		return postgres.MailNobody, nil
	}
	return "", uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		made, err := tx.Invitations.Exists(ctx, auth.HashToken(says.Token))
		if err != nil || made {
			return err // on an earlier try
		}
		tx.Invitations.Insert(auth.HashToken(says.Token), postgres.ResetLink, account.ID, now, expires)
		tx.Audit.Add(domain.Actor{}, now, postgres.Entry{Action: "make_reset_link", SubjectKind: "employee", Subject: domain.ID[any](account.ID), Data: map[string]any{"by": "mail"}})
		return nil
	})
}
