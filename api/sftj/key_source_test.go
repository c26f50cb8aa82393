package sftj_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

const rotatedKey = "CANARY-rotated-key-0123456789"

// rotating is a service that takes one key for its first requests, and another after them.
func rotating(t *testing.T, status, most int, then ...answer) (http.RoundTripper, *[]string) {
	t.Helper()
	var sent []string
	script := &stub{script: append([]answer{ok(jobBody)}, then...)}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		want := "Bearer " + testKey
		if len(sent) >= most {
			want = "Bearer " + rotatedKey
		}
		sent = append(sent, req.Method)
		if got := req.Header.Get("Authorization"); got != want {
			return (&stub{script: []answer{failure(status, `{"code":16,"message":"no such key: `+got+`"}`)}}).RoundTrip(req)
		}
		return script.RoundTrip(req)
	}), &sent
}

// TestWait_KeyIsRotated_GoesOnWithTheNewKey: the key is looked up again once.
func TestWait_KeyIsRotated_GoesOnWithTheNewKey(t *testing.T) {
	done := strings.Replace(jobBody, "PENDING", "COMPLETED", 1)
	unchanged := func(context.Context) (string, error) { return testKey, nil }
	for _, tt := range []struct {
		name   string
		source func(context.Context) (string, error)
		is     error
		asked  int
		sent   int
	}{
		{"the source has the new key", func(context.Context) (string, error) { return " " + rotatedKey + "\n", nil }, nil, 1, 5},
		{"the source has the same key", unchanged, sftj.ErrUnauthenticated, 1, 3},
		{"the source has another wrong key", func(context.Context) (string, error) { return "CANARY-wrong", nil }, sftj.ErrUnauthenticated, 1, 4},
		{"the source has a key in quotes", func(context.Context) (string, error) { return `"` + rotatedKey + `"`, nil }, sftj.ErrUnauthenticated, 1, 3},
		{"the source fails", func(context.Context) (string, error) { return rotatedKey, errors.New("no file") }, sftj.ErrUnauthenticated, 1, 3},
		{"no source", nil, sftj.ErrUnauthenticated, 0, 3},
	} {
		for _, status := range []int{401, 403} {
			t.Run(fmt.Sprint(tt.name, " ", status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rt, sent := rotating(t, status, 2, ok(jobBody), ok(jobBody), ok(done))
					asked := 0
					source := tt.source
					if source != nil {
						source = func(ctx context.Context) (string, error) { asked++; return tt.source(ctx) }
					}
					var last error
					for _, last = range newClient(t, rt, sftj.WithKeySource(source)).Wait(t.Context(), "ft-42") {
					}
					is := tt.is
					if is != nil && status == 403 {
						is = sftj.ErrPermissionDenied
					}
					if !errors.Is(last, is) || asked != tt.asked || len(*sent) != tt.sent {
						t.Errorf("%v, asked %d times, %d requests; want %v, %d, %d", last, asked, len(*sent), is, tt.asked, tt.sent)
					}
					if last != nil && strings.Contains(last.Error(), "CANARY") {
						t.Errorf("a key is in %v", last)
					}
				})
			})
		}
	}
}

// TestResume_KeyIsRotated_IsNotSentAgain: how many resumes were sent is counted by the caller.
func TestResume_KeyIsRotated_IsNotSentAgain(t *testing.T) {
	rt, sent := rotating(t, 401, 0)
	c := newClient(t, rt, sftj.WithKeySource(func(context.Context) (string, error) { return rotatedKey, nil }))
	if _, err := c.Resume(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrUnauthenticated) || len(*sent) != 1 {
		t.Errorf("%v after %q", err, *sent)
	}
}

// TestErrors_KeyIsRotated_NeitherKeyIsShown: a service may quote the key it refuses.
func TestErrors_KeyIsRotated_NeitherKeyIsShown(t *testing.T) {
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		return (&stub{script: []answer{failure(401, `{"message":"no such key `+rotatedKey+`, nor `+testKey+`"}`)}}).RoundTrip(req)
	})
	c := newClient(t, rt, sftj.WithKeySource(func(context.Context) (string, error) { return rotatedKey, nil }))
	for range 2 {
		if _, err := c.Get(t.Context(), "ft-42"); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%v", err)
		}
	}
}

// TestNew_KeyThatCannotBeOne_IsRefusedWithThePosition: and the key is not shown.
func TestNew_KeyThatCannotBeOne_IsRefusedWithThePosition(t *testing.T) {
	for key, want := range map[string]string{
		`"fw_CANARY"`:                        "a quote at character 1 of 11",
		"'fw_CANARY'":                        "a quote at character 1 of 11",
		"\u201cfw_CANARY\u201d":              "a quote at character 1 of 11",
		"fw_CANARY`":                         "a quote at character 10 of 10",
		"Bearer fw_CANARY":                   `begins with "Bearer", characters 1 to 7`,
		"bearer fw_CANARY":                   `begins with "bearer", characters 1 to 7`,
		"bearer:fw_CANARY":                   `begins with "bearer:", characters 1 to 7`,
		"Bearer: fw_CANARY":                  `begins with "Bearer:", characters 1 to 8`,
		"BEARER=fw_CANARY":                   `begins with "BEARER=", characters 1 to 7`,
		"Bearer":                             `begins with "Bearer", characters 1 to 6`,
		"Authorization: fw_CANARY":           `begins with "Authorization:", characters 1 to 15`,
		"authorization=bearer:CANARY":        `begins with "authorization=bearer:", characters 1 to 21`,
		"X-Api-Key: fw_CANARY":               `begins with "X-Api-Key:", characters 1 to 11`,
		"api_key = fw_CANARY":                `begins with "api_key =", characters 1 to 10`,
		"export FIREWORKS_API_KEY=fw_CANARY": `begins with "export FIREWORKS_API_KEY=", characters 1 to 25`,
		"FIREWORKS_API_KEY=fw_CANARY":        `begins with "FIREWORKS_API_KEY=", characters 1 to 18`,
		"Authorization: Bearer CANARY":       `begins with "Authorization: Bearer", characters 1 to 22`,
		"fw_CANARY fw_CANARY":                "at character 10 of 19",
		"fw_CAN\u00adARY":                    "at character 7 of 10",
	} {
		rt := &stub{script: []answer{ok(jobBody)}}
		_, err := sftj.New(sftj.WithEnvironment(nil), sftj.WithTransport(rt), sftj.WithAPIKey(" "+key+"\n"))
		if !errors.Is(err, sftj.ErrInvalidArgument) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%v, want %q", err, want)
		}
		if err := sftj.CheckAPIKey(key); err == nil {
			t.Errorf("CheckAPIKey allows it: want %q", want)
		}
	}
}
