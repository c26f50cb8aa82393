package contract_test

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// errReset is a connection that was reset, as net/http words it.
var errReset = errors.New("read tcp: connection reset by peer")

// transportMutants lose answers on their way, or hold them back.
func transportMutants() []mutant {
	const always = -1
	return []mutant{
		{"get-cut", "A job is cut off in its body.", suffers(emulator.Truncate(100).On("get").Repeated(always)), "wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
		{"resume-cut", "The answer to resume is cut off in its body.", suffers(emulator.Truncate(100).On("resume").Repeated(always)), "wire.complete", "cut off", refuses(sftj.ErrOutcomeUnknown)},
		{"list-cut", "The list is cut off in its body.", suffers(emulator.Truncate(300).On("list").Repeated(always)), "wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
		{"cut-at-start", "A job is cut off before its first byte.", suffers(emulator.Truncate(0).On("get").Repeated(always)), "wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
		{"errors-cut", "The refusal of what is not there is cut off.", tells(refused(404), func(r *reply) { r.length, r.body, r.cut = int64(len(r.body)), r.body[:10], true }), "wire.complete", "cut off", tolerates},
		{"get-closed", "The connection is closed instead of a job.", tells(gets, fails(io.EOF)), "wire.complete", "closed before an answer", refuses(nil)},
		{"get-reset", "The connection is reset instead of a job.", suffers(emulator.Reset().On("get").Repeated(always)), "wire.complete", "reset", refuses(nil)},
		{"resume-reset", "The connection is reset once the job is resumed.", suffers(emulator.Reset().On("resume").Applied().Repeated(always)), "resume.moves", "reset", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-closed", "The connection is closed once the job is resumed.", suffers(emulator.DropAfterApply().On("resume").Repeated(always)), "resume.moves", "no complete answer", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-hangs", "Resume is never answered.", suffers(emulator.HangAfterApply().On("resume").Repeated(always)), "wire.complete", "in time", refuses(sftj.ErrOutcomeUnknown)},
		{"get-hangs", "Reads are never answered.", suffers(emulator.Hang().On("get").Repeated(always)), "wire.complete", "in time", refuses(nil)},
		{"all-hangs", "Nothing is ever answered.", tells(every, fails(errSilence)), "target.answers", "in time", refuses(nil)},
		{"slow", "Every answer takes three seconds.", lie{latency: 3 * time.Second}, "wire.latency", "budget", tolerates},
		{"slow-body", "A job takes seven seconds to come, in small pieces.", suffers(emulator.Drip(7 * time.Second).On("get").Repeated(always)), "wire.complete", "in time", tolerates},
		{"too-long", "A job is followed by nine megabytes of spaces.", tells(gets, rewrite(func(s string) string { return s + strings.Repeat(" ", 9<<20) })), "wire.complete", "MiB", tolerates},
		{"length-long", "A longer length is announced than comes.", tells(gets, func(r *reply) { r.length, r.cut = int64(len(r.body))+50, true }), "wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
		{"length-wrong", "A length is announced that cuts the job.", suffers(emulator.WrongLength(30).On("get").Repeated(always)), "wire.json", "truncated", refuses(sftj.ErrBadResponse)},
		{"third-reset", "Every third connection is reset.", tells(nth(3, every), fails(errReset)), "wire.complete", "reset", retries},
	}
}
