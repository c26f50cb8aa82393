package conform

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// basePath is what stands before the paths of the contract: the prefix of a router, or the
// path of a base URL. It begins with a slash and does not end in one, or is empty.
type basePath struct{ plain, escaped string }

// newBasePath reads a base path, escaped as in a URL.
func newBasePath(path string) (basePath, error) {
	path = strings.TrimRight(path, "/")
	if path == "" {
		return basePath{}, nil
	}
	u, ok := canonical(path)
	if !ok || path[0] != '/' || strings.ContainsAny(path, "?#") {
		return basePath{}, fmt.Errorf("conform: base path %q: want a path such as /api", shorten(path, maxValue))
	}
	return basePath{plain: u.Path, escaped: u.EscapedPath()}, nil
}

// serverPaths reads the base paths of the servers that a document names, the longest first.
// A document without servers has the empty one.
func serverPaths(doc *openapi3.T) []basePath {
	var bases []basePath
	for _, server := range doc.Servers {
		address := server.URL
		for name, variable := range server.Variables {
			if variable != nil {
				address = strings.ReplaceAll(address, "{"+name+"}", variable.Default)
			}
		}
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if base, err := newBasePath(u.EscapedPath()); err == nil && !slices.Contains(bases, base) {
			bases = append(bases, base)
		}
	}
	if len(bases) == 0 {
		bases = []basePath{{}}
	}
	slices.SortStableFunc(bases, func(a, b basePath) int { return cmp.Compare(len(b.plain), len(a.plain)) })
	return bases
}

// below returns a path without the base path that it is below, in its plain and its escaped
// form; ok is false for a path that is below none.
func (c *Checker) below(plain, escaped string) (p, e string, ok bool) {
	for _, base := range c.bases {
		p, fits := strings.CutPrefix(plain, base.plain)
		e, alike := strings.CutPrefix(escaped, base.escaped)
		if fits && alike && strings.HasPrefix(p, "/") {
			return p, e, true
		}
	}
	return plain, escaped, false
}
