package usecase

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// demoText is the demo organisation in words: its people, programs, rewards and stories.
//
//go:embed demo.json
var demoText []byte

// demoDomain is where all people of the demo organisation have their addresses.
const demoDomain = "@demo.example"

// demoAge is for how long the demo organisation has been at it: longer than its oldest story.
const demoAge = 60 * 24 * time.Hour

// demoPointCost is what a point costs the demo organisation.
var demoPointCost = organisation.PointCost{Points: 1, Amount: 5, Currency: "EUR"}

// MakeDemo fills an organisation that has nobody yet with the demo organisation, whose people all have
// the password. It does nothing, and says so, where somebody is there. Everything is made by the verbs
// that people use, at the times when it is said to have happened, in one transaction.
func (uc *UseCases) MakeDemo(ctx context.Context, password string) (made bool, err error) {
	var script demoScript
	decoder := json.NewDecoder(bytes.NewReader(demoText))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&script); err != nil {
		return false, fmt.Errorf("the demo organisation cannot be read: %w", err)
	}
	hash, err := uc.hashDemo(ctx, password)
	if err != nil {
		return false, err
	}
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if made, err = uc.takeEmpty(ctx, tx); err != nil || !made {
			return err
		}
		stage := newDemoStage(uc, tx, script)
		if err := stage.build(ctx, hash); err != nil {
			return err
		}
		if err := stage.play(ctx); err != nil {
			return err
		}
		tx.Inbox.NoLettersSoFar(stage.now)
		return nil
	})
	return made && err == nil, err
}

// takeEmpty marks the organisation as the demo organisation where it has nobody yet. Of several
// instances that start at once, one makes it.
func (uc *UseCases) takeEmpty(ctx context.Context, tx *postgres.Tx) (bool, error) {
	if err := tx.Organisation.Lock(ctx); err != nil {
		return false, err
	}
	somebody, err := tx.People.Any(ctx)
	if err != nil || somebody {
		return false, err
	}
	tx.Organisation.SetDemo()
	tx.Organisation.SetPointCost(demoPointCost)
	tx.Organisation.SetCelebrations(organisation.Celebrations{Anniversaries: true})
	return true, nil
}

// SetDemoPassword gives all people of the demo organisation the password.
func (uc *UseCases) SetDemoPassword(ctx context.Context, password string) error {
	hash, err := uc.hashDemo(ctx, password)
	if err != nil {
		return err
	}
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.People.SetPasswords(demoDomain, hash, uc.Now())
		return nil
	})
}

// hashDemo hashes the one password. Whoever sets up a demo may choose an easy one.
func (uc *UseCases) hashDemo(ctx context.Context, password string) (string, error) {
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return uc.passwords.Hash(password)
}

// demoStage is where the demo organisation comes to be.
type demoStage struct {
	script    demoScript
	uc        *UseCases // works in the one transaction, by the stage's own clock
	tx        *postgres.Tx
	now, at   time.Time // the real moment, and the one that is played
	cast      map[string]domain.Actor
	chains    map[string]domain.Chain
	teams     map[string]domain.TeamID
	programs  map[string]recognition.Program
	rewards   map[string]domain.RewardID
	behaviour map[string]domain.BehaviourID
}

func newDemoStage(uc *UseCases, tx *postgres.Tx, script demoScript) *demoStage {
	s := &demoStage{
		script: script, tx: tx, now: uc.Now(), at: uc.Now().Add(-demoAge), cast: map[string]domain.Actor{}, chains: map[string]domain.Chain{},
		teams: map[string]domain.TeamID{}, programs: map[string]recognition.Program{}, rewards: map[string]domain.RewardID{},
		behaviour: map[string]domain.BehaviourID{},
	}
	s.uc = New(Options{DB: uc.db, Box: uc.box, Log: uc.log, Location: uc.where, Now: func() time.Time { return s.at }})
	s.uc.open = tx
	return s
}

// build sets up people, programs and rewards.
func (s *demoStage) build(ctx context.Context, hash string) error {
	for _, t := range s.script.Teams {
		team := people.Team{ID: domain.NewTeamID(), Name: t.Name}
		s.teams[t.Name] = team.ID
		s.tx.Teams.Insert(team, s.at)
	}
	for _, p := range s.script.People {
		s.hire(p, hash)
	}
	for _, t := range s.script.Teams {
		s.tx.Teams.SetLead(s.teams[t.Name], s.cast[t.Lead].ID)
	}
	for place, p := range s.script.Programs {
		program := p.program()
		s.programs[p.Key] = program
		s.tx.Catalogue.InsertProgram(program, postgres.Translations{"ru": p.Russian}, place+1, nil, s.at)
	}
	for _, r := range s.script.Rewards {
		made, err := reward.New(r.details(), s.at)
		if err != nil {
			return err
		}
		s.rewards[r.Key] = made.ID
		s.tx.Rewards.Insert(made, postgres.Translations{"ru": r.Russian})
		setStock(s.tx, made, nil, s.cast["owner"])
	}
	behaviours, err := s.tx.Catalogue.Behaviours(ctx, "en", false, domain.Page{Limit: domain.MaxLimit})
	for _, b := range behaviours.Items {
		s.behaviour[b.Code] = b.ID
	}
	return errors.Join(err, s.tx.Flush(ctx))
}

// hire adds an employee; managers come before their reports.
func (s *demoStage) hire(p demoPerson, hash string) {
	email, team := p.Key+demoDomain, s.teams[p.Team]
	started := s.now.AddDate(-p.Years, -len(p.Name)%12, 0)
	if p.Celebrated != nil {
		started = s.uc.day(s.now).AddDate(-p.Years, 0, -*p.Celebrated)
	}
	e := people.Employee{
		ID: domain.NewEmployeeID(), Email: &email, Name: p.Name, Team: &team, Role: p.Role, Locale: p.Locale,
		Location: &p.Location, StartedOn: &started, Active: true, Above: domain.Chain{},
	}
	if manager, ok := s.cast[p.Manager]; ok {
		e.Manager, e.Above = &manager.ID, append(domain.Chain{manager.ID}, s.chains[p.Manager]...)
		manager.HasReports = true
		s.cast[p.Manager] = manager
	}
	s.cast[p.Key] = domain.Actor{ID: e.ID, Role: e.Role, Team: e.Team, Language: "en"}
	s.chains[p.Key] = e.Above
	s.tx.People.Insert(e, s.at)
	s.tx.People.SetPassword(e.ID, hash, s.at)
}

// demoStep is something that somebody did at a time.
type demoStep struct {
	at time.Time
	do func(context.Context) error
}

// play lets everything happen, in the order of time.
func (s *demoStage) play(ctx context.Context) error {
	var steps []demoStep
	for _, n := range s.script.Nominations {
		steps = append(steps, s.nominationSteps(n)...)
	}
	for _, p := range s.script.People {
		if p.Celebrated != nil {
			steps = append(steps, demoStep{s.moment(*p.Celebrated, "09:00"), s.uc.Celebrate})
		}
	}
	for _, d := range s.script.Redemptions {
		steps = append(steps, s.redemptionSteps(d)...)
	}
	slices.SortStableFunc(steps, func(a, b demoStep) int { return a.at.Compare(b.at) })
	for _, step := range steps {
		s.at = step.at
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("the demo organisation at %s: %w", step.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// How long after a nomination its manager, and then the owner, decide.
var demoDecides = []time.Duration{2*time.Hour + 20*time.Minute, 19 * time.Hour}

// nominationSteps are the nomination and the decisions on it.
func (s *demoStage) nominationSteps(n demoNomination) []demoStep {
	made := s.moment(n.DaysAgo, n.At)
	var id domain.NominationID
	steps := []demoStep{{made, func(ctx context.Context) error {
		_, err := s.uc.Nominate(ctx, s.cast[n.From], s.draft(n), kept(func(v recognition.View) { id = v.ID }))
		return err
	}}}
	last := made
	for step := range s.programs[n.Program].Approval.Steps() {
		if n.Decision.Wait || n.Decision.WaitStep == step+1 {
			break
		}
		last = s.past(made.Add(demoDecides[step]), last)
		steps = append(steps, demoStep{last, func(ctx context.Context) error { return s.decide(ctx, id, n.Decision) }})
	}
	return steps
}

// decide lets whoever a nomination waits for decide.
func (s *demoStage) decide(ctx context.Context, id domain.NominationID, d demoDecision) error {
	waiting, err := s.tx.Approvals.OfNomination(ctx, id)
	if err != nil {
		return err
	}
	if d.Decline != "" {
		_, err = s.uc.Decline(ctx, s.actor(waiting.Approver), id, d.Decline, kept(func(recognition.View) {}))
		return err
	}
	_, err = s.uc.Approve(ctx, s.actor(waiting.Approver), id, recognition.Decision{}, kept(func(recognition.View) {}))
	return err
}

// redemptionSteps are the redemption and what became of it.
func (s *demoStage) redemptionSteps(d demoRedemption) []demoStep {
	made := s.moment(d.DaysAgo, d.At)
	var got reward.RedemptionView
	keep := kept(func(v reward.RedemptionView) { got = v })
	steps := []demoStep{{made, func(ctx context.Context) error {
		_, err := s.uc.Redeem(ctx, s.cast[d.Who], s.rewards[d.Reward], reward.Ask{Quantity: 1, Note: d.Note}, keep)
		return err
	}}}
	next := func(after time.Duration, do func(context.Context) error) {
		at := s.past(made.Add(after), steps[len(steps)-1].at)
		steps = append(steps, demoStep{at, do})
	}
	nothing := kept(func(reward.RedemptionView) {})
	if d.State == reward.Cancelled {
		next(3*time.Hour, func(ctx context.Context) error {
			_, err := s.uc.CancelRedemption(ctx, s.cast[d.Who], got.ID, nothing)
			return err
		})
		return steps
	}
	if d.State == reward.Approved || d.State == reward.Fulfilled {
		next(4*time.Hour, func(ctx context.Context) error {
			waiting, err := s.tx.Approvals.OfRedemption(ctx, got.ID)
			if domain.CodeOf(err) == "not_found" {
				return nil // the reward wants no approval
			}
			if err == nil {
				_, err = s.uc.ApproveRedemption(ctx, s.actor(waiting.Approver), got.ID, keep)
			}
			return err
		})
	}
	if d.State == reward.Fulfilled {
		next(26*time.Hour, func(ctx context.Context) error {
			if got.Status == reward.Fulfilled {
				return nil // a donation fulfils itself
			}
			_, err := s.uc.FulfilRedemption(ctx, s.cast["owner"], got.ID, reward.Handover{}, nothing)
			return err
		})
	}
	return steps
}

// moment is a time of day some days ago; what would still be to come has happened just now.
func (s *demoStage) moment(daysAgo int, clock string) time.Time {
	at, err := time.Parse("15:04", clock)
	if err != nil {
		at = time.Time{}
	}
	y, m, d := s.now.In(s.uc.where).AddDate(0, 0, -daysAgo).Date()
	return s.past(time.Date(y, m, d, at.Hour(), at.Minute(), 17, 0, s.uc.where), time.Time{})
}

// past keeps a moment before now and after another.
func (s *demoStage) past(at, after time.Time) time.Time {
	if latest := s.now.Add(-3 * time.Minute); at.After(latest) {
		at = latest
	}
	if !at.After(after) {
		at = after.Add(time.Second)
	}
	return at.UTC()
}

// actor finds one of the cast by id.
func (s *demoStage) actor(id domain.EmployeeID) domain.Actor {
	for _, actor := range s.cast {
		if actor.ID == id {
			return actor
		}
	}
	return domain.Actor{}
}

// kept hands the verb's result over; there is no answer to encode.
func kept[T any](take func(T)) Once {
	return Once{Encode: func(result any) ([]byte, error) {
		value, ok := result.(T)
		if !ok {
			return nil, fmt.Errorf("unexpected result %T", result)
		}
		take(value)
		return nil, nil
	}}
}
