package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// LedgerCheck is what recomputing the books from their entries has found.
type LedgerCheck struct {
	Balanced   bool             `json:"balanced"`
	Accounts   int64            `json:"accounts"`
	Transfers  int64            `json:"transfers"`
	Entries    int64            `json:"entries"`
	Sum        int64            `json:"sum" doc:"Of all balances: 0."`
	Mismatches []LedgerMismatch `json:"mismatches"`
}

// LedgerMismatch is an account whose balance is not what its entries say, a transfer that does
// not balance, or a reward whose stock is not what its movements say.
type LedgerMismatch struct {
	Kind     string `json:"kind" enum:"account,transfer,stock"`
	ID       string `json:"id"`
	Balance  int64  `json:"balance"`
	Computed int64  `json:"computed"`
}

func (s *server) addLedger() {
	register(s, forBoth, huma.Operation{
		OperationID: "check-ledger", Method: http.MethodGet, Path: "/ledger/check",
		Summary: "Recompute every balance from the entries", Tags: []string{"Points"},
	}, s.checkLedger)
}

func (s *server) checkLedger(ctx context.Context, _ *struct{}) (*struct{ Body LedgerCheck }, error) {
	r, err := s.uc.CheckLedger(ctx)
	if err != nil {
		return nil, err
	}
	out := LedgerCheck{Balanced: r.Balanced(), Accounts: r.Accounts, Transfers: r.Transfers, Entries: r.Entries, Sum: r.Sum, Mismatches: []LedgerMismatch{}}
	for _, m := range r.Mismatches {
		out.Mismatches = append(out.Mismatches, LedgerMismatch(m))
	}
	return &struct{ Body LedgerCheck }{out}, nil
}
