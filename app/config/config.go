// Package config reads Laurel's settings from the environment and checks them all at once.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	laurelmail "laurel/app/mail"
)

// Config is every setting; `.env.example` lists the same names with the same defaults, where an empty
// value is the same as none.
type Config struct {
	Addr               string        `env:"LAUREL_ADDR" envDefault:"127.0.0.1:8080"`
	MetricsAddr        string        `env:"LAUREL_METRICS_ADDR"`
	PprofAddr          string        `env:"LAUREL_PPROF_ADDR"`
	PublicURL          string        `env:"LAUREL_PUBLIC_URL"`
	TrustedProxies     []string      `env:"LAUREL_TRUSTED_PROXIES"`
	DatabaseURL        string        `env:"DATABASE_URL"`
	MigrateDatabaseURL string        `env:"LAUREL_MIGRATE_DATABASE_URL"`
	DatabaseConns      int           `env:"LAUREL_DATABASE_CONNECTIONS" envDefault:"0"`
	RedisURL           string        `env:"REDIS_URL"`
	DataDir            string        `env:"LAUREL_DATA_DIR"`
	TimeZone           string        `env:"LAUREL_TIMEZONE" envDefault:"UTC"`
	JWTKey             string        `env:"LAUREL_JWT_KEY"`
	AccessTTL          time.Duration `env:"LAUREL_ACCESS_TTL" envDefault:"15m"`
	DemoPassword       string        `env:"LAUREL_DEMO_PASSWORD"`
	Demo               string        `env:"LAUREL_DEMO" envDefault:"auto"`
	ApprovalDays       int           `env:"LAUREL_APPROVAL_DAYS" envDefault:"7"`
	ImportMax          int64         `env:"LAUREL_IMPORT_MAX" envDefault:"1073741824"`
	WebhookAllow       []string      `env:"LAUREL_WEBHOOK_ALLOW"`
	SMTPURL            string        `env:"LAUREL_SMTP_URL"`
	MailFrom           string        `env:"LAUREL_MAIL_FROM"`
	LogLevel           string        `env:"LAUREL_LOG_LEVEL" envDefault:"info"`

	// Read from the texts above.
	Location     *time.Location `env:"-"`
	AllowedInner []netip.Prefix `env:"-"`
}

// Names lists the environment variables of all settings.
func Names() []string {
	var names []string
	fields := reflect.TypeFor[Config]()
	for i := range fields.NumField() {
		if name := fields.Field(i).Tag.Get("env"); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// Of reads the settings through a function such as os.Getenv.
func Of(getenv func(string) string) (Config, error) {
	environ := map[string]string{}
	for _, name := range Names() {
		if value := getenv(name); value != "" {
			environ[name] = value
		}
	}
	return Read(environ)
}

// Read takes the settings from an environment; all faults are told in one error.
func Read(environ map[string]string) (Config, error) {
	var c Config
	var faults []error
	if err := env.ParseWithOptions(&c, env.Options{Environment: environ}); err != nil {
		var all env.AggregateError
		if errors.As(err, &all) {
			for _, fault := range all.Errors {
				faults = append(faults, named(fault))
			}
		} else {
			faults = append(faults, err)
		}
	}
	faults = append(faults, c.check()...)
	if len(faults) == 0 {
		return c, nil
	}
	lines := make([]string, len(faults))
	for i, fault := range faults {
		lines[i] = "  " + fault.Error()
	}
	return Config{}, fmt.Errorf("the settings have faults:\n%s", strings.Join(lines, "\n"))
}

// named says which variable cannot be read, where the library names our field.
func named(fault error) error {
	var parse env.ParseError
	if !errors.As(fault, &parse) {
		return fault
	}
	field, ok := reflect.TypeFor[Config]().FieldByName(parse.Name)
	if !ok {
		return fault
	}
	return fmt.Errorf("%s cannot be read: %w", field.Tag.Get("env"), parse.Err)
}

// Public is what links begin with: LAUREL_PUBLIC_URL, else `http://` and the address that the server
// listens on.
func (c Config) Public(listening net.Addr) *url.URL {
	if c.PublicURL != "" {
		if public, err := url.Parse(c.PublicURL); err == nil { // checked by Read
			return public
		}
	}
	return Listening(listening)
}

// Listening is the URL of the address that is listened on.
func Listening(listening net.Addr) *url.URL {
	host := listening.String()
	if tcp, ok := listening.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port)) // nobody can open 0.0.0.0
	}
	return &url.URL{Scheme: "http", Host: host}
}

// EmbeddedDatabase says whether Laurel runs its own PostgreSQL.
func (c Config) EmbeddedDatabase() bool { return c.DatabaseURL == "" }

func (c *Config) check() []error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	var err error
	if c.Location, err = time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		add("LAUREL_TIMEZONE %q is no time zone, such as Europe/Berlin", c.TimeZone)
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		add("LAUREL_ADDR %q is no address, such as 127.0.0.1:8080", c.Addr)
	}
	for name, addr := range map[string]string{"LAUREL_METRICS_ADDR": c.MetricsAddr, "LAUREL_PPROF_ADDR": c.PprofAddr} {
		if _, _, err := net.SplitHostPort(addr); addr != "" && err != nil {
			add("%s %q is no address, such as 127.0.0.1:9090", name, addr)
		}
	}
	if public, err := url.Parse(c.PublicURL); c.PublicURL != "" && (err != nil || (public.Scheme != "http" && public.Scheme != "https") || public.Host == "") {
		add("LAUREL_PUBLIC_URL %q is no address, such as https://laurel.example.com", c.PublicURL)
	}
	for _, cidr := range c.WebhookAllow {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(cidr))
		if err != nil {
			add("LAUREL_WEBHOOK_ALLOW: %q is no range, such as 10.1.0.0/16", cidr)
			continue
		}
		c.AllowedInner = append(c.AllowedInner, prefix)
	}
	faults = append(faults, c.checkAddresses()...)
	faults = append(faults, c.checkServers()...)
	return append(faults, c.checkMail()...)
}

// HasMail says whether letters can be sent.
func (c Config) HasMail() bool { return c.SMTPURL != "" }

func (c *Config) checkMail() []error {
	var faults []error
	if (c.SMTPURL == "") != (c.MailFrom == "") {
		faults = append(faults, errors.New("LAUREL_SMTP_URL and LAUREL_MAIL_FROM go together: mail needs both"))
	}
	if c.SMTPURL != "" {
		if _, err := laurelmail.ParseServer(c.SMTPURL); err != nil {
			faults = append(faults, fmt.Errorf("LAUREL_SMTP_URL %w", err)) // never the address: it has a password
		}
	}
	if c.MailFrom != "" {
		if _, err := mail.ParseAddress(c.MailFrom); err != nil {
			faults = append(faults, fmt.Errorf("LAUREL_MAIL_FROM %q is no address, such as Laurel <laurel@example.com>", c.MailFrom))
		}
	}
	return faults
}

// checkAddresses looks at the addresses of outside servers, and never tells them: they have passwords.
func (c *Config) checkAddresses() []error {
	var faults []error
	for _, server := range []struct {
		name, address, example string
		schemes                []string
	}{
		{"DATABASE_URL", c.DatabaseURL, "postgres://user:password@host/database", []string{"postgres", "postgresql"}},
		{"LAUREL_MIGRATE_DATABASE_URL", c.MigrateDatabaseURL, "postgres://user:password@host/database", []string{"postgres", "postgresql"}},
		{"REDIS_URL", c.RedisURL, "redis://user:password@host:6379/0", []string{"redis", "rediss", "unix"}},
	} {
		hasPairs := !strings.Contains(server.address, "://") && strings.Contains(server.address, "=") // host=… dbname=…, as libpq takes it
		if server.address == "" || (hasPairs && server.name != "REDIS_URL") {
			continue
		}
		if u, err := url.Parse(server.address); err != nil || !slices.Contains(server.schemes, u.Scheme) {
			faults = append(faults, fmt.Errorf("%s is no address such as %s", server.name, server.example))
		}
	}
	return faults
}

func (c *Config) checkServers() []error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, proxy := range c.TrustedProxies {
		_, errPrefix := netip.ParsePrefix(proxy)
		_, errAddr := netip.ParseAddr(proxy)
		if errPrefix != nil && errAddr != nil {
			add("LAUREL_TRUSTED_PROXIES: %q is neither an address nor a range", proxy)
		}
	}
	if !c.EmbeddedDatabase() {
		if c.MigrateDatabaseURL == "" {
			c.MigrateDatabaseURL = c.DatabaseURL
		}
		if c.JWTKey == "" {
			add("LAUREL_JWT_KEY is needed with DATABASE_URL: a random text of at least 32 characters, the same on every instance")
		}
	}
	if c.JWTKey != "" && len(c.JWTKey) < 32 {
		add("LAUREL_JWT_KEY has fewer than 32 characters")
	}
	if c.AccessTTL < time.Second || c.AccessTTL > 24*time.Hour {
		add("LAUREL_ACCESS_TTL %v is outside 1s to 24h", c.AccessTTL)
	}
	if c.Demo != "auto" && c.Demo != "always" && c.Demo != "never" {
		add("LAUREL_DEMO %q is none of auto, always, never", c.Demo)
	}
	if c.ApprovalDays < 0 || c.ApprovalDays > 365 {
		add("LAUREL_APPROVAL_DAYS %d is outside 0 to 365", c.ApprovalDays)
	}
	if c.ImportMax < 1 {
		add("LAUREL_IMPORT_MAX %d is not above 0", c.ImportMax)
	}
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
	default:
		add("LAUREL_LOG_LEVEL %q is none of debug, info, warn, error", c.LogLevel)
	}
	return faults
}
