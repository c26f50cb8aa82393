package conform

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// template is a path of the contract, cut into segments. The templates are in the order
// in which the router tries them, so that the first that fits is the one that it takes.
type template struct {
	segments []segment
	methods  map[string]*operation
}

// segment is a literal, or a parameter with a literal after it, as in {job}:resume.
type segment struct {
	parameter bool
	literal   string
}

// templates prepares the paths of the contract. There are none when one of them says more
// than this package knows: the router then finds every operation.
func (c *Checker) templates(doc *openapi3.T) []template {
	var out []template
	for _, path := range doc.Paths.InMatchingOrder() {
		item := doc.Paths.Value(path)
		t := template{methods: make(map[string]*operation)}
		for part := range strings.SplitSeq(path, "/") {
			s := segment{literal: part}
			if name, after, ok := strings.Cut(part, "}"); ok {
				s = segment{parameter: true, literal: after}
				part = strings.TrimPrefix(name, "{") + after
				if !strings.HasPrefix(name, "{") || strings.ContainsAny(name, ":") {
					return nil
				}
			}
			if strings.ContainsAny(part, "{}") || len(item.Servers) > 0 {
				return nil
			}
			t.segments = append(t.segments, s)
		}
		for method, kin := range item.Operations() {
			t.methods[method] = c.byKin[kin]
		}
		out = append(out, t)
	}
	return out
}

// fits reports whether a path is of the template.
func (t template) fits(path string) bool {
	// As the router's expressions do: a parameter takes at least one byte and no slash.
	for i, s := range t.segments {
		part, rest, more := strings.Cut(path, "/")
		if more != (i < len(t.segments)-1) {
			return false
		}
		if s.parameter && (len(part) <= len(s.literal) || !strings.HasSuffix(part, s.literal)) || !s.parameter && part != s.literal {
			return false
		}
		path = rest
	}
	return true
}

// surelyMatch finds the operation of a request whose path needs no decoding and that has
// no query, if its parameters are right whatever they are; else nil.
func (c *Checker) surelyMatch(r *http.Request) *operation {
	if r.URL.RawPath != "" || r.URL.RawQuery != "" || !unescaped(r.URL.Path) {
		return nil
	}
	path, _, ok := c.below(r.URL.Path, r.URL.Path)
	if !ok {
		return nil
	}
	for i := range c.paths {
		if c.paths[i].fits(path) {
			if op := c.paths[i].methods[r.Method]; op != nil && op.lenient {
				return op
			}
			return nil
		}
	}
	return nil
}

// unescaped reports whether a path is written in the one way that canonical writes it.
func unescaped(path string) bool {
	for i := range len(path) {
		switch c := path[i]; {
		case isLetterOrDigit(c), c == '-', c == '_', c == '~', c == ':':
		case c == '.': // a dot segment names another path
			if i == 0 || path[i-1] == '/' {
				return false
			}
		case c == '/':
		default:
			return false
		}
	}
	return true
}

// lenient reports whether the parameters of an operation are right in every request of its
// path that has no query. The validator is asked once; what it is not asked about is that
// a parameter may be any text.
func lenient(op *operation, options *openapi3filter.Options) bool {
	params := make(map[string]string)
	for _, list := range []openapi3.Parameters{op.route.PathItem.Parameters, op.route.Operation.Parameters} {
		for _, ref := range list {
			p := ref.Value
			switch {
			case p.Content != nil || p.Schema == nil:
				return false
			case p.In == openapi3.ParameterInQuery && !p.Required && scalar(p.Schema.Value):
			case p.In == openapi3.ParameterInPath && p.Style == "" && anyText(p.Schema.Value):
				params[p.Name] = "x"
			default:
				return false
			}
		}
	}
	r := &http.Request{Method: op.Method, URL: &url.URL{Path: "/"}, Header: make(http.Header)}
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, QueryParams: url.Values{}, Route: &op.route, Options: options,
	}) == nil
}

// scalar reports whether a parameter that is missing is missing: of an object or an array
// the validator would have to look for the parts.
func scalar(s *openapi3.Schema) bool {
	return s.Type.Is(openapi3.TypeString) || s.Type.Is(openapi3.TypeInteger) ||
		s.Type.Is(openapi3.TypeNumber) || s.Type.Is(openapi3.TypeBoolean)
}

// anyText reports whether a schema takes every string that is not empty.
func anyText(s *openapi3.Schema) bool {
	left := silent(*s)
	if left.MinLength <= 1 {
		left.MinLength = 0
	}
	return s.Type.Is(openapi3.TypeString) && isZero(left)
}
