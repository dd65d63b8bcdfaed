package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/app/mail"
	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/notification"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// decisionLife is how long a link to decide can be used.
const decisionLife = 7 * 24 * time.Hour

// decisionPage asks what is decided: opening a link decides nothing.
const decisionPage = "/decide"

// EarlyError says that something is not to be done before a time.
type EarlyError struct{ Until time.Time }

// Error says so.
func (e EarlyError) Error() string { return "not before " + e.Until.Format(time.RFC3339) }

// Asked is what a link to decide is about: a nomination or a redemption, as its approver sees it.
type Asked struct {
	Approver   domain.Actor
	Name       string // of the approver
	Nomination *recognition.View
	Redemption *reward.RedemptionView
	Until      time.Time
}

// AskedBy reads what a link to decide is about. domain.NotFound where it is none, its time is over, or nothing
// waits there for who got it any more.
func (uc *UseCases) AskedBy(ctx context.Context, token, language string) (Asked, error) {
	link, err := uc.sign.ReadDecision(token)
	if err != nil {
		return Asked{}, err
	}
	w, err := uc.db.Approvals.WaitingAt(ctx, link.Approval)
	if err == nil && w.Approver != link.Employee {
		err = domain.NotFound()
	}
	if err != nil {
		return Asked{}, err
	}
	return uc.asked(ctx, w, language, link.Until)
}

func (uc *UseCases) asked(ctx context.Context, w postgres.Waiting, language string, until time.Time) (Asked, error) {
	actor, name, err := uc.db.People.Actor(ctx, w.Approver)
	if err != nil {
		return Asked{}, err
	}
	if language != "" {
		actor.Language = language
	}
	a := Asked{Approver: actor, Name: name, Until: until}
	if w.Redemption != nil {
		view, err := uc.db.Redemptions.View(ctx, *w.Redemption, actor)
		a.Redemption = &view
		return a, err
	}
	view, err := uc.db.Nominations.View(ctx, *w.Nomination, actor)
	a.Nomination = &view
	return a, err
}

// LinkDecision is what is decided by a link.
type LinkDecision struct {
	Approve bool
	Comment string // with a yes
	Reason  string // with a no
}

// DecideByLink decides for who got the link, once. Address and request are those of the call. The result is
// a recognition.View or a reward.RedemptionView; domain.NotFound where nothing waits there for them any more.
func (uc *UseCases) DecideByLink(ctx context.Context, token string, d LinkDecision, address, request string, o Once) (Answer, error) {
	link, err := uc.sign.ReadDecision(token)
	if err != nil {
		return Answer{}, err
	}
	actor, _, err := uc.db.People.Actor(ctx, link.Employee)
	if err != nil {
		return Answer{}, err
	}
	actor.Address, actor.Request = address, request
	w, err := uc.db.Approvals.AnyAt(ctx, link.Approval) // also one that has been decided: the same call again is answered again
	if err != nil {
		return Answer{}, err
	}
	if w.Redemption != nil {
		return uc.decideRedemptionByLink(ctx, actor, *w.Redemption, link, d, o)
	}
	o.Nomination = w.Nomination
	return uc.onNomination(ctx, actor, *w.Nomination, o, func(desk *desk, n *postgres.Decidable) error {
		if !waitsFor(n.Waiting, link) {
			return domain.NotFound()
		}
		if err := desk.prepare(ctx, accountsOf(n)); err != nil {
			return err
		}
		if d.Approve {
			return desk.approve(ctx, n, recognition.Decision{Comment: d.Comment})
		}
		return desk.decline(ctx, n, d.Reason)
	})
}

func (uc *UseCases) decideRedemptionByLink(ctx context.Context, actor domain.Actor, id domain.RedemptionID, link auth.DecisionLink, d LinkDecision, o Once) (Answer, error) {
	o.Redemption = &id
	return uc.onRedemption(ctx, actor, id, o, func(desk *desk, r *postgres.LockedRedemption) error {
		w, err := desk.tx.Approvals.WaitingAt(ctx, link.Approval)
		if err != nil {
			return err
		}
		if !waitsFor(&w, link) {
			return domain.NotFound()
		}
		if d.Approve {
			return desk.approveRedemption(r)
		}
		if err := reward.CheckReason(d.Reason); err != nil {
			return err
		}
		if err := desk.prepare(ctx, refundedAccounts(r)); err != nil {
			return err
		}
		return desk.rejectRedemption(ctx, r, d.Reason)
	})
}

// waitsFor says whether a step is the one of a link, and waits for who got it.
func waitsFor(w *postgres.Waiting, link auth.DecisionLink) bool {
	return w != nil && w.ID == link.Approval && w.Approver == link.Employee
}

// askedOf is somebody who is told that a decision waits for them, by the event at a position.
type askedOf struct {
	notification.Notification
	position int64
}

// writeToApprovers writes a letter to each who is told that something waits for their decision. Whether it is
// sent is found when it is: by what they want to be mailed, and whether it waits for them still.
func (uc *UseCases) writeToApprovers(ctx context.Context, tx *postgres.Tx, asked []askedOf, now time.Time) error {
	if uc.mailer == nil || len(asked) == 0 {
		return nil
	}
	after, err := tx.Inbox.LettersAfter(ctx)
	if err != nil {
		return err
	}
	for _, n := range asked {
		if n.position <= after {
			continue
		}
		says := sealedLetter{Employee: n.Receiver}
		if n.Redemption != nil {
			says.Subject = domain.ID[any](*n.Redemption)
		} else if n.Nomination != nil {
			says.Subject = domain.ID[any](*n.Nomination)
		}
		if err := uc.post(tx, mail.Decision, says, now); err != nil {
			return err
		}
	}
	return nil
}

// decisionLetter writes the letter to an approver; the outcome is MailSent where it is to be sent. EarlyError in
// their quiet hours.
func (uc *UseCases) decisionLetter(ctx context.Context, l postgres.Letter, says sealedLetter) (mail.Message, string, error) {
	all, err := uc.db.People.Told(ctx, []domain.EmployeeID{says.Employee})
	if err != nil {
		return mail.Message{}, "", err
	}
	told, active := all[says.Employee]
	if !active || told.Email == nil || !told.Notifications.Channels(people.NotifyApproval).Mail {
		return mail.Message{}, postgres.MailUnwanted, nil
	}
	now := uc.Now()
	if q := told.Notifications.Quiet; q != nil {
		if end := (announcement.QuietHours{From: q.From, To: q.To, TimeZone: told.TimeZone}).End(now); end.After(now) {
			return mail.Message{}, "", EarlyError{end}
		}
	}
	waiting, err := uc.db.Approvals.WaitingOf(ctx, []domain.ID[any]{says.Subject})
	if err != nil {
		return mail.Message{}, "", err
	}
	w, ok := waiting[says.Subject]
	if !ok || w.Approver != says.Employee || now.Sub(l.CreatedAt) > decisionLife {
		return mail.Message{}, postgres.MailLate, nil
	}
	return uc.writeDecision(ctx, l, w, told)
}

func (uc *UseCases) writeDecision(ctx context.Context, l postgres.Letter, w postgres.Waiting, told people.Told) (mail.Message, string, error) {
	until := uc.Now().Add(decisionLife)
	asked, err := uc.asked(ctx, w, told.Locale, until)
	if err != nil {
		return mail.Message{}, "", err
	}
	token, err := uc.sign.SignDecision(auth.DecisionLink{Approval: w.ID, Employee: w.Approver, Until: until})
	if err != nil {
		return mail.Message{}, "", err
	}
	message, err := mail.Write(mail.Letter{
		Kind: mail.Decision, Language: told.Locale, Name: asked.Name, Address: *told.Email,
		Link: uc.publicURL + decisionPage + linked + token, Until: until.In(uc.where), Home: uc.publicURL, Asked: asked.words(),
	}, l.ID.String(), l.CreatedAt)
	return message, postgres.MailSent, err
}

// words are what a letter says of it.
func (a Asked) words() mail.Asked {
	if d := a.Redemption; d != nil {
		return mail.Asked{Reward: true, By: d.EmployeeName, About: d.RewardName, Points: d.Points, Story: d.Note}
	}
	n := a.Nomination
	words := mail.Asked{Points: n.Points, Story: n.Story, Impact: n.Impact}
	if n.NominatorName != nil {
		words.By = *n.NominatorName
	}
	if n.ProgramName != nil {
		words.About = *n.ProgramName
	}
	for _, who := range n.Nominees {
		words.For = append(words.For, who.Name)
	}
	return words
}
