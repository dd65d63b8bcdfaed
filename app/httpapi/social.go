package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// Reactions are what people reacted with.
type Reactions struct {
	Reactions   map[string]int `json:"reactions" doc:"How many reacted with each emoji; those that nobody chose are left out."`
	MyReactions []string       `json:"my_reactions"`
}

// Comment is what somebody said to a recognition.
type Comment struct {
	ID        string     `json:"id" format:"uuid"`
	Author    Person     `json:"author"`
	Text      string     `json:"text" example:"The customer called to say thank you."`
	CreatedAt time.Time  `json:"created_at"`
	EditedAt  *time.Time `json:"edited_at"`
	Can       CommentCan `json:"can" doc:"What the caller may do with it."`
}

// CommentCan says what the caller may do with a comment.
type CommentCan struct {
	Edit   bool `json:"edit"`
	Remove bool `json:"remove"`
}

// CommentInput is what somebody says.
type CommentInput struct {
	Text string `json:"text" maxLength:"8000" doc:"1 to 2,000 characters, shown as typed." example:"The customer called to say thank you."`
}

// BoostInput is how much somebody adds.
type BoostInput struct {
	Points int64 `json:"points" minimum:"1" maximum:"1000000" doc:"Whole points for each nominee: two nominees cost the allowance twice as many." example:"10"`
}

// Boost is points that a colleague added to a recognition.
type Boost struct {
	ID        string    `json:"id" format:"uuid"`
	By        Person    `json:"by"`
	Points    *int64    `json:"points" doc:"For each nominee; null where one keeps them to themselves."`
	Total     *int64    `json:"total" doc:"Of the allowance, in all; null likewise."`
	CreatedAt time.Time `json:"created_at"`
}

// BoostMade is what came of a boost.
type BoostMade struct {
	ID            string    `json:"id" format:"uuid"`
	Points        int64     `json:"points" doc:"For each nominee."`
	Total         int64     `json:"total" doc:"Of the allowance, in all."`
	CreatedAt     time.Time `json:"created_at"`
	Boosts        Boosts    `json:"boosts" doc:"Of the recognition, this one included."`
	AllowanceLeft int64     `json:"allowance_left"`
}

func reactionsOf(s recognition.Social) map[string]int {
	counts := map[string]int{}
	for _, e := range recognition.Emojis() {
		if n := s.Count(e); n > 0 {
			counts[string(e)] = n
		}
	}
	return counts
}

// mineOf lists the reader's reactions in the order in which emoji are shown.
func mineOf(s recognition.Social) []string {
	mine := []string{}
	for _, e := range recognition.Emojis() {
		for _, m := range s.Mine {
			if m == e {
				mine = append(mine, string(e))
			}
		}
	}
	return mine
}

func commentFor(actor domain.Actor) func(recognition.Comment) Comment {
	return func(c recognition.Comment) Comment {
		return Comment{
			ID: c.ID.String(), Text: c.Text, CreatedAt: c.CreatedAt.UTC(), EditedAt: utc(c.EditedAt),
			Author: Person{ID: c.Author.String(), Name: c.AuthorName, Team: refOf(c.TeamID, c.TeamName)},
			Can:    CommentCan{Edit: c.Author == actor.ID, Remove: c.MayRemove(actor)},
		}
	}
}

func boostOf(b recognition.Boost) Boost {
	shown := Boost{
		ID: b.ID.String(), CreatedAt: b.CreatedAt.UTC(),
		By: Person{ID: b.By.String(), Name: b.Name, Team: refOf(b.TeamID, b.TeamName)},
	}
	if b.Points > 0 { // else they are not for the caller to see
		shown.Points, shown.Total = &b.Points, &b.Total
	}
	return shown
}

func boostMadeFor(actor domain.Actor) func(usecase.Boosted) BoostMade {
	return func(b usecase.Boosted) BoostMade {
		return BoostMade{
			ID: b.ID.String(), Points: b.Points, Total: b.Total, CreatedAt: b.CreatedAt.UTC(), AllowanceLeft: b.Left,
			Boosts: boostsFor(actor, b.About),
		}
	}
}

func (s *server) addSocial() {
	register(s, forEverybody, huma.Operation{
		OperationID: "react", Method: http.MethodPut, Path: "/nominations/{id}/reactions/{emoji}",
		Summary: "React to a recognition", Tags: []string{"Recognitions"},
		Description: "Again is the same as once. Who sees a published recognition may react to it.",
	}, s.react)
	register(s, forEverybody, huma.Operation{
		OperationID: "unreact", Method: http.MethodDelete, Path: "/nominations/{id}/reactions/{emoji}",
		Summary: "Take your reaction back", Tags: []string{"Recognitions"},
	}, s.unreact)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-comments", Method: http.MethodGet, Path: "/nominations/{id}/comments",
		Summary: "Comments to a recognition, the first said first", Tags: []string{"Recognitions"},
	}, s.listComments)
	register(s, forEverybody, huma.Operation{
		OperationID: "comment", Method: http.MethodPost, Path: "/nominations/{id}/comments", DefaultStatus: http.StatusCreated,
		Summary: "Say something to a recognition", Tags: []string{"Recognitions"},
		Description: "Who sees the recognition sees its comments. The text is kept as typed; nothing in it is ever run.",
	}, s.comment)
	register(s, forEverybody, huma.Operation{
		OperationID: "edit-comment", Method: http.MethodPatch, Path: "/comments/{id}",
		Summary: "Put other words in the place of your own", Tags: []string{"Recognitions"},
	}, s.editComment)
	register(s, forEverybody, huma.Operation{
		OperationID: "remove-comment", Method: http.MethodDelete, Path: "/comments/{id}",
		Summary: "Take a comment away: your own, or as an owner any", Tags: []string{"Recognitions"},
	}, s.removeComment)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-boosts", Method: http.MethodGet, Path: "/nominations/{id}/boosts",
		Summary: "Boosts of a recognition, the latest first", Tags: []string{"Recognitions"},
	}, s.listBoosts)
	register(s, forEverybody, huma.Operation{
		OperationID: "boost", Method: http.MethodPost, Path: "/nominations/{id}/boosts", DefaultStatus: http.StatusCreated,
		Summary: "Add points of your own allowance to a recognition", Tags: []string{"Recognitions"},
		Description: "`points` are for each nominee, so that nothing is left over. Nobody boosts a recognition of themselves (403 `own_recognition`); " +
			"short of points it is 409 `insufficient_allowance`. Boosts count as points received on boards, on the day of the recognition. " +
			"When the recognition is revoked, they go back to who gave them.",
	}, s.boost)
}

type reactionInput struct {
	ID    string `path:"id" doc:"Of the nomination."`
	Emoji string `path:"emoji" enum:"leaf,clap,heart,idea"`
}

type reactionsOutput struct{ Body Reactions }

type reacting func(context.Context, domain.Actor, domain.NominationID, recognition.Emoji) (recognition.Social, error)

func (s *server) react(ctx context.Context, in *reactionInput) (*reactionsOutput, error) {
	return in.run(ctx, s.uc.React)
}

func (s *server) unreact(ctx context.Context, in *reactionInput) (*reactionsOutput, error) {
	return in.run(ctx, s.uc.Unreact)
}

func (in *reactionInput) run(ctx context.Context, work reacting) (*reactionsOutput, error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	emoji, err := recognition.ParseEmoji(in.Emoji)
	if err != nil {
		return nil, err
	}
	social, err := work(ctx, actorOf(ctx), id, emoji)
	if err != nil {
		return nil, err
	}
	return &reactionsOutput{Body: Reactions{Reactions: reactionsOf(social), MyReactions: mineOf(social)}}, nil
}

type listOfNominationInput struct {
	PageInput
	ID string `path:"id" doc:"Of the nomination."`
}

func (s *server) listComments(ctx context.Context, in *listOfNominationInput) (*listOutput[Comment], error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	page, err := s.uc.Comments(ctx, actor, id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, commentFor(actor)), nil
}

func (s *server) comment(ctx context.Context, in *verbInput[CommentInput]) (*onceOutput[Comment], error) {
	return verbOn(ctx, in, http.StatusCreated, commentFor(actorOf(ctx)), func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.AddComment(ctx, actor, id, in.Body.Text, o)
	})
}

// verbOn runs a verb on one nomination that answers something else than the nomination.
func verbOn[B, D, W any](ctx context.Context, in *verbInput[B], status int, shape func(D) W, run func(domain.Actor, domain.NominationID, usecase.Once) (usecase.Answer, error)) (*onceOutput[W], error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, status, in.Body, shape)
	if err != nil {
		return nil, err
	}
	o.Nomination = &id
	answer, err := run(actorOf(ctx), id, o)
	return onceAnswer[W](answer), err
}

type commentInput struct {
	ID string `path:"id" doc:"Of the comment."`
}

type editCommentInput struct {
	ID   string `path:"id" doc:"Of the comment."`
	Body CommentInput
}

type commentOutput struct{ Body Comment }

func (s *server) editComment(ctx context.Context, in *editCommentInput) (*commentOutput, error) {
	id, err := domain.ParseCommentID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	c, err := s.uc.EditComment(ctx, actor, id, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &commentOutput{Body: commentFor(actor)(c)}, nil
}

func (s *server) removeComment(ctx context.Context, in *commentInput) (*struct{}, error) {
	id, err := domain.ParseCommentID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.uc.RemoveComment(ctx, actorOf(ctx), id)
}

func (s *server) listBoosts(ctx context.Context, in *listOfNominationInput) (*listOutput[Boost], error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.Boosts(ctx, actorOf(ctx), id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, boostOf), nil
}

func (s *server) boost(ctx context.Context, in *verbInput[BoostInput]) (*onceOutput[BoostMade], error) {
	return verbOn(ctx, in, http.StatusCreated, boostMadeFor(actorOf(ctx)), func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Boost(ctx, actor, id, in.Body.Points, o)
	})
}
