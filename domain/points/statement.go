package points

import (
	"time"

	"laurel/domain"
)

// Line is one line of a wallet's statement: Points moved in (above zero) or out. Names are in the
// reader's language, and only those of what the points came from or went to are set.
type Line struct {
	ID           int64                `db:"id"`
	Transfer     domain.TransferID    `db:"transfer_id"`
	At           time.Time            `db:"booked_at"`
	Kind         TransferKind         `db:"kind"`
	Points       int64                `db:"points"`
	BalanceAfter int64                `db:"balance_after"`
	Reason       string               `db:"reason"`
	Nomination   *domain.NominationID `db:"nomination_id"`
	Redemption   *domain.RedemptionID `db:"redemption_id"`
	Giver        *string              `db:"giver"`
	Program      *string              `db:"program"`
	Reward       *string              `db:"reward"`
}
