package auth

import (
	"bytes"
	"testing"
	"time"

	"laurel/domain"
)

func TestNewCode_isTypedInAnyWay(t *testing.T) {
	s, err := NewSigner("a key of tests, of more than thirty-two characters", time.Minute, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	one, other := domain.NewEmployeeID(), domain.NewEmployeeID()
	code := NewCode()
	if len(code) != 11 || code[5] != '-' || code == NewCode() {
		t.Fatalf("the code is %q", code)
	}
	for typed, same := range map[string]bool{"7kq4m xw2ch": true, "7KQ4MXW2CH": true, " 7KQ4M – XW2CH ": true, "7KQ4M-XW2CJ": false, "": false} {
		if got := bytes.Equal(s.HashCode(one, typed), s.HashCode(one, "7KQ4M-XW2CH")); got != same {
			t.Errorf("%q is the code: %v", typed, got)
		}
	}
	if bytes.Equal(s.HashCode(one, code), s.HashCode(other, code)) {
		t.Error("one employee's code is another's")
	}
}

func TestCheckPIN(t *testing.T) {
	for pin, fine := range map[string]bool{
		"804217": true, "270914": true, "123789": true, "112358": true, "123456789013": true,
		"": false, "80421": false, "8042170000000": false, "80421a": false, "８０４２１７": false, " 804217": false, "-80421": false,
		"000000": false, "123456": false, "654321": false, "890123": false, "121212": false, "123123": false, "123321": false, "474747": false,
		"004711": false, "471147": false, "471347": true, "10042117": true, "1004711": false,
	} {
		if err := CheckPIN(pin, "004711", "body.pin"); (err == nil) != fine {
			t.Errorf("%q may be chosen: %v (%v)", pin, err == nil, err)
		}
	}
}
