package guidance

import (
	"reflect"
	"testing"
)

var (
	chargeA  = Charge{Person: "p1"}
	chargeA2 = Charge{Person: "p1", Scope: "技術"}
	chargeB  = Charge{Person: "p2", Scope: "技術"}
	chargeX  = Charge{Name: "外の人", Scope: "活用"}
)

func TestHandedOver(t *testing.T) {
	tests := []struct {
		name     string
		was, of  []Charge
		to       PersonID
		want     []Charge
		wantMove bool
	}{
		{"in its place, with its scope", []Charge{chargeX, chargeA2, chargeB}, []Charge{chargeA2}, "p3", []Charge{chargeX, {Person: "p3", Scope: "技術"}, chargeB}, true},
		{"all of mine", []Charge{chargeA, chargeX, chargeA2}, []Charge{chargeA, chargeA2}, "p3", []Charge{{Person: "p3"}, chargeX, {Person: "p3", Scope: "技術"}}, true},
		{"one who has it already", []Charge{chargeA2, chargeB}, []Charge{chargeA2}, "p2", []Charge{chargeB}, true},
		{"one who has another part", []Charge{chargeA, chargeB}, []Charge{chargeA}, "p2", []Charge{{Person: "p2"}, chargeB}, true},
		{"from outside the bot", []Charge{chargeX}, []Charge{chargeX}, "p2", []Charge{{Person: "p2", Scope: "活用"}}, true},
		{"no longer there", []Charge{chargeB}, []Charge{chargeA}, "p3", []Charge{chargeB}, false},
	}
	for _, tt := range tests {
		before := append([]Charge(nil), tt.was...)
		got, moved := Service{InCharge: tt.was}.HandedOver(tt.of, tt.to)
		if !reflect.DeepEqual(got.InCharge, tt.want) || moved != tt.wantMove {
			t.Errorf("%s: %v, %v, want %v", tt.name, got.InCharge, moved, tt.want)
		}
		if !reflect.DeepEqual(tt.was, before) {
			t.Errorf("%s: changed what it was given to %v", tt.name, tt.was)
		}
	}
}

func TestWithout(t *testing.T) {
	s := Service{InCharge: []Charge{chargeA, chargeA2, chargeB}}
	if got := s.Without(chargeA2).InCharge; !reflect.DeepEqual(got, []Charge{chargeA, chargeB}) {
		t.Errorf("left are %v", got)
	}
	if len(s.InCharge) != 3 || s.InCharge[1] != chargeA2 {
		t.Errorf("the service itself is now %v", s.InCharge)
	}
	if got := s.Parts("p1"); !reflect.DeepEqual(got, []Charge{chargeA, chargeA2}) {
		t.Errorf("parts %v", got)
	}
	if got := (Service{InCharge: []Charge{chargeX}}).Parts(""); got != nil {
		t.Errorf("nobody has the parts %v", got)
	}
}

func TestChargeChanges(t *testing.T) {
	b := Charge{Person: "p2"}
	tests := []struct {
		name    string
		was, is []Charge
		want    []ChargeChange
	}{
		{"nothing", []Charge{chargeA, chargeB}, []Charge{chargeB, chargeA}, nil},
		{"added", nil, []Charge{chargeA}, []ChargeChange{{To: chargeA}}},
		{"taken away", []Charge{chargeA, chargeB}, []Charge{chargeB}, []ChargeChange{{From: chargeA}}},
		{"another scope", []Charge{chargeA, chargeX}, []Charge{chargeA2, chargeX}, []ChargeChange{{chargeA, chargeA2}}},
		{"handed over", []Charge{chargeA, chargeX}, []Charge{b, chargeX}, []ChargeChange{{chargeA, b}}},
		{"handed over, and one more", []Charge{chargeA2}, []Charge{chargeB, chargeX}, []ChargeChange{{chargeA2, chargeB}, {To: chargeX}}},
	}
	for _, tt := range tests {
		if got := ChargeChanges(tt.was, tt.is); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
