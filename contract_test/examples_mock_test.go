package contract_test

import (
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// exampleMock answers from the named examples of the contract, as the mock servers that other
// people generate do: a response is the example of that operation whose name the example of the
// requested job id has. It keeps no state.
type exampleMock struct {
	ids       map[string]any            // job ids by the names of examples
	responses map[string]map[string]any // examples by "operation status"
	served    sync.Map                  // "operation status example"
}

// examplePath matches the paths that the contract has.
var examplePath = regexp.MustCompile(`^/v1/accounts/[^/]+/supervisedFineTuningJobs(/[^/]+)?$`)

// RoundTrip answers in this process.
func (m *exampleMock) RoundTrip(req *http.Request) (*http.Response, error) {
	operation, id := exampleOperation(req)
	status, example := m.choose(req, operation, id)
	body, err := json.Marshal(m.responses[operation+" "+strconv.Itoa(status)][example])
	if err != nil {
		return nil, err
	}
	m.served.Store(operation+" "+strconv.Itoa(status)+" "+example, true)
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/json")
	if status == http.StatusUnauthorized {
		rec.Header().Set("WWW-Authenticate", "Bearer")
	}
	rec.WriteHeader(status)
	if req.Method != http.MethodHead {
		if _, err := rec.Write(body); err != nil {
			return nil, err
		}
	}
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

// exampleOperation returns the short name of the operation that a request means, and the job id. A
// request that no operation fits has an empty id for get.
func exampleOperation(req *http.Request) (operation, id string) {
	_, id, below := strings.Cut(req.URL.Path, "/supervisedFineTuningJobs/")
	id, verb, _ := strings.Cut(id, ":")
	switch {
	case !below && strings.HasSuffix(req.URL.Path, "/supervisedFineTuningJobs") && req.Method == http.MethodGet:
		return "list", ""
	case !below && strings.HasSuffix(req.URL.Path, "/supervisedFineTuningJobs") && req.Method == http.MethodPost:
		return "create", ""
	case below && req.Method == http.MethodPost && (verb == "resume" || verb == "cancel"):
		return verb, id
	case below && req.Method == http.MethodDelete && verb == "":
		return "delete", id
	case below && req.Method == http.MethodGet && verb == "":
		return "get", id
	}
	return "get", ""
}

// choose returns the status and the name of the example for a request.
func (m *exampleMock) choose(req *http.Request, operation, id string) (status int, example string) {
	switch got := req.Header.Get("Authorization"); {
	case !examplePath.MatchString(req.URL.Path):
		return http.StatusNotFound, "unknownJob"
	case got == "":
		return http.StatusUnauthorized, "noKey"
	case got != "Bearer "+key:
		return http.StatusForbidden, "badKey"
	case !strings.HasPrefix(req.URL.Path, "/v1/accounts/"+account+"/"):
		return http.StatusForbidden, "emptyMessage"
	}
	query := req.URL.Query()
	if size := query.Get("pageSize"); size != "" {
		if n, err := strconv.Atoi(size); err != nil || n < 0 {
			return http.StatusBadRequest, "invalidArgument"
		}
	}
	if query.Get("pageToken") != "" || strings.Contains(query.Get("filter"), "((") {
		return http.StatusBadRequest, "invalidArgument"
	}
	for _, name := range slices.Sorted(maps.Keys(m.responses[operation+" 200"])) {
		if id == "" && (operation == "list" || operation == "create") || id != "" && m.ids[name] == id {
			return http.StatusOK, name
		}
	}
	return http.StatusNotFound, "unknownJob"
}

// newExampleMock reads the examples of every operation.
func newExampleMock(t *testing.T) *exampleMock {
	t.Helper()
	doc := readContract(t)
	m := &exampleMock{
		ids:       doc.named(doc.at(map[string]any(doc), "components", "parameters", "JobID", "examples")),
		responses: map[string]map[string]any{},
	}
	doc.eachOperation(t, func(operation string, value any) {
		responses, _ := doc.at(value, "responses").(map[string]any)
		for code := range responses {
			m.responses[operation+" "+code] = doc.named(doc.at(responses, code, "content", "application/json", "examples"))
		}
	})
	return m
}

func TestExamples_ServedByAMockByTheirNames_PassTheKit(t *testing.T) {
	m := newExampleMock(t)
	// A mock without state answers every page size with its one page.
	expected := []string{"list.walk", "list.size"}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.August, 1, 0, 0, 0, 0, time.UTC))) // later than the examples' times
		r, err := contract.Run(t.Context(), contract.Target{
			BaseURL: "http://sftj.test", APIKey: key, Account: account, Transport: m,
			Jobs:    contract.Jobs{Paused: []string{"yibuk7xq"}, Completed: []string{"complet1"}},
			Foreign: contract.Foreign{Account: rivalAccount, Job: "secret1"},
		}, contract.WithRate(math.Inf(1)))
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range r.Results {
			bad := result.Verdict == contract.Fail || result.Verdict == contract.Drift || result.Verdict == contract.Error
			if bad != slices.Contains(expected, result.ID) {
				t.Errorf("%s %s: %s %v", result.Verdict, result.ID, result.Reason, result.Findings)
			}
		}
		if n := r.Count()[contract.Pass]; n < 30 {
			t.Errorf("only %d checks passed: hardly anything was judged", n)
		}
	})
	for _, want := range []string{"list 200 page", "get 200 paused", "get 200 completed", "get 401 noKey", "get 403 badKey", "get 404 unknownJob"} {
		if _, ok := m.served.Load(want); !ok {
			t.Errorf("the kit did not meet the example %s", want)
		}
	}
}

func TestExamples_ServedByAMockByTheirNames_SDKListsAndResumes(t *testing.T) {
	client := newSDK(t, newExampleMock(t), "https://sftj.test")
	listed := 0
	for job, err := range client.List(t.Context(), sftj.ListOptions{}) {
		if err != nil || job.ID() == "" {
			t.Fatalf("%v, %v", job, err)
		}
		listed++
	}
	job, err := client.Resume(t.Context(), "yibuk7xq")
	if err != nil || listed != 2 || !job.Active() {
		t.Errorf("%d jobs listed; resumed %v, %v; want 2 jobs and an active one", listed, job, err)
	}
}
