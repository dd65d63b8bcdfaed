package webhook

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"laurel/domain/announcement"
)

// receiver is a server of this machine and a poster that may reach it, by http and by https.
func receiver(t *testing.T, handler http.HandlerFunc) (p *Poster, plain, secure string) {
	t.Helper()
	open, closed := httptest.NewServer(handler), httptest.NewTLSServer(handler)
	t.Cleanup(open.Close)
	t.Cleanup(closed.Close)
	p = poster(t, "127.0.0.0/8", "::1/128")
	trust(p, closed)
	return p, open.URL, closed.URL
}

func trust(p *Poster, server *httptest.Server) {
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	p.transports["https"].TLSClientConfig.RootCAs = pool
}

func post(t *testing.T, p *Poster, address string) announcement.Answer {
	t.Helper()
	answer, err := p.Post(t.Context(), Message{URL: address, ID: "event-1", Body: []byte(`{"a":1}`), ContentType: contentType})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestPost_signedAndWhole(t *testing.T) {
	secret, body := announcement.NewSecret(), []byte(`{"story":"спасибо"}`)
	var faults atomic.Value
	p, plain, secure := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		switch {
		case r.Method != http.MethodPost || r.URL.Path != "/hook" || r.URL.RawQuery != "k=v":
			faults.Store(r.Method + " " + r.URL.String())
		case string(got) != string(body) || r.Header.Get("Content-Type") != contentType || r.Header.Get("User-Agent") != "Laurel":
			faults.Store(string(got))
		case r.Header.Get("webhook-id") != "event-1" || verify(secret, r.Header, got, noon) != nil:
			faults.Store("signature")
		}
		w.WriteHeader(http.StatusNoContent)
	})
	for _, base := range []string{plain, secure} {
		answer, err := p.Post(t.Context(), Message{URL: base + "/hook?k=v", ID: "event-1", Body: body, ContentType: contentType, Secrets: []string{secret}})
		if err != nil || !answer.Delivered() || answer.Status != http.StatusNoContent || answer.Error != "" {
			t.Errorf("%+v, %v", answer, err)
		}
	}
	if fault := faults.Load(); fault != nil {
		t.Error(fault)
	}
}

func TestPost_unsignedWithoutSecrets(t *testing.T) {
	var signature atomic.Bool
	p, plain, _ := receiver(t, func(_ http.ResponseWriter, r *http.Request) { signature.Store(r.Header.Get("webhook-signature") != "") })
	if answer := post(t, p, plain); !answer.Delivered() || signature.Load() {
		t.Errorf("%+v, signed %v", answer, signature.Load())
	}
}

func TestPost_tableOfAnswers(t *testing.T) {
	later := noon.Add(90 * time.Second)
	cases := []struct {
		status                  int
		retryAfter, body, error string
		wait                    time.Duration
	}{
		{200, "", "ok", "", 0},
		{201, "120", "", "", 0},
		{301, "", "", "answered 301; redirects are not followed", 0},
		{400, "", "invalid_payload", "answered 400: invalid_payload", 0},
		{403, "", "root:x:0:0:root", "answered 403", 0},
		{404, "", "no_service\n", "answered 404", 0},
		{410, "", "channel_is_archived", "answered 410: channel_is_archived", 0},
		{429, "120", "", "answered 429", 2 * time.Minute},
		{500, "soon", "<html>", "answered 500", 0},
		{503, later.Format(http.TimeFormat), "", "answered 503", 90 * time.Second},
		{503, noon.Add(-time.Hour).Format(http.TimeFormat), "", "answered 503", 0},
		{503, "99999999999999999999", "", "answered 503", longestWait},
		{503, "-5", "", "answered 503", 0},
		{503, "Fri, 31 Dec 9999 23:59:59 GMT", "", "answered 503", longestWait},
	}
	for _, c := range cases {
		p, plain, _ := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
			if c.retryAfter != "" {
				w.Header().Set("Retry-After", c.retryAfter)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		answer := post(t, p, plain)
		if answer.Status != c.status || answer.Error != c.error || answer.RetryAfter != c.wait {
			t.Errorf("%d %q: %+v", c.status, c.retryAfter, answer)
		}
		if answer.Delivered() != (c.status < 300) {
			t.Errorf("%d: delivered %v", c.status, answer.Delivered())
		}
	}
}

func TestPost_followsNoRedirect(t *testing.T) {
	inner := listen(t)
	var asked atomic.Int64
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308} {
		for _, location := range []string{"http://127.0.0.1:" + inner.port + "/", "/again", "", "http://[broken", "file:///etc/passwd"} {
			asked.Store(0)
			p, plain, _ := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(status)
			})
			if answer := post(t, p, plain); answer.Delivered() || answer.Status != status {
				t.Errorf("%d to %q: %+v", status, location, answer)
			}
			if asked.Load() != 1 {
				t.Errorf("%d to %q: asked %d times", status, location, asked.Load())
			}
		}
	}
	if n := inner.count.Load(); n != 0 {
		t.Errorf("%d connections to where it led", n)
	}
}

func TestPost_usesNoProxyOfTheEnvironment(t *testing.T) {
	proxy := listen(t)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, "http://127.0.0.1:"+proxy.port)
	}
	p := NewPoster(Options{Now: clock, Resolver: names{}.resolver()})
	defer p.Close()
	for _, scheme := range []string{"http", "https"} {
		if answer := post(t, p, scheme+"://unknown.example/"); answer.Error != "the name of the host is not known" {
			t.Errorf("%+v", answer)
		}
	}
	if n := proxy.count.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestPost_readsNoMoreThanItNeeds(t *testing.T) {
	var written atomic.Int64
	p, plain, _ := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat("x", 32<<10))
		for range 4096 { // 128 MiB, were it all taken
			n, err := w.Write(chunk)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	if answer := post(t, p, plain); !answer.Delivered() {
		t.Errorf("%+v", answer)
	}
	if n := written.Load(); n >= 128<<20 {
		t.Errorf("%d bytes were taken", n)
	}
	body := &counting{}
	p.read(&http.Response{StatusCode: 200, Body: body})
	if body.read != maxAnswer || maxAnswer != 64<<10 {
		t.Errorf("%d bytes were read", body.read)
	}
}

// counting is a body without end.
type counting struct{ read int }

func (c *counting) Read(p []byte) (int, error) {
	c.read += len(p)
	return len(p), nil
}

func (*counting) Close() error { return nil }

func TestPost_endsInTime(t *testing.T) {
	if p := poster(t); p.timeout != 15*time.Second {
		t.Errorf("a try takes up to %s", p.timeout)
	}
	release := make(chan struct{})
	p, plain, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow-body" {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
		}
		<-release
	})
	t.Cleanup(func() { close(release) }) // before the servers are closed
	p.timeout = time.Second
	if answer := post(t, p, plain+"/silent"); answer.Error != "no answer within 1 seconds" || answer.Failure != announcement.TimedOut || answer.Status != 0 {
		t.Errorf("%+v", answer)
	}
	if answer := post(t, p, plain+"/slow-body"); !answer.Delivered() {
		t.Errorf("the status has come: %+v", answer)
	}
}

func TestPost_saysPlainlyWhatFailed(t *testing.T) {
	p, plain, secure := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	})
	unused, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = unused.Close()
	stranger := poster(t, "127.0.0.0/8")
	cases := []struct {
		p             *Poster
		address, want string
		failure       announcement.Failure
	}{
		{p, plain, "the connection was closed without an answer", announcement.Closed},
		{p, "http://" + unused.Addr().String(), "the connection was refused", announcement.Refused},
		{p, "https://" + strings.TrimPrefix(plain, "http://"), "the connection could not be secured", announcement.NotSecured},
		{stranger, secure, "the certificate is not trusted", announcement.CertificateUntrusted},
		{p, "https://unknown.example/", "the name of the host is not known", announcement.HostUnknown},
		{p, "https://10.0.0.1/", "the address is not allowed", announcement.AddressNotAllowed},
		{p, "ftp://hooks.example.com/", "the address is neither https nor http", announcement.InvalidAddress},
	}
	for _, c := range cases {
		if answer := post(t, c.p, c.address); answer.Error != c.want || answer.Failure != c.failure || answer.Status != 0 {
			t.Errorf("%s: %+v, want %s", c.address, answer, c.want)
		}
	}
}

func TestPost_cancelledIsNotTheReceiversFault(t *testing.T) {
	p, plain, _ := receiver(t, func(http.ResponseWriter, *http.Request) {})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := p.Post(ctx, Message{URL: plain}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := p.Post(t.Context(), Message{URL: plain, Secrets: []string{"whsec_?"}}); err == nil {
		t.Error("what cannot be signed is not sent")
	}
}

func TestPost_measuresByTheClock(t *testing.T) {
	p, plain, _ := receiver(t, func(http.ResponseWriter, *http.Request) {})
	now := noon
	p.now = func() time.Time { now = now.Add(40 * time.Millisecond); return now }
	if answer := post(t, p, plain); answer.Took <= 0 || answer.Took%(40*time.Millisecond) != 0 {
		t.Errorf("took %s", answer.Took)
	}
}
