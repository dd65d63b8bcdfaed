package httpapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/audit"
)

const csvMedia = "text/csv"

// tableOutput is a report as JSON, or as a table in CSV.
type tableOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// DaysInput is from which day to which a report looks; exported, so that it is read where it is embedded.
type DaysInput struct {
	Accept string `header:"Accept" hidden:"true"`
	From   string `query:"from" format:"date" doc:"The first day, in the organisation's time zone; of the present quarter where it is left out."`
	To     string `query:"to" format:"date" doc:"The last day, which is included; of the present quarter where it is left out."`
}

// wantsCSV says whether a table is asked for, and no JSON.
func wantsCSV(accept string) bool {
	return accept != "" && accepts(accept, csvMedia) && !accepts(accept, jsonMedia)
}

// dayIn reads a date of the query, the zero time for "".
func dayIn(text, name string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.IsZero() {
		return day, domain.Invalid("invalid_input", "The days are not right.", domain.FieldError{Location: "query." + name, Message: "is no date, such as 2026-11-23"})
	}
	return day, nil
}

// table is a report as a spreadsheet has it: texts, whole numbers, and nothing for nil.
type table struct {
	name  string // of the file, without its ending
	head  []string
	lines [][]any
}

// answer gives the report in the form that was asked for.
func answerTable[T any](accept string, body T, rows func() table) (*tableOutput, error) {
	if !wantsCSV(accept) {
		raw, err := json.Marshal(body)
		return &tableOutput{ContentType: jsonMedia, Body: raw}, err
	}
	t := rows()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(t.head)
	for _, line := range t.lines {
		_ = w.Write(cellsOf(line)) // told by w.Error
	}
	w.Flush()
	return &tableOutput{
		ContentType: csvMedia + "; charset=utf-8", Disposition: `attachment; filename="` + t.name + `.csv"`, Body: out.Bytes(),
	}, w.Error()
}

// cellsOf are the cells of a line: texts made harmless, numbers as they are.
func cellsOf(line []any) []string {
	cells := make([]string, len(line))
	for i, value := range line {
		switch v := value.(type) {
		case string:
			cells[i] = audit.Harmless(v)
		case int64:
			cells[i] = strconv.FormatInt(v, 10)
		}
	}
	return cells
}

// registerTable adds a report that is JSON, or CSV with these columns.
func registerTable[T, I any](s *server, who access, head []string, op huma.Operation, handler func(context.Context, *I) (*tableOutput, error)) {
	op.Method = http.MethodGet
	op.Responses = map[string]*huma.Response{"200": {Description: "The report as JSON, or as CSV, in which no cell is a formula.", Content: map[string]*huma.MediaType{
		jsonMedia: {Schema: s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")},
		csvMedia:  {Schema: &huma.Schema{Type: huma.TypeString}, Example: strings.Join(head, ",") + "\n"},
	}}}
	register(s, who.also(csvMedia), op, handler)
}
