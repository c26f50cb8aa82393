package contract

// The same job in another form: only some fields of it, and compressed.

var getMask = check{
	Check: Check{
		ID:   "get.mask",
		Rule: "With a readMask, the answer has the fields that the mask names, as they are without it, or the mask is ignored as a whole.",
	},
	probes: func(e env) []Probe {
		var out []Probe
		for _, id := range e.some(1) {
			masked := getProbe(e.Account, id)
			masked.Query = map[string][]string{"readMask": {"name,state"}}
			nonsense := getProbe(e.Account, id).broken()
			nonsense.Query = map[string][]string{"readMask": {"sftjNoSuchField"}}
			out = append(out, getProbe(e.Account, id), masked, nonsense)
		}
		return out
	},
	judge: func(s *session) {
		whole, _ := s.read(0)
		if a := s.sendFor(2, s.idOf(0)); !a.ok() {
			s.refusal(a, "a readMask of an unknown field", 400)
		}
		a := s.sendFor(1, s.idOf(0))
		if !a.ok() {
			if s.refusal(a, "a readMask", 400) {
				s.skip("the target refuses readMask (400)")
			}
			return
		}
		masked := s.job(a)
		if !equal(masked["name"], whole["name"]) {
			s.fail(a, "with a readMask, the name is %s instead of %s", shown(masked, "name"), shown(whole, "name"))
		}
		if masked.state() != whole.state() && !active(whole.state()) {
			s.fail(a, "with a readMask, the state is %s instead of %s", shown(masked, "state"), shown(whole, "state"))
		}
		if field, same := whole.kept(masked); same && len(masked) == len(whole) {
			s.skip("the job has the same %d fields with readMask=name,state as without: the mask is ignored", len(whole))
		} else if masked[field] != nil && !equal(masked[field], whole[field]) && !equal(masked[field], nil) {
			s.fail(a, "with a readMask, %s is %s instead of %s", field, shown(masked, field), shown(whole, field))
		}
	},
}

var getGzip = check{
	Check: Check{ID: "get.gzip", Rule: "A job is the same job when it comes compressed, and the list comes as a whole."},
	probes: func(e env) []Probe {
		var out []Probe
		for _, id := range e.some(1) {
			out = append(out, getProbe(e.Account, id), getProbe(e.Account, id).header("Accept-Encoding", "gzip"))
		}
		return append(out, listProbe(e.Account).header("Accept-Encoding", "gzip"))
	},
	judge: func(s *session) {
		plain, _ := s.read(0)
		a := s.sendFor(1, s.idOf(0))
		packed := s.named(a, s.Account, s.idOf(0))
		if field, same := plain.kept(packed); !same {
			s.fail(a, "compressed, %s is %s instead of %s", field, shown(packed, field), shown(plain, field))
		}
		s.send(2) // what is wrong with it, the guard sees
	},
}
