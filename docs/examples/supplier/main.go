// Command supplier is a worked example of who fulfils rewards for Laurel: it takes signed orders, knows repeats by
// their ids, and says by a signed call of its own when an order is fulfilled. It keeps everything in memory; a real
// one keeps the ids with the orders, in one transaction.
//
//	go run ./docs/examples/supplier -secret whsec_… -laurel https://laurel.example
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run serves until the context ends. The first line that it prints is the address for Laurel.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("supplier", flag.ContinueOnError)
	secret := flags.String("secret", "", "the secret that Laurel showed when the reward was made: whsec_…")
	address := flags.String("addr", "127.0.0.1:9090", "where to listen")
	laurel := flags.String("laurel", "http://127.0.0.1:8080", "where Laurel is")
	after := flags.Duration("after", 2*time.Second, "how long fulfilling takes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	signer, err := standardwebhooks.NewWebhook(*secret)
	if err != nil || *secret == "" {
		return errors.New("give the secret: -secret whsec_…")
	}
	s := &supplier{signer: signer, laurel: *laurel, after: *after, orders: map[string]*order{}}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *address)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "orders go to http://%s/orders\n", listener.Addr())
	server := &http.Server{Handler: s.handler(ctx), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	s.working.Wait()
	return nil
}

// message is what Laurel sends.
type message struct {
	ID   string `json:"id"`
	Type string `json:"type"` // redemption.ordered or redemption.cancelled
	Data struct {
		RedemptionID string `json:"redemption_id"`
		Reward       struct {
			Name string `json:"name"`
		} `json:"reward"`
		Quantity int    `json:"quantity"`
		Note     string `json:"note"`
		Employee struct {
			Name  string `json:"name"`
			Email string `json:"email"`
		} `json:"employee"`
	} `json:"data"`
}

// answer is what Laurel is told.
type answer struct {
	Status    string `json:"status"` // accepted, fulfilled or refused
	Reference string `json:"reference,omitempty"`
	Code      string `json:"code,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// order is one that was taken.
type order struct {
	reference string
	messages  map[string]bool // by their ids
	cancelled bool
}

type supplier struct {
	signer  *standardwebhooks.Webhook
	laurel  string
	after   time.Duration
	working sync.WaitGroup

	mu     sync.Mutex
	orders map[string]*order // by the redemption's id
}

func (s *supplier) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) { s.receive(ctx, w, r) })
	return mux
}

// receive takes what Laurel sends: first the signature, then repeats, then the order itself.
func (s *supplier) receive(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err := s.signer.Verify(body, r.Header); err != nil { // also refuses what is more than five minutes old
		http.Error(w, "not signed by Laurel", http.StatusUnauthorized)
		return
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil || m.Data.RedemptionID == "" {
		http.Error(w, "not an order", http.StatusBadRequest)
		return
	}
	if m.Type == "redemption.cancelled" {
		s.cancel(m)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if m.Data.Quantity > 10 {
		reply(w, http.StatusUnprocessableEntity, answer{Status: "refused", Reason: "At most ten at once."})
		return
	}
	if reference, isNew := s.take(m); isNew {
		s.working.Go(func() { s.fulfil(ctx, m.Data.RedemptionID, reference) })
	}
	reply(w, http.StatusAccepted, answer{Status: "accepted"})
}

// take keeps an order, and says whether it is new: the same message comes again where our answer got lost.
func (s *supplier) take(m message) (reference string, isNew bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.orders[m.Data.RedemptionID]
	if known == nil {
		known = &order{reference: "S-" + strconv.Itoa(len(s.orders)+1), messages: map[string]bool{}}
		s.orders[m.Data.RedemptionID] = known
		isNew = true
	}
	if known.messages[m.ID] {
		log.Printf("%s came again", m.ID)
	}
	known.messages[m.ID] = true
	return known.reference, isNew
}

func (s *supplier) cancel(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.orders[m.Data.RedemptionID]; known != nil {
		known.cancelled = true
	}
}

func (s *supplier) isCancelled(redemption string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.orders[redemption].cancelled
}

// fulfil does the work and tells Laurel, again until it is heard.
func (s *supplier) fulfil(ctx context.Context, redemption, reference string) {
	for wait := s.after; ; wait = min(2*wait+time.Second, time.Minute) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if s.isCancelled(redemption) {
			return
		}
		status, err := s.tell(ctx, redemption, answer{Status: "fulfilled", Reference: reference, Code: "TREE-" + reference})
		switch {
		case err == nil && status < http.StatusInternalServerError && status != http.StatusTooManyRequests:
			log.Printf("%s: Laurel answers %d", reference, status) // 200; or 409 where it was cancelled meanwhile
			return
		default:
			log.Printf("%s: Laurel was not reached: %d %v", reference, status, err)
		}
	}
}

// tell calls Laurel, signed with the same secret. The same answer may be told again: it changes nothing.
func (s *supplier) tell(ctx context.Context, redemption string, a answer) (int, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return 0, err
	}
	id, now := "fulfilled-"+redemption, time.Now()
	signature, err := s.signer.Sign(id, now, body)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.laurel+"/api/v1/public/supplier-orders/"+redemption, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(standardwebhooks.HeaderWebhookID, id)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, nil
}

func reply(w http.ResponseWriter, status int, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // the status has been said: nothing is left to tell
}
