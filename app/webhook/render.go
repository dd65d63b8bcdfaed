// Package webhook tells endpoints of events: it renders one neutral announcement to what each kind
// of endpoint understands, signs it, and posts it, never to an inner address that the operator has
// not allowed. It knows HTTP, and neither storage nor jobs.
package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"laurel/domain/announcement"
)

// ErrNoForm is given for a kind of endpoint, or an event, that cannot be rendered.
var ErrNoForm = errors.New("there is no form for this announcement")

// contentType is that of all bodies.
const contentType = "application/json; charset=utf-8"

// Render gives the body and its content type as an endpoint of a kind understands them. The same
// announcement gives the same bytes each time.
func Render(kind announcement.Kind, a announcement.Announcement) (body []byte, mime string, err error) {
	switch kind {
	case announcement.Standard:
		body, err = standard(a)
	case announcement.Slack:
		body, err = slack(a)
	case announcement.Teams, announcement.Discord, announcement.Mattermost:
		err = fmt.Errorf("%w: kind %s", ErrNoForm, kind)
	default:
		err = fmt.Errorf("%w: kind %q", ErrNoForm, kind)
	}
	return body, contentType, err
}

// standard is the payload that Standard Webhooks 1.0.0 recommends ("Payload structure").
func standard(a announcement.Announcement) ([]byte, error) {
	if len(a.Raw) == 0 {
		return nil, fmt.Errorf("%w: %s has no data", ErrNoForm, a.Event)
	}
	return encode(struct {
		Type      string          `json:"type"`
		Timestamp time.Time       `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}{string(a.Event), a.At.UTC(), a.Raw})
}

// encode marshals without the escapes that only HTML pages need, and without a line break at the end.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("render an announcement: %w", err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}
