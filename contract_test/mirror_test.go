package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// A mirror is a service without jobs of its own: the generated server, which hands every
// call on to a client and answers with what that got. What goes in has to come out: a server
// or a client that loses or changes something can't pass for the service behind it.
//
// The guard refuses what breaks the contract: the generated server reads the first object
// of a body, and lets the rest be.
func mirror(of server.StrictServerInterface, guard *conform.Checker) http.Handler {
	strict := server.NewStrictHandlerWithOptions(of, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  misread,
		ResponseErrorHandlerFunc: mirrorError,
	})
	generated := server.HandlerWithOptions(strict, server.GorillaServerOptions{ErrorHandlerFunc: misread})
	return guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch allowed := methodsOf(r.URL.Path); {
		case allowed == nil:
			refusing(w, http.StatusNotFound, 5)
		case !slices.Contains(allowed, r.Method):
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			refusing(w, http.StatusMethodNotAllowed, 12)
		default:
			generated.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callersKey{}, r.Header.Get("Authorization"))))
		}
	}))
}

// resource is a path of the contract: of the jobs, or of one, with or without a verb.
var resource = regexp.MustCompile(`^/v1/accounts/[^/]+/supervisedFineTuningJobs(/[^/:]+(:[^/:]*)?)?$`)

// methodsOf are the methods that a path has; nil where there is no such path. The generated
// router answers both in plain text, and takes x:resume for an id where the method fits a job.
func methodsOf(path string) []string {
	switch parts := resource.FindStringSubmatch(path); {
	case parts == nil:
		return nil
	case parts[1] == "":
		return []string{http.MethodGet, http.MethodPost}
	case parts[2] == "":
		return []string{http.MethodDelete, http.MethodGet}
	case parts[2] == ":resume", parts[2] == ":cancel":
		return []string{http.MethodPost}
	}
	return nil
}

// callersKey is where a mirror finds the Authorization of the call that it hands on.
type callersKey struct{}

func authorization(ctx context.Context) string {
	header, _ := ctx.Value(callersKey{}).(string)
	return header
}

// refusal is an answer that a client took for an error, on its way out again.
type refusal struct {
	status int
	header http.Header
	body   server.Error
}

func (r refusal) Error() string { return r.body.Message }

// keptHeaders are those that are part of a refusal.
func keptHeaders(from http.Header) http.Header {
	out := make(http.Header)
	for _, name := range []string{"Allow", "Retry-After", "Www-Authenticate"} {
		if v, ok := from[name]; ok {
			out[name] = v
		}
	}
	return out
}

func mirrorError(w http.ResponseWriter, _ *http.Request, err error) {
	var r refusal
	if !errors.As(err, &r) {
		r = refusal{status: http.StatusBadGateway, body: server.Error{Code: 14, Message: err.Error()}}
	}
	r.write(w)
}

func misread(w http.ResponseWriter, _ *http.Request, err error) {
	refusal{status: http.StatusBadRequest, body: server.Error{Code: 3, Message: err.Error()}}.write(w)
}

func refusing(w http.ResponseWriter, status int, code int32) {
	refusal{status: status, body: server.Error{Code: code, Message: http.StatusText(status)}}.write(w)
}

func (r refusal) write(w http.ResponseWriter) {
	body, err := json.Marshal(r.body)
	if err != nil {
		panic(err)
	}
	maps.Copy(w.Header(), r.header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	_, _ = w.Write(body) // who hung up has no use for it
}

// inProcess is a handler without a port.
func inProcess(h http.Handler) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		in := req.Clone(req.Context())
		if in.Body == nil {
			in.Body = http.NoBody
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, in)
		resp := rec.Result()
		resp.Request = req
		return resp, nil
	})
}
