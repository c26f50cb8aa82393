package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestDescribeLeavesNothingOut: each field of the contract has a row of its own or is among
// the rest, and no row is for a field that there is not.
func TestDescribeLeavesNothingOut(t *testing.T) {
	var names, parts []string
	for i := range reflect.TypeFor[client.Job]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[client.Job]().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
		parts = append(parts, fmt.Sprintf("%q:%q", name, "set"))
	}
	rest, err := fieldsBeside([]byte("{"+strings.Join(parts, ",")+"}"), described())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		own := slices.Contains(described(), name)
		other := slices.Contains(rest, field{name, "set"})
		if own == other {
			t.Errorf("%s: row of its own %v, among the rest %v", name, own, other)
		}
	}
	for _, name := range described() {
		if !slices.Contains(names, name) {
			t.Errorf("%s is no field", name)
		}
	}
}

func TestFieldsBeside(t *testing.T) {
	got, err := fieldsBeside([]byte(`{"a":null,"b":0,"c":false,"d":"","e":[],"f":{},"g":"X_UNSPECIFIED","known":1,`+
		`"z":1.50,"y":"text","x":{ "k" : [1, 2] }}`), []string{"known"})
	want := []field{{"z", "1.50"}, {"y", "text"}, {"x", `{"k":[1,2]}`}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{``, `{`, `{"a"`, `{"a":}`} {
		if _, err := fieldsBeside([]byte(bad), nil); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestAge: in the largest unit, also of what is yet to come.
func TestAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for ago, want := range map[time.Duration]string{
			0: "0s", 59 * time.Second: "59s", 90 * time.Minute: "1h", 50 * time.Hour: "2d",
			-2 * time.Second: "0s", -10 * time.Second: "in 10s", -3 * time.Hour: "in 3h",
		} {
			if got := age(time.Now().Add(-ago)); got != want {
				t.Errorf("%v ago: %q, want %q", ago, got, want)
			}
		}
		if got := timeText(time.Now().Add(time.Hour)); !strings.HasSuffix(got, " (in 1h)") {
			t.Error(got)
		}
	})
}
