package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
)

// The bounds of a try (RELIABILITY.md 12), and of a look-up when an endpoint is made.
const (
	tryTimeout    = 15 * time.Second
	lookupTimeout = 3 * time.Second
	maxAnswer     = 64 << 10
	maxHeader     = 64 << 10
)

// Options are what a Poster is made of. Now is the clock.
type Options struct {
	Allow     []netip.Prefix // LAUREL_WEBHOOK_ALLOW: inner ranges that may be reached, also by http
	Now       func() time.Time
	UserAgent string        // such as "Laurel/1.2"; "Laurel" where empty
	Resolver  *net.Resolver // that of the system where nil
}

// Poster posts announcements to endpoints. It is safe for concurrent use.
type Poster struct {
	guard      *guard
	now        func() time.Time
	agent      string
	resolver   *net.Resolver
	timeout    time.Duration
	transports map[string]*http.Transport // by scheme
}

// NewPoster makes a poster. Close it when it is done with.
func NewPoster(o Options) *Poster {
	p := &Poster{guard: newGuard(o.Allow), now: o.Now, agent: o.UserAgent, resolver: o.Resolver, timeout: tryTimeout}
	if p.agent == "" {
		p.agent = "Laurel"
	}
	if p.resolver == nil {
		p.resolver = net.DefaultResolver
	}
	p.transports = map[string]*http.Transport{"https": p.transport("https"), "http": p.transport("http")}
	return p
}

// transport connects only where the guard permits, by no proxy; being asked without a client it
// follows no redirect and keeps no cookies.
func (p *Poster) transport(scheme string) *http.Transport {
	dialer := &net.Dialer{Resolver: p.resolver, Control: p.guard.control(scheme)}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // an answer is read as it comes, not as large as it unpacks to
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        30 * time.Second,
	}
}

// Close ends the connections that wait for further use.
func (p *Poster) Close() {
	for _, transport := range p.transports {
		transport.CloseIdleConnections()
	}
}

// Message is what is posted to one endpoint. With secrets it is signed as Standard Webhooks says,
// the id being that of the event.
type Message struct {
	URL         string
	ID          string
	Body        []byte
	ContentType string
	Secrets     []string
}

// Reply is how a try went, with the body of the answer as far as it is read (64 KiB), whatever its status.
type Reply struct {
	announcement.Answer
	Body []byte
}

// Post makes one try and says how it went. An error is not the receiver's doing: the context was
// cancelled, or the message cannot be signed; the try then counts as not made.
func (p *Poster) Post(ctx context.Context, m Message) (announcement.Answer, error) {
	reply, err := p.Ask(ctx, m)
	return reply.Answer, err
}

// Ask is Post for who wants to know what was answered.
func (p *Poster) Ask(ctx context.Context, m Message) (Reply, error) {
	started := p.now()
	reply, err := p.try(ctx, m, started)
	if ctx.Err() != nil && reply.Status == 0 {
		return Reply{}, fmt.Errorf("post an announcement: %w", ctx.Err())
	}
	reply.Took = p.now().Sub(started)
	return reply, err
}

func (p *Poster) try(ctx context.Context, m Message, started time.Time) (Reply, error) {
	u, err := target(m.URL)
	if err != nil {
		failure := announcement.InvalidAddress
		if errors.Is(err, errNotAllowed) {
			failure = announcement.AddressNotAllowed
		}
		return failed(failure, err.Error()), nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(m.Body))
	if err != nil {
		return failed(announcement.InvalidAddress, "the address is not a whole URL"), nil
	}
	request.Header.Set("Content-Type", m.ContentType)
	request.Header.Set("User-Agent", p.agent)
	if len(m.Secrets) > 0 {
		if err := Sign(request.Header, m.ID, started, m.Body, m.Secrets...); err != nil {
			return Reply{}, err
		}
	}
	response, err := p.transports[u.Scheme].RoundTrip(request)
	if err != nil {
		return failed(p.plainly(err)), nil
	}
	defer func() { _ = response.Body.Close() }()
	return p.read(response), nil
}

func failed(failure announcement.Failure, words string) Reply {
	return Reply{Answer: announcement.Answer{Failure: failure, Error: words}}
}

// read takes what an answer says. The status alone decides: what comes after it, or fails to, does
// not make a delivery undone.
func (p *Poster) read(response *http.Response) Reply {
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	answer := Reply{Answer: announcement.Answer{Status: response.StatusCode}, Body: body}
	if answer.Delivered() {
		return answer
	}
	answer.RetryAfter = retryAfter(response.Header.Get("Retry-After"), p.now())
	answer.Failure = announcement.Answered
	answer.Error = "answered " + strconv.Itoa(response.StatusCode)
	switch {
	case response.StatusCode >= 300 && response.StatusCode < 400:
		answer.Error += "; redirects are not followed"
	case plainWord.Match(body):
		answer.Error += ": " + string(body)
	}
	return answer
}

// plainWord is an answer that is one stable word, as Slack's errors are (no_service,
// channel_is_archived): short enough to be shown, and of no use to who would read an inner page.
var plainWord = regexp.MustCompile(`^[a-z]{1,20}(_[a-z]{1,20}){1,4}$`)

// longestWait is more than any retry waits, and keeps a number of seconds from overflowing.
const longestWait = 365 * 24 * time.Hour

// retryAfter reads the header of RFC 9110, section 10.2.3: seconds, or a date; 0 for anything else.
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	if strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return longestWait // more digits than 68 years have
		}
		return min(time.Duration(seconds)*time.Second, longestWait)
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(date.Sub(now), 0), longestWait)
}

// plainly says why no answer came, in words of our own: the errors of the net name the addresses
// behind a name.
func (p *Poster) plainly(err error) (announcement.Failure, string) {
	var timeout interface{ Timeout() bool }
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(err, errNotAllowed):
		return announcement.AddressNotAllowed, errNotAllowed.Error()
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return announcement.HostUnknown, "the name of the host is not known"
	case errors.As(err, &lookup):
		return announcement.LookupFailed, "the name of the host could not be looked up"
	case errors.As(err, &timeout) && timeout.Timeout():
		return announcement.TimedOut, fmt.Sprintf("no answer within %d seconds", int(p.timeout.Seconds()))
	case errors.As(err, &certificate):
		return announcement.CertificateUntrusted, "the certificate is not trusted"
	case errors.As(err, &record), errors.As(err, &alert):
		return announcement.NotSecured, "the connection could not be secured"
	case errors.Is(err, syscall.ECONNREFUSED):
		return announcement.Refused, "the connection was refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.EPIPE):
		return announcement.Closed, "the connection was closed without an answer"
	}
	return announcement.Unreachable, "the host could not be reached"
}

// Check says whether an endpoint may have an address, when it is made or changed: nil, or an
// Invalid error of the code address_not_allowed (invalid_input for what is no address at all). A
// name that is not known now is let pass over https, since it may be known later and each
// connection is checked again; over http it is not, for then nothing says that it is allowed.
func (p *Poster) Check(ctx context.Context, address string) error {
	u, err := target(address)
	if errors.Is(err, errNotAllowed) {
		return notAllowed("Write the address of the host in its usual form.")
	}
	if err != nil {
		return domain.InvalidField("url", "This cannot be posted to: "+err.Error()+".")
	}
	addresses, err := p.lookup(ctx, u.Hostname())
	if ctx.Err() != nil {
		return fmt.Errorf("check an address: %w", ctx.Err())
	}
	if err != nil && u.Scheme == "https" {
		return nil
	}
	for _, addr := range addresses {
		if !p.guard.permits(u.Scheme, addr) {
			return refusal(u.Scheme)
		}
	}
	if len(addresses) == 0 && u.Scheme == "http" {
		return refusal("http")
	}
	return nil
}

func (p *Poster) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, ok := literal(host); ok {
		return []netip.Addr{addr}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	return p.resolver.LookupNetIP(ctx, "ip", host)
}

func refusal(scheme string) error {
	if scheme == "http" {
		return notAllowed("Use https: plain http is only for addresses that LAUREL_WEBHOOK_ALLOW covers.")
	}
	return notAllowed("This is an inner address, and LAUREL_WEBHOOK_ALLOW does not cover it.")
}

func notAllowed(detail string) error {
	return domain.Invalid("address_not_allowed", detail, domain.FieldError{Location: "body.url", Message: detail})
}
