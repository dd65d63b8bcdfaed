package config_test

import (
	"net"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"laurel/app/config"
)

// example reads .env.example.
func example(t *testing.T) (names []string, values map[string]string) {
	t.Helper()
	text, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	values = map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			t.Errorf("%q is no setting", line)
		}
		names = append(names, name)
		values[name] = value
	}
	return names, values
}

func TestExample_listsExactlyTheSettings(t *testing.T) {
	names, values := example(t)
	if len(names) != len(values) {
		t.Error("a setting is listed twice")
	}
	listed := map[string]bool{}
	for _, name := range names {
		listed[name] = true
	}
	for _, name := range config.Names() {
		if !listed[name] {
			t.Errorf("%s is not in .env.example", name)
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("%s of .env.example is no setting", name)
	}
}

func TestExample_hasTheDefaults(t *testing.T) {
	_, values := example(t)
	byDefault, err := config.Of(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	byExample, err := config.Of(func(name string) string { return values[name] })
	if err != nil {
		t.Fatal(err)
	}
	byDefault.Location, byExample.Location = nil, nil
	if diff := cmp.Diff(byDefault, byExample); diff != "" {
		t.Errorf("the defaults differ from .env.example (-default +example):\n%s", diff)
	}
	for name, value := range values {
		if value != "" {
			continue
		}
		// An empty value stands for no value: it must not stand for a default that is not empty.
		if _, err := config.Of(func(asked string) string { return map[string]string{name: ""}[asked] }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRead_tellsAllFaultsAtOnce(t *testing.T) {
	_, err := config.Read(map[string]string{
		"LAUREL_ADDR": "nowhere", "LAUREL_TIMEZONE": "Mars/Base", "LAUREL_ACCESS_TTL": "soon", "LAUREL_PUBLIC_URL": "laurel",
		"LAUREL_TRUSTED_PROXIES": "10.0.0.0/8,proxy", "LAUREL_WEBHOOK_ALLOW": "10.0.0.0", "LAUREL_DEMO": "maybe", "LAUREL_IMPORT_MAX": "0",
		"LAUREL_LOG_LEVEL": "loud", "DATABASE_URL": "postgres://db.example/laurel", "LAUREL_METRICS_ADDR": "9090",
		"LAUREL_MIGRATE_DATABASE_URL": "mysql://root:secret@db.example/laurel", "REDIS_URL": "cache:secret",
	})
	if err == nil {
		t.Fatal("faulty settings are taken")
	}
	for _, name := range []string{
		"LAUREL_ADDR", "LAUREL_TIMEZONE", "LAUREL_PUBLIC_URL", "LAUREL_TRUSTED_PROXIES", "LAUREL_WEBHOOK_ALLOW", "LAUREL_DEMO",
		"LAUREL_IMPORT_MAX", "LAUREL_LOG_LEVEL", "LAUREL_JWT_KEY", "LAUREL_METRICS_ADDR", "LAUREL_ACCESS_TTL cannot be read",
		"LAUREL_MIGRATE_DATABASE_URL", "REDIS_URL",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the message does not name %s:\n%v", name, err)
		}
	}
	if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "  DATABASE_URL") {
		t.Errorf("the message holds a password, or a fault of what is right:\n%v", err)
	}
}

func TestRead_takesTheAddressesThatTheServersHave(t *testing.T) {
	for _, address := range []string{"postgres://laurel@/laurel?host=/run/postgresql", "postgresql://db.example", "host=/run/postgresql dbname=laurel"} {
		for _, redis := range []string{"redis://:password@cache.example:6379/1", "rediss://cache.example", "unix:///run/redis.sock"} {
			_, err := config.Read(map[string]string{"DATABASE_URL": address, "REDIS_URL": redis, "LAUREL_JWT_KEY": strings.Repeat("k", 32)})
			if err != nil {
				t.Errorf("%s and %s: %v", address, redis, err)
			}
		}
	}
}

func TestRead_neverTellsSecrets(t *testing.T) {
	_, err := config.Read(map[string]string{"LAUREL_JWT_KEY": "short-secret", "LAUREL_DEMO_PASSWORD": "demo-secret", "LAUREL_ADDR": "nowhere"})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the faults hold a secret: %v", err)
	}
}

func TestPublic_followsTheListeningAddress(t *testing.T) {
	for _, c := range []struct{ set, listening, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:41234", "http://127.0.0.1:41234"},
		{"", "[::]:41234", "http://127.0.0.1:41234"},
		{"https://laurel.example.com", "127.0.0.1:8080", "https://laurel.example.com"},
	} {
		read, err := config.Read(map[string]string{"LAUREL_PUBLIC_URL": c.set})
		if err != nil {
			t.Fatal(err)
		}
		listening, err := net.ResolveTCPAddr("tcp", c.listening)
		if err != nil {
			t.Fatal(err)
		}
		if got := read.Public(listening).String(); got != c.want {
			t.Errorf("%s on %s: links begin with %s, not %s", c.set, c.listening, got, c.want)
		}
	}
}

func TestMail_isCheckedAtTheStart(t *testing.T) {
	for _, line := range []struct{ url, from, fault string }{
		{"smtp://mail.example.com", "Laurel <laurel@example.com>", ""},
		{"smtps://user:p%40ss@mail.example.com:466", "laurel@example.com", ""},
		{"smtp://127.0.0.1:25?tls=none", "laurel@example.com", ""},
		{"smtp://mail.example.com", "", "go together"},
		{"", "laurel@example.com", "go together"},
		{"smtp://mail.example.com", "Laurel", "LAUREL_MAIL_FROM"},
		{"http://user:secret@mail.example.com", "laurel@example.com", "LAUREL_SMTP_URL"},
		{"smtp://user:secret@", "laurel@example.com", "LAUREL_SMTP_URL"},
		{"smtp://user:secret@mail.example.com:99999", "laurel@example.com", "LAUREL_SMTP_URL"},
		{"smtp://mail.example.com?tls=maybe", "laurel@example.com", "LAUREL_SMTP_URL"},
		{"smtps://mail.example.com?tls=none", "laurel@example.com", "LAUREL_SMTP_URL"},
	} {
		c, err := config.Read(map[string]string{"LAUREL_SMTP_URL": line.url, "LAUREL_MAIL_FROM": line.from})
		switch {
		case line.fault == "" && (err != nil || !c.HasMail()):
			t.Errorf("%s, %s: %v", line.url, line.from, err)
		case line.fault != "" && (err == nil || !strings.Contains(err.Error(), line.fault) || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s, %s: %v", line.url, line.from, err)
		}
	}
}
