package contract_test

import (
	"fmt"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// timeMutants return impossible or unreadable times.
func timeMutants() []mutant {
	written := func(name, fault, layout string, sdk promise) mutant {
		return mutant{name, fault, tells(single, eachJob(func(job map[string]any) {
			if at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(job["createTime"])); err == nil {
				job["createTime"] = at.Format(layout)
			}
		})), "wire.format", "createTime", sdk}
	}
	return []mutant{
		written("time-without-zone", "A time has no zone.", "2006-01-02T15:04:05", attaches("/createTime")),
		written("time-with-space", "A time has a space for the T.", "2006-01-02 15:04:05Z", attaches("/createTime")),
		written("time-date", "A time is a date.", "2006-01-02", attaches("/createTime")),
		written("time-basic", "A time has no separators.", "20060102T150405Z", attaches("/createTime")),
		written("time-rfc-1123", "A time is written as in HTTP.", time.RFC1123, attaches("/createTime")),
		written("time-zone-name", "A time has the name of a zone.", "2006-01-02T15:04:05 MST", attaches("/createTime")),
		written("time-short-offset", "A time has an offset without minutes.", "2006-01-02T15:04:05-07", attaches("/createTime")),
		written("time-comma", "A time has a comma in its seconds.", "2006-01-02T15:04:05,000Z", attaches("/createTime")),
		{"time-number", "A time is a number of seconds.", tells(single, set("createTime", 1_752_746_400)), "wire.schema", "createTime", attaches("/createTime")},
		{"time-empty", "A time that is not set is an empty string.", tells(single, set("completedTime", "")), "wire.format", "completedTime", attaches("/completedTime")},
		{"time-object", "A time is an object, as protobuf has it inside.", tells(single, set("createTime", map[string]any{"seconds": "1752746400"})), "wire.schema", "createTime", attaches("/createTime")},
		{"time-month-13", "A time is in the thirteenth month.", tells(single, set("createTime", "2026-13-01T00:00:00Z")), "wire.format", "createTime", attaches("/createTime")},
		{"fence-without-zone", "The time of the last update has no zone.", tells(single, set("updateTime", "2026-07-17T12:00:00")), "wire.format", "updateTime", refuses(sftj.ErrBadResponse)},
		{"time-zero", "A time that is not set is the year 1.", tells(single, set("completedTime", "0001-01-01T00:00:00Z")), "get.times", "zero of a clock", believes},
		{"time-epoch", "A time that is not set is 1970.", tells(single, set("completedTime", "1970-01-01T00:00:00Z")), "get.times", "zero of a clock", believes},
		{"time-future", "A job was created in the year 9999.", tells(single, set("createTime", "9999-12-31T23:59:59Z"), set("updateTime", "9999-12-31T23:59:59Z")), "get.times", "in the future", believes},
		{"updated-before-created", "A job was updated before it was created.", tells(single, set("updateTime", "1999-01-01T00:00:00Z")), "get.times", "before createTime", believes},
		{"completed-and-running", "A job runs, and has completed.", tells(of("running1", single), func(r *reply) { set("completedTime", r.read()["updateTime"])(r) }), "get.times", "the job runs", believes},
		{"completed-before-created", "A job was completed before it was created.", tells(of("completed1", gets), set("completedTime", "1999-01-01T00:00:00Z")), "get.times", "before createTime", believes},
		{"created-now", "A job was created whenever it is read.", tells(single, func(r *reply) {
			at := time.Now().Add(time.Duration(r.nth) * time.Second).UTC().Format(time.RFC3339)
			set("createTime", at)(r)
			set("updateTime", at)(r)
		}), "get.stable", "createTime was", believes},
		{"updated-now", "A paused job is updated whenever it is read.", tells(single, func(r *reply) {
			set("updateTime", time.Now().Add(time.Duration(r.nth)*time.Second).UTC().Format(time.RFC3339))(r)
		}), "get.stable", "updateTime of a job at rest", believes},
		{"updated-backwards", "The update time goes back with each read.", tells(gets, func(r *reply) {
			set("updateTime", time.Now().Add(-time.Duration(r.nth)*time.Second).UTC().Format(time.RFC3339))(r)
		}), "get.stable", "updateTime goes back", believes},
		{"list-times-of-others", "The list has no time of creation but the server's start.", tells(lists, set("createTime", "1999-06-01T00:00:00Z")), "list.agrees", "createTime", believes},
		{"local-time-as-utc", "The list has local times and calls them UTC.", tells(lists, eachJob(func(job map[string]any) {
			if at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(job["createTime"])); err == nil {
				job["createTime"] = at.Add(-7 * time.Hour).Format(time.RFC3339Nano)
			}
		})), "list.agrees", "createTime", believes},
	}
}
