package usecase

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strconv"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// recognitionColumns are those of recognitions from another product.
var recognitionColumns = columnRule{needed: []string{"given_at", "giver_email", "receiver_email", "behaviour", "points", "message"}}

// recognitions brings history in: approved, published recognitions of their dates, which count on boards
// and profiles and issue nothing that can be spent. One event tells the boards; nobody is told of each.
func (j *importJob) recognitions(ctx context.Context) (ImportResult, error) {
	organisation, err := j.tx.Organisation.Get(ctx)
	if err != nil {
		return ImportResult{}, err
	}
	p := &recognitionParser{job: j, mac: hmac.New(sha256.New, organisation.ImportKey), addresses: map[string]string{}}
	imports := j.tx.Imports
	if err := imports.CopyRecognitions(ctx, rows(j, p.line)); err != nil {
		return ImportResult{}, err
	}
	if err := imports.CheckRecognitions(ctx); err != nil {
		return ImportResult{}, err
	}
	var r ImportResult
	if r.Faults, r.FaultsTotal, err = j.faults(ctx); err != nil {
		return r, err
	}
	r.Created, r.Unchanged, err = imports.ApplyRecognitions(ctx)
	if err != nil {
		return r, err
	}
	if r.Created > 0 {
		j.tx.Events.Add(domain.NewEvent(domain.RecognitionsImported, j.id, j.actor.Ref(), j.now, nil))
	}
	if j.options.DryRun {
		return r, j.previewHistory(ctx, &r)
	}
	return r, imports.TraceRecognitions(ctx, j.id)
}

// recognitionParser reads lines of recognitions.
type recognitionParser struct {
	job       *importJob
	mac       hash.Hash
	addresses map[string]string // cleaned; a history names the same people again and again
	out       postgres.RecognitionLine
}

// mostPoints is the largest number of points of a line.
const mostPoints = 1_000_000_000

// line reads the present line, nil where it has a fault.
func (p *recognitionParser) line() *postgres.RecognitionLine {
	f, l := p.job.file, &p.out
	*l = postgres.RecognitionLine{Line: f.line, Behaviour: f.cell("behaviour"), Message: f.cell("message")}
	l.At = p.job.instant("given_at")
	l.Giver, l.Receiver = p.address("giver_email"), p.address("receiver_email")
	l.Points = p.job.points("points")
	if l.Behaviour == "" {
		f.wrong("behaviour", "is empty")
	}
	if fault := domain.TextFault(l.Message, 0, recognition.MaxStory); fault != "" {
		f.wrong("message", fault)
	}
	if f.faulty {
		return nil
	}
	l.ID, l.Day, l.Hash = domain.NewNominationIDAt(l.At), p.job.uc.day(l.At), p.hash(l)
	return l
}

// hash is what a line is known by: its values, under a key of this installation's, so that who reads a
// copy of the database cannot try out what was said.
func (p *recognitionParser) hash(l *postgres.RecognitionLine) []byte {
	p.mac.Reset()
	for _, text := range []string{l.At.Format(time.RFC3339Nano), l.Giver, l.Receiver, l.Behaviour, strconv.FormatInt(l.Points, 10), l.Message} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(text)))
		p.mac.Write(length[:])
		p.mac.Write([]byte(text))
	}
	return p.mac.Sum(nil)
}

// mostAddresses bounds what is kept of the addresses that were read.
const mostAddresses = 50_000

func (p *recognitionParser) address(column string) string {
	text := p.job.file.cell(column)
	if clean, ok := p.addresses[text]; ok {
		return clean
	}
	clean, ok := people.CleanEmail(text)
	switch {
	case text == "":
		p.job.file.wrong(column, "is empty")
	case !ok:
		p.job.file.wrong(column, "is no e-mail address")
	default:
		if len(p.addresses) >= mostAddresses {
			clear(p.addresses)
		}
		p.addresses[strings.Clone(text)] = clean // not the whole line that it is a part of
	}
	return clean
}

// instant reads a time: RFC 3339, or a date, which begins in the organisation's time zone.
func (j *importJob) instant(column string) time.Time {
	text := j.file.cell(column)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, text, j.uc.where)
	}
	switch {
	case err != nil:
		j.file.wrong(column, "is no time such as 2026-03-31T09:12:44Z, and no date such as 2026-03-31")
	case at.After(j.now):
		j.file.wrong(column, "is yet to come")
	case at.Year() < 1900:
		j.file.wrong(column, "is before 1900")
	}
	return at.UTC().Truncate(time.Microsecond)
}

// points reads a whole number of points.
func (j *importJob) points(column string) int64 {
	n, err := strconv.ParseInt(j.file.cell(column), 10, 64)
	if err != nil || n < 0 || n > mostPoints {
		j.file.wrong(column, "is no whole number from 0 to "+strconv.Itoa(mostPoints))
	}
	return n
}
