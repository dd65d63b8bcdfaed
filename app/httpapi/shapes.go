package httpapi

import (
	"time"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// Shapes give things as the API gives them to nobody in particular: the data of announcements, and the results of imports.
func Shapes() usecase.Shapes {
	return usecase.Shapes{
		Nomination: func(v recognition.View) any { return nominationFor(domain.Actor{}, time.Time{})(v) },
		Redemption: func(v reward.RedemptionView) any { return redemptionFor(domain.Actor{}, time.Time{})(v) },
		Endpoint:   func(e announcement.Endpoint) any { return endpointOf(e) },
		Import:     importAnswer,
		Problem:    func(err error) any { return problemOf(err) },
	}
}
