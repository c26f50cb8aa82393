package contract_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestJourney: every operation through the SDK, the main job among them, under a strict
// guard. The emulator runs fast enough for the job to end while one looks.
func TestJourney(t *testing.T) {
	for _, c := range compositions() {
		t.Run(c.name, func(t *testing.T) {
			em, g := newEmulator(emulator.WithSpeed(20000)), newGuard(t, conform.Strict)
			rt, url := c.build(t, em, g)
			sdk, ctx := newSDK(t, rt, url), t.Context()

			var ids []string
			for job, err := range sdk.List(ctx, sftj.ListOptions{PageSize: 2, Filter: `state="JOB_STATE_PAUSED"`}) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, job.ID())
			}
			if !slices.Equal(ids, []string{"paused3", "paused2", "paused1"}) {
				t.Fatalf("paused jobs: %v", ids)
			}
			before, err := sdk.Get(ctx, "paused1")
			if err != nil || !before.Resumable() {
				t.Fatal(before, err)
			}
			resumed, err := sdk.Resume(ctx, "paused1")
			if err != nil || !resumed.Active() {
				t.Fatal(resumed, err)
			}
			var last sftj.Event
			for last, err = range sdk.Wait(ctx, "paused1") {
				if err != nil {
					t.Fatal(err)
				}
			}
			if !last.State.Finished() || last.Percent != 100 {
				t.Errorf("ended as %v", last)
			}
			after := last.Job
			if after.Name != before.Name || after.Dataset != before.Dataset || !after.CreateTime.Equal(before.CreateTime) || after.BaseModel != before.BaseModel {
				t.Errorf("what may not change did: %v, %v", before, after)
			}
			if _, err := sdk.Resume(ctx, "paused1"); !errors.Is(err, sftj.ErrNotResumable) {
				t.Errorf("resume of a finished job: %v", err)
			}
			created, err := sdk.Create(ctx, "fresh1", client.Job{Dataset: "accounts/acme/datasets/d", BaseModel: "m"})
			if err != nil || created.ID() != "fresh1" {
				t.Fatal(created, err)
			}
			if err := sdk.Cancel(ctx, "paused2"); err != nil {
				t.Error(err)
			}
			if err := sdk.Delete(ctx, "paused3"); err != nil {
				t.Error(err)
			}
			if _, err := sdk.Get(ctx, "nosuch"); !errors.Is(err, sftj.ErrNotFound) {
				t.Errorf("an unknown job: %v", err)
			}
			if _, err := newSDK(t, rt, url, sftj.WithAPIKey("fw_wrong")).Get(ctx, "paused1"); !errors.Is(err, sftj.ErrUnauthenticated) {
				t.Errorf("a wrong key: %v", err)
			}
			if _, err := newSDK(t, rt, url, sftj.WithAccount(rivalAccount)).Get(ctx, "secret1"); !errors.Is(err, sftj.ErrPermissionDenied) {
				t.Errorf("another account: %v", err)
			}
			em.Suspend(account)
			if _, err := sdk.Resume(ctx, "failed1"); !errors.Is(err, sftj.ErrAccountSuspended) {
				t.Errorf("a suspended account: %v", err)
			}
			if violations, drift := g.found(); violations != nil || drift != nil {
				t.Errorf("the guard found %q and %q", violations, drift)
			}
			for _, op := range g.client.Ledger().Report().Operations {
				if op.Requests == 0 {
					t.Errorf("%s was never called", op.ID)
				}
			}
		})
	}
}
