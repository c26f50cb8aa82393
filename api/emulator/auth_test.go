package emulator_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func TestKeys(t *testing.T) {
	keyed := []emulator.Option{
		emulator.WithAccount("acme", "key-of-acme"), emulator.WithAccount("acme", "second"),
		emulator.WithAccount("rival", "key-of-rival"),
		emulator.WithJobs("acme", paused("ft-1")), emulator.WithJobs("rival", paused("ft-9")),
	}
	open := []emulator.Option{emulator.WithJobs("acme", paused("ft-1"))}
	mixed := append([]emulator.Option{emulator.WithJobs("free", paused("ft-5"))}, keyed...)
	const mine, rivals, nobodys = jobsPath + "/ft-1", "/v1/accounts/rival/supervisedFineTuningJobs/ft-9",
		"/v1/accounts/other/supervisedFineTuningJobs/ft-1"
	const gateway = -1 // its envelope has no number
	const free = "/v1/accounts/free/supervisedFineTuningJobs/ft-5"

	cases := map[string]struct {
		opts         []emulator.Option
		path         string
		auth, apiKey string
		status, code int
	}{
		"bearer":                       {keyed, mine, "Bearer key-of-acme", "", 200, 0},
		"second key":                   {keyed, mine, "Bearer second", "", 200, 0},
		"scheme in another case":       {keyed, mine, "bEARER key-of-acme", "", 200, 0},
		"header of its own":            {keyed, mine, "", "key-of-acme", 200, 0},
		"beside another scheme":        {keyed, mine, "Basic YTpi", "key-of-acme", 200, 0},
		"no key":                       {keyed, mine, "", "", 401, 16},
		"empty bearer":                 {keyed, mine, "Bearer ", "", 401, 16},
		"key without a scheme":         {keyed, mine, "key-of-acme", "", 401, 16},
		"another scheme":               {keyed, mine, "Basic key-of-acme", "", 401, 16},
		"wrong key":                    {keyed, mine, "Bearer wrong", "", 403, gateway},
		"wrong key, unknown account":   {keyed, nobodys, "Bearer wrong", "", 403, gateway},
		"another account's key":        {keyed, mine, "Bearer key-of-rival", "", 403, 7},
		"another account's job":        {keyed, rivals, "Bearer key-of-acme", "", 403, 7},
		"unknown account":              {keyed, nobodys, "Bearer key-of-acme", "", 403, 7},
		"open account, any key":        {open, mine, "Bearer whatever", "", 200, 0},
		"open account, no key":         {open, mine, "", "", 401, 16},
		"open service, other account":  {open, nobodys, "Bearer whatever", "", 403, 7},
		"open beside keyed, any key":   {mixed, free, "Bearer whatever", "", 200, 0},
		"open beside keyed, their key": {mixed, free, "Bearer key-of-acme", "", 403, 7},
		"keyed beside open, wrong key": {mixed, mine, "Bearer whatever", "", 403, gateway},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(c.opts...))
			r := w.send("GET", c.path, "", "Authorization", c.auth, "X-Api-Key", c.apiKey)
			if c.status == 200 {
				r.ok()
				return
			}
			if c.code == gateway {
				r.refused(403, "UNAUTHORIZED")
				return
			}
			r.fails(c.status, c.code)
			want := map[int]string{401: "Bearer"}[c.status]
			if got := r.header.Get("WWW-Authenticate"); got != want {
				t.Errorf("WWW-Authenticate %q, want %q", got, want)
			}
		})
	}
}

// What a stranger is told must not depend on whether the account is there.
func TestForeignAndUnknownAccountsLookTheSame(t *testing.T) {
	for name, opts := range map[string][]emulator.Option{
		"forbidden": nil,
		"not found": {emulator.WithForeignNotFound()},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(opts, emulator.WithAccount("acme", "key-of-acme"),
				emulator.WithAccount("rival", "k2"), emulator.WithJobs("rival", paused("ft-9")))...))
			const tail = "/supervisedFineTuningJobs/ft-9"
			foreign := w.send("GET", "/v1/accounts/rival"+tail, "")
			unknown := w.send("GET", "/v1/accounts/other"+tail, "")
			if foreign.status != unknown.status || foreign.body != unknown.body {
				t.Errorf("foreign %d %s\nunknown %d %s", foreign.status, foreign.body, unknown.status, unknown.body)
			}
			if len(opts) > 0 {
				foreign.fails(404, 5)
				w.send("GET", "/v1/accounts/rival/supervisedFineTuningJobs", "").fails(404, 5)
			} else {
				foreign.fails(403, 7)
			}
		})
	}
}

func TestOrderOfJudgement(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithAccount("rival", "k2"),
		emulator.WithSuspended("acme")))
	const nosuch = jobsPath + "/nosuch:resume"
	w.send("POST", "/v1/nowhere", "[", "Authorization", "").fails(404, 5)
	w.send("POST", nosuch, "[", "Authorization", "").fails(401, 16)
	w.send("POST", "/v1/accounts/rival/supervisedFineTuningJobs/nosuch:resume", "[").fails(403, 7)
	w.send("POST", nosuch, "[", "Authorization", "Bearer wrong").refused(403, "UNAUTHORIZED")
	w.send("POST", nosuch, "[").refused(412, "PRECONDITION_FAILED")
	w.send("POST", jobsPath+"/nosuch:cancel", "[").fails(400, 3)
	w.send("POST", jobsPath+"/nosuch:cancel", "{}").fails(404, 5)
}

// TestGateway_Refusal_HasItsOwnEnvelope: the request id is in the body alone, and is the one
// of the attempt; each of the two refusals can be had in the service's envelope.
func TestGateway_Refusal_HasItsOwnEnvelope(t *testing.T) {
	for name, c := range map[string]struct {
		header []string
		status int
		code   string
		quirk  emulator.Option
		asWas  int // the status by the quirk
		number int
	}{
		"bad key":           {[]string{"Authorization", "Bearer wrong"}, 403, "UNAUTHORIZED", emulator.WithInvalidKeyUnauthenticated(), 401, 16},
		"suspended account": {nil, 412, "PRECONDITION_FAILED", emulator.WithServiceSuspension(), 412, 9},
	} {
		t.Run(name, func(t *testing.T) {
			opts := []emulator.Option{emulator.WithAccount("acme", "key-of-acme"), emulator.WithSuspended("acme"), emulator.WithJobs("acme", paused("x"))}
			e := emulator.New(opts...)
			w := inProcess(t, e)
			first := w.send("POST", jobsPath+"/x:resume", "{}", c.header...).refused(c.status, c.code)
			second := w.send("POST", jobsPath+"/x:resume", "{}", c.header...).refused(c.status, c.code)
			if attempts := e.Attempts(); first == second || attempts[0].RequestID != first || attempts[1].RequestID != second {
				t.Errorf("request ids %q and %q, noted %q and %q", first, second, attempts[0].RequestID, attempts[1].RequestID)
			}
			eachDoor(t, func(t *testing.T, w wire) {
				w.send("POST", jobsPath+"/x:resume", "{}", c.header...).fails(c.asWas, c.number)
			}, append(opts, c.quirk)...)
			listening(t, emulator.New(opts...)).send("POST", jobsPath+"/x:resume", "{}", c.header...).refused(c.status, c.code)
		})
	}
}
