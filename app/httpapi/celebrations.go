package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain/celebration"
)

// Celebration is an anniversary of somebody's first day at work, or their birthday: no recognition.
type Celebration struct {
	Kind     string `json:"kind" enum:"anniversary,birthday"`
	Employee Person `json:"employee"`
	On       string `json:"on" format:"date" doc:"By the calendar of where they live."`
	Years    *int   `json:"years" doc:"Since their first day; null of a birthday."`
}

func (s *server) addCelebrations() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-celebrations", Method: http.MethodGet, Path: "/celebrations",
		Summary: "Anniversaries and birthdays of the last thirty days, the latest first", Tags: []string{"Recognitions"},
		Description: "Only of who is shown: anniversaries unless they are hidden or their owner is thanked privately, birthdays by consent. They are in no figure and on no board.",
	}, s.listCelebrations)
}

func (s *server) listCelebrations(ctx context.Context, in *PageInput) (*listOutput[Celebration], error) {
	page, err := s.uc.Celebrations(ctx, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, celebrationOf), nil
}

func celebrationOf(v celebration.View) Celebration {
	c := Celebration{Kind: string(v.Kind), On: v.On.Format(time.DateOnly), Employee: Person{ID: v.Employee.String(), Name: v.Name, Team: refOf(v.TeamID, v.TeamName)}}
	if v.Kind == celebration.Anniversary {
		c.Years = &v.Years
	}
	return c
}
