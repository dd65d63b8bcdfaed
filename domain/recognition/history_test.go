package recognition

import (
	"testing"

	"laurel/domain"
)

func TestClosest_picksWhomToLookAtTwice(t *testing.T) {
	a, b, c := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()
	longest, notice := Closest([]History{
		{Nominee: a, Count: 2, RecentThere: 1, RecentBack: 1},
		{Nominee: b, Count: 5, RecentThere: 0, RecentBack: 2},
		{Nominee: c, Count: 3, RecentThere: 4, RecentBack: 3},
	})
	if longest.Nominee != b {
		t.Errorf("the longest history is %+v", longest)
	}
	if notice == nil || *notice != (Reciprocity{AToB: 4, BToA: 3}) {
		t.Errorf("the notice is %+v", notice)
	}
}

func TestReciprocity_needsTwoBack(t *testing.T) {
	for back, want := range map[int]bool{0: false, 1: false, 2: true, 9: true} {
		if got := (History{RecentThere: 7, RecentBack: back}).Reciprocity() != nil; got != want {
			t.Errorf("%d back: a notice %v", back, got)
		}
	}
	if longest, notice := Closest(nil); longest.Count != 0 || notice != nil {
		t.Error("nobody has no history")
	}
}

func TestClone_keepsItsState(t *testing.T) {
	n := &Nomination{Status: Pending, Points: 5, Nominees: []Nominee{{Employee: domain.NewEmployeeID(), Points: 5}}}
	kept := n.Clone()
	n.setPoints(9, Program{Shares: Each})
	n.Status = Approved
	if kept.Status != Pending || kept.Points != 5 || kept.Nominees[0].Points != 5 {
		t.Errorf("the copy became %+v", kept)
	}
}
