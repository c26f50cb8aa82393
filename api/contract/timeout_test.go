package contract_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestLowRateHasTheTimeItNeeds runs at the rate of an account without a payment method.
func TestLowRateHasTheTimeItNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = service().Transport()
		r, err := contract.Run(t.Context(), at, contract.WithRate(10.0/60))
		if err != nil {
			t.Fatal(err)
		}
		if r.Failed(true) || r.Broken() || r.Stopped != "" || r.Took < 20*time.Minute {
			t.Errorf("%v after %s, stopped: %q", r.Count(), r.Took, r.Stopped)
		}
	})
}

// TestStoppedByTime has a run that ended before its first answer say so: it judged nothing.
func TestStoppedByTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := target()
		at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		r := judge(t, at, contract.WithTimeout(2*time.Second))
		if r.Failed(true) || !r.Broken() || !strings.Contains(r.Stopped, "the time for the run is over") {
			t.Errorf("%v, stopped: %q", r.Count(), r.Stopped)
		}
	})
}
