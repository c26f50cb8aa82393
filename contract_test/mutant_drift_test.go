package contract_test

import (
	"github.com/fireworks-sftj/sdk/api/emulator"
)

// driftMutants are ahead of the contract, or go back behind an earlier report. They are
// not wrong: what must come of them is drift, and not a failure.
func driftMutants() []mutant {
	planted := func(name, fault, field, value, caughtBy, says string, sdk promise) mutant {
		return mutant{name, fault, lie{setup: func(em *emulator.Emulator) {
			for _, id := range []string{"paused1", "paused2", "paused3", "running1", "completed1"} {
				if err := em.SetRaw(account, id, field, []byte(value)); err != nil {
					panic(err)
				}
			}
		}}, caughtBy, says, sdk}
	}
	return []mutant{
		planted("new-field", "A job has a field that the contract does not have.", "rewardModel", `"m"`, "drift.fields", "/rewardModel", notesDrift("/rewardModel")),
		planted("new-message", "A job has a message that the contract does not have.", "hiddenStatesGenConfig", `{"a":1}`, "drift.fields", "/hiddenStatesGenConfig", notesDrift("/hiddenStatesGenConfig")),
		planted("new-purpose", "A job has a purpose that the contract does not have.", "purpose", `"PURPOSE_EVALUATION"`, "drift.values", "PURPOSE_EVALUATION", notesDrift("/purpose")),
		planted("new-encryption", "A job is encrypted in a way that the contract does not have.", "encryptionState", `"ENCRYPTION_STATE_HYOK"`, "drift.values", "ENCRYPTION_STATE_HYOK", notesDrift("/encryptionState")),
		{"new-resumed-state", "A resumed job is in a state that the contract does not have.", lie{options: resumedAs("JOB_STATE_WARMING_UP")},
			"drift.values", "WARMING_UP", notesDrift("/state")},
		{"new-state", "A failed job is in a state that the contract does not have.", tells(of("failed1", gets), set("state", "JOB_STATE_ROLLED_BACK")), "drift.values", "ROLLED_BACK", notesDrift("/state")},
		{"new-list-field", "The list has a field that the contract does not have.", tells(lists, document(func(doc map[string]any) { doc["unreachable"] = []any{} })), "drift.fields", "/unreachable", notesDrift("/unreachable")},
		{"new-error-field", "A refusal has a field that the contract does not have.", tells(refusals, document(func(doc map[string]any) { doc["help"] = "https://docs.fireworks.ai" })), "drift.fields", "/help", notesDrift("/help")},
		{"field-gone", "A field that an earlier report had is gone.", tells(every, func(r *reply) {
			if good(r) {
				drop("lrScheduler")(r)
			}
		}), "drift.gone", "lrScheduler", tolerates},
	}
}
