package sftj

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Client calls the supervised fine-tuning job operations of one account. It is safe for
// use by many goroutines. Make one with [New].
type Client struct {
	stock     *client.Client
	plumbing  http.RoundTripper
	templates map[operation]*requestTemplate
	account   string
	redact    func(string) string
	observe   observer
	poll      pollPolicy
	// reconcileFor is how long to read a job after a lost answer.
	reconcileFor time.Duration
	strict       bool
	onViolations func(job string, violations []Violation) // nil for none
	// answered reports that a response was as the contract has it: the base URL is the service's.
	answered atomic.Bool
}

// New returns a client. Options win over the environment, and the environment over the
// defaults:
//
//	FIREWORKS_API_KEY     the API key, required
//	FIREWORKS_ACCOUNT_ID  the account; may be left out if every job is given by its full name
//	FIREWORKS_BASE_URL    the service, https://api.fireworks.ai by default
//
// Errors: [ErrInvalidArgument] for a missing or impossible setting. Nothing is sent.
func New(opts ...Option) (*Client, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	httpClient, err := cfg.httpClient()
	if err != nil {
		return nil, err
	}
	stock, err := client.NewClient(cfg.baseURL, client.WithHTTPClient(httpClient))
	if err != nil {
		return nil, fmt.Errorf("sftj: %w", err)
	}
	return &Client{
		stock:        stock,
		plumbing:     httpClient.Transport,
		templates:    requestTemplates(stock.Server),
		account:      cfg.account,
		redact:       cfg.redactor(),
		observe:      cfg.observe,
		poll:         cfg.poll,
		reconcileFor: cfg.reconcileFor,
		strict:       cfg.strict,
		onViolations: cfg.onViolations,
	}, nil
}

// HTTPClient returns the SDK's plumbing as an [http.Client] for the stock client:
// authentication, safe retries, refused redirects, capped bodies, the log. It takes the
// same options and environment as [New]. The key goes to the host of the base URL and to
// no other, so give [WithBaseURL] the URL that the stock client gets.
//
// Errors: as of [New].
func HTTPClient(opts ...Option) (*http.Client, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	return cfg.httpClient()
}

// Stock returns the generated client underneath, with this client's plumbing in it, for
// what the SDK has no method for.
func (c *Client) Stock() *client.ClientWithResponses {
	return &client.ClientWithResponses{ClientInterface: c.stock}
}

// Account returns the id of the account the client is for, empty if it has none.
func (c *Client) Account() string { return c.account }
