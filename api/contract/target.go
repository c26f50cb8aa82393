package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// productionHost is the vendor's, from the contract's servers.
const productionHost = "api.fireworks.ai"

// Target is the server to judge and what is known of it.
type Target struct {
	// BaseURL is where /v1/accounts begins: http or https, a host, perhaps a path.
	BaseURL string
	// APIKey is a key of Account. It is sent to the host of BaseURL and to no other, and
	// stands in no report.
	APIKey  string
	Account string

	// Jobs are jobs of Account whose states are known.
	Jobs Jobs
	// Foreign is a job that APIKey must not reach.
	Foreign Foreign

	// AllowWrite lets the kit send what changes a job: only those in Jobs.
	AllowWrite bool
	// WriteHost names the only host that may be written to. It has to be given where
	// AllowWrite alone is not enough: for the vendor's production host.
	WriteHost string

	// Transport carries the requests, for a target in this process. Nil stands for TCP.
	// What can only be seen on a connection is then skipped.
	Transport http.RoundTripper
}

// Jobs are job ids, by the state that the jobs are in.
type Jobs struct {
	Paused    []string // each is resumed by one check at most, and only with AllowWrite
	Running   []string
	Completed []string
	Failed    []string
	Cancelled []string
	Deleted   []string // ids that once were jobs
}

// Foreign is a job of another account.
type Foreign struct{ Account, Job string }

// list returns the ids with the state that each was given for, in the order of the fields.
func (j Jobs) list() []given {
	var out []given
	for _, g := range []struct {
		state string
		ids   []string
	}{
		{paused, j.Paused}, {running, j.Running}, {completed, j.Completed},
		{failed, j.Failed}, {cancelled, j.Cancelled}, {deleted, j.Deleted},
	} {
		for _, id := range g.ids {
			out = append(out, given{id, g.state})
		}
	}
	return out
}

// given is a job and the state the caller says it is in.
type given struct{ id, state string }

// given reports whether a job was given by its id: no other may be written to.
func (t Target) given(id string) bool {
	return id != "" && (id == t.Foreign.Job || slices.ContainsFunc(t.Jobs.list(), func(g given) bool { return g.id == id }))
}

// base checks the target and returns its base URL without a slash at the end.
func (t Target) base() (*url.URL, error) {
	u, err := url.Parse(t.BaseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: the base URL can't be read", ErrTarget)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, fmt.Errorf("%w: the base URL must be http:// or https:// and a host", ErrTarget)
	case u.User != nil:
		return nil, fmt.Errorf("%w: the base URL holds a user or password; the key goes into APIKey", ErrTarget)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%w: the base URL has a query or a fragment", ErrTarget)
	case t.APIKey == "":
		return nil, fmt.Errorf("%w: no API key", ErrTarget)
	case strings.ContainsFunc(t.APIKey, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return nil, fmt.Errorf("%w: the API key has spaces or characters that a header can't carry", ErrTarget)
	case t.Account == "":
		return nil, fmt.Errorf("%w: no account", ErrTarget)
	case (t.Foreign.Account == "") != (t.Foreign.Job == ""):
		return nil, fmt.Errorf("%w: a foreign job needs its account, and a foreign account a job", ErrTarget)
	case t.Foreign.Account == t.Account:
		return nil, fmt.Errorf("%w: the foreign account is %q, the account itself", ErrTarget, t.Account)
	}
	if err := t.ids(); err != nil {
		return nil, err
	}
	if err := t.writable(u.Hostname()); err != nil {
		return nil, err
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// writable refuses writes to another host than the one they are allowed to, and to the
// vendor's production host unless they are allowed to it by name.
func (t Target) writable(host string) error {
	same := func(other string) bool { return strings.EqualFold(strings.TrimSuffix(host, "."), other) }
	switch {
	case !t.AllowWrite, same(t.WriteHost):
	case same(productionHost):
		return fmt.Errorf("%w: %s is the vendor's production host, and writes to it must name it on purpose in WriteHost", ErrTarget, host)
	case t.WriteHost != "":
		return fmt.Errorf("%w: WriteHost allows writes to %s, and the base URL is at %s", ErrTarget, t.WriteHost, host)
	}
	return nil
}

// ids checks the account and the job ids: one that changes the path would have the kit
// touch something else than it says.
func (t Target) ids() error {
	seen := make(map[string]string)
	for _, g := range t.Jobs.list() {
		if !plain(g.id) {
			return fmt.Errorf("%w: %q is not a job id", ErrTarget, g.id)
		}
		if was, ok := seen[g.id]; ok {
			return fmt.Errorf("%w: job %s is given twice, as %s and as %s", ErrTarget, g.id, word(was), word(g.state))
		}
		seen[g.id] = g.state
	}
	for _, id := range []string{t.Account, t.Foreign.Account, t.Foreign.Job} {
		if id != "" && !plain(id) {
			return fmt.Errorf("%w: %q is not an id", ErrTarget, id)
		}
	}
	return nil
}

// plain reports whether an id stands in a path as it is. The service makes ids of [a-z0-9];
// people name accounts and jobs with dashes and more.
func plain(id string) bool {
	return id != "" && id != "." && id != ".." && len(id) <= 256 && !slices.ContainsFunc([]rune(id), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.~", r))
	})
}
