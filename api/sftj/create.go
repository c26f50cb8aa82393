package sftj

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// Create starts a new job and returns it. With an empty id the service makes one; then a
// repeated Create makes a second job, so after [ErrOutcomeUnknown] look before trying
// again. Fields that only the service sets are left out of the request, so that a job
// that was read can be started anew.
//
// Errors: [ErrInvalidArgument] before anything is sent if the dataset is missing, both
// BaseModel and WarmStartFrom are set, or the id can't be one; otherwise as of
// [Client.Resume]. An id that is in use is a 409 without a sentinel of its own.
func (c *Client) Create(ctx context.Context, id string, spec client.Job) (*Job, error) {
	account, err := c.requireAccount()
	if err == nil {
		err = checkSpec(id, spec)
	}
	if err != nil {
		return nil, inCall(err, opCreate, "")
	}
	var created *Job
	about := ""
	if id != "" {
		about = jobName(account, id)
	}
	err = c.do(ctx, opCreate, id, about, func(ctx context.Context) (*http.Response, error) {
		return c.stock.CreateJob(ctx, account, &client.CreateJobParams{SupervisedFineTuningJobID: given(id)}, writable(spec))
	}, func(body []byte) (err error) {
		created, err = c.readJob(body, account, id, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	return created, nil
}

func checkSpec(id string, spec client.Job) error {
	if id != "" {
		if why := badID(id); why != "" {
			return invalid("job id "+quoted(id)+" "+why, "ids look like route-sft-3")
		}
	}
	switch {
	case spec.Dataset == "":
		return invalid("the job has no dataset", "give accounts/ACCOUNT/datasets/DATASET")
	case spec.BaseModel != "" && spec.WarmStartFrom != "":
		return invalid("the job has both a base model and one to start warm from", "give one of them")
	}
	return nil
}

// writable returns the spec without the fields that the contract marks readOnly.
func writable(spec client.Job) client.Job {
	clearReadOnly(reflect.ValueOf(&spec).Elem())
	return spec
}

// clearReadOnly clears the read-only fields of a message of the model, by their tags. It copies
// a nested message before it changes it, because that is the caller's.
func clearReadOnly(message reflect.Value) {
	for i := range message.NumField() {
		f := message.Field(i)
		switch {
		case message.Type().Field(i).Tag.Get("readonly") == "true":
			f.SetZero()
		case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Struct && !f.IsNil():
			nested := reflect.New(f.Type().Elem())
			nested.Elem().Set(f.Elem())
			clearReadOnly(nested.Elem())
			f.Set(nested)
		}
	}
}
