package reward

import "laurel/domain"

// Short is a redemption in the few facts that the live feed tells of it, and who may see it besides
// owners: the redeemer, and who was asked or has decided.
type Short struct {
	ID           domain.RedemptionID `db:"id"`
	RewardID     domain.RewardID     `db:"reward_id"`
	RewardName   string              `db:"reward_name"`
	RewardRu     *string             `db:"reward_name_ru"` // nil where the reward has no Russian name
	EmployeeID   domain.EmployeeID   `db:"employee_id"`
	EmployeeName string              `db:"employee_name"`
	Quantity     int64               `db:"quantity"`
	Points       int64               `db:"points"`
	Asked        bool                `db:"asked"` // whether anybody had to approve it
	Approvers    domain.Chain        `db:"approvers"`
}

// RewardIn gives the name of the reward in a language.
func (s Short) RewardIn(language string) string {
	if language == "ru" && s.RewardRu != nil {
		return *s.RewardRu
	}
	return s.RewardName
}

// Readers gives the employees who may see it; owners may see all.
func (s Short) Readers() []domain.EmployeeID {
	return append([]domain.EmployeeID{s.EmployeeID}, s.Approvers...)
}
