package contract_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// bodyVariants write the same JSON in other ways.
func bodyVariants() []variant {
	text := func(name, what string, change func(string) string) variant {
		return variant{name: name, what: what, lie: tells(good, rewrite(change))}
	}
	replace := func(pattern, by string) func(string) string {
		re := regexp.MustCompile(pattern)
		return func(s string) string { return re.ReplaceAllString(s, by) }
	}
	times := func(name, what string, write func(time.Time) string) variant {
		re := regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*Z"`)
		return text(name, what, func(s string) string {
			return re.ReplaceAllStringFunc(s, func(quoted string) string {
				at, err := time.Parse(time.RFC3339Nano, strings.Trim(quoted, `"`))
				if err != nil {
					panic(err)
				}
				return `"` + write(at) + `"`
			})
		})
	}
	return []variant{
		{name: "defaults-omitted", what: "What is not set is not there.", lie: lie{options: []emulator.Option{emulator.WithDefaultsOmitted()}}},
		{name: "keys-reversed", what: "The fields come in another order.", lie: tells(good, reversed)},
		{name: "keys-shuffled", what: "The fields come in an order that changes with every answer.", lie: tells(good, rotated)},
		{name: "indented", what: "The body is laid out for people.", lie: tells(good, func(r *reply) {
			var b bytes.Buffer
			if json.Indent(&b, r.body, "", "\t") == nil {
				r.body = b.Bytes()
			}
		})},
		text("line-at-end", "A line feed stands at the end.", func(s string) string { return s + "\r\n" }),
		text("space-before", "White space stands before.", func(s string) string { return "\n\t " + s }),
		text("slashes-escaped", "Slashes are escaped.", func(s string) string { return strings.ReplaceAll(s, "/", `\/`) }),
		text("letters-escaped", "Letters are escaped, in names too.", func(s string) string { return strings.ReplaceAll(s, "dataset", `d\u0061taset`) }),
		text("integer-point", "Whole numbers have a point.", replace(`:(\d+)([,}])`, ":$1.0$2")),
		text("integer-exponent", "Whole numbers have an exponent.", replace(`:(\d+)([,}])`, ":${1}e0$2")),
		text("float-exponent", "A learning rate has an exponent.", replace(`"learningRate":0([,}])`, `"learningRate":1e-05$1`)),
		text("float-long", "A learning rate has many digits.", replace(`"learningRate":0([,}])`, `"learningRate":0.000099999997473787516$1`)),
		text("status-unset", "Jobs have no status.", replace(`"status":\{[^}]*\}`, `"status":null`)),
		text("status-words", "The status is OK and has a message.", replace(`"status":\{[^}]*\}`, `"status":{"code":"OK","message":"all is well"}`)),
		text("names-of-the-world", "Names are not in ASCII.", replace(`"displayName":""`, `"displayName":"Größe 🚀 \ud83d\ude80 \u0000"`)),
		times("fraction-nine", "Times have nine digits.", func(at time.Time) string { return at.Format("2006-01-02T15:04:05.000000000Z07:00") }),
		times("fraction-three", "Times have three digits.", func(at time.Time) string {
			return at.Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
		}),
		times("fraction-none", "Times have no fraction.", func(at time.Time) string { return at.Truncate(time.Second).Format(time.RFC3339) }),
		times("offset-zero", "Times have +00:00 for Z.", func(at time.Time) string { return strings.Replace(at.Format(time.RFC3339Nano), "Z", "+00:00", 1) }),
		times("offset-east", "Times are those of an office in the east.", func(at time.Time) string {
			return at.In(time.FixedZone("", 19800)).Format(time.RFC3339Nano)
		}),
		times("offset-west", "Times are those of an office in the west.", func(at time.Time) string {
			return at.In(time.FixedZone("", -28800)).Format(time.RFC3339Nano)
		}),
		{name: "links-anew", what: "Links are signed anew for every answer.", lie: tells(good, func(r *reply) {
			link := "https://storage.example.com/log?X-Goog-Signature=" + strings.Repeat("a", 1+r.nth%40)
			set("trainerLogsSignedUrl", link)(r)
			set("metricsFileSignedUrl", link)(r)
			set("renderSamplesSignedUrl", link)(r)
		})},
		{name: "full", what: "Jobs have a value in fields that are seldom set.", lie: tells(good,
			set("estimatedCost", map[string]any{"currencyCode": "EUR", "units": "12", "nanos": 500000000}),
			set("wandbConfig", map[string]any{"enabled": true, "apiKey": "", "project": "p", "entity": "e", "runId": "r", "url": "https://wandb.ai/e/p/runs/r"}),
			set("lrScheduler", map[string]any{"cosine": map[string]any{"minLrRatio": 0.1, "decayRatio": 0.5}}),
			set("encryptionState", "ENCRYPTION_STATE_CMEK"), set("purpose", "PURPOSE_PILOT"), set("loraRank", 16))},
	}
}

// ordered is an object with its names in an order of the caller's.
func (r *reply) ordered(order func([]string)) {
	doc := r.read()
	names := slices.Sorted(maps.Keys(doc))
	order(names)
	members := make([]string, len(names))
	for i, name := range names {
		value, err := json.Marshal(doc[name])
		if err != nil {
			panic(err)
		}
		members[i] = `"` + name + `":` + string(value)
	}
	r.body = []byte("{" + strings.Join(members, ",") + "}")
}

func reversed(r *reply) { r.ordered(slices.Reverse) }

func rotated(r *reply) {
	r.ordered(func(names []string) {
		n := r.nth % len(names)
		copy(names, slices.Concat(names[n:], names[:n]))
	})
}
