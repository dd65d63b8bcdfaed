package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// sendLimit is how long one letter may take.
const sendLimit = 20 * time.Second

// Server is an SMTP server to hand letters to.
type Server struct {
	Host           string
	Port           int
	User, Password string
	TLS            TLS
}

// TLS says how a connection is kept from being read.
type TLS string

// The ways of TLS.
const (
	StartTLS TLS = "starttls" // needed, and begun on a plain connection
	Implicit TLS = "implicit" // from the first byte
	NoTLS    TLS = "none"     // for a server on the same machine
)

// ParseServer reads smtp://user:password@host:587, smtps://…:465, or smtp://host:25?tls=none. The
// error never holds the address: it has a password.
func ParseServer(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.Fragment != "" {
		return Server{}, errors.New("is no address, such as smtp://user:password@mail.example.com:587")
	}
	s := Server{Host: u.Hostname(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	switch tls := u.Query().Get("tls"); {
	case u.Scheme == "smtps" && tls == "":
		s.TLS, s.Port = Implicit, 465
	case u.Scheme == "smtp" && (tls == "" || tls == string(StartTLS)):
		s.TLS, s.Port = StartTLS, 587
	case u.Scheme == "smtp" && tls == string(NoTLS):
		s.TLS, s.Port = NoTLS, 25
	default:
		return Server{}, errors.New("begins with smtp:// (with ?tls=none for a plain connection) or smtps://")
	}
	if text := u.Port(); text != "" {
		if s.Port, err = strconv.Atoi(text); err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("has no port from 1 to 65535")
		}
	}
	return s, nil
}

// Sender hands letters to a server.
type Sender struct {
	client *mail.Client
	from   *netmail.Address
}

// NewSender sends from an address such as `Laurel <laurel@example.com>`. It connects with each letter,
// and not before.
func NewSender(s Server, from string) (*Sender, error) {
	address, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(sendLimit)}
	switch s.TLS {
	case Implicit:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if s.TLS == NoTLS {
			auth = mail.SMTPAuthPlainNoEnc // said by ?tls=none
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	return &Sender{client, address}, nil
}

// RefusedError says that the server will never take the letter, so that trying again is of no use.
type RefusedError struct{ err error }

// Error gives the cause.
func (e *RefusedError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *RefusedError) Unwrap() error { return e.err }

// Send hands a letter over. *RefusedError where it was refused for good.
func (s *Sender) Send(ctx context.Context, m Message) error {
	letter := mail.NewMsg()
	letter.FromMailAddress(s.from)
	if err := letter.AddToFormat(m.Name, m.Address); err != nil {
		return &RefusedError{err}
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(m.At)
	_, host, _ := strings.Cut(s.from.Address, "@")
	letter.SetMessageIDWithValue(m.ID + "@" + host)
	letter.SetUserAgent("Laurel")
	letter.SetGenHeader(mail.Header("Auto-Submitted"), "auto-generated") // no answers by machines
	letter.SetBodyString(mail.TypeTextPlain, m.Text)
	letter.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	bounded, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	err := s.client.DialAndSendWithContext(bounded, letter)
	var refused *mail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return &RefusedError{err}
	}
	return err
}
