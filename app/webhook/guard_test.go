package webhook

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"laurel/domain"
)

func clock() time.Time { return noon }

func poster(t *testing.T, allow ...string) *Poster {
	t.Helper()
	var prefixes []netip.Prefix
	for _, text := range allow {
		prefixes = append(prefixes, netip.MustParsePrefix(text))
	}
	p := NewPoster(Options{Allow: prefixes, Now: clock, Resolver: names{}.resolver()})
	t.Cleanup(p.Close)
	return p
}

// listener counts the connections made to a port of this machine, on both families where there are
// two.
type listener struct {
	port  string
	count atomic.Int64
}

func listen(t *testing.T) *listener {
	t.Helper()
	l := &listener{}
	v4, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	_, l.port, _ = net.SplitHostPort(v4.Addr().String())
	sockets := []net.Listener{v4}
	if v6, err := net.Listen("tcp6", "[::]:"+l.port); err == nil {
		sockets = append(sockets, v6)
	}
	for _, socket := range sockets {
		t.Cleanup(func() { _ = socket.Close() })
		go func() {
			for {
				conn, err := socket.Accept()
				if err != nil {
					return
				}
				l.count.Add(1)
				_ = conn.Close()
			}
		}()
	}
	return l
}

// names is a resolver in the process: each name has a list of answers, the last of which stays.
type names map[string][]string

func (n names) resolver() *net.Resolver {
	var lock sync.Mutex
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }()
			for {
				if !n.serve(server, &lock) {
					return
				}
			}
		}()
		return client, nil
	}}
}

// serve answers one question, framed as over TCP (RFC 1035, section 4.2.2).
func (n names) serve(conn net.Conn, lock *sync.Mutex) bool {
	buffer := make([]byte, 2048)
	size, err := conn.Read(buffer)
	for err == nil && size < 2 {
		var more int
		more, err = conn.Read(buffer[size:])
		size += more
	}
	if err != nil {
		return false
	}
	for want := int(buffer[0])<<8 | int(buffer[1]); size < want+2; {
		more, err := conn.Read(buffer[size:])
		if err != nil {
			return false
		}
		size += more
	}
	var question dnsmessage.Message
	if question.Unpack(buffer[2:size]) != nil {
		return false
	}
	lock.Lock()
	reply, err := n.answer(question).Pack()
	lock.Unlock()
	if err != nil {
		return false
	}
	_, err = conn.Write(append([]byte{byte(len(reply) >> 8), byte(len(reply))}, reply...))
	return err == nil
}

func (n names) answer(m dnsmessage.Message) *dnsmessage.Message {
	q := m.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	m.Response, m.RecursionAvailable = true, true
	m.Additionals = nil
	answers, known := n[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
		return &m
	}
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
	for _, text := range strings.Split(answers[0], ",") {
		switch addr := netip.MustParseAddr(text); {
		case addr.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}})
		case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}})
		}
	}
	if q.Type == dnsmessage.TypeA && len(answers) > 1 {
		n[name] = answers[1:]
	}
	return &m
}

func TestGuard_rangesOfTheInnerNetwork(t *testing.T) {
	g := newGuard(nil)
	inner := []string{
		"127.0.0.1", "127.255.255.254", "::1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1",
		"169.254.1.1", "fe80::1", "fe80::1%eth0", "169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16",
		"0.0.0.0", "0.1.2.3", "::", "100.64.0.1", "100.127.255.255", "224.0.0.1", "239.255.255.255", "ff02::1", "255.255.255.255", "240.0.0.1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::1",
		"192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1", "3fff::1", "fec0::1", "5f00::1", "100::1",
	}
	for _, text := range inner {
		addr := netip.MustParseAddr(text)
		if g.permits("https", addr) || g.permits("http", addr) {
			t.Errorf("%s is permitted", text)
		}
	}
	for _, text := range []string{"93.184.215.14", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1"} {
		addr := netip.MustParseAddr(text)
		if !g.permits("https", addr) {
			t.Errorf("%s is not permitted", text)
		}
		if g.permits("http", addr) {
			t.Errorf("%s is permitted over plain http", text)
		}
	}
}

func TestGuard_whatTheOperatorAllows(t *testing.T) {
	for _, allowed := range []string{"10.1.0.0/16", "10.1.2.3/16", "::ffff:10.1.0.0/112"} {
		g := newGuard([]netip.Prefix{netip.MustParsePrefix(allowed)})
		for text, want := range map[string]bool{"10.1.2.3": true, "::ffff:10.1.2.3": true, "10.2.0.1": false, "127.0.0.1": false, "169.254.169.254": false} {
			for _, scheme := range []string{"https", "http"} {
				if got := g.permits(scheme, netip.MustParseAddr(text)); got != want {
					t.Errorf("%s allowed, %s over %s: %v", allowed, text, scheme, got)
				}
			}
		}
	}
}

func TestPost_noConnectionToInnerAddresses(t *testing.T) {
	l := listen(t)
	p := poster(t)
	p.resolver = names{
		"inner.example": {"127.0.0.1"}, "inner6.example": {"::1"}, "mixed.example": {"127.0.0.1,::1"}, "mapped.example": {"::ffff:127.0.0.1"},
		"zero.example": {"0.0.0.0"}, "xn--e1afmkfd.example": {"127.0.0.1"}, "0x7f.1.example": {"127.0.0.1"},
	}.resolver()
	p.transports["https"], p.transports["http"] = p.transport("https"), p.transport("http")
	hosts := []string{
		"127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[0:0:0:0:0:0:0:1]",
		"2130706433", "017700000001", "0x7f000001", "0X7F000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.01", "00000127.0.0.1", "127.0.0.1.", "2130706433.", "0x7f.1", "0x",
		"①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.０.０.１", "0", "0.", "localhost", "LOCALHOST", "localhost.", "x.localhost",
		"inner.example", "INNER.example", "inner6.example", "mixed.example", "mapped.example", "zero.example", "пример.example", "0x7f.1.example",
	}
	for _, scheme := range []string{"https", "http"} {
		for _, host := range hosts {
			address := scheme + "://" + host + ":" + l.port + "/hook"
			answer, err := p.Post(t.Context(), Message{URL: address, Body: []byte("{}")})
			if err != nil || answer.Status != 0 || answer.Error == "" {
				t.Errorf("%s: %+v, %v", address, answer, err)
			}
			if strings.Contains(answer.Error, "127") || strings.Contains(answer.Error, "::1") {
				t.Errorf("%s: the error tells an address: %s", address, answer.Error)
			}
			if err := p.Check(t.Context(), address); domain.CodeOf(err) != "address_not_allowed" {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	if n := l.count.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestPost_noConnectionByOtherSchemesOrWithUserInfo(t *testing.T) {
	l := listen(t)
	p := poster(t, "127.0.0.0/8") // the address is allowed, the way is not
	for _, address := range []string{
		"ftp://127.0.0.1:" + l.port + "/", "gopher://127.0.0.1:" + l.port + "/", "file:///etc/passwd", "unix:///run/x.sock", "ws://127.0.0.1:" + l.port + "/",
		"http://user@127.0.0.1:" + l.port + "/", "http://user:pass@127.0.0.1:" + l.port + "/", "http://@127.0.0.1:" + l.port + "/",
		"http://example.com\\@127.0.0.1:" + l.port + "/", "//127.0.0.1:" + l.port + "/", "http:127.0.0.1:" + l.port, "http://", "", "http://a b/", "http://%00/",
		"http://-.\u00ad\u200d/",
	} {
		answer, err := p.Post(t.Context(), Message{URL: address})
		if err != nil || answer.Status != 0 || answer.Error == "" {
			t.Errorf("%q: %+v, %v", address, answer, err)
		}
		var fault *domain.Error
		if err := p.Check(t.Context(), address); !errors.As(err, &fault) || fault.Kind != domain.KindInvalid || fault.Fields[0].Location != "body.url" {
			t.Errorf("%q: %v", address, err)
		}
	}
	if n := l.count.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestPost_nameThatChangesItsAnswer(t *testing.T) {
	l := listen(t)
	p := NewPoster(Options{Now: clock, Resolver: names{"rebind.example": {"93.184.215.14", "127.0.0.1"}}.resolver()})
	defer p.Close()
	address := "https://rebind.example:" + l.port + "/hook"
	if err := p.Check(t.Context(), address); err != nil {
		t.Fatalf("at first it is of the internet: %v", err)
	}
	answer, err := p.Post(t.Context(), Message{URL: address})
	if err != nil || answer.Error != "the address is not allowed" {
		t.Errorf("%+v, %v", answer, err)
	}
	if err := p.Check(t.Context(), address); domain.CodeOf(err) != "address_not_allowed" {
		t.Errorf("got %v", err)
	}
	if n := l.count.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestCheck_whatMayBeMade(t *testing.T) {
	p := poster(t, "10.0.0.0/8")
	p.resolver = names{
		"public.example": {"93.184.215.14"}, "intranet.example": {"10.1.1.1"}, "half.example": {"93.184.215.14,192.168.0.1"}, "xn--e1afmkfd.example": {"93.184.215.14"},
	}.resolver()
	cases := []struct{ address, code string }{
		{"https://93.184.215.14/hook", ""},
		{"https://[2606:4700::1111]:8443/hook", ""},
		{"https://public.example/hook", ""},
		{"https://пример.example/hook", ""},
		{"https://intranet.example/hook", ""},
		{"http://intranet.example/hook", ""},
		{"http://10.9.9.9:8080/hook", ""},
		{"https://unknown.example/hook", ""}, // checked again at each connection
		{"http://unknown.example/hook", "address_not_allowed"},
		{"http://public.example/hook", "address_not_allowed"},
		{"http://93.184.215.14/hook", "address_not_allowed"},
		{"https://192.168.0.1/hook", "address_not_allowed"},
		{"https://half.example/hook", "address_not_allowed"},
		{"http://half.example/hook", "address_not_allowed"},
		{"https://169.254.169.254/latest/meta-data/", "address_not_allowed"},
		{"https://a..b\u3002\u200d/", "invalid_input"},
		{"ftp://93.184.215.14/", "invalid_input"},
	}
	for _, c := range cases {
		if got := domain.CodeOf(p.Check(t.Context(), c.address)); got != c.code {
			t.Errorf("%s: %q, want %q", c.address, got, c.code)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := p.Check(stopped, "https://public.example/hook"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
