package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain/points"
)

// WalletEntry is one line of a wallet's statement.
type WalletEntry struct {
	At           time.Time    `json:"at" doc:"When it was booked."`
	Kind         string       `json:"kind" example:"award" doc:"Why points moved: award, award_reversed, redemption, refund, opening_balance, celebration, …"`
	Points       int64        `json:"points" doc:"Above zero: into the wallet."`
	BalanceAfter int64        `json:"balance_after"`
	Source       WalletSource `json:"source"`
}

// WalletSource is what points came from or went to.
type WalletSource struct {
	Kind string `json:"kind" enum:"nomination,redemption,opening_balance,transfer"`
	ID   string `json:"id" format:"uuid" doc:"Of the nomination or the redemption, else of the transfer."`
	Name string `json:"name" doc:"Who gave it, or what was redeemed."`
}

func (s *server) addWallet() {
	register(s, forEverybody, huma.Operation{
		OperationID: "wallet-entries", Method: http.MethodGet, Path: "/me/wallet/entries",
		Summary: "What went in and out of your wallet, the latest first", Tags: []string{"Me"},
	}, s.walletEntries)
}

func (s *server) walletEntries(ctx context.Context, in *PageInput) (*listOutput[WalletEntry], error) {
	page, err := s.uc.WalletEntries(ctx, actorOf(ctx), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, walletEntryOf), nil
}

func walletEntryOf(line points.Line) WalletEntry {
	e := WalletEntry{At: line.At.UTC(), Kind: string(line.Kind), Points: line.Points, BalanceAfter: line.BalanceAfter}
	switch {
	case line.Nomination != nil:
		e.Source = WalletSource{Kind: "nomination", ID: line.Nomination.String(), Name: firstOf(line.Giver, line.Program)}
	case line.Redemption != nil:
		e.Source = WalletSource{Kind: "redemption", ID: line.Redemption.String(), Name: firstOf(line.Reward)}
	case line.Kind == points.KindOpeningBalance:
		e.Source = WalletSource{Kind: "opening_balance", ID: line.Transfer.String(), Name: line.Reason}
	default:
		e.Source = WalletSource{Kind: "transfer", ID: line.Transfer.String(), Name: line.Reason}
	}
	return e
}

// firstOf gives the first text that is there.
func firstOf(texts ...*string) string {
	for _, text := range texts {
		if text != nil {
			return *text
		}
	}
	return ""
}
