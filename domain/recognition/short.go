package recognition

import (
	"time"

	"laurel/domain"
)

// Titled is a thing by id and name in both languages; Russian is nil where it has no name of its own
// in it.
type Titled struct {
	ID      domain.ID[any] `json:"id"`
	Code    string         `json:"code"` // of a behaviour
	Name    string         `json:"name"`
	Russian *string        `json:"ru"`
}

// In gives the name in a language.
func (t Titled) In(language string) string {
	if language == "ru" && t.Russian != nil {
		return *t.Russian
	}
	return t.Name
}

// Short is a nomination in the few facts that the live feed tells of it, and who may see it (API.md,
// Access). Everyone says that all may.
type Short struct {
	ID         domain.NominationID `db:"id"`
	Status     Status              `db:"status"`
	Visibility Visibility          `db:"visibility"`
	Source     Source              `db:"source"`
	Points     int64               `db:"points"`
	Program    List[Titled]        `db:"program"` // none for imported history
	Nominator  List[Named]         `db:"nominator"`
	Nominees   List[Person]        `db:"nominees"`
	Behaviours List[Titled]        `db:"behaviours"`
	Published  *time.Time          `db:"published_at"`
	Hidden     bool                `db:"hidden"`
	Enablers   domain.Chain        `db:"enablers"`
	Approvers  domain.Chain        `db:"approvers"` // who was asked or has decided
	Above      domain.Chain        `db:"above"`     // managers of the nominees
}

// Everyone says whether all employees may see it.
func (s Short) Everyone() bool { return s.Status == Approved && s.Visibility == Public && !s.Hidden }

// Readers gives the employees who may see it whoever else may: who gave, decides or stands above; and,
// once it was published, who was recognised or named. Owners may see all.
func (s Short) Readers() []domain.EmployeeID {
	readers := append([]domain.EmployeeID{}, s.Approvers...)
	readers = append(readers, s.Above...)
	for _, n := range s.Nominator {
		readers = append(readers, domain.EmployeeID{UUID: n.ID.UUID})
	}
	if s.Status == Approved || s.Status == Revoked {
		for _, n := range s.Nominees {
			readers = append(readers, n.ID)
		}
	}
	if s.Status == Approved && !s.Hidden {
		readers = append(readers, s.Enablers...)
	}
	return readers
}
