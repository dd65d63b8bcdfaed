package organisation

import (
	"encoding/json"
	"fmt"
	"strings"

	"laurel/domain"
)

// TaxFree is how much of taxable benefits is free of tax in a calendar year for who works in a country:
// Amount in minor units of the Currency (ISO 4217). The country is what the roster has as their location.
type TaxFree struct {
	Country  string `json:"country"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// TaxFrees are the limits of all countries. They can be read from a column of JSON.
type TaxFrees []TaxFree

const (
	maxTaxFrees = 300
	maxCountry  = 200
)

// Of gives the limit for a location, nil where there is none: letters of either case are the same, and so
// is space around them.
func (list TaxFrees) Of(location *string) *TaxFree {
	if location == nil {
		return nil
	}
	for _, t := range list {
		if strings.EqualFold(t.Country, strings.TrimSpace(*location)) {
			return &t
		}
	}
	return nil
}

// Scan reads JSON.
func (list *TaxFrees) Scan(source any) error {
	switch s := source.(type) {
	case string:
		return json.Unmarshal([]byte(s), (*[]TaxFree)(list))
	case []byte:
		return json.Unmarshal(s, (*[]TaxFree)(list))
	default:
		return fmt.Errorf("tax-free limits cannot be read from %T", source)
	}
}

// checked gives the limits with clean texts, and says what is wrong, field by field.
func (list TaxFrees) checked(add func(field, message string)) TaxFrees {
	if len(list) > maxTaxFrees {
		add("tax_free", "names too many countries")
		return list
	}
	clean := make(TaxFrees, 0, len(list))
	for i, t := range list {
		field := func(name string) string { return fmt.Sprintf("tax_free[%d].%s", i, name) }
		t.Country = strings.TrimSpace(t.Country)
		add(field("country"), domain.TextFault(t.Country, 1, maxCountry))
		if clean.Of(&t.Country) != nil {
			add(field("country"), "stands there twice")
		}
		if t.Amount < 0 || t.Amount > maxCostAmount {
			add(field("amount"), fmt.Sprintf("must be from 0 to %d", int64(maxCostAmount)))
		}
		if !domain.IsCurrency(t.Currency) {
			add(field("currency"), "is no currency of ISO 4217, such as EUR")
		}
		clean = append(clean, t)
	}
	return clean
}
