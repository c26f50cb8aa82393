package contract

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
)

//go:embed report.html.tmpl
var reportPage string

// WriteHTML writes the report as one page that stands alone: it loads nothing, from
// nowhere, and runs no script.
//
// Errors: those of w.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Parse(reportPage)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, r); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
