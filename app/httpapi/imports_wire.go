package httpapi

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"laurel/app/usecase"
	"laurel/domain"
)

// RosterImport is what an import of a roster did, or would do.
type RosterImport struct {
	Created     int64          `json:"created" example:"1906"`
	Updated     int64          `json:"updated" example:"0"`
	Deactivated int64          `json:"deactivated" example:"0" doc:"With deactivate_missing: who is not in the file."`
	Unchanged   int64          `json:"unchanged" example:"0"`
	Errors      []Fault        `json:"errors" doc:"With partial: the lines that were left out, the first 100 faults."`
	ErrorsTotal int64          `json:"errors_total,omitempty"`
	Preview     *RosterPreview `json:"preview,omitempty" doc:"Of a dry run."`
}

// RosterPreview is what a roster would change.
type RosterPreview struct {
	People []RosterChange `json:"people" doc:"The first 50 of each sort of changes, by name."`
	Teams  []string       `json:"teams" doc:"That would be made."`
}

// RosterChange is what a roster would change of one employee.
type RosterChange struct {
	Change          string        `json:"change" enum:"created,updated,deactivated"`
	Name            string        `json:"name"`
	Email           *string       `json:"email"`
	PersonnelNumber *string       `json:"personnel_number"`
	Fields          []FieldChange `json:"fields"`
}

// FieldChange is one value that would change.
type FieldChange struct {
	Field  string  `json:"field" enum:"name,team,manager,role,active,email,personnel_number,locale,started_on,location"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// RecognitionImport is what an import of recognitions did, or would do.
type RecognitionImport struct {
	Created     int64           `json:"created" example:"10774"`
	Unchanged   int64           `json:"unchanged" example:"0" doc:"Imported before."`
	Errors      []Fault         `json:"errors" doc:"With partial: the lines that were left out, the first 100 faults."`
	ErrorsTotal int64           `json:"errors_total,omitempty"`
	Preview     *HistoryPreview `json:"preview,omitempty" doc:"Of a dry run."`
}

// HistoryPreview is what recognitions would be brought in.
type HistoryPreview struct {
	From                   *time.Time         `json:"from" doc:"Of the earliest."`
	To                     *time.Time         `json:"to" doc:"Of the latest."`
	Points                 int64              `json:"points" doc:"In all; they count on boards and issue nothing."`
	Givers                 int64              `json:"givers"`
	Receivers              int64              `json:"receivers"`
	Behaviours             []BehaviourPreview `json:"behaviours"`
	UnknownPeople          []Unknown          `json:"unknown_people" doc:"Addresses that no employee has: the 50 most frequent."`
	UnknownPeopleTotal     int64              `json:"unknown_people_total"`
	UnknownBehaviours      []Unknown          `json:"unknown_behaviours" doc:"Codes that no behaviour has: the 50 most frequent."`
	UnknownBehavioursTotal int64              `json:"unknown_behaviours_total"`
}

// BehaviourPreview is one behaviour's part of the recognitions of a file.
type BehaviourPreview struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Recognitions int64  `json:"recognitions"`
	Points       int64  `json:"points"`
}

// Unknown is an address or a code of a file that nobody has.
type Unknown struct {
	Text  string `json:"text"`
	Lines int64  `json:"lines" doc:"How often the file names it."`
}

// WalletImport is what an import of opening balances did, or would do.
type WalletImport struct {
	Created     int64          `json:"created" example:"1200"`
	Updated     int64          `json:"updated" example:"3"`
	Unchanged   int64          `json:"unchanged" example:"0"`
	Total       int64          `json:"total" example:"86500" doc:"Of the file's opening balances, in points."`
	Liability   int64          `json:"liability" example:"91240" doc:"What all wallets hold after it, and what open redemptions have taken from them, in points."`
	Errors      []Fault        `json:"errors" doc:"With partial: the lines that were left out, the first 100 faults."`
	ErrorsTotal int64          `json:"errors_total,omitempty"`
	Preview     *WalletPreview `json:"preview,omitempty" doc:"Of a dry run."`
}

// WalletPreview is what opening balances would book.
type WalletPreview struct {
	Issued             int64           `json:"issued" doc:"Points that wallets would get."`
	Returned           int64           `json:"returned" doc:"Points that wallets would lose."`
	Balances           []BalanceChange `json:"balances" doc:"The 50 largest changes."`
	Worth              []CashValue     `json:"worth" doc:"What the liability costs at most: by the dearest reward of each currency; empty where no reward has a cash value."`
	UnknownPeople      []Unknown       `json:"unknown_people" doc:"Addresses that no employee has: the first 50."`
	UnknownPeopleTotal int64           `json:"unknown_people_total"`
}

// BalanceChange is one opening balance that would change.
type BalanceChange struct {
	Name   string  `json:"name"`
	Email  *string `json:"email"`
	Before *int64  `json:"before" doc:"null where none was set."`
	After  int64   `json:"after"`
}

// Import is an import as it stands.
type Import struct {
	ID                string          `json:"id" format:"uuid"`
	Kind              string          `json:"kind" enum:"roster,recognitions,wallets"`
	Status            string          `json:"status" enum:"waiting,running,done,failed,cancelled,taken_back"`
	Name              string          `json:"name" example:"people.csv" doc:"Of the file, as the caller called it."`
	Done              int64           `json:"done" example:"4000" doc:"Lines that were read."`
	Total             int64           `json:"total" example:"10775" doc:"Lines of the file."`
	Result            json.RawMessage `json:"result" doc:"Once it has ended: what the import answers, or the problem that it failed with."`
	DryRun            bool            `json:"dry_run"`
	Partial           bool            `json:"partial"`
	DeactivateMissing bool            `json:"deactivate_missing"`
	By                *Ref            `json:"by" doc:"null: the command line."`
	CreatedAt         time.Time       `json:"created_at"`
	EndedAt           *time.Time      `json:"ended_at"`
	TakenBackBy       *Ref            `json:"taken_back_by"`
	TakenBackAt       *time.Time      `json:"taken_back_at"`
	CanCancel         bool            `json:"can_cancel"`
	CanTakeBack       bool            `json:"can_take_back" doc:"Whether there is something to take back; trying tells whether it may be."`
}

func importOf(s usecase.ImportState) Import {
	i := Import{
		ID: s.ID.String(), Kind: string(s.Kind), Status: s.Status, Name: s.Name, Done: s.Done, Total: s.Total, Result: s.Result,
		DryRun: s.DryRun, Partial: s.Partial, DeactivateMissing: s.DeactivateMissing, By: importBy(s.By), CreatedAt: s.At, EndedAt: s.EndedAt,
		TakenBackBy: importBy(s.TakenBackBy), TakenBackAt: s.TakenBackAt, CanCancel: s.IsUnderway(), CanTakeBack: s.CanTakeBack(),
	}
	if i.Result == nil {
		i.Result = json.RawMessage("null")
	}
	return i
}

func importBy(r *domain.Ref[any]) *Ref {
	if r == nil {
		return nil
	}
	return &Ref{ID: r.ID.String(), Name: r.Name}
}

// importAnswer shapes the result of an import by its kind.
func importAnswer(r usecase.ImportResult) any {
	faults := make([]Fault, len(r.Faults))
	for i, f := range usecase.FieldErrors(r.Faults) {
		faults[i] = Fault{Location: f.Location, Message: f.Message, Line: f.Line, Column: f.Column}
	}
	switch r.Kind {
	case usecase.ImportRoster:
		return RosterImport{
			Created: r.Created, Updated: r.Updated, Deactivated: r.Deactivated, Unchanged: r.Unchanged,
			Errors: faults, ErrorsTotal: r.FaultsTotal, Preview: rosterPreview(r.Preview),
		}
	case usecase.ImportWallets:
		return WalletImport{
			Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Total: r.Total, Liability: r.Liability,
			Errors: faults, ErrorsTotal: r.FaultsTotal, Preview: walletPreview(r.Preview),
		}
	case usecase.ImportRecognitions:
		fallthrough
	default:
		return RecognitionImport{Created: r.Created, Unchanged: r.Unchanged, Errors: faults, ErrorsTotal: r.FaultsTotal, Preview: historyPreview(r.Preview)}
	}
}

func rosterPreview(p *usecase.ImportPreview) *RosterPreview {
	if p == nil {
		return nil
	}
	out := &RosterPreview{People: make([]RosterChange, len(p.People)), Teams: append([]string{}, p.Teams...)}
	for i, c := range p.People {
		out.People[i] = RosterChange{Change: c.Change, Name: c.Name, Email: c.Email, PersonnelNumber: c.Personnel, Fields: fieldChanges(c)}
	}
	return out
}

// fieldOrder is the order in which changes of one employee are told.
var fieldOrder = []string{"name", "email", "personnel_number", "team", "manager", "role", "active", "locale", "started_on", "location"}

func fieldChanges(c usecase.PersonChange) []FieldChange {
	var before, after map[string]any
	_, _ = json.Unmarshal(c.Before, &before), json.Unmarshal(c.After, &after) // objects that the database has made
	names := slices.SortedFunc(maps.Keys(after), func(a, b string) int { return slices.Index(fieldOrder, a) - slices.Index(fieldOrder, b) })
	list := []FieldChange{}
	for _, name := range names {
		f := FieldChange{Field: name, Before: textOf(before[name]), After: textOf(after[name])}
		if f.Before != nil || f.After != nil {
			list = append(list, f)
		}
	}
	return list
}

func textOf(value any) *string {
	var text string
	switch v := value.(type) {
	case string:
		text = v
	case bool:
		text = "false"
		if v {
			text = "true"
		}
	default:
		return nil
	}
	return &text
}

func historyPreview(p *usecase.ImportPreview) *HistoryPreview {
	if p == nil || p.History == nil {
		return nil
	}
	out := &HistoryPreview{
		From: inUTC(p.History.First), To: inUTC(p.History.Last), Points: p.History.Points, Givers: p.History.Givers, Receivers: p.History.Receivers,
		Behaviours:    make([]BehaviourPreview, len(p.Behaviours)),
		UnknownPeople: unknowns(p.UnknownPeople), UnknownPeopleTotal: p.UnknownPeople.Total,
		UnknownBehaviours: unknowns(p.UnknownBehaviours), UnknownBehavioursTotal: p.UnknownBehaviours.Total,
	}
	for i, b := range p.Behaviours {
		out.Behaviours[i] = BehaviourPreview{Code: b.Code, Name: b.Name, Recognitions: b.Recognitions, Points: b.Points}
	}
	return out
}

func inUTC(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	utc := at.UTC()
	return &utc
}

func unknowns(u usecase.Unknowns) []Unknown {
	list := make([]Unknown, len(u.Items))
	for i, item := range u.Items {
		list[i] = Unknown{Text: item.Text, Lines: item.Lines}
	}
	return list
}

func walletPreview(p *usecase.ImportPreview) *WalletPreview {
	if p == nil || p.Wallets == nil {
		return nil
	}
	out := &WalletPreview{
		Issued: p.Wallets.Issued, Returned: p.Wallets.Returned, Balances: make([]BalanceChange, len(p.Balances)), Worth: make([]CashValue, len(p.Worth)),
		UnknownPeople: unknowns(p.UnknownPeople), UnknownPeopleTotal: p.UnknownPeople.Total,
	}
	for i, b := range p.Balances {
		out.Balances[i] = BalanceChange{Name: b.Name, Email: b.Email, Before: b.Before, After: b.Points}
	}
	for i, w := range p.Worth {
		out.Worth[i] = CashValue{Amount: w.Amount, Currency: w.Currency}
	}
	return out
}
