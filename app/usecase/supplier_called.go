package usecase

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"laurel/app/webhook"
	"laurel/domain"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// SupplierCall is a call of a supplier about an order, as it came.
type SupplierCall struct {
	Redemption domain.RedemptionID
	Header     http.Header
	Body       []byte
	Address    string
	Request    string // the id of the request
}

// errNotSigned answers a call that is not the supplier's, and does not say why.
var errNotSigned = &domain.Error{Kind: domain.KindUnauthenticated, Code: "bad_signature", Detail: "This is not signed by the supplier of this order."}

// SupplierCalled takes a supplier's word on an order by a call of theirs, and gives the state of the order. The
// same word again changes nothing. The errors are `bad_signature`, `already_answered`, `order_cancelled`, and
// TooMany for who has sent too much that is not signed.
func (uc *UseCases) SupplierCalled(ctx context.Context, call SupplierCall) (reward.OrderStatus, error) {
	blind := uc.sign.Blind("supplier order " + call.Redemption.String())
	if _, err := uc.tally(ctx, blind, call.Address); err != nil {
		return "", err
	}
	if err := uc.verifySupplier(ctx, call); err != nil {
		if !errors.Is(err, errNotSigned) {
			return "", err
		}
		now := uc.Now()
		return "", errors.Join(err, uc.db.InTx(ctx, func(tx *postgres.Tx) error {
			tx.SignIns.AddFailure(blind, call.Address, now, now.Add(-failureLife))
			return nil
		}))
	}
	word, err := wordOf(call.Body)
	if err != nil {
		return "", err
	}
	var status reward.OrderStatus
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		d, r, o, err := uc.lockOrder(ctx, tx, call.Redemption)
		if err != nil {
			return err
		}
		d.actor = domain.Actor{Address: call.Address, Request: call.Request}
		_, err = uc.take(ctx, d, r, o, word)
		status = o.Status
		return err
	})
	if err == nil {
		uc.wake()
	}
	return status, err
}

// verifySupplier says whether a call is signed by the supplier of an order.
func (uc *UseCases) verifySupplier(ctx context.Context, call SupplierCall) error {
	now := uc.Now()
	supplier, err := uc.db.Orders.SupplierOf(ctx, call.Redemption)
	if domain.CodeOf(err) == "not_found" {
		return errNotSigned
	}
	if err != nil {
		return err
	}
	secrets, err := uc.openSecrets(supplier, now)
	if err != nil {
		return err
	}
	if !webhook.Verify(call.Header, call.Body, now, secrets...) {
		return errNotSigned
	}
	return nil
}

// wordOf reads the body of a supplier's call.
func wordOf(body []byte) (reward.SupplierAnswer, error) {
	var w supplierWord
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&w)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return reward.SupplierAnswer{}, &domain.Error{Kind: domain.KindMalformed, Code: "malformed", Detail: "The body cannot be read as JSON."}
	case err != nil || decoder.More():
		return reward.SupplierAnswer{}, domain.Invalid("invalid_input", "The answer is not right.",
			domain.FieldError{Location: "body", Message: "has status, reference, code and reason, which are texts, and nothing else"})
	}
	word, err := w.checked()
	if err == nil && word.Status == reward.SupplierAccepted {
		err = domain.InvalidField("status", "is fulfilled or refused")
	}
	return word, err
}
