package contract

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
)

var (
	//go:embed report.html.tmpl
	reportPage string
	//go:embed report.css
	reportStyle string
)

// WriteHTML writes the report as one page that stands alone: it loads nothing, from
// nowhere, and runs no script. The browser is told to hold it to that.
//
// Errors: those of w.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"short": short}).Parse(reportPage)
	if err != nil {
		return fmt.Errorf("contract: write the report: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, r.htmlView()); err != nil {
		return fmt.Errorf("contract: write the report: %w", err)
	}
	_, err = io.WriteString(w, visible(b.String(), "\n\t"))
	return err
}

// policy is the page's Content-Security-Policy: its one style sheet, and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(reportStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}
