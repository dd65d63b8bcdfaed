package usecase

import (
	"context"
	"sync"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/postgres"
)

// boardNames keeps the names that boards show for a moment: the same people stand at the top of the
// same boards for everybody who looks. A new name is shown within that moment.
type boardNames struct {
	db     *postgres.DB
	mutex  sync.Mutex
	people map[domain.EmployeeID]leaderboard.Person
}

const (
	namesKept   = time.Second
	mostNames   = 20_000
	mostAskedOf = 500 // larger groups of ties are not asked for again so soon
)

// get gives those of some employees who may stand on boards.
func (n *boardNames) get(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]leaderboard.Person, error) {
	if len(ids) > mostAskedOf {
		return n.db.Boards.People(ctx, ids)
	}
	found, missing := n.known(ids)
	if len(missing) == 0 {
		return found, nil
	}
	read, err := n.db.Boards.People(ctx, missing)
	if err != nil {
		return nil, err
	}
	n.keep(read)
	for id, p := range read {
		found[id] = p
	}
	return found, nil
}

func (n *boardNames) known(ids []domain.EmployeeID) (found map[domain.EmployeeID]leaderboard.Person, missing []domain.EmployeeID) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	found = make(map[domain.EmployeeID]leaderboard.Person, len(ids))
	for _, id := range ids {
		if p, ok := n.people[id]; ok {
			found[id] = p
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing
}

// keep remembers people until all are forgotten together, a moment after the first of them came.
func (n *boardNames) keep(people map[domain.EmployeeID]leaderboard.Person) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.people == nil {
		n.people = make(map[domain.EmployeeID]leaderboard.Person, len(people))
		time.AfterFunc(namesKept, n.forget)
	}
	for id, p := range people {
		if len(n.people) < mostNames {
			n.people[id] = p
		}
	}
}

func (n *boardNames) forget() {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.people = nil
}
