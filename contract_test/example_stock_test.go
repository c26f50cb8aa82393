package contract_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/fireworks-sftj/sdk/gen/client"
)

func Example_stockClient() {
	url, key := theService()
	c, _ := client.NewClientWithResponses(url, client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+key)
		return nil
	}))
	resp, err := c.ResumeJobWithResponse(context.Background(), "acme", "paused1", client.ResumeRequest{})
	fmt.Println(resp.JSON200.State, err) // Output: JOB_STATE_PENDING <nil>
}
