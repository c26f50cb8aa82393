package apiname_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/internal/apiname"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		name string
		want apiname.Job
		full bool
	}{
		{"accounts/acme/supervisedFineTuningJobs/ft-42", apiname.Job{Account: "acme", ID: "ft-42"}, true},
		{"ft-42", apiname.Job{ID: "ft-42"}, false},
		{"", apiname.Job{}, false},
		{"accounts/acme", apiname.Job{ID: "accounts/acme"}, false},
		{"accounts/acme/datasets/d", apiname.Job{ID: "accounts/acme/datasets/d"}, false},
		{"/accounts/acme/supervisedFineTuningJobs/x", apiname.Job{ID: "/accounts/acme/supervisedFineTuningJobs/x"}, false},
	} {
		got, full := apiname.Split(tt.name)
		if got != tt.want || full != tt.full {
			t.Errorf("Split(%q) = %+v, %v; want %+v, %v", tt.name, got, full, tt.want, tt.full)
		}
		if got.String() != tt.name {
			t.Errorf("%+v is written as %q, want %q", got, got, tt.name)
		}
	}
}

func TestVerb(t *testing.T) {
	for id, want := range map[string]string{
		"Gateway_ResumeSupervisedFineTuningJob": "resume",
		"Gateway_ListSupervisedFineTuningJobs":  "list",
		"ResumeJob":                             "resume",
		"A_B_GetJob":                            "get",
		"resume":                                "resume",
		"Gateway_":                              "Gateway_",
		"":                                      "",
		"GET /v1/jobs":                          "GET /v1/jobs",
	} {
		if got := apiname.Verb(id); got != want {
			t.Errorf("Verb(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestAccount(t *testing.T) {
	for name, want := range map[string]string{"acme": "acme", "accounts/acme": "acme", "": ""} {
		if got := apiname.Account(name); got != want {
			t.Errorf("Account(%q) = %q, want %q", name, got, want)
		}
	}
}
