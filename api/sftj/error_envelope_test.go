package sftj_test

import (
	"errors"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// Clients meet two error envelopes: the service's own, and that of the gateway in front of it,
// which has the code as a name and the request id in the body.
func TestError_BothEnvelopes_AreRead(t *testing.T) {
	gateway := func(code, message string) string {
		return `{"error":{"message":"` + message + `","param":null,"code":"` + code + `","type":"error"},"request_id":"5e0c2f4e-0000-4000-8000-000000000001"}`
	}
	for _, tt := range []struct {
		name, body string
		status     int
		header     []string
		is         error
		code       int
		codeName   string
		message    string
		requestID  string
	}{
		{"gateway, a bad key", gateway("UNAUTHORIZED", "that key is not valid"), 403, nil, sftj.ErrUnauthenticated, 16, "UNAUTHORIZED", "that key is not valid", "5e0c2f4e-0000-4000-8000-000000000001"},
		{"gateway, a bad key with 401", gateway("UNAUTHORIZED", "no"), 401, nil, sftj.ErrUnauthenticated, 16, "UNAUTHORIZED", "no", "5e0c2f4e-0000-4000-8000-000000000001"},
		{"gateway, suspended", gateway("PRECONDITION_FAILED", "Account acme is suspended, see the billing page"), 412, nil, sftj.ErrAccountSuspended, 9, "PRECONDITION_FAILED", "Account acme is suspended, see the billing page", "5e0c2f4e-0000-4000-8000-000000000001"},
		{"gateway, another refusal", gateway("FORBIDDEN", "not here"), 403, nil, sftj.ErrPermissionDenied, 0, "FORBIDDEN", "not here", "5e0c2f4e-0000-4000-8000-000000000001"},
		{"gateway, and a header", gateway("NOT_FOUND", "no"), 404, []string{"X-Request-Id", "from-the-header"}, sftj.ErrNotFound, 5, "NOT_FOUND", "no", "from-the-header"},
		{"service", `{"code":5,"details":[],"message":"no such job"}`, 404, nil, sftj.ErrNotFound, 5, "", "no such job", ""},
		{"service, a key that may not", `{"code":7,"message":"","details":[]}`, 403, nil, sftj.ErrPermissionDenied, 7, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newClient(t, &stub{script: []answer{failure(tt.status, tt.body, tt.header...)}}).Get(t.Context(), "ft-42")
			var e *sftj.Error
			if !errors.As(err, &e) || !errors.Is(err, tt.is) || e.Status != tt.status {
				t.Fatalf("%v, want %v", err, tt.is)
			}
			if e.Code != tt.code || e.CodeName != tt.codeName || e.Message != tt.message || e.RequestID != tt.requestID {
				t.Errorf("code %d %q, message %q, request id %q; want %d %q %q %q", e.Code, e.CodeName, e.Message, e.RequestID, tt.code, tt.codeName, tt.message, tt.requestID)
			}
			if errors.Is(err, sftj.ErrUnauthenticated) != (tt.is == sftj.ErrUnauthenticated) {
				t.Errorf("%v matches ErrUnauthenticated", err)
			}
		})
	}
}
