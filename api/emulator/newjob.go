package emulator

import (
	"net/url"
	"reflect"
	"regexp"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// forget clears every field that only the service sets, with what is unknown inside it.
func forget(s *schema, message reflect.Value, raw *extras) {
	for i := range s.fields {
		f := &s.fields[i]
		v := message.Field(f.index)
		switch {
		case f.readOnly:
			v.SetZero()
			raw.drop(f.name)
		case f.sub != nil && !v.IsZero():
			forget(f.sub, reflect.Indirect(v), raw.inside(f.name))
		}
	}
}

// judgeNew refuses a job that the contract does not allow, in words that name the field.
// That the service checks formats is an assumption; without it the answers of the emulator
// could break the contract by repeating what they were told.
func judgeNew(job *server.Job) *failure {
	switch {
	case strings.TrimSpace(job.Dataset) == "":
		return invalid("dataset is required")
	case job.BaseModel != "" && job.WarmStartFrom != "":
		return invalid("baseModel and warmStartFrom can't both be set")
	case job.Purpose != "" && !job.Purpose.Valid():
		return invalid("purpose: %q is not one of its values", job.Purpose)
	case !absolute(job.MetricsFileSignedURL):
		return invalid("metricsFileSignedUrl is not a URL")
	}
	if c := job.AzureBlobStorageConfig; c != nil {
		switch {
		case c.CredentialsSecret != "" && c.ManagedIdentityClientID != "":
			return invalid("azureBlobStorageConfig: credentialsSecret and managedIdentityClientId can't both be set")
		case !uuid(c.ManagedIdentityClientID):
			return invalid("azureBlobStorageConfig.managedIdentityClientId is not a UUID")
		case !uuid(c.TenantID):
			return invalid("azureBlobStorageConfig.tenantId is not a UUID")
		}
	}
	if lr := job.LRScheduler; lr != nil {
		set := 0
		for _, one := range []bool{lr.Constant != nil, lr.Linear != nil, lr.Cosine != nil} {
			set += truth(one)
		}
		if set > 1 {
			return invalid("lrScheduler: only one schedule can be set")
		}
	}
	return nil
}

// absolute reports whether s is unset or a URL with a scheme and a host.
func absolute(s string) bool {
	u, err := url.Parse(s)
	return s == "" || err == nil && u.Scheme != "" && u.Host != ""
}

// uuid reports whether s is unset or a UUID in its usual form.
func uuid(s string) bool {
	ok, _ := regexp.MatchString("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", s)
	return s == "" || ok
}
