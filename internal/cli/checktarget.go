package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// checkTarget is the target, and the limits of the run, that the flags and the SFTJ_
// variables add up to. A flag weighs more.
//
// Errors: what is missing, and where it is given; a variable that can't be read.
func (a *app) checkTarget(given *pflag.FlagSet, f *checkFlags) (contract.Target, []contract.Option, error) {
	t, opts, err := contract.FromEnvironment(a.getenv)
	gate, gateErr := contract.GateFromEnvironment(a.getenv)
	err = errors.Join(err, gateErr)
	url := strings.TrimSpace(a.flags.baseURL)
	if a.flags.emulator || url != "" && t.BaseURL != "" && strings.TrimRight(url, "/") != strings.TrimRight(t.BaseURL, "/") {
		// The variables are about another target: neither its key nor leave to write is
		// for this one.
		t, opts, gate, err = contract.Target{}, nil, contract.Gate{}, nil
	}
	if err != nil {
		return t, nil, targetInFlags(err)
	}
	t.BaseURL, t.APIKey, t.Account = first(url, t.BaseURL), first(a.flags.apiKey, t.APIKey), first(a.flags.account, t.Account)
	if a.flags.emulator {
		a.inMemory(&t)
	}
	f.override(given, &t)
	if !given.Changed("allow-incomplete") {
		f.gate.AllowIncomplete = gate.AllowIncomplete
	}
	if t.APIKey != "" {
		if err := sftj.CheckAPIKey(t.APIKey); err != nil {
			return t, nil, err
		}
	}
	if t.APIKey == "" && f.plan {
		t.APIKey = "none" // a plan sends no key, and shows none
	}
	for _, need := range []struct{ value, flag, variable string }{
		{t.BaseURL, "--base-url", contract.EnvBaseURL},
		{t.APIKey, "--api-key", contract.EnvAPIKey},
		{t.Account, "--account", contract.EnvAccount},
	} {
		if need.value == "" {
			return t, nil, fmt.Errorf("no %s, and no %s for this target", need.flag, need.variable)
		}
	}
	way, err := a.network(t.BaseURL)
	if err != nil {
		return t, nil, err
	}
	opts = append(opts, contract.WithProxy(way.Proxy))
	if way.RootCAs != nil {
		opts = append(opts, contract.WithRootCAs(way.RootCAs))
	}
	return t, opts, nil
}

// inMemory makes the target the service in memory. Its jobs are given unless others are.
func (a *app) inMemory(t *contract.Target) {
	if a.memory == nil {
		a.memory = emulator.New(sampleOptions(1)...)
	}
	t.BaseURL, t.APIKey, t.Account, t.Transport = "http://emulator", sampleKey, sampleAccount, a.memory.Transport()
	t.Foreign = contract.Foreign{Account: rivalAccount, Job: rivalJob}
	for _, job := range sampleJobs(time.Now()) {
		switch job.State {
		case client.JobStatePaused:
			t.Jobs.Paused = append(t.Jobs.Paused, job.Name)
		case client.JobStateRunning:
			t.Jobs.Running = append(t.Jobs.Running, job.Name)
		case client.JobStateCompleted:
			t.Jobs.Completed = append(t.Jobs.Completed, job.Name)
		case client.JobStateFailed:
			t.Jobs.Failed = append(t.Jobs.Failed, job.Name)
		case client.JobStateCancelled:
			t.Jobs.Cancelled = append(t.Jobs.Cancelled, job.Name)
		}
	}
}

// warnOfPlainHTTP says that others can read the key on its way, where they can.
func (a *app) warnOfPlainHTTP(t contract.Target) {
	u, err := url.Parse(t.BaseURL)
	if err != nil || u.Scheme != "http" || t.Transport != nil || a.flags.plainHTTP || loopback(u.Hostname()) {
		return
	}
	a.say("the key goes to %s over plain http, where others can read it; --plain-http says that this is meant", u.Host)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// targetInFlags says in the terms of the command line what the kit says of a target in those
// of Go.
func targetInFlags(err error) error {
	text := strings.TrimPrefix(err.Error(), contract.ErrTarget.Error()+": ")
	return errors.New(strings.NewReplacer(
		"on purpose in WriteHost", "on purpose, with --allow-write-to",
		"WriteHost allows", "--allow-write-to allows",
		"goes into APIKey", "goes into --api-key",
	).Replace(text))
}
