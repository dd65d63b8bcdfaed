package httpapi

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"laurel/domain"
	"laurel/storage/postgres"
)

// accessLine is one route of the written table (promise 17): who may call it, on what.
type accessLine struct {
	route string // method and path
	// thing makes a fresh thing of somebody's and gives its id; nil where the path has none.
	thing func(h *house, of string) string
	body  func(h *house) any // a right one; nil for none
	media string             // of the body, where it is not JSON
	// want are the statuses that the callers hear, in the order of askers. Where there is a thing, each
	// but nobody has two: on their own thing, and on one of lena's.
	want string
}

// askers are who calls, in the order of a line's statuses. lena is maria's report, as olga is; pavel
// leads another team.
var askers = []string{"", "olga", "pavel", "maria", "owner", "admin"}

// everybody are the statuses of a route that is open to whoever has signed in.
func everybody(status int) string { return fmt.Sprintf("401 %[1]d %[1]d %[1]d %[1]d %[1]d", status) }

// everything are the statuses of a route with a thing that whoever has signed in may see or do.
func everything(status int) string {
	return "401" + strings.Repeat(fmt.Sprintf(" %[1]d/%[1]d", status), 5)
}

func fields(body form) func(*house) any { return func(*house) any { return body } }

// file is the body of an import.
func file(lines ...string) func(*house) any {
	return func(*house) any { return strings.Join(lines, "\n") + "\n" }
}

var accessTable = []accessLine{
	// Sign-in. What it answers is tested beside it; here only that nobody is turned away.
	{route: "POST /auth/session", body: fields(form{"email": "ghost@demo.example", "password": "ghost of a chance"}), want: "401 401 401 401 401 401"},
	{route: "POST /auth/session/number", body: fields(form{"personnel_number": "ghost", "pin": "804217"}), want: "401 401 401 401 401 401"},
	{route: "PUT /me/pin", body: fields(form{"pin": "804217", "new_pin": "270914"}), want: everybody(409)}, // nobody here has one
	{route: "POST /sign-in-codes", body: func(h *house) any {
		h.exec(`update employee set personnel_number = '0042' where id = $1`, h.people["lena"].ID)
		return form{"employee_ids": []string{h.id("lena")}}
	}, want: "401 403 403 403 403 201"},
	{route: "DELETE /auth/session", want: everybody(204)},
	{route: "POST /auth/login", body: fields(form{"email": "spirit@demo.example", "password": "ghost of a chance"}), want: "401 401 401 401 401 401"},
	{route: "POST /auth/refresh", want: "401 401 401 401 401 401"},
	{route: "POST /auth/logout", want: everybody(204)},
	{route: "POST /auth/password/forgot", body: fields(form{"email": "ghost@demo.example"}), want: "202 202 202 202 202 202"},
	{route: "POST /auth/password/reset", body: fields(form{"token": "none", "password": housePassword}), want: "404 404 404 404 404 404"},
	{route: "GET /auth/password/reset/{token}", thing: noThing, want: "404" + strings.Repeat(" 404/404", 5)},
	{route: "GET /auth/options", want: "200 200 200 200 200 200"},
	{route: "GET /auth/invitations/{token}", thing: noThing, want: "404" + strings.Repeat(" 404/404", 5)},
	{route: "POST /auth/invitations/{token}", thing: noThing, body: fields(form{"password": housePassword}), want: "404" + strings.Repeat(" 404/404", 5)},
	{route: "GET /decisions/{token}", thing: noThing, want: "404" + strings.Repeat(" 404/404", 5)},
	{route: "POST /decisions/{token}", thing: noThing, body: fields(form{"action": "approve"}), want: "404" + strings.Repeat(" 404/404", 5)},
	{route: "POST /employees/{id}/invitation", thing: employeeThing, want: "401 403/403 403/403 403/403 403/403 201/201"},

	// Own things.
	{route: "GET /me", want: everybody(200)},
	{route: "GET /me/preferences", want: everybody(200)},
	{route: "PATCH /me/preferences", body: fields(form{"locale": "en"}), want: everybody(200)},
	{route: "GET /me/wallet/entries", want: everybody(200)},
	{route: "GET /celebrations", want: everybody(200)},
	{route: "GET /notifications", want: everybody(200)},
	{route: "POST /notifications/read", body: fields(form{"up_to": "2026-03-10T09:00:00Z"}), want: everybody(200)},
	{route: "GET /me/year", want: everybody(200)},
	{route: "GET /me/export", want: everybody(200)},
	{route: "GET /employees/{id}/profile", thing: employeeThing, want: everything(200)},
	{route: "GET /search", want: everybody(422)}, // what is looked for is missing
	{route: "GET /me/sessions", want: everybody(200)},
	{route: "DELETE /me/sessions/{id}", thing: func(h *house, of string) string {
		if of == "" {
			of = "lena"
		}
		return h.session(of).String()
	}, want: "401" + strings.Repeat(" 204/404", 5)},
	{route: "DELETE /me/sessions", want: everybody(204)},
	{route: "PUT /me/password", body: fields(form{"present": "ghost of a chance", "next": housePassword}), want: everybody(409)}, // nobody here has one

	// Directory.
	{route: "GET /employees", want: everybody(200)},
	{route: "GET /employees/{id}", thing: employeeThing, want: everything(200)},
	{route: "GET /teams", want: everybody(200)},
	{route: "GET /behaviours", want: everybody(200)},

	// People, as administrators see and change them.
	{route: "GET /roster", want: "401 403 403 403 403 200"},
	{route: "GET /roster/{id}", thing: employeeThing, want: "401 403/403 403/403 403/403 403/403 200/200"},
	{route: "POST /employees", body: newcomerBody, want: "401 403 403 403 403 201"},
	{route: "PATCH /employees/{id}", thing: newcomerThing, body: fields(form{"location": "Hall 3", "role": "manager"}), want: "401 403/403 403/403 403/403 403/403 200/200"},
	{route: "POST /teams", body: teamBody, want: "401 403 403 403 403 201"},
	{route: "PATCH /teams/{id}", thing: teamThing, body: fields(form{"lead_id": nil}), want: "401 403/403 403/403 403/403 403/403 200/200"},

	// Programs.
	{route: "GET /programs", want: everybody(200)},
	{route: "POST /programs", body: programBody, want: "401 403 403 403 201 403"},
	{route: "PATCH /programs/{id}", thing: programThing, body: fields(form{"description": "Another"}), want: "401 403/403 403/403 403/403 200/200 403/403"},

	{route: "GET /programs/{id}/texts", thing: programThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /programs/{id}/versions", thing: programThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /programs/{id}/budget/top-ups", thing: programThing, body: fields(form{"points": 5, "reason": "Peak season"}), want: "401 403/403 403/403 403/403 409/409 403/403"}, // paid by nobody
	{route: "GET /programs/{id}/budget/top-ups", thing: programThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /manager-budgets", want: everybody(200)},
	{route: "POST /manager-budgets", body: func(h *house) any {
		h.exec(`update manager_budget set ended_at = $1 where manager_id = $2 and ended_at is null`, houseStart, h.people["pavel"].ID)
		return form{"manager_id": h.id("pavel"), "period": "quarter", "total": 100}
	}, want: "401 403 403 403 201 403"},
	{route: "POST /manager-budgets/{id}/top-ups", thing: managerBudgetThing, body: fields(form{"points": 5, "reason": "Peak season"}), want: "401 403/403 403/403 403/403 201/201 403/403"},
	{route: "GET /manager-budgets/{id}/top-ups", thing: managerBudgetThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /manager-budgets/{id}/end", thing: managerBudgetThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /programs/effect", body: effectBody, want: "401 403 403 403 200 403"},

	// Figures.
	{route: "GET /analytics/liability", want: "401 403 403 403 200 403"},
	{route: "GET /analytics/benefits", want: "401 403 403 403 200 403"},
	{route: "GET /me/benefits", want: everybody(200)},
	{route: "GET /analytics/budgets", want: "401 403 403 403 200 403"},

	// Awards: each with its owner alone on the panel, closed for nominations.
	{route: "GET /awards", want: everybody(200)},
	{route: "GET /awards/{id}", thing: awardThing, want: everything(200)},
	{route: "GET /awards/{id}/nominations", thing: awardThing, want: "401 200/403 200/403 200/403 200/200 200/403"},
	{route: "PUT /awards/{id}/scores", thing: awardThing, want: "401 422/403 422/403 422/403 422/403 422/403", body: func(*house) any {
		return form{"scores": []form{{"nomination_id": domain.NewNominationID(), "marks": []int{3}}}} // no nomination for it
	}},
	{route: "GET /awards/{id}/ranking", thing: awardThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /awards/{id}/end-scoring", thing: awardThing, body: fields(form{"reason": "A member is ill."}), want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /awards/{id}/decide", thing: awardThing, body: fields(form{"winner_ids": []string{}}), want: "401 403/403 403/403 403/403 200/200 403/403"},

	// Behaviours.
	{route: "POST /behaviours", body: behaviourBody, want: "401 403 403 403 201 403"},
	{route: "PATCH /behaviours/{id}", thing: behaviourThing, body: fields(form{"guidance": "When it was late and they stayed"}), want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /behaviours/{id}/texts", thing: behaviourThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "PUT /behaviours/order", body: behaviourOrder, want: "401 403 403 403 204 403"},

	// The organisation.
	{route: "GET /settings", want: "401 403 403 403 403 200"},
	{route: "PATCH /settings", body: fields(form{"allowance": 100}), want: "401 403 403 403 403 200"},
	{route: "GET /setup", want: "401 403 403 403 200 200"},
	{route: "POST /setup/behaviours", want: "401 403 403 403 204 403"},
	{route: "GET /audit", want: "401 403 403 403 403 200"},
	{route: "GET /health", want: "401 403 403 403 403 200"},

	// Nominations: private ones, each of its owner for ivan, on whom maria decides, or an owner where
	// she is the nominator.
	{route: "POST /nominations", body: func(h *house) any { return h.form("hero", "nina") }, want: everybody(201)},
	{route: "GET /nominations", want: everybody(200)},
	{route: "GET /feed", want: everybody(200)},
	{route: "GET /nominations/{id}", thing: waitingFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "POST /nominations/{id}/enablers", thing: publishedTo, body: func(h *house) any { return form{"employee_id": h.id("nina")} }, want: "401 201/403 201/403 201/403 201/403 201/403"},
	{route: "DELETE /nominations/{id}/enablers/me", thing: namedIn, want: "401 204/404 204/404 204/404 204/404 204/404"},
	{route: "POST /nominations/{id}/confirmation", thing: askedToConfirm, body: fields(form{"confirmed": true}), want: "401 200/404 200/403 200/404 200/403 200/404"},
	{route: "POST /nominations/{id}/approve", thing: waitingFor("ivan"), want: "401 403/403 403/404 403/200 403/200 403/403"},
	{route: "POST /nominations/{id}/decline", thing: waitingFor("ivan"), body: fields(form{"reason": "Tell us more."}), want: "401 403/403 403/404 403/200 403/200 403/403"},
	{route: "POST /nominations/{id}/withdraw", thing: waitingFor("ivan"), want: "401 200/404 200/404 200/403 200/403 200/404"},
	{route: "POST /nominations/{id}/undo", thing: approvedFor("ivan"), want: "401 403/404 403/404 403/200 403/403 403/404"},
	{route: "POST /nominations/{id}/revoke", thing: approvedFor("ivan"), body: fields(form{"reason": "By mistake."}), want: "401 403/403 403/403 403/403 200/200 403/403"},

	// What follows recognitions: private ones, each of its owner for ivan. Who has no part sees none of it.
	{route: "PUT /nominations/{id}/reactions/{emoji}", thing: approvedFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "DELETE /nominations/{id}/reactions/{emoji}", thing: approvedFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "GET /nominations/{id}/comments", thing: approvedFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "POST /nominations/{id}/comments", thing: approvedFor("ivan"), body: fields(form{"text": "Well done."}), want: "401 201/404 201/404 201/201 201/201 201/404"},
	{route: "PATCH /comments/{id}", thing: commentThing, body: fields(form{"text": "Very well done."}), want: "401 200/404 200/404 200/403 200/403 200/404"},
	{route: "DELETE /comments/{id}", thing: commentThing, want: "401 204/404 204/404 204/403 204/204 204/404"},
	{route: "GET /nominations/{id}/boosts", thing: approvedFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "POST /nominations/{id}/boosts", thing: approvedFor("ivan"), body: fields(form{"points": 1}), want: "401 201/404 201/404 201/201 201/201 201/404"},
	{route: "POST /nominations/{id}/reports", thing: approvedFor("ivan"), body: fields(form{"reason": "It names a customer."}), want: "401 201/404 201/404 201/201 201/201 201/404"},
	{route: "GET /reports", want: "401 403 403 403 200 403"},
	{route: "POST /reports/{id}/answer", thing: reportThing, body: fields(form{"action": "stand"}), want: "401 403/403 403/403 403/403 403/200 403/403"},

	{route: "GET /approvals", want: everybody(200)},
	{route: "POST /approvals/batch", want: everybody(200), body: func(h *house) any {
		return form{"items": []form{{"kind": "nomination", "id": domain.NewNominationID(), "action": "approve"}}} // nobody's: each item answers by itself
	}},

	{route: "POST /approvals/{id}/delegate", thing: waitingFor("ivan"), want: "401 403/403 403/404 403/200 403/200 403/403", body: func(h *house) any {
		return form{"to": h.id("second")}
	}},
	{route: "GET /me/team", want: "401 403 200 200 200 403"},
	{route: "GET /me/team/people", want: "401 403 200 200 200 403"},
	{route: "GET /me/team/waiting", want: "401 403 200 200 200 403"},
	{route: "GET /me/delegation", want: everybody(200)},
	{route: "PUT /me/delegation", want: "401 403 200 200 200 403", body: func(h *house) any {
		return form{"to": h.id("second"), "until": "2026-04-01"}
	}},
	{route: "DELETE /me/delegation", want: "401 403 204 204 204 403"},

	// Thank-you cards and letters. A card's thing is one of its owner's, who is its giver.
	{route: "POST /cards", body: fields(form{"count": 1}), want: everybody(201)},
	{route: "GET /cards", want: everybody(200)},
	{route: "POST /cards/open", body: fields(form{"token": "nonsense"}), want: everybody(404)},
	{route: "POST /cards/redeem", body: fields(form{"token": "nonsense"}), want: everybody(404)},
	{route: "POST /cards/{id}/confirm", thing: claimedCard, want: "401 200/404 200/404 200/404 200/404 200/404"},
	{route: "POST /cards/{id}/decline", thing: claimedCard, want: "401 200/404 200/404 200/404 200/404 200/404"},
	{route: "POST /cards/{id}/revoke", thing: openCard, want: "401 200/404 200/404 200/404 200/404 200/200"},
	{route: "GET /nominations/{id}/letter", thing: approvedFor("ivan"), want: "401 200/404 200/404 200/200 200/200 200/404"},

	// Leaderboards.
	{route: "GET /leaderboards/{metric}", thing: func(*house, string) string { return "received" }, want: everything(200)},

	// The books.
	{route: "GET /ledger/check", want: "401 403 403 403 200 200"},

	// Rewards.
	{route: "GET /rewards", want: everybody(200)},
	{route: "GET /rewards/{id}", thing: rewardThing, want: everything(200)},
	{route: "POST /rewards", body: fields(form{"name": "A tree in the yard", "cost": 20}), want: "401 403 403 403 201 403"},
	{route: "PATCH /rewards/{id}", thing: rewardThing, body: fields(form{"cost": 25}), want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /reward-categories", want: everybody(200)},
	{route: "GET /me/wishes", want: everybody(200)},
	{route: "PUT /me/wishes/{reward_id}", thing: rewardThing, want: everything(204)},
	{route: "DELETE /me/wishes/{reward_id}", thing: rewardThing, want: everything(204)},
	{route: "POST /images", media: "image/png", body: dot, want: "401 403 403 403 201 403"},
	{route: "GET /images/{id}", thing: imageThing, want: everything(200)},
	{route: "GET /rewards/{id}/texts", thing: rewardThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /rewards/{id}/codes", thing: codedThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "PATCH /rewards/{id}/codes", thing: codedThing, body: fields(form{"warn_below": 3}), want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /rewards/{id}/codes", thing: codedThing, body: fields(form{"codes": []string{"TREE-4471-A"}}), want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "GET /rewards/{id}/stock", thing: stockedThing, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /rewards/{id}/stock", thing: stockedThing, body: fields(form{"change": 2, "reason": "Two more came."}), want: "401 403/403 403/403 403/403 201/201 403/403"},
	{route: "POST /redemptions", body: func(h *house) any { return form{"reward_id": h.rewardOf(false)} }, want: everybody(201)},
	{route: "GET /redemptions", want: everybody(200)},
	{route: "GET /redemptions/{id}", thing: requested, want: "401 200/404 200/404 200/200 200/200 200/404"},
	{route: "POST /redemptions/{id}/approve", thing: requested, want: "401 403/403 403/404 403/200 403/200 403/403"},
	{route: "POST /redemptions/{id}/reject", thing: requested, body: fields(form{"reason": "It is out of print."}), want: "401 403/403 403/404 403/200 403/200 403/403"},
	{route: "POST /redemptions/{id}/undo", thing: decided, want: "401 403/404 403/404 403/200 403/403 403/404"},
	{route: "POST /redemptions/{id}/fulfil", thing: redeemed, want: "401 403/403 403/403 403/403 200/200 403/403"},
	{route: "POST /redemptions/{id}/order/retry", thing: redeemed, want: "401 403/403 403/403 403/403 409/409 403/403"},                                                    // by hand: there is no order
	{route: "POST /public/supplier-orders/{redemption_id}", thing: redeemedByLena, body: fields(form{"status": "fulfilled"}), want: "401" + strings.Repeat(" 401/401", 5)}, // not signed
	{route: "POST /redemptions/{id}/cancel", thing: requested, want: "401 200/404 200/404 200/403 200/200 200/404"},                                                        // owners fulfil, or say that they cannot

	// Donations: what is not there is not paid.
	{route: "GET /donations", want: "401 403 403 403 200 403"},
	{route: "GET /donations/totals", want: "401 403 403 403 200 403"},
	{route: "POST /donations/pay", body: func(*house) any { return form{"ids": []string{domain.NewDonationID().String()}, "reference": "T-1"} }, want: "401 403 403 403 404 403"},

	// Imports.
	{route: "POST /imports/roster", media: "text/csv", body: file("email,name,team,manager_email,role", "new@demo.example,Neva New,Dispatch,maria@demo.example,employee"), want: "401 403 403 403 403 200"},
	{route: "POST /imports/recognitions", media: "text/csv", body: file("given_at,giver_email,receiver_email,behaviour,points,message", "2025-11-03T09:12:44Z,maria@demo.example,ivan@demo.example,respect,0,Thanks"), want: "401 403 403 403 403 200"},
	{route: "POST /imports/wallets", media: "text/csv", body: file("email,points,note", "ivan@demo.example,12,opening"), want: "401 403 403 403 200 200"},
	{route: "GET /imports", want: "401 403 403 403 200 200"},
	{route: "GET /imports/{id}", thing: importThing, want: "401 403/403 403/403 403/403 200/404 200/200"},
	{route: "POST /imports/{id}/cancel", thing: runningImport, want: "401 403/403 403/403 403/403 200/404 200/200"},
	{route: "POST /imports/{id}/take-back", thing: importThing, want: "401 403/403 403/403 403/403 409/404 409/409"}, // it changed nothing
	{route: "POST /imports/people", body: fields(form{"names": []string{"Ivan Ivanov"}}), want: "401 403 403 403 403 200"},

	// Webhooks: they belong to the organisation.
	{route: "GET /webhooks", want: "401 403 403 403 403 200"},
	{route: "POST /webhooks", body: fields(endpointBody), want: "401 403 403 403 403 201"},
	{route: "GET /webhooks/preview", want: "401 403 403 403 403 200"},
	{route: "PATCH /webhooks/{id}", thing: endpointThing, body: fields(form{"language": "ru"}), want: "401 403/403 403/403 403/403 403/403 200/200"},
	{route: "DELETE /webhooks/{id}", thing: endpointThing, want: "401 403/403 403/403 403/403 403/403 204/204"},
	{route: "POST /webhooks/{id}/test", thing: endpointThing, want: "401 403/403 403/403 403/403 403/403 202/202"},
	{route: "GET /webhooks/{id}/deliveries", thing: endpointThing, want: "401 403/403 403/403 403/403 403/403 200/200"},
	{route: "POST /deliveries/{id}/retry", thing: deliveryThing, want: "401 403/403 403/403 403/403 403/403 202/202"},

	// The live feed does not run in this house: who is let in hears just that.
	{route: "GET /events", want: everybody(503)},
}

// outsideTable are the routes outside the API, and those of its document: they are for whoever asks.
var outsideTable = []string{
	"GET /api/v1/docs", "GET /api/v1/docs.css", "GET /api/v1/openapi.json", "GET /api/v1/openapi.yaml",
	"GET /api/v1/openapi-3.0.json", "GET /api/v1/openapi-3.0.yaml", "GET /healthz", "GET /readyz", "GET /metrics",
}

func noThing(*house, string) string            { return "nonsense" }
func employeeThing(h *house, of string) string { return h.id(of) }
func behaviourBody(*house) any                 { return form{"name": "Behaviour " + domain.NewBehaviourID().String()} }

func behaviourThing(h *house, _ string) string {
	return h.as("owner").post("/behaviours", behaviourBody(h)).expect(http.StatusCreated).str("id")
}

func behaviourOrder(h *house) any {
	ids := []string{}
	for _, b := range h.as("owner").get("/behaviours?all=true&limit=100").at("items.#.id").Array() {
		ids = append(ids, b.String())
	}
	return form{"ids": ids}
}

func newcomerBody(*house) any {
	return form{"name": "Neva New", "email": domain.NewEmployeeID().String() + "@demo.example", "role": "employee"}
}

func newcomerThing(h *house, _ string) string {
	return h.as("admin").post("/employees", newcomerBody(h)).expect(http.StatusCreated).str("id")
}
func teamBody(*house) any { return form{"name": "Team " + domain.NewTeamID().String()} }
func teamThing(h *house, _ string) string {
	return h.as("admin").post("/teams", teamBody(h)).expect(http.StatusCreated).str("id")
}

func imageThing(h *house, _ string) string {
	return h.as("owner").with("Content-Type", "image/png").post("/images", dot(h)).expect(http.StatusCreated).str("id")
}
func codedThing(h *house, _ string) string   { return h.offer(form{"fulfilment": "code"}) }
func stockedThing(h *house, _ string) string { return h.offer(form{"stock": 3}) }
func rewardThing(h *house, _ string) string  { return h.rewardOf(false) }
func programThing(h *house, _ string) string {
	return h.as("owner").post("/programs", programBody(h)).expect(http.StatusCreated).str("id")
}

// awardThing is an award that somebody alone scores.
func awardThing(h *house, of string) string {
	return h.award(form{"from": "2026-02-01", "to": "2026-02-28"}, form{"panel_ids": []string{h.id(cmp.Or(of, "lena"))}})
}

// openCard is a thank-you card of somebody's.
func openCard(h *house, of string) string {
	return h.as(of).post("/cards", form{"count": 1}).expect(http.StatusCreated).str("items.0.id")
}

// claimedCard is a card that ivan has redeemed.
func claimedCard(h *house, of string) string {
	made := h.as(of).post("/cards", form{"count": 1}).expect(http.StatusCreated)
	_, token, _ := strings.Cut(made.str("items.0.url"), "#")
	h.as("ivan").post("/cards/redeem", form{"token": token, "story": "Lent me a torch."}).expect(http.StatusOK)
	return made.str("items.0.id")
}

var endpointBody = form{"kind": "standard", "url": "https://hooks.example.com/laurel", "events": []string{"recognition.published"}}

func endpointThing(h *house, _ string) string {
	return h.as("admin").post("/webhooks", endpointBody).expect(http.StatusCreated).str("id")
}

// importThing is an import of wallets that somebody has asked for.
func importThing(h *house, of string) string {
	id := domain.NewImportID()
	by := h.people["admin"].ID
	if of != "" {
		by = h.people[of].ID
	}
	h.exec(`insert into import (id, kind, status, created_by, created_at, seen_at) values ($1, 'wallets', 'done', $2, $3, $3)`, id, by, houseStart)
	return id.String()
}

// runningImport is one that runs.
func runningImport(h *house, of string) string {
	id := importThing(h, of)
	h.exec(`update import set status = 'running' where id = $1`, id)
	return id
}

// deliveryThing is a try that failed.
func deliveryThing(h *house, _ string) string {
	id := domain.NewDeliveryID()
	h.exec(`insert into delivery (id, endpoint_id, event_id, event, attempt, status, at) values ($1, $2, $3, 'recognition.published', 10, 'abandoned', $4)`,
		id, endpointThing(h, ""), domain.NewEventID(), houseStart)
	return id.String()
}

func programBody(*house) any {
	return form{
		"name": "Program " + domain.NewProgramID().String(), "funding": "none", "approval": "manager",
		"points": form{"min": 0, "max": 0, "default": 0, "levels": []int{}},
	}
}

// effectBody would change a program that is there.
func effectBody(h *house) any {
	return programBody(h).(form).with("id", h.programs["hero"])
}

// rewardOf gives a reward that costs nothing worth speaking of.
func (h *house) rewardOf(approval bool) string {
	return h.offer(form{"name": "Reward " + domain.NewRewardID().String(), "cost": 1, "requires_approval": approval})
}

// waitingFor is a private nomination by its owner that waits for the nominee's manager.
func waitingFor(nominee string) func(*house, string) string {
	return func(h *house, of string) string {
		return h.as(of).post("/nominations", h.form("hero", nominee).with("visibility", "private").with("points", 10)).expect(http.StatusCreated).str("id")
	}
}

// approvedFor is waitingFor, approved by maria or, where the nomination is hers, by the owner.
func approvedFor(nominee string) func(*house, string) string {
	return func(h *house, of string) string {
		id, by := waitingFor(nominee)(h, of), "maria"
		if of == "maria" {
			by = "owner"
		}
		h.as(by).post("/nominations/"+id+"/approve", nil).expect(http.StatusOK)
		return id
	}
}

// commentThing is what somebody said to a private recognition of theirs.
func commentThing(h *house, of string) string {
	id := approvedFor("ivan")(h, of)
	return h.as(of).post("/nominations/"+id+"/comments", form{"text": "Well done."}).expect(http.StatusCreated).str("id")
}

// reportThing is a report, by ivan, of a private recognition that somebody gave him.
func reportThing(h *house, of string) string {
	id := approvedFor("ivan")(h, of)
	return h.as("ivan").post("/nominations/"+id+"/reports", form{"reason": "It names a customer."}).expect(http.StatusCreated).str("id")
}

// publishedTo is a recognition of somebody.
func publishedTo(h *house, of string) string { return h.thank("ivan", of, "public") }

// namedIn is a recognition of ivan's in which somebody was named as an enabler.
func namedIn(h *house, of string) string {
	id := h.thank("second", "ivan", "public")
	h.as("ivan").post("/nominations/"+id+"/enablers", form{"employee_id": h.id(of)}).expect(http.StatusCreated)
	return id
}

// askedToConfirm is a nomination of nina that waits, with somebody as its customer who has been asked.
// Who stands above nina sees it without being asked.
func askedToConfirm(h *house, of string) string {
	id := h.as("ivan").post("/nominations", h.form("hero", "nina").with("customer", form{"kind": "employee", "id": h.id(of)})).expect(http.StatusCreated).str("id")
	h.exec(`insert into confirmation (nomination_id, employee_id, asked_at) values ($1, $2, $3)`, id, h.people[of].ID, houseStart)
	return id
}

// requested is a redemption that waits for approval.
func requested(h *house, of string) string {
	return h.redeem(of, h.rewardOf(true))
}

// decided is a redemption that maria has approved where it is lena's, else the second owner.
func decided(h *house, of string) string {
	id, by := requested(h, of), "second"
	if of == "lena" {
		by = "maria"
	}
	h.as(by).post("/redemptions/"+id+"/approve", nil).expect(http.StatusOK)
	return id
}

// redeemed is a redemption that waits to be fulfilled.
func redeemed(h *house, of string) string {
	return h.redeem(of, h.rewardOf(false))
}

// redeemedByLena is redeemed, of lena's where nobody in particular asks.
func redeemedByLena(h *house, of string) string {
	if of == "" {
		of = "lena"
	}
	return redeemed(h, of)
}

// accessHouse is a house with lena, with a second owner who decides on what is the first's, and with points in everybody's wallet.
func accessHouse(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	if err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		h.hire(tx, "lena", "Lena Kuznetsova", domain.RoleEmployee, "Dispatch", "maria", houseStart)
		h.hire(tx, "second", "Sonja Second", domain.RoleOwner, "Office", "", houseStart)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lena", "olga", "pavel", "maria", "owner", "admin"} {
		h.fund(name, 100)
	}
	return h
}

func TestAccess_everyRouteIsInTheTable(t *testing.T) {
	h := newHouse(t)
	inTable := map[string]bool{}
	for _, line := range accessTable {
		if inTable[line.route] {
			t.Errorf("%s is in the table twice", line.route)
		}
		inTable[line.route] = true
	}
	for _, r := range h.server.routes {
		if !inTable[r.Method+" "+r.Path] {
			t.Errorf("%s %s is not in the table of access", r.Method, r.Path)
		}
		delete(inTable, r.Method+" "+r.Path)
	}
	for route := range inTable {
		t.Errorf("%s is in the table of access, but no route", route)
	}
}

// TestAccess_nothingIsServedPastTheList looks at what the server itself knows, so that a route that
// was added without its access is found.
func TestAccess_nothingIsServedPastTheList(t *testing.T) {
	h := newHouse(t)
	listed := map[string]bool{}
	for _, r := range h.server.routes {
		listed[r.Method+" "+Base+fiberPath(r.Path)] = true
	}
	for _, route := range outsideTable {
		listed[route] = true
	}
	for _, r := range h.server.app.GetRoutes(true) {
		if r.Method != http.MethodHead && !listed[r.Method+" "+r.Path] {
			t.Errorf("%s %s is served, and on no list of access", r.Method, r.Path)
		}
	}
}

// fiberPath writes a path as Fiber does: {id} as :id.
func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

func TestAccess_everyRouteByEveryRole(t *testing.T) {
	h := accessHouse(t)
	for _, line := range accessTable {
		t.Run(line.route, func(t *testing.T) {
			method, path, _ := strings.Cut(line.route, " ")
			var got []string
			for _, asker := range askers {
				h.sessions.Delete(asker) // a line may have ended it
				if line.thing == nil {
					got = append(got, h.walk(line, method, path, asker, ""))
					continue
				}
				other := h.walk(line, method, path, asker, "lena")
				if asker == "" {
					got = append(got, other)
					continue
				}
				got = append(got, h.walk(line, method, path, asker, asker)+"/"+other)
			}
			if all := strings.Join(got, " "); all != line.want {
				t.Errorf("%v\n got %s\nwant %s", askers[1:], all, line.want)
			}
		})
	}
}

// walk makes one call and gives its status.
func (h *house) walk(line accessLine, method, path, asker, of string) string {
	h.t.Helper()
	if line.thing != nil {
		id := line.thing(h, of)
		path = path[:strings.Index(path, "{")] + id + path[strings.Index(path, "}")+1:]
		path = strings.Replace(path, "{emoji}", "leaf", 1)
	}
	var body any
	if line.body != nil {
		body = line.body(h)
	}
	c := h.as(asker)
	if line.media != "" {
		c = c.with("Content-Type", line.media)
	}
	return fmt.Sprint(c.call(method, path, body).status)
}

// publicRoutes is the whole list of what nobody in particular may call (API.md, Access).
var publicRoutes = []string{
	"POST /auth/session", "POST /auth/session/number", "POST /auth/login", "POST /auth/refresh", "POST /auth/logout",
	"POST /auth/password/forgot", "POST /auth/password/reset", "POST /auth/invitations/{token}",
	"GET /auth/password/reset/{token}", "GET /auth/options", "GET /auth/invitations/{token}",
	"GET /decisions/{token}", "POST /decisions/{token}",
	"POST /public/supplier-orders/{redemption_id}", // by signature
}

func TestAccess_publicRoutesAreTheseOnly(t *testing.T) {
	var public []string
	for _, r := range newHouse(t).server.routes {
		if r.Access.public {
			public = append(public, r.Method+" "+r.Path)
		}
	}
	slices.Sort(public)
	want := slices.Sorted(slices.Values(publicRoutes))
	if !slices.Equal(public, want) {
		t.Errorf("public routes %v, want %v", public, want)
	}
}

// TestAccess_isCheckedBeforeTheInput sends nonsense to every route: who may not call it hears of
// that, and nothing of what is wrong with the input (API.md, Conventions).
func TestAccess_isCheckedBeforeTheInput(t *testing.T) {
	h := newHouse(t)
	for _, r := range h.server.routes {
		path := r.Path
		if at := strings.Index(path, "{"); at >= 0 {
			path = path[:at] + "nonsense" + path[strings.Index(path, "}")+1:]
		}
		var body any
		if isUnsafe(r.Method) {
			body = "{nonsense"
		}
		if r.Access.public {
			continue
		}
		h.as("").with("Accept", "image/png").call(r.Method, path+"?limit=nonsense", body).problem(401, "unauthenticated")
		for name, role := range map[string]domain.Role{"ivan": domain.RoleEmployee, "maria": domain.RoleManager, "owner": domain.RoleOwner, "admin": domain.RoleAdmin} {
			if len(r.Access.roles) > 0 && !slices.Contains(r.Access.roles, role) {
				h.as(name).with("Accept", "image/png").call(r.Method, path+"?limit=nonsense", body).problem(403, "forbidden")
			}
		}
	}
}

// TestAccess_nobodySetsWhatIsNotTheirsToSet adds to a right body what a caller would like to decide.
func TestAccess_nobodySetsWhatIsNotTheirsToSet(t *testing.T) {
	h := accessHouse(t)
	wishes := map[string]any{
		"id": domain.NewNominationID().String(), "status": "approved", "role": "admin", "employee_id": h.id("olga"), "nominator_id": h.id("olga"),
		"decided_by": h.id("olga"), "created_at": "2020-01-01T00:00:00Z", "wallet": 1_000_000, "balance": 1_000_000, "step": 2, "active_until": "2099-01-01",
	}
	for _, line := range accessTable {
		if line.body == nil || strings.HasPrefix(line.route, "POST /public/supplier-orders/") { // whose body is read once it is signed
			continue
		}
		method, path, _ := strings.Cut(line.route, " ")
		if line.thing != nil {
			path = path[:strings.Index(path, "{")] + line.thing(h, "lena") + path[strings.Index(path, "}")+1:]
		}
		for wish, value := range wishes {
			body, ok := line.body(h).(form)
			if !ok {
				continue // a file
			}
			if _, is := body[wish]; is {
				continue
			}
			body = maps.Clone(body)
			body[wish] = value
			// The first who may call the route at all: an owner may nearly everything, an admin the rest.
			for _, asker := range []string{"owner", "admin"} {
				a := h.as(asker).call(method, path, body)
				if a.status == http.StatusForbidden {
					continue
				}
				if a.status != http.StatusUnprocessableEntity || a.str("code") != "invalid_input" {
					t.Errorf("%s with %q: %d %s", line.route, wish, a.status, a.text)
				}
				break
			}
		}
	}
}

// TestAccess_manyAtOnceIsNoWayAround decides by /approvals/batch, where each item answers by itself.
func TestAccess_manyAtOnceIsNoWayAround(t *testing.T) {
	h := accessHouse(t)
	for _, kind := range []string{"nomination", "redemption"} {
		thing := waitingFor("ivan")
		if kind == "redemption" {
			thing = requested
		}
		for _, action := range []string{"approve", "decline"} {
			var got []string
			for _, asker := range askers[1:] {
				body := form{"items": []form{
					{"kind": kind, "id": thing(h, asker), "action": action, "reason": "Tell us more."},
					{"kind": kind, "id": thing(h, "lena"), "action": action, "reason": "Tell us more."},
				}}
				a := h.as(asker).post("/approvals/batch", body).expect(http.StatusOK)
				got = append(got, a.str("results.0.status")+"/"+a.str("results.1.status"))
			}
			if all := strings.Join(got, " "); all != "403/404 403/404 403/200 403/200 403/404" {
				t.Errorf("%s of a %s by %v: %s", action, kind, askers[1:], all)
			}
		}
	}
}

func TestAccess_pointsOutsideTheProgramAreRefused(t *testing.T) {
	h := newHouse(t)
	for _, points := range []any{-1, 51, 1e18, 1.5, "50"} {
		h.as("ivan").post("/nominations", h.form("thanks", "olga").with("points", points)).expect(422)
	}
	id := waitingFor("ivan")(h, "olga")
	for _, points := range []any{-1, 9, 101, 1e18} {
		h.as("maria").post("/nominations/"+id+"/approve", form{"points": points}).expect(422)
	}
}

func TestAccess_aRolesRemovalActsOnTheNextRequest(t *testing.T) {
	h := newHouse(t)
	h.letIn("owner")
	b := h.browser()
	b.post("/auth/session", credentials("owner", housePassword)).expect(200)
	for _, c := range []*caller{b, h.as("owner")} {
		c.get("/ledger/check").expect(200)
		h.exec(`update employee set role = 'employee' where id = $1`, h.people["owner"].ID)
		c.get("/ledger/check").problem(403, "forbidden")
		h.exec(`update employee set role = 'owner' where id = $1`, h.people["owner"].ID)
	}
	// A manager whose reports have gone to another decides no more on what they are put forward for.
	id := waitingFor("ivan")(h, "olga")
	h.as("maria").get("/nominations/" + id).expect(200)
	h.exec(`update employee set role = 'employee' where id = $1`, h.people["maria"].ID)
	h.as("maria").get("/nominations/" + id).expect(200) // still their manager: who has reports is one
	h.exec(`update employee set active = false where id = $1`, h.people["maria"].ID)
	h.as("maria").get("/nominations/"+id).problem(401, "unauthenticated")
}
