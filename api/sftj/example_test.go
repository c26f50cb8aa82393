package sftj_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// exampleClient is a client of a service in memory, where a program has sftj.New().
func exampleClient() *sftj.Client {
	job := func(id string, state server.JobState) server.Job {
		return server.Job{Name: id, Dataset: "accounts/acme/datasets/d", State: state}
	}
	em := emulator.New(
		emulator.WithAccount("acme", "fw_key"),
		emulator.WithJobs("acme", job("ft-41", server.JobStateCompleted), job("ft-42", server.JobStatePaused), job("ft-43", server.JobStatePaused)),
		emulator.WithSpeed(10000),
	)
	c, err := sftj.New(sftj.WithAPIKey("fw_key"), sftj.WithAccount("acme"), sftj.WithTransport(em.Transport()),
		sftj.WithPollInterval(time.Millisecond, 10*time.Millisecond))
	if err != nil {
		panic(err)
	}
	return c
}

func ExampleClient_Resume() {
	c := exampleClient() // sftj.New()
	ctx := context.Background()

	job, err := c.Resume(ctx, "ft-42")
	fmt.Println(job, err)

	_, err = c.Resume(ctx, "ft-41")
	fmt.Println(errors.Is(err, sftj.ErrNotResumable))
	// Output:
	// accounts/acme/supervisedFineTuningJobs/ft-42 JOB_STATE_PENDING <nil>
	// true
}

func ExampleClient_Wait() {
	c := exampleClient()
	ctx := context.Background()
	if _, err := c.Resume(ctx, "ft-42"); err != nil {
		fmt.Println(err)
	}
	var last sftj.Event
	for ev, err := range c.Wait(ctx, "ft-42", sftj.WithTimeout(time.Hour)) {
		if err != nil {
			fmt.Println(err)
		}
		last = ev
	}
	fmt.Println(last)
	// Output: JOB_STATE_COMPLETED 100% epoch 0
}

func ExampleClient_List() {
	c := exampleClient()
	for job, err := range c.List(context.Background(), sftj.ListOptions{Filter: `state="JOB_STATE_PAUSED"`}) {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(job.ID(), job.Resumable())
	}
	// Output:
	// ft-43 true
	// ft-42 true
}

func ExampleError() {
	c := exampleClient()
	_, err := c.Get(context.Background(), "nosuch")
	if e, ok := errors.AsType[*sftj.Error](err); ok {
		fmt.Println(e.Operation, e.Job, e.Status, e.Code, errors.Is(err, sftj.ErrNotFound))
	}
	// Output: get nosuch 404 5 true
}

func ExampleClient_Stock() {
	resp, err := exampleClient().Stock().CancelJobWithResponse(context.Background(), "acme", "ft-43", client.CancelRequest{})
	fmt.Println(resp.StatusCode(), err)
	// Output: 200 <nil>
}

func ExampleClient_EnsureResumed() {
	c := exampleClient()
	for _, id := range []string{"ft-42", "ft-41"} {
		r, err := c.EnsureResumed(context.Background(), id)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(r.Outcome, r.Job)
	}
	// Output:
	// resumed accounts/acme/supervisedFineTuningJobs/ft-42 JOB_STATE_PENDING
	// already finished accounts/acme/supervisedFineTuningJobs/ft-41 JOB_STATE_COMPLETED
}

func ExampleClient_ResumeAndWait() {
	c := exampleClient()
	for event, err := range c.ResumeAndWait(context.Background(), "ft-42", sftj.WithTimeout(time.Hour)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if r := event.Resumption; r != nil {
			fmt.Println(r.Outcome)
		}
		if event.State.Finished() {
			fmt.Println(event)
		}
	}
	// Output:
	// resumed
	// JOB_STATE_COMPLETED 100% epoch 0
}
