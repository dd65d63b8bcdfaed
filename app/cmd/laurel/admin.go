package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"laurel/domain"
)

func (p *program) adminCommands() *cobra.Command {
	admin := group("admin", "Administrators")
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
	admin.AddCommand(create, p.resetCommand())
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

func (p *program) resetCommand() *cobra.Command {
	return &cobra.Command{
		Use: "reset-password EMAIL", Short: "Make a link by which an employee chooses another password", Args: cobra.ExactArgs(1), PreRunE: p.prepare,
		Long: "Makes a link by which the employee with the address chooses another password, once, within an hour. " +
			"Earlier links of theirs end. Give it to nobody else: who opens it first has the account.",
		RunE: func(c *cobra.Command, args []string) error {
			return p.withHouse(c.Context(), func(ctx context.Context, h *house) error {
				link, err := h.uc.MakeResetLink(ctx, args[0])
				if domain.CodeOf(err) == "not_found" {
					return fmt.Errorf("nobody has the address %s", args[0])
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(p.stdout, link.URL)
				return err
			})
		},
	}
}
