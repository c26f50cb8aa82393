package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Probe is a request that a check may send.
type Probe struct {
	Method string
	// Path is escaped and starts behind the base URL. "{id}" in it stands for a job that
	// the target itself names.
	Path  string
	Query url.Values
	// Auth says whose key goes along.
	Auth   Auth
	Header http.Header
	// Body is nil for none.
	Body []byte
	// Operation is the operation, by its verb, whose answers this request can have.
	Operation string
	// Broken marks a request that breaks the contract on purpose.
	Broken bool
	// AtMost is how often it is sent; 0 stands for once.
	AtMost int
	// Job is the job that the request could change. Empty for one that changes nothing.
	Job string
	// Harmless says why a request that is not a GET can't change anything, even on a
	// server that takes it.
	Harmless string

	// kept sends it on a connection that is shared with others of its kind.
	kept bool
	// crowded sends it while others are under way.
	crowded bool
}

// Auth says which credentials a probe carries.
type Auth string

// The credentials. The key itself stands nowhere in a probe.
const (
	OwnKey       Auth = ""            // Authorization: Bearer and the key of the target
	NoKey        Auth = "none"        // no Authorization
	WrongKey     Auth = "wrong key"   // a key that does not exist
	EmptyKey     Auth = "empty key"   // the scheme, and nothing behind it
	LongerKey    Auth = "longer key"  // the key with a letter more
	ShorterKey   Auth = "shorter key" // the key without its last letter
	OtherCaseKey Auth = "key in the other case"
	BasicKey     Auth = "basic" // the key under another scheme
	WrongHeader  Auth = "wrong key in X-Api-Key"
)

// collection is the path of an account's jobs.
func collection(account string) string {
	return "/v1/accounts/" + account + "/supervisedFineTuningJobs"
}

// getProbe reads a job. The id goes into the path as it is.
func getProbe(account, id string) Probe {
	return Probe{Method: http.MethodGet, Path: collection(account) + "/" + id, Operation: "get"}
}

// listProbe reads a page, with the query as name, value, name, value.
func listProbe(account string, query ...string) Probe {
	p := Probe{Method: http.MethodGet, Path: collection(account), Operation: "list"}
	for i := 0; i+1 < len(query); i += 2 {
		if p.Query == nil {
			p.Query = make(url.Values)
		}
		p.Query.Set(query[i], query[i+1])
	}
	return p
}

// resumeProbe resumes a job, with the body that the vendor's page sends.
func resumeProbe(account, id string) Probe {
	return Probe{
		Method: http.MethodPost, Path: collection(account) + "/" + id + ":resume", Operation: "resume",
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("{}"), Job: id,
	}
}

// The changes that make one probe out of another.

func (p Probe) times(n int) Probe { p.AtMost = n; return p }

func (p Probe) as(a Auth) Probe { p.Auth = a; return p }

// broken marks a request that the contract forbids, so that only the answer is judged.
func (p Probe) broken() Probe { p.Broken = true; return p }

// harmless says why the request can't change anything.
func (p Probe) harmless(why string) Probe { p.Job, p.Harmless = "", why; return p }

func (p Probe) method(m string) Probe { p.Method = m; return p }

func (p Probe) body(b string) Probe { p.Body = []byte(b); return p }

func (p Probe) header(name, value string) Probe {
	p.Header = p.Header.Clone()
	if p.Header == nil {
		p.Header = make(http.Header)
	}
	p.Header.Set(name, value)
	return p
}

// writes reports whether the request could change something on a server that takes it.
func (p Probe) writes() bool {
	return !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, p.Method) && p.Harmless == ""
}

// target is the path with its query, as it goes onto the request line.
func (p Probe) target() string {
	if len(p.Query) == 0 {
		return p.Path
	}
	return p.Path + "?" + p.Query.Encode()
}

// String is the probe as one line of a plan.
func (p Probe) String() string {
	shown := Probe{Path: redact.Shapes(p.Path), Query: url.Values{}} // masked before it is escaped
	for name, values := range p.Query {
		for _, v := range values {
			shown.Query.Add(redact.Shapes(name), redact.Shapes(v))
		}
	}
	s := redact.Shapes(p.Method) + " " + shown.target()
	if p.Auth != OwnKey {
		s += fmt.Sprintf(" (%s)", p.Auth)
	}
	return s
}
