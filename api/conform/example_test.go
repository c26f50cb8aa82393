package conform_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// A captured body is judged by the operation it answered.
func ExampleChecker_CheckResponse() {
	checker, err := conform.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte(`{
		"dataset": "accounts/acme/datasets/letters",
		"state": "JOB_STATE_FROZEN",
		"epochs": "3",
		"estimatedCost": {"currencyCode": "USD", "units": "3", "nanos": -5}
	}`)
	result, err := checker.CheckResponse(context.Background(), "resume", 200, nil, body)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range result.Violations {
		fmt.Println(v)
	}
	for _, d := range result.Drift {
		fmt.Println(d)
	}
	// Output:
	// response /epochs: type: value must be an integer, got "3"
	// response /estimatedCost: money-sign: units and nanos have opposite signs, got "3 and -5"
	// response /state: unknown enum-value (JOB_STATE_FROZEN)
}

// The guard before a server: what the server gets wrong never reaches the client.
func ExampleChecker_Handler() {
	checker, err := conform.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	server := checker.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"state": "paused"}`)
	}))
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/v1/accounts/acme/supervisedFineTuningJobs/k3v9q2zt:resume", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	server.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.Contains(w.Body.String(), "/dataset: required"))
	// Output:
	// 500 true
}

// The guard behind a client: it can be asked what it has seen.
func ExampleChecker_Transport() {
	checker, err := conform.New(conform.WithMode(conform.Observe))
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"dataset": "d", "region": "EU"}`)
	}))
	defer server.Close()
	client := http.Client{Transport: checker.Transport(nil)}
	res, err := client.Get(server.URL + "/v1/accounts/acme/supervisedFineTuningJobs/k3v9q2zt")
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = res.Body.Close()
	for _, field := range checker.Ledger().Report().Unknown.Fields {
		fmt.Println(field.Name, field.Seen)
	}
	// Output:
	// SupervisedFineTuningJob.region 1
}
