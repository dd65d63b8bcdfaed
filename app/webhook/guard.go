package webhook

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// errNotAllowed is for an address that is not to be connected to. It never says which.
var errNotAllowed = errors.New("the address is not allowed")

// platformHost is where Azure's virtual machines reach their host: a public address by its number,
// an inner one by what answers there.
var platformHost = netip.MustParsePrefix("168.63.129.16/32")

// guard knows which addresses may be connected to: over https all of the internet, and what the
// operator allows; over http only what the operator allows. What is not of the internet (loopback,
// private, shared, link-local with the metadata services, multicast, reserved, and the ranges that
// carry an IPv4 address inside of an IPv6 one) is known by code.dny.dev/ssrf from the registries of
// IANA.
type guard struct {
	allow    []netip.Prefix
	internet *ssrf.Guardian
}

func newGuard(allow []netip.Prefix) *guard {
	g := &guard{internet: ssrf.New(ssrf.WithAnyPort(), ssrf.WithDeniedV4Prefixes(platformHost))}
	for _, prefix := range allow {
		g.allow = append(g.allow, plainPrefix(prefix))
	}
	return g
}

// plainPrefix gives a range of IPv4 written as IPv6 (::ffff:10.0.0.0/104) as IPv4.
func plainPrefix(prefix netip.Prefix) netip.Prefix {
	if addr := prefix.Addr(); addr.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(addr.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked()
}

// permits says whether a scheme may be used with an address.
func (g *guard) permits(scheme string, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, prefix := range g.allow {
		if prefix.Contains(addr) {
			return true
		}
	}
	return scheme == "https" && g.internet.SafeAddr(addr) == nil
}

// control is for net.Dialer: it runs after a name was looked up and before each connection, so that
// a name that changes its answer changes nothing.
func (g *guard) control(scheme string) func(network, address string, _ syscall.RawConn) error {
	return func(network, address string, _ syscall.RawConn) error {
		target, err := netip.ParseAddrPort(address)
		if err != nil || (network != "tcp4" && network != "tcp6") || !g.permits(scheme, target.Addr()) {
			return errNotAllowed
		}
		return nil
	}
}

// target reads an endpoint's address for a connection. The host is in ASCII. What could be read as
// a number in some other way than that of netip (2130706433, 0x7f.1, 0177.0.0.1, 127.1) is refused:
// resolvers differ on it.
func target(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("the address is not a whole URL")
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the address is neither https nor http")
	}
	if u.User != nil {
		return nil, errors.New("the address holds a user name or password")
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(host); err != nil && endsInNumber(host) {
		return nil, errNotAllowed
	}
	u.Host = joinPort(host, u.Port())
	return u, nil
}

func asciiHost(host string) (string, error) {
	if isASCII(host) {
		return strings.ToLower(host), nil
	}
	host, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return "", errors.New("the name of the host is not valid")
	}
	return host, nil
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f })
}

func joinPort(host, port string) string {
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// endsInNumber is the rule by which browsers know that a host is meant as an IPv4 address (WHATWG
// URL, "ends in a number checker").
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if digits, hex := strings.CutPrefix(strings.ToLower(last), "0x"); hex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// literal gives the address that a host is without being looked up, and false for other names.
func literal(host string) (netip.Addr, bool) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr, true
	}
	name := strings.TrimSuffix(host, ".")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761, section 6.3
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	return netip.Addr{}, false
}
