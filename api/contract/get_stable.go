package contract

import (
	"net/http"
	"strings"
	"time"
)

var getStable = check{
	Check: Check{
		ID:   "get.stable",
		Rule: "Two reads of a job agree in all that never changes, and in everything when the job is at rest; its update time never goes back.",
	},
	probes: func(e env) []Probe { return reads(e.Account, e.readable(), 2) },
	judge: func(s *session) {
		for i := range s.step.probes {
			first, _ := s.read(i)
			second, a := s.read(i)
			s.unchanged(a, first, second)
		}
	},
}

// unchanged compares two reads of one job between which no one changed it.
func (s *session) unchanged(a *answer, first, second record) {
	if field, same := first.kept(second); !same {
		s.fail(a, "%s was %s, and is %s in the next read", field, shown(first, field), shown(second, field))
	}
	if second.at("updateTime").Before(first.at("updateTime").Truncate(time.Microsecond)) {
		s.fail(a, "updateTime goes back from %s to %s", shown(first, "updateTime"), shown(second, "updateTime"))
	}
	if active(first.state()) || leaving(first.state()) {
		s.forward(a, first, second)
		return
	}
	for _, field := range volatileFields().resting {
		if !equal(first[field], second[field]) {
			s.fail(a, "%s of a job at rest was %s, and is %s in the next read", field, shown(first, field), shown(second, field))
		}
	}
}

// forward expects the progress of a job at work not to go back.
func (s *session) forward(a *answer, first, second record) {
	if first.state() != second.state() {
		return // a new phase counts anew
	}
	was, is := object(first["jobProgress"]), object(second["jobProgress"])
	for _, field := range []string{"percent", "epoch", "totalProcessedRequests", "successfullyProcessedRequests", "inputTokens", "outputTokens"} {
		if is.number(field) < was.number(field) {
			s.fail(a, "jobProgress.%s goes back from %s to %s", field, shown(was, field), shown(is, field))
		}
	}
}

var getTimes = check{
	Check: Check{
		ID:   "get.times",
		Rule: "A job is not updated or completed before it is created, nor completed while it runs, and none of its times is a zero or lies in the future.",
	},
	probes: func(e env) []Probe { return reads(e.Account, e.readable(), 1) },
	judge: func(s *session) {
		for i := range s.step.probes {
			r, a := s.read(i)
			s.times(a, r, latest(a))
		}
	},
}

// slack is how far clocks may be apart. Times of tomorrow are no clock's error.
const slack = 24 * time.Hour

// latest is the latest time that a job in this answer can speak of: the target's clock and
// the one here, whichever is ahead.
func latest(a *answer) time.Time {
	now := a.at
	if date, err := http.ParseTime(a.header.Get("Date")); err == nil && date.After(now) && date.Before(now.Add(slack)) {
		now = date
	}
	return now.Add(slack)
}

// earliest is before there were such jobs, and after the zero of any clock.
var earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *session) times(a *answer, r record, latest time.Time) {
	for _, field := range []string{"createTime", "updateTime", "completedTime"} {
		at := r.at(field)
		switch {
		case at.IsZero() && strings.HasPrefix(r.str(field), "0001-"), !at.IsZero() && at.Before(earliest):
			s.fail(a, "%s is the zero of a clock: %s", field, shown(r, field))
		case at.After(latest):
			s.fail(a, "%s lies in the future: %s", field, shown(r, field))
		}
		if field == "completedTime" && r.state() == running && !at.IsZero() && !at.Before(r.at("updateTime")) {
			// One that a resumed job has kept is older than the last that happened to it.
			s.fail(a, "the job runs, and its completedTime is %s", shown(r, field))
		}
		if created := r.at("createTime").Truncate(time.Microsecond); !at.IsZero() && at.Before(created) {
			s.fail(a, "%s %s is before createTime %s", field, shown(r, field), shown(r, "createTime"))
		}
	}
}
