package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// ReportInput is why a recognition should not be there.
type ReportInput struct {
	Reason string `json:"reason" maxLength:"8000" doc:"1 to 2,000 characters." example:"It names a customer who asked not to be named."`
}

// ReportMade is a report as who made it sees it.
type ReportMade struct {
	ID           string    `json:"id" format:"uuid"`
	NominationID string    `json:"nomination_id" format:"uuid"`
	Reason       string    `json:"reason"`
	Status       string    `json:"status" enum:"open,hidden,restored,stands"`
	CreatedAt    time.Time `json:"created_at"`
}

// Report is a report as owners see it.
type Report struct {
	ID         string        `json:"id" format:"uuid"`
	Nomination Nomination    `json:"nomination"`
	Reporter   *Person       `json:"reporter" doc:"null for an owner who has a part in the recognition."`
	Reason     string        `json:"reason"`
	Status     string        `json:"status" enum:"open,hidden,restored,stands" doc:"How it was answered; open while it waits."`
	CreatedAt  time.Time     `json:"created_at"`
	Answer     *ReportAnswer `json:"answer" doc:"null while it waits."`
	Can        ReportCan     `json:"can" doc:"What the caller may answer now."`
}

// ReportAnswer is who answered, and when.
type ReportAnswer struct {
	By   *Ref      `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// ReportCan says what the caller may answer now.
type ReportCan struct {
	Hide    bool `json:"hide"`
	Restore bool `json:"restore"`
	Stand   bool `json:"stand"`
}

// AnswerInput is an owner's answer to a report.
type AnswerInput struct {
	Action string `json:"action" enum:"hide,restore,stand" doc:"Hide the recognition, bring a hidden one back, or let it stand."`
	Note   string `json:"note,omitempty" maxLength:"8000" doc:"Why; for owners."`
}

func reportMadeOf(r recognition.Report) ReportMade {
	return ReportMade{ID: r.ID.String(), NominationID: r.Nomination.String(), Reason: r.Reason, Status: string(r.Status), CreatedAt: r.CreatedAt.UTC()}
}

func reportFor(actor domain.Actor, now time.Time) func(recognition.ReportView) Report {
	nomination := nominationFor(actor, now)
	return func(v recognition.ReportView) Report {
		r := Report{ID: v.ID.String(), Nomination: nomination(v.About), Reason: v.Reason, Status: string(v.Status), CreatedAt: v.CreatedAt.UTC()}
		if v.AnsweredAt != nil {
			r.Answer = &ReportAnswer{By: refOf(v.AnsweredBy, v.AnswererName), At: v.AnsweredAt.UTC(), Note: v.Note}
		}
		if v.Concerned {
			return r
		}
		r.Reporter = &Person{ID: v.Reporter.String(), Name: v.ReporterName, Team: refOf(v.ReporterTeamID, v.ReporterTeamName)}
		hidden := v.About.HiddenAt != nil
		r.Can = ReportCan{
			Hide: !hidden && v.About.Status == recognition.Approved, Restore: hidden, Stand: v.Status == recognition.ReportOpen,
		}
		return r
	}
}

func (s *server) addReports() {
	register(s, forEverybody, huma.Operation{
		OperationID: "report", Method: http.MethodPost, Path: "/nominations/{id}/reports", DefaultStatus: http.StatusCreated,
		Summary: "Tell the owners that a recognition should not be there", Tags: []string{"Recognitions"},
		Description: "Who gave or received the recognition never learns who reported it. One report of yours waits at a time (409 `already_reported`).",
	}, s.report)
	register(s, forOwners, huma.Operation{
		OperationID: "list-reports", Method: http.MethodGet, Path: "/reports",
		Summary: "Reports of recognitions, the latest first", Tags: []string{"Reports"},
	}, s.listReports)
	register(s, forOwners, huma.Operation{
		OperationID: "answer-report", Method: http.MethodPost, Path: "/reports/{id}/answer",
		Summary: "Hide a reported recognition, restore it, or let it stand", Tags: []string{"Reports"},
		Description: "A hidden recognition leaves the feed, search and boards, and is announced as revoked; its points stay where they are. " +
			"Restoring brings it back. The answer holds for all reports of the recognition that wait. " +
			"An owner who has a part in the recognition leaves the answer to another (403 `own_recognition`).",
	}, s.answerReport)
}

func (s *server) report(ctx context.Context, in *verbInput[ReportInput]) (*onceOutput[ReportMade], error) {
	return verbOn(ctx, in, http.StatusCreated, reportMadeOf, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Report(ctx, actor, id, in.Body.Reason, o)
	})
}

type listReportsInput struct {
	PageInput
	Status string `query:"status" enum:"open,answered" doc:"All where it is left out."`
}

func (s *server) listReports(ctx context.Context, in *listReportsInput) (*listOutput[Report], error) {
	var open *bool
	if in.Status != "" {
		wanted := in.Status == "open"
		open = &wanted
	}
	actor := actorOf(ctx)
	page, err := s.uc.Reports(ctx, actor, open, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, reportFor(actor, s.uc.Now())), nil
}

type answerReportInput struct {
	OnceInput
	ID   string `path:"id" doc:"Of the report."`
	Body AnswerInput
}

func (s *server) answerReport(ctx context.Context, in *answerReportInput) (*onceOutput[Report], error) {
	id, err := domain.ParseReportID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, reportFor(actor, s.uc.Now()))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.AnswerReport(ctx, actor, id, recognition.ReportAction(in.Body.Action), in.Body.Note, o)
	return onceAnswer[Report](answer), err
}
