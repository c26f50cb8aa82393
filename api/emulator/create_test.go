package emulator_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestCreate(t *testing.T) {
	eachDoor(t, func(t *testing.T, w wire) {
		r := w.send("POST", jobsPath+"?supervisedFineTuningJobId=route-sft.3_b",
			`{"dataset":"accounts/acme/datasets/r","baseModel":"m","epochs":3,"learningRate":1e-5,"loraRank":16}`).ok()
		job := r.job()
		if job.Name != "accounts/acme/supervisedFineTuningJobs/route-sft.3_b" || job.State != server.JobStatePending ||
			job.CreatedBy == "" || job.Dataset != "accounts/acme/datasets/r" || job.BaseModel != "m" ||
			job.CreateTime.IsZero() || !job.CreateTime.Equal(job.UpdateTime) {
			t.Errorf("created %s", r.body)
		}
		if !strings.Contains(r.body, `"learningRate":1e-05,`) {
			t.Errorf("a float32 is not in its shortest form: %s", r.body)
		}
		w.send("POST", jobsPath+"?supervisedFineTuningJobId=route-sft.3_b", `{"dataset":"d"}`).fails(409, 6)
		if got := w.send("GET", jobsPath+"/route-sft.3_b", "").ok().job(); got.Epochs != 3 || got.LoraRank != 16 {
			t.Errorf("read back %+v", got)
		}
	}, emulator.WithAccount("acme", "key-of-acme"))
}

func TestCreateRefuses(t *testing.T) {
	const uuid = "12345678-1234-1234-1234-123456789abc"
	for name, c := range map[string]struct{ id, body, names string }{
		"no dataset":          {"", `{}`, "dataset"},
		"empty dataset":       {"", `{"dataset":" "}`, "dataset"},
		"null dataset":        {"", `{"dataset":null}`, "dataset"},
		"dataset in capitals": {"", `{"DATASET":"d"}`, "dataset"},
		"two origins":         {"", `{"dataset":"d","baseModel":"m","warmStartFrom":"a"}`, "warmStartFrom"},
		"text for a number":   {"", `{"dataset":"d","epochs":"three"}`, "epochs"},
		"number too big":      {"", `{"dataset":"d","epochs":2147483648}`, "epochs"},
		"number for a text":   {"", `{"dataset":5}`, "dataset"},
		"array for a message": {"", `{"dataset":"d","wandbConfig":[]}`, "wandbConfig"},
		"unknown purpose":     {"", `{"dataset":"d","purpose":"fun"}`, "purpose"},
		"no URL":              {"", `{"dataset":"d","metricsFileSignedUrl":"x"}`, "metricsFileSignedUrl"},
		"no UUID":             {"", `{"dataset":"d","azureBlobStorageConfig":{"tenantId":"x"}}`, "tenantId"},
		"two Azure accesses": {"", `{"dataset":"d","azureBlobStorageConfig":{"credentialsSecret":"s","managedIdentityClientId":"` +
			uuid + `"}}`, "managedIdentityClientId"},
		"two schedules":    {"", `{"dataset":"d","lrScheduler":{"constant":{},"linear":{}}}`, "lrScheduler"},
		"colon in the id":  {"a:b", `{"dataset":"d"}`, "supervisedFineTuningJobId"},
		"slash in the id":  {"a%2Fb", `{"dataset":"d"}`, "supervisedFineTuningJobId"},
		"way up as the id": {"..", `{"dataset":"d"}`, "supervisedFineTuningJobId"},
		"long id":          {strings.Repeat("a", 64), `{"dataset":"d"}`, "supervisedFineTuningJobId"},
		"umlaut in the id": {"%C3%BC", `{"dataset":"d"}`, "supervisedFineTuningJobId"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
			r := w.send("POST", jobsPath+"?supervisedFineTuningJobId="+c.id, c.body)
			r.fails(400, 3)
			if message, _ := r.fields()["message"].(string); !strings.Contains(message, c.names) {
				t.Errorf("the message %q does not name %s", message, c.names)
			}
			if total := w.send("GET", jobsPath, "").ok().fields()["totalSize"]; total != 0.0 {
				t.Errorf("%v jobs after a refused create", total)
			}
		})
	}
}

func TestCreateIgnoresWhatOnlyTheServiceSets(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
	r := w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d","name":"n","state":"JOB_STATE_COMPLETED",
		"createdBy":"me","createTime":"1999-01-01T00:00:00Z","completedTime":"1999-01-01T00:00:00Z",
		"updateTime":"1999-01-01T00:00:00Z","status":{"code":"INTERNAL","message":"m","novel":1},
		"jobProgress":{"percent":99},"estimatedCost":{"units":"7"},"trainerLogsSignedUrl":"https://h/t",
		"renderSamplesSignedUrl":"https://h/r","encryptionState":"ENCRYPTION_STATE_CMEK",
		"wandbConfig":{"enabled":true,"url":"https://h/w","project":"p"}}`).ok()
	job := r.job()
	if strings.Contains(r.body, "novel") {
		t.Errorf("an unknown field got into a message of the service's: %s", r.body)
	}
	if job.Name != "accounts/acme/supervisedFineTuningJobs/x" || job.State != server.JobStatePending ||
		job.CreatedBy == "me" || job.CreateTime.Year() == 1999 || job.UpdateTime.Year() == 1999 ||
		!job.CompletedTime.IsZero() || job.Status.Code != server.StatusCodeOK || job.Status.Message != "" ||
		*job.JobProgress != (server.JobProgress{}) || job.EstimatedCost != nil || job.TrainerLogsSignedURL != "" ||
		job.RenderSamplesSignedURL != "" || job.EncryptionState == server.EncryptionStateCMEK || job.WandbConfig.URL != "" {
		t.Errorf("a client set what it can't: %+v", job)
	}
	if job.WandbConfig.Project != "p" || !job.WandbConfig.Enabled {
		t.Errorf("wandbConfig is lost: %+v", job.WandbConfig)
	}
}

// proto3 JSON: an integer may be written with a point or an exponent, names are exact.
func TestCreateReadsProtoJSON(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
	job := w.send("POST", jobsPath, `{"dataset":"d","Dataset":"other","epochs":3.0,"loraRank":1.6e1,"wandbConfig":{"PROJECT":"p"}}`).ok().fields()
	wandb, _ := job["wandbConfig"].(map[string]any)
	if job["epochs"] != 3.0 || job["loraRank"] != 16.0 || job["dataset"] != "d" || wandb["project"] != "" {
		t.Errorf("created %+v", job)
	}
	w.send("POST", jobsPath, `{"dataset":"d","epochs":3.5}`).fails(400, 3)
}

func TestIDs(t *testing.T) {
	t.Run("random", func(t *testing.T) {
		w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
		name := w.send("POST", jobsPath, `{"dataset":"d"}`).ok().job().Name
		if !regexp.MustCompile(`^accounts/acme/supervisedFineTuningJobs/[a-z0-9]{8}$`).MatchString(name) {
			t.Errorf("name %q", name)
		}
	})
	t.Run("given", func(t *testing.T) {
		ids := []string{"one", "one", "two"} // the second is in use by then
		w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme"), emulator.WithIDs(func() string {
			id := ids[0]
			ids = ids[1:]
			return id
		})))
		for _, want := range []string{"one", "two"} {
			if name := w.send("POST", jobsPath, `{"dataset":"d"}`).ok().job().Name; !strings.HasSuffix(name, "/"+want) {
				t.Errorf("name %q, want %s", name, want)
			}
		}
	})
	t.Run("stuck", func(t *testing.T) {
		w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme"),
			emulator.WithIDs(func() string { return "same" })))
		w.send("POST", jobsPath, `{"dataset":"d"}`).ok()
		w.send("POST", jobsPath, `{"dataset":"d"}`).fails(500, 13)
	})
}
