package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/reward"
)

// SavedFor is a reward that you save for.
type SavedFor struct {
	Reward   Reward    `json:"reward"`
	WishedAt time.Time `json:"wished_at"`
	Missing  int64     `json:"missing" doc:"How many points are still to go to one of it; 0: you have them."`
}

func savedForOf(w reward.Wish) SavedFor {
	return SavedFor{Reward: rewardOf(w.View), WishedAt: w.WishedAt.UTC(), Missing: w.Missing()}
}

// RewardCategory is one under which rewards stand that you may have.
type RewardCategory struct {
	Name    string `json:"name"`
	Rewards int64  `json:"rewards"`
}

type wishInput struct {
	ID string `path:"reward_id" doc:"Of the reward."`
}

func (s *server) addWishes() {
	tags := []string{"Rewards"}
	register(s, forEverybody, huma.Operation{
		OperationID: "list-reward-categories", Method: http.MethodGet, Path: "/reward-categories",
		Summary: "The categories of the rewards that you may have, by name", Tags: tags,
	}, s.listRewardCategories)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-wishes", Method: http.MethodGet, Path: "/me/wishes",
		Summary: "What you save for, and how far it is", Tags: tags, Description: "Nobody else sees it.",
	}, s.listWishes)
	register(s, forEverybody, huma.Operation{
		OperationID: "wish", Method: http.MethodPut, Path: "/me/wishes/{reward_id}", DefaultStatus: http.StatusNoContent,
		Summary: "Save for a reward", Tags: tags,
	}, func(ctx context.Context, in *wishInput) (*struct{}, error) { return s.onWish(ctx, in, s.uc.Wish) })
	register(s, forEverybody, huma.Operation{
		OperationID: "unwish", Method: http.MethodDelete, Path: "/me/wishes/{reward_id}", DefaultStatus: http.StatusNoContent,
		Summary: "Save for a reward no more", Tags: tags,
	}, func(ctx context.Context, in *wishInput) (*struct{}, error) { return s.onWish(ctx, in, s.uc.Unwish) })
}

func (s *server) listRewardCategories(ctx context.Context, in *PageInput) (*listOutput[RewardCategory], error) {
	page, err := s.uc.RewardCategories(ctx, actorOf(ctx), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, func(c reward.Category) RewardCategory { return RewardCategory(c) }), nil
}

func (s *server) listWishes(ctx context.Context, in *PageInput) (*listOutput[SavedFor], error) {
	page, err := s.uc.Wishes(ctx, actorOf(ctx), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, savedForOf), nil
}

func (s *server) onWish(ctx context.Context, in *wishInput, verb func(context.Context, domain.Actor, domain.RewardID) error) (*struct{}, error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, verb(ctx, actorOf(ctx), id)
}
