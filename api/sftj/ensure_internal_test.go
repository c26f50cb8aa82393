package sftj

import (
	"testing"
	"time"
)

// The monotonic clock stands while a computer sleeps, the wall clock does not; the wall clock
// may be set back. The age of a read is what the clock says that went further.
func TestObservation_Age_IsByTheClockThatWentFurther(t *testing.T) {
	now := time.Now()
	for name, o := range map[string]observation{
		"both clocks":              {started: now.Add(-time.Hour), startedWall: now.Add(-time.Hour).Round(0)},
		"slept for an hour":        {started: now, startedWall: now.Add(-time.Hour).Round(0)},
		"the wall clock went back": {started: now.Add(-time.Hour), startedWall: now.Round(0).Add(time.Hour)},
	} {
		if age := o.age(); age < time.Hour || age > time.Hour+time.Minute {
			t.Errorf("%s: %v old, want an hour", name, age)
		}
	}
}
