package cli

import (
	"regexp"
	"sync"
)

// inFlags says in the terms of the command line what the SDK says in those of Go: its
// hints name options of its own, which here are flags. What names none stays as it is.
func inFlags(text string) string {
	for _, t := range flagTerms() {
		text = t.goes.ReplaceAllString(text, t.flag)
	}
	return text
}

// flagTerm is an option of the SDK, as its texts name it, and the flag in its place.
type flagTerm struct {
	goes *regexp.Regexp
	flag string
}

// flagTerms is compiled once: a run may print a hundred thousand errors when it is interrupted.
var flagTerms = sync.OnceValue(func() []flagTerm {
	var terms []flagTerm
	for _, t := range []struct{ goes, flag string }{
		{`use a client made WithAccount\("([^"]*)"\)`, "use --account $1"},
		{`use WithAccount\b`, "use --account"},
		{`use WithAPIKey\b`, "use --api-key"},
		{`or WithPlainHTTP\b`, "or --plain-http"},
		{`give WithBaseURL the URL that is called`, "check --base-url"},
		{`raise the cap with WithMaxBody if that is right`, "sftj reads no more; a list is cut smaller by --page-size"},
		{`certificate in SSL_CERT_FILE`, "certificate with --ca-file or in SSL_CERT_FILE"},
		{`allow it by name`, "allow it with --also-from"},
		{`allow it to be resumed again \(ResumePausedAgain\)`, "--resume-paused-again resumes it again"},
		// The next step says so too: see nextStep.
		{`; check by hand: sftj get \S+|: read the job before trying again|: read its state`, ""},
	} {
		terms = append(terms, flagTerm{regexp.MustCompile(t.goes), t.flag})
	}
	return terms
})
