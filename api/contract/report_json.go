package contract

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ReportFormat is the version of a report's JSON form. It changes when a reader of the
// older form would misread the newer one; a field more does not change it.
const ReportFormat = 1

// ErrReport is wrapped by what ReadReport returns for bytes that are no report.
var ErrReport = errors.New("contract: can't read the report")

// maxReport is how much ReadReport reads, in bytes. A report has some 50 kB, and 4 kB for
// each exchange that is evidence.
const maxReport = 64 << 20

//go:embed report.schema.json
var reportSchema []byte

// ReportSchema returns the JSON Schema (2020-12) of a report's JSON form.
func ReportSchema() []byte { return append([]byte(nil), reportSchema...) }

// WriteJSON writes the report as JSON of the form that [ReportSchema] describes.
//
// Errors: those of w.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// ReadReport reads a report that WriteJSON wrote. Fields that it does not know are left
// out.
//
// Errors: ErrReport, for what is no report, or one of a later format; those of rd.
func ReadReport(rd io.Reader) (*Report, error) {
	text, err := io.ReadAll(io.LimitReader(rd, maxReport+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("contract: read the report: %w", err)
	case len(text) > maxReport:
		return nil, fmt.Errorf("%w: it has more than %d MiB", ErrReport, maxReport>>20)
	}
	var r Report
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch err := json.Unmarshal(text, &r); {
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("%w: it is not JSON, or was cut off: %s at byte %d", ErrReport, syntax.Error(), syntax.Offset)
	case errors.As(err, &kind):
		return nil, fmt.Errorf("%w: %s is a %s, which no report has there", ErrReport, kind.Field, kind.Value)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	case r.Version == 0:
		return nil, fmt.Errorf("%w: it has no \"format\"; is it a file that sftj check --json wrote?", ErrReport)
	case r.Version != ReportFormat:
		return nil, fmt.Errorf("%w: its format is %d, and this program reads %d: use the version that wrote it", ErrReport, r.Version, ReportFormat)
	}
	for _, res := range r.Results {
		if !knownVerdict(res.Verdict) {
			return nil, fmt.Errorf("%w: check %s has the verdict %q", ErrReport, res.ID, res.Verdict)
		}
	}
	return &r, nil
}
