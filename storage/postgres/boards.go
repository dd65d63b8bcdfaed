package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

// Boards answers leaderboards of every metric, period and scope from the recognitions themselves.
type Boards struct {
	q  queryer
	tx *Tx
}

// boardRow is a line of a page; its first columns are the same in every line, and a page without any
// person still has one line.
type boardRow struct {
	Total       int64              `db:"total"`
	ViewerRank  *int64             `db:"viewer_rank"`
	ViewerScore *int64             `db:"viewer_score"`
	Rank        *int64             `db:"rank"`
	Score       *int64             `db:"score"`
	ID          *domain.EmployeeID `db:"id"`
	Name        *string            `db:"name"`
	TeamID      *domain.TeamID     `db:"team_id"`
	TeamName    *string            `db:"team_name"`
}

// Page gives a part of a board. AsOf is left to the caller. A team or behaviour that is not there is
// domain.NotFound.
func (b Boards) Page(ctx context.Context, q leaderboard.Query) (leaderboard.Page, error) {
	query, args := pageSQL(q)
	rows, err := many[boardRow](ctx, b.q, query, args...)
	if err != nil {
		return leaderboard.Page{}, err
	}
	page := leaderboard.Page{Board: q.Board, Total: rows[0].Total, Entries: []leaderboard.Entry{}}
	if rows[0].ViewerRank != nil {
		page.Me = &leaderboard.Standing{Rank: *rows[0].ViewerRank, Score: *rows[0].ViewerScore}
	}
	for _, row := range rows {
		if row.ID != nil {
			page.Entries = append(page.Entries, leaderboard.Entry{
				Rank: *row.Rank, Score: *row.Score, Employee: person(*row.ID, *row.Name, row.TeamID, row.TeamName),
			})
		}
	}
	page.Cut(q.Limit)
	if page.Total == 0 {
		return page, b.CheckScope(ctx, q.Board.Scope)
	}
	return page, nil
}

func person(id domain.EmployeeID, name string, team *domain.TeamID, teamName *string) leaderboard.Person {
	p := leaderboard.Person{ID: id, Name: name}
	if team != nil && teamName != nil {
		p.Team = &leaderboard.PersonTeam{ID: *team, Name: *teamName}
	}
	return p
}

// CheckScope gives domain.NotFound where a board's team or behaviour is not there.
func (b Boards) CheckScope(ctx context.Context, scope leaderboard.Scope) error {
	var err error
	switch scope.Kind {
	case leaderboard.OfTeam:
		_, err = one[bool](ctx, b.q, `select true from team where id = $1`, scope.Team)
	case leaderboard.OfBehaviour:
		_, err = one[bool](ctx, b.q, `select true from behaviour where id = $1`, scope.Behaviour)
	case leaderboard.Organisation:
	}
	return err
}

// arguments gathers the values of a query and gives each its number.
type arguments []any

func (a *arguments) add(value any) string {
	*a = append(*a, value)
	return fmt.Sprintf("$%d", len(*a))
}

// boardSQL gives the start of a `with` that has all scores of a board as `board (id, score)`, and how
// many have each score, with its rank, as `scores (score, people, rank)`. Hidden people are left out.
func boardSQL(board leaderboard.Board, args *arguments) string {
	who, score := "n.employee_id", "count(*)"
	switch board.Metric {
	case leaderboard.Received:
		score = "sum(n.points + n.boosted)::bigint"
	case leaderboard.ThankedBy:
		score = "count(distinct n.nominator_id)"
	case leaderboard.Given:
		who = "n.nominator_id"
	case leaderboard.Recognitions:
	}
	tables, where := "nominee n", []string{"n.counted_on is not null", who + " is not null"}
	if !board.Window.Open() {
		where = append(where, "n.counted_on between "+args.add(board.Window.From.Time())+"::date and "+args.add(board.Window.To.Time())+"::date")
	}
	switch board.Scope.Kind {
	case leaderboard.OfBehaviour:
		tables += " join nomination_behaviour b on b.nomination_id = n.nomination_id and b.behaviour_id = " + args.add(board.Scope.Behaviour)
	case leaderboard.OfTeam:
		tables += " join employee m on m.id = " + who + " join team t on t.id = m.team_id and t.path @> array[" + args.add(board.Scope.Team) + "::uuid]"
	case leaderboard.Organisation:
	}
	return `with sums as (
			select ` + who + ` as id, ` + score + ` as score from ` + tables + `
			where ` + strings.Join(where, " and ") + ` group by 1
		), board as materialized (
			select s.id, s.score from sums s
			where s.score > 0 and not exists (select from employee h where h.id = s.id and h.hidden_from_boards)
		), scores as materialized (
			select score, count(*) as people, 1 + coalesce(sum(count(*)) over (order by score desc rows between unbounded preceding and 1 preceding), 0)::bigint as rank
			from board group by score
		)`
}

const entryColumns = `s.rank, s.score, e.id, e.name, e.team_id, t.name as team_name`

const entryTables = `board b join scores s on s.score = b.score join employee e on e.id = b.id left join team t on t.id = e.team_id`

// pageSQL reads a page with the total and the viewer's standing. Only people whose scores are on the
// page are put in the order of their names.
func pageSQL(q leaderboard.Query) (string, []any) {
	var args arguments
	with := boardSQL(q.Board, &args)
	with += `, viewer as (select b.id, b.score, s.rank from board b join scores s on s.score = b.score where b.id = ` + args.add(q.Viewer) + `)`
	part := stretchSQL
	if q.Search != "" {
		part = searchSQL
	}
	entries := part(q, &args)
	return with + `
		select total.total, v.rank as viewer_rank, v.score as viewer_score, p.rank, p.score, p.id, p.name, p.team_id, p.team_name
		from (select count(*) as total from board) total
		left join viewer v on true
		left join (` + entries + `) p on true
		order by p.score desc, p.name collate "C", p.id`, args
}

// stretchSQL reads entries that follow one another. It first finds how many people stand before the
// first of them; from the ranks of the scores it is then known which scores are on the page.
func stretchSQL(q leaderboard.Query, args *arguments) string {
	limit := args.add(q.Limit + 1)
	return `
		select s.rank, s.score, s.id, s.name, s.team_id, s.team_name from (select ` + beforeSQL(q, args) + ` as before) start
		cross join lateral (select coalesce(max(s.rank), 1) - 1 as above from scores s where s.rank <= start.before + 1) first
		cross join lateral (
			select ` + entryColumns + ` from ` + entryTables + `
			where s.rank <= start.before + ` + limit + ` and s.rank > first.above
			order by s.score desc, e.name collate "C", e.id
			limit ` + limit + ` offset start.before - first.above
		) s (rank, score, id, name, team_id, team_name)`
}

// beforeSQL is how many people stand before the first entry of a page.
func beforeSQL(q leaderboard.Query, args *arguments) string {
	higher := func(score string) string {
		return `coalesce((select sum(people) from scores where score > ` + score + `), 0)::bigint`
	}
	switch {
	case q.Start.After != nil:
		score, name, id := args.add(q.Start.After.Score)+"::bigint", args.add(q.Start.After.Name), args.add(q.Start.After.ID)
		return higher(score) + ` + (select count(*) from board b join employee e on e.id = b.id
			where b.score = ` + score + ` and (e.name collate "C", e.id) <= (` + name + ` collate "C", ` + id + `::uuid))`
	case q.Start.Around:
		return `coalesce((select greatest(v.rank - 1 + (select count(*) from board b join employee e on e.id = b.id
			where b.score = v.score and (e.name collate "C", e.id) < (me.name collate "C", me.id)) - ` + args.add(q.Limit/2) + `::bigint, 0)
			from viewer v join employee me on me.id = v.id), 0)`
	case q.Start.Rank > 1:
		return `coalesce((select min(rank) - 1 from scores where rank >= ` + args.add(q.Start.Rank) + `::bigint), (select count(*) from board))`
	default:
		return `0::bigint`
	}
}

// having is the pattern of what has a text in it.
func having(text string) string { return "%" + escapeLike(strings.ToLower(text)) + "%" }

// havingSQL finds employees by a pattern of their names. Its first condition is one that the index of the
// directory answers.
func havingSQL(pattern string) string {
	return `lower(e.name || ' ' || coalesce(e.email, '')) like ` + pattern + ` and lower(e.name) like ` + pattern
}

// searchSQL reads entries by a part of their names; ranks stay those of the whole board.
func searchSQL(q leaderboard.Query, args *arguments) string {
	where := havingSQL(args.add(having(q.Search)))
	switch {
	case q.Start.After != nil:
		score, name, id := args.add(q.Start.After.Score)+"::bigint", args.add(q.Start.After.Name), args.add(q.Start.After.ID)
		where += ` and (b.score < ` + score + ` or (b.score = ` + score + ` and (e.name collate "C", e.id) > (` + name + ` collate "C", ` + id + `::uuid)))`
	case q.Start.Rank > 1:
		where += ` and s.rank >= ` + args.add(q.Start.Rank) + `::bigint`
	}
	return `select ` + entryColumns + ` from ` + entryTables + ` where ` + where + `
		order by s.score desc, e.name collate "C", e.id limit ` + args.add(q.Limit+1)
}

// boardPerson is an employee as a board shows one.
type boardPerson struct {
	ID       domain.EmployeeID `db:"id"`
	Name     string            `db:"name"`
	TeamID   *domain.TeamID    `db:"team_id"`
	TeamName *string           `db:"team_name"`
}

const boardPersonSQL = `select e.id, e.name, e.team_id, t.name as team_name from employee e left join team t on t.id = e.team_id where `

// People gives those of some employees who may stand on boards, by their ids.
func (b Boards) People(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]leaderboard.Person, error) {
	found, err := b.people(ctx, boardPersonSQL+`e.id = any($1) and not e.hidden_from_boards`, ids)
	return byID(found), err
}

// FollowingAmong gives those of some employees whose names come next after a place among people of one
// score, and who may stand on boards.
func (b Boards) FollowingAmong(ctx context.Context, ids []domain.EmployeeID, after leaderboard.Place, limit int) ([]leaderboard.Person, error) {
	return b.people(ctx, `select e.id, e.name, e.team_id, t.name as team_name from (
			select e.id, e.name, e.team_id from employee e
			where e.id = any($1) and not e.hidden_from_boards and (e.name collate "C", e.id) > ($2 collate "C", $3::uuid)
			order by e.name collate "C", e.id limit $4
		) e left join team t on t.id = e.team_id order by e.name collate "C", e.id`, ids, after.Name, after.ID, limit)
}

// PrecedingAmong gives those of some employees whose names come next before a place, the nearest first, and
// who may stand on boards; before the end of all names for nil.
func (b Boards) PrecedingAmong(ctx context.Context, ids []domain.EmployeeID, before *leaderboard.Place, limit int) ([]leaderboard.Person, error) {
	args, where := arguments{ids, limit}, ``
	if before != nil {
		where = ` and (e.name collate "C", e.id) < (` + args.add(before.Name) + ` collate "C", ` + args.add(before.ID) + `::uuid)`
	}
	return b.people(ctx, `select e.id, e.name, e.team_id, t.name as team_name from (
			select e.id, e.name, e.team_id from employee e
			where e.id = any($1) and not e.hidden_from_boards`+where+`
			order by e.name collate "C" desc, e.id desc limit $2
		) e left join team t on t.id = e.team_id order by e.name collate "C" desc, e.id desc`, args...)
}

// boardName is an employee's name alone, which an index gives without the employee.
type boardName struct {
	ID   domain.EmployeeID `db:"id"`
	Name string            `db:"name"`
}

// Following gives the employees whose names come next after a place among people of one score; where a
// search is given only those who have it in their names. They are without teams, and hidden people are
// among them.
func (b Boards) Following(ctx context.Context, after leaderboard.Place, search string, limit int) ([]leaderboard.Person, error) {
	args := arguments{after.Name, after.ID, limit}
	where := `(e.name collate "C", e.id) > ($1 collate "C", $2::uuid)`
	if search != "" {
		where += ` and lower(e.name) like ` + args.add(having(search))
	}
	return b.named(ctx, `select e.id, e.name from employee e where `+where+` order by e.name collate "C", e.id limit $3`, args...)
}

// Preceding gives the employees whose names come next before a place, the nearest first; before the
// end of all names for nil. They are without teams, and hidden people are among them.
func (b Boards) Preceding(ctx context.Context, before *leaderboard.Place, limit int) ([]leaderboard.Person, error) {
	const order = ` order by e.name collate "C" desc, e.id desc limit `
	if before == nil {
		return b.named(ctx, `select e.id, e.name from employee e`+order+`$1`, limit)
	}
	return b.named(ctx, `select e.id, e.name from employee e where (e.name collate "C", e.id) < ($1 collate "C", $2::uuid)`+order+`$3`, before.Name, before.ID, limit)
}

// Found gives employees who have a text in their names, in any case and no order; as Following does
// otherwise.
func (b Boards) Found(ctx context.Context, search string, limit int) ([]leaderboard.Person, error) {
	if utf8.RuneCountInString(search) < 3 { // no index knows less than three characters, but that of names is read faster than employees
		return b.Following(ctx, leaderboard.Place{}, search, limit)
	}
	return b.named(ctx, `select e.id, e.name from employee e where `+havingSQL(`$1`)+` limit $2`, having(search), limit)
}

// FoundAmong gives those of some employees who have a text in their names and may stand on boards,
// without teams, by their ids.
func (b Boards) FoundAmong(ctx context.Context, search string, ids []domain.EmployeeID) (map[domain.EmployeeID]leaderboard.Person, error) {
	found, err := b.named(ctx, `select e.id, e.name from employee e where e.id = any($1) and lower(e.name) like $2 and not e.hidden_from_boards`, ids, having(search))
	return byID(found), err
}

func (b Boards) named(ctx context.Context, query string, args ...any) ([]leaderboard.Person, error) {
	rows, err := many[boardName](ctx, b.q, query, args...)
	if err != nil {
		return nil, err
	}
	list := make([]leaderboard.Person, len(rows))
	for i, row := range rows {
		list[i] = leaderboard.Person{ID: row.ID, Name: row.Name}
	}
	return list, nil
}

func byID(people []leaderboard.Person) map[domain.EmployeeID]leaderboard.Person {
	m := make(map[domain.EmployeeID]leaderboard.Person, len(people))
	for _, p := range people {
		m[p.ID] = p
	}
	return m
}

func (b Boards) people(ctx context.Context, query string, args ...any) ([]leaderboard.Person, error) {
	rows, err := many[boardPerson](ctx, b.q, query, args...)
	if err != nil {
		return nil, err
	}
	list := make([]leaderboard.Person, len(rows))
	for i, row := range rows {
		list[i] = person(row.ID, row.Name, row.TeamID, row.TeamName)
	}
	return list, nil
}

// dayOf reads a column of dates.
func dayOf(date time.Time) leaderboard.Day { return leaderboard.DayOf(date, time.UTC) }
