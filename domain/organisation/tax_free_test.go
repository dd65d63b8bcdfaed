package organisation_test

import (
	"errors"
	"testing"

	"laurel/domain"
	"laurel/domain/organisation"
)

func TestTaxFree_isFoundByTheLocation(t *testing.T) {
	s, err := organisation.Settings{Language: "en", AllowancePeriod: "month", TaxFree: organisation.TaxFrees{{" Estonia ", 10_000, "EUR"}, {"Латвия", 20_000, "EUR"}}}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	for location, want := range map[string]int64{"Estonia": 10_000, " estonia": 10_000, "ЛАТВИЯ": 20_000, "Riga": -1, "": -1} {
		got := int64(-1)
		if found := s.TaxFree.Of(&location); found != nil {
			got = found.Amount
		}
		if got != want {
			t.Errorf("%q: %d, want %d", location, got, want)
		}
	}
	if s.TaxFree.Of(nil) != nil {
		t.Error("a limit for nowhere")
	}
}

func TestTaxFree_namesEachFault(t *testing.T) {
	for want, list := range map[string]organisation.TaxFrees{
		"body.tax_free[0].country":  {{" ", 1, "EUR"}},
		"body.tax_free[1].country":  {{"Estonia", 1, "EUR"}, {"estonia", 2, "EUR"}},
		"body.tax_free[0].amount":   {{"Estonia", -1, "EUR"}},
		"body.tax_free[0].currency": {{"Estonia", 1, "eur"}},
		"body.tax_free":             make(organisation.TaxFrees, 301),
	} {
		_, err := organisation.Settings{Language: "en", AllowancePeriod: "month", TaxFree: list}.Checked()
		var fault *domain.Error
		if !errors.As(err, &fault) || len(fault.Fields) != 1 || fault.Fields[0].Location != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}
