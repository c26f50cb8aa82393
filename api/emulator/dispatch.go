package emulator

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// The parameters of the contract's paths.
const (
	accountParam = "account_id"
	jobParam     = "supervised_fine_tuning_job_id"
)

// generatedRoutes returns the handler of each operation, as the generated code registers
// it. Which one a request is for is resolved before anything else happens to it, so the
// router is not asked a second time: it would try a regular expression for each route. It
// panics when an operation has no route, or a route no operation: the contract has grown.
func (e *Emulator) generatedRoutes() map[string]http.Handler {
	strict := server.NewStrictHandlerWithOptions(service{e}, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  misread,
		ResponseErrorHandlerFunc: fail,
	})
	router := mux.NewRouter()
	server.HandlerWithOptions(strict, server.GorillaServerOptions{BaseRouter: router, ErrorHandlerFunc: misread})

	routes := make(map[string]http.Handler)
	example := strings.NewReplacer("{"+accountParam+"}", "account", "{"+jobParam+"}", "job")
	// Which operation a route is for is asked of resolve itself, with an example of its path:
	// so the two can't come to differ.
	err := router.Walk(func(r *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := r.GetPathTemplate()
		if err != nil {
			return err
		}
		methods, err := r.GetMethods()
		if err != nil {
			return err
		}
		for _, method := range methods {
			operation := resolve(method, &url.URL{Path: example.Replace(path)}).operation
			if operation == "" || routes[operation] != nil {
				panic("emulator: no operation of its own for " + method + " " + path)
			}
			routes[operation] = r.GetHandler()
		}
		return nil
	})
	if err != nil {
		panic("emulator: the generated routes: " + err.Error())
	}
	for _, operation := range []string{opCreate, opList, opGet, opDelete, opCancel, opResume} {
		if routes[operation] == nil {
			panic("emulator: no route for " + operation)
		}
	}
	return routes
}

// dispatch hands a request to its operation.
func (e *Emulator) dispatch(w http.ResponseWriter, r *http.Request, to route) {
	// The generated code takes the parameters from where the router would have put them.
	r = mux.SetURLVars(r, map[string]string{accountParam: to.account, jobParam: to.job})
	e.routes[to.operation].ServeHTTP(w, r)
}
