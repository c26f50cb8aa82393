package sftj

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// maxID is a limit of ours, in bytes: no id is longer, and no proxy's URL limit is met.
// The service's own limit is not public.
const maxID = 1024

const jobsCollection = apiname.Collection

// jobName is the full resource name of a job.
func jobName(account, id string) string { return apiname.Job{Account: account, ID: id}.String() }

// ParseJobName splits what people call a job into account and id: a full resource name
// (accounts/acme/supervisedFineTuningJobs/yibuk7xq), or a bare id, for which the account
// is empty.
//
// Errors: [ErrInvalidArgument] for what can't be an id: empty, "." and "..", slashes,
// colons (the service splits its verbs off at one), %, ?, #, \, white space and control
// characters, and more than 1,024 bytes. Other characters are let through and sent
// percent-encoded; the service knows best which ids it has.
func ParseJobName(name string) (account, id string, err error) {
	job, full := apiname.Split(name)
	parts := strings.Split(name, "/")
	switch {
	case full:
		account, err = parseAccount(job.Account)
		if err != nil {
			return "", "", err
		}
		id = job.ID
	case len(parts) == 2 && parts[0] == "accounts":
		return "", "", invalid("job "+quoted(name)+" names an account, not a job", "give a job id or accounts/ACCOUNT/"+jobsCollection+"/ID")
	case len(parts) > 1:
		return "", "", invalid("job "+quoted(name)+" is neither an id nor a full name", "give a job id or accounts/ACCOUNT/"+jobsCollection+"/ID")
	default:
		id = name
	}
	if why := badID(id); why != "" {
		return "", "", invalid("job id "+quoted(id)+" "+why, "ids are the last part of a job's name, like yibuk7xq")
	}
	return account, id, nil
}

// jobID returns the account and id of a job as this client has to address it.
func (c *Client) jobID(name string) (account, id string, err error) {
	account, id, err = ParseJobName(name)
	switch {
	case err != nil:
		e := asError(err, c.redact)
		e.Message = c.redact(e.Message) // the key itself may have been pasted for an id
		return "", "", e
	case account == "":
		account, err = c.requireAccount()
	case c.account != "" && account != c.account:
		err = invalid(c.redact("job "+quoted(name)+" belongs to account "+account+", this client is for "+c.account), c.redact("use a client made WithAccount("+quoted(account)+")"))
	}
	return account, id, err
}

func (c *Client) requireAccount() (string, error) {
	if c.account == "" {
		return "", invalid("no account", "set "+EnvAccount+", use WithAccount, or give the job's full name")
	}
	return c.account, nil
}

// parseAccount takes acme and accounts/acme.
func parseAccount(name string) (string, error) {
	id := apiname.Account(name)
	if why := badID(id); why != "" {
		return "", invalid("account "+quoted(name)+" "+why, "accounts look like acme or accounts/acme")
	}
	return id, nil
}

// badID says why s can't be one segment of a path, or nothing.
func badID(s string) string {
	switch {
	case s == "":
		return "is empty"
	case s == "." || s == "..":
		return "is a step in a path, not an id"
	case len(s) > maxID:
		return "is too long"
	case !utf8.ValidString(s):
		return "is not UTF-8"
	}
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9': // all there is in most ids
		case strings.ContainsRune(`/\:%?#`, r):
			return "contains " + quoted(string(r)) + ", which would change the path"
		case unicode.IsSpace(r):
			return "contains white space"
		case !unicode.IsPrint(r):
			return "contains a control or invisible character"
		}
	}
	return ""
}
