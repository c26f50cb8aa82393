package contract_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/model"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// TestJobState_EveryState_MeansWhatTheContractSays compares the generated methods, and those of
// the SDK that stand on them, with x-lifecycle.
func TestJobState_EveryState_MeansWhatTheContractSays(t *testing.T) {
	states := object(parseContract(t), "components", "schemas", "JobState")
	classes := without(object(states, "x-lifecycle"), "x-source")
	classOf := map[string]string{}
	for class, is := range classes {
		for _, state := range object(is)["states"].([]any) {
			classOf[state.(string)] = class
		}
	}
	for _, value := range states["enum"].([]any) {
		state := model.JobState(value.(string))
		for class := range classes {
			method := reflect.ValueOf(state).MethodByName(strings.ToUpper(class[:1]) + class[1:])
			if !method.IsValid() {
				t.Fatalf("model.JobState has no method for the class %s: run go generate ./...", class)
			}
			if got := method.Call(nil)[0].Bool(); got != (classOf[string(state)] == class) {
				t.Errorf("%s: %s is %v, the contract says %q", state, class, got, classOf[string(state)])
			}
		}
		s := sftj.State(state)
		for name, both := range map[string][2]bool{
			"active": {s.Active(), state.Active()}, "finished": {s.Finished(), state.Finished()}, "failed": {s.Failed(), state.Failed()},
			"leaving": {s.Leaving(), state.Leaving()}, "paused": {s.Paused(), state.Paused()}, "terminal": {s.Terminal(), state.Terminal()},
		} {
			if both[0] != both[1] {
				t.Errorf("%s: %s is %v in the SDK and %v in the model", s, name, both[0], both[1])
			}
		}
		if s.Known() != (classOf[string(state)] != "") {
			t.Errorf("%s: known is %v, its class %q", s, s.Known(), classOf[string(state)])
		}
	}
}

// TestModel_EveryField_HasTheTagsOfTheContract compares the tags of the generated structs with
// readOnly, x-volatile and x-secret.
func TestModel_EveryField_HasTheTagsOfTheContract(t *testing.T) {
	schemas := object(parseContract(t), "components", "schemas")
	for name, message := range map[string]reflect.Type{
		"SupervisedFineTuningJob": reflect.TypeFor[model.Job](), "AwsS3Config": reflect.TypeFor[model.AWSS3Config](),
		"AzureBlobStorageConfig": reflect.TypeFor[model.AzureBlobStorageConfig](), "WandbConfig": reflect.TypeFor[model.WandbConfig](),
		"Status": reflect.TypeFor[model.Status](), "JobProgress": reflect.TypeFor[model.JobProgress](), "Money": reflect.TypeFor[model.Money](),
	} {
		properties := object(schemas, name, "properties")
		for i := range message.NumField() {
			field := message.Field(i)
			wire, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			stated := object(properties, wire)
			secret, _ := stated["x-secret"].(string)
			for tag, want := range map[string]string{
				"readonly": flagTag(stated["readOnly"]), "volatile": flagTag(stated["x-volatile"]), "secret": secret,
			} {
				if got := field.Tag.Get(tag); got != want {
					t.Errorf("%s.%s: the tag %s is %q, the contract says %q", name, wire, tag, got, want)
				}
			}
		}
	}
}

func flagTag(stated any) string {
	if stated == true {
		return "true"
	}
	return ""
}

// TestSecretFields_OfTheContract_AreThoseThatRedactMasks: what the contract calls a secret is
// masked by its name, in the strength that it states, and no other field is.
func TestSecretFields_OfTheContract_AreThoseThatRedactMasks(t *testing.T) {
	const link = "https://storage.example/bucket/object?signed=1"
	masked := map[string]string{"": link, "access": redact.Mask, "personal": redact.Mask, "link": "https://storage.example/" + redact.Mask}
	for name, schema := range object(parseContract(t), "components", "schemas") {
		for field, property := range object(schema, "properties") {
			kind, _ := object(property)["x-secret"].(string)
			want, ok := masked[kind]
			if !ok {
				t.Errorf("%s.%s: x-secret is %q, want access, link or personal", name, field, kind)
			}
			if got := redact.Field(field, link); kind != "" && got != want {
				t.Errorf("%s.%s is secret (%s) and shown as %q, want %q", name, field, kind, got, want)
			}
			if plain := "plain text"; kind == "" && object(property)["type"] == "string" && redact.Field(field, plain) != plain {
				t.Errorf("%s.%s is masked as %q, and has no x-secret", name, field, redact.Field(field, plain))
			}
		}
	}
}
