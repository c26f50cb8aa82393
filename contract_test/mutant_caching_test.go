package contract_test

// cachingMutants let a cache keep what is for one account. It is for caches and not for the
// SDK, which has none.
func cachingMutants() []mutant {
	kept := func(name, fault string, which filter, says string, values ...string) mutant {
		return mutant{name, fault, tells(which, header("Cache-Control", values...)), "wire.private", says, tolerates}
	}
	return []mutant{
		kept("public", "Any cache may keep a job.", gets, "public", "public"),
		kept("public-minute", "Any cache may keep a job for a minute.", gets, "public", "public, max-age=60"),
		kept("max-age", "A cache that is shared may keep a job for an hour.", gets, "max-age", "max-age=3600"),
		kept("shared-max-age", "A cache that is shared may keep a job, although it is private.", gets, "s-maxage", "private, s-maxage=600"),
		kept("immutable", "A job never changes.", gets, "immutable", "private, immutable"),
		kept("list-public", "Any cache may keep the list.", lists, "public", "public"),
		kept("resume-public", "Any cache may keep the answer to resume.", resumes, "public", "public, max-age=5"),
		kept("errors-public", "Any cache may keep a refusal.", refusals, "public", "public, max-age=300"),
		kept("two-lines", "One line forbids what another allows.", gets, "public", "private", "public"),
		{"expires", "A job may be kept until next year.", tells(gets, header("Cache-Control"), header("Expires", "Sat, 01 Jan 2050 00:00:00 GMT")), "wire.private", "expires", tolerates},
	}
}
