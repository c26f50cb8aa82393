package contract_test

import (
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// fieldMutants have one field of a job that is not as the contract has it.
func fieldMutants() []mutant {
	both := func(name, fault string, changes ...func(*reply)) mutant {
		return mutant{name, fault, tells(single, changes...), "get.meaning", "alternatives", believes}
	}
	return []mutant{
		both("two-models", "A job is made of a model and of another job's.", set("baseModel", "accounts/fireworks/models/m"), set("warmStartFrom", "accounts/acme/models/w")),
		both("two-identities", "A job reads its data by a secret and by an identity.", set("azureBlobStorageConfig", map[string]any{
			"credentialsSecret": "accounts/acme/secrets/s", "managedIdentityClientId": "6f1d7c2e-93b4-4f0a-8d55-0c1e2a3b4c5d", "tenantId": "",
		})),
		both("two-schedules", "A job has two schedules of its learning rate.", set("lrScheduler", map[string]any{"linear": map[string]any{"minLrRatio": 0.1}, "constant": map[string]any{}})),
		{"no-dataset", "A job has no dataset.", tells(single, drop("dataset")), "wire.schema", "dataset", refuses(sftj.ErrBadResponse)},
		{"no-name", "A job has no name.", tells(single, drop("name")), "get.job", "the name is missing", believes},
		{"no-state", "A job has no state.", tells(single, drop("state")), "get.job", "the job has no state", believes},
		{"state-unspecified", "Every job is in the state of nothing.", tells(single, set("state", "JOB_STATE_UNSPECIFIED")),
			"get.job", "the job has no state", refuses(sftj.ErrNotResumable)},
		{"dataset-null", "The dataset is null.", tells(single, set("dataset", nil)), "wire.schema", "dataset", notes("nullable")},
		{"dataset-object", "The dataset is an object.", tells(single, set("dataset", map[string]any{"name": "d"})), "wire.schema", "dataset", refuses(sftj.ErrBadResponse)},
		{"state-number", "The state is the number of its enum.", tells(single, set("state", 17)), "wire.schema", "state", refuses(sftj.ErrBadResponse)},
		{"state-lower-case", "The state is written in small letters.", tells(single, set("state", "job_state_paused")), "wire.schema", "state", notes("enum")},
		{"state-without-prefix", "The state lacks the prefix of its enum.", tells(single, set("state", "PAUSED")), "wire.schema", "state", notes("enum")},
		{"state-null", "The state is null.", tells(single, set("state", nil)), "wire.schema", "state", notes("nullable")},
		{"epochs-string", "A count is a string.", tells(single, set("epochs", "2")), "wire.schema", "epochs", attaches("/epochs")},
		{"epochs-fraction", "A count has a fraction.", tells(single, set("epochs", 1.5)), "wire.schema", "epochs", attaches("/epochs")},
		{"epochs-huge", "A count is over 32 bits.", tells(single, set("epochs", int64(3_000_000_000))), "wire.schema wire.format", "epochs", attaches("/epochs")},
		{"rate-string", "The learning rate is a string.", tells(single, set("learningRate", "1e-05")), "wire.schema", "learningRate", attaches("/learningRate")},
		{"rate-huge", "The learning rate is more than a float holds.", tells(single, set("learningRate", 1e39)), "wire.format wire.schema", "learningRate", attaches("/learningRate")},
		{"tokens-string", "A count of tokens is a string, as if it were an int64.", tells(single, set("jobProgress.inputTokens", "12")), "wire.schema", "inputTokens", attaches("/jobProgress/inputTokens")},
		{"turbo-string", "A flag is a string.", tells(single, set("isTurbo", "false")), "wire.schema", "isTurbo", attaches("/isTurbo")},
		{"turbo-number", "A flag is a number.", tells(single, set("isTurbo", 0)), "wire.schema", "isTurbo", attaches("/isTurbo")},
		{"base-model-null", "A scalar that is not set is null.", tells(single, set("outputModel", nil)), "wire.schema", "outputModel", notes("nullable")},
		{"status-text", "The status is a text.", tells(single, set("status", "OK")), "wire.schema", "status", attaches("/status")},
		{"status-code-number", "The code of a job's status is a number.", tells(single, set("status.code", 0)), "wire.schema", "/status/code", attaches("/status/code")},
		{"status-code-new", "The code of a job's status is none of gRPC's.", tells(single, set("status.code", "PAUSED")), "wire.schema", "/status/code", notes("enum")},
		{"progress-array", "The progress is an array.", tells(single, set("jobProgress", []any{})), "wire.schema", "jobProgress", attaches("/jobProgress")},
		{"progress-percent-text", "The percentage has its sign.", tells(single, set("jobProgress.percent", "12%")), "wire.schema", "percent", attaches("/jobProgress/percent")},
		{"progress-percent-fraction", "The percentage has a fraction.", tells(single, set("jobProgress.percent", 12.5)), "wire.schema", "percent", attaches("/jobProgress/percent")},
		{"progress-negative", "A count of the progress is below nothing.", tells(single, set("jobProgress.outputRows", -4)), "get.progress", "is negative", believes},
		{"progress-over-whole", "More is processed than there is.",
			tells(single, set("jobProgress.totalInputRequests", 10), set("jobProgress.totalProcessedRequests", 11)), "drift.progress", "more than", believes},
		{"cost-units-number", "The units of the cost are a number.", tells(single, set("estimatedCost.units", 12)), "wire.schema", "units", attaches("/estimatedCost/units")},
		{"cost-number", "The cost is a number.", tells(single, set("estimatedCost", 12.5)), "wire.schema", "estimatedCost", attaches("/estimatedCost")},
		{"cost-units-fraction", "The units of the cost have a fraction.", tells(single, set("estimatedCost.units", "12.5")), "wire.format", "units", attaches("/estimatedCost/units")},
		{"cost-nanos-huge", "The nanos of the cost are a unit and more.", tells(single, set("estimatedCost.nanos", 1_000_000_000)), "wire.schema", "nanos", notes("maximum")},
		{"cost-signs", "Units and nanos of the cost have opposite signs.",
			tells(single, set("estimatedCost.units", "3"), set("estimatedCost.nanos", -5)), "wire.format", "nanos", notes("money-sign")},
		{"cost-currency", "The cost is in dollars by their sign.", tells(single, set("estimatedCost.currencyCode", "US$")), "get.meaning", "currencyCode", believes},
		{"wandb-array", "The W&B settings are an array.", tells(single, set("wandbConfig", []any{})), "wire.schema", "wandbConfig", attaches("/wandbConfig")},
		{"azure-no-uuid", "A tenant is no UUID.", tells(single, set("azureBlobStorageConfig.tenantId", "contoso")), "wire.format", "tenantId", notes("format")},
		{"link-no-uri", "A signed link is no address.", tells(single, set("metricsFileSignedUrl", "no link yet")), "wire.format", "metricsFileSignedUrl", notes("format")},
		{"snake-case", "The fields have their snake_case names.", tells(single, rename(snake)), "drift.fields", "another spelling", notesDrift("/create_time")},
		{"pascal-case", "The fields begin with capital letters.", tells(single, rename(func(f string) string { return strings.ToUpper(f[:1]) + f[1:] })),
			"drift.fields", "another spelling", refuses(sftj.ErrBadResponse)},
		{"one-field-snake", "One field has its snake_case name.", tells(single, swap(`"updateTime"`, `"update_time"`)), "drift.fields", "another spelling", notesDrift("/update_time")},
		{"completed-with-error", "A completed job has an error for its status.",
			tells(of("completed1", gets), set("status.code", "INTERNAL")), "get.meaning", "its status is", believes},
	}
}

// snake is a name as protobuf has it.
func snake(camel string) string {
	var b strings.Builder
	for _, r := range camel {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
