package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/term"
)

// demo makes the demo organisation where one is due, and tells its password. An outside database
// never gets one unasked.
func (p *program) demo(ctx context.Context, h *house) error {
	wanted := p.config.Demo == "always" || (p.config.Demo == "auto" && p.config.EmbeddedDatabase())
	if !h.demo && !wanted {
		return nil
	}
	password, err := p.demoPassword(h)
	if err != nil || password == "" {
		return err
	}
	made := false
	if !h.demo {
		if made, err = h.uc.MakeDemo(ctx, password); err != nil || !made {
			return err // somebody works here already: no demo organisation
		}
		h.demo = true
		debug.FreeOSMemory() // what that took, the server never needs again
	}
	if p.config.DemoPassword != "" {
		if !made {
			err = h.uc.SetDemoPassword(ctx, password)
		}
		if err == nil && h.servers.DataDir != "" { // a later start without the setting tells the same
			err = keepSecret(h.servers.DataDir, demoPasswordFile, password)
		}
		if err != nil {
			return err
		}
	}
	p.log.Info("demo organisation: sign in as maria@demo.example, ivan@, olga@, owner@ or admin@", slog.String("password", password))
	// A program reads one line there, the address; who sits at the terminal should not have to read the log.
	if f, ok := p.stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, err = fmt.Fprintf(p.stdout, "demo organisation: sign in as maria@demo.example with password %s\n", password)
	}
	return err
}

// demoPasswordFile keeps the password in the data folder.
const demoPasswordFile = "demo.password"

// demoPassword is LAUREL_DEMO_PASSWORD, or one that is made at the first start and kept in the data
// folder. "" says that nobody knows it any more: without a data folder it was told once.
func (p *program) demoPassword(h *house) (string, error) {
	fresh := func() string { return strings.ToLower(rand.Text()[:4] + "-" + rand.Text()[:4] + "-" + rand.Text()[:4]) }
	switch {
	case p.config.DemoPassword != "":
		return p.config.DemoPassword, nil
	case h.servers.DataDir != "":
		return keptSecret(h.servers.DataDir, demoPasswordFile, fresh)
	case h.demo:
		return "", nil
	}
	return fresh(), nil
}
