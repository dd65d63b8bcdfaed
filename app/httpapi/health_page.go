package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
)

// Health is how the installation fares, line by line, and what to do.
type Health struct {
	Version string       `json:"version"`
	State   string       `json:"state" enum:"ok,notice,bad" doc:"The worst of all lines."`
	Lines   []HealthLine `json:"lines" nullable:"false"`
}

// HealthLine is one thing that an operator looks after.
type HealthLine struct {
	Name   string     `json:"name" example:"relay"`
	State  string     `json:"state" enum:"ok,notice,bad"`
	Advice *string    `json:"advice" example:"check_ledger" doc:"What to do, as a stable word; null for nothing."`
	Figure *int64     `json:"figure" doc:"What it is judged by: seconds that the relay is behind, announcements that wait, bytes that are free."`
	At     *time.Time `json:"at" doc:"When it was last looked at."`
}

// Operation is what only the process itself knows of how it fares; nil functions know nothing.
type Operation struct {
	// Space tells how many bytes are free, and how many there are, where the data folder is.
	Space func() (free, total int64, err error)
	// InProcessRedis says that Redis runs inside of this process.
	InProcessRedis bool
	// Mail says whether mail is set up.
	Mail bool
}

// The bounds of free space from which an operator should look.
const (
	littleSpace = 2 << 30
	noSpace     = 256 << 20
)

func (s *server) addHealthPage() {
	register(s, forAdmins, huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/health",
		Summary: "How the installation fares, and what to do", Tags: []string{"Organisation"},
	}, s.getHealth)
}

func (s *server) getHealth(ctx context.Context, _ *struct{}) (*struct{ Body Health }, error) {
	out := &struct{ Body Health }{Health{Version: s.version, State: string(usecase.Well), Lines: []HealthLine{}}}
	advice := map[string]string{"database": "mend_database", "schema": "migrate", "redis": "mend_redis"}
	for _, name := range []string{"database", "schema", "redis"} {
		check, ok := s.checks[name]
		if !ok {
			continue
		}
		bounded, cancel := context.WithTimeout(ctx, checkLimit)
		err := check(bounded)
		cancel()
		line := usecase.HealthLine{Name: name, State: usecase.Well}
		if err != nil {
			line.State, line.Advice = usecase.Broken, advice[name]
			if name == "redis" {
				line.State = usecase.Notice // boards are answered from PostgreSQL meanwhile
			}
		}
		out.Body.add(line)
	}
	lines, err := s.uc.Health(ctx, s.operation.InProcessRedis)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		out.Body.add(line)
	}
	if line, ok := s.operation.space(); ok {
		out.Body.add(line)
	}
	mail := usecase.HealthLine{Name: "mail", State: usecase.Well}
	if !s.operation.Mail {
		mail.Advice = "set_up_mail"
	}
	out.Body.add(mail)
	return out, nil
}

// space says how much room is left; ok is false where nothing is known.
func (o Operation) space() (line usecase.HealthLine, ok bool) {
	if o.Space == nil {
		return line, false
	}
	free, _, err := o.Space()
	line = usecase.HealthLine{Name: "disk", State: usecase.Well, Figure: &free}
	switch {
	case err != nil:
		return line, false
	case free < noSpace:
		line.State, line.Advice = usecase.Broken, "free_disk"
	case free < littleSpace:
		line.State, line.Advice = usecase.Notice, "free_disk"
	}
	return line, true
}

// add adds a line; the whole is as bad as its worst one.
func (h *Health) add(l usecase.HealthLine) {
	w := HealthLine{Name: l.Name, State: string(l.State), Figure: l.Figure, At: l.At}
	if l.Advice != "" {
		w.Advice = &l.Advice
	}
	h.Lines = append(h.Lines, w)
	if l.State == usecase.Broken || (l.State == usecase.Notice && h.State == string(usecase.Well)) {
		h.State = string(l.State)
	}
}
