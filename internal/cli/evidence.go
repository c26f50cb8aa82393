package cli

import (
	"io"
	"net/url"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// observedResource is what the contract is about.
const observedResource = "supervisedFineTuningJobs"

// openEvidence opens the file of --evidence before anything is read for it. Without a path there
// is no file.
//
// Errors: a path that cannot be written.
func openEvidence(path string) (reportFiles, error) {
	return openReports(&checkFlags{evidence: path})
}

// writeEvidence writes the statements that the responses of a target confirmed, as the contract
// carries them: make evidence adds them to it.
func writeEvidence(r *contract.Report, w io.Writer) error {
	return conform.WriteEvidence(w, r.Confirmed, conform.EvidenceOrigin{
		Date: r.Started, Resource: observedResource, Server: serverOf(r.Target),
	})
}

// writeCapturedEvidence is writeEvidence for files, which do not say whose responses they hold.
func writeCapturedEvidence(r *contract.Report, w io.Writer) error {
	return conform.WriteEvidence(w, r.Confirmed, conform.EvidenceOrigin{
		Date: r.Started, Resource: observedResource, Server: conform.ServerUnstated,
	})
}

// serverOf says of a target whether it is the service, without naming its host.
func serverOf(target string) string {
	service, err := url.Parse(sftj.DefaultBaseURL)
	if err != nil {
		return conform.ServerOther // of a constant, which is valid
	}
	if u, err := url.Parse(target); err == nil && strings.EqualFold(u.Hostname(), service.Hostname()) {
		return ""
	}
	return conform.ServerOther
}
