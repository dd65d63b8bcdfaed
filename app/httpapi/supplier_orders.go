package httpapi

import (
	"mime"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

const supplierOrderPath = "/public/supplier-orders/{redemption_id}"

// SupplierAnswer is what a supplier says of an order.
type SupplierAnswer struct {
	Status    string `json:"status" enum:"fulfilled,refused"`
	Reference string `json:"reference,omitempty" maxLength:"800" doc:"Of the supplier, up to 200 characters."`
	Code      string `json:"code,omitempty" maxLength:"8000" doc:"Of what is fulfilled: for who redeemed it alone."`
	Reason    string `json:"reason,omitempty" maxLength:"8000" doc:"Of a refusal, for owners."`
}

// SupplierOrder is where an order stands.
type SupplierOrder struct {
	RedemptionID string `json:"redemption_id" format:"uuid"`
	Status       string `json:"status" enum:"fulfilled,refused"`
}

// addSupplierOrders adds the route that suppliers call: a plain one, because the signature is of the body as it came.
func (s *server) addSupplierOrders() {
	s.routes = append(s.routes, Route{Method: http.MethodPost, Path: supplierOrderPath, Access: forPublic})
	s.app.Post(Base+"/public/supplier-orders/:redemption_id", func(c *fiber.Ctx) error {
		if err := s.admit(c, forPublic); err != nil {
			return err
		}
		return s.supplierCalled(c)
	})
	schemas := s.api.OpenAPI().Components.Schemas
	op := &huma.Operation{
		OperationID: "answer-supplier-order", Method: http.MethodPost, Path: supplierOrderPath, Tags: []string{"Suppliers"},
		Summary: "For a supplier: an order is fulfilled, or refused",
		Description: "Needs no account: the call is signed as Standard Webhooks says, with the secret that the reward shares with its supplier, at most five minutes ago; else it is 401 `bad_signature`. " +
			"The same answer again is 200 and changes nothing; another one is 409 `already_answered`, one to an order that was cancelled 409 `order_cancelled`. After ten calls that are not signed 429.",
		Parameters: []*huma.Param{
			{Name: "redemption_id", In: "path", Required: true, Description: "The redemption_id of the order.", Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "webhook-id", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "webhook-timestamp", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "webhook-signature", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{jsonMedia: {Schema: schemas.Schema(reflect.TypeFor[SupplierAnswer](), true, "")}}},
		Responses: map[string]*huma.Response{"200": {Description: "Where the order stands.", Content: map[string]*huma.MediaType{
			jsonMedia: {Schema: schemas.Schema(reflect.TypeFor[SupplierOrder](), true, "")},
		}}},
	}
	s.addProblems(op, append(errorsOf(forPublic, *op), http.StatusUnauthorized))
	s.api.OpenAPI().AddOperation(op)
}

func (s *server) supplierCalled(c *fiber.Ctx) error {
	if media, _, err := mime.ParseMediaType(c.Get("Content-Type")); err != nil || media != jsonMedia {
		return fiber.NewError(http.StatusUnsupportedMediaType)
	}
	body, err := bodyUpTo(c, maxBody)
	if err != nil {
		return err
	}
	request := callOf(c.UserContext())
	call := usecase.SupplierCall{Header: http.Header{}, Body: body, Address: request.address, Request: request.id}
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		call.Header.Set(name, c.Get(name))
	}
	// What is no id is nobody's order: it is not signed by its supplier.
	call.Redemption, _ = domain.ParseRedemptionID(c.Params("redemption_id"))
	status, err := s.uc.SupplierCalled(c.UserContext(), call)
	if err != nil {
		return err
	}
	return c.JSON(SupplierOrder{RedemptionID: call.Redemption.String(), Status: string(status)})
}
