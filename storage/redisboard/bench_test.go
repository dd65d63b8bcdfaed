package redisboard_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// benchMembers is how many people stand on the boards that are measured.
const benchMembers = 100_000

// best gives the server that figures are taken on: a real one where there is one.
func best() redis.UniversalClient {
	if client, ok := servers["redis-server"]; ok {
		return client
	}
	return servers["in the process"]
}

// oneEach is a snapshot in which so many people have a recognition each, from one in ten of them.
func oneEach(people []domain.EmployeeID) leaderboard.Snapshot {
	s := leaderboard.Snapshot{Position: 1, At: timeOf(1), Kept: []leaderboard.Shelf{leaderboard.ShelfOf(allTime)}}
	s.Tallies = func(yield func(leaderboard.Tally, error) bool) {
		for i, id := range people {
			t := leaderboard.Tally{Scope: leaderboard.Org(), Window: leaderboard.WindowOf(leaderboard.All, 0), Employee: id, Nominator: &people[i/10], Points: rand.Int64N(100_000), Count: 1}
			if !yield(t, nil) {
				return
			}
		}
	}
	return s
}

func benchPeople(n int) []domain.EmployeeID {
	people := make([]domain.EmployeeID, n)
	for i := range people {
		people[i] = domain.NewEmployeeID()
	}
	slices.SortFunc(people, func(a, b domain.EmployeeID) int { return slices.Compare(a.UUID[:], b.UUID[:]) })
	return people
}

var allTime = leaderboard.Board{Metric: leaderboard.Received, Window: leaderboard.WindowOf(leaderboard.All, 0), Scope: leaderboard.Org()}

// BenchmarkRead is the hot read: top 20, the viewer's standing, total and position.
func BenchmarkRead(b *testing.B) {
	client := best()
	boards, _ := newBoards(client, "bench:{boards}:")
	people := benchPeople(benchMembers)
	if err := boards.Rebuild(b.Context(), oneEach(people)); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ask := redisboard.Read{Board: allTime, Viewer: people[rand.IntN(len(people))], Start: redisboard.FromTop, Below: 21}
			if _, err := boards.Read(context.Background(), ask); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkReadLimit is the limit of BenchmarkRead: the same by a pipeline of three commands, which
// gives ranks that ties don't share.
func BenchmarkReadLimit(b *testing.B) {
	client := best()
	people := benchPeople(benchMembers)
	fillPlain(b, client, people)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := people[rand.IntN(len(people))]
			me := string(id.UUID[:])
			pipe := client.Pipeline()
			pipe.ZRevRangeWithScores(context.Background(), "bench:plain", 0, 19)
			pipe.ZRevRank(context.Background(), "bench:plain", me)
			pipe.ZScore(context.Background(), "bench:plain", me)
			if _, err := pipe.Exec(context.Background()); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func fillPlain(b *testing.B, client redis.UniversalClient, people []domain.EmployeeID) {
	b.Helper()
	client.Del(b.Context(), "bench:plain")
	for chunk := range slices.Chunk(people, 500) {
		var rows []redis.Z
		for _, id := range chunk {
			rows = append(rows, redis.Z{Score: float64(rand.IntN(100_000)), Member: string(id.UUID[:])})
		}
		if err := client.ZAdd(b.Context(), "bench:plain", rows...).Err(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRebuild makes four boards of 100,000 people each, and the counts of who thanked whom.
func BenchmarkRebuild(b *testing.B) {
	boards, _ := newBoards(best(), "bench:{boards}:")
	people := benchPeople(benchMembers)
	for b.Loop() {
		if err := boards.Rebuild(b.Context(), oneEach(people)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRebuildLimit is the limit of BenchmarkRebuild: the members of four boards by ZADD alone.
func BenchmarkRebuildLimit(b *testing.B) {
	client := best()
	people := benchPeople(benchMembers)
	for b.Loop() {
		for range 4 {
			fillPlain(b, client, people)
		}
	}
}

// BenchmarkApply applies recognitions for two behaviours, each sixty scores and fifteen counts: one by
// one as they come in a quiet hour, and fifty at a time.
func BenchmarkApply(b *testing.B) {
	for name, together := range map[string]int64{"one": 1, "fifty": 50} {
		b.Run(name, func(b *testing.B) { applyRecognitions(b, together) })
	}
}

func applyRecognitions(b *testing.B, together int64) {
	b.Helper()
	boards, clock := newBoards(best(), "bench:{boards}:")
	people := benchPeople(1000)
	if err := errors.Join(boards.Drop(b.Context()), boards.Rebuild(b.Context(), oneEach(people))); err != nil {
		b.Fatal(err)
	}
	behaviours := []domain.BehaviourID{domain.NewBehaviourID(), domain.NewBehaviourID()}
	position := int64(1)
	for b.Loop() {
		batch := redisboard.Batch{From: position, To: position + together}
		for position < batch.To {
			position++
			batch.Changes = append(batch.Changes, leaderboard.Published(position, leaderboard.Recognition{
				Day: clock.today(), Nominator: &people[rand.IntN(len(people))], Behaviours: behaviours,
				Nominees: []leaderboard.Nominee{{Employee: people[rand.IntN(len(people))], Points: 10}},
			}))
		}
		if err := boards.Apply(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(position-1), "ns/recognition")
}
