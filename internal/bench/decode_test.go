package bench_test

import (
	"encoding/json"
	"testing"

	experiment "github.com/go-json-experiment/json"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/bench/ogenclient"
)

// BenchmarkDecode is the bytes of one full job made a struct.
func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct {
		name   string
		decode func() (string, error)
	}{
		{"encoding-json", func() (string, error) {
			var j client.Job
			err := json.Unmarshal(job, &j)
			return j.Name, err
		}},
		{"go-json-experiment", func() (string, error) {
			var j client.Job
			err := experiment.Unmarshal(job, &j)
			return j.Name, err
		}},
		{"ogen", func() (string, error) {
			var j ogenclient.SupervisedFineTuningJob
			err := j.UnmarshalJSON(job)
			return j.Name.Or(""), err
		}},
		{"sftj", func() (string, error) {
			j, err := sftj.ParseJob(job)
			if err != nil {
				return "", err
			}
			return j.Name, nil
		}},
	} {
		b.Run("job/"+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				name, err := c.decode()
				if err == nil {
					err = named(name)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
