package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (p *program) adminCommands() *cobra.Command {
	admin := &cobra.Command{Use: "admin", Short: "Administrators"}
	var email, name string
	create := &cobra.Command{
		Use: "create", Short: "Make an administrator, or make one of somebody who is there", Args: cobra.NoArgs, PreRunE: p.prepare,
		Long: "Makes an administrator with a password, which is asked for on a terminal and read as one line elsewhere. " +
			"Whoever has the address already becomes an administrator with this password.",
		RunE: func(c *cobra.Command, _ []string) error {
			password, err := p.readPassword()
			if err != nil {
				return err
			}
			return p.withHouse(c.Context(), func(ctx context.Context, h *house) error {
				made, err := h.uc.CreateAdmin(ctx, email, name, password)
				if err != nil {
					return err
				}
				words := "is an administrator now"
				if made {
					words = "was added as an administrator"
				}
				_, err = fmt.Fprintln(p.stdout, email, words)
				return err
			})
		},
	}
	create.Flags().StringVar(&email, "email", "", "the address to sign in with")
	create.Flags().StringVar(&name, "name", "", "the name, where the administrator is new")
	if err := create.MarkFlagRequired("email"); err != nil {
		panic(err) // the flag is defined above
	}
	admin.AddCommand(create)
	return admin
}

// readPassword asks for a password: twice on a terminal, where it is not shown; else one line is read.
func (p *program) readPassword() (string, error) {
	terminal := int(p.stdin.Fd())
	if !term.IsTerminal(terminal) {
		line, err := bufio.NewReader(p.stdin).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", errors.Join(errors.New("no password was given on standard input"), err)
		}
		return line, nil
	}
	first, err := p.ask(terminal, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := p.ask(terminal, "Again: ")
	if err == nil && first != second {
		err = errors.New("the passwords differ")
	}
	return first, err
}

func (p *program) ask(terminal int, prompt string) (string, error) {
	if _, err := fmt.Fprint(p.stderr, prompt); err != nil {
		return "", err
	}
	typed, err := term.ReadPassword(terminal)
	_, _ = fmt.Fprintln(p.stderr)
	return string(typed), err
}
