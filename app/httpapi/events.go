package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// The rhythm of a stream: how often something is written when nothing happens, how long one write may
// take, how long a stream that must end gets to do so by itself, and how long reading what was missed
// may take.
const (
	heartbeat    = 15 * time.Second
	writeLimit   = 10 * time.Second
	endLimit     = time.Second
	replayLimit  = time.Minute
	streamBuffer = 32 << 10 // bytes that the system holds for a reader that does not read
)

// addEvents adds the live feed: a plain Fiber route, because only there an answer can flow.
func (s *server) addEvents() {
	s.routes = append(s.routes, Route{Method: http.MethodGet, Path: "/events", Access: forEverybody})
	s.app.Get(Base+"/events", s.events)
	s.api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "events", Method: http.MethodGet, Path: "/events", Tags: []string{"Live feed"},
		Summary: "What happens, as it happens",
		Description: "A stream of server-sent events: `recognition.published`, `recognition.changed` (what followed it until now), `leaderboard.changed`, `approval.waiting`, `redemption.updated`, " +
			"`notification`, `import.changed` (how far an import is), each to those who may see what it is about. Each but `leaderboard.changed` has the event's position as its `id:`; " +
			"a stream that was cut goes on after the id that the header or the query names. Where the events after it are not kept any more " +
			"(24 hours), the stream begins with `reset`: read everything anew.",
		Security: []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{
			{Name: "Last-Event-ID", In: "header", Description: "The id of the last event that was received.", Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "last_event_id", In: "query", Description: "The same, for callers that cannot set the header, which is read first.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		Responses: map[string]*huma.Response{
			"200": {Description: "The stream.", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}},
			"401": {Description: "Nobody is signed in."},
			"503": {Description: "There are too many streams."},
		},
	})
}

func (s *server) events(c *fiber.Ctx) error {
	if err := s.admit(c, forEverybody.also("text/event-stream")); err != nil {
		return err
	}
	if s.live == nil {
		return domain.Unavailable("The live feed does not run here.", time.Minute)
	}
	ctx := c.UserContext()
	listener, err := s.live.Listen(ctx, actorOf(ctx), lastEvent(c))
	if err != nil {
		return err
	}
	conn := c.Context().Conn()
	c.Set("Content-Type", "text/event-stream")
	c.Set("Cache-Control", "no-store")
	c.Set("X-Accel-Buffering", "no") // proxies that gather answers would hold events back
	c.Context().SetConnectionClose()
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) { s.stream(conn, w, listener) })
	return nil
}

// lastEvent reads the position after which the stream goes on, nil where the caller names none. What
// is no position stands for one that was never given. The header comes first: browsers that connect
// again send it beside the query of the first time.
func lastEvent(c *fiber.Ctx) *int64 {
	text := strings.TrimSpace(c.Get("Last-Event-ID"))
	if text == "" {
		text = strings.TrimSpace(c.Query("last_event_id"))
	}
	if text == "" {
		return nil
	}
	position, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		position = -1
	}
	return &position
}

// stream writes to one listener until it goes or is to go.
func (s *server) stream(conn net.Conn, w *bufio.Writer, listener *usecase.Listener) {
	written := make(chan struct{})
	defer close(written)
	defer listener.Close()
	if sized, ok := conn.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = sized.SetWriteBuffer(streamBuffer)
	}
	go hangUp(conn, listener, written)
	go noticeEnd(conn, listener)
	ctx, cancel := context.WithTimeout(context.Background(), replayLimit)
	defer cancel()
	out := newEventWriter(w, conn, listener.Language())
	defer out.stuck.Stop()
	if listener.IsReset() {
		out.reset(listener.Position(), s.uc.Now())
	} else {
		out.beat(listener.Position())
	}
	if out.flush() != nil {
		return
	}
	if err := listener.Replay(ctx, out.item); err != nil || out.flush() != nil {
		return
	}
	s.flow(out, listener)
}

// flow writes what happens from now on.
func (s *server) flow(out *eventWriter, listener *usecase.Listener) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		items, more, ok := listener.Next()
		if !ok {
			return // too far behind: the reader comes back and reads what it missed
		}
		for _, item := range items {
			out.item(item)
		}
		if len(items) > 0 && out.flush() != nil {
			return
		}
		select {
		case <-listener.Gone():
			return
		case <-more:
		case <-beat.C:
			out.beat(listener.Position())
			if out.flush() != nil {
				return
			}
		}
	}
}

// hangUp closes the connection of a listener that is to go and does not: one that reads nothing.
func hangUp(conn net.Conn, listener *usecase.Listener, written <-chan struct{}) {
	<-listener.Gone()
	grace := time.NewTimer(endLimit)
	defer grace.Stop()
	select {
	case <-written:
	case <-grace.C:
		_ = conn.Close()
	}
}

// noticeEnd ends the stream as soon as the other side closes the connection. Nothing else reads from
// it: it is closed after the stream, and what is sent meanwhile is dropped.
func noticeEnd(conn net.Conn, listener *usecase.Listener) {
	_ = conn.SetReadDeadline(time.Time{})
	var dropped [256]byte
	for {
		if _, err := conn.Read(dropped[:]); err != nil {
			listener.Close()
			return
		}
	}
}

// eventWriter writes server-sent events (WHATWG HTML, section 9.2). Faults of writing show at the
// flush.
type eventWriter struct {
	w        *bufio.Writer
	stuck    *time.Timer // closes the connection of a reader that takes nothing for too long
	language string
}

func newEventWriter(w *bufio.Writer, conn net.Conn, language string) *eventWriter {
	e := &eventWriter{w: w, language: language, stuck: time.AfterFunc(writeLimit, func() { _ = conn.Close() })}
	e.stuck.Stop()
	return e
}

// write writes what may have to wait for the reader, but not for long.
func (e *eventWriter) write(text []byte) {
	e.stuck.Reset(writeLimit)
	defer e.stuck.Stop()
	_, _ = e.w.Write(text)
}

// flush sends what was written.
func (e *eventWriter) flush() error {
	e.stuck.Reset(writeLimit)
	defer e.stuck.Stop()
	return e.w.Flush()
}

// beat writes a comment, by which both sides find out that the other is there, and the position that
// the reader has reached: a stream that is cut goes on from it, even where no event was for this reader.
func (e *eventWriter) beat(position int64) {
	e.write([]byte(": here\nid: " + strconv.FormatInt(position, 10) + "\n\n"))
}

func (e *eventWriter) reset(position int64, at time.Time) {
	e.write(frame(usecase.LiveReset, position, liveReset{At: at}))
}

func (e *eventWriter) item(item *usecase.LiveItem) {
	e.write(item.Text(e.language, func() []byte { return frame(item.Kind, item.Position, liveData(item, e.language)) }))
}

// frame is one event as it is sent; its data are one line.
func frame(kind usecase.LiveKind, position int64, data any) []byte {
	encoded, err := json.Marshal(data)
	if err != nil {
		panic("an event of the live feed cannot be encoded: " + err.Error()) // our own structs of texts and numbers
	}
	out := make([]byte, 0, len(encoded)+64)
	if position > 0 || kind == usecase.LiveReset {
		out = append(out, "id: "...)
		out = strconv.AppendInt(out, position, 10)
		out = append(out, '\n')
	}
	out = append(out, "event: "...)
	out = append(out, kind...)
	out = append(out, "\ndata: "...)
	out = append(out, encoded...)
	return append(out, "\n\n"...)
}
