package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/recording"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// capture is one thing that validate and drift judge: a body, or an exchange of a
// recording or of a HAR file.
type capture struct {
	file string // as it was named on the command line
	name string // of the capture: the file, and in it the number and the request line
	// exchange is nil for a body, which is then the whole file.
	exchange *conform.Exchange
	body     []byte
	// line is where in the file the capture is, from 1.
	line int
}

// captures are those of one file, and how much of the file is not judged.
type captures struct {
	list []capture
	// others counts the exchanges of other operations, such as a browser's own requests.
	others, unanswered, bodiless int
}

// exchanges reports whether the file was a recording or a HAR file.
func (c *captures) exchanges() bool {
	return len(c.list) == 0 || c.list[0].exchange != nil
}

// describeFiles says in the help of a command what its files may be.
const describeFiles = `A FILE is a captured body, a recording (*.txtar) or a HAR file as browsers and proxies
export it; - is stdin. Of a recording and of a HAR file the exchanges with the operations
of the contract are judged, each by the status it came with.`

// readCaptures reads a file and takes it apart. Bodies are kept as they are.
func (a *app) readCaptures(cmd *cobra.Command, file string) (captures, error) {
	content, err := interruptible(cmd.Context(), func() ([]byte, error) { return a.readFile(file) })
	switch {
	case err != nil && cmd.Context().Err() != nil:
		return captures{}, err
	case err != nil:
		return captures{}, usage(cmd, err)
	case filepath.Ext(file) == ".txtar":
		exchanges, err := recording.Parse(content)
		if err != nil {
			return captures{}, usage(cmd, fmt.Errorf("%s: %w", file, err))
		}
		return capturesOf(file, exchanges), nil
	case filepath.Ext(file) == ".har" || recording.IsHAR(content):
		har, err := recording.ParseHAR(content)
		if err != nil {
			return captures{}, usage(cmd, fmt.Errorf("%s: %w", file, err))
		}
		return capturesOfHAR(file, content, har), nil
	}
	return captures{list: []capture{{file: file, name: file, body: content, line: 1}}}, nil
}

func capturesOf(file string, exchanges []recording.Exchange) (out captures) {
	for i, x := range exchanges {
		if target, err := url.ParseRequestURI(x.Target); err == nil {
			out.add(file, i, 1, x, target)
		} else {
			out.others++
		}
	}
	return out
}

func capturesOfHAR(file string, content []byte, har recording.HAR) captures {
	out := captures{unanswered: har.Unanswered, bodiless: har.Bodiless}
	lines := linesOf(content, func(pointer string) bool { return strings.Count(pointer, "/") == 3 })
	for _, entry := range har.Entries {
		line := max(1, lines["/log/entries/"+strconv.Itoa(entry.Index)])
		out.add(file, entry.Index, line, entry.Exchange, entry.URL)
	}
	return out
}

// ofContract finds the path of the contract's operations, whatever a proxy has put before it.
var ofContract = regexp.MustCompile(`/v1/accounts/[^/]+/supervisedFineTuningJobs(?:[/:].*)?$`)

// add takes in an exchange if it is one of the contract's.
func (c *captures) add(file string, index, line int, x recording.Exchange, target *url.URL) {
	at := ofContract.FindStringIndex(target.EscapedPath())
	if at == nil || x.Method == http.MethodOptions { // a browser's preflight is the browser's own
		c.others++
		return
	}
	path, err := url.ParseRequestURI(target.EscapedPath()[at[0]:])
	if err != nil {
		c.others++
		return
	}
	path.RawQuery = target.RawQuery
	c.list = append(c.list, capture{
		file: file, line: line,
		name: fmt.Sprintf("%s#%d %s %s %d", file, index, x.Method, redact.Text(path.EscapedPath()), x.Status),
		exchange: &conform.Exchange{
			Request: &http.Request{Method: x.Method, URL: path, Header: x.Header, Host: target.Host}, RequestBody: x.RequestBody,
			Status: x.Status, Header: x.ResponseHeader, Body: x.Body,
		},
	})
}

// judge holds a capture against the contract. A body is judged as the response to an
// operation with a status.
func (c capture) judge(ctx context.Context, ck *conform.Checker, operation string, status int, contentType string) (conform.Result, error) {
	if c.exchange != nil {
		return ck.Check(ctx, *c.exchange), nil
	}
	return ck.CheckResponse(ctx, operation, status, http.Header{"Content-Type": {contentType}}, c.body)
}

// tellLeftOut says on stderr what of a file was not judged, and why.
func (a *app) tellLeftOut(file string, c captures) {
	for _, left := range []struct {
		n   int
		why string
	}{
		{c.others, "of other operations"},
		{c.unanswered, "without a response"},
		{c.bodiless, "whose response body was not exported"},
	} {
		if left.n > 0 {
			a.say("%s: %s %s not judged", file, countOf(left.n, "exchange"), left.why)
		}
	}
	if len(c.list) == 0 {
		a.say("%s: no exchange with an operation of the contract", file)
	}
}

// linesOf returns for each value of a JSON text that is wanted, by its JSON pointer, the line
// on which it begins, from 1. It reads the text once; what cannot be read has no lines.
func linesOf(content []byte, wanted func(pointer string) bool) map[string]int {
	lines := make(map[string]int)
	in := jsontext.NewDecoder(bytes.NewReader(content), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	line, counted := 1, 0
	for {
		token, err := in.ReadToken()
		if err != nil {
			return lines
		}
		if token.Kind() == '}' || token.Kind() == ']' {
			continue
		}
		at := int(in.InputOffset())
		line += bytes.Count(content[counted:at], []byte("\n"))
		counted = at
		if pointer := string(in.StackPointer()); wanted(pointer) {
			lines[pointer] = line // the value's own token comes after its name's
		}
	}
}

// countOf writes a number with its noun.
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
