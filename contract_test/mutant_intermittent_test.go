package contract_test

import (
	"io"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// intermittentMutants are right most of the time.
func intermittentMutants() []mutant {
	return []mutant{
		{"third-500", "Every third answer is an error of the server.", tells(nth(3, good), answered(500, 13, "oops")), "wire.status", "500", retries},
		{"seventh-500", "Every seventh answer is an error of the server.", tells(nth(7, good), answered(500, 13, "oops")), "wire.status", "500", retries},
		{"seventh-503", "Every seventh answer is an error of a gateway.", tells(nth(7, good), web(503)), "wire.status", "503", retries},
		{"seventh-404", "Every seventh job is not found.", tells(nth(7, gets), answered(404, 5, "not found")), "get.job get.stable wire.steady get.state", "404", refuses(sftj.ErrNotFound)},
		{"seventh-cut", "Every seventh job is cut off.", tells(nth(7, gets), func(r *reply) { r.length, r.body, r.cut = int64(len(r.body)), r.body[:40], true }), "wire.complete", "cut off", retries},
		{"seventh-closed", "Every seventh connection is closed without an answer.", tells(nth(7, every), fails(io.EOF)), "wire.complete", "closed", retries},
		{"seventh-hangs", "Every seventh answer never comes.", tells(nth(7, gets), fails(errSilence)), "wire.complete", "in time", retries},
		{"third-undocumented", "Every third job has its dataset missing.", tells(nth(3, single), drop("dataset")), "wire.schema", "dataset", refuses(sftj.ErrBadResponse)},
		{"seventh-trailing", "Every seventh job has bytes behind it.", tells(nth(7, single), rewrite(func(s string) string { return s + "0" })), "wire.json", "trailing-bytes", refuses(sftj.ErrBadResponse)},
		{"seventh-text", "Every seventh answer is announced as text.", tells(nth(7, good), header("Content-Type", "text/plain")), "wire.content-type", "text/plain", notes("content-type")},
		{"fifth-another", "Every fifth job is another.", tells(nth(5, gets), swap("supervisedFineTuningJobs/", "supervisedFineTuningJobs/x")), "get.job get.stable wire.steady get.state", "the name is", refuses(sftj.ErrBadResponse)},
		{"fourth-old", "Every fourth read shows the job as it was made.", tells(nth(4, gets), set("state", "JOB_STATE_CREATING")), "get.stable get.state wire.steady", "", believes},
		{"seventh-redirect", "Every seventh read is sent elsewhere.", tells(nth(7, gets), status(302), header("Location", "https://elsewhere.example/")), "wire.redirect", "302", refuses(nil)},
		{"seventh-public", "Any cache may keep every seventh job.", tells(nth(7, gets), header("Cache-Control", "public")), "wire.private", "public", tolerates},
		{"eleventh-html", "Every eleventh answer is a page for people.", tells(nth(11, good), web(200)), "wire.content-type", "text/html", refuses(sftj.ErrBadResponse)},
		{"crowded-mixed", "Of answers at the same time, some are another's.", tells(func(r *reply) bool { return r.nth > 60 && nth(9, gets)(r) },
			swap("supervisedFineTuningJobs/", "supervisedFineTuningJobs/x")), "wire.steady", "the name is", unmet},
	}
}
