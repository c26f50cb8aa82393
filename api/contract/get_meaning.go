package contract

import (
	"regexp"
	"strings"
)

// getMeaning has what the schema can't say: fields that speak of one another.
var getMeaning = check{
	Check: Check{
		ID:   "get.meaning",
		Rule: "A job does not contradict itself: of alternatives one at most is set, a secret is named, not told, a cost is in a currency, and a job that completed has no error as its status.",
	},
	probes: func(e env) []Probe { return reads(e.Account, e.readable(), 1) },
	judge: func(s *session) {
		for i := range s.step.probes {
			r, a := s.read(i)
			s.meaning(a, r)
		}
	},
}

// alternatives are the fields of which a caller sets one at most, by where they stand.
var alternatives = []struct {
	in     string
	fields []string
}{
	{"", []string{"baseModel", "warmStartFrom"}},
	{"azureBlobStorageConfig", []string{"credentialsSecret", "managedIdentityClientId"}},
	{"lrScheduler", []string{"constant", "linear", "cosine"}},
}

// currency is a code of ISO 4217, as google.type.Money has it.
var currency = regexp.MustCompile(`^[A-Z]{3}$`)

func (s *session) meaning(a *answer, r record) {
	for _, alt := range alternatives {
		in := r
		if alt.in != "" {
			in = object(r[alt.in])
		}
		var set []string
		for _, field := range alt.fields {
			if raw := string(in[field]); raw != "" && raw != "null" && raw != `""` {
				set = append(set, field)
			}
		}
		if len(set) > 1 {
			// The published example of an answer sets both; no text in it is more than a placeholder.
			s.fail(a, "%s are alternatives, and each of them is set", strings.TrimPrefix(alt.in+" ", " ")+strings.Join(set, " and "))
		}
	}
	if name := object(r["awsS3Config"]).str("credentialsSecret"); name != "" && !strings.HasPrefix(name, "accounts/") {
		s.fail(a, "awsS3Config.credentialsSecret is not the name of a secret (accounts/…/secrets/…)")
	}
	cost := object(r["estimatedCost"])
	if code := cost.str("currencyCode"); code != "" && !currency.MatchString(code) {
		s.fail(a, "estimatedCost.currencyCode is %s", shown(cost, "currencyCode"))
	}
	if code := object(r["status"]).str("code"); r.state() == completed && code != "" && code != "OK" {
		s.fail(a, "the job is completed, and its status is %q", code)
	}
}
