package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/ogen-go/ogen/ogenerrors"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/bench/ogenclient"
)

const (
	key     = "fw_bench"
	account = "acme"
	jobID   = "k3v9q2zt"
)

// caller resumes the one job that there is.
type caller struct {
	name   string
	resume func(context.Context) error
}

// callers are the SDK and its opponents, all over the same transport.
func callers(b *testing.B, base string, rt http.RoundTripper) []caller {
	b.Helper()
	return []caller{
		{"by-hand", byHand(base, rt)},
		{"oapi-codegen", stock(b, base, rt)},
		{"ogen", ogen(b, base, rt)},
		{"sftj", sdk(b, base, rt)},
		{"sftj+conform", sdk(b, base, guard(b).Transport(rt))},
	}
}

// byHand is what one writes with net/http and encoding/json in ten minutes.
func byHand(base string, rt http.RoundTripper) func(context.Context) error {
	hc := &http.Client{Transport: rt}
	return func(ctx context.Context) error {
		address := base + "/v1/accounts/" + url.PathEscape(account) + "/supervisedFineTuningJobs/" + url.PathEscape(jobID) + ":resume"
		body, err := json.Marshal(struct{}{})
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/json")
		resp, err := hc.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", resp.StatusCode)
		}
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		var job client.Job
		if err := json.Unmarshal(text, &job); err != nil {
			return err
		}
		return named(job.Name)
	}
}

func stock(b *testing.B, base string, rt http.RoundTripper) func(context.Context) error {
	b.Helper()
	c, err := client.NewClientWithResponses(base, client.WithHTTPClient(&http.Client{Transport: rt}),
		client.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("Authorization", "Bearer "+key)
			return nil
		}))
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context) error {
		resp, err := c.ResumeJobWithResponse(ctx, account, jobID, client.ResumeRequest{})
		if err != nil {
			return err
		}
		if resp.JSON200 == nil {
			return fmt.Errorf("status %d", resp.StatusCode())
		}
		return named(resp.JSON200.Name)
	}
}

// security gives ogen's client the key as a bearer token.
type security struct{}

func (security) Bearer(context.Context, ogenclient.OperationName) (ogenclient.Bearer, error) {
	return ogenclient.Bearer{Token: key}, nil
}

//nolint:revive // the name is ogen's
func (security) ApiKey(context.Context, ogenclient.OperationName) (ogenclient.ApiKey, error) {
	return ogenclient.ApiKey{}, ogenerrors.ErrSkipClientSecurity
}

func ogen(b *testing.B, base string, rt http.RoundTripper) func(context.Context) error {
	b.Helper()
	c, err := ogenclient.NewClient(base, security{}, ogenclient.WithClient(&http.Client{Transport: rt}))
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context) error {
		resp, err := c.GatewayResumeSupervisedFineTuningJob(ctx, &ogenclient.ResumeSupervisedFineTuningJobRequest{},
			ogenclient.GatewayResumeSupervisedFineTuningJobParams{AccountID: account, SupervisedFineTuningJobID: jobID})
		if err != nil {
			return err
		}
		job, ok := resp.(*ogenclient.SupervisedFineTuningJob)
		if !ok {
			return errors.New("not a job")
		}
		return named(job.Name.Or(""))
	}
}

func sdk(b *testing.B, base string, rt http.RoundTripper) func(context.Context) error {
	b.Helper()
	c := sdkClient(b, base, rt)
	return func(ctx context.Context) error {
		job, err := c.Resume(ctx, jobID)
		if err != nil {
			return err
		}
		return named(job.Name)
	}
}

func sdkClient(b *testing.B, base string, rt http.RoundTripper) *sftj.Client {
	b.Helper()
	c, err := sftj.New(sftj.WithEnvironment(func(string) string { return "" }), sftj.WithAPIKey(key),
		sftj.WithAccount(account), sftj.WithBaseURL(base), sftj.WithTransport(rt))
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func guard(b *testing.B, opts ...conform.Option) *conform.Checker {
	b.Helper()
	c, err := conform.New(opts...)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// named makes sure that the answer was really read.
func named(name string) error {
	if name != "accounts/"+account+"/supervisedFineTuningJobs/"+jobID {
		return fmt.Errorf("answered %q", name)
	}
	return nil
}
