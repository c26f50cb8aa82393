package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gorilla/mux"

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
	router := mux.NewRouter()
	router.NotFoundHandler = refusing(http.StatusNotFound, 5)
	router.MethodNotAllowedHandler = http.HandlerFunc(wrongMethod)
	generated := server.HandlerWithOptions(strict, server.GorillaServerOptions{BaseRouter: router, ErrorHandlerFunc: misread})
	return guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		generated.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callersKey{}, r.Header.Get("Authorization"))))
	}))
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

// kept are the headers that are part of a refusal.
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

func refusing(status int, code int32) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refusal{status: status, body: server.Error{Code: code, Message: http.StatusText(status)}}.write(w)
	})
}

// wrongMethod says which methods the path has.
func wrongMethod(w http.ResponseWriter, r *http.Request) {
	_, verb, _ := strings.Cut(r.URL.Path, ":")
	switch {
	case verb != "":
		w.Header().Set("Allow", http.MethodPost)
	case strings.HasSuffix(r.URL.Path, "/supervisedFineTuningJobs"):
		w.Header().Set("Allow", "GET, POST")
	default:
		w.Header().Set("Allow", "DELETE, GET")
	}
	refusing(http.StatusMethodNotAllowed, 12).ServeHTTP(w, r)
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
