package points

// Mismatch is an account whose balance is not what its entries say (kind `account`), a transfer
// whose entries do not balance (kind `transfer`), or a reward whose stock is not what its movements say (kind `stock`).
type Mismatch struct {
	Kind     string `db:"kind"`
	ID       string `db:"id"`
	Balance  int64  `db:"balance"`
	Computed int64  `db:"computed"`
}

// CheckReport is what recomputing the books from their entries has found.
type CheckReport struct {
	Accounts, Transfers, Entries, Sum int64
	Mismatches                        []Mismatch // at most 100
}

// Balanced says whether the books are right.
func (r CheckReport) Balanced() bool { return r.Sum == 0 && len(r.Mismatches) == 0 }
