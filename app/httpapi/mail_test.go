package httpapi

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"laurel/app/mail"
	"laurel/app/usecase"
)

// postOffice is an SMTP server that keeps what it is given, and may refuse some of it first.
type postOffice struct {
	mu      sync.Mutex
	refuse  []*smtp.SMTPError // one for each letter, before it takes any
	letters []letter
	address string
}

// letter is what arrived.
type letter struct {
	to, subject, id, text, html string
}

// link is the address in the letter's text.
func (l letter) link() string { return regexp.MustCompile(`http\S+#\S+`).FindString(l.text) }

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{}
	server := smtp.NewServer(p)
	server.Domain = "mail.demo.example"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = listener.Addr().String()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

// NewSession takes everybody in.
func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }

// counter takes one client's letters.
type counter struct {
	office *postOffice
	to     string
}

// Reset forgets the letter that was begun.
func (c *counter) Reset() { c.to = "" }

// Logout ends.
func (c *counter) Logout() error { return nil }

// Mail begins a letter.
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt says whom it is for.
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	return nil
}

// Data takes it, or refuses it.
func (c *counter) Data(r io.Reader) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	if len(c.office.refuse) > 0 {
		fault := c.office.refuse[0]
		c.office.refuse = c.office.refuse[1:]
		return fault
	}
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	l := letter{to: c.to, subject: subject, id: m.Header.Get("Message-Id")}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			break
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.html = string(text)
		} else {
			l.text = string(text)
		}
	}
	c.office.letters = append(c.office.letters, l)
	return nil
}

// refuseNext lets the next letter be refused.
func (p *postOffice) refuseNext(code int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = append(p.refuse, &smtp.SMTPError{Code: code, Message: "not now"})
}

func (p *postOffice) all() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter{}, p.letters...)
}

// wait gives the nth letter once it has come.
func (p *postOffice) wait(t *testing.T, n int) letter {
	t.Helper()
	eventually(t, 10*time.Second, "a letter comes", func() bool { return len(p.all()) >= n })
	return p.all()[n-1]
}

// newMailHouse opens a house that sends mail to a post office.
func newMailHouse(t *testing.T, running bool) (*house, *postOffice, *background) {
	t.Helper()
	office := newPostOffice(t)
	server, err := mail.ParseServer("smtp://" + office.address + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	sender, err := mail.NewSender(server, "Laurel <laurel@demo.example>")
	if err != nil {
		t.Fatal(err)
	}
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{}, func(b *background) { b.mailer = sender })
	if running {
		b.start(t, nil)
	}
	return h, office, b
}

func TestForgotPassword_mailsALinkThatWorksOnce(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	h.letIn("ivan")
	if h.as("").get("/auth/options").expect(200).str("mail") != "true" {
		t.Error("mail is not told of")
	}
	signedIn := h.browser()
	signedIn.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	h.as("").post("/auth/password/forgot", form{"email": " Ivan@demo.example "}).expect(202)
	l := office.wait(t, 1)
	if l.to != "ivan@demo.example" || l.subject != "Choose a new password for Laurel" || !strings.Contains(l.text, "Hello Ivan Ivanov") || !strings.Contains(l.html, l.link()) {
		t.Fatalf("the letter is %+v", l)
	}
	page, token, _ := strings.Cut(l.link(), "#/")
	if page != h.url+"/reset" {
		t.Errorf("the link leads to %s", page)
	}
	link := h.as("").get("/auth/password/reset/" + token).expect(200)
	if link.str("name") != "Ivan Ivanov" || link.str("email") != "ivan@demo.example" || link.str("expires_at") != houseStart.Add(time.Hour).Format(time.RFC3339) {
		t.Errorf("the link is %s", link.text)
	}
	h.as("").post("/auth/password/reset", form{"token": token, "password": "quite another password"}).expect(204)
	h.as("").get("/auth/password/reset/"+token).problem(404, "not_found")
	h.as("").post("/auth/password/reset", form{"token": token, "password": "yet another password"}).problem(404, "not_found")
	signedIn.get("/me").problem(401, "unauthenticated")
	h.browser().post("/auth/session", credentials("ivan", "quite another password")).expect(200)
	eventually(t, time.Second, "what it said is forgotten", func() bool {
		return h.count(`select count(*) from mail where outcome = 'sent' and sealed is null`) == 1
	})
	if strings.Contains(h.log.String(), token) || h.count(`select count(*) from audit where data::text like '%' || $1 || '%'`, token) != 0 {
		t.Error("the token is in a log")
	}
}

func TestForgotPassword_forNobodySendsNothing(t *testing.T) {
	h, office, b := newMailHouse(t, false)
	h.letIn("ivan", "nina")
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	texts := map[string]bool{}
	for _, who := range []string{"ghost", "nina", "ivan"} {
		a := h.as("").post("/auth/password/forgot", form{"email": who + "@demo.example"}).expect(202)
		texts[a.text] = true
	}
	if len(texts) != 1 || h.count(`select count(*) from mail`) != 3 {
		t.Errorf("the answers %v or the work differ", texts)
	}
	if h.count(`select count(*) from mail where encode(sealed, 'escape') like '%demo.example%'`) != 0 {
		t.Error("addresses are kept as they were typed")
	}
	b.start(t, nil)
	eventually(t, 10*time.Second, "all is done", func() bool { return h.count(`select count(*) from mail where ended_at is null`) == 0 })
	if all := office.all(); len(all) != 1 || all[0].to != "ivan@demo.example" {
		t.Errorf("letters %+v", all)
	}
	if n := h.count(`select count(*) from mail where outcome = 'nobody'`); n != 2 {
		t.Errorf("%d letters for nobody", n)
	}
}

func TestForgotPassword_isLimited(t *testing.T) {
	h, _, _ := newMailHouse(t, false)
	for range 4 {
		h.as("").post("/auth/password/forgot", form{"email": "ivan@demo.example"}).expect(202)
	}
	if n := h.count(`select count(*) from mail`); n != 3 {
		t.Errorf("%d letters for one account", n)
	}
	for i := range 16 {
		h.as("").post("/auth/password/forgot", form{"email": strings.Repeat("x", i+1) + "@demo.example"}).expect(202)
	}
	a := h.as("").post("/auth/password/forgot", form{"email": "olga@demo.example"}).problem(429, "too_many_requests")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.clock.advance(61 * time.Minute)
	h.as("").post("/auth/password/forgot", form{"email": "ivan@demo.example"}).expect(202)
	if n := h.count(`select count(*) from mail`); n != 20 {
		t.Errorf("%d letters in the end", n)
	}
}

func TestMail_comesOnceTheServerTakesIt(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	office.refuseNext(451)
	office.refuseNext(421)
	h.as("").post("/auth/password/forgot", form{"email": "ivan@demo.example"}).expect(202)
	l := office.wait(t, 1)
	if !strings.Contains(l.text, "Ivan") {
		t.Errorf("the letter is %+v", l)
	}
	h.as("").get("/auth/password/reset/" + l.link()[strings.Index(l.link(), "#/")+2:]).expect(200)
	// What is refused for good is not tried again.
	office.refuseNext(550)
	h.as("").post("/auth/password/forgot", form{"email": "olga@demo.example"}).expect(202)
	eventually(t, 10*time.Second, "it is given up", func() bool { return h.count(`select count(*) from mail where outcome = 'refused'`) == 1 })
}

func TestMail_tooLateIsNotSent(t *testing.T) {
	h, office, b := newMailHouse(t, false)
	h.as("").post("/auth/password/forgot", form{"email": "ivan@demo.example"}).expect(202)
	h.clock.advance(time.Hour)
	b.start(t, nil)
	eventually(t, 10*time.Second, "it is given up", func() bool { return h.count(`select count(*) from mail where outcome = 'late'`) == 1 })
	if all := office.all(); len(all) != 0 {
		t.Errorf("letters %+v", all)
	}
}

func TestInvitation_isMailed(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	h.exec(`update employee set locale = 'ru', name = 'Ольга Петрова' where id = $1`, h.people["olga"].ID)
	a := h.as("admin").with("Idempotency-Key", "once").post("/employees/"+h.id("olga")+"/invitation", nil).expect(http.StatusCreated)
	if a.str("mailed") != "true" {
		t.Errorf("the invitation is %s", a.text)
	}
	h.as("admin").with("Idempotency-Key", "once").post("/employees/"+h.id("olga")+"/invitation", nil).expect(http.StatusCreated)
	l := office.wait(t, 1)
	if l.subject != "Приглашение в Laurel" || !strings.Contains(l.text, "Здравствуйте, Ольга Петрова!") || l.link() != a.str("url") {
		t.Errorf("the letter is %+v, the link %s", l, a.str("url"))
	}
	if n := h.count(`select count(*) from mail`); n != 1 {
		t.Errorf("%d letters for one invitation", n)
	}
}

func TestInvitation_canBeAskedAfter(t *testing.T) {
	h := newHouse(t)
	a := h.as("admin").post("/employees/"+h.id("olga")+"/invitation", nil).expect(http.StatusCreated)
	if a.str("mailed") != "false" {
		t.Errorf("the invitation is %s", a.text)
	}
	_, token, _ := strings.Cut(a.str("url"), "#/")
	if link := h.as("").get("/auth/invitations/" + token).expect(200); link.str("name") != "Olga Petrova" || link.str("email") != "olga@demo.example" {
		t.Errorf("the link is %s", link.text)
	}
	h.as("").get("/auth/password/reset/"+token).problem(404, "not_found") // another kind of link
	h.as("").post("/auth/invitations/"+token, form{"password": "quite another password"}).expect(204)
	h.as("").get("/auth/invitations/"+token).problem(404, "not_found")
}

func TestResetLink_byCommand(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	link, err := h.uc.MakeResetLink(t.Context(), "IVAN@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(link.URL, h.url+"/reset#/")
	h.as("").post("/auth/password/reset", form{"token": token, "password": "quite another password"}).expect(204)
	if _, err := h.uc.MakeResetLink(t.Context(), "ghost@demo.example"); err == nil {
		t.Error("a link for nobody")
	}
	if n := h.count(`select count(*) from audit where action = 'make_reset_link' and subject_id = $1 and actor_id is null`, h.people["ivan"].ID); n != 1 {
		t.Errorf("%d entries in the audit log", n)
	}
}
