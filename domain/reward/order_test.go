package reward

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
)

// orderVerbs are all that can happen to an order, by name; each gives the error's code.
var orderVerbs = map[string]func(o *Order, now time.Time) string{
	"begin":     func(o *Order, now time.Time) string { o.Begin(now); return "" },
	"accepted":  said(SupplierAnswer{Status: SupplierAccepted}, ""),
	"fulfilled": said(SupplierAnswer{Status: SupplierFulfilled, Reference: "S-1"}, "yes"),
	"refused":   said(SupplierAnswer{Status: SupplierRefused, Reason: "gone"}, "no"),
	"silence": func(o *Order, now time.Time) string {
		if o.DueAt != nil {
			next := now.Add(time.Minute)
			o.Failed(&next, "timeout", "no answer", now)
		}
		return ""
	},
	"last silence": func(o *Order, now time.Time) string {
		if o.DueAt != nil {
			o.Failed(nil, "timeout", "no answer", now)
		}
		return ""
	},
	"again":   func(o *Order, now time.Time) string { return domain.CodeOf(o.Again(now)) },
	"by hand": func(o *Order, now time.Time) string { o.FulfilByHand(now); return "" },
	"cancel":  func(o *Order, now time.Time) string { o.Cancel(now); return "" },
}

func said(a SupplierAnswer, mark string) func(*Order, time.Time) string {
	return func(o *Order, now time.Time) string {
		_, err := o.Answered(a, []byte(mark), now)
		return domain.CodeOf(err)
	}
}

func TestOrder_transitions(t *testing.T) {
	to := map[OrderStatus][]string{
		OrderWaiting:   {},
		OrderSent:      {"begin", "accepted"},
		OrderFulfilled: {"begin", "fulfilled"},
		OrderRefused:   {"begin", "refused"},
		OrderStuck:     {"begin", "last silence"},
		OrderCancelled: {"begin", "cancel"},
	}
	for from, want := range map[OrderStatus]map[string]string{ // the state after a verb, with the code of the error
		OrderWaiting: {
			"accepted": "sent", "fulfilled": "fulfilled", "refused": "refused", "silence": "waiting", "last silence": "stuck",
			"again": "waiting order_goes_on", "by hand": "fulfilled", "cancel": "cancelled",
		},
		OrderSent: {
			"accepted": "sent", "fulfilled": "fulfilled", "refused": "refused", "silence": "sent", "last silence": "sent",
			"again": "sent order_goes_on", "by hand": "fulfilled", "cancel": "cancelled",
		},
		OrderFulfilled: {
			"accepted": "fulfilled", "fulfilled": "fulfilled", "refused": "fulfilled already_answered", "silence": "fulfilled", "last silence": "fulfilled",
			"again": "fulfilled order_goes_on", "by hand": "fulfilled", "cancel": "fulfilled",
		},
		OrderRefused: {
			"accepted": "refused", "fulfilled": "refused already_answered", "refused": "refused", "silence": "refused", "last silence": "refused",
			"again": "waiting", "by hand": "fulfilled", "cancel": "cancelled",
		},
		OrderStuck: {
			"accepted": "sent", "fulfilled": "fulfilled", "refused": "refused", "silence": "stuck", "last silence": "stuck",
			"again": "waiting", "by hand": "fulfilled", "cancel": "cancelled",
		},
		OrderCancelled: {
			"accepted": "cancelled order_cancelled", "fulfilled": "cancelled order_cancelled", "refused": "cancelled order_cancelled",
			"silence": "cancelled", "last silence": "cancelled", "again": "cancelled order_goes_on", "by hand": "cancelled", "cancel": "cancelled",
		},
	} {
		for verb, after := range want {
			o := NewOrder(domain.NewRedemptionID(), noon)
			for _, step := range to[from] {
				orderVerbs[step](o, noon)
			}
			if o.Status != from {
				t.Fatalf("%s is not reached: %s", from, o.Status)
			}
			code := orderVerbs[verb](o, noon.Add(time.Hour))
			if got := strings.TrimSpace(string(o.Status) + " " + code); got != after {
				t.Errorf("%s, %s: %q, want %q", from, verb, got, after)
			}
		}
	}
}

func TestOrder_keepsItsIDWhileItIsNotKnownWhoHasIt(t *testing.T) {
	o := NewOrder(domain.NewRedemptionID(), noon)
	first := o.Message
	o.Begin(noon)
	orderVerbs["silence"](o, noon)
	orderVerbs["last silence"](o, noon)
	if err := o.Again(noon); err != nil || o.Message != first || o.Attempt != 0 {
		t.Errorf("after it was stuck: %v, %+v", err, o)
	}
	orderVerbs["refused"](o, noon)
	if err := o.Again(noon); err != nil || o.Message == first || o.Reason != "" {
		t.Errorf("after it was refused: %v, %+v", err, o)
	}
	second := o.Message
	if !o.Cancel(noon) || o.Message == second || o.Type != OrderCalledOff || !o.IsDue(o.Message) {
		t.Errorf("after it was cancelled: %+v", o)
	}
}

func TestOrder_cancelledBeforeItWasSentTellsNobody(t *testing.T) {
	o := NewOrder(domain.NewRedemptionID(), noon)
	if !o.MayWithdraw() || o.Cancel(noon) || o.DueAt != nil {
		t.Errorf("%+v", o)
	}
	sent := NewOrder(domain.NewRedemptionID(), noon)
	sent.Begin(noon)
	if sent.MayWithdraw() {
		t.Error("one that is being sent can be withdrawn")
	}
}

// TestOrder_anyHistory lets anything happen in any order: what is over stays so, only what waits or was called off
// has something to send, and the last word that counted is the one that is kept.
func TestOrder_anyHistory(t *testing.T) {
	names := []string{"begin", "accepted", "fulfilled", "refused", "silence", "last silence", "again", "by hand", "cancel"}
	rapid.Check(t, func(t *rapid.T) {
		o := NewOrder(domain.NewRedemptionID(), noon)
		begun := false
		for i, verb := range rapid.SliceOf(rapid.SampledFrom(names)).Draw(t, "verbs") {
			before := *o
			code := orderVerbs[verb](o, noon.Add(time.Duration(i+1)*time.Minute))
			begun = begun || verb == "begin"
			switch {
			case before.Status.IsOver() && o.Status != before.Status:
				t.Fatalf("%s made %s of %s", verb, o.Status, before.Status)
			case code != "" && (o.Status != before.Status || o.DueAt != before.DueAt):
				t.Fatalf("%s was refused and changed %+v", verb, o)
			case o.DueAt != nil && o.Status != OrderWaiting && (o.Status != OrderCancelled || o.Type != OrderCalledOff):
				t.Fatalf("%s has something to send", o.Status)
			case o.Status == OrderWaiting && (o.DueAt == nil || o.Type != Ordered):
				t.Fatalf("what waits is not to be sent: %+v", o)
			case o.Type == OrderCalledOff && (o.Status != OrderCancelled || !begun):
				t.Fatalf("%+v was called off", o)
			case (o.BegunAt != nil) != begun:
				t.Fatalf("begun %v: %+v", begun, o)
			}
		}
	})
}

func TestSupplierAnswer_checked(t *testing.T) {
	for name, c := range map[string]struct {
		answer SupplierAnswer
		field  string
	}{
		"accepted":           {SupplierAnswer{Status: SupplierAccepted}, ""},
		"with a code":        {SupplierAnswer{Status: SupplierFulfilled, Code: " A-1 "}, ""},
		"nothing":            {SupplierAnswer{}, "body.status"},
		"unknown":            {SupplierAnswer{Status: "lost"}, "body.status"},
		"a refusal's code":   {SupplierAnswer{Status: SupplierRefused, Code: "A-1"}, "body.code"},
		"a long code":        {SupplierAnswer{Status: SupplierFulfilled, Code: strings.Repeat("x", MaxCode+1)}, "body.code"},
		"a long reference":   {SupplierAnswer{Status: SupplierFulfilled, Reference: strings.Repeat("x", MaxReference+1)}, "body.reference"},
		"a reason with NUL":  {SupplierAnswer{Status: SupplierRefused, Reason: "a\x00"}, "body.reason"},
		"the longest reason": {SupplierAnswer{Status: SupplierRefused, Reason: strings.Repeat("я", MaxReason)}, ""},
	} {
		got, err := c.answer.Checked()
		if (err == nil) != (c.field == "") || (err != nil && !strings.Contains(faultsOf(err), c.field)) {
			t.Errorf("%s: %v", name, err)
		}
		if got.Code != strings.TrimSpace(got.Code) && err == nil {
			t.Errorf("%s: %q", name, got.Code)
		}
	}
}

func faultsOf(err error) string {
	var bad *domain.Error
	if !errors.As(err, &bad) {
		return ""
	}
	var at []string
	for _, f := range bad.Fields {
		at = append(at, f.Location)
	}
	return strings.Join(at, " ")
}
